"""A ZIP written to where one cannot go back: each member waits until it is whole, then goes on."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Protocol


class Sink(Protocol):
    """Takes bytes in order."""

    def write(self, content: memoryview, /) -> object: ...


class ZipStream:
    """Members one by one, stored as they are: recordings and pictures do not shrink, and every reader can read it.

    Sizes stand before each member, not after it: unpackers that read from the front need them there.
    """

    def __init__(self, sink: Sink, at: datetime) -> None:
        self._held = _Held(sink)
        self._at = at.timetuple()[:6]
        self._zip = zipfile.ZipFile(self._held, "w", zipfile.ZIP_STORED)

    def add(self, path: str, content: bytes) -> None:
        """One member, at most a few dozen MB: it is held while it is written."""
        about = zipfile.ZipInfo(path, self._at)
        about.external_attr = 0o644 << 16
        self._zip.writestr(about, content)
        self._held.let_go()

    def close(self) -> None:
        """The list of contents; the sink itself stays open."""
        self._zip.close()
        self._held.let_go()


class _Held(io.RawIOBase):
    """What zipfile may still go back to: everything since the last `let_go`."""

    def __init__(self, sink: Sink) -> None:
        super().__init__()
        self._sink, self._buffer = sink, io.BytesIO()
        self._gone = 0

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._gone + self._buffer.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or offset < self._gone:
            raise io.UnsupportedOperation("this was let go already")
        self._buffer.seek(offset - self._gone)
        return offset

    def write(self, content: object, /) -> int:
        return self._buffer.write(content)  # type: ignore[arg-type]

    def let_go(self) -> None:
        """Hand on all that is held."""
        with self._buffer.getbuffer() as view:
            self._sink.write(view)
            self._gone += len(view)
        self._buffer = io.BytesIO()
