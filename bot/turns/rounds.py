"""What runs beside the turns: one thing after the other until nothing is due, then a pause."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import ClassVar

from bot.errors import BotError
from bot.turns.talk import HouseTalk

_log = logging.getLogger(__name__)


class Rounds(ABC):
    """Runs until cancelled. `said` is told after each thing that left a reply; a lost store is tried again later.

    `POLL_SECONDS`: how late something begins that another process left, or whose time has come.
    """

    POLL_SECONDS: ClassVar[float]

    def __init__(
        self,
        talk: HouseTalk,
        clock: Callable[[], datetime],
        said: Callable[[], None],
        poll_seconds: float | None = None,
    ) -> None:
        self._talk, self._clock, self._said = talk, clock, said
        self._poll_seconds = self.POLL_SECONDS if poll_seconds is None else poll_seconds
        self._awake = asyncio.Event()

    def wake(self) -> None:
        """Look for what is due now. Call it on the event loop's own thread."""
        self._awake.set()

    async def run(self) -> None:
        """One thing after the other; what waits is looked for when woken and every few seconds."""
        while True:
            self._awake.clear()
            try:
                while await self._one():
                    pass
            except BotError as error:
                _log.error("%s could not reach the store: %s", type(self).__name__, type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll_seconds):
                    await self._awake.wait()

    @abstractmethod
    async def _one(self) -> bool:
        """Do what is due first; False when nothing was."""

    async def _told(self, borrower_id: str) -> None:
        """Something was said to this borrower: whoever watches sees it, whoever sends is woken."""
        await self._talk.announce(*await self._talk.ask(lambda store: store.address_of(borrower_id)))
        self._said()
