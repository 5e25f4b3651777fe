"""A small trained ear beside the rules: it hears what is said in words that nobody wrote a rule for.

It adds up weights of what a text looks like (`traits`) and of what the rules heard in it; `make train` learns them
from `dialogs/examples`. So it weighs the rules' hearings against the rest of the text, and lets one go that the rest
speaks against. It is never the only ear: what the rules hear of danger stays heard, and what this ear alone hears of
it is asked about, with a lower severity.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from bot.model import VIOLATIONS, Severity, Signal
from bot.understanding.signals import in_order
from bot.understanding.text import Plain
from bot.understanding.trained import Packed, Trained, each_weight, of_label
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
SHARES = {"grams": 0.8, "classes": 0.8, "pairs": 0.8, "mixed": 0.4}
HEARD_SHARE, THINNED = 0.5, 0.4
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
_LIKELY = 5
# Enough Chinese to be judged by sentences in Chinese; the rules hear English.
_CHINESE = re.compile("[\u4e00-\u9fff][^\u4e00-\u9fff]{0,20}[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;\n]*")
_SENTENCE_END = re.compile(r"[。!?;\n]+")
_CLAUSE = re.compile(r"[^,，。!?;、\s]+")

Span = tuple[int, int]
Weighed = list[tuple[int, float]]
"""For each group of traits the weights of all labels in one number, and what they count."""


class SecondEar:
    """Reads plain texts; pure and linear in their length."""

    def __init__(self, trained: Trained, words: WordClasses) -> None:
        self.trained = trained
        self._words = words
        self._packed = {group: Packed(trained.weights[group], len(trained.labels)) for group in SHARES}

    @classmethod
    def from_mapping(cls, model: Mapping[str, Any]) -> SecondEar:
        """From the content of the model file."""
        classes = {name: words.split() for name, words in model["classes"].items()}
        return cls(Trained.from_mapping(model), WordClasses(classes))

    def read(self, found: Plain) -> Impression:
        """What a text looks like, window by window, before the rules are asked."""
        if len(found.text.strip()) < SHORTEST or not _CHINESE.search(found.text):
            return Impression(self, found, (), ())
        spans = windows(found.text)
        return Impression(self, found, tuple(spans), tuple(self.sums(found.text[a:b]) for a, b in spans))

    def sums(self, text: str) -> list[float]:
        """The weight of each label in one window, without the rules' part."""
        out = [0.0] * len(self.trained.labels)
        for group, found in traits(text, self._words):
            total, share = self._weighed(group, found)
            out = [before + each * share for before, each in zip(out, self._packed[group].each(total), strict=True)]
        return out

    def weighed(self, text: str) -> Weighed:
        """The weights of a piece of text, to be asked label by label with `weight`."""
        return [self._weighed(group, found) for group, found in traits(text, self._words)]

    def glance(self, text: str) -> Weighed:
        """The same of its characters alone: less work, and nearly as good to tell clauses from each other."""
        return [self._weighed(*grams(text))]

    def _weighed(self, group: str, found: AbstractSet[str]) -> tuple[int, float]:
        return self._packed[group].total(found), SHARES[group] * self.trained.scale / max(1, len(found)) ** THINNED

    def told(self, heard: Iterable[str]) -> list[float]:
        """What the rules' hearings add for each label."""
        out = list(self.trained.bias)
        known = self.trained.weights["heard"]
        for name in heard:
            for label, weight in each_weight(known.get(name, "")):
                out[label] += weight * self.trained.scale * HEARD_SHARE
        return out


@dataclass(frozen=True, slots=True)
class Impression:
    """One text as the second ear sees it."""

    ear: SecondEar
    found: Plain
    spans: tuple[tuple[int, int], ...]
    sums: tuple[list[float], ...]
    _clauses: dict[tuple[Span, bool], Weighed] = field(default_factory=dict, compare=False, repr=False)

    def signals(self, heard: Sequence[Signal]) -> tuple[Signal, ...]:
        """The rules' signals without those that the text speaks against, and those they missed; gravest first."""
        reasons = {signal.reason for signal in heard}
        scores, trained = self._scores(reasons), self.ear.trained
        kept = [
            signal
            for signal in heard
            if not scores
            or (signal.reason in DANGERS and signal.severity in GRAVE)
            or scores[signal.reason] > trained.keep[signal.reason]
        ]
        added = [
            Signal(reason, severity, RULE, self.words(reason))
            for reason, severity in SEVERITIES.items()
            if reason not in reasons and scores.get(reason, NEVER) > trained.hear[reason]
        ]
        return in_order((*kept, *added))

    def kind(self, heard: Iterable[str], signals: Sequence[Signal], kind: str) -> str:
        """What kind of text it is, after the kind that the rules say."""
        scores = self._scores(_told(heard, signals, kind))
        kinds = [label for label in scores if label.startswith(KIND)]
        best = max(kinds, key=scores.__getitem__, default=KIND + kind)
        return kind if best == KIND + "other" else best.removeprefix(KIND)

    def violations(
        self, heard: Mapping[str, str], signals: Sequence[Signal], kind: str, settled: Container[str] = ()
    ) -> dict[str, str]:
        """The violations with their words, after the rules' own. `settled` ones are left to the rules."""
        scores, trained = self._scores(_told(heard, signals, kind)), self.ear.trained
        if not scores:
            return dict(heard)
        found: dict[str, str] = {}
        for violation in VIOLATIONS:
            if violation in heard:
                if violation in settled or scores.get(violation, NEVER) > trained.keep[violation]:
                    found[violation] = heard[violation]
            elif violation not in settled and scores.get(violation, NEVER) > trained.hear[violation]:
                found[violation] = self.words(violation)
        return found

    def _scores(self, told: Iterable[str]) -> dict[str, float]:
        """The highest score of each label over the windows; empty for a text too short to judge."""
        if not self.sums:
            return {}
        base = self.ear.told(sorted(told))
        best = [max(each) for each in zip(*self.sums, strict=True)]
        return {label: a + b for label, a, b in zip(self.ear.trained.labels, base, best, strict=True)}

    def words(self, label: str) -> str:
        """The clause that speaks most for a label, in the writer's own words."""
        place = self.ear.trained.labels.index(label)
        window = max(range(len(self.sums)), key=lambda i: self.sums[i][place])
        clauses = [m.span() for m in _CLAUSE.finditer(self.found.text, *self.spans[window])]
        if not clauses:
            return self.found.words(*self.spans[window]).strip()
        likely = sorted(clauses, key=lambda span: weight(self._clause(span, alone=True), place), reverse=True)
        start, end = max(likely[:_LIKELY], key=lambda span: weight(self._clause(span), place))
        return self.found.words(start, end).strip()

    def _clause(self, span: Span, *, alone: bool = False) -> Weighed:
        """The weights of one clause, or of its characters alone; several labels may ask for them."""
        found = self._clauses.get((span, alone))
        if found is None:
            text = self.found.text[span[0] : span[1]]
            found = self._clauses[span, alone] = self.ear.glance(text) if alone else self.ear.weighed(text)
        return found


def weight(weighed: Weighed, place: int) -> float:
    """The weight of the label at a place."""
    return sum(of_label(total, place) * share for total, share in weighed)


def _told(heard: Iterable[str], signals: Iterable[Signal], kind: str) -> set[str]:
    """What the rules tell this ear."""
    return {*heard, *(signal.reason for signal in signals), KIND + kind}


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
