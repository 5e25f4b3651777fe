"""Our own turn, durable and encrypted, on the same twelve questions; and the engine alone.

One turn: update parsed from JSON bytes → `Incoming` → the turn thread (read for danger, advance, saved in SQLite with
`synchronous=FULL`) → encoded sendMessage → decoded answer.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.measure import Clock, Times
from benchmarks.questions import ANSWER, QUESTIONS, interleaved
from bot import app, settings
from bot.conversation import dialog, engine
from bot.conversation.dialog import Dialogs
from bot.model import Answer, Case, Conversation, Frame, Incoming, Record, Reply
from bot.storage import codec
from bot.storage.base import Outcome, Store
from bot.turns.house import House
from bot.turns.offers import HouseOffers
from bot.turns.talk import HouseTalk
from bot.turns.thread import TurnThread

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=app.CHINA)
PREFILL_BATCH = 500
TYPES: dict[str, dict[str, Any]] = {
    "lender": {"type": "platform"},
    "kind": {"type": "choice", "options": {"bank": "银行", "small_loan_company": "小贷公司", "unclear": "说不清"}},
    "principal": {"type": "money", "low": 1, "high": 10_000_000},
    "instalment": {"type": "money", "low": 1, "high": 10_000_000},
    "overdue": {"type": "duration"},
    "calls": {"type": "count"},
    "when": {"type": "moment"},
    "number": {"type": "phone"},
    "contacted": {"type": "text"},
    "words": {"type": "text"},
    "visit": {"type": "yesno"},
    "wish": {"type": "text"},
}


def environ(folder: Path) -> dict[str, str]:
    """Settings that keep everything below one folder."""
    return {"DATABASE_URL": f"sqlite:///{folder / 'bench.db'}", "FILES_URL": str(folder / "files")}


@contextmanager
def talking(stored: int) -> Iterator[tuple[HouseTalk, TurnThread]]:
    """The house with the twelve questions, on a new database that holds `stored` borrowers already."""
    with tempfile.TemporaryDirectory() as name:
        house = with_questions(app.house(settings.read({})), 1)
        talk, thread = app.talk(settings.read(environ(Path(name))), house, lambda: NOW)
        try:
            fill(thread, stored)
            yield talk, thread
        finally:
            thread.stop()


def ours(users: int, together: int) -> Times:
    """13 turns of each of `users` borrowers, interleaved. `together` messages wait at a time and share commits;
    1 means that each message waits for the one before it."""
    with talking(0) as (talk, thread):
        times = asyncio.run(_talk(talk, interleaved(users), together))
        case = thread.submit(lambda store: store.load("telegram", str(10_000 + users - 1), NOW).case).result()
        known = sum(answer.known for answer in case.record("talk").answers.values())
        assert known == len(QUESTIONS), f"only {known} answers were understood"
    return times


def side_by_side(users: int, few: int, many: int) -> tuple[Times, Times]:
    """The same talks on a database with `few` and on one with `many` borrowers, turn about, so that whatever
    else the machine does meets both alike."""
    with talking(few) as (small, _), talking(many) as (large, _):
        return asyncio.run(_turn_about(small, large, interleaved(users)))


async def _turn_about(small: HouseTalk, large: HouseTalk, updates: list[bytes]) -> tuple[Times, Times]:
    clocks = Clock(), Clock()
    for raw in updates:
        for talk, clock in zip((small, large), clocks, strict=True):
            with clock.turn():
                for reply in await talk.turn(_incoming(json.loads(raw))):
                    _send(reply)
    return clocks[0].summed(), clocks[1].summed()


async def _talk(talk: HouseTalk, updates: list[bytes], together: int) -> Times:
    clock = Clock()
    waiting = iter(updates)

    async def line() -> None:
        for raw in waiting:
            with clock.turn():
                for reply in await talk.turn(_incoming(json.loads(raw))):
                    _send(reply)

    with clock:
        await asyncio.gather(*(line() for _ in range(together)))
    return clock.times


def _incoming(update: dict[str, Any]) -> Incoming:
    message = update["message"]
    at = datetime.fromtimestamp(message["date"], UTC)
    return Incoming("telegram", str(message["chat"]["id"]), str(message["message_id"]), at, message["text"])


def _send(reply: Reply) -> None:
    keys = [[{"text": choice.label, "callback_data": choice.id}] for choice in reply.choices]
    urlencode({"chat_id": 10_000, "text": reply.text, "reply_markup": json.dumps({"inline_keyboard": keys})}).encode()
    json.loads(ANSWER)


def with_questions(house: House, times: int) -> House:
    """The house with its real words and ears, and the twelve questions (`times` over) as its only dialog."""
    known = house.dialogs
    questions = {
        f"{id}_{number}" if number else id: {"ask": ask, "short": id, **TYPES[id]}
        for number in range(times)
        for id, ask, _ in QUESTIONS
    }
    talk = dialog.parse({"id": "talk", "title": "谈话", "questions": questions})
    commands = {
        "commands": {id: {"label": word.label, "words": word.words} for id, word in known.commands.items()},
        "greetings": known.greetings,
    }
    return replace(house, dialogs=dialog.gather([talk], commands, known.phrases, known.values))


def fill(thread: TurnThread, borrowers: int) -> None:
    """Store that many half-finished talks, straight through the store's verbs."""
    for first in range(0, borrowers, PREFILL_BATCH):
        numbers = range(first, min(first + PREFILL_BATCH, borrowers))
        done: Future[None] = thread.submit(lambda store, numbers=numbers: _fill(store, numbers))
        done.result()


