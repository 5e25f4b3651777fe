"""The load on a webhook: updates posted over kept connections, flat out or at a rate."""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import selectors
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from random import Random
from typing import Any, TypeVar

from benchmarks.measure import Times
from benchmarks.questions import QUESTIONS, interleaved, update

CONNECTIONS = 32  # Telegram opens up to 40 by default
SEED = 20261101
HEADERS = (
    "POST /telegram HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-telegram-bot-api-secret-token: {}\r\n"
)

T = TypeVar("T")


def run(load: Coroutine[Any, Any, T]) -> T:
    """Run a load. Its loop waits by `select`, to the microsecond: `epoll` rounds up to milliseconds, which at a
    thousand requests a second is longer than the time between two."""
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())) as runner:
        return runner.run(load)


class Line:
    """One kept connection."""

    def __init__(self, port: int, secret: str) -> None:
        self._port, self._head = port, HEADERS.format(secret)

    async def open(self) -> Line:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def post(self, body: bytes) -> float:
        """Post one update; the seconds it took. Anything but 200 ends the run."""
        begin = time.perf_counter()
        self._writer.write(f"{self._head}content-length: {len(body)}\r\n\r\n".encode() + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        told = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        length = int(told[0].partition(b":")[2]) if told else 0
        if length:
            await self._reader.readexactly(length)
        return time.perf_counter() - begin

    def close(self) -> None:
        self._writer.close()


class Load:
    """One server's load: talks of so many borrowers, each update posted once."""

    def __init__(self, port: int, secret: str, users: int) -> None:
        self._port, self._secret, self._updates = port, secret, updates(users)
        self._gaps = Random(SEED)  # the same for both servers

    async def flat_out(self, requests: int) -> Times:
        """As many as the server takes, over all connections."""
        times, taken = Times(), itertools.count()

        async def pull(line: Line) -> None:
            while next(taken) < requests:
                times.each.append(await line.post(next(self._updates)))

        async with self._lines() as lines:
            begin = time.perf_counter()
            await asyncio.gather(*(pull(line) for line in lines))
            times.whole = time.perf_counter() - begin
        return times

    async def at(self, rate: float, seconds: float) -> Times:
        """So many a second as they come from people who know nothing of each other: the gaps are exponential.

        Waiting for a free connection counts as time too.
        """
        times = Times(whole=seconds)
        free: asyncio.Queue[Line] = asyncio.Queue()

        async def one(body: bytes) -> None:
            begin = time.perf_counter()
            line = await free.get()
            await line.post(body)
            free.put_nowait(line)
            times.each.append(time.perf_counter() - begin)

        async with self._lines() as lines:
            for line in lines:
                free.put_nowait(line)
            bodies = tuple(itertools.islice(self._updates, int(rate * seconds)))
            with _no_pauses():
                due = time.perf_counter()
                async with asyncio.TaskGroup() as tasks:
                    for body in bodies:
                        due += self._gaps.expovariate(rate)
                        await asyncio.sleep(max(0.0, due - time.perf_counter()))
                        tasks.create_task(one(body))
        return times

    @asynccontextmanager
    async def _lines(self) -> AsyncIterator[list[Line]]:
        lines = [await Line(self._port, self._secret).open() for _ in range(CONNECTIONS)]
        try:
            yield lines
        finally:
            for line in lines:
                line.close()


@contextmanager
def _no_pauses() -> Iterator[None]:
    """A collection here would hold back a dozen requests and then send them all at once."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def updates(users: int) -> Iterator[bytes]:
    """Talks of so many borrowers, interleaved; when all are through, those of the next ones."""
    for lap in itertools.count():
        for raw in interleaved(users):
            known = json.loads(raw)
            message = known["message"]
            user = message["chat"]["id"] + lap * users
            yield update(known["update_id"] + lap * (len(QUESTIONS) + 1) * users, user, message["text"])
