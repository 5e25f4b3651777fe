"""How fast Telegram may be written to: one message a second to a chat with short bursts, thirty a second over all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

CHAT_RATE = 1.0  # messages a second to one chat (Telegram's FAQ); more for long brings 429
CHAT_BURST = 4  # that many at once pass: a reply of a few bubbles
OVERALL_RATE = 28.0  # Telegram names 30 a second; the rest is room for clocks that differ
FORGET = 1000  # chats to remember before those that rested long enough are dropped


class Pace:
    """Gives out moments to send at. Keeps one number per chat, and that for seconds only."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        chat_rate: float = CHAT_RATE,
        burst: int = CHAT_BURST,
        overall: float = OVERALL_RATE,
    ) -> None:
        self._clock, self._between, self._overall_between = clock, 1 / chat_rate, 1 / overall
        self._credit = (burst - 1) * self._between
        self._next: dict[str, float] = {}  # when a chat that had no burst to spend could be written to again
        self._held: dict[str, float] = {}
        self._overall = 0.0

    def held(self, chat: str) -> float:
        """Seconds for which Telegram has closed this chat to us."""
        return max(0.0, self._held.get(chat, 0.0) - self._clock())

    def hold(self, chat: str, seconds: float) -> None:
        """Telegram said to wait (429): nothing goes to this chat until then; others are not concerned."""
        self._held[chat] = self._clock() + seconds

    def wait(self, chat: str) -> float:
        """Seconds until this chat may be written to; 0 for now."""
        now = self._clock()
        spent = self._next.get(chat, 0.0) - self._credit
        return max(0.0, spent - now, self.held(chat))

    async def turn(self, chat: str) -> None:
        """Wait for this chat's next moment and take it."""
        pause = self.wait(chat)
        start = self._clock() + pause
        self._next[chat] = max(self._next.get(chat, 0.0), start) + self._between
        self._forget()
        if pause:
            await asyncio.sleep(pause)
        now = self._clock()
        moment = max(now, self._overall)
        self._overall = moment + self._overall_between
        if moment > now:
            await asyncio.sleep(moment - now)

    def _forget(self) -> None:
        now = self._clock()
        if len(self._next) > FORGET:
            self._next = {chat: at for chat, at in self._next.items() if at > now}
        if len(self._held) > FORGET:
            self._held = {chat: until for chat, until in self._held.items() if until > now}
