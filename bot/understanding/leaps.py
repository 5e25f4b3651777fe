"""Regular expressions that leap over the characters they cannot begin with.

The engine of `re` does so by itself only for the simplest expressions; the others it tries at every character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter

_HAS_GROUP = attrgetter("lastindex")


def by_first(words: Iterable[str], source: Callable[[str], str] = re.escape) -> str:
    """Any of some words, earlier ones first where two begin alike: 平(?:安|台)|小(?:米|雨).

    A choice among the first characters is quicker than one among the words. `source` writes the rest of a word.
    """
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(source(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(known)})" for first, known in rests.items())


class Leaping:
    """An expression whose every match begins with one of `opening` (the inside of a character class) and fills at
    least one group."""

    def __init__(self, opening: str, expression: str) -> None:
        self.pattern = re.compile(f"[^{opening}]+|{expression}")

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """The matches in order, as of the expression alone."""
        found = self.pattern.finditer(text, start, len(text) if end is None else end)
        return filter(_HAS_GROUP, found)
