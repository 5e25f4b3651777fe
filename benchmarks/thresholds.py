"""From which score the second ear may hear what no rule heard, and how well both ears hear then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.eval import f1
from benchmarks.weights import LABELS, Row
from bot.model import VIOLATIONS
from bot.understanding.narrative import UNREAD
from bot.understanding.signals import ORDER

DANGER = ("self_harm", "imminent_danger")
MOST_ALARMS = 0.018
"""Share of the harmless sentences at which this ear alone may ask whether somebody is in danger."""
SURE = {"violations": 0.7, "signals": 0.9}
"""How many of the hearings that this ear adds must be right."""
NEVER = 99.0

Scores = list[dict[str, float]]
Read = Sequence[tuple[float, bool, bool]]
"""Score, whether it is so, whether the rules heard it."""


@dataclass(frozen=True)
class Measure:
    """The figures of one way of hearing."""

    micro: float
    macro: float
    danger: float
    alarms: float

    def __str__(self) -> str:
        violations = f"violations micro-F1 {self.micro:.3f}  macro-F1 {self.macro:.3f}"
        return f"{violations}   danger heard {self.danger:.3f}  harmless flagged {self.alarms:.3f}"


def measure(seen: Sequence[Row], heard: Sequence[set[str]]) -> Measure:
    """Violations heard, the share of dangers heard, the share of harmless sentences flagged."""
    both = list(zip(seen, heard, strict=True))
    each = []
    total = [0, 0, 0]
    for label in VIOLATIONS:
        counts = [
            sum(label in row.labels and label in said for row, said in both),
            sum(label not in row.labels and label in said for row, said in both),
            sum(label in row.labels and label not in said for row, said in both),
        ]
        each.append(f1(*counts))
        total = [a + b for a, b in zip(total, counts, strict=True)]
    grave = [bool(said & set(DANGER)) for row, said in both if row.labels & set(DANGER)]
    calm = [bool(said & set(DANGER)) for row, said in both if not row.labels & set(DANGER)]
    return Measure(f1(*total), sum(each) / len(each), sum(grave) / max(1, len(grave)), sum(calm) / max(1, len(calm)))


def decide(row: Row, scores: dict[str, float], hear: dict[str, float]) -> set[str]:
    """What both ears together hear, as `second_ear` decides it."""
    return {
        *row.violations,
        *row.reasons,
        *(label for label in LABELS if asked(row, label) and scores[label] > hear[label]),
    }


def asked(row: Row, label: str) -> bool:
    """Whether the second ear is asked about a label at all."""
    return label in ORDER or (row.kind not in UNREAD and label not in row.settled)


def thresholds(seen: Sequence[Row], scores: Scores) -> dict[str, float]:
    """The score above which each label is heard without the rules."""
    hear = dict.fromkeys(DANGER, alarm_level(seen, scores))
    for label in LABELS:
        if label not in DANGER:
            read = [
                (score[label], label in row.labels, label in row.violations | row.reasons)
                for row, score in zip(seen, scores, strict=True)
                if asked(row, label)
            ]
            hear[label] = _best_level(read, SURE["violations" if label in VIOLATIONS else "signals"])
    return hear


def _best_level(read: Read, sure: float) -> float:
    """The level with the best F1 beside the rules, among those where enough of what is added is right."""
    best, found = _together(read, NEVER), NEVER
    for level in sorted({round(score, 2) for score, _, heard in read if not heard and score > -1}, reverse=True):
        added = [so for score, so, heard in read if not heard and score > level]
        if added and sum(added) >= sure * len(added) and _together(read, level) > best:
            best, found = _together(read, level), level
    return found


def _together(read: Read, level: float) -> float:
    kept = [(so, heard or score > level) for score, so, heard in read]
    return f1(sum(s and h for s, h in kept), sum(h and not s for s, h in kept), sum(s and not h for s, h in kept))


def alarm_level(seen: Sequence[Row], scores: Scores) -> float:
    """The score that only as many harmless sentences pass as may."""
    calm = [
        max(score[danger] for danger in DANGER)
        for row, score in zip(seen, scores, strict=True)
        if not row.labels & set(DANGER) and not row.reasons & set(DANGER)
    ]
    return round(sorted(calm, reverse=True)[int(len(calm) * MOST_ALARMS)], 3)
