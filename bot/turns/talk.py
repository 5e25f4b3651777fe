"""The house as channels see it: every call is one job of the turn thread, or, when short, of the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from itertools import takewhile
from typing import TypeVar

from bot.model import Attachment, Entry, Incoming, Reply, Upload
from bot.storage.base import Line, Store
from bot.storage.base_evidence import Reading
from bot.turns import turn
from bot.turns.house import House
from bot.turns.thread import BATCH, Ending, TurnThread, Work

T = TypeVar("T")

SHORT_TEXT = 500
"""Characters that are read within a few milliseconds; a longer message must not hold up the event loop."""

WAITED_FOR = 16
"""Turns that may gather on the event loop before they run: more would keep it from everything else too long."""

LOOK_SECONDS = 2.0
"""How late a watcher sees what another process stored, such as a moderator's answer from the phone."""

LEAVING = -1
"""What a watcher gets instead of a number when the house closes."""


class HouseTalk:
    """Implements `bot.channels.base.Talk` over the turn thread; lives on one event loop.

    `left_jobs` is called after a turn that left slow work to do.
    """

    def __init__(self, house: House, thread: TurnThread, clock: Callable[[], datetime]) -> None:
        self.house, self._thread, self._clock = house, thread, clock
        self.left_jobs: Callable[[], None] = lambda: None
        self._watchers: dict[tuple[str, str], set[asyncio.Queue[int]]] = {}
        self._seen = 0  # how many were asked by the last pass of the loop
        self._asked: list[tuple[Work, bool, asyncio.Future[Ending | None]]] = []

    async def ask(self, job: Callable[[Store], T]) -> T:
        """Run a function with the store on the turn thread; returns after its commit."""
        return await asyncio.wrap_future(self._thread.submit(job))

    def wait(self, job: Callable[[Store], T]) -> T:
        """The same for a thread that may wait; never call it on the event loop."""
        return self._thread.submit(job).result()

    async def _ask_here(self, job: Callable[[Store], T], short: bool) -> T:
        """Like `ask`, on the event loop where a short job holds nobody up; what came in by then shares a commit."""
        loop = asyncio.get_running_loop()
        lent: asyncio.Future[Ending | None] = loop.create_future()
        if not self._asked:
            loop.call_soon(self._lend)
        self._asked.append((job, short, lent))
        ending = await lent
        if ending is None:
            return await self.ask(job)
        if ending.error is not None:
            raise ending.error
        result: T = ending.result
        return result

    def _lend(self) -> None:
        """Run what was asked up to the first long job, and leave the rest to the turn thread: the order stays."""
        if self._seen < len(self._asked) < WAITED_FOR:
            self._seen = len(self._asked)
            asyncio.get_running_loop().call_soon(self._lend)  # once a pass of the loop brings nothing new
            return
        asked, self._asked, self._seen = self._asked, [], 0
        works = [job for job, _, _ in takewhile(lambda one: one[1], asked)][:BATCH]
        endings = (self._thread.lend(works) if works else None) or []
        for place, (_, _, lent) in enumerate(asked):
            if not lent.done():  # else whoever asked hung up; what was said is kept all the same
                lent.set_result(endings[place] if place < len(endings) else None)

    async def turn(self, incoming: Incoming) -> tuple[Reply, ...]:
        """Run one turn; returns once it is committed."""
        now = self._clock()
        short = len(incoming.text) <= SHORT_TEXT
        answered = await self._ask_here(lambda store: turn.run(self.house, store, incoming, now), short)
        await self.announce(incoming.channel, incoming.sender)
        if answered.jobs:
            self.left_jobs()
        return answered.replies

    async def announce(self, channel: str, sender: str) -> None:
        """Tell whoever watches this borrower's transcript that it grew."""
        if (channel, sender) in self._watchers:
            newest = await self._newest(channel, sender)
            for watcher in tuple(self._watchers.get((channel, sender), ())):
                watcher.put_nowait(newest)

    async def _newest(self, channel: str, sender: str) -> int:
        lines = await self.ask(lambda store: store.transcript(channel, sender, 0, 1))
        return lines[-1].number if lines else 0

    async def _next(self, watcher: asyncio.Queue[int], channel: str, sender: str) -> int:
        """The next number announced here, or what the store holds by now: another process may have answered."""
        try:
            return await asyncio.wait_for(watcher.get(), LOOK_SECONDS)
        except TimeoutError:
            return await self._newest(channel, sender)

    def leave(self) -> None:
        """End every watch: the house closes, and whoever watches comes back when it is open again."""
        for watchers in self._watchers.values():
            for watcher in watchers:
                watcher.put_nowait(LEAVING)

    async def transcript(self, channel: str, sender: str, after: int = 0, limit: int = 200) -> tuple[Entry, ...]:
        lines = await self.ask(lambda store: store.transcript(channel, sender, after, limit))
        return _entries(lines)

    async def keep_file(self, channel: str, sender: str, name: str, type: str, content: bytes) -> Upload:
        now = self._clock()
        return await self.ask(lambda store: store.keep_file(channel, sender, name, type, content, now))

    async def open_file(self, channel: str, sender: str, file_id: str) -> tuple[Attachment, bytes] | None:
        return await self.ask(lambda store: store.open_file(channel, sender, file_id))

    async def read_file(self, channel: str, sender: str, file_id: str) -> tuple[Attachment, Reading] | None:
        return await self.ask(lambda store: store.find_file(channel, sender, file_id))

    async def watch(self, channel: str, sender: str) -> AsyncIterator[int]:
        """Yields the newest entry number each time something new is in the transcript."""
        watcher: asyncio.Queue[int] = asyncio.Queue()
        watchers = self._watchers.setdefault((channel, sender), set())
        watchers.add(watcher)
        seen = await self._newest(channel, sender)
        try:
            while True:
                number = await self._next(watcher, channel, sender)
                if number == LEAVING:
                    return
                if number > seen:
                    seen = number
                    yield number
        finally:
            watchers.discard(watcher)
            if not watchers:
                self._watchers.pop((channel, sender), None)


def _entries(lines: tuple[Line, ...]) -> tuple[Entry, ...]:
    """Transcript lines as entries; a pressed button reads as its label, found in the replies before it."""
    labels: dict[str, str] = {}
    found: list[Entry] = []
    for line in lines:
        incoming = line.incoming
        if incoming is not None:
            text = incoming.text or "、".join(labels.get(id, id) for id in incoming.choice)
            found.append(Entry(line.number, line.at, "in", text, incoming.files, (), incoming.message_id))
        else:
            labels.update({choice.id: choice.label for reply in line.replies for choice in reply.choices})
            found.append(Entry(line.number, line.at, "out", replies=line.replies))
    return tuple(found)
