"""The twelve questions on the two Telegram libraries, over a transport that answers at once, and what the disk allows.

One turn: update parsed from JSON bytes → dispatch → handler → encoded sendMessage → decoded answer.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.measure import Clock, Times
from benchmarks.questions import ANSWER, ME, QUESTIONS, TOKEN, interleaved

STEPS = len(QUESTIONS)


def aiogram_memory(users: int) -> Times:
    """aiogram with its FSM in memory: nothing survives the process."""
    return asyncio.run(_aiogram(interleaved(users)))


async def _aiogram(updates: list[bytes]) -> Times:
    from aiogram import Bot

    bot = Bot(TOKEN, session=_aiogram_session())
    dispatcher = _aiogram_dispatcher()
    clock = Clock()
    with clock:
        for raw in updates:
            await dispatcher.feed_raw_update(bot, json.loads(raw))
            clock.lap()
    assert bot.session.sent == len(updates), "every turn must have been answered"
    return clock.times


def _aiogram_session() -> Any:
    from aiogram.client.session.base import BaseSession

    class Stub(BaseSession):
        sent = 0

        async def make_request(self, bot: Any, method: Any, timeout: int | None = None) -> Any:  # noqa: ARG002
            self.sent += 1
            fields = {}
            for name, value in method.model_dump(warnings=False).items():
                prepared = self.prepare_value(value, bot=bot, files={})
                if prepared:
                    fields[name] = prepared
            urlencode(fields).encode()
            return self.check_response(bot=bot, method=method, status_code=200, content=ANSWER.decode()).result

        async def close(self) -> None: ...

        async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
            yield b""

    return Stub()


def _aiogram_dispatcher() -> Any:
    from aiogram import Dispatcher
    from aiogram.filters import CommandStart
    from aiogram.fsm.context import FSMContext
    from aiogram.fsm.state import State
    from aiogram.fsm.storage.memory import MemoryStorage
    from aiogram.types import Message

    dispatcher = Dispatcher(storage=MemoryStorage())
    states = [State(name, group_name="talk") for name, _, _ in QUESTIONS]

    async def start(message: Message, state: FSMContext) -> None:
        await state.set_state(states[0])
        await message.answer(QUESTIONS[0][1])

    def step(index: int) -> Any:
        async def answered(message: Message, state: FSMContext) -> None:
            await state.update_data({QUESTIONS[index][0]: message.text})
            last = index + 1 == STEPS
            await state.set_state(None if last else states[index + 1])
            await message.answer("谢谢,都记下了。" if last else QUESTIONS[index + 1][1])

        return answered

    dispatcher.message.register(start, CommandStart())
    for index, state in enumerate(states):
        dispatcher.message.register(step(index), state)
    return dispatcher


def telegram_memory(users: int) -> Times:
    """python-telegram-bot's ConversationHandler in memory: nothing survives the process."""
    return asyncio.run(_telegram(None, 0, interleaved(users)))


def telegram_pickle(users: int, turns: int) -> Times:
    """The same with PicklePersistence flushed after each turn, measured for `turns` turns in the middle of the talk.

    The talks are brought half way first, with one flush at the end: flushed each turn that would take minutes.
    It is the most durable form the library has, and still does not wait for the disk (no fsync).
    """
    half = STEPS // 2
    updates = interleaved(users, 0, half) + interleaved(users, half, half + 1 + turns // users)[:turns]
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_telegram(Path(folder) / "talks.pickle", users * half, updates))


async def _telegram(pickle: Path | None, unmeasured: int, updates: list[bytes]) -> Times:
    from telegram import Update
    from telegram.ext import Application, PicklePersistence

    request = _telegram_request()
    builder = Application.builder().token(TOKEN).request(request).updater(None).job_queue(None)
    persistence = PicklePersistence(pickle, update_interval=10**6, on_flush=True) if pickle else None
    if persistence:
        builder = builder.persistence(persistence)
    app = builder.build()
    app.add_handler(_telegram_talk(persistent=persistence is not None))
    await app.initialize()
    for raw in updates[:unmeasured]:
        await app.process_update(Update.de_json(json.loads(raw), app.bot))
    if persistence:
        await app.update_persistence()
        await persistence.flush()
        persistence.on_flush = False
    clock = Clock()
    with clock:
        for raw in updates[unmeasured:]:
            await app.process_update(Update.de_json(json.loads(raw), app.bot))
            if persistence:
                await app.update_persistence()
            clock.lap()
    assert request.sent == len(updates), "every turn must have been answered"
    return clock.times


def _telegram_request() -> Any:
    from telegram.request import BaseRequest

    class Stub(BaseRequest):
        sent = 0

        @property
        def read_timeout(self) -> float:
            return 5.0

        async def initialize(self) -> None: ...

        async def shutdown(self) -> None: ...

        async def do_request(self, url: str, method: str, request_data: Any = None, *_: Any, **__: Any) -> Any:  # noqa: ARG002
            if url.endswith("/getMe"):
                return 200, ME
            self.sent += 1
            urlencode(request_data.json_parameters).encode()
            return 200, ANSWER

    return Stub()


def _telegram_talk(*, persistent: bool) -> Any:
    from telegram.ext import CommandHandler, ConversationHandler, MessageHandler, filters

    async def start(update: Any, _: Any) -> int:
        await update.message.reply_text(QUESTIONS[0][1])
        return 0

    def step(index: int) -> Any:
        async def answered(update: Any, context: Any) -> int:
            context.user_data[QUESTIONS[index][0]] = update.message.text
            last = index + 1 == STEPS
            await update.message.reply_text("谢谢,都记下了。" if last else QUESTIONS[index + 1][1])
            return ConversationHandler.END if last else index + 1

        return answered

    steps = {index: [MessageHandler(filters.TEXT, step(index))] for index in range(STEPS)}
    return ConversationHandler([CommandHandler("start", start)], steps, [], name="talk", persistent=persistent)


def disk_floor(commits: int) -> Times:
    """A bare sqlite3 loop in the given durability: WAL, synchronous=FULL, one row of 500 bytes a commit."""
    row = b"x" * 500
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "floor.db", isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE turns (user INTEGER, step INTEGER, body BLOB, PRIMARY KEY (user, step))")
        with clock:
            for number in range(commits):
                database.execute("INSERT INTO turns VALUES (?, ?, ?)", (number % 1000, number // 1000, row))
                clock.lap()
        database.close()
    return clock.times
