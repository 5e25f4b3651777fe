"""What the second ear learned: for each trait how it pulls at the units of a small network, and what these say."""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from operator import mul
from typing import Any, cast

LIFT = 128
"""Pulls are kept as bytes, lifted by this."""
# A wide space: traits are cut from plain texts, which hold none.
_BETWEEN = "\u3000"


@dataclass(frozen=True, slots=True)
class Trained:
    """What was learned. A text's traits pull at the units; what pulls a unit above 0 lets it speak for the labels.

    `pulls` holds by group and trait a byte for each unit, to be multiplied with `scale`; `start` is where each unit
    begins, `bias` where each label does, and `speaks` has for each label a weight for each unit.
    """

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    start: tuple[float, ...]
    speaks: tuple[tuple[float, ...], ...]
    pulls: Mapping[str, Mapping[str, bytes]]
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
            tuple(model["start"]),
            tuple(map(tuple, model["speaks"])),
            {group: dict(unlisted(**known, units=len(model["start"]))) for group, known in model["pulls"].items()},
            model["scale"],
            model["hear"],
            model["keep"],
        )

    def scores(self, units: Sequence[float]) -> dict[str, float]:
        """How much speaks for each label, from how far each unit is pulled."""
        above = [each if each > 0 else 0.0 for each in units]
        return {
            label: bias + sum(map(mul, weights, above))
            for label, bias, weights in zip(self.labels, self.bias, self.speaks, strict=True)
        }

    def towards(self, label: str, units: Sequence[float]) -> list[float]:
        """How much a little more pull at each unit would add for a label, as far as the units are pulled."""
        weights = self.speaks[self.labels.index(label)]
        return [weight if each > 0 else 0.0 for weight, each in zip(weights, units, strict=True)]


def listed(names: Sequence[str]) -> str:
    """Names as one text: it loads five times as fast as a list."""
    return _BETWEEN.join(names)


def unlisted(names: str, pulls: str, units: int) -> Iterator[tuple[str, bytes]]:
    """Each name with its bytes, one for each unit, that follow each other, compressed, in base 64."""
    told = zlib.decompress(b64decode(pulls))
    places = range(0, len(told), units)
    return zip(names.split(_BETWEEN) if names else (), (told[at : at + units] for at in places), strict=True)


Lifted = tuple[tuple[int, ...], int]
"""A number for each unit, and by how much each of them is lifted."""


class Packed:
    """The pulls of a trait at all units in one number, side by side: adding two of them adds every unit at once.

    A number is made when its trait is first met, and stands where the bytes stood.
    """

    def __init__(self, pulls: Mapping[str, bytes], units: int) -> None:
        self._pulls: dict[str, bytes | int] = dict(pulls)
        self._fields = struct.Struct(f"<{units}I")  # room for the bytes of millions of traits

    def each(self, traits: AbstractSet[str]) -> Lifted:
        """The sum of the pulls at each unit."""
        known = list(filter(None, map(self._pulls.get, traits)))
        try:
            total = sum(cast(list[int], known))
        except TypeError:  # some are met for the first time
            self._meet(traits)
            return self.each(traits)
        return self._fields.unpack(total.to_bytes(self._fields.size, "little")), LIFT * len(known)

    def _meet(self, traits: AbstractSet[str]) -> None:
        for trait in traits:
            pulls = self._pulls.get(trait)
            if isinstance(pulls, bytes):
                self._pulls[trait] = int.from_bytes(self._fields.pack(*pulls), "little")
