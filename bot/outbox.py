"""Sends what waits: replies in order per borrower, failed ones again after growing pauses, and keeps retention.

A reply is marked as sent after its channel took it, so a crash between the two sends it twice rather than never.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.errors import BotError, DeliveryError
from bot.model import Reply
from bot.storage.base import Due, Store

AT_ONCE = 20  # deliveries under way; Telegram takes about 30 messages a second from one bot
POLL_SECONDS = 5.0  # how late a reply can be that another process stored, or whose pause has ended
DELIVER_SECONDS = 60.0  # longer than a large file takes on a slow line; then the attempt counts as failed
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=15)
GIVE_UP = timedelta(days=2)  # advice with deadlines in it is worse than silence when it comes later than that
RETAIN_SECONDS = 3600.0

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Ask(Protocol):
    """Runs a function with the store on the turn thread and gives back what it returned."""

    async def __call__(self, job: Callable[[Store], T]) -> T: ...


class Sender(Protocol):
    """A channel that can write to somebody."""

    async def deliver(self, address: str, replies: Sequence[Reply]) -> None:
        """Send these replies in order. Raises DeliveryError, which says whether trying again can help."""


class Outbox:
    """One sender for all channels: `run` until cancelled, `wake` when something new was stored.

    `retention_days` 0 keeps borrowers for ever.
    """

    def __init__(
        self,
        ask: Ask,
        channels: Mapping[str, Sender],
        clock: Callable[[], datetime],
        retention_days: int = 0,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._ask = ask
        self._channels = channels
        self._clock = clock
        self._retention_days = retention_days
        self._poll_seconds = poll_seconds
        self._awake = asyncio.Event()
        self._busy: set[str] = set()
        self._sent: list[Due] = []
        self._failed: list[tuple[Due, datetime | None, str]] = []

    def wake(self) -> None:
        """Look for due replies now. Call it on the event loop's own thread."""
        self._awake.set()

    async def run(self) -> None:
        """Send and sweep until cancelled; then what was delivered is still marked."""
        try:
            async with asyncio.TaskGroup() as tasks:
                if self._retention_days:
                    tasks.create_task(self._sweep())
                while True:
                    self._awake.clear()
                    for due in await self._next():
                        self._busy.add(due.borrower_id)
                        tasks.create_task(self._send(due))
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._poll_seconds):
                            await self._awake.wait()
        finally:
            if self._sent or self._failed:
                await self._next()

    async def _next(self) -> Sequence[Due]:
        """Mark what came back since last time and fetch what may be sent now: one job for the turn thread."""
        if not self._channels:
            return ()
        sent, failed = self._sent, self._failed
        self._sent, self._failed = [], []
        free = AT_ONCE - len(self._busy) + len(sent) + len(failed)

        def job(store: Store) -> Sequence[Due]:
            with store.transaction():
                now = self._clock()
                store.mark_sent([due.id for due in sent], now)
                for due, again_at, reason in failed:
                    store.mark_failed(due.id, again_at, reason)
                # Those under way come first again; twice as many leave room for all that may start.
                return store.replies_due(tuple(self._channels), now, 2 * AT_ONCE) if free else ()

        try:
            found = await self._ask(job)
        except BaseException as error:
            self._sent, self._failed = sent + self._sent, failed + self._failed
            if not isinstance(error, BotError):
                raise
            _log.error("the outbox could not reach the store: %s", type(error).__name__)
            return ()
        self._busy -= {due.borrower_id for due in sent} | {due.borrower_id for due, _, _ in failed}
        return [due for due in found if due.borrower_id not in self._busy][:free]

    async def _send(self, due: Due) -> None:
        """One delivery; its result waits in `_sent` or `_failed` for the next round."""
        try:
            async with asyncio.timeout(DELIVER_SECONDS):
                await self._channels[due.channel].deliver(due.address, due.replies)
        except DeliveryError as error:
            again_at = self._again_at(due, error.retry_after) if error.retryable else None
            self._fail(due, again_at, "failed" if error.retryable else "refused")
        except TimeoutError:
            self._fail(due, self._again_at(due, 0.0), "timeout")
        except Exception as error:  # a channel's bug must not stop the others' replies
            self._fail(due, self._again_at(due, 0.0), type(error).__name__)
        else:
            self._sent.append(due)
        self._awake.set()

    def _fail(self, due: Due, again_at: datetime | None, reason: str) -> None:
        _log.warning(
            "reply %d on %s: %s, try %d, %s", due.id, due.channel, reason, due.tries + 1, again_at or "given up"
        )
        self._failed.append((due, again_at, reason))

    def _again_at(self, due: Due, retry_after: float) -> datetime | None:
        """When to try again: as the platform says, else twice as long as last time; None when it is too late."""
        now = self._clock()
        if now - due.at > GIVE_UP:
            return None
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(due.tries, 16)))
        return now + max(pause, timedelta(seconds=retry_after))

    async def _sweep(self) -> None:
        """Once an hour erase who was not heard from for too long, a few at a time."""
        while True:
            try:
                while await self._ask(lambda store: store.retain(self._clock(), self._retention_days)):
                    pass
            except BotError as error:
                _log.error("retention could not run: %s", type(error).__name__)
            await asyncio.sleep(RETAIN_SECONDS)
