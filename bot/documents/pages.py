"""How many sheets an exhibit makes when it is printed, read from its bytes without opening it in any program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot import pdf

LINE, SHEET = 28, 22
"""Characters of a line and lines of a page of text: GB/T 9704-2012, which offices print by."""

WINDOW = 256 * 1024  # bytes around “/Pages” in which its dictionary must end: some 20,000 pages
MOST_PAGES = 20_000

_TREE = re.compile(rb"/Type\s*/Pages(?![A-Za-z])")
_LEAF = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_COUNT = re.compile(rb"/Count\s+(\d{1,6})(?!\d)")
_BRACKETS = re.compile(rb"<<|>>")


def count(kind: str, type: str, read: Callable[[], bytes]) -> int | None:
    """Pages on paper; None for what is not printed, or cannot be counted. Reads the bytes only where they say it."""
    if kind == "picture":
        return 1
    if kind in ("message", "text"):
        return of_text(read())
    return of_pdf(read()) if type == "application/pdf" else None


def of_text(content: bytes) -> int | None:
    """Sheets of a text in one of the encodings that Chinese phones write."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        lines = sum(max(1, -(-len(line) // LINE)) for line in text.splitlines() or [""])
        return -(-lines // SHEET)
    return None


def of_pdf(content: bytes) -> int | None:
    """What the root of a PDF's page tree counts, or its pages one by one; None where neither can be read."""
    counts, leaves = [0], 0
    for plain in pdf.plain(content):
        counts += (number for found in _TREE.finditer(plain) for number in _counted(plain, found.start()))
        leaves += sum(1 for _ in _LEAF.finditer(plain))
    pages = max(counts) or leaves
    return pages if 0 < pages <= MOST_PAGES else None


def _counted(plain: bytes, at: int) -> Iterator[int]:
    """The `/Count` of the dictionary that stands around a place."""
    begin = max(0, at - WINDOW)
    open_ = [begin]
    for bracket in _BRACKETS.finditer(plain, begin, at):
        if bracket[0] == b"<<":
            open_.append(bracket.start())
        elif len(open_) > 1:
            open_.pop()
    end, depth = min(len(plain), at + WINDOW), 1
    for bracket in _BRACKETS.finditer(plain, at, end):
        depth += 1 if bracket[0] == b"<<" else -1
        if not depth:
            end = bracket.start()
            break
    yield from (int(found[1]) for found in _COUNT.finditer(plain, open_[-1], end))
