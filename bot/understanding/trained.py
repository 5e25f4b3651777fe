"""What the second ear learned: for each trait a weight for each label, written short and added up side by side."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, cast

# Room for one label in a packed number; sums of weights stay far below its half, by which they are lifted above 0.
_BITS = 32
_HALF, _FIELD = 1 << _BITS - 1, (1 << _BITS) - 1
# A wide space: traits are cut from plain texts, which hold none.
_BETWEEN = "\u3000"


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
            {group: unlisted(text) for group, text in model["weights"].items()},
            model["scale"],
            model["hear"],
            model["keep"],
        )


def written(pairs: Sequence[int]) -> str:
    """Labels and weights in turn, as they stand in the file. Raises OverflowError for a weight beyond 127."""
    return array("b", pairs).tobytes().hex()


def listed(weights: Mapping[str, str]) -> str:
    """Traits and weights in turn as one text: it loads five times as fast as a mapping."""
    return _BETWEEN.join(part for each in sorted(weights.items()) for part in each)


def unlisted(text: str) -> dict[str, str]:
    """The other way."""
    parts = iter(text.split(_BETWEEN) if text else ())
    return dict(zip(parts, parts, strict=True))


def each_weight(weights: str) -> Iterator[tuple[int, int]]:
    """Label and weight, one pair after the other."""
    found = iter(array("b", bytes.fromhex(weights)))
    return zip(found, found, strict=True)


class Packed:
    """The weights of a trait for all labels in one number, side by side: adding two of them adds every label at once.

    A number is made when its trait is first met, and stands where the weights stood.
    """

    def __init__(self, weights: Mapping[str, str], labels: int) -> None:
        self._weights: dict[str, str | int] = dict(weights)
        self._lift = sum(_HALF << label * _BITS for label in range(labels))
        self._fields = struct.Struct(f"<{labels}I")

    def total(self, traits: AbstractSet[str]) -> int:
        """The sums of the weights side by side, each lifted above 0."""
        known = list(filter(None, map(self._weights.get, traits)))
        try:
            return sum(cast(list[int], known), self._lift)
        except TypeError:  # some are met for the first time
            self._meet(traits)
            return self.total(traits)

    def each(self, total: int) -> tuple[int, ...]:
        """The sum for each label."""
        return tuple(each - _HALF for each in self._fields.unpack(total.to_bytes(self._fields.size, "little")))

    def _meet(self, traits: AbstractSet[str]) -> None:
        for trait in traits:
            weights = self._weights.get(trait)
            if isinstance(weights, str):
                self._weights[trait] = sum(weight << label * _BITS for label, weight in each_weight(weights))


def of_label(total: int, place: int) -> int:
    """The sum for the label at a place."""
    return (total >> place * _BITS & _FIELD) - _HALF
