"""The staff bot as an operator starts it: `moderators`, or inside `serve`."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot import app
from bot.moderation import accounts
from bot.settings import Secret, Settings
from tests.telegram.emulator import Emulator
from tests.telegram.people import Person


def _code(folder: Path) -> str:
    """The one-time code that links a phone to an enrolled moderator."""
    settings = Settings(database_url=Secret(f"sqlite:///{folder}/bot.db"), files_url=Secret(str(folder / "files")))
    store = app.open_store(settings)
    with store.transaction():
        made = store.add_staff("值班", "moderator", app.clock())
        assert made is not None
        store.enrol(made.id, "nobody signs in here", "JBSWY3DPEHPK3PXP")
        staff = store.staff_by_id(made.id)
        assert staff is not None
        code = accounts.telegram_code(store, staff, app.clock())
    store.close()
    return code


@pytest.mark.parametrize("command", ["moderators", "serve"])
async def test_a_token_is_all_that_the_staff_bot_needs(tmp_path: Path, command: str) -> None:
    """With its token set, either command links a moderator's phone and keeps silent towards a stranger."""
    code = _code(tmp_path)
    async with Emulator() as server:
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db",
            "FILES_URL": str(tmp_path / "files"),
            "PORT": "0",
            "MODERATORS_TELEGRAM_TOKEN": server.token,
            "TELEGRAM_API_BASE": server.base,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", command, env=environment, stdout=asyncio.subprocess.DEVNULL
        )
        try:
            stranger, moderator = Person(server, 999), Person(server, 111)
            stranger.says("/start")
            moderator.says(f"/start {code}")
            await moderator.until(moderator.texts, 20)
        finally:
            process.terminate()
            await process.wait()

    assert stranger.texts() == []
