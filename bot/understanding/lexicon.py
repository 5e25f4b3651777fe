"""What to listen for, indexed so that only likely phrases are tried on a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.understanding.listening import Rule, read_rules
from bot.understanding.phrases import Phrase
from bot.understanding.text import Disguises

_SENTENCE_ENDS = "。!?;\n"


__all__ = ["Hit", "Lexicon", "Rule", "sentence"]

# One phrase said over and over says no more than once; the bound keeps time and memory in hand.
MOST_HITS = 8
# Nor does one label say more the more often it is heard; danger is never cut short.
MOST_OF_A_LABEL = 12
_ALL = "*"


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule heard at [start, end) of the plain text."""

    rule: Rule
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Entry:
    phrase: Phrase
    rule: Rule
    place: int


# The phrases that cancel a hit in its sentence, and those that cancel it anywhere.
_Doubts = tuple[tuple[Phrase, ...], tuple[Phrase, ...]]


@dataclass(frozen=True)
class Lexicon:
    """All rules by group, with the word that must be there as the way in."""

    rules: tuple[Rule, ...] = ()
    disguises: Disguises = field(default_factory=lambda: Disguises({}))
    _index: dict[str, dict[str, tuple[_Entry, ...]]] = field(default_factory=dict)

    @classmethod
    def from_mappings(cls, mappings: Mapping[str, Mapping[str, Any]]) -> Lexicon:
        """The lexicon of listening files, given as file name → content. Raises ContentError at the first mistake."""
        rules, spellings = read_rules(mappings)
        return cls(tuple(rules), Disguises(spellings), _indexed(rules))

    def hits(self, text: str, group: str) -> list[Hit]:
        """Everything of one group heard in a plain text, in order; cancelled hits are left out."""
        index = self._index.get(group)
        return _heard(text, index) if index else []

    def all_hits(self, text: str) -> dict[str, list[Hit]]:
        """The hits of every group in one pass."""
        found: dict[str, list[Hit]] = {}
        for hit in _heard(text, self._index.get(_ALL, {})):
            found.setdefault(hit.rule.group, []).append(hit)
        return found

    def warm(self) -> None:
        """Compile every phrase now, so that no borrower's first long text waits for it."""
        for rule in self.rules:
            for phrase in (*rule.hear, *rule.unless, *rule.needs, *rule.not_with):
                _ = phrase.pattern

    def labels(self, group: str) -> list[str]:
        """The labels a group knows, in the order written."""
        return list(dict.fromkeys(r.label for r in self.rules if r.group == group))


def _heard(text: str, index: Mapping[str, tuple[_Entry, ...]]) -> list[Hit]:
    places = _places(text)
    pieces = frozenset(places)
    # A phrase that begins with a choice stands under several keys; it is tried once.
    likely = {id(entry): entry for key in pieces & index.keys() for entry in index[key]}
    entries = [entry for entry in likely.values() if _possible(entry.phrase, pieces)]
    doubts: dict[int, _Doubts] = {}
    kept: dict[tuple[int, int, int], Hit] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for entry in sorted(entries, key=lambda e: e.place):
        rule = entry.rule
        said = rule.group, rule.label
        if counts[said] >= MOST_OF_A_LABEL and rule.group != "signals":
            continue
        for hit in _matches(entry, text, places):
            if not _cancelled(hit, _doubts(rule, pieces, doubts), text):
                kept[id(rule), hit.start, hit.end] = hit
                counts[said] += 1
    return sorted(kept.values(), key=lambda h: (h.start, -h.end))


def _places(text: str) -> dict[str, list[int]]:
    """Where each character and each pair of characters stands."""
    places: dict[str, list[int]] = {}
    for place, character in enumerate(text):
        places.setdefault(character, []).append(place)
    for place, pair in enumerate(map(str.__add__, text, text[1:])):
        places.setdefault(pair, []).append(place)
    return places


def _possible(phrase: Phrase, pieces: frozenset[str]) -> bool:
    """Whether everything that the phrase cannot do without stands in the text."""
    return phrase.pairs <= pieces and not any(map(pieces.isdisjoint, phrase.one_pair_of))


def _matches(entry: _Entry, text: str, places: Mapping[str, list[int]]) -> list[Hit]:
    match = entry.phrase.pattern.match
    found: list[Hit] = []
    for start in entry.phrase.starts:
        for place in places.get(start, ()):
            said = match(text, place)
            if said is not None:
                found.append(Hit(entry.rule, place, said.end()))
                if len(found) >= MOST_HITS:
                    return found
    return found


def _doubts(rule: Rule, pieces: frozenset[str], known: dict[int, _Doubts]) -> _Doubts:
    """Those cancelling phrases of a rule that the text's characters allow; worked out once per text."""
    found = known.get(id(rule))
    if found is None:
        found = known[id(rule)] = (
            tuple(p for p in rule.unless if _possible(p, pieces)),
            tuple(p for p in rule.not_with if _possible(p, pieces)),
        )
    return found


def _cancelled(hit: Hit, doubts: _Doubts, text: str) -> bool:
    unless, not_with = doubts
    if unless:
        start, end = sentence(text, hit.start, hit.end, hit.rule.near)
        if any(p.pattern.search(text, start, end) for p in unless):
            return True
    needs = hit.rule.needs
    if needs and not any(p.pattern.search(text) for p in needs):
        return True
    return any(p.pattern.search(text) for p in not_with)


def sentence(text: str, start: int, end: int, near: int) -> tuple[int, int]:
    """The sentence around [start, end), at most `near` characters to each side."""
    low = max(0, start - near)
    for mark in _SENTENCE_ENDS:
        low = text.rfind(mark, low, start) + 1 or low
    high = min(len(text), end + near)
    for mark in _SENTENCE_ENDS:
        found = text.find(mark, end, high)
        high = high if found < 0 else found + 1
    return low, high


def _indexed(rules: Iterable[Rule]) -> dict[str, dict[str, tuple[_Entry, ...]]]:
    """Each phrase under the rarest piece it cannot do without, so that most texts try few phrases."""
    heard = [(phrase, rule) for rule in rules for phrase in rule.hear]
    entries = [_Entry(phrase, rule, place) for place, (phrase, rule) in enumerate(heard)]
    common: Counter[str] = Counter(c for e in entries for c in e.phrase.pairs)
    index: dict[str, dict[str, list[_Entry]]] = {}
    for entry in entries:
        phrase = entry.phrase
        keys: Iterable[str] = (
            [min(phrase.pairs, key=lambda c: (common[c], c))]
            if phrase.pairs
            else sorted(phrase.one_pair_of, key=len)[0]
        )
        for key in keys:
            for group in (entry.rule.group, _ALL):
                index.setdefault(group, {}).setdefault(key, []).append(entry)
    return {group: {key: tuple(found) for key, found in by_key.items()} for group, by_key in index.items()}
