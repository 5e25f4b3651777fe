"""The words in a borrower's pictures: read beside the talk, shown to be put right, taken for nothing before that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.conversation import checking, engine, pictures
from bot.documents import screenshots
from bot.model import Reply
from bot.storage.base import Store
from bot.turns import closing
from bot.turns.house import House
from bot.turns.offers import HouseOffers
from bot.turns.work import Kept, Made, Work


def works(house: House) -> dict[str, Work]:
    """The kind "reading", where the optional extra that does it is installed."""
    return {"reading": Reading(house)} if screenshots.installed() else {}


class Reading(Work):
    """Job "reading": `files` holds the ids of one message's pictures."""

    def __init__(self, house: House) -> None:
        self._house = house

    def gather(self, store: Store, borrower_id: str, args: Mapping[str, str], _now: datetime) -> tuple[bytes, ...]:
        """The pictures; one that is gone by now is passed over."""
        channel, sender = store.address_of(borrower_id)
        found = [store.open_file(channel, sender, id) for id in args["files"].split()]
        return tuple(content for opened in found if opened for content in opened[1:])

    def make(self, material: tuple[bytes, ...]) -> Made:
        """Raises ReadingFailed."""
        texts = screenshots.read(material) if material else ()
        return Made((Reply("\n\n".join(text for text in texts if text)),))

    def keep(self, store: Store, borrower_id: str, made: Made, now: datetime) -> Kept:
        """What was read as a screen of its own; nothing while a person writes."""
        loaded = store.load_borrower(borrower_id, now)
        if loaded.silence:
            return Kept(())
        locale, text = loaded.conversation.locale, made.replies[0].text
        if len(text) < checking.SHORTEST:
            return Kept((Reply(self._house.phrase("read_nothing", locale), kind="notice"),))
        x = closing.exchange(self._house, loaded, HouseOffers(self._house, self._house.speech(locale)), now)
        pictures.show(x, text)
        done = engine.finish(x)
        return Kept((*done.replies, done.closing), done.conversation)
