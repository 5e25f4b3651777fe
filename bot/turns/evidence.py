"""What a turn does about evidence besides the talk: its chain, a tip from the facts, an earlier message kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import custody
from bot.conversation import evidence, exhibits
from bot.conversation.answers import plain
from bot.conversation.exchange import Request
from bot.conversation.exhibits import Exhibit
from bot.custody import Event, Step
from bot.errors import StorageError
from bot.model import Case, Incoming, Record, Reply
from bot.storage.base import Line, Store
from bot.turns.house import House

LOOK_BACK = 200
"""Transcript lines in which a forwarded message is looked for: its button is pressed at once or never."""

_TIPS = {
    "audio": "ev_recording",
    "video": "ev_original",
    "picture": "ev_chat_present",
    "message": "ev_sms_call",
    "text": "ev_sms_call",
    "document": "ev_authenticity",
}
"""The fact that says what makes each kind of evidence weak."""

_DETAILS = ("name", "note", "carrier", "incident", "message", "at", "said_type")
_CHANGED = {"renamed": ("name",), "noted": ("note", "carrier"), "linked": ("incident",)}


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a request about evidence."""

    steps: tuple[Step, ...] = ()
    replies: tuple[Reply, ...] = ()
    records: tuple[Record, ...] = ()


def chained(house: House, case: Case, arg: str, locale: str) -> Told:
    """`received 3`, `renamed 3`, `removed 3 <file id>`: the entry for the chain; after an arrival at most one tip."""
    event, number, *file = arg.split(" ")
    record = case.record(f"{exhibits.KIND}/{number}")
    exhibit = Exhibit(int(number), record)
    if event == "received":
        tip = _tip(house, case, exhibit, locale)
        return Told((received(exhibit),), (tip,) if tip else ())
    return Told((_changed(event, exhibit, file[0] if file else ""),))


def steps(house: House, case: Case, requests: Sequence[Request], locale: str) -> tuple[Step, ...]:
    """The entries alone, for a turn in which danger comes before every word about evidence."""
    wanted = [request.arg for request in requests if request.name == "exhibit"]
    return tuple(step for arg in wanted for step in chained(house, case, arg, locale).steps)


def received(exhibit: Exhibit) -> Step:
    """The entry of an arrival: hash, size and type for good; names, note and message id as long as it stands."""
    if exhibit.words:
        content = exhibit.words.encode("utf-8", "surrogatepass")
        facts: dict[str, Any] = {"sha256": custody.sha256(content), "size": len(content), "type": "text/plain"}
    else:
        facts = {key: exhibit.record.value(key) for key in ("sha256", "size", "type")}
    details = {key: exhibit.text(key) for key in _DETAILS if exhibit.text(key)}
    return Step("received", exhibit.number, facts, details | {"form": "message" if exhibit.words else _form(exhibit)})


def _form(exhibit: Exhibit) -> str:
    return "photo" if {"photo", "recoded"} & set(exhibit.marks) else "file"


def _changed(event: str, exhibit: Exhibit, file: str) -> Step:
    kinds: dict[str, Event] = {"renamed": "renamed", "noted": "noted", "linked": "linked", "removed": "removed"}
    details = {key: exhibit.text(key) for key in _CHANGED.get(event, ()) if exhibit.text(key)}
    return Step(kinds[event], exhibit.number, details=details, file=file)


def _tip(house: House, case: Case, exhibit: Exhibit, locale: str) -> Reply | None:
    """What makes this kind weak, the first time one comes; nothing when something odd was said already."""
    others = [one for one in exhibits.standing(case) if one.number < exhibit.number]
    fact = _TIPS.get(exhibit.kind)
    if fact is None or any(one.kind == exhibit.kind for one in others) or exhibit.marks:
        return None
    speech, procedure = house.speech(locale), house.knowledge.procedure(fact)
    avoid = house.phrase("join", locale).join(speech(text) for text in procedure.avoid)
    tip = house.phrase(
        "evidence_tip", locale, name=speech(procedure.name), purpose=speech(procedure.purpose), avoid=avoid
    )
    return Reply(tip, kind="notice")


def keep_said(
    house: House, store: Store, borrower_id: str, case: Case, message_id: str, locale: str, now: datetime
) -> Told:
    """Keep an earlier message of this talk (the last one without an id) as an exhibit; its words are shown again."""
    said = _said(house, store, borrower_id, message_id)
    same = next((one for one in exhibits.standing(case) if said and one.text("message") == said.message_id), None)
    if same is not None:
        text = house.phrase("evidence_same", locale, number=same.number)
        return Told(replies=(Reply(text, kind="notice"),))
    if said is None or not said.text.strip():
        return Told(replies=(Reply(house.phrase("nothing_to_keep", locale), kind="notice"),))
    number = exhibits.next_number(case)
    facts = {
        "at": said.sent_at.isoformat(timespec="seconds"),
        "received": now.isoformat(timespec="seconds"),
        "message": said.message_id,
    }
    exhibit = Exhibit(number, exhibits.of_words(number, said.text, facts))
    words = " ".join(said.text.split())
    short = words if len(words) <= exhibits.SHOWN_WORDS else words[: exhibits.SHOWN_WORDS] + "…"
    text = house.phrase("evidence_kept_words", locale, number=number, words=short)
    tip = _tip(house, case, exhibit, locale)
    return Told((received(exhibit),), (Reply(text, kind="notice"), *((tip,) if tip else ())), (exhibit.record,))


def _said(house: House, store: Store, borrower_id: str, message_id: str) -> Incoming | None:
    """The borrower's message of that id, or without one the latest that says something."""
    try:
        address = store.address_of(borrower_id)
    except StorageError:  # this is the very first message
        return None
    lines: tuple[Line, ...] = store.transcript(*address, 0, LOOK_BACK)
    for line in reversed(lines):
        said = line.incoming
        if said is None or said.choice:
            continue
        if message_id and said.message_id == message_id:
            return said
        if not message_id and (said.files or _proves(house, said.text)):
            return said
    return None


def _proves(house: House, text: str) -> bool:
    """Whether a message says something, and not to the bot."""
    words = {word for command in house.dialogs.commands.values() for word in command.words}
    return len(text.strip()) >= evidence.SHORTEST and plain(text) not in words and not evidence.meant(text)
