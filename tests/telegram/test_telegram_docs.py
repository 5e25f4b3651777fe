"""docs/telegram.md followed line by line as a new user would, against the emulator in place of Telegram."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientSession

from bot.channels.telegram.polling import SECOND_BEFORE
from tests.telegram.emulator import Emulator
from tests.telegram.people import Person
from tests.telegram.test_telegram_webhook import free_port

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "telegram.md").read_text("utf-8")
LINES = {int(number): text for number, text in re.findall(r"^(\d+)\. (.+(?:\n   .+)*)", PAGE, re.M)}
START_SECONDS = 120.0  # a process that loads everything, on a busy machine


def code(line: int) -> list[str]:
    """What a line of the page sets in code."""
    return re.findall(r"`([^`]+)`", LINES[line])


def variable(line: int) -> str:
    """The environment variable that a line of the page sets."""
    return next(found[1] for text in code(line) if (found := re.match(r"(?:export )?([A-Z_]+)=", text)))


def command(typed: str) -> list[str]:
    """A command of the page as a list; `make run` is what the Makefile makes of it."""
    if typed == "make run":
        recipe = (ROOT / "Makefile").read_text("utf-8").partition("\nrun:")[2].partition("\n\n")[0]
        typed = next(line for line in recipe.splitlines() if "exec" in line)
        typed = typed.replace("exec $(PY)", "python").replace("$(ARGS)", "")
    words = shlex.split(typed)
    assert words[0] == "python"
    return [sys.executable, *words[1:]]


@asynccontextmanager
async def started(typed: str, server: Emulator, folder: Path, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process as the page has it started; ended as an operator would."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "DATABASE_URL": f"sqlite:///{folder}/bot.db",
        "FILES_URL": str(folder / "files"),
        variable(3): server.token,
        variable(9): server.base,
        **more,
    }
    process = await asyncio.create_subprocess_exec(
        *command(typed), env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


def test_the_page_has_ten_lines() -> None:
    """From BotFather to a running bot in ten lines, no more."""
    assert sorted(LINES) == list(range(1, 11))


async def test_the_page_leads_to_a_running_bot(server: Emulator, person: Person, tmp_path: Path) -> None:
    """Token, command, /start, the menu, a link with a platform, and a second process by mistake, as written."""
    own_process = next(text for text in code(5) if text.startswith("python"))
    async with started(own_process, server, tmp_path) as first:
        person.says(code(7)[0])
        await person.until(lambda: any("可以开始吗" in text for text in person.texts()), START_SECONDS)
        menus = {code: commands for (_, _, code), commands in server.world.commands.items()}
        begun, link = time.monotonic(), urlsplit(code(8)[0])
        other = Person(server, 888000)
        other.says(f"/start {parse_qs(link.query)['start'][0]}")
        await other.until(lambda: any("先记着" in text for text in other.texts()))
        await asyncio.sleep(max(0.0, begun + SECOND_BEFORE - time.monotonic()))
        async with started(own_process, server, tmp_path / "second") as second:
            async with asyncio.timeout(START_SECONDS):
                _, said = await second.communicate()

        assert link.netloc == "t.me"
        assert menus[""][0]["description"] == "说说发生了什么"
        assert re.fullmatch(r"[ -~]+", menus["en"][0]["description"])
        assert second.returncode == 1
        assert said.decode().strip().count("\n") == 0, said
        assert "Another process" in said.decode()
        assert first.returncode is None


async def test_the_page_leads_to_a_webhook(server: Emulator, person: Person, tmp_path: Path) -> None:
    """`make run` with the public address set: the web chat is there first, and Telegram sends to /telegram."""
    port = free_port()
    public = {variable(6): f"http://127.0.0.1:{port}", "PORT": str(port)}
    async with started(code(4)[0], server, tmp_path, **public), ClientSession() as browser:
        for _ in range(200):
            try:
                async with browser.get(f"http://127.0.0.1:{port}/") as page:
                    before_telegram, shown = not server.hook, page.status
                break
            except OSError:
                await asyncio.sleep(0.1)
        person.says("/start")
        await person.until(lambda: any("可以开始吗" in text for text in person.texts()), START_SECONDS)

        path = next(text for text in code(6) if text.startswith("/"))
        assert server.hook["url"] == f"http://127.0.0.1:{port}{path}"
        assert len(server.hook["secret_token"]) >= 32
        assert shown == 200
        assert before_telegram
