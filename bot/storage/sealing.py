"""Files written and read piece by piece, each piece encrypted by itself and bound to its place.

A file kept whole is one ciphertext; one kept in pieces has `pieces` in its row. Pieces can not be swapped, and the
last one is bound as the last, so a file that was cut short does not open.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from bot.errors import FileGone
from bot.storage.base_evidence import Sealed
from bot.storage.files import FileRoom
from bot.storage.vault import GROWTH, Locker

PIECE = 1024 * 1024  # plain bytes; little to hold, and its nonce and tag are below a hundredth of a percent


class Sealing:
    """Writes one file; see `Writing`."""

    def __init__(self, room: FileRoom, locker: Locker) -> None:
        self._room, self._locker = room, locker
        self._id = room.new_id()
        self._stream: BinaryIO = room.begin(self._id)
        self._rest = bytearray()
        self._hash = hashlib.sha256()
        self._size = self._number = 0

    def write(self, content: bytes | memoryview) -> None:
        self._hash.update(content)
        self._size += len(content)
        left = memoryview(content)
        # A full piece is held back until more follows: the last one is bound as the last.
        while len(self._rest) + len(left) > PIECE:
            fits = PIECE - len(self._rest)
            self._put(bytes(self._rest) + left[:fits], last=False)
            self._rest.clear()
            left = left[fits:]
        self._rest += left

    def finish(self) -> Sealed:
        self._put(bytes(self._rest), last=True)
        self._rest.clear()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        self._room.settle(self._id)
        return Sealed(self._id, self._size, self._hash.hexdigest())

    def abandon(self) -> None:
        with suppress(OSError):
            self._stream.close()
        self._room.abandon(self._id)

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._stream.write(self._locker.close("bytes", _place(self._id, self._number, last), piece))
        self._number += 1


class Opened:
    """A kept file; see `Reading`. `pieces`: plain bytes of one piece, 0 when it was kept whole."""

    def __init__(self, room: FileRoom, locker: Locker, id: str, size: int, pieces: int) -> None:
        self._room, self._locker, self._id, self._pieces = room, locker, id, pieces
        self.size = size

    def whole(self) -> bytes:
        return b"".join(self.chunks())

    def chunks(self) -> Iterator[bytes]:
        if not self._pieces:
            sealed = self._room.get(self._id)
            if sealed is None:
                raise FileGone
            yield self._locker.open("bytes", self._id, sealed)
            return
        last = max(0, -(-self.size // self._pieces) - 1)
        with self._room.open(self._id) as stream:
            for number in range(last + 1):
                sealed = stream.read(self._pieces + GROWTH)
                yield self._locker.open("bytes", _place(self._id, number, number == last), sealed)


def _place(id: str, number: int, last: bool) -> str:
    return f"{id}/{number}{'/last' if last else ''}"
