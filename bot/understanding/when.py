"""A point or span of time as it was read in a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from bot.understanding.calendar_words import Atom
from bot.understanding.clocks import Clock

SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class When:
    """One expression at [start, end) of the text. Dates are [first, last); a clock alone has `clock`, `until`."""

    start: int
    end: int
    first: datetime | None = None
    last: datetime | None = None
    clock: Clock | None = None
    until: Clock | None = None
    vague: bool = False
    exact: str = "day"
    part: str = ""
    absolute: bool = False
    repeats: bool = False
    closed: bool = False  # both ends were said
    dated: tuple[Atom, ...] = ()
    midnight: datetime | None = None
