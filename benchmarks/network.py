"""The second ear's network: one layer between traits and labels, learned by small steps in numpy; seeded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.model import VIOLATIONS
from bot.understanding.examples import KINDS
from bot.understanding.second_ear import KIND, SHARES, THINNED, TOLD, TOLD_SHARE
from bot.understanding.signals import ORDER
from bot.understanding.traits import Kinds

LABELS = (*VIOLATIONS, *ORDER, *(KIND + kind for kind in KINDS))
NETWORKS, UNITS, FEWEST = 2, 64, 26
"""Two networks whose answers are averaged stand beside each other; and in how many rows a trait must stand."""
ROUNDS, BATCH, SEED, STEP = 9, 64, 20, 0.005
"""How often each row is seen, how many make one step, the seed of their order, and the size of the first step."""
UNSEEN, UNHEARD = 0.3, 0.1
"""The share of a row's traits, and of the units, that are left out while learning, so that none is relied upon."""
FADE, FADE_SQUARES, TINY = 0.9, 0.999, 1e-8
"""Adam's usual constants."""

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
Trait = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """A sentence as the ear sees it: its traits, what the rules heard in it, and what it says."""

    traits: Kinds
    told: frozenset[str]
    violations: frozenset[str]
    reasons: frozenset[str]
    kind: str
    labels: frozenset[str]
    settled: frozenset[str] = frozenset()
    length: int = 0

    def groups(self) -> Iterator[tuple[str, frozenset[str], float]]:
        """Each group of traits, and how weighty one of them is."""
        for group, names in self.traits:
            yield group, names, SHARES[group] / max(1, len(names)) ** THINNED
        yield TOLD, self.told, TOLD_SHARE


@dataclass(frozen=True)
class Inputs:
    """Rows as numbers: the traits of all rows one after the other, how weighty each is, and where each row begins."""

    places: Places
    shares: Floats
    begins: Places

    def of(self, rows: Places) -> tuple[Places, Floats, Places]:
        """The traits of some rows, with the row each belongs to."""
        sizes = self.begins[rows + 1] - self.begins[rows]
        owners = np.repeat(np.arange(len(rows)), sizes)
        within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        at = self.begins[rows][owners] + within
        return self.places[at], self.shares[at], owners


@dataclass
class Network:
    """One network: the traits' pulls at its units, where units and labels begin, and how units speak for labels."""

    pulls: Floats
    start: Floats
    speaks: Floats
    bias: Floats


@dataclass(frozen=True)
class Fitted:
    """What was learned, and the place of each trait."""

    known: dict[Trait, int]
    networks: tuple[Network, ...]

    def scores(self, rows: Sequence[Row]) -> list[dict[str, float]]:
        """How much speaks for each label, row by row."""
        inputs = _inputs(rows, self.known)
        told = np.mean([_answers(inputs, len(rows), each) for each in self.networks], axis=0)
        return [dict(zip(LABELS, map(float, each), strict=True)) for each in told]


def fit(single: Sequence[Row], beside: Sequence[Row]) -> Fitted:
    """The networks of all labels, from sentences and what stands beside them; a trait must stand in single ones."""
    counts = Counter((group, name) for row in single for group, names, _ in row.groups() for name in names)
    known = {trait: place for place, trait in enumerate(sorted(t for t, n in counts.items() if n >= FEWEST))}
    rows = [*single, *beside]
    inputs = _inputs(rows, known)
    wanted = np.array([[label in row.labels for label in LABELS] for row in rows], np.float32)
    return Fitted(known, tuple(_learned(inputs, wanted, len(known), SEED + each) for each in range(NETWORKS)))


def _inputs(rows: Sequence[Row], known: dict[Trait, int]) -> Inputs:
    places: list[int] = []
    shares: list[float] = []
    begins = [0]
    for row in rows:
        for group, names, share in row.groups():
            found = [known[group, name] for name in sorted(names) if (group, name) in known]
            places += found
            shares += [share] * len(found)
        begins.append(len(places))
    return Inputs(np.array(places, np.int64), np.array(shares, np.float32), np.array(begins, np.int64))


