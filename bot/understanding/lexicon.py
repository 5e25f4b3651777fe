"""What to listen for, indexed so that only likely phrases are tried on a text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bot.understanding.listening import Rule, read_rules
from bot.understanding.phrases import STOP, Phrase, either, pairs_of, pieces_of, stopped
from bot.understanding.sieve import Enough, Matches, Sieve
from bot.understanding.text import Disguises, plain

_SENTENCE_END = re.compile(f"[{STOP}!?;\n]")


__all__ = ["Hit", "Lexicon", "Listened", "Rule"]

# Nor does one label say more the more often it is heard; danger is never cut short.
MOST_OF_A_LABEL = 12
# One phrase said over and over says no more than once; the bounds keep time and memory in hand. Of a label a third more
# are looked for than count, since some are cancelled by the words around them.
ENOUGH = Enough(of_phrase=6, of_family=MOST_OF_A_LABEL + 4)


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule heard at [start, end) of the plain text."""

    rule: Rule
    start: int
    end: int


@dataclass(frozen=True)
class _Heeded:
    """A rule, with what cancels it in its sentence in one pattern."""

    rule: Rule

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        return either(self.rule.unless)


@dataclass(frozen=True)
class Lexicon:
    """All rules, with a sieve that holds their phrases."""

    rules: tuple[Rule, ...] = ()
    disguises: Disguises = field(default_factory=lambda: Disguises({}))
    _sieve: Sieve = field(default_factory=lambda: Sieve((), (), ENOUGH, {}))
    _owners: Sequence[_Heeded] = ()
    """The rule of each phrase in the sieve."""

    @classmethod
    def from_mappings(cls, mappings: Mapping[str, Mapping[str, Any]]) -> Lexicon:
        """The lexicon of listening files, given as file name → content. Raises ContentError at the first mistake."""
        rules, spellings = read_rules(mappings)
        disguises = Disguises(spellings)
        owners = [each for each in map(_Heeded, rules) for _ in each.rule.hear]
        phrases = [phrase for rule in rules for phrase in rule.hear]
        sieve = Sieve(phrases, [_family(each.rule) for each in owners], ENOUGH, _usual(rules, disguises))
        return cls(tuple(rules), disguises, sieve, owners)

    def listen(self, text: str) -> Listened:
        """A plain text, to be heard group by group."""
        text = stopped(text)
        pairs = pairs_of(text)
        return Listened(text, pairs, self._sieve.matches(text, pairs), self._owners)

    def hits(self, text: str, group: str) -> list[Hit]:
        """Everything of one group heard in a plain text, in order; cancelled hits are left out."""
        return self.listen(text).hits(group)

    def warm(self) -> None:
        """Compile every phrase now, so that no borrower's first long text waits for it."""
        for heeded in self._owners:
            _ = heeded.unless
        for rule in self.rules:
            for phrase in (*rule.hear, *rule.needs, *rule.not_with):
                _ = phrase.pattern

    def labels(self, group: str) -> list[str]:
        """The labels a group knows, in the order written."""
        return list(dict.fromkeys(r.label for r in self.rules if r.group == group))


class Listened:
    """What the rules hear in one text."""

    def __init__(self, text: str, pairs: Sequence[str], matches: Matches, owners: Sequence[_Heeded]) -> None:
        self._text = text
        self._pairs = pairs
        self._matches: dict[str, list[tuple[_Heeded, Sequence[tuple[int, int]]]]] = {}
        for number in sorted(matches):
            heeded = owners[number]
            self._matches.setdefault(heeded.rule.group, []).append((heeded, matches[number]))
        self._heard: dict[str, list[Hit]] = {}
        self._excluded: dict[int, bool] = {}
        self._cancels: dict[int, re.Pattern[str] | None] = {}

    @cached_property
    def _ends(self) -> list[int]:
        """Where sentences end."""
        return [match.start() for match in _SENTENCE_END.finditer(self._text)]

    @cached_property
    def pieces(self) -> set[str]:
        """The text's characters and pairs of them."""
        return pieces_of(self._text, self._pairs)

    def hits(self, group: str) -> list[Hit]:
        """Everything of one group, in order; cancelled hits are left out."""
        heard = self._heard.get(group)
        if heard is None:
            heard = self._heard[group] = self._read(group)
        return heard

    def _read(self, group: str) -> list[Hit]:
        kept: dict[tuple[int, int, int], Hit] = {}
        counts: Counter[str] = Counter()
        for heeded, matches in self._matches.get(group, ()):
            rule = heeded.rule
            if (counts[rule.label] >= MOST_OF_A_LABEL and _family(rule)) or self._out_of_place(rule):
                continue
            if unless := self._unless(heeded):
                near, sentence, text = rule.near, self._sentence, self._text
                matches = [span for span in matches if not unless.search(text, *sentence(*span, near))]
            counts[rule.label] += len(matches)
            for start, end in matches:
                kept.setdefault((id(rule), start, end), Hit(rule, start, end))
        return sorted(kept.values(), key=lambda h: (h.start, -h.end))

    def _unless(self, heeded: _Heeded) -> re.Pattern[str] | None:
        """What may cancel a rule here; None when the text has no such words at all."""
        known = id(heeded.rule)
        if known not in self._cancels:
            possible = any(phrase.possible(self.pieces) for phrase in heeded.rule.unless)
            self._cancels[known] = heeded.unless if possible else None
        return self._cancels[known]

    def _sentence(self, start: int, end: int, near: int) -> tuple[int, int]:
        """The sentence around [start, end), at most `near` characters to each side."""
        low, high = max(0, start - near), min(len(self._text), end + near)
        before, after = bisect_left(self._ends, start) - 1, bisect_left(self._ends, end)
        if before >= 0:
            low = max(low, self._ends[before] + 1)
        if after < len(self._ends):
            high = min(high, self._ends[after] + 1)
        return low, high

    def _out_of_place(self, rule: Rule) -> bool:
        """Whether the rest of the text keeps a rule from being heard."""
        excluded = self._excluded.get(id(rule))
        if excluded is None:
            needed = not rule.needs or self._holds(rule.needs)
            excluded = self._excluded[id(rule)] = not needed or self._holds(rule.not_with)
        return excluded

    def _holds(self, phrases: Iterable[Phrase]) -> bool:
        return any(phrase.stands_among(self._text, self.pieces) for phrase in phrases)


def _family(rule: Rule) -> tuple[str, str] | None:
    """Rules of one family tell the same; every sign of danger is looked at."""
    return (rule.group, rule.label) if rule.group != "signals" else None


def _usual(rules: Iterable[Rule], disguises: Disguises) -> Counter[str]:
    """How often people use each piece, as far as the rules' own examples tell."""
    examples = "\n".join(example for rule in rules for example in (*rule.matches, *rule.misses))
    text = stopped(plain(examples, disguises).text)
    return Counter(text) + Counter(map(str.__add__, text, text[1:]))
