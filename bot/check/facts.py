"""The facts: everything that their loader refuses, all of it at once, and what has to be looked at again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from bot import content
from bot.check import finding
from bot.check.contents import Contents
from bot.check.finding import Finding, listed
from bot.check.sources import FACTS
from bot.content import Lines, line
from bot.errors import ContentError
from bot.knowledge import registry
from bot.knowledge.entry import IDENTIFIER
from bot.knowledge.fact import Fact, Rule
from bot.knowledge.shelves import Shelves

_DEFAULTS = ("checked", "review_by")


class _Written(NamedTuple):
    file: str
    line: int
    id: str
    data: Any
    defaults: Mapping[str, Any]


def check(found: Contents) -> Iterator[Finding]:
    """All rules about facts."""
    today = found.now.date()
    mistakes: list[Finding] = []
    entries = _entries(found, mistakes)
    shelves, missing = Shelves(), set[str]()
    for section, make in registry.ORDER:
        shelf = getattr(shelves, section)
        for entry in entries[section]:
            if entry.id in shelf:
                mistakes.append(_finding(entry, f"“{entry.id}” stands twice in {section}", "remove one"))
                continue
            made = _made(shelves, entry, make, mistakes, missing)
            if made is None:
                missing.add(entry.id)
                continue
            shelf[entry.id] = made
            mistakes += _still_good(made, entry, today)
    yield from mistakes
    if not mistakes:
        yield from _anything_else(found, today)


def _finding(entry: _Written, what: str, mend: str) -> Finding:
    return Finding(entry.file, entry.line, what, mend)


def _entries(found: Contents, mistakes: list[Finding]) -> dict[str, list[_Written]]:
    known = [section for section, _ in registry.ORDER]
    entries: dict[str, list[_Written]] = {section: [] for section in known}
    for path in content.files(found.root / FACTS):
        try:
            data = content.read(path)
        except ContentError as error:
            mistakes.append(finding.of(error, found.root))
            continue
        for section in data:
            if section in known and isinstance(data[section], Lines):
                entries[section] += _section(found, path, data, section, mistakes)
            elif section not in (*_DEFAULTS, "decoys"):
                what = f"“{section}” is no section of facts, or has the wrong shape"
                mistakes.append(Finding(found.name(path), line(data, section), what, f"known: {listed(known)}"))
    return entries


def _section(found: Contents, path: Path, data: Lines, section: str, mistakes: list[Finding]) -> Iterator[_Written]:
    defaults = {key: data[key] for key in _DEFAULTS if key in data}
    for id, entry in data[section].items():
        written = _Written(found.name(path), line(data[section], id), id, entry, defaults)
        if IDENTIFIER.fullmatch(id):
            yield written
        else:
            mistakes.append(_finding(written, f"“{id}” is not an id", "small letters, digits, - and _"))


def _made(
    shelves: Shelves,
    entry: _Written,
    make: Callable[[Shelves, str, str, Any, Mapping[str, Any]], Any],
    mistakes: list[Finding],
    missing: set[str],
) -> Any:
    """The fact, or None when it is refused. One that only cites a refused fact is not named again."""
    try:
        return make(shelves, entry.file, entry.id, entry.data, entry.defaults)
    except ContentError as error:
        if not any(f"“{id}”" in error.what for id in missing):
            mistakes.append(Finding(error.file, error.line or entry.line, error.what, error.mend))
        return None


def _still_good(made: Any, entry: _Written, today: date) -> Iterator[Finding]:
    if isinstance(made, Fact) and made.review_by < today:
        what = f"{made.id}: should have been reviewed by {made.review_by}"
        yield _finding(entry, what, "look at its sources again, then move “checked” and “review_by”")
    if isinstance(made, Rule) and made.since is not None and made.since > today:
        yield _finding(entry, f"{made.id}: is in force only from {made.since}", "hold it back")


def _anything_else(found: Contents, today: date) -> Iterator[Finding]:
    """The loader has the last word."""
    try:
        registry.load(found.root / FACTS, today)
    except ContentError as error:
        yield finding.of(error, found.root)
