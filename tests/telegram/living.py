"""The whole bot, running against an emulator: real house, real store, real outbox, aiogram's own HTTP client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from bot import app, settings
from bot.channels.telegram.account import CHANNEL, Account, Surroundings
from bot.channels.telegram.door import Telegram
from bot.channels.telegram.pace import Pace
from bot.model import Entry, Incoming
from bot.outbox import Outbox
from bot.storage.base import Store
from bot.turns.house import House
from bot.turns.jobs import Jobs
from bot.turns.talk import HouseTalk
from bot.turns.thread import TurnThread
from tests.telegram.emulator import Emulator

KEY = bytes(range(32))


def fast() -> Pace:
    """No waiting, for tests that are not about pace."""
    return Pace(chat_rate=1000.0, burst=100, overall=10_000.0)


@dataclass
class Living:
    """One running bot, and what it was told."""

    talk: HouseTalk
    thread: TurnThread
    outbox: Outbox
    door: Telegram
    folder: Path
    jobs: Jobs
    reached: list[tuple[str, bool]] = field(default_factory=list)
    poller: asyncio.Task[None] | None = None

    async def stored(self, person: int) -> list[Incoming]:
        """What the store holds of one person's messages, oldest first."""
        lines = await self.talk.ask(lambda store: store.transcript(CHANNEL, str(person), 0, 500))
        return [line.incoming for line in lines if line.incoming is not None]

    async def transcript(self, person: int) -> tuple[Entry, ...]:
        return await self.talk.transcript(CHANNEL, str(person), 0, 500)

    async def rows(self, table: str) -> int:
        return (await self.talk.ask(lambda store: store.counts()))[table]

    async def unreachable(self, person: int) -> bool:
        """What reminders ask before they are sent."""

        def asked(store: Store) -> bool:
            return store.unreachable(store.load(CHANNEL, str(person), app.clock()).borrower_id)

        return await self.talk.ask(asked)

    async def settled(self) -> None:
        """Wait for calls that nothing depends on."""
        await (await self.door.desk()).reception.settled()


def environ(folder: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{folder / 'talk.db'}", "FILES_URL": str(folder / "files")}


def account(server: Emulator, public_url: str = "") -> Account:
    return Account(server.token, KEY, server.base, public_url)


def build(
    server: Emulator, house: House, folder: Path, clock: Callable[[], datetime] = app.clock, pace: Pace | None = None,
    public_url: str = "",
) -> Living:  # fmt: skip
    """Everything put together, nothing started but the turn thread."""
    talk, thread = app.talk(settings.read(environ(folder)), house, clock)
    reached: list[tuple[str, bool]] = []

    async def note(address: str, yes: bool) -> None:
        reached.append((address, yes))
        await talk.ask(lambda store: store.note_reached(CHANNEL, address, yes, clock()))

    platforms = {alias.lower(): p.name for p in house.knowledge.platforms.values() for alias in (p.id, *p.aliases)}
    around = Surroundings(talk, lambda: outbox.wake(), house.speeches, house.dialogs.commands, platforms, note)
    door = Telegram(account(server, public_url), around, clock, pace or fast())
    outbox = Outbox(talk.ask, {CHANNEL: door}, clock, poll_seconds=0.2)
    jobs = Jobs(talk, clock, outbox.wake, poll_seconds=0.2)
    talk.left_jobs = jobs.wake
    return Living(talk, thread, outbox, door, folder, jobs, reached)


@asynccontextmanager
async def sending(living: Living) -> AsyncIterator[Living]:
    """With the outbox and slow work running; closes everything at the end."""
    tasks = [asyncio.create_task(work) for work in (living.outbox.run(), living.jobs.run())]
    try:
        yield living
    finally:
        await living.door.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        living.thread.stop()


@asynccontextmanager
async def polling(living: Living) -> AsyncIterator[Living]:
    """The bot, fetching updates."""
    async with sending(living):
        living.poller = asyncio.create_task(living.door.poll())
        try:
            yield living
        finally:
            living.poller.cancel()
            with suppress(asyncio.CancelledError):
                await living.poller


@asynccontextmanager
async def site(living: Living, port: int) -> AsyncIterator[None]:
    """The webhook's address served by uvicorn, as in `web`."""
    served = Starlette(routes=[living.door.route()])
    config = uvicorn.Config(served, port=port, log_level="error", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task
