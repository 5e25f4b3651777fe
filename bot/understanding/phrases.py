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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from bot.understanding.text import plain

GAP = 8
# More or wider gaps in one phrase would make a crafted text slow to read.
MOST_GAPS, WIDEST_GAP = 4, 50
_TOKEN = re.compile(
    r"…(\d{0,2})|\[([^\[\]]+)\]|!\(([^()]+)\)|\(([^()]+)\)|<([a-z_]+)>|(#)|(\^)|(\$)|([^…\[\]()<>#^$!]+|!)"
)
_NUMBER = r"(?:\d{1,6}|[零一二两俩三四五六七八九十百千万几数好]{1,5})[多来余]?"
_END = r"(?![^,。!?;:\n \"'])"
_NUMBER_STARTS = frozenset("0123456789零一二两俩三四五六七八九十百千万几数好")


class PhraseError(ValueError):
    """The phrase is not written in the language above."""


@dataclass(frozen=True)
class Phrase:
    """One compiled phrase. Every match begins with one of `starts` (one or two characters), holds all of `needs`
    and one character of each of `one_of`; `pairs` and `one_pair_of` say the same of characters and pairs."""

    source: str
    expression: str
    starts: frozenset[str]
    needs: frozenset[str]
    one_of: tuple[frozenset[str], ...]
    pairs: frozenset[str]
    one_pair_of: tuple[frozenset[str], ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when a text first needs it: the start stays quick, and most phrases are rare."""
        return _compiled(self.expression)


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    """Many rules share their exceptions."""
    return re.compile(expression)


class _Builder:
    """Collects the parts of one phrase."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.starts: set[str] = set()
        self.open = True
        self.needs: set[str] = set()
        self.one_of: list[frozenset[str]] = []
        self.pairs: set[str] = set()
        self.one_pair_of: list[frozenset[str]] = []
        self.gaps = 0

    def literal(self, words: str) -> None:
        text = _fold(words)
        self.parts.append(re.escape(text))
        self._begin(text[:2])
        self.needs.update(text.replace(" ", ""))
        self.pairs.update(map(str.__add__, text, text[1:]) if len(text) > 1 else text)

    def choice(self, choices: Sequence[str], *, optional: bool) -> None:
        """One of several; among them # is any number and $ the end of a clause."""
        group = _group(tuple(choices))
        if group is None or (self.open and "$" in choices):
            raise PhraseError("an empty choice")
        self.parts.append(group.expression + ("?" if optional else ""))
        if self.open:
            self.starts.update(group.starts)
            self.open = optional
        if not optional and "$" not in choices:
            self.one_of.append(group.firsts)
            self.one_pair_of.append(group.starts)

    def gap(self, width: str) -> None:
        if self.open:
            raise PhraseError("a phrase cannot begin with …")
        self.gaps += 1
        reach = int(width) if width else GAP
        if self.gaps > MOST_GAPS or reach > WIDEST_GAP:
            raise PhraseError(f"at most {MOST_GAPS} gaps of at most {WIDEST_GAP} characters")
        self.parts.append(f"[^。!?;\\n]{{0,{reach}}}?")

    def number(self) -> None:
        self.parts.append(_NUMBER)
        if self.open:
            self.starts |= _NUMBER_STARTS
            self.open = False
        self.one_of.append(_NUMBER_STARTS)
        self.one_pair_of.append(_NUMBER_STARTS)

    def _begin(self, first: str) -> None:
        if self.open:
            self.starts.add(first)
            self.open = False


@dataclass(frozen=True, slots=True)
class _Group:
    """A choice ready to be put into expressions, and what its matches begin with: characters, and pairs of them."""

    expression: str
    firsts: frozenset[str]
    starts: frozenset[str]


@cache
def _group(choices: tuple[str, ...]) -> _Group | None:
    """Long word lists stand in many phrases; each is read once."""
    words = sorted({_fold(c) for c in choices if c and c not in "#$"}, key=lambda c: (-len(c), c))
    number, end = "#" in choices, "$" in choices
    sources = [*map(re.escape, words), *([_NUMBER] if number else []), *([_END] if end else [])]
    if not sources:
        return None
    starts = {c[:2] for c in words} | (_NUMBER_STARTS if number else set())
    # One look at the next character spares a long list its many comparisons.
    firsts = frozenset(start[0] for start in starts)
    glance = f"(?=[{''.join(map(re.escape, sorted(firsts)))}])" if len(words) > 3 and not end else ""
    one = "(?:" + "|".join(sources) + ")"
    return _Group(f"(?:{glance}{one})" if glance else one, firsts, _shortest(starts))


@lru_cache(maxsize=4096)
def _fold(words: str) -> str:
    return plain(words).text


def compile_phrase(source: str, words: Mapping[str, Sequence[str]]) -> Phrase:
    """One phrase; `words` are the lists that <name> may name. Raises PhraseError with what is wrong."""
    builder, place = _Builder(), 0
    while place < len(source):
        match = _TOKEN.match(source, place)
        if match is None:
            raise PhraseError(f"“{source[place:]}” cannot be read")
        _add(builder, match, words)
        place = match.end()
    if builder.open:
        raise PhraseError("a phrase needs at least one word that must be there")
    return Phrase(
        source,
        "".join(builder.parts),
        _shortest(builder.starts),
        frozenset(builder.needs),
        tuple(builder.one_of),
        frozenset(builder.pairs),
        tuple(builder.one_pair_of),
    )


def _shortest(starts: set[str]) -> frozenset[str]:
    """打 makes 打给 and 打到 needless."""
    return frozenset(s for s in starts if len(s) == 1 or s[0] not in starts)


def _add(builder: _Builder, match: re.Match[str], words: Mapping[str, Sequence[str]]) -> None:
    gap, choice, never, optional, name, number, begin, end, literal = match.groups()
    if choice is not None:
        builder.choice(_choices(choice, words), optional=False)
    elif never is not None:
        builder.parts.append("(?!" + "|".join(re.escape(_fold(c)) for c in _choices(never, words)) + ")")
    elif optional is not None:
        builder.choice(_choices(optional, words), optional=True)
    elif name is not None:
        builder.choice(_choices(f"<{name}>", words), optional=False)
    elif number:
        builder.number()
    elif begin:
        builder.parts.append(r"(?:(?<![^,。!?;:\n \"'])|(?<=\n))")
    elif end:
        builder.parts.append(_END)
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
