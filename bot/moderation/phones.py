"""The moderators' bot as the application starts it. Light: python-telegram-bot is loaded only where it runs, beside
everything else that already answers."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable
from datetime import datetime

from bot.turns.talk import HouseTalk


async def ring(
    talk: HouseTalk,
    clock: Callable[[], datetime],
    token: str,
    api_base: str,
    wake: Callable[[], None] = lambda: None,
) -> None:
    """Run the moderators' Telegram bot until cancelled; `wake` tells an outbox in this process of new replies."""
    loaded = await asyncio.to_thread(importlib.import_module, "bot.moderation.staff_bot")
    await loaded.StaffBot(talk, clock, token, api_base, wake).run()
