"""A small trained ear beside the rules: it hears what is said in words that nobody wrote a rule for.

It is a network with one layer between what a text looks like (`traits`), with the rules that were heard in it, and
what it says; `make train` learns it from `dialogs/examples`. So it weighs the rules' hearings against the rest of the
text, and lets one go that the rest speaks against. It is never the only ear: what the rules hear of danger stays
heard, and what this ear alone hears of it is asked about, with a lower severity.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import mul
from typing import Any

from bot.model import VIOLATIONS, Severity, Signal
from bot.understanding.signals import in_order
from bot.understanding.text import Plain
from bot.understanding.trained import Lifted, Packed, Trained
from bot.understanding.traits import WordClasses, grams, traits

RULE = "second_ear"
"""The rule that a signal of this ear names."""

SEVERITIES: dict[str, Severity] = {
    "self_harm": "P1",
    "imminent_danger": "P1",
    "violence_by_user": "P2",
    "minor": "P2",
    "scam_ad": "P3",
    "illegal_request": "P3",
}
# How much each group of traits weighs beside the others, and how fast a trait weighs less the more there are.
SHARES = {"grams": 0.8, "classes": 0.8, "pairs": 0.8}
TOLD, TOLD_SHARE, THINNED = "told", 0.5, 0.4
"""What the rules heard is a group of its own, each of it as weighty however much there is."""
DANGERS = frozenset({"self_harm", "imminent_danger", "violence_by_user"})
"""What stays heard once a rule heard it at one of the `GRAVE` severities; a mere hint of it may be let go."""
GRAVE = ("P0", "P1")
KIND = "kind:"
# A window is about as long as the longer examples; of a text with more than `MOST` the beginning and the end are read.
WINDOW, MOST, FIRST, LAST = 160, 9, 3, 2
# Shorter texts are answers to a question (好的, 没有), and the rules know the short cries.
SHORTEST = 4
NEVER = -99.0
# Of the clauses whose characters speak most for a label so many are weighed whole.
_LIKELY = 3
# Enough Chinese to be judged by sentences in Chinese; the rules hear English.
_CHINESE = re.compile("[\u4e00-\u9fff][^\u4e00-\u9fff]{0,20}[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;\n]*")
_SENTENCE_END = re.compile(r"[。!?;\n]+")
_CLAUSE = re.compile(r"[^,，。!?;、\s]+")

Span = tuple[int, int]
Pulls = tuple[Lifted, float]
"""How traits of one group pull at each unit of the network, and what to multiply it with."""


class SecondEar:
    """Reads plain texts; pure and linear in their length."""

    def __init__(self, trained: Trained, words: WordClasses) -> None:
        self.trained = trained
        self._words = words
        units = len(trained.start)
        self._packed = {group: Packed(trained.pulls[group], units) for group in (*SHARES, TOLD)}

    @classmethod
    def from_mapping(cls, model: Mapping[str, Any]) -> SecondEar:
        """From the content of the model file."""
        classes = {name: words.split() for name, words in model["classes"].items()}
        return cls(Trained.from_mapping(model), WordClasses(classes))

    def read(self, found: Plain, told: Collection[str]) -> Impression:
        """What a text looks like, window by window. `told`: what the rules heard in it, by name."""
        if len(found.text.strip()) < SHORTEST or not _CHINESE.search(found.text):
            return Impression(self, found, (), (), ())
        spans = tuple(windows(found.text))
        rules = (self._packed[TOLD].each(frozenset(told)), TOLD_SHARE * self.trained.scale)
        begun = _added(self.trained.start, (rules,))
        pulled = tuple(_added(begun, self.pulls(found.text[a:b])) for a, b in spans)
        return Impression(self, found, spans, pulled, tuple(map(self.trained.scores, pulled)))

    def pulls(self, text: str) -> list[Pulls]:
        """How a piece of text pulls at each unit, group by group."""
        return [self._pulls(group, found) for group, found in traits(text, self._words)]

    def glance(self, text: str) -> list[Pulls]:
        """The same of its characters alone: less work, and nearly as good to tell clauses from each other."""
        return [self._pulls(*grams(text))]

    def _pulls(self, group: str, found: frozenset[str]) -> Pulls:
        return self._packed[group].each(found), SHARES[group] * self.trained.scale / max(1, len(found)) ** THINNED


def _added(units: Iterable[float], pulls: Iterable[Pulls]) -> list[float]:
    for (each, lifted), share in pulls:
        units = [before + (one - lifted) * share for before, one in zip(units, each, strict=True)]
    return list(units)


@dataclass(frozen=True, slots=True)
class Impression:
    """One text as the second ear sees it."""

    ear: SecondEar
    found: Plain
    spans: tuple[Span, ...]
    pulled: tuple[list[float], ...]
    scores: tuple[Mapping[str, float], ...]
    """For each window, how far each unit is pulled, and how much speaks for each label."""
    _clauses: dict[tuple[Span, bool], list[Pulls]] = field(default_factory=dict, compare=False, repr=False)

    def score(self, label: str) -> float:
        """The highest score of a label over the windows; below everything for a text too short to judge."""
        return max((each.get(label, NEVER) for each in self.scores), default=NEVER)

    def signals(self, heard: Sequence[Signal]) -> tuple[Signal, ...]:
        """The rules' signals without those that the text speaks against, and those they missed; gravest first."""
        trained, reasons = self.ear.trained, {signal.reason for signal in heard}
        kept = [
            signal
            for signal in heard
            if not self.scores
            or (signal.reason in DANGERS and signal.severity in GRAVE)
            or self.score(signal.reason) > trained.keep[signal.reason]
        ]
        added = [
            Signal(reason, severity, RULE, self.words(reason))
            for reason, severity in SEVERITIES.items()
            if reason not in reasons and self.score(reason) > trained.hear[reason]
        ]
        return in_order((*kept, *added))

    def kind(self, kind: str) -> str:
        """What kind of text it is, after the kind that the rules say."""
        kinds = [label for label in self.ear.trained.labels if label.startswith(KIND)]
        best = max(kinds, key=self.score, default=KIND + kind) if self.scores else KIND + kind
        return kind if best == KIND + "other" else best.removeprefix(KIND)

    def violations(self, heard: Mapping[str, str], settled: Container[str] = ()) -> dict[str, str]:
        """The violations with their words, after the rules' own. `settled` ones are left to the rules."""
        if not self.scores:
            return dict(heard)
        trained = self.ear.trained
        found: dict[str, str] = {}
        for violation in VIOLATIONS:
            if violation in heard:
                if violation in settled or self.score(violation) > trained.keep[violation]:
                    found[violation] = heard[violation]
            elif violation not in settled and self.score(violation) > trained.hear[violation]:
                found[violation] = self.words(violation)
        return found

    def words(self, label: str) -> str:
        """The clause that speaks most for a label, in the writer's own words."""
        window = max(range(len(self.scores)), key=lambda at: self.scores[at][label])
        clauses = [m.span() for m in _CLAUSE.finditer(self.found.text, *self.spans[window])]
        if not clauses:
            return self.found.words(*self.spans[window]).strip()
        wanted = self.ear.trained.towards(label, self.pulled[window])
        likely = sorted(clauses, key=lambda span: _towards(wanted, self._clause(span, alone=True)), reverse=True)
        start, end = max(likely[:_LIKELY], key=lambda span: _towards(wanted, self._clause(span)))
        return self.found.words(start, end).strip()

    def _clause(self, span: Span, *, alone: bool = False) -> list[Pulls]:
        """How one clause pulls, or its characters alone; several labels may ask."""
        found = self._clauses.get((span, alone))
        if found is None:
            text = self.found.text[span[0] : span[1]]
            found = self._clauses[span, alone] = self.ear.glance(text) if alone else self.ear.pulls(text)
        return found


def _towards(wanted: Sequence[float], pulls: Iterable[Pulls]) -> float:
    """How far something pulls where it is wanted."""
    whole, far = sum(wanted), 0.0
    for (each, lifted), share in pulls:
        far += (sum(map(mul, wanted, each)) - whole * lifted) * share
    return far


def windows(text: str) -> list[Span]:
    """Spans of whole sentences, up to about 160 characters each; of more than nine the first three and the last two."""
    spans = list(islice(_windows(text, 0), MOST + 1))
    if len(spans) <= MOST:
        return spans
    begin = len(text) - LAST * WINDOW
    ended = _SENTENCE_END.search(text, begin)
    tail = list(_windows(text, ended.end())) if ended else []
    return [*spans[:FIRST], *(tail or list(_windows(text, begin)))[-LAST:]]


def _windows(text: str, begin: int) -> Iterator[Span]:
    first, last = begin, begin
    for sentence in _SENTENCE.finditer(text, begin):
        for start in range(sentence.start(), sentence.end(), WINDOW):
            end = min(start + WINDOW, sentence.end())
            if last > first and end - first > WINDOW:
                yield first, last
                first = start
            elif last == first:
                first = start
            last = end
    if last > first:
        yield first, last
