"""Regular expressions that leap over the characters they cannot begin with.

The engine of `re` does so by itself only for the simplest expressions; the others it tries at every character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import attrgetter

_HAS_GROUP = attrgetter("lastindex")


class Leaping:
    """An expression whose every match begins with one of `opening` (the inside of a character class) and fills at
    least one group."""

    def __init__(self, opening: str, expression: str) -> None:
        self.pattern = re.compile(f"[^{opening}]+|{expression}")

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """The matches in order, as of the expression alone."""
        found = self.pattern.finditer(text, start, len(text) if end is None else end)
        return filter(_HAS_GROUP, found)
