"""Long polling that confirms an update only when it is committed: a process killed at any point is sent it again."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any, ClassVar

from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod

from bot.channels.telegram.account import AnotherReads
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.reception import ALLOWED, REQUEST_SECONDS, Reception
from bot.errors import SettingError

LONG_POLL = 30  # seconds; Telegram holds a request that long when nothing is new
BATCH = 100  # the most that getUpdates gives
LOOK_AGAIN = 0.3  # seconds between looks for more while some are still being handled
HANDLED_SOON = 1.0  # seconds within which a batch usually is handled
AGAIN_AFTER = 1.0  # seconds before an update that could not be stored is tried again
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds between tries while Telegram cannot be reached
GIVE_WAY = 1.0  # seconds the older one waits before it cuts off the newer one
SECOND_BEFORE = 5.0  # seconds: who is cut off that soon after its start is the second of two, for the first gave way
CONFLICTS = 5  # in a row: then the other one does not stop, so we do

_log = logging.getLogger(__name__)


class _RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates without reading them: one that cannot be read must not cost the others."""

    __returning__: ClassVar[Any] = list[dict[str, Any]]
    __api_method__: ClassVar[str] = "getUpdates"

    offset: int
    limit: int = BATCH
    timeout: int
    allowed_updates: list[str] = ALLOWED


class Polling:
    """Fetches updates until cancelled."""

    def __init__(self, reception: Reception, intake: Intake) -> None:
        self._bot, self._intake = reception.bot, intake
        self._running: dict[int, asyncio.Task[None]] = {}
        self._done: set[int] = set()
        self._next = 0  # the first update that nobody has begun
        self._started = time.monotonic()
        self._failures = 0
        self._conflicts = 0

    async def run(self) -> None:
        """Poll for ever. Raises AnotherReads when another process does, SettingError for a token that is none."""
        await self._unhook()
        self._started = time.monotonic()
        try:
            while True:
                for raw in await self._fetch():
                    self._begin(raw)
                if self._running:
                    await asyncio.wait(tuple(self._running.values()), timeout=HANDLED_SOON)
                if self._running:
                    await asyncio.sleep(LOOK_AGAIN)
        finally:
            for task in self._running.values():
                task.cancel()
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _unhook(self) -> None:
        """Telegram lets nobody poll while a webhook is set; what waits there is kept."""
        while True:
            try:
                await self._bot.delete_webhook(drop_pending_updates=False)
                return
            except AiogramError as error:
                await self._failed(error)

    async def _fetch(self) -> list[dict[str, Any]]:
        """Updates that nobody has begun. The offset confirms all below the oldest one that is not done."""
        offset = min(self._running, default=self._next)
        self._done = {id for id in self._done if id >= offset}
        patience = 0 if self._running else LONG_POLL
        try:
            found = await self._bot(
                _RawUpdates(offset=offset, timeout=patience), request_timeout=int(REQUEST_SECONDS + patience)
            )
        except TelegramConflictError as error:
            await self._conflict(error)
            return []
        except AiogramError as error:
            await self._failed(error)
            return []
        self._failures = self._conflicts = 0
        return [raw for raw in found if isinstance(raw.get("update_id"), int)]

    def _begin(self, raw: dict[str, Any]) -> None:
        id: int = raw["update_id"]
        if id in self._running or id in self._done:
            return
        self._next = max(self._next, id + 1)
        self._running[id] = asyncio.create_task(self._handle(id, raw))

    async def _handle(self, id: int, raw: dict[str, Any]) -> None:
        """Offer one update until it is taken."""
        while True:
            try:
                await self._intake.take(raw)
                break
            except Exception as error:
                _log.warning("update %d is tried again: %s", id, type(error).__name__)
                await asyncio.sleep(AGAIN_AFTER)
        self._done.add(id)
        del self._running[id]

    async def _conflict(self, error: TelegramConflictError) -> None:
        """Somebody else polls too. Telegram cuts off whoever polled first; the newer of us two gives way."""
        self._conflicts += 1
        if "webhook" in error.message:
            raise AnotherReads("Telegram now sends this bot's messages to a webhook; polling stops.")
        if time.monotonic() - self._started < SECOND_BEFORE or self._conflicts >= CONFLICTS:
            raise AnotherReads
        _log.warning("another process asked for this bot's messages")
        await asyncio.sleep(GIVE_WAY)

    async def _failed(self, error: AiogramError) -> None:
        if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
            raise SettingError("TELEGRAM_TOKEN: Telegram does not know this token") from None
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        if isinstance(error, TelegramRetryAfter):
            pause = max(pause, error.retry_after)
        self._failures += 1
        _log.warning("Telegram could not be reached: %s; next try in %g s", type(error).__name__, pause)
        await asyncio.sleep(pause)
