"""Updates by webhook: the secret first, then nothing but 200 for what was taken or can never be."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.errors import StorageError
from bot.turns.house import House
from tests.telegram.emulator import Emulator
from tests.telegram.living import Living, account, build, sending, site
from tests.telegram.people import Person


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@asynccontextmanager
async def hooked(server: Emulator, house: House, folder: Path) -> AsyncIterator[tuple[Living, str]]:
    """Our bot behind a webhook; the address of it."""
    port = free_port()
    living = build(server, house, folder, public_url=f"http://127.0.0.1:{port}")
    async with sending(living), site(living, port), living.door.open():
        yield living, f"http://127.0.0.1:{port}/telegram"


async def test_a_talk_by_webhook(server: Emulator, house: House, tmp_path: Path) -> None:
    """The webhook is set with a secret, and the talk is the same as by polling."""
    async with hooked(server, house, tmp_path) as (_, address):
        person = Person(server)
        await person.until(lambda: server.hook.get("url") == address)
        person.says("/start")
        await person.asked()
        person.presses("开始")
        assert "安全" in (await person.asked())[-1]

        assert server.hook["secret_token"] == account(server).secret
        assert server.hook["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
        assert server.made("getUpdates") == []


async def test_without_the_secret_nothing_is_read(server: Emulator, house: House, tmp_path: Path) -> None:
    """A missing, wrong, near or odd secret is 401, whatever the body holds."""
    async with hooked(server, house, tmp_path) as (living, address), ClientSession() as session:
        update = {"update_id": 1, "message": Person(server).chat.add(Person(server).user, {"text": "你好"})}
        secret = account(server).secret
        for header in (None, "", "wrong", secret[:-1], secret + "x", secret.upper(), "密"):
            headers = {} if header is None else {"X-Telegram-Bot-Api-Secret-Token": header}
            async with session.post(address, json=update, headers=headers) as response:
                assert response.status == 401, header
        async with session.get(address) as response:
            assert response.status == 405

        assert await living.rows("borrower") == 0


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"null", b"[]", b"1", b'"x"', b"\xff\xfe", b"{}", b'{"update_id": "x"}'),
        *(b'{"update_id": 1, "message": []}', b"[" * 100_000, b" " * (1 << 20) + b"{}"),
    ],
    ids=lambda body: repr(body[:24]),
)
async def test_what_can_never_be_used_is_dropped_politely(
    server: Emulator, house: House, tmp_path: Path, body: bytes
) -> None:
    """Broken bodies get 200, so that they are not repeated for ever, and change nothing."""
    async with hooked(server, house, tmp_path) as (living, address), ClientSession() as session:
        headers = {"X-Telegram-Bot-Api-Secret-Token": account(server).secret}
        async with session.post(address, data=io.BytesIO(body), headers=headers) as response:
            assert response.status == 200

        assert await living.rows("borrower") == 0


async def test_what_cannot_be_stored_now_is_asked_for_again(
    server: Emulator, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 while the store is busy; the same update again is taken, and a third time changes nothing."""
    async with hooked(server, house, tmp_path) as (living, address), ClientSession() as session:
        person = Person(server)
        update = {"update_id": 1, "message": person.chat.add(person.user, {"text": "你好"})}
        headers = {"X-Telegram-Bot-Api-Secret-Token": account(server).secret, "content-type": "application/json"}
        working, refused = living.talk.turn, list[int]()

        async def busy(incoming: object) -> object:
            refused.append(1)
            if len(refused) == 1:
                raise StorageError
            return await working(incoming)  # type: ignore[arg-type]

        monkeypatch.setattr(living.talk, "turn", busy)
        statuses = []
        for _ in range(3):
            async with session.post(address, data=json.dumps(update), headers=headers) as response:
                statuses.append(response.status)

        assert statuses == [503, 200, 200]
        assert await living.rows("message") == 1
