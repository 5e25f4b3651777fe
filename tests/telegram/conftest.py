"""One emulator per test; whatever a bot did there must have been allowed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram.client.session.aiohttp import AiohttpSession

from bot.turns.house import House
from tests.telegram.emulator import Emulator
from tests.telegram.living import Living, build, polling
from tests.telegram.people import Person


@pytest.fixture(autouse=True)
def _no_pause_for_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    """aiogram waits a quarter of a second for TLS to close; the emulator speaks plain HTTP."""

    async def close(self: AiohttpSession) -> None:
        if self._session is not None:
            await self._session.close()

    monkeypatch.setattr(AiohttpSession, "close", close)


@pytest.fixture
async def server() -> AsyncIterator[Emulator]:
    """A running Bot API server; every accepted call and its answer fits Telegram's own description."""
    async with Emulator() as running:
        yield running
        assert running.faults == []


@pytest.fixture
async def bot(server: Emulator, house: House, tmp_path: Path) -> AsyncIterator[Living]:
    """Our bot, polling the emulator, with nothing to wait for."""
    async with polling(build(server, house, tmp_path)) as living:
        yield living


@pytest.fixture
def person(server: Emulator) -> Person:
    """Somebody in front of Telegram."""
    return Person(server)
