"""The red lines of papers: what own words must not say, why, and how to say it safely; read from red_lines.yaml."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from bot import content
from bot.content import Lines
from bot.conversation.document import Risk
from bot.errors import ContentError
from bot.knowledge.entry import Entry
from bot.understanding.phrases import Phrase, PhraseError, compile_phrase
from bot.understanding.text import plain

_KEYS = ("refuse", "why", "instead", "facts", "hear", "unless", "matches", "misses")


@dataclass(frozen=True, slots=True)
class RedLine:
    """One kind of words that hurt who signs them, with its examples and the place it is written at."""

    risk: Risk
    hear: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    facts: tuple[str, ...]
    matches: tuple[str, ...]
    misses: tuple[str, ...]
    line: int

    def crossed(self, text: str) -> bool:
        """Whether a text says it; what is only reported of the other side does not count."""
        written = plain(text).text
        return _any(self.hear, written) and not _any(self.unless, written)


class RedLines:
    """Every red line of a file, read once. Raises ContentError."""

    def __init__(self, path: Path, facts: Collection[str] | None = None) -> None:
        data = content.read(path)
        listed = data.get("red_lines")
        if not isinstance(listed, Lines):
            raise ContentError(str(path), 1, "there are no “red_lines”", "write “red_lines:” and entries below it")
        entries = (Entry(str(path), id, entry, _KEYS) for id, entry in listed.items())
        self.lines = tuple(_red_line(entry, content.line(listed, entry.name), facts) for entry in entries)

    def risks(self, text: str) -> tuple[Risk, ...]:
        """Why a text should not be written like that, the refused first; none when there is nothing to say."""
        found = [line.risk for line in self.lines if line.crossed(text)]
        return tuple(sorted(found, key=lambda risk: not risk.refuse))

    def risk(self, id: str) -> Risk:
        """One of them by name. KeyError when there is none."""
        return {line.risk.id: line.risk for line in self.lines}[id]


def _red_line(entry: Entry, line: int, facts: Collection[str] | None) -> RedLine:
    for id in entry.words("facts"):
        if facts is not None and id not in facts:
            entry.refuse(f"no fact “{id}”", "check the id", "facts")
    refuse = entry.flag("refuse", False)
    risk = Risk(entry.name, entry.text("why"), entry.text("instead", ""), refuse)
    hear, unless = _phrases(entry, "hear"), _phrases(entry, "unless")
    return RedLine(risk, hear, unless, entry.words("facts"), entry.words("matches"), entry.words("misses"), line)


def _phrases(entry: Entry, key: str) -> tuple[Phrase, ...]:
    found = []
    for source in entry.words(key):
        try:
            found.append(compile_phrase(source, {}))
        except PhraseError as error:
            mend = "see the top of bot/understanding/phrases.py"
            entry.refuse(f"“{source}” cannot be heard: {error}", mend, key)
    return tuple(found)


def _any(phrases: tuple[Phrase, ...], text: str) -> bool:
    return any(phrase.stands_in(text) for phrase in phrases)
