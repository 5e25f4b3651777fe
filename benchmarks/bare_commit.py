"""The least that a durable webhook can do: aiogram's echo, answered after one row is committed to disk.

No engine, no cipher, no outbox, one table: what of a late p99 is the disk's and two threads', whoever writes the rest.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

ROW_BYTES = 800  # about what one of our turns writes
PRAGMAS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE row (content BLOB)")


class Committer:
    """One thread that owns the database, takes all that waits and commits it once, as our turn thread does."""

    def __init__(self, folder: Path) -> None:
        self._waiting: queue.SimpleQueue[Future[None]] = queue.SimpleQueue()
        threading.Thread(target=self._run, args=(folder / "bare.db",), daemon=True).start()

    async def commit(self) -> None:
        """Returns once one more row is on disk."""
        future: Future[None] = Future()
        self._waiting.put(future)
        await asyncio.wrap_future(future)

    def _run(self, path: Path) -> None:
        connection = sqlite3.connect(path, isolation_level=None)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        while True:
            taken = [self._waiting.get(), *(self._waiting.get_nowait() for _ in range(self._waiting.qsize()))]
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO row VALUES (?)", [(bytes(ROW_BYTES),)] * len(taken))
            connection.execute("COMMIT")
            for future in taken:
                future.set_result(None)


def app(dispatcher: Any, bot: Any, folder: Path) -> Any:
    """A web application whose webhook commits, then lets aiogram answer."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    committer = Committer(folder)

    async def hook(request: Request) -> Response:
        update = await request.json()
        await committer.commit()
        await dispatcher.feed_raw_update(bot, update)
        return Response()

    return Starlette(routes=[Route("/telegram", hook, methods=["POST"])])
