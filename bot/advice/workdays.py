"""Mainland China's calendar: days, working days with their make-up Saturdays, and dates one can keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

_SATURDAY = 5
# These days are holidays in every year's plan, whatever else it moves.
_ALWAYS_FREE = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


@dataclass(frozen=True, slots=True)
class Day:
    """A date; `rough` when the State Council's holiday plan for its year is not known yet, so Mon-Fri was counted."""

    date: date
    rough: bool = False


def working(day: date) -> Day | None:
    """The day itself when people work on it, else None."""
    try:
        return Day(day) if chinese_calendar.is_workday(day) else None
    except NotImplementedError:
        free = day.weekday() >= _SATURDAY or (day.month, day.day) in _ALWAYS_FREE
        return None if free else Day(day, rough=True)


def on_or_after(day: date) -> Day:
    """The first working day that is not before `day`."""
    while (found := working(day)) is None:
        day += timedelta(days=1)
    return found


def after(day: date, working_days: int) -> Day:
    """The last day of a term of `working_days`, counted from the day after `day`."""
    found = Day(day)
    rough = False
    for _ in range(working_days):
        found = on_or_after(found.date + timedelta(days=1))
        rough = rough or found.rough
    return Day(found.date, rough)
