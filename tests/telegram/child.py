"""A bot in a process of its own that may be killed at any moment; forked from one that has imported everything."""

from __future__ import annotations

import asyncio
import multiprocessing
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import bot.channels.telegram.desk  # aiogram, loaded once in the process that is forked
from bot import app
from bot.settings import Settings
from bot.turns.house import House
from tests.telegram.emulator import Emulator
from tests.telegram.living import build, polling


@cache
def house() -> House:
    return app.house(Settings())


house()


def run(base: str, token: str, folder: str) -> None:
    """Poll until killed."""
    assert bot.channels.telegram.desk
    asyncio.run(_run(Emulator(base=base, token=token), Path(folder)))


async def _run(server: Emulator, folder: Path) -> None:
    async with polling(build(server, house(), folder)) as living:
        assert living.poller is not None
        await living.poller


@cache
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.telegram.child"])
    return context


def start(server: Emulator, folder: Path) -> ForkServerProcess:
    """Start the bot."""
    process = _context().Process(target=run, args=(server.base, server.token, str(folder)), daemon=True)
    process.start()
    return process
