"""kill -9 between a message and its answer, again and again: no answer lost, none doubled."""

from __future__ import annotations

import contextlib
import http.client
import random
import threading
import time
from pathlib import Path

from bot import app
from bot.storage.sqlite import SqliteStore
from tests.served import Server, Visitor

TALK: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("微粒贷每天打二十多个电话，昨晚11点半还在打，还打给我爸妈", ()),
    ("", ("agreed",)),
    ("", ("none",)),
    ("", ("right",)),
    ("改 次数", ()),
    ("每天30个", ()),
    ("记一笔", ()),
    ("今天早上7点又打了8个电话骂我", ()),
    ("", ("right",)),
    ("我的情况", ()),
    ("返回", ()),
    ("", ("letter:platform_letter",)),
)


def _send_while_killed(server: Server, visitor: Visitor, number: int, chance: random.Random) -> None:
    """Send a message, kill the server at some moment around it, and send the same message until it is answered."""
    text, choice = TALK[number % len(TALK)]
    id = f"message-{number:06d}"

    def first() -> None:
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            visitor.say(id, text, choice)

    sending = threading.Thread(target=first)
    sending.start()
    time.sleep(chance.random() * 0.03)
    server.kill()
    sending.join()
    server.start()
    status, packet = visitor.say(id, text, choice)
    assert status == 200, packet


def test_no_kill_loses_or_doubles_an_answer(tmp_path: Path, soak: bool) -> None:
    """Through kills at random moments of a talk, each message is in the transcript once, with its replies."""
    chance = random.Random(7)
    kills = 200 if soak else 8
    server = Server(tmp_path).start()
    visitor = Visitor(server)
    visitor.open()
    try:
        for number in range(kills):
            _send_while_killed(server, visitor, number, chance)
    finally:
        server.stop()

    key = app.master_key_file(tmp_path / "master.key", server.database)
    store = SqliteStore(server.database, key, tmp_path / "files")
    (who,) = store.rows("SELECT count(*) FROM borrower").fetchone()
    (messages, handled) = store.rows("SELECT count(*), count(DISTINCT handled) FROM message").fetchone()
    numbers = [number for (number,) in store.rows("SELECT number FROM message ORDER BY number")]
    store.close()

    opening = messages - kills  # the page itself may open the talk with one message of its own
    assert who == 1
    assert opening in (0, 1)
    assert handled == messages
    assert numbers == list(range(2, 2 * messages + 1, 2))
