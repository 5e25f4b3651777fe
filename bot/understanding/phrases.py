"""The small language in which editors write what to listen for, turned into safe regular expressions.

    爆通讯录            these characters
    打给…妈            … lets up to 8 other characters of the same sentence stand between; …3 up to 3
    [打给|联系]我妈     one of these
    打(了)电话          this, or nothing
    给<family>打电话    any word of the list “family”
    #个电话             any number
    ^你好  吗$          at the start, at the end of a clause
    打死!(卡|机)        not followed by one of these

Nothing in it can nest or repeat without bound, so reading a text takes time in proportion to its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from operator import add

from bot.understanding.text import plain
from bot.understanding.traditional import TO_SIMPLIFIED

GAP = 8
# More or wider gaps in one phrase would make a crafted text slow to read.
MOST_GAPS, WIDEST_GAP = 4, 50
_TOKEN = re.compile(
    r"…(\d{0,2})|\[([^\[\]]+)\]|!\(([^()]+)\)|\(([^()]+)\)|<([a-z_]+)>|(#)|(\^)|(\$)|([^…\[\]()<>#^$!]+|!)"
)
# The full stop as phrases read it: a set of characters below 256 is compiled in a tenth of the time.
STOP = "\x1e"
# Stands behind the last character; plain texts hold none.
NO_NEIGHBOUR = "\0"
_NUMBER = r"(?:[0-9]{1,6}|[零一二两俩三四五六七八九十百千万几数好]{1,5})[多来余]?"
_SHORTEST_NUMBER, _LONGEST_NUMBER = 1, 7
_END = rf"(?![^,{STOP}!?;:\n \"'])"
_BEGIN = rf"(?:(?<![^,{STOP}!?;:\n \"'])|(?<=\n))"
# Phrases are tried where they may begin, never searched for: without this the compiler prepares a search.
_TRIED = "(?=)"
# From so many words on, one look at the next character spares more than it costs to compile.
_LONG_LIST = 30
# Simplified characters, none of them four times in a row: nothing in them is made plain.
_AS_WRITTEN = re.compile(rf"(?!.*(.)\1{{3}})(?:(?![{''.join(map(chr, TO_SIMPLIFIED))}])[\u4e00-\u9fff])*\Z")
_NUMBER_STARTS = frozenset("0123456789零一二两俩三四五六七八九十百千万几数好")


class PhraseError(ValueError):
    """The phrase is not written in the language above."""


@dataclass(frozen=True, slots=True)
class Part:
    """What every match holds: one of `pieces` (characters or pairs of them), `low` to `high` after its beginning."""

    pieces: frozenset[str]
    low: int = 0
    high: int = 0


@dataclass(frozen=True)
class Phrase:
    """One compiled phrase. Every match holds all its parts; the first of them is what matches begin with."""

    source: str
    expression: str
    parts: tuple[Part, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """For texts in the form of `stopped`. Compiled when one first needs it: most phrases are rare."""
        return _compiled(_TRIED + self.expression)

    def possible(self, pieces: AbstractSet[str]) -> bool:
        """Whether a text with these pieces may hold it."""
        return not any(part.pieces.isdisjoint(pieces) for part in self.parts)

    def stands_in(self, text: str) -> bool:
        """Whether a plain text holds it."""
        return self.pattern.search(stopped(text)) is not None

    def stands_among(self, text: str, pieces: AbstractSet[str]) -> bool:
        """Whether a text in the form of `stopped`, which has these pieces, holds it."""
        if not self.possible(pieces):
            return False
        for piece in self.parts[0].pieces & pieces:
            place = text.find(piece)
            while place >= 0:
                if self.pattern.match(text, place):
                    return True
                place = text.find(piece, place + 1)
        return False


def either(phrases: Iterable[Phrase]) -> re.Pattern[str] | None:
    """A pattern to search a text in the form of `stopped` for any of several phrases; None without any."""
    expressions = "|".join(phrase.expression for phrase in phrases)
    return _compiled(expressions) if expressions else None


def stopped(text: str) -> str:
    """A plain text in the form that patterns read; every character keeps its place."""
    return text.replace("。", STOP)


def pairs_of(text: str) -> list[str]:
    """Each character of a text with its neighbour; the last one has none."""
    return list(map(add, text, text[1:] + NO_NEIGHBOUR))


def pieces_of(text: str, pairs: Iterable[str] | None = None) -> set[str]:
    """The characters of a text, and its pairs of neighbours."""
    return {*text, *(pairs_of(text) if pairs is None else pairs)}


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    """Many rules share their exceptions."""
    return re.compile(expression)


class _Builder:
    """Collects the parts of one phrase; `low` and `high` bound how far from its beginning the next one stands."""

    def __init__(self) -> None:
        self.expressions: list[str] = []
        self.starts: set[str] = set()
        self.open = True
        self.parts: list[Part] = []
        self.low = self.high = 0
        self.gaps = 0

    def literal(self, words: str) -> None:
        text = _fold(words)
        self.expressions.append(_escaped(text))
        self._begin({text[:2]})
        for place in range(0, max(1, len(text) - 1), 2):
            self.parts.append(Part(frozenset({text[place : place + 2]}), self.low + place, self.high + place))
        self._passed(len(text), len(text))

    def choice(self, choices: Sequence[str], *, optional: bool) -> None:
        """One of several; among them # is any number and $ the end of a clause."""
        group = _group(tuple(choices))
        if group is None or (self.open and "$" in choices):
            raise PhraseError("an empty choice")
        self.expressions.append(group.expression + ("?" if optional else ""))
        self._begin(group.starts, stays=optional)
        if not optional and "$" not in choices:
            self.parts.append(Part(group.starts, self.low, self.high))
        self._passed(0 if optional else group.shortest, group.longest)

    def gap(self, width: str) -> None:
        if self.open:
            raise PhraseError("a phrase cannot begin with …")
        self.gaps += 1
        reach = int(width) if width else GAP
        if self.gaps > MOST_GAPS or reach > WIDEST_GAP:
            raise PhraseError(f"at most {MOST_GAPS} gaps of at most {WIDEST_GAP} characters")
        self.expressions.append(f"[^{STOP}!?;\\n]{{0,{reach}}}?")
        self._passed(0, reach)

    def number(self) -> None:
        self.expressions.append(_NUMBER)
        self._begin(_NUMBER_STARTS)
        self.parts.append(Part(_NUMBER_STARTS, self.low, self.high))
        self._passed(_SHORTEST_NUMBER, _LONGEST_NUMBER)

    def phrase(self, source: str) -> Phrase:
        """What was collected."""
        if self.open:
            raise PhraseError("a phrase needs at least one word that must be there")
        first = Part(_shortest(self.starts))
        return Phrase(source, "".join(self.expressions), (first, *(part for part in self.parts if part != first)))

    def _begin(self, starts: AbstractSet[str], *, stays: bool = False) -> None:
        if self.open:
            self.starts |= starts
            self.open = stays

    def _passed(self, low: int, high: int) -> None:
        self.low += low
        self.high += high


