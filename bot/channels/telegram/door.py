"""Telegram as the application builds it. Light: aiogram costs seconds and 150 MB, so it is loaded when Telegram
starts, beside everything else that already answers."""

from __future__ import annotations

import asyncio
import gc
import hmac
import importlib
import json
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram.account import Account, AnotherReads, Surroundings
from bot.channels.telegram.pace import Pace
from bot.errors import BotError
from bot.model import Reply

if TYPE_CHECKING:
    from bot.channels.telegram.desk import Desk

COLLECT_AFTER = (20_000, 20, 50)  # objects more than went, and rounds of the younger ones
BODY_LIMIT = 1 << 20  # bytes of one webhook call; the longest update there is has a tenth of that

_log = logging.getLogger(__name__)


class Telegram:
    """The borrowers' bot: a sender for the outbox, and either a poller or a webhook. Lives on one event loop."""

    def __init__(
        self, account: Account, around: Surroundings, clock: Callable[[], datetime], pace: Pace | None = None
    ) -> None:
        self._account, self._around, self._clock, self._pace = account, around, clock, pace or Pace()
        self._loading: asyncio.Task[Desk] | None = None

    async def desk(self) -> Desk:
        """The part that needs aiogram, loaded once, without holding up the event loop."""
        if self._loading is None:
            self._loading = asyncio.create_task(self._load())
        return await asyncio.shield(self._loading)

    async def _load(self) -> Desk:
        loaded = await asyncio.to_thread(importlib.import_module, "bot.channels.telegram.desk")
        # aiogram's types stay for good: left to the collector, walking them takes a fifth of all turns' time.
        gc.collect()
        gc.freeze()
        # A turn makes much and leaves no circles: looked for as rarely as this, they cost a tenth of all turns less.
        gc.set_threshold(*COLLECT_AFTER)
        desk: Desk = loaded.Desk(self._account, self._around, self._clock, self._pace)
        return desk

    async def deliver(self, address: str, replies: Sequence[Reply]) -> None:
        """Send replies in order; see `bot.outbox.Sender`."""
        await (await self.desk()).postman.deliver(address, replies)

    async def poll(self) -> None:
        """Set the commands and fetch updates until cancelled. Raises AnotherReads, SettingError."""
        desk = await self.desk()
        await desk.announce()
        await desk.poll()

    def route(self) -> Route:
        """Where Telegram sends updates when `public_url` is set."""
        return Route("/telegram", self._hook, methods=["POST"])

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Beside a web application: by webhook when there is a public address, else by polling."""
        task = asyncio.create_task(self._open())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self.close()

    async def _open(self) -> None:
        try:
            if self._account.public_url:
                desk = await self.desk()
                await desk.announce()
                await desk.hook()
            else:
                await self.poll()
        except BotError as error:
            _log.error("%s", error)

    async def close(self) -> None:
        """Finish what is under way and hang up."""
        if self._loading is not None:
            with suppress(asyncio.CancelledError):
                await (await self._loading).close()

    async def _hook(self, request: Request) -> Response:
        """One update. 401 without the secret, unread; 200 once it is committed or cannot be used; else 503."""
        # Compared as bytes: a header that is not ASCII would raise otherwise.
        given = request.headers.get("x-telegram-bot-api-secret-token", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._account.secret.encode()):
            return Response(status_code=401)
        try:
            raw = json.loads(await _body(request))
        except (ValueError, RecursionError, ClientDisconnect):
            return Response(status_code=200)
        try:
            await (await self.desk()).take(raw)
        except Exception as error:  # noted where it was raised; Telegram offers the update again
            _log.warning("an update waits for another try: %s", type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)


async def _body(request: Request) -> bytes:
    """The request's body. Raises ValueError as soon as it is longer than any update."""
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > BODY_LIMIT:
            raise ValueError("longer than any update")
    return bytes(read)


__all__ = ["AnotherReads", "Telegram"]
