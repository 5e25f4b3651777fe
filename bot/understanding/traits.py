"""What a piece of text looks like to the second ear: its characters, and what its words are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from operator import add

# Between how many words two classes still belong together, and how many earlier ones each is paired with.
REACH, EARLIER = 12, 8
_NUMBER = re.compile(r"\d{3,}")
_SPACE = re.compile(r"\s+")
_DIGIT = re.compile(r"[1-9]")
_STOPS = frozenset("。!?;")

Kinds = tuple[tuple[str, frozenset[str]], ...]
"""Groups of traits: ("grams", …), ("classes", …), ("pairs", …)."""


class WordClasses:
    """Words by what they are about: 丈母娘 is a relative, 座机 a workplace. A word may be in several classes."""

    def __init__(self, classes: Mapping[str, Iterable[str]]) -> None:
        found: dict[str, list[str]] = {}
        for name, words in classes.items():
            for word in words:
                found.setdefault(word, []).append(name)
        self._classes = {word: tuple(names) for word, names in found.items()}
        lengths: dict[str, set[int]] = {}
        for word in found:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}

    def pieces(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """The text in its longest known words, each with its classes, and single characters between them."""
        classes, lengths = self._classes, self._lengths
        out: list[tuple[str, tuple[str, ...]]] = []
        place, end = 0, len(text)
        while place < end:
            first = text[place]
            for size in lengths.get(first, ()):
                named = classes.get(text[place : place + size])
                if named is not None:
                    out.append((f"<{named[0]}>", named))
                    place += size
                    break
            else:
                out.append((first, ()))
                place += 1
        return out


def traits(text: str, words: WordClasses) -> Kinds:
    """The traits of a plain text, by group. Figures count by their number of digits only."""
    text = _as_read(text)
    pieces = words.pieces(text)
    return (
        ("grams", _runs(text)),
        ("classes", frozenset(name for _, names in pieces for name in names)),
        ("pairs", _pairs(pieces)),
    )


def grams(text: str) -> tuple[str, frozenset[str]]:
    """The first group alone."""
    return "grams", _runs(_as_read(text))


def _as_read(text: str) -> str:
    return _SPACE.sub(" ", _DIGIT.sub("0", _NUMBER.sub("000", text)))


def _runs(text: str) -> frozenset[str]:
    """All runs of one to three characters, the text's ends marked."""
    text = f"^{text}$"
    twos = list(map(add, text, text[1:]))
    return frozenset(text).union(twos, map(add, twos, text[2:]))


def _pairs(pieces: Sequence[tuple[str, tuple[str, ...]]]) -> frozenset[str]:
    """Classes that follow each other within one sentence: who is reached, what is announced."""
    found: set[str] = set()
    before: list[tuple[int, str]] = []
    for place, (piece, names) in enumerate(pieces):
        if piece in _STOPS:
            before = []
        if names:
            near = [name for at, name in before[-EARLIER:] if place - at <= REACH]
            found.update(f"{first}>{then}" for first in near for then in names)
            before.extend((place, name) for name in names)
    return frozenset(found)