@dataclass(frozen=True, slots=True)
class _Group:
    """A choice ready to be put into expressions: what its matches begin with, and how long they are."""

    expression: str
    starts: frozenset[str]
    shortest: int
    longest: int


@cache
def _group(choices: tuple[str, ...]) -> _Group | None:
    """Long word lists stand in many phrases; each is read once."""
    words = sorted({_fold(c) for c in choices if c and c not in "#$"}, key=lambda c: (-len(c), c))
    number, end = "#" in choices, "$" in choices
    sources = [*map(_escaped, words), *([_NUMBER] if number else []), *([_END] if end else [])]
    if not sources:
        return None
    lengths = [*map(len, words), *([_SHORTEST_NUMBER, _LONGEST_NUMBER] if number else []), *([0] if end else [])]
    starts = _shortest({c[:2] for c in words} | (_NUMBER_STARTS if number else set()))
    firsts = sorted({start[0] for start in starts})
    glance = f"(?=[{''.join(map(_escaped, firsts))}])" if len(words) > _LONG_LIST and not end else ""
    return _Group(f"(?:{glance}{'|'.join(sources)})", starts, min(lengths), max(lengths))


@lru_cache(maxsize=4096)
def _fold(words: str) -> str:
    # Most words are plain as they stand.
    return words if _AS_WRITTEN.match(words) else stopped(plain(words).text)


def _escaped(words: str) -> str:
    return words if words.isalnum() else re.escape(words)


def compile_phrase(source: str, words: Mapping[str, Sequence[str]]) -> Phrase:
    """One phrase; `words` are the lists that <name> may name. Raises PhraseError with what is wrong."""
    builder, place = _Builder(), 0
    while place < len(source):
        match = _TOKEN.match(source, place)
        if match is None:
            raise PhraseError(f"“{source[place:]}” cannot be read")
        _add(builder, match, words)
        place = match.end()
    return builder.phrase(source)


def _shortest(starts: set[str]) -> frozenset[str]:
    """打 makes 打给 and 打到 needless."""
    return frozenset(s for s in starts if len(s) == 1 or s[0] not in starts)


def _add(builder: _Builder, match: re.Match[str], words: Mapping[str, Sequence[str]]) -> None:
    gap, choice, never, optional, name, number, begin, end, literal = match.groups()
    if choice is not None:
        builder.choice(_choices(choice, words), optional=False)
    elif never is not None:
        builder.expressions.append("(?!" + "|".join(_escaped(_fold(c)) for c in _choices(never, words)) + ")")
    elif optional is not None:
        builder.choice(_choices(optional, words), optional=True)
    elif name is not None:
        builder.choice(_choices(f"<{name}>", words), optional=False)
    elif number:
        builder.number()
    elif begin:
        builder.expressions.append(_BEGIN)
    elif end:
        builder.expressions.append(_END)
    elif literal is not None:
        builder.literal(literal)
    else:
        builder.gap(gap)


def _choices(source: str, words: Mapping[str, Sequence[str]]) -> list[str]:
    found: list[str] = []
    for choice in source.split("|"):
        if choice.startswith("<"):
            name = choice.strip("<>")
            if name not in words:
                raise PhraseError(f"there is no word list “{name}”")
            found += words[name]
        else:
            found.append(choice)
    return found
