"""What the channel is given at start. Light: reading this file imports nothing of Telegram."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.channels.base import Talk
from bot.conversation.dialog import Command
from bot.errors import BotError
from bot.speech import Speech

CHANNEL = "telegram"
DOCUMENT_LIMIT = 50 * 1024 * 1024  # bytes: a bot may send no larger file

Reached = Callable[[str, bool], Awaitable[None]]
"""Told an address and whether it can be written to: False once the borrower has blocked the bot."""


class AnotherReads(BotError):
    """Another process already reads this bot's messages, so this one stops."""


@dataclass(frozen=True, slots=True)
class Account:
    """The bot's account. `public_url` set: updates come by webhook to public_url + /telegram; else they are fetched."""

    token: str = field(repr=False)
    key: bytes = field(repr=False)  # 32 secret bytes: signs what buttons carry
    api_base: str = "https://api.telegram.org"
    public_url: str = ""
    webhook_secret: str = field(default="", repr=False)

    @property
    def secret(self) -> str:
        """What Telegram sends with every update: as set, else made of the key, so that a webhook never stands open."""
        return self.webhook_secret or hashlib.blake2b(b"telegram webhook", key=self.key, digest_size=24).hexdigest()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The house as this channel needs it.

    `wake` tells the outbox that replies were stored. `commands` are the words that always work; `platforms` leads
    from what a deep link may carry (an id or an alias in small letters) to the name people know.
    """

    talk: Talk
    wake: Callable[[], None]
    speeches: Mapping[str, Speech]
    commands: Mapping[str, Command]
    platforms: Mapping[str, str] = field(default_factory=dict)
    reached: Reached | None = None