def _answers(inputs: Inputs, rows: int, network: Network) -> Floats:
    """What one network says of every row."""
    out = np.empty((rows, len(LABELS)), np.float32)
    for begin in range(0, rows, 1024):
        some = np.arange(begin, min(rows, begin + 1024))
        places, shares, owners = inputs.of(some)
        pulled = _together(network.pulls[places] * shares[:, None], owners, len(some)) + network.start
        out[some] = np.maximum(pulled, 0) @ network.speaks + network.bias
    return out


def _learned(inputs: Inputs, wanted: Floats, traits: int, seed: int) -> Network:
    """One network, by Adam's steps of falling size on the logistic losses of all labels."""
    chance = np.random.default_rng(seed)
    units, labels = UNITS, wanted.shape[1]
    network = Network(
        chance.normal(0, 0.05, (traits, units)).astype(np.float32),
        np.zeros(units, np.float32),
        chance.normal(0, units**-0.5, (units, labels)).astype(np.float32),
        np.zeros(labels, np.float32),
    )
    steps = [_Steps(each) for each in (network.pulls, network.start, network.speaks, network.bias)]
    total = ROUNDS * -(-len(wanted) // BATCH)
    number = 0
    for _ in range(ROUNDS):
        order = chance.permutation(len(wanted))
        for begin in range(0, len(order), BATCH):
            rows = order[begin : begin + BATCH]
            number += 1
            slopes = _slopes(network, inputs.of(rows), wanted[rows], chance)
            for step, (places, slope) in zip(steps, slopes, strict=True):
                step.take(slope, places, STEP * (1 - number / (total + 1)), number)
    return network


def _slopes(
    network: Network, batch: tuple[Places, Floats, Places], wanted: Floats, chance: np.random.Generator
) -> list[tuple[Places | slice, Floats]]:
    """How the loss of some rows rises with each part of the network; of the pulls only those that the rows have."""
    seen = chance.random(len(batch[0]), dtype=np.float32) >= UNSEEN
    places, owners = batch[0][seen], batch[2][seen]
    shares = batch[1][seen][:, None] / (1 - UNSEEN)
    pulled = _together(network.pulls[places] * shares, owners, len(wanted)) + network.start
    gates = (pulled > 0) * (chance.random(pulled.shape, dtype=np.float32) >= UNHEARD) / np.float32(1 - UNHEARD)
    above = pulled * gates
    wrong = (1 / (1 + np.exp(-(above @ network.speaks + network.bias))) - wanted) / len(wanted)
    back = (wrong @ network.speaks.T) * gates
    order = np.argsort(places, kind="stable")
    met, which = np.unique(places[order], return_inverse=True)
    slope = _together((back[owners] * shares)[order], which, len(met))
    everything = slice(None)
    return [(met, slope), (everything, back.sum(0)), (everything, above.T @ wrong), (everything, wrong.sum(0))]


def _together(parts: Floats, owners: Places, size: int) -> Floats:
    """The sum of the parts of each owner; owners stand in order, and some may have no part."""
    out = np.zeros((size, parts.shape[1]), np.float32)
    if len(owners):
        begins = np.flatnonzero(np.diff(owners, prepend=-1))
        out[owners[begins]] = np.add.reduceat(parts, begins, axis=0)
    return out


class _Steps:
    """Adam for one part of the network; where nothing was met, nothing moves."""

    def __init__(self, part: Floats) -> None:
        self._part = part
        self._mean, self._square = np.zeros_like(part), np.zeros_like(part)

    def take(self, slope: Floats, at: Places | slice, size: float, number: int) -> None:
        mean = self._mean[at] * FADE + slope * (1 - FADE)
        square = self._square[at] * FADE_SQUARES + slope * slope * (1 - FADE_SQUARES)
        self._mean[at], self._square[at] = mean, square
        steady = np.sqrt(square / (1 - FADE_SQUARES**number)) + TINY
        self._part[at] -= (size * mean / (1 - FADE**number) / steady).astype(np.float32)
