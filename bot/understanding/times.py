"""All times of one text, read once: points and spans, counts and rhythms, lengths."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.understanding.durations import Length, lengths
from bot.understanding.frequencies import Often, frequencies
from bot.understanding.moments import whens
from bot.understanding.text import Plain
from bot.understanding.when import When


@dataclass(frozen=True)
class Times:
    """What a text says about when, how often and how long."""

    text: str
    points: tuple[When, ...]
    often: tuple[Often, ...]

    @cached_property
    def lengths(self) -> tuple[Length, ...]:
        """Read when first asked for: a story mostly needs the first of them."""
        return tuple(lengths(self.text))


def times_of(found: Plain, now: datetime) -> Times:
    """The times of a plain text; `now` is aware."""
    return Times(found.text, tuple(whens(found.text, now)), tuple(frequencies(found.text)))
