"""A Bot API server that somebody else wrote: npm's telegram-test-api, with a proxy that mends what no client accepts.

It is looser than Telegram (no files, offsets, long polls or groups), so that it says nothing about limits; but it
shares no line and no assumption with our own emulator.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

FOLDER = Path(__file__).parent / "second"
INSTALLED = FOLDER / "node_modules" / ".package-lock.json"
HOLD = 0.1  # seconds an empty getUpdates is held: Telegram holds it longer, the package not at all
INSTALL_SECONDS = 120
PATIENCE = 20.0  # seconds to wait for the bot; far more than it needs
TOKEN = "1234567890:" + "AbCdEf_-" * 4


async def missing() -> str:
    """Install the package if need be; why it cannot be used, or “”."""
    if not shutil.which("node"):
        return "node is not installed (apt-get install nodejs npm)"
    if INSTALLED.exists() and INSTALLED.stat().st_mtime >= (FOLDER / "package-lock.json").stat().st_mtime:
        return ""
    if not shutil.which("npm"):
        return "npm is not installed (apt-get install npm)"
    flags = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    process = await asyncio.create_subprocess_exec("npm", "ci", *flags, cwd=FOLDER)
    try:
        async with asyncio.timeout(INSTALL_SECONDS):
            failed = await process.wait()
    except TimeoutError:
        process.kill()
        failed = await process.wait()
    if not failed:
        os.utime(INSTALLED)
    return "npm could not fetch telegram-test-api" if failed else ""


@dataclass
class Client:
    """Somebody in front of that server."""

    session: ClientSession
    server: str
    base: str
    id: int = 777000

    @property
    def _who(self) -> dict[str, Any]:
        shown = {"id": self.id, "first_name": "测试用户"}
        chat, user = {**shown, "type": "private"}, {**shown, "is_bot": False, "language_code": "zh-hans"}
        return {"botToken": TOKEN, "date": int(time.time()), "from": user, "chat": chat}

    async def says(self, text: str) -> None:
        kind, more = "sendMessage", {}
        if text.startswith("/"):
            kind, more = "sendCommand", {"entities": [{"type": "bot_command", "offset": 0, "length": len(text)}]}
        await self._post(kind, {**self._who, "text": text, **more})

    async def presses(self, label: str) -> dict[str, Any]:
        """Wait for a button with this in its label and press it; the message that it stood under."""
        shown, data = await self._until(lambda one: self._data(one, label), label)
        message = {**self._who, "message_id": shown["messageId"], "text": shown["message"]["text"]}
        await self._post("sendCallback", {**self._who, "message": message, "data": data})
        return shown

    async def history(self) -> list[dict[str, Any]]:
        """Everything the bot wrote, as it stands now, oldest first."""
        found: list[dict[str, Any]] = (await self._post("getUpdatesHistory", {"token": TOKEN}))["result"]
        return [one for one in found if "chat_id" in one.get("message", {})]

    async def reads(self, words: str) -> dict[str, Any]:
        """Wait for a message with these words."""
        shown, _ = await self._until(lambda one: words in one["message"]["text"], words)
        return shown

    async def _until(self, wanted: Callable[[dict[str, Any]], Any], what: str) -> tuple[dict[str, Any], Any]:
        """The newest message of which something is wanted, and that. Raises TimeoutError with what there is instead."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            said = await self.history()
            for one in reversed(said):
                if found := wanted(one):
                    return one, found
            await asyncio.sleep(0.05)
        raise TimeoutError(f"no {what} among {[one['message']['text'] for one in said]}")

    @staticmethod
    def _data(one: dict[str, Any], label: str) -> str:
        rows = (one["message"].get("reply_markup") or {}).get("inline_keyboard", [])
        return next((str(key["callback_data"]) for row in rows for key in row if label in key["text"]), "")

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self.session.post(f"{self.server}/{path}", json=body) as answer:
            read: dict[str, Any] = await answer.json()
            return read


@asynccontextmanager
async def running() -> AsyncIterator[Client]:
    """The package in a process of its own, the proxy in front of it, and a person."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        "node", "server.cjs", str(port), cwd=FOLDER, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"up\n"
        server = f"http://127.0.0.1:{port}"
        async with ClientSession() as session, _proxy(session, server) as base:
            yield Client(session, server, base)
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def _proxy(session: ClientSession, server: str) -> AsyncIterator[str]:
    async def pass_on(request: web.Request) -> web.Response:
        method = request.path.rpartition("/")[2]
        body, headers = await request.read(), {"content-type": request.headers.get("content-type", "")}
        async with session.request(request.method, f"{server}{request.path}", data=body, headers=headers) as answer:
            said, status = await answer.json(), answer.status
        if method == "getUpdates" and not said.get("result"):
            await asyncio.sleep(HOLD)
        return web.json_response(_mended(method, said), status=status)

    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", pass_on)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _mended(method: str, said: dict[str, Any]) -> dict[str, Any]:
    """What both Telegram libraries refuse in the package's answers, as Telegram would have said it."""
    result = said.get("result")
    if "result" in said and result is None:
        said["result"] = True
    elif method == "getMe":
        result["is_bot"] = True
    elif method == "sendMessage":
        result["date"] //= 1000
        result.pop("link_preview_options", None)  # repeated as the text it came in, where an object belongs
    elif method == "getUpdates":
        for update in result:
            if "callback_query" in update:
                update["callback_query"]["chat_instance"] = "42"
    return said
