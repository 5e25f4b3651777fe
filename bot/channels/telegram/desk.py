"""Everything behind the door: what needs aiogram, put together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramNotFound, TelegramUnauthorizedError

from bot.channels.telegram.account import Account, Surroundings
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.polling import PAUSES, Polling
from bot.channels.telegram.reception import ALLOWED, Reception
from bot.errors import BotError

CONNECTIONS = 40  # webhook calls at a time: turns share commits, so more would only wait

_log = logging.getLogger(__name__)


class HookRefused(BotError):
    """Telegram did not accept the webhook's address."""


class Desk:
    """One running bot."""

    def __init__(self, account: Account, around: Surroundings, clock: Callable[[], datetime], pace: Pace) -> None:
        self._account = account
        self.reception = Reception(account, around, clock, pace)
        self.postman = self.reception.postman
        self._intake = Intake(self.reception)

    async def take(self, raw: Any) -> None:
        """Handle one raw update. Raises when it should come again."""
        await self._intake.take(raw)

    async def announce(self) -> None:
        """Put the commands into Telegram's menu."""
        await self.reception.announce()

    async def poll(self) -> None:
        """Fetch updates until cancelled. Raises AnotherReads, SettingError."""
        await Polling(self.reception, self._intake).run()

    async def hook(self) -> None:
        """Have Telegram send updates to us. Raises HookRefused."""
        for pause in (*PAUSES, None):
            try:
                await self._set_hook()
                return
            except AiogramError as error:
                if pause is None or isinstance(
                    error, TelegramBadRequest | TelegramUnauthorizedError | TelegramNotFound
                ):
                    raise HookRefused(f"Telegram did not accept the webhook: {type(error).__name__}") from error
                _log.warning("the webhook is not set yet: %s; next try in %g s", type(error).__name__, pause)
            await asyncio.sleep(pause)

    async def _set_hook(self) -> None:
        await self.reception.bot.set_webhook(
            f"{self._account.public_url}/telegram",
            secret_token=self._account.secret,
            allowed_updates=ALLOWED,
            max_connections=CONNECTIONS,
            drop_pending_updates=False,
        )

    async def close(self) -> None:
        """Finish what is under way and hang up."""
        await self.reception.close()
