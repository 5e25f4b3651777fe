"""New lines as they come: server-sent events for one open page."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence

from bot.channels.base import Entry, Talk
from bot.channels.webchat.paper import Paper
from bot.channels.webchat.visitor import Visitor

CHANNEL = "web"
PING = 15.0  # seconds: proxies close a quiet connection after 30 to 60
STREAMS = 6  # open streams per session: as many as a browser opens to one host
BATCH = 200  # lines of one packet
BEFORE = 4  # lines read along: a pressed button reads as its label only beside the question before it


class Live:
    """Hands out new lines. Counts open streams per session, so that no browser can hold them all."""

    def __init__(self, talk: Talk, paper: Paper) -> None:
        self._talk, self._paper = talk, paper
        self._open: Counter[str] = Counter()

    def full(self, visitor: Visitor) -> bool:
        """True when this session has as many open streams as it may."""
        return self._open[visitor.sender] >= STREAMS

    async def lines(self, visitor: Visitor, after: int, limit: int = BATCH) -> tuple[Entry, ...]:
        """The latest lines above `after`; none for a fresh session."""
        if visitor.fresh:
            return ()
        found = await self._talk.transcript(CHANNEL, visitor.sender, max(0, after - BEFORE), limit + BEFORE)
        return tuple(entry for entry in found if entry.number > after)[-limit:]

    async def news(self, visitor: Visitor, after: int, day: str) -> dict[str, object] | None:
        """A packet of the lines above `after`; a reset when the page shows a talk that is gone; None without news."""
        if visitor.fresh:
            return self._paper.packet(visitor, (), "", reset=True) if after else None
        entries = await self.lines(visitor, after)
        if after and await self.gone(visitor, after, entries):
            return self._paper.packet(visitor, (), "", reset=True)
        return self._paper.packet(visitor, entries, day) if entries else None

    async def gone(self, visitor: Visitor, after: int, entries: Sequence[Entry]) -> bool:
        """True when line `after` belongs to a talk that was erased; `entries` are the lines above it."""
        if not entries:
            newest = await self.lines(visitor, 0, 1)
            return not newest or newest[-1].number < after
        return not _spoken(entries) and await self.erased(visitor)

    async def erased(self, visitor: Visitor) -> bool:
        """True when nothing that this borrower said is kept (any more)."""
        return not _spoken(await self.lines(visitor, 0))

    async def stream(self, visitor: Visitor, after: int, day: str) -> AsyncIterator[str]:
        """Events with packets, and a ping when it is quiet, until the browser goes."""
        self._open[visitor.sender] += 1
        watching = self._talk.watch(CHANNEL, visitor.sender)
        waiting = asyncio.ensure_future(anext(watching, None))
        await asyncio.sleep(0)  # lets the watch begin before the first look, so that nothing falls between
        try:
            yield "retry: 3000\n: open\n\n"
            changed = True
            while True:
                packet = await self.news(visitor, after, day) if changed else None
                if packet:
                    after, day = int(str(packet["newest"])), str(packet["day"])
                    yield f"id: {after}\ndata: {json.dumps(packet, ensure_ascii=False)}\n\n"
                else:
                    yield ": still here\n\n"
                changed = bool((await asyncio.wait({waiting}, timeout=PING))[0])
                if changed:
                    if waiting.result() is None:
                        return
                    waiting = asyncio.ensure_future(anext(watching, None))
        finally:
            waiting.cancel()
            self._open[visitor.sender] -= 1
            if not self._open[visitor.sender]:
                del self._open[visitor.sender]


def _spoken(entries: Sequence[Entry]) -> bool:
    return any(entry.direction == "in" for entry in entries)
