"""One message of a chat at a time, in the order they came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Line:
    """Those of one chat who wait. `ticked`: what the last press ticked, for a press that was already on its way."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    ticked: dict[int, int] = field(default_factory=dict)


class Order:
    """Lines by chat; a chat that nobody waits for leaves nothing behind."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}

    @asynccontextmanager
    async def of(self, chat: str) -> AsyncIterator[Line]:
        """Hold this chat's line: others of the same chat wait, first come first served."""
        line = self._lines.setdefault(chat, Line())
        line.waiting += 1
        try:
            async with line.lock:
                yield line
        finally:
            line.waiting -= 1
            if not line.waiting:
                del self._lines[chat]
