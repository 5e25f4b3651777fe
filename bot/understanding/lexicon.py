"""What to listen for, read from the listening files and indexed so that only likely phrases are tried.

A listening file is a mapping: `listen` names its group (violations, signals, contacted …), `words` may define
word lists, `disguises` spellings that hide a word, and `labels` maps `label` or `label/variant` to

    hear:     phrases (see bot.understanding.phrases)
    unless:   phrases that cancel a hit in the same sentence
    needs:    phrases of which one must stand somewhere in the text
    not_with: phrases that cancel it anywhere in the text
    mood:     act (default), words or plain: how questions, negations and announcements count
    severity: P0 to P3, for signals whose usual severity does not fit
    topic:    the scam or wish it is about, for signals
    matches:  examples that must be heard
    misses:   examples that must not
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.content import line
from bot.errors import ContentError
from bot.understanding.phrases import Phrase, PhraseError, compile_phrase
from bot.understanding.text import Disguises

_FIELDS = {"hear", "unless", "needs", "mood", "matches", "misses", "severity", "topic", "not_with"}
_MOODS = ("act", "words", "plain")
_SENTENCE_ENDS = "。!?;\n"


# One phrase said over and over says no more than once; the bound keeps time and memory in hand.
MOST_HITS = 12
_ALL = "*"


@dataclass(frozen=True, slots=True)
class Rule:
    """One label's phrases of one listening file."""

    group: str
    label: str
    id: str
    mood: str = "act"
    severity: str = ""
    topic: str = ""
    hear: tuple[Phrase, ...] = ()
    unless: tuple[Phrase, ...] = ()
    needs: tuple[Phrase, ...] = ()
    not_with: tuple[Phrase, ...] = ()
    matches: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    file: str = ""
    line: int = 0


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


@dataclass(frozen=True)
class Lexicon:
    """All rules by group, with the word that must be there as the way in."""

    rules: tuple[Rule, ...] = ()
    disguises: Disguises = field(default_factory=lambda: Disguises({}))
    _index: dict[str, dict[str, tuple[_Entry, ...]]] = field(default_factory=dict)

    @classmethod
    def from_mappings(cls, mappings: Mapping[str, Mapping[str, Any]]) -> Lexicon:
        """The lexicon of listening files, given as file name → content. Raises ContentError at the first mistake."""
        words: dict[str, list[str]] = {}
        spellings: dict[str, str] = {}
        for file, content in mappings.items():
            for name, listed in _mapping(content.get("words"), file, content).items():
                words.setdefault(name, []).extend(_strings(listed, file, content))
            spellings |= {str(k): str(v) for k, v in _mapping(content.get("disguises"), file, content).items()}
        words = {name: _expanded(name, words) for name in words}
        rules = [rule for file, content in mappings.items() for rule in _rules(file, content, words)]
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

    def labels(self, group: str) -> list[str]:
        """The labels a group knows, in the order written."""
        return list(dict.fromkeys(r.label for r in self.rules if r.group == group))


def _heard(text: str, index: Mapping[str, tuple[_Entry, ...]]) -> list[Hit]:
    characters = frozenset(text)
    keys = characters & index.keys()
    if not keys:
        return []
    # A phrase that begins with a choice stands under several keys; it is tried once.
    likely = {id(entry): entry for key in keys for entry in index[key]}
    entries = [entry for entry in likely.values() if _possible(entry.phrase, characters)]
    if not entries:
        return []
    places = _places(text)
    kept = {
        (h.rule.id, h.start, h.end): h for e in entries for h in _matches(e, text, places) if not _cancelled(h, text)
    }
    return sorted(kept.values(), key=lambda h: (h.start, -h.end))


def _places(text: str) -> dict[str, list[int]]:
    """Where each character and each pair of characters stands."""
    places: dict[str, list[int]] = {}
    for place, character in enumerate(text):
        places.setdefault(character, []).append(place)
    for place, pair in enumerate(map(str.__add__, text, text[1:])):
        places.setdefault(pair, []).append(place)
    return places


def _possible(phrase: Phrase, characters: frozenset[str]) -> bool:
    """Whether every character that the phrase cannot do without stands in the text."""
    if not phrase.needs <= characters:
        return False
    for choice in phrase.one_of:  # a plain loop: this runs for hundreds of phrases on every message
        if choice.isdisjoint(characters):
            return False
    return True


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


