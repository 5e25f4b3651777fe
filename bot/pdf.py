"""What a PDF says in plain bytes: the file itself, and what its object streams hold. No program opens it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

MOST_UNPACKED = 8 * 1024 * 1024  # bytes of one object stream: lists of pages and actions are far smaller
MOST_ALTOGETHER = 32 * 1024 * 1024  # so that no crafted file keeps a turn waiting

_PACKED = re.compile(rb"/Type\s*/ObjStm(?![A-Za-z])")
_BEGIN = re.compile(rb">>\s{0,8}stream\r?\n")
_END = b"endstream"


def plain(content: bytes) -> Iterator[bytes]:
    """The bytes of a PDF that name things: itself without its streams (a scan's pixels may read like any name), then
    what its object streams hold, as far as the limits go."""
    yield _outside(content)
    left = MOST_ALTOGETHER
    for found in _PACKED.finditer(content):
        begin = _BEGIN.search(content, found.end(), found.end() + 1024)
        if begin is None or left <= 0:
            continue
        packed = content[begin.end() : begin.end() + MOST_UNPACKED]
        try:
            unpacked = zlib.decompressobj().decompress(packed, min(MOST_UNPACKED, left))
        except zlib.error:
            continue
        left -= len(unpacked) + 4096  # an empty one costs something too
        yield unpacked


def _outside(content: bytes) -> bytes:
    """Everything but streams; one that never ends hides nothing."""
    parts, at = [], 0
    while begin := _BEGIN.search(content, at):
        end = content.find(_END, begin.end())
        if end < 0:
            break
        parts.append(content[at : begin.start()])
        at = end + len(_END)
    return b"\n".join([*parts, content[at:]])
