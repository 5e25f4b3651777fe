"""What runs beside the turns goes on: through a lost store, when woken, until nothing is due."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import app
from bot.errors import StorageError
from bot.settings import Secret, Settings
from bot.turns.house import House
from bot.turns.rounds import Rounds
from bot.turns.talk import HouseTalk


@pytest.fixture
async def talk(tmp_path: Path, house: House) -> AsyncIterator[HouseTalk]:
    settings = Settings(database_url=Secret(f"sqlite:///{tmp_path}/bot.db"), files_url=Secret(str(tmp_path / "files")))
    talking, thread = app.talk(settings, house)
    yield talking
    thread.stop()


class Basket(Rounds):
    """Takes one thing after the other out of a list; an error in the list is raised."""

    POLL_SECONDS = 3600.0

    def __init__(self, talk: HouseTalk) -> None:
        super().__init__(talk, app.clock, lambda: None)
        self.due: list[StorageError | str] = []
        self.done: list[str] = []
        self.empty = asyncio.Event()

    async def _one(self) -> bool:
        if not self.due:
            self.empty.set()
            return False
        thing = self.due.pop(0)
        if isinstance(thing, StorageError):
            self.empty.set()
            raise thing
        self.done.append(thing)
        return True

    async def run_dry(self, *due: StorageError | str) -> None:
        """Wake it with these and wait until it has stopped looking."""
        self.due.extend(due)
        self.empty.clear()
        self.wake()
        async with asyncio.timeout(20):
            await self.empty.wait()


async def test_everything_due_is_done_when_woken(talk: HouseTalk, caplog: pytest.LogCaptureFixture) -> None:
    """One wake is enough for all that is due; a store that is lost for once is noted, and the next wake goes on."""
    basket = Basket(talk)
    running = asyncio.create_task(basket.run())
    try:
        await basket.run_dry("one", "two")
        await basket.run_dry(StorageError("of the borrower"), "three")
        await basket.run_dry()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    assert basket.done == ["one", "two", "three"]
    assert [record.getMessage() for record in caplog.records] == ["Basket could not reach the store: StorageError"]
