"""`serve` with nothing but a token, as an operator starts it; test_telegram_docs.py starts `telegram`."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from tests.telegram.emulator import Emulator
from tests.telegram.people import Person


async def test_a_token_is_all_that_serve_needs(server: Emulator, person: Person, tmp_path: Path) -> None:
    """With the token set, the process that serves the web chat answers a borrower on Telegram too."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db",
        "FILES_URL": str(tmp_path / "files"),
        "PORT": "0",
        "TELEGRAM_TOKEN": server.token,
        "TELEGRAM_API_BASE": server.base,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        person.says("/start")
        await person.until(lambda: any("可以开始吗" in text for text in person.texts()), 120)
    finally:
        process.terminate()
        await process.wait()

    assert process.returncode in (0, -15)
