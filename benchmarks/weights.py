"""A linear support vector machine per label, by dual coordinate descent in plain Python: small, seeded, repeatable."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.model import VIOLATIONS
from bot.understanding.examples import KINDS
from bot.understanding.second_ear import HEARD_SHARE, KIND, SHARES, THINNED
from bot.understanding.signals import ORDER
from bot.understanding.traits import Kinds

LABELS = (*VIOLATIONS, *ORDER, *(KIND + kind for kind in KINDS))
COST, ROUNDS, SEED, FEWEST = 0.4, 10, 20, 2
"""The cost of a mistake, rounds over all rows, the seed of their order, and in how many rows a trait must stand."""
SCALE, LEAST = 0.03, 4
"""Weights are kept as whole numbers of this; those of fewer would be two thirds of all and change nothing heard."""


@dataclass(frozen=True)
class Row:
    """A sentence as the ear sees it: its traits, what the rules heard in it, and what it says."""

    traits: Kinds
    violations: frozenset[str]
    reasons: frozenset[str]
    kind: str
    labels: frozenset[str]
    settled: frozenset[str] = frozenset()
    length: int = 0

    def told(self, label: str) -> frozenset[str]:
        """What the rules tell about a label: about danger and misuse only the signals."""
        if label in ORDER:
            return self.reasons
        return self.violations | self.reasons | {KIND + self.kind}


@dataclass(frozen=True)
class Fitted:
    """Weights by (group, trait) for each label, and where each label begins."""

    weights: dict[str, dict[tuple[str, str], float]]
    bias: dict[str, float]

    def score(self, row: Row, label: str) -> float:
        """How much speaks for a label."""
        weights = self.weights[label]
        found = self.bias[label]
        for group, names in row.traits:
            said = [weights[group, name] for name in names if (group, name) in weights]
            found += sum(said) * SHARES[group] / max(1, len(names)) ** THINNED
        return found + HEARD_SHARE * sum(weights.get(("heard", name), 0.0) for name in sorted(row.told(label)))


Part = tuple[float, list[int]]
"""Traits of one group as numbers, and what each of them weighs in this row."""


def fit(single: Sequence[Row], pairs: Sequence[Row]) -> Fitted:
    """The weights of every label, from sentences and from pairs of them; a trait must stand in single ones."""
    rows = [*single, *pairs]
    counts = Counter((group, name) for row in single for group, names in row.traits for name in names)
    known = {trait: place for place, trait in enumerate(sorted(t for t, n in counts.items() if n >= FEWEST))}
    base = [_parts(row, known) for row in rows]
    weights: dict[str, dict[tuple[str, str], float]] = {}
    bias: dict[str, float] = {}
    for label in LABELS:
        heard = [row.told(label) for row in rows]
        places = {("heard", n): len(known) + i for i, n in enumerate(sorted(frozenset[str]().union(*heard)))}
        last = len(known) + len(places)
        parts = [
            [*own, (HEARD_SHARE, [places["heard", n] for n in sorted(names)]), (1.0, [last])]
            for own, names in zip(base, heard, strict=True)
        ]
        learned = _descend(parts, [1 if label in row.labels else -1 for row in rows], last + 1)
        named = (*known.items(), *places.items())
        weights[label] = {
            trait: learned[place] for trait, place in named if abs(learned[place]) >= SCALE * (LEAST - 0.5)
        }
        bias[label] = learned[last]
    return Fitted(weights, bias)


def _parts(row: Row, known: dict[tuple[str, str], int]) -> list[Part]:
    return [
        (
            SHARES[group] / max(1, len(names)) ** THINNED,
            sorted(known[group, name] for name in names if (group, name) in known),
        )
        for group, names in row.traits
    ]


def _descend(rows: Sequence[Sequence[Part]], signs: Sequence[int], size: int) -> list[float]:
    """Weights that minimise half their square plus COST times the squared hinge losses."""
    weights = [0.0] * size
    alphas = [0.0] * len(rows)
    slack = 0.5 / COST
    squares = [sum(share * share * len(places) for share, places in parts) + slack for parts in rows]
    order = list(range(len(rows)))
    chance = random.Random(SEED)
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for i in order:
            parts, sign, alpha = rows[i], signs[i], alphas[i]
            score = sum(share * sum(map(weights.__getitem__, places)) for share, places in parts)
            slope = sign * score - 1 + slack * alpha
            if alpha == 0.0 and slope >= 0.0:
                continue
            alphas[i] = max(alpha - slope / squares[i], 0.0)
            step = (alphas[i] - alpha) * sign
            for share, places in parts:
                _add(weights, places, step * share)
    return weights


def _add(weights: list[float], places: Iterable[int], step: float) -> None:
    for place in places:
        weights[place] += step
