"""A Bot API server of our own over a real socket, as strict as Telegram where a bot can stumble.

What it lets pass and what it refuses is itself tested in test_telegram_emulator.py.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession, web

from tests.telegram import contract
from tests.telegram.methods import METHODS, Refused
from tests.telegram.world import Chat, World

TOKEN = "1234567890:" + "AbCdEf_-" * 4
# Sent as they are; everything else is JSON inside the form, as the Bot API says.
STRINGS = {
    *("text", "caption", "parse_mode", "callback_query_id", "url", "secret_token", "language_code", "action"),
    *(
        "file_id",
        "name",
        "description",
        "short_description",
        "message_effect_id",
        "document",
        "photo",
        "inline_message_id",
    ),
}
Method = Callable[["Emulator", dict[str, Any]], Any]


@dataclass(frozen=True)
class Call:
    """One call a bot made, and what came of it."""

    method: str
    fields: dict[str, Any]
    error: str = ""


@dataclass
class Limits:
    """How fast one may write; 0 switches a limit off. `burst` messages at once pass to one chat."""

    chat_rate: float = 0.0
    burst: int = 5
    overall: int = 0


@dataclass
class Emulator:
    """One bot's account on one server. Start it with `async with`."""

    world: World = field(default_factory=World)
    limits: Limits = field(default_factory=Limits)
    calls: list[Call] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    base: str = ""
    port: int = 0
    hook: dict[str, Any] = field(default_factory=dict)
    down: bool = False
    token: str = TOKEN

    async def __aenter__(self) -> Emulator:
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._called)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.base = f"http://127.0.0.1:{self.port}"
        self._polls = 0
        self._hooking: asyncio.Task[None] | None = None
        self.world.emulator = self
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._hooking:
            self._hooking.cancel()
            await asyncio.gather(self._hooking, return_exceptions=True)
        await self._runner.cleanup()

    def made(self, method: str) -> list[dict[str, Any]]:
        """The fields of every accepted call of a method."""
        return [call.fields for call in self.calls if call.method == method and not call.error]

    # ---------------------------------------------------------------- calls

    async def _called(self, request: web.Request) -> web.Response:
        if self.down:
            request.transport and request.transport.abort()
            return web.Response(status=502)
        if request.match_info["token"] != self.token:
            return _answer(401, "Unauthorized")
        name = next((name for name in METHODS if name.lower() == request.match_info["method"].lower()), "")
        fields = await _fields(request)
        if not name:
            return _answer(404, "Not Found: method not found")
        try:
            result = METHODS[name](self, fields)
            if asyncio.iscoroutine(result):
                result = await result
        except Refused as refusal:
            self.calls.append(Call(name, fields, refusal.description))
            return _answer(refusal.code, refusal.description, refusal.parameters)
        self.calls.append(Call(name, fields))
        self.faults += contract.call_faults(name, _without_files(fields)) + contract.result_faults(name, result)
        self.world.changed()
        return web.json_response({"ok": True, "result": result})

    async def _file(self, request: web.Request) -> web.Response:
        content = self.world.stored(request.match_info["path"])
        if request.match_info["token"] != self.token or content is None:
            return web.Response(status=404)
        return web.Response(body=content)

    # ---------------------------------------------------------------- updates

    async def updates(self, fields: dict[str, Any]) -> list[dict[str, Any]]:
        """getUpdates: what is below the offset is confirmed; an empty hand is held out until the timeout."""
        if self.hook.get("url"):
            message = (
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
            raise Refused(409, f"Conflict: {message}")
        self._polls += 1
        mine, until = self._polls, time.monotonic() + float(fields.get("timeout", 0))
        self.world.changed()
        self.world.confirm(int(fields.get("offset", 0)))
        while True:
            if mine != self._polls:
                why = "terminated by other getUpdates request; make sure that only one bot instance is running"
                raise Refused(409, f"Conflict: {why}")
            waiting = self.world.waiting(fields.get("allowed_updates"))[: min(int(fields.get("limit", 100)), 100)]
            left = until - time.monotonic()
            if waiting or left <= 0:
                return waiting
            await self.world.change(left)

    def set_hook(self, fields: dict[str, Any]) -> bool:
        """From now on updates are sent to this address."""
        self.hook = fields
        if self._hooking:
            self._hooking.cancel()
        self._hooking = asyncio.create_task(self._push()) if fields.get("url") else None
        return True

    async def _push(self) -> None:
        """Send updates one after another, each until it is taken, as Telegram does."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.hook.get("secret_token", "")}
        async with ClientSession() as session:
            while True:
                for update in self.world.waiting(self.hook.get("allowed_updates")):
                    try:
                        async with session.post(self.hook["url"], json=update, headers=headers) as response:
                            taken = 200 <= response.status < 300
                    except ClientError:
                        taken = False
                    if taken:
                        self.world.confirm(update["update_id"] + 1)
                    else:
                        await asyncio.sleep(0.1)
                        break
                else:
                    await self.world.change(1.0)

    # ---------------------------------------------------------------- pace

    def pace(self, chat: Chat) -> None:
        """Count one message. Raises Refused (429) for one too many."""
        now = time.monotonic()
        if chat.flooded_until > now:
            raise _too_many(chat.flooded_until - now)
        if self.limits.chat_rate:
            chat.spent = max(chat.spent, now - self.limits.burst / self.limits.chat_rate)
            if chat.spent > now - 1 / self.limits.chat_rate + 0.02:
                raise _too_many(1)
            chat.spent += 1 / self.limits.chat_rate
        if self.limits.overall:
            self.world.sent_at = [at for at in self.world.sent_at if at > now - 1]
            if len(self.world.sent_at) >= self.limits.overall:
                raise _too_many(1)
            self.world.sent_at.append(now)


def _too_many(seconds: float) -> Refused:
    whole = max(1, round(seconds))
    return Refused(429, f"Too Many Requests: retry after {whole}", {"retry_after": whole})


async def _fields(request: web.Request) -> dict[str, Any]:
    """The call's fields with their types: form, multipart or JSON."""
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    fields: dict[str, Any] = dict(request.query)
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            fields[name] = (value.filename, value.file.read())
        else:
            fields[name] = value if isinstance(value, bytes) or name in STRINGS else _typed(str(value))
    return {name: fields[value[9:]] if _attached(value) else value for name, value in fields.items()}


def _attached(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("attach://")


def _typed(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return {"True": True, "False": False}.get(value, value)


def _without_files(fields: dict[str, Any]) -> dict[str, Any]:
    named = {name for name, value in fields.items() if isinstance(value, tuple)}
    return {n: "file" if n in named else v for n, v in fields.items() if n not in named or n in ("document", "photo")}


def _answer(code: int, description: str, parameters: dict[str, Any] | None = None) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)
