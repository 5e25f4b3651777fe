"""From which score the second ear may hear what no rule heard, and how well both ears hear then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.eval import f1
from benchmarks.network import Row
from bot.model import VIOLATIONS
from bot.understanding.narrative import UNREAD
from bot.understanding.second_ear import DANGERS, KIND
from bot.understanding.signals import ORDER

DANGER = ("self_harm", "imminent_danger")
MOST_ALARMS = 0.012
"""Share of the harmless sentences at which this ear alone may ask whether somebody is in danger."""
LEVELS = [step / 10 for step in range(-30, 11)]
"""The scores among which the level is sought."""
TERSE = 20
"""Texts up to this length are mostly contrasts of ours, longer ones are as people write: both count the same."""
SURE = 1.6
"""How much more than the best level is asked of what no rule heard."""
MISUSE = 0.0
"""From which score this ear alone hears misuse or a child: an innocent request must not be turned away."""
TRUST, DANGER_TRUST = 2.5, 1.5
"""By how much less a hearing of the rules needs to be spoken for."""

Scores = list[dict[str, float]]


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


@dataclass(frozen=True)
class Levels:
    """The scores above which a label is heard without the rules, and above which it stays when they heard it."""

    hear: dict[str, float]
    keep: dict[str, float]


def decide(row: Row, scores: dict[str, float], levels: Levels) -> set[str]:
    """What both ears together hear, as `second_ear` decides it."""
    told = row.violations | row.reasons
    read = max((k for k in scores if k.startswith(KIND)), key=scores.__getitem__).removeprefix(KIND)
    silent = (row.kind if read == "other" else read) in UNREAD
    return {
        label
        for label in (*VIOLATIONS, *ORDER)
        if not (silent and label in VIOLATIONS) and _heard(label, label in told, row, scores, levels)
    }


def _heard(label: str, told: bool, row: Row, scores: dict[str, float], levels: Levels) -> bool:
    if label in row.settled or (told and label in DANGERS):
        return told
    return scores[label] > (levels.keep if told else levels.hear)[label]


def thresholds(seen: Sequence[Row], scores: Scores) -> Levels:
    """For the violations the level with the best F1, for danger the one with so many alarms; for misuse a fixed one."""
    danger = dict.fromkeys(DANGER, alarm_level(seen, scores))
    level = dict.fromkeys(VIOLATIONS, _best_level(seen, scores, VIOLATIONS))
    rest = {label: MISUSE for label in ORDER if label not in DANGER}
    hear = {label: each + SURE for label, each in level.items()} | rest | danger
    keep = {
        label: each - (DANGER_TRUST if label in DANGERS else TRUST) for label, each in (level | rest | danger).items()
    }
    return Levels(*({label: round(each, 3) for label, each in levels.items()} for levels in (hear, keep)))


def _best_level(seen: Sequence[Row], scores: Scores, labels: Sequence[str]) -> float:
    """The level with the best F1 over all of the labels together, of short and of longer texts."""
    short, longer = (
        [
            (score[label], label in row.labels)
            for row, score in zip(seen, scores, strict=True)
            if (row.length > TERSE) is wide
            for label in labels
        ]
        for wide in (False, True)
    )
    return max(LEVELS, key=lambda level: _together(short, level) + _together(longer, level))


def _together(read: Sequence[tuple[float, bool]], level: float) -> float:
    heard = sum(so for score, so in read if score > level)
    extra = sum(not so for score, so in read if score > level)
    return f1(heard, extra, sum(so for _, so in read) - heard)


def alarm_level(seen: Sequence[Row], scores: Scores) -> float:
    """The score that only as many harmless sentences pass as may."""
    calm = [
        max(score[danger] for danger in DANGER)
        for row, score in zip(seen, scores, strict=True)
        if not row.labels & set(DANGER) and not row.reasons & set(DANGER)
    ]
    return round(sorted(calm, reverse=True)[int(len(calm) * MOST_ALARMS)], 3)
