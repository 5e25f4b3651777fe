"""The golden talks run unchanged through the web chat and the terminal, and give the same stored answers as in the
house itself; tests/telegram/test_telegram_transcripts.py says the same of Telegram."""

from __future__ import annotations

import asyncio
import io
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from aiohttp import ClientSession, CookieJar, FormData
from starlette.applications import Starlette

from bot import app, settings
from bot.channels import webchat
from bot.channels.terminal import Terminal, talk_json
from bot.model import Case
from bot.turns.house import House
from bot.turns.talk import HouseTalk
from tests.transcripts import script
from tests.transcripts.script import Clock, Move

KEY = bytes(range(32))
BETWEEN = timedelta(seconds=2)  # moves of one minute: quicker ones than a person's are slowed down
ROUTES = script.sayings()


def environ(folder: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{folder / 'talk.db'}", "FILES_URL": str(folder / "files")}


@asynccontextmanager
async def served(talk: HouseTalk, clock: Clock) -> AsyncIterator[str]:
    """The web chat over real HTTP; its address."""
    routes = webchat.routes(talk, talk.house.speeches, KEY, app.ROOT / "templates", clock)
    config = uvicorn.Config(Starlette(routes=routes), log_level="error", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    listening = socket.create_server(("127.0.0.1", 0))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listening.close()


def form(move: Move) -> FormData:
    """A move as the page posts it."""
    data = FormData(quote_fields=False)
    data.add_field("id", f"move-{move.number:04}")
    for id in move.choice:
        data.add_field("choice", id)
    if move.file:
        data.add_field("file", move.content, filename=move.file, content_type=move.type)
    else:
        data.add_field("text", move.words)
    return data


async def on_the_web(path: Path, base: str, clock: Clock) -> str:
    """A whole talk by one browser; the session it ends with."""
    headers = {"accept": "application/json", "origin": base, "accept-language": "zh-CN"}
    jar = CookieJar(unsafe=True)
    async with ClientSession(cookie_jar=jar, headers=headers) as browser:
        async with browser.get(f"{base}/", headers={"accept": "text/html"}) as page:
            assert page.status == 200
        for move in script.moves(path, BETWEEN):
            clock.now = move.at
            async with browser.post(f"{base}/say", data=form(move)) as answer:
                assert answer.status == 200, (move, await answer.text())
    session = next(cookie.value for cookie in jar if cookie.key == "sid")
    return session.partition(".")[0]


@pytest.mark.parametrize("path", ROUTES, ids=lambda path: path.stem)
async def test_a_golden_talk_gives_the_same_answers_on_the_web(path: Path, house: House, tmp_path: Path) -> None:
    """Posted words, choices and files come to the same answers."""
    clock = Clock()
    talk, thread = app.talk(settings.read(environ(tmp_path)), house, clock)
    try:
        async with served(talk, clock) as base:
            sender = await on_the_web(path, base, clock)
        case = await talk.ask(lambda store: store.load("web", sender, clock.now).case)
    finally:
        thread.stop()

    assert script.telling(case) == script.telling(script.in_house(path, house, tmp_path, BETWEEN))


def in_the_terminal(path: Path, house: House, folder: Path) -> Case:
    """A whole talk typed line by line, as `python -m bot chat --json` reads it."""
    talk, thread = app.talk(settings.read(environ(folder)), house)
    lines, out = [], io.StringIO()
    for move in script.moves(path):
        line: dict[str, object] = {"at": move.at.isoformat()}
        if move.file:
            (folder / move.file).write_bytes(move.content)
            line["file"] = str(folder / move.file)
        lines.append(json.dumps(line | ({"choice": move.choice} if move.choice else {"text": move.words})))
    try:
        talk_json(Terminal(talk.house, thread, script.SENDER, app.clock, folder / "given"), lines, out)
        case = thread.submit(lambda store: store.load("terminal", script.SENDER, move.at).case).result()
    finally:
        thread.stop()
    assert len(out.getvalue().splitlines()) == len(lines)
    assert not re.search(r'^\{"error"', out.getvalue(), re.M), out.getvalue()
    return case


@pytest.mark.parametrize("path", ROUTES, ids=lambda path: path.stem)
def test_a_golden_talk_gives_the_same_answers_in_the_terminal(path: Path, house: House, tmp_path: Path) -> None:
    """Typed JSON lines come to the same answers."""
    assert script.telling(in_the_terminal(path, house, tmp_path)) == script.telling(
        script.in_house(path, house, tmp_path)
    )
