"""One turn: a message in, everything that follows from it saved, its replies out."""

from __future__ import annotations

import logging
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.conversation import asides, checking, drafting, engine, home
from bot.errors import Conflict
from bot.model import Conversation, Flag, Incoming, Reply
from bot.storage.base import Loaded, Outcome, Store
from bot.turns import closing, evidence, languages, safety, silence
from bot.turns.house import House
from bot.turns.offers import HouseOffers
from bot.understanding.second_ear import RULE as SECOND_EAR

log = logging.getLogger(__name__)

TEXT_LIMIT = 10_000
"""Characters of one message that are read; longer than any SMS thread people paste, short enough to read in a turn."""

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Control, zero-width and direction characters: never typed on purpose, and they split words."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What one message got: its replies, the flags it raised and the jobs it left (none when it was seen before)."""

    replies: tuple[Reply, ...]
    flags: tuple[Flag, ...] = ()
    jobs: int = 0


def run(house: House, store: Store, incoming: Incoming, now: datetime) -> Answered:
    """Answer one message once: the same message again gets the same replies. Raises StorageError."""
    said = store.replies_to(incoming)
    if said is not None:
        return Answered(said)
    loaded = store.load(incoming.channel, incoming.sender, now)
    outcome = _guarded(house, store, loaded, _clean(incoming), now)
    store.save_turn(loaded, incoming, outcome, now)
    return Answered(outcome.replies, outcome.flags, len(outcome.jobs))


def _clean(incoming: Incoming) -> Incoming:
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", incoming.text.replace("\r\n", "\n").replace("\r", "\n")))
    return replace(incoming, text=text[:TEXT_LIMIT])


def _guarded(house: House, store: Store, loaded: Loaded, incoming: Incoming, now: datetime) -> Outcome:
    """An outcome whatever happens: a turn that breaks keeps the message, says so, and calls a person."""
    try:
        return answer(house, store, loaded, incoming, now)
    except Conflict:
        raise
    except Exception as error:
        # The kind and place of the error only: its text may quote what the borrower wrote.
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{place.tb_frame.f_globals.get('__name__', '?')}:{place.tb_lineno}" if place else "?"
        log.error("turn failed: %s at %s", type(error).__name__, where)
        reply = Reply(house.phrase("broken", loaded.conversation.locale), kind="notice")
        flag = Flag("failed_turn", "P1", f"{type(error).__name__} {where}")
        return Outcome(loaded.conversation, replies=(reply,), flags=(flag,))


def answer(house: House, store: Store, loaded: Loaded, incoming: Incoming, now: datetime) -> Outcome:
    """What one message comes to: danger first, then the engine, then what it asked other rooms for."""
    conversation = _spoken_to(house, loaded, incoming)
    loaded = replace(loaded, conversation=conversation)
    papers = partial(store.documents, loaded.borrower_id)
    offers = HouseOffers(house, house.speech(conversation.locale), now, papers)
    warning = _warned(house, loaded, offers, incoming, now)
    kept = silence.keep(house, store, loaded, incoming, warning, now)
    if kept is not None:
        return kept
    if warning.refuse and not warning.stop:
        return _refuse(house, loaded, offers, warning, now)
    advance = engine.advance(
        house.dialogs, conversation, loaded.case, incoming, house.ears, house.speeches, offers, now
    )
    chosen = [record for record in advance.changed if record.id == "safety"]
    if chosen and not warning.stop:
        told = safety.said_now(house, chosen[0].value("now") or (), conversation.locale)
        warning = safety.Warning((*warning.replies, *told.replies), (*warning.flags, *told.flags), told.stop)
    if warning.stop:
        return _wait(house, loaded, offers, advance, warning, now)
    return closing.outcome(house, store, loaded, advance, warning, now)


def _warned(house: House, loaded: Loaded, offers: HouseOffers, incoming: Incoming, now: datetime) -> safety.Warning:
    """What danger and misuse in the message call for; somebody else's words are judged, not refused."""
    locale = loaded.conversation.locale
    x = closing.exchange(house, loaded, offers, now)
    message = checking.wanted(x, incoming)
    if message:
        heard = house.ears.message(message, now)
        if incoming.forwarded or heard.kind in safety.RECEIVED or message not in incoming.text:
            return safety.of_message(house, heard.signals, locale)
    signals = house.ears.signals(incoming.text)
    if asides.says_safe(x, incoming.text):  # an answer: a guess of the second ear is no reason to ask again
        signals = tuple(signal for signal in signals if signal.rule != SECOND_EAR)
    warning = safety.read(house, signals, locale)
    if warning.stop or any(flag.rule != SECOND_EAR for flag in warning.flags):
        return warning
    scheme = safety.about_scam(house, incoming.text, locale)  # what the facts know of a scheme says more
    return scheme if scheme.flags else warning


def _spoken_to(house: House, loaded: Loaded, incoming: Incoming) -> Conversation:
    """The conversation in the language to begin in: the channel's guess, until the borrower's own words show it."""
    conversation = loaded.conversation
    if loaded.new and incoming.locale in house.speeches:
        conversation = replace(conversation, locale=incoming.locale)
    if loaded.case.value("consent", "agree") is not None or incoming.forwarded:
        return conversation
    written = languages.written_in(incoming.text, house.ears.simplified, conversation.locale)
    return replace(conversation, locale=written) if written in house.speeches else conversation


def _refuse(house: House, loaded: Loaded, offers: HouseOffers, warning: safety.Warning, now: datetime) -> Outcome:
    """An unlawful wish or an advert is answered, never taken as an answer; the question stays."""
    x = closing.exchange(house, loaded, offers, now)
    if not x.conversation.stack and not x.conversation.asked:
        x.open("talk")
    if x.conversation.asked.startswith(drafting.WRITING):
        home.show(x, x.conversation.asked)
    done = engine.finish(x)
    return Outcome(done.conversation, replies=(*warning.replies, done.closing), flags=warning.flags)


def _wait(
    house: House, loaded: Loaded, offers: HouseOffers, advance: engine.Advance, warning: safety.Warning, now: datetime
) -> Outcome:
    """Safety first: what was told is kept, the next question waits until the borrower comes back to it."""
    x = closing.exchange(house, loaded, offers, now)
    x.case = advance.case
    if advance.changed and not advance.requests:
        x.conversation = advance.conversation
    if not x.conversation.stack and not x.conversation.asked:
        x.open("talk")
    home.show(x, "#crisis")
    done = engine.finish(x)
    return Outcome(
        done.conversation,
        records=advance.changed,
        removed=advance.removed,
        replies=(*warning.replies, done.closing),
        flags=warning.flags,
        custody=evidence.steps(house, advance.case, advance.requests, done.conversation.locale),
    )