def _fill(store: Store, numbers: Iterable[int]) -> None:
    answers = {id: Answer(typed, words=typed) for id, _, typed in QUESTIONS[:6]}
    at = NOW - timedelta(days=3)
    conversation = Conversation((Frame("talk"),), asked="talk.when", last_at=at.isoformat())
    outcome = Outcome(conversation, (Record("talk", answers),), replies=(Reply(QUESTIONS[6][1], kind="question"),))
    for number in numbers:
        incoming = Incoming("web", f"stored-{number}", "1", at, "每天三十多个")
        store.save_turn(store.load("web", incoming.sender, at), incoming, outcome, at)


def advance_alone(answered: int, calls: int) -> Times:
    """The engine's share: one typed answer with `answered` questions answered before it."""
    house = with_questions(app.house(settings.read({})), 5)
    offers = HouseOffers(house, house.speech("zh_Hans"))
    conversation, case = _answered(house.dialogs, answered)
    asked = house.dialogs.order("talk")[answered]
    typed = {id: words for id, _, words in QUESTIONS}[asked.id.rpartition("_")[0] or asked.id]
    clock = Clock()
    with clock:
        for number in range(calls):
            incoming = Incoming("telegram", "1", str(number), NOW, typed)
            with clock.turn():
                done = engine.advance(
                    house.dialogs, conversation, case, incoming, house.ears, house.speeches, offers, NOW
                )
            assert done.case.value("talk", asked.id) is not None
    return clock.times


def _answered(dialogs: Dialogs, number: int) -> tuple[Conversation, Case]:
    order = dialogs.order("talk")
    answers = {question.id: Answer("说过了", words="说过了") for question in order[:number]}
    conversation = Conversation((Frame("talk"),), asked=f"talk.{order[number].id}", last_at=NOW.isoformat())
    return conversation, Case({"talk": Record("talk", answers)})


def conversation_bytes(messages: int) -> int:
    """Bytes of a stored conversation after 40 answers and that many messages that answer nothing."""
    house = with_questions(app.house(settings.read({})), 5)
    offers = HouseOffers(house, house.speech("zh_Hans"))
    conversation, case = _answered(house.dialogs, 40)
    for number, words in zip(range(messages), _chatter(), strict=False):
        incoming = Incoming("telegram", "1", str(number), NOW, words)
        done = engine.advance(house.dialogs, conversation, case, incoming, house.ears, house.speeches, offers, NOW)
        conversation, case = done.conversation, done.case
    record = codec.record_bytes(case.record("talk"))
    return len(codec.conversation_bytes(conversation)) + len(record)


def _chatter() -> Iterator[str]:
    """A command that opens a screen and the way back, for ever."""
    while True:
        yield "菜单"
        yield "返回"
