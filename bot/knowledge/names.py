"""Finds the platforms that a text names, however they are typed."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator


def plain(text: str) -> str:
    """The text as names are compared: half width, lower case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


class Names:
    """Aliases by first character, the longest first, so that one pass over a text finds them.

    `decoys` are longer words that only look like a name (a bankers' association is no bank); `exact`
    aliases count only when they are the whole text.
    """

    def __init__(
        self,
        aliases: Iterable[tuple[str, str]],
        decoys: Iterable[str] = (),
        exact: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.decoys = tuple(decoys)
        self._exact = {plain(alias): id for alias, id in exact}
        by_first: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for alias, id in [*aliases, *((decoy, "") for decoy in self.decoys)]:
            key = plain(alias)
            by_first[key[0]].append((key, id))
        self._by_first = {first: sorted(found, key=lambda a: -len(a[0])) for first, found in by_first.items()}

    def find(self, text: str) -> Iterator[tuple[str, str]]:
        """(id, alias) for every name in the text, from left to right."""
        parts = unicodedata.normalize("NFKC", text).casefold().split()
        joined = "".join(parts)
        if joined in self._exact:
            yield self._exact[joined], joined
            return
        gaps, at = {0, len(joined)}, 0
        for part in parts:
            at += len(part)
            gaps.add(at)
        at = 0
        while at < len(joined):
            for alias, id in self._by_first.get(joined[at], ()):
                if joined.startswith(alias, at) and _stands_alone(joined, at, at + len(alias), gaps):
                    if id:
                        yield id, alias
                    at += len(alias) - 1
                    break
            at += 1


def _stands_alone(text: str, start: int, end: int, gaps: set[int]) -> bool:
    """Latin letters are a name only when no other letter or digit touches them: the “jb” in “jbzd” is not 借呗."""
    before = start not in gaps and _latin(text[start - 1]) and _latin(text[start])
    after = end not in gaps and _latin(text[end - 1]) and _latin(text[end])
    return not before and not after


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
