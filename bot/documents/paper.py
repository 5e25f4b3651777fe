"""A letter as a sheet of paper: what each line is, so that PDF and Word set the same thing the same way.

The plain text of a letter already says what its lines are, and a borrower may have changed any of them:
  `一、…` is a heading and `1. …` an item below it;
  `｜a｜b｜` lines that follow each other are a table, the first its head;
  the first block, when every line of it names something (`致：…`), is whom it is addressed to;
  the last block, when it ends with a date, is the signature, but for “此致” and the line below it;
every other line is a paragraph.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "item", "paragraph", "flush"]

_HEADING = re.compile(r"([一二三四五六七八九十]{1,3}、)\s*(.*)")
_ITEM = re.compile(r"(\d{1,3}\.)\s+(.*)")
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_NAMED = re.compile(r".{1,12}：.*")
# Control, zero-width and direction characters, and halves of surrogates: they hide or turn round what is printed,
# and neither JSON nor XML can carry them all.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
# What no file system or mail program takes in a name.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')
_BAR = "｜"
GREETING = "此致"
MOST_SIGNED = 6
"""Lines of a signature: name, telephone, address, date; a longer last block is text."""
LONGEST_ADDRESS = 200
WIDEST, PADDING = 16, 4
MANY_COLUMNS = 5
"""A table of more is set a size smaller."""
LONGEST_NAME = 60
"""Characters of a file's name; the server's disk takes 255 bytes, which is 85 Chinese characters."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph. `number` is the “一、” of a heading or the “1.” of an item; flush has no indent."""

    kind: Kind
    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as `head` has."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def widths(self) -> list[int]:
        """How wide each column is beside the others, in halves of a Chinese character: by its longest cell up to
        `WIDEST`, and `PADDING` so that the narrow ones, numbers and pages, stay on one line."""
        columns = zip(self.head, *self.rows, strict=True)
        return [min(max(_halves(cell) for cell in column), WIDEST) + PADDING for column in columns]


@dataclass(frozen=True, slots=True)
class Paper:
    """One letter, ready to be set. Without any character that would hide or turn round what is printed."""

    title: str
    addressee: tuple[str, ...] = ()
    body: tuple[Block | Table, ...] = ()
    signature: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """What a reader reads, top to bottom, one paragraph or table row a line."""
        yield from (self.title, *self.addressee)
        for part in self.body:
            if isinstance(part, Table):
                yield from (" ".join(row) for row in (part.head, *part.rows))
            else:
                yield f"{part.number}{part.text}"
        yield from self.signature


def _halves(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)


def read(title: str, text: str) -> Paper:
    """The paper that a letter's title and plain text make."""
    blocks = [block for block in _blocks(clean(text)) if block]
    addressee: list[str] = []
    signature: list[str] = []
    if len(blocks) > 1 and _signs(blocks[-1]):
        closing = blocks.pop()
        # A court's name stands below “此致” at the margin; only what follows is the signature.
        greets = closing.index(GREETING) + 2 if GREETING in closing else 0
        signature = closing[greets:]
        blocks += [closing[:greets]]
    if blocks and _addresses(blocks[0]):
        addressee = blocks.pop(0)
    body = itertools.chain.from_iterable(_parts(block) for block in blocks)
    return Paper(" ".join(clean(title).split()), tuple(addressee), tuple(body), tuple(signature))


def clean(text: str) -> str:
    """Text as it can be printed: one kind of line end, and nothing unseen in it."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def file_name(name: str, ending: str) -> str:
    """A name that every phone and mail program takes: 给平台的函.pdf."""
    safe = _NOT_IN_NAMES.sub("_", clean(name)).strip("._")[:LONGEST_NAME]
    return f"{safe or '文书'}.{ending}"


def _blocks(text: str) -> Iterator[list[str]]:
    """The lines between blank ones."""
    lines = [line.strip() for line in text.split("\n")]
    for there, run in itertools.groupby(lines, key=bool):
        if there:
            yield list(run)


def _signs(block: list[str]) -> bool:
    return len(block) <= MOST_SIGNED and bool(_DATE.fullmatch(block[-1]))


def _addresses(block: list[str]) -> bool:
    return all(_NAMED.match(line) and len(line) <= LONGEST_ADDRESS and not _marked(line) for line in block)


def _marked(line: str) -> bool:
    return bool(_HEADING.match(line) or _ITEM.match(line))


def _parts(lines: Iterable[str]) -> Iterator[Block | Table]:
    greeting = False
    for barred, run in itertools.groupby(lines, key=_barred):
        found = list(run)
        if barred and len({line.count(_BAR) for line in found}) == 1 and len(found) > 1:
            head, *rows = (_cells(line) for line in found)
            yield Table(head, tuple(rows))
            continue
        for line in found:
            yield _block(line, greeting)
            greeting = line == GREETING


def _block(line: str, greeting: bool) -> Block:
    """A line by its mark; the line after “此致” stands at the margin, as letters close."""
    for kind, mark in (("heading", _HEADING), ("item", _ITEM)):
        found = mark.fullmatch(line)
        if found:
            return Block("heading" if kind == "heading" else "item", found[2], found[1])
    return Block("flush" if greeting else "paragraph", line)


def _barred(line: str) -> bool:
    return line.startswith(_BAR) and line.endswith(_BAR) and line.count(_BAR) > 2


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line[1:-1].split(_BAR))
