"""An evidence pack from 200 files of 2 MB: how long it takes and how much memory, beside a bare zipfile of the same."""

from __future__ import annotations

import hashlib
import itertools
import os
import resource
import time
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot import app
from bot.documents import pack_check
from bot.model import Incoming
from bot.settings import Settings
from bot.storage.sqlite import SqliteStore
from bot.turns import jobs, turn

MB = 1024 * 1024
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=app.CHINA)


@dataclass(frozen=True)
class Packed:
    """`seconds` from claiming the job to the stored reply; `mib` is the largest the worker's process ever was."""

    seconds: float
    check_seconds: float
    bare_seconds: float
    mib: float
    packed_mib: float


def open_store(folder: Path) -> SqliteStore:
    return SqliteStore(folder / "bot.db", bytes(32), folder / "files", app.PULLED)


def pack(folder: Path, files: int, size: int) -> Packed:
    """Do the job that waits in a folder, as the worker process does, and check what came of it."""
    house, store = app.house(Settings()), open_store(folder)
    begin = time.perf_counter()
    with store.transaction():
        taken = jobs.take(house, store, NOW)
    assert isinstance(taken, jobs.Taken)
    made = jobs.make(house, taken)
    with store.transaction():
        replies = jobs.keep(house, store, taken.job, made, NOW)
    seconds = time.perf_counter() - begin
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = store.find_file("web", "bench", replies[0].files[0].file_id)
    assert found is not None
    target = folder / "pack.zip"
    with target.open("wb") as stream:
        stream.writelines(found[1].chunks())
    begin = time.perf_counter()
    assert pack_check.check(target).problems == ()
    checked = time.perf_counter() - begin
    store.close()
    return Packed(seconds, checked, _bare(folder, files, size), mib, found[1].size / MB)


def send(folder: Path, files: int, size: int) -> None:
    """Keep files as a borrower would, under Chinese names in which somebody is named, and ask for the pack."""
    house, store = app.house(Settings()), open_store(folder)
    numbers = itertools.count()

    def say(text: str = "", content: bytes = b"") -> None:
        with store.transaction():
            id = f"m{next(numbers)}"
            kept = (
                (store.keep_file("web", "bench", f"张某某的短信截图{id[1:]}.jpg", "image/jpeg", content, NOW),)
                if content
                else ()
            )
            turn.run(house, store, Incoming("web", "bench", id, NOW, text, files=kept), NOW)

    for text in ("催收每天打二十多个电话给我和我爸妈", "1", "1", "对"):
        say(text)
    for _ in range(files):
        say(content=b"\xff\xd8\xff\xe0" + os.urandom(size - 4))
    say("证据包")
    store.close()


def _bare(folder: Path, files: int, size: int) -> float:
    """Plain files, hashed and stored by zipfile alone, flushed to the disk."""
    paths = [folder / f"plain{number}" for number in range(files)]
    for path in paths:
        path.write_bytes(os.urandom(size))
    begin = time.perf_counter()
    with (folder / "bare.zip").open("wb") as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as bare:
            for path in paths:
                content = path.read_bytes()
                hashlib.sha256(content)
                bare.writestr(path.name, content)
        stream.flush()
        os.fsync(stream.fileno())
    return time.perf_counter() - begin
