"""Albums: Telegram sends each picture of one as a message of its own; people mean one message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

SETTLE = 0.7  # seconds without another part: they come together, a slow line spreads them a little

T = TypeVar("T")


@dataclass(slots=True)
class _Album(Generic[T]):
    parts: list[T] = field(default_factory=list)
    coming: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Future[None] = field(default_factory=asyncio.Future)


class Albums(Generic[T]):
    """Gathers the parts of each album and hands them on together. An album is forgotten once it is handed on."""

    def __init__(self, hand_on: Callable[[list[T]], Awaitable[None]], settle: float = SETTLE) -> None:
        self._hand_on, self._settle = hand_on, settle
        self._open: dict[str, _Album[T]] = {}

    async def join(self, album: str, part: Awaitable[T]) -> None:
        """Add a part, which may still be on its way; returns for every part once all are handed on.

        Raises what `hand_on` raised, so that Telegram is asked for the whole album again.
        """
        opened = self._open.get(album)
        leads = opened is None
        if opened is None:
            opened = self._open[album] = _Album()
        opened.coming += 1
        opened.changed.set()
        failure: Exception | None = None
        try:
            opened.parts.append(await part)
        except Exception as error:  # the others are handed on all the same; this one will come again
            failure = error
        opened.coming -= 1
        opened.changed.set()
        if leads:
            await self._lead(album, opened)
        else:
            await asyncio.shield(opened.done)
        if failure is not None:
            raise failure

    async def _lead(self, album: str, opened: _Album[T]) -> None:
        try:
            await self._quiet(opened)
            del self._open[album]
            if opened.parts:
                await self._hand_on(opened.parts)
        except BaseException as error:
            self._open.pop(album, None)
            failed = error if isinstance(error, Exception) else RuntimeError("the album was not handed on")
            opened.done.set_exception(failed)
            opened.done.exception()  # nobody may be waiting; then it is no forgotten error
            raise
        opened.done.set_result(None)

    async def _quiet(self, opened: _Album[T]) -> None:
        while True:
            opened.changed.clear()
            try:
                async with asyncio.timeout(self._settle):
                    await opened.changed.wait()
            except TimeoutError:
                if not opened.coming:
                    return
