"""All times of one text, read once: points and spans, counts and rhythms, lengths."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.understanding.durations import Length, lengths
from bot.understanding.frequencies import Often, frequencies
from bot.understanding.moments import whens
from bot.understanding.text import Plain
from bot.understanding.when import When


@dataclass(frozen=True, slots=True)
class Times:
    """What a text says about when, how often and how long."""

    points: tuple[When, ...]
    often: tuple[Often, ...]
    lengths: tuple[Length, ...]


def times_of(found: Plain, now: datetime) -> Times:
    """The times of a plain text; `now` is aware."""
    return Times(tuple(whens(found.text, now)), tuple(frequencies(found.text)), tuple(lengths(found.text)))