def _cancelled(hit: Hit, text: str) -> bool:
    rule = hit.rule
    if rule.unless:
        start, end = sentence(text, hit.start, hit.end)
        if any(p.pattern.search(text, start, end) for p in rule.unless):
            return True
    if rule.needs and not any(p.pattern.search(text) for p in rule.needs):
        return True
    return any(p.pattern.search(text) for p in rule.not_with)


# Further than this a cancelling phrase belongs to another thought; it also bounds the work per hit.
_REACH = 60


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around [start, end), at most 60 characters to each side."""
    low = max(0, start - _REACH)
    for mark in _SENTENCE_ENDS:
        low = text.rfind(mark, low, start) + 1 or low
    high = min(len(text), end + _REACH)
    for mark in _SENTENCE_ENDS:
        found = text.find(mark, end, high)
        high = high if found < 0 else found + 1
    return low, high


def _rules(file: str, content: Mapping[str, Any], words: Mapping[str, list[str]]) -> Iterator[Rule]:
    labels = _mapping(content.get("labels"), file, content)
    group = str(content.get("listen", ""))
    if labels and not group:
        raise ContentError(file, line(content), "“listen” is missing", "name the group these labels belong to")
    for key, body in labels.items():
        where = line(labels, key)
        given = _mapping(body, file, labels)
        unknown = set(given) - _FIELDS
        if unknown:
            raise ContentError(
                file,
                where,
                f"“{key}” has an unknown field “{min(unknown)}”",
                f"use one of {', '.join(sorted(_FIELDS))}",
            )
        mood = str(given.get("mood", "act"))
        if mood not in _MOODS:
            raise ContentError(file, where, f"“{key}” has an unknown mood “{mood}”", f"use one of {', '.join(_MOODS)}")
        phrases = {
            name: tuple(_phrases(given.get(name), file, given, words))
            for name in ("hear", "unless", "needs", "not_with")
        }
        if not phrases["hear"]:
            raise ContentError(file, where, f"“{key}” hears nothing", "give it at least one phrase under “hear”")
        examples = {name: tuple(_strings(given.get(name), file, given)) for name in ("matches", "misses")}
        yield Rule(
            group, str(key).split("/")[0], str(key), mood, str(given.get("severity", "")), str(given.get("topic", "")),
            phrases["hear"], phrases["unless"], phrases["needs"], phrases["not_with"],
            examples["matches"], examples["misses"], file, where,
        )  # fmt: skip


def _phrases(listed: Any, file: str, around: Any, words: Mapping[str, list[str]]) -> Iterator[Phrase]:
    for source in _strings(listed, file, around):
        try:
            yield compile_phrase(source, words)
        except PhraseError as error:
            raise ContentError(
                file, line(around), f"the phrase “{source}” is wrong: {error}", "see the top of phrases.py"
            ) from error


def _expanded(name: str, words: Mapping[str, list[str]], depth: int = 0) -> list[str]:
    """A word list with the lists it names put in; three levels are enough for people and places."""
    found: list[str] = []
    for word in words.get(name, []):
        inner = word.strip("<>")
        found += _expanded(inner, words, depth + 1) if word.startswith("<") and depth < 3 else [word]
    return found


def _mapping(found: Any, file: str, around: Any) -> Mapping[str, Any]:
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise ContentError(file, line(around), "a mapping is expected here", "write “name: value” lines")
    return found


def _strings(found: Any, file: str, around: Any) -> Iterable[str]:
    if found is None:
        return []
    if not isinstance(found, list):
        raise ContentError(file, line(around), "a list is expected here", "begin each line with “- ”")
    return [str(item) for item in found]


def _indexed(rules: Iterable[Rule]) -> dict[str, dict[str, tuple[_Entry, ...]]]:
    """Each phrase under the rarest character it cannot do without, so that most texts try few phrases."""
    entries = [_Entry(phrase, rule) for rule in rules for phrase in rule.hear]
    common: Counter[str] = Counter(c for e in entries for c in e.phrase.needs)
    index: dict[str, dict[str, list[_Entry]]] = {}
    for entry in entries:
        phrase = entry.phrase
        keys: Iterable[str] = (
            [min(phrase.needs, key=lambda c: (common[c], c))]
            if phrase.needs
            else min(phrase.one_of, key=lambda choice: len(choice))
        )
        for key in keys:
            for group in (entry.rule.group, _ALL):
                index.setdefault(group, {}).setdefault(key, []).append(entry)
    return {group: {key: tuple(found) for key, found in by_key.items()} for group, by_key in index.items()}
