"""Finds the answer that a question asks for: shared pairs of characters, the rarer the weightier, and phrases.

Chinese is written without spaces, and most of its words have two characters, so pairs of neighbouring
characters are its words, near enough. All phrasings lie in memory: a few hundred short lists of numbers.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.understanding.phrases import Phrase, compile_phrase, pieces_of, stopped
from bot.understanding.text import Disguises, plain

READ = 400
"""Characters of a text that are searched; a question asked at greater length is a story."""
CONFIDENT = 0.40
"""From here on an answer is given unasked, if the question is about borrowing or collecting at all …"""
CERTAIN = 0.95
"""… and from here on whatever it seems to be about. Below, an answer is only one to choose from."""
CLEAR = 0.08
"""How far the best must lead before it is given unasked."""
_LEAST = 0.12
# A phrase is what an editor wrote down as telling; further ones add less than the first.
_PHRASE, _MORE_PHRASES, _MOST_PHRASES = 0.30, 0.06, 3
# How much of the phrasing must be said counts more than how much else is said beside it.
_SAID, _BESIDE, _LONGEST = 0.7, 0.3, 9.0
_UNKNOWN = 0.6
_SINGLE = 0.3
_MARKS = re.compile(r"[^\w]+|_+")
_ASKING = re.compile(
    r"[?吗呢嘛]|(?:[么不没]|没有)(?:$|[,。! ])|怎么|怎样|咋|如何|什么|啥|哪|多少|多久|多长"
    r"|(?<![十好过有])几[天年期点]|(?<![十好了过有])几[次个]|为什么|凭什么|谁|还能|该不该|(.)不\1|能否|可否|是否|有没有|还是"
    r"|真的假的|真假|凭啥|(?:教|告诉)(?:一?下)?我|请问|想问"
)
_ENDS = re.compile(r"[。!?;\n]+")
_LONG_QUESTION = 100


@dataclass(frozen=True, slots=True)
class Match:
    """An answer that may be meant. `score` runs from 0 to about 1.5; `confident` marks one to give unasked."""

    id: str
    score: float
    confident: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What one answer is found by: whole questions as people ask them, and phrases that tell it."""

    id: str
    questions: tuple[str, ...]
    hear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """How a question is read: words that mean the `same`, words to `skip`, words that tell it is `about` debts.

    `names` are lenders' names, which say nothing about what is asked.
    """

    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def is_question(text: str) -> bool:
    """True when a text asks something; a story that closes with a question is a story."""
    said = plain(text.strip()).text
    if not said or not _ASKING.search(said):
        return False
    if len(said) <= _LONG_QUESTION:
        return True
    asking = sum(len(clause) for clause in _ENDS.split(said) if _ASKING.search(clause))
    return asking * 2 >= len(said)


class Search:
    """All phrasings, indexed once. Raises PhraseError for a phrase that cannot be read."""

    def __init__(
        self, entries: Iterable[Asked], words: Words | None = None, disguises: Disguises | None = None
    ) -> None:
        words = words or Words()
        self._disguises = disguises
        self._same = {other: chosen for chosen, others in words.same.items() for other in others}
        self._alike = _any_of(self._same)
        self._skipped = _any_of([*words.skip, *(name for name in map(_bare, words.names) if name)])
        self._about = _any_of(words.about)
        self._hear: list[tuple[str, Phrase]] = []
        self._owners: list[str] = []
        said: list[frozenset[str]] = []
        for entry in entries:
            self._hear += [(entry.id, compile_phrase(source, {})) for source in entry.hear]
            self._owners += [entry.id] * len(entry.questions)
            said += [self._parts(self._read(question)[1]) for question in entry.questions]
        self._weight = _weights(self._owners, said)
        self._rarest = max(self._weight.values(), default=1.0)
        self._sums = [sum(self._weight[part] for part in each) for each in said]
        self._index = _index(said)

    def find(self, text: str, most: int = 3) -> tuple[Match, ...]:
        """The answers that may be meant, the likeliest first; empty when nothing is near."""
        said, alike = self._read(text[:READ])
        scores = self._near(alike)
        for id, count in self._heard(f"{said}\n{alike}").items():
            more = _MORE_PHRASES * (min(count, _MOST_PHRASES) - 1)
            scores[id] = scores.get(id, 0.0) + _PHRASE + more
        ranked = sorted(((score, id) for id, score in scores.items() if score >= _LEAST), key=lambda s: (-s[0], s[1]))
        enough = CONFIDENT if self._about is not None and self._about.search(said) else CERTAIN
        ahead = len(ranked) < 2 or ranked[0][0] - ranked[1][0] >= CLEAR
        return tuple(
            Match(id, round(score, 4), not place and ahead and score >= enough)
            for place, (score, id) in enumerate(ranked[:most])
        )

    def _near(self, said: str) -> dict[str, float]:
        """By answer, how near its nearest phrasing is: 1 when it is the same."""
        asked = self._parts(said)
        unknown = self._rarest * _UNKNOWN
        beside = sum(self._weight.get(part, unknown if len(part) > 1 else 0.0) for part in asked)
        beside = min(beside, _LONGEST * self._rarest)
        shared: dict[int, float] = defaultdict(float)
        for part in asked:
            weight = self._weight.get(part, 0.0)
            for number in self._index.get(part, ()):
                shared[number] += weight
        near: dict[str, float] = {}
        for number, weight in shared.items():
            score = weight / (_SAID * self._sums[number] + _BESIDE * beside)
            if score > near.get(self._owners[number], 0.0):
                near[self._owners[number]] = score
        return near

    def _heard(self, said: str) -> Counter[str]:
        """How many of its phrases each answer hears."""
        said = stopped(said)
        pieces = pieces_of(said)
        return Counter(id for id, phrase in self._hear if phrase.possible(pieces) and phrase.pattern.search(said))

    def _read(self, text: str) -> tuple[str, str]:
        """The text as it is written, and with one word for all that mean the same."""
        said = plain(text, self._disguises).text
        return said, self._alike.sub(lambda match: self._same[match[0]], said) if self._alike else said

    def _parts(self, said: str) -> frozenset[str]:
        """The pairs of characters, and the single ones, of what is left without words that say nothing."""
        parts: set[str] = set()
        for run in (self._skipped.sub(" ", said) if self._skipped else said).split():
            for piece in _MARKS.split(run):
                parts.update(piece)
                parts.update(piece[at : at + 2] for at in range(len(piece) - 1))
        return frozenset(parts)


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for any of the words, the longest first; None when there are none."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, ordered))) if ordered else None


def _bare(text: str) -> str:
    return _MARKS.sub("", plain(text).text)


def _weights(owners: Sequence[str], said: Sequence[frozenset[str]]) -> Mapping[str, float]:
    """How telling a part is: the fewer answers have it, the more; a single character less than a pair."""
    having: dict[str, set[str]] = defaultdict(set)
    for owner, each in zip(owners, said, strict=True):
        for part in each:
            having[part].add(owner)
    whole = len(set(owners))
    return {
        part: math.log((whole + 1) / len(found)) * (1.0 if len(part) > 1 else _SINGLE) for part, found in having.items()
    }


def _index(said: Sequence[frozenset[str]]) -> Mapping[str, Sequence[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(said):
        for part in each:
            index[part].append(number)
    return dict(index)
