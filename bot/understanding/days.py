"""Single days and spans of days, with how exactly they are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.understanding.numerals import number


@dataclass(frozen=True, slots=True)
class Day:
    """A date interval [first, last), how exact, and whether the words alone fix its year."""

    first: datetime
    last: datetime
    exact: str = "day"
    vague: bool = False
    absolute: bool = False
    point: bool = False


def day_span(first: datetime, count: int = 1) -> Day:
    return Day(first, first + timedelta(days=count))


def whole(words: str) -> int:
    value = number(words.replace("廿", "二十").replace("卅", "三十"))
    if value is None:
        raise ValueError(words)
    return int(value)


def nearest(today: datetime, month: int, day: int, coming: bool) -> Day:
    """The latest such date not after today, or the next one; the 29th of February goes back to a leap year."""
    step = 1 if coming else -1
    for years in range(9):
        try:
            found = today.replace(year=today.year + step * years, month=month, day=day)
        except ValueError:
            continue
        if (found >= today) if coming else (found <= today):
            return day_span(found)
    raise ValueError(day)
