"""While a person writes, the bot is silent: what the borrower writes is kept as a message, never read as an answer.

Danger is still read, answered and flagged: nobody may wait for a person when 110 is needed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversation import engine
from bot.conversation import evidence as arriving
from bot.conversation.answers import plain
from bot.model import Answer, Choice, Incoming, Record, Reply
from bot.storage.base import Loaded, Outcome, Store
from bot.turns import closing, evidence, safety
from bot.turns.house import House
from bot.turns.offers import HouseOffers

TO_BOT = "/bot"
PROPOSAL = "proposal"
GRAVE = ("P0", "P1")


def to_bot(house: House, locale: str) -> Choice:
    """The way back to the bot that a borrower always has: nobody must talk to a person."""
    return Choice(TO_BOT, house.phrase("person_bot", locale))


def keep(
    house: House, store: Store, loaded: Loaded, incoming: Incoming, warning: safety.Warning, now: datetime
) -> Outcome | None:
    """What a message comes to when the bot must not read it as an answer; None when it may."""
    proposed = [id for id in incoming.choice if id.startswith(f"{PROPOSAL}:")]
    if proposed:
        return _decided(house, store, loaded, proposed[0], now)
    if loaded.silence in ("", "muted"):
        return None if not loaded.silence else _muted(loaded, warning)
    if loaded.silence == "left":
        return resume(house, store, loaded, "person_left", warning, now, incoming)
    locale = loaded.conversation.locale
    choice = to_bot(house, locale)
    if TO_BOT in incoming.choice or plain(incoming.text) == plain(choice.label):
        return resume(house, store, loaded, "bot_back", warning, now)
    notices: tuple[Reply, ...] = ()
    if incoming.choice:
        notices = (Reply(house.phrase("person_button", locale, label=choice.label), (choice,), kind="notice"),)
    grave = tuple(reply for reply in warning.replies if reply.kind == "crisis")
    kept = _files(house, loaded, incoming, now)
    return replace(kept, replies=(*grave, *notices), flags=warning.flags)


def _files(house: House, loaded: Loaded, incoming: Incoming, now: datetime) -> Outcome:
    """Files are evidence whoever writes with the borrower; the person sees them, so nothing is said."""
    x = closing.exchange(house, loaded, HouseOffers(house, house.speech(loaded.conversation.locale)), now)
    arriving.arrived(x, incoming)
    changed = tuple(x.case.records[id] for id in x.changed)
    steps = evidence.steps(house, x.case, x.requests, loaded.conversation.locale)
    return Outcome(loaded.conversation, changed, custody=steps)


def resume(
    house: House, store: Store, loaded: Loaded, phrase: str, warning: safety.Warning, now: datetime,
    incoming: Incoming | None = None,
) -> Outcome:  # fmt: skip
    """The bot has the word again: why, and the question that follows from the answers; files that came are kept."""
    offers = HouseOffers(house, house.speech(loaded.conversation.locale))
    x = closing.exchange(house, loaded, offers, now)
    x.tell(phrase)
    if not x.conversation.stack and not x.conversation.asked:
        x.open("talk")
    x.update(paused=False)
    if incoming is not None:
        arriving.arrived(x, incoming)
    found = closing.outcome(house, store, loaded, engine.finish(x), warning, now)
    return replace(found, unheld=True)


def propose(number: int, ref: str, answer: Answer) -> Record:
    """An answer that a moderator wrote down, waiting for the borrower's yes; `ref` is bound (incident/1.kinds)."""
    return Record(f"{PROPOSAL}/{number}", {"ref": Answer(ref), "value": Answer(answer.value, words=answer.words)})


def _muted(loaded: Loaded, warning: safety.Warning) -> Outcome:
    flags = tuple(flag for flag in warning.flags if flag.severity in GRAVE)
    return Outcome(loaded.conversation, replies=warning.replies if flags else (), flags=flags)


def _decided(house: House, store: Store, loaded: Loaded, pressed: str, now: datetime) -> Outcome:
    """The borrower's yes or no to a proposed answer; pressed twice, it changes nothing more."""
    _, _, rest = pressed.partition(":")
    number, _, said = rest.partition(":")
    offers = HouseOffers(house, house.speech(loaded.conversation.locale))
    x = closing.exchange(house, loaded, offers, now)
    record = loaded.case.record(f"{PROPOSAL}/{number}")
    target, _, id = str(record.value("ref") or "").partition(".")
    question = house.dialogs.question(f"{target.split('/', 1)[0]}.{id}")
    if record.id in loaded.case.records:
        x.remove(record.id)
    if question is None:
        x.tell("stale_choice")
    elif said == "yes":
        x.put(target, id, record.answers["value"])
        x.tell("proposal_kept", name=x.speech(question.short))
    else:
        x.tell("proposal_dropped")
    if loaded.silence == "person":
        changed = tuple(x.case.records[id] for id in x.changed)
        return Outcome(x.conversation, changed, tuple(x.removed), tuple(x.replies))
    return closing.outcome(house, store, loaded, engine.finish(x), safety.Warning(), now)
