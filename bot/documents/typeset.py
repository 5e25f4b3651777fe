"""Typst: data in, PDF pages or a picture out. One kept compiler, the packaged Noto fonts and no others.

What people wrote is handed over as JSON and never becomes a part of the source, so no mark in it can do anything.
"""

from __future__ import annotations

import importlib
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bot.documents.paper import GREETING, MANY_COLUMNS, Block, Paper, Table
from bot.errors import TypesettingFailed

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "typeset"
PIXELS_PER_INCH = 144
"""Two pixels to the point: what a phone's screen has."""

# PDF/A-2u: fonts embedded, every character searchable. It is refused where a font lacks a character, which tells us so.
_ARCHIVE = "a-2u"
_LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_UNBROKEN = re.compile(r"[^\s\u3400-\u9fff\uf900-\ufaff]{24}")


@dataclass(frozen=True, slots=True)
class Sheets:
    """A PDF. `lacking` are the characters that the fonts do not have: a box with their number stands for each."""

    content: bytes
    lacking: tuple[str, ...] = ()


class Press:
    """A Typst compiler kept warm. Safe to use from several threads: one job at a time."""

    def __init__(self, templates: Path = TEMPLATES) -> None:
        self._templates = templates
        self._lock = threading.Lock()
        self._compiler: Any = None

    def letter(self, paper: Paper, day: date) -> Sheets:
        """A letter as PDF, the same bytes for the same paper and day. Raises TypesettingFailed."""
        data = _letter(paper, day)
        try:
            return Sheets(self._run("letter.typ", data, format="pdf", pdf_standards=_ARCHIVE))
        except _Lacking as caught:
            lacking = caught.characters
        found = "|".join(_pattern(characters) for characters in lacking)
        return Sheets(self._run("letter.typ", data | {"lacking": found}, format="pdf", pdf_standards=_ARCHIVE), lacking)

    def picture(self, template: str, data: Mapping[str, Any]) -> bytes:
        """One picture (PNG, two pixels to the point) by a template. Raises TypesettingFailed."""
        return self._run(template, data, format="png", ppi=PIXELS_PER_INCH)

    def _run(self, template: str, data: Mapping[str, Any], **wanted: Any) -> bytes:
        with self._lock:
            if self._compiler is None:
                self._compiler = _typst().Compiler(
                    root=str(self._templates), font_paths=[str(_fonts())], ignore_system_fonts=True
                )
            try:
                return bytes(
                    self._compiler.compile(
                        input=str(self._templates / template), sys_inputs={"data": json.dumps(data)}, **wanted
                    )
                )
            except _typst().TypstError as error:
                lacking = _LACKING.findall(error.diagnostic)
        # Raised out here, without the error that led to it: that one may quote what somebody wrote.
        characters = tuple(dict.fromkeys(_unescaped(found) for found in lacking))
        raise _Lacking(characters) if characters else TypesettingFailed(template)


class _Lacking(TypesettingFailed):
    """A font lacks some of the characters."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        self.characters = characters
        super().__init__()


@cache
def _typst() -> Any:
    """Typst, loaded by the first who prints: it weighs more than the talk does."""
    return importlib.import_module("typst")


def _fonts() -> Path:
    package: Any = importlib.import_module("pylopdf_fonts_zh_cn")
    return Path(package.serif_path()).parent


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _pattern(characters: str) -> str:
    """As Typst's regular expressions write characters by their numbers."""
    return "".join(f"\\x{{{ord(character):x}}}" for character in characters)


def _letter(paper: Paper, day: date) -> dict[str, Any]:
    return {
        "title": paper.title,
        "title-line": said(paper.title),
        "lacking": "",
        "greeting": GREETING,
        "day": [day.year, day.month, day.day],
        "addressee": [said(line) for line in paper.addressee],
        "body": [_part(part) for part in paper.body],
        "signature": [said(line) for line in paper.signature],
    }


def _part(part: Block | Table) -> dict[str, Any]:
    if isinstance(part, Block):
        return {"kind": part.kind, "number": part.number, **said(part.text)}
    return {
        "kind": "table",
        "head": [said(cell) for cell in part.head],
        "rows": [[said(cell) for cell in row] for row in part.rows],
        "widths": part.widths(),
        "small": len(part.head) > MANY_COLUMNS,
    }


def said(text: str) -> dict[str, Any]:
    """A text as the templates take it: `long` where a run of it has no place to break a line."""
    return {"text": text, "long": bool(_UNBROKEN.search(text))}
