"""Telegram's webhook: ours, durable and encrypted, beside a bare aiogram echo in the same server and the same run.

One request: update in over HTTP → aiogram's types and routes → the turn → committed, its replies in the outbox → 200.
The echo: update in → aiogram's types and routes → handler → encoded sendMessage to a transport that answers at once.
The control: the same echo after one bare row is committed (bare_commit.py), the least that any durable bot can do.
Run alone by `python -m benchmarks.telegram [--quick]`.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import bare_commit
from benchmarks.load import Load, run
from benchmarks.measure import Times, resident_mib
from benchmarks.peers import _aiogram_session
from benchmarks.questions import TOKEN

KEY = bytes(32)
ASKED = 0.35  # of the echo's requests a second
ROUND_SECONDS = 2.0  # of load on one server; then the other one's turn
FSYNCS = 200
MEMORY_DISK = "/dev/shm"  # where Linux has one: what of the p99 is the disk's, what our own
WARM_UP = 300  # requests before anything is counted


@dataclass(frozen=True)
class Webhook:
    """One round of a durable server, ours or the control, beside the echo.

    Requests a second of both; p99 in ms of both at half of the load asked for (ASKED of the echo's), of both at half
    of the durable one's own, and of the echo at half of its own; and a bare fsync's p99 beside them.
    """

    ours: float
    echo: float
    asked_p99: float
    echo_asked_p99: float
    ours_p99: float
    echo_p99: float
    echo_own_p99: float
    fsync_p99: float

    @property
    def ratio(self) -> float:
        return self.ours / self.echo

    @property
    def asked_ratio(self) -> float:
        """Both at half of the load asked for, so at the same load whatever we could take."""
        return self.asked_p99 / self.echo_asked_p99

    @property
    def p99_ratio(self) -> float:
        """Each server at half of the load that it can take itself."""
        return self.ours_p99 / self.echo_own_p99

    @property
    def same_load_ratio(self) -> float:
        """Both at half of ours: the faster our flat-out rate, the harder."""
        return self.ours_p99 / self.echo_p99


@dataclass(frozen=True)
class Memory:
    """Resident MiB after a tenth of the updates, and after all of them."""

    early: float
    late: float
    updates: int

    @property
    def change(self) -> float:
        return self.late / self.early


# ---------------------------------------------------------------- the three servers, each in a process of its own


def _echo() -> tuple[Any, Any]:
    from aiogram import Bot, Dispatcher
    from aiogram.types import Message

    bot, dispatcher = Bot(TOKEN, session=_aiogram_session()), Dispatcher()

    async def echo(message: Message) -> None:
        await message.answer(message.text or "")

    dispatcher.message.register(echo)
    return dispatcher, bot


def _bare_app(folder: str) -> Any:
    return bare_commit.app(*_echo(), Path(folder))


def _echo_app(_: str) -> Any:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    dispatcher, bot = _echo()

    async def hook(request: Request) -> Response:
        await dispatcher.feed_raw_update(bot, await request.json())
        return Response()

    return Starlette(routes=[Route("/telegram", hook, methods=["POST"])])


def _our_door(folder: str) -> Any:
    from benchmarks import turns
    from bot import app, settings
    from bot.channels.telegram.account import Account, Surroundings
    from bot.channels.telegram.door import Telegram

    house = turns.with_questions(app.house(settings.read({})), 1)
    talk, _ = app.talk(settings.read(turns.environ(Path(folder))), house)
    around = Surroundings(talk, lambda: None, house.speeches, house.dialogs.commands)
    return Telegram(Account(TOKEN, KEY, "http://127.0.0.1:9"), around, app.clock)


def _our_app(folder: str) -> Any:
    from starlette.applications import Starlette

    return Starlette(routes=[_our_door(folder).route()])


def _serve(listening: socket.socket, build: Callable[[str], Any], folder: str) -> None:
    import uvicorn

    config = uvicorn.Config(build(folder), log_level="error", access_log=False, lifespan="off")
    uvicorn.Server(config).run(sockets=[listening])


def _secret() -> str:
    from bot.channels.telegram.account import Account

    return Account(TOKEN, KEY).secret


@asynccontextmanager
async def _server(build: Callable[[str], Any], folder: str) -> AsyncIterator[tuple[int, BaseProcess]]:
    """A server's port and process."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(listening, build, folder), daemon=True)
    process.start()
    port = listening.getsockname()[1]
    listening.close()  # now only the server holds it: should it fail to start, so does the load
    try:
        yield port, process
    finally:
        process.kill()
        process.join()


# ---------------------------------------------------------------- the rounds


async def _rounds(
    build: Callable[[str], Any], rounds: int, users: int, requests: int, seconds: float, where: str | None
) -> list[Webhook]:
    """Short turns about, so that whatever else the machine does meets both servers alike."""
    with tempfile.TemporaryDirectory(dir=where) as folder:
        async with _server(_echo_app, folder) as (echo, _), _server(build, folder) as (ours, _):
            both = {port: Load(port, _secret(), users) for port in (ours, echo)}
            for load in both.values():
                await load.flat_out(WARM_UP)
            flat: list[dict[int, float]] = []
            for number in range(rounds):
                rate = {port: (await both[port].flat_out(requests)).per_second for port in _turn_about(both, number)}
                flat.append(rate)
            half, echo_half = (median(rate[port] for rate in flat) / 2 for port in (ours, echo))
            found = []
            for number, rate in enumerate(flat):
                turns = [both[port] for port in _turn_about(both, number)]
                asked = {load: await _p99(load, ASKED * echo_half, seconds) for load in turns}
                p99 = {load: await _p99(load, half, seconds) for load in turns}
                own = await _p99(both[echo], echo_half, seconds)
                disk = await asyncio.to_thread(_fsync, Path(folder))
                late = (times[both[port]] for times in (asked, p99) for port in (ours, echo))
                found.append(Webhook(rate[ours], rate[echo], *late, own, disk))
    return found


async def _p99(load: Load, rate: float, seconds: float) -> float:
    return (await load.at(rate, seconds)).percentile(0.99)


def _turn_about(both: Mapping[int, object], number: int) -> list[int]:
    """Who goes first in a round goes second in the next one."""
    return sorted(both, reverse=bool(number % 2))


def _fsync(folder: Path) -> float:
    """The p99 in ms of making a page durable with nothing else around it."""
    times = Times()
    with (folder / "bare").open("ab") as file:
        for _ in range(FSYNCS):
            file.write(bytes(4096))
            file.flush()
            begin = time.perf_counter()
            os.fdatasync(file.fileno())
            times.each.append(time.perf_counter() - begin)
    return times.percentile(0.99)


def webhook(rounds: int, where: str | None = None, users: int = 200, requests: int = 800) -> list[Webhook]:
    """So many short rounds; take medians of their ratios. `where`: another folder for the database than a disk's."""
    return run(_rounds(_our_app, rounds, users, requests, ROUND_SECONDS, where))


def control(rounds: int, users: int = 200, requests: int = 800) -> list[Webhook]:
    """The same for the least that a durable bot can do: what of our p99 is owed to the disk and to two threads."""
    return run(_rounds(_bare_app, rounds, users, requests, ROUND_SECONDS, None))


async def _memory(updates: int, users: int) -> Memory:
    early = 0.0
    with tempfile.TemporaryDirectory() as folder:
        async with _server(_our_app, folder) as (port, process):
            assert process.pid
            load = Load(port, _secret(), users)
            for tenth in range(10):
                await load.flat_out(updates // 10)
                early = early if tenth else resident_mib(process.pid)
            return Memory(early, resident_mib(process.pid), updates)


def memory(updates: int, users: int = 1000) -> Memory:
    """What the webhook's process holds while so many generated updates pass through."""
    return run(_memory(updates, users))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.telegram")
    parser.add_argument("--quick", action="store_true", help="few rounds, a tenth of the updates")
    quick = parser.parse_args().quick
    rounds = webhook(4 if quick else 15)
    for found in rounds:
        print(f"ours {found.ours:,.0f}/s, echo {found.echo:,.0f}/s", end="; p99 ")
        print(f"at half the load asked for: {found.asked_p99:.1f} ms, echo {found.echo_asked_p99:.1f} ms", end=", ")
        print(f"at half our rate: {found.ours_p99:.1f} ms, echo {found.echo_p99:.1f} ms", end=", ")
        print(f"at half its own {found.echo_own_p99:.1f} ms", end="; ")
        print(f"bare fsync {found.fsync_p99:.1f} ms")
    print(f"ours / echo            {median(r.ratio for r in rounds):.2f} x   (goal >= 0.35 x)")
    print(f"p99, half of the asked {median(r.asked_ratio for r in rounds):.2f} x   (goal <= 5 x)")
    print(f"p99, each at half load {median(r.p99_ratio for r in rounds):.2f} x   (goal <= 5 x)")
    print(f"p99, both at half ours {median(r.same_load_ratio for r in rounds):.2f} x   (goal <= 5 x)")
    least = control(len(rounds))
    late, rate = (median(getattr(r, what) for r in least) for what in ("same_load_ratio", "ours"))
    print(f"  echo + a bare commit {late:.2f} x, both at half of its {rate:,.0f}/s")
    held = memory(10_000 if quick else 100_000)
    print(f"memory after {held.updates:,}   {held.change:.2f} x of {held.early:.0f} MiB   (goal 0.90 to 1.10 x)")


if __name__ == "__main__":
    sys.exit(main())
