"""A small trained ear beside the rules: it hears what is said in words that nobody wrote a rule for.

It adds up weights of what a text looks like (`traits`) and of what the rules heard in it; `make train` learns them
from `dialogs/examples`. So it weighs the rules' hearings against the rest of the text, and lets one go that the rest
speaks against. It is never the only ear: what the rules hear of danger stays heard, and what this ear alone hears of
it is asked about, with a lower severity.
"""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from bot.model import VIOLATIONS, Severity, Signal
from bot.understanding.signals import in_order
from bot.understanding.text import Plain
from bot.understanding.traits import WordClasses, traits

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
# A window is about as long as the longer examples; of a very long text the beginning and the end are read.
WINDOW, FIRST, LAST = 160, 6, 3
# Shorter texts are answers to a question (好的, 没有), and the rules know the short cries.
SHORTEST = 4
NEVER = -99.0
# Room for one label in a packed number; sums of weights stay far below its half, by which they are lifted above 0.
_BITS = 32
_HALF = 1 << _BITS - 1
# Enough Chinese to be judged by sentences in Chinese; the rules hear English.
_CHINESE = re.compile("[\u4e00-\u9fff][^\u4e00-\u9fff]{0,20}[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;\n]*")
_CLAUSE = re.compile(r"[^,，。!?;、\s]+")


@dataclass(frozen=True, slots=True)
class Trained:
    """What was learned: weights by group and trait, and where each label begins.

    The weights of a trait are bytes, (label, weight) in turn, written as hexadecimal digits: quickly loaded, and read
    only when the trait is first met.
    """

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, Mapping[str, str]]
    scale: float
    hear: Mapping[str, float]
    keep: Mapping[str, float]

    @classmethod
    def from_mapping(cls, model: Mapping[str, Any]) -> Trained:
        """The model file's content.

        `hear`: above this, a label that no rule heard is heard; `keep`: above this, one that a rule heard stays.
        """
        return cls(
            tuple(model["labels"]),
            tuple(model["bias"]),
            model["weights"],
            model["scale"],
            model["hear"],
            model["keep"],
        )


def written(pairs: Sequence[int]) -> str:
    """Labels and weights in turn, as they stand in the file. Raises OverflowError for a weight beyond 127."""
    return array("b", pairs).tobytes().hex()


def _pairs(weights: str) -> Iterator[tuple[int, int]]:
    """Label and weight, one pair after the other."""
    found = iter(array("b", bytes.fromhex(weights)))
    return zip(found, found, strict=True)


class _Packed(dict[str, int]):
    """The weights of a trait for all labels in one number, side by side: adding two of them adds every label at once.

    A number is made when its trait is first met.
    """

    def __init__(self, weights: Mapping[str, str], labels: int) -> None:
        super().__init__()
        self._weights = weights
        self._lift = sum(_HALF << label * _BITS for label in range(labels))
        self._fields = struct.Struct(f"<{labels}I")

    def __missing__(self, trait: str) -> int:
        packed = self[trait] = sum(weight << label * _BITS for label, weight in _pairs(self._weights[trait]))
        return packed

    def total(self, traits: AbstractSet[str]) -> list[int]:
        """The sum of the weights for each label."""
        lifted = sum(map(self.__getitem__, self._weights.keys() & traits), self._lift)
        return [each - _HALF for each in self._fields.unpack(lifted.to_bytes(self._fields.size, "little"))]


class SecondEar:
    """Reads plain texts; pure and linear in their length."""

    def __init__(self, trained: Trained, words: WordClasses) -> None:
        self.trained = trained
        self._words = words
        self._packed = {group: _Packed(trained.weights[group], len(trained.labels)) for group in SHARES}

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
            total = self._packed[group].total(found)
            share = SHARES[group] * self.trained.scale / max(1, len(found)) ** THINNED
            out = [before + each * share for before, each in zip(out, total, strict=True)]
        return out

    def told(self, heard: Iterable[str]) -> list[float]:
        """What the rules' hearings add for each label."""
        out = list(self.trained.bias)
        known = self.trained.weights["heard"]
        for name in heard:
            for label, weight in _pairs(known.get(name, "")):
                out[label] += weight * self.trained.scale * HEARD_SHARE
        return out


@dataclass(frozen=True, slots=True)
class Impression:
    """One text as the second ear sees it."""

    ear: SecondEar
    found: Plain
    spans: tuple[tuple[int, int], ...]
    sums: tuple[list[float], ...]
    _clauses: dict[tuple[int, int], list[float]] = field(default_factory=dict, compare=False, repr=False)

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
        start, end = max(clauses, key=lambda span: self._clause(span)[place])
        return self.found.words(start, end).strip()

    def _clause(self, span: tuple[int, int]) -> list[float]:
        """The weights of one clause; several labels may ask for it."""
        found = self._clauses.get(span)
        if found is None:
            found = self._clauses[span] = self.ear.sums(self.found.text[span[0] : span[1]])
        return found


def _told(heard: Iterable[str], signals: Iterable[Signal], kind: str) -> set[str]:
    """What the rules tell this ear."""
    return {*heard, *(signal.reason for signal in signals), KIND + kind}


def windows(text: str) -> list[tuple[int, int]]:
    """Spans of whole sentences, up to about 160 characters each; at most nine, the middle left out."""
    spans: list[tuple[int, int]] = []
    for sentence in _SENTENCE.finditer(text):
        for start in range(sentence.start(), sentence.end(), WINDOW):
            end = min(start + WINDOW, sentence.end())
            if spans and end - spans[-1][0] <= WINDOW:
                spans[-1] = spans[-1][0], end
            else:
                spans.append((start, end))
    return spans if len(spans) <= FIRST + LAST else [*spans[:FIRST], *spans[-LAST:]]
