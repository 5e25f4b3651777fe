"""The file room: encrypted bytes in a folder, each under a name of chance that says nothing."""

from __future__ import annotations

import os
import re
import secrets
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from bot.errors import FileGone, FileTooLarge

MAX_BYTES = 20 * 1024 * 1024  # a Telegram bot may download no larger file, so no channel promises more
MAX_NAME = 80  # characters; file systems allow 255 bytes and a Chinese character takes three
ORPHAN_SECONDS = 24 * 3600  # longer than any transaction: bytes without a row that are older belong to nobody

PART = ".part"  # the ending of what is still being written
_ID = re.compile(r"[0-9a-f]{32}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def safe_name(name: str) -> str:
    """A name fit for showing and downloading: no folders, no control characters, its ending kept."""
    plain = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    plain = _UNSAFE.sub("_", plain.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    if len(plain) > MAX_NAME:
        stem, dot, ending = plain.rpartition(".")
        plain = plain[:MAX_NAME] if not dot or len(ending) > 8 else stem[: MAX_NAME - len(ending) - 1] + dot + ending
    return plain or "file"


def altered(name: str) -> bool:
    """Whether a name had to be changed for more than the way in which its characters are written."""
    return safe_name(name) != unicodedata.normalize("NFC", name).strip(" .")


class FileRoom:
    """Bytes by id. Knows nothing of keys or owners: what comes in is already encrypted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new_id(self) -> str:
        """128 bits of chance: an id cannot be guessed."""
        return secrets.token_hex(16)

    def put(self, id: str, content: bytes) -> None:
        """Written whole or not at all: to a temporary name, flushed to the disk, then renamed."""
        with self.begin(id) as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        self.settle(id)

    def begin(self, id: str) -> BinaryIO:
        """A stream to a temporary name: `settle` when all of it was written and flushed, else `abandon`."""
        fresh = self._path(id).with_suffix(PART)
        fresh.parent.mkdir(parents=True, exist_ok=True)
        return open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")

    def settle(self, id: str) -> None:
        """What was begun takes its name."""
        path = self._path(id)
        path.with_suffix(PART).replace(path)
        flush_folder(path.parent)

    def abandon(self, id: str) -> None:
        """What was begun is gone."""
        self._path(id).with_suffix(PART).unlink(missing_ok=True)

    def open(self, id: str) -> BinaryIO:
        """A stream of the bytes as stored. Raises FileGone when they are not there."""
        try:
            return self._path(id).open("rb")
        except FileNotFoundError as error:
            raise FileGone from error

    def get(self, id: str) -> bytes | None:
        """The bytes as stored, or None when they are not there."""
        try:
            return self._path(id).read_bytes()
        except (FileNotFoundError, ValueError):
            return None

    def discard(self, id: str) -> None:
        """Gone; no matter whether it was there."""
        self._path(id).unlink(missing_ok=True)

    def sweep(self, wanted: Callable[[str], bool]) -> int:
        """Delete day-old bytes that no row wants (a crash fell between file and row); returns how many."""
        before, swept = time.time() - ORPHAN_SECONDS, 0
        for path in self.folder.glob("??/*"):
            if path.stat().st_mtime < before and not (path.suffix == "" and wanted(path.name)):
                path.unlink(missing_ok=True)
                swept += 1
        return swept

    def _path(self, id: str) -> Path:
        if not _ID.fullmatch(id):
            raise ValueError("not a file id")
        return self.folder / id[:2] / id


def checked(content: bytes) -> bytes:
    """The content itself. Raises FileTooLarge above MAX_BYTES."""
    if len(content) > MAX_BYTES:
        raise FileTooLarge(f"{len(content)} bytes; the limit is {MAX_BYTES}")
    return content


def flush_folder(folder: Path) -> None:
    """The new name itself must survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
