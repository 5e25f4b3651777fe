"""How often a loan is paid: the intervals that people name, and the days they fall on."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

Every = Literal["month", "half_month", "two_weeks", "ten_days", "week", "day"]

DAYS_A_YEAR = Decimal(365)
_DAYS: Mapping[Every, int] = {"two_weeks": 14, "ten_days": 10, "week": 7, "day": 1}
_HALF_MONTH = 15
_PER_YEAR: Mapping[Every, Decimal] = {"month": Decimal(12), "half_month": Decimal(24)}


def every_of(word: str) -> Every:
    """The interval that an answer names; a month where none was told, as almost all plans have it."""
    known: dict[str, Every] = {each: each for each in (*_PER_YEAR, *_DAYS)}
    return known.get(word, "month")


def per_year(every: Every) -> Decimal:
    """Intervals in a year: 12 months, 24 half months, else 365 days by the days of one."""
    return _PER_YEAR.get(every) or DAYS_A_YEAR / _DAYS[every]


def due_dates(first: date | None, count: int, every: Every) -> tuple[date | None, ...]:
    """The due days from the first on; a month without that day has it on its last. All None without a first."""
    if first is None:
        return (None,) * count
    if every == "month":
        return tuple(_months_on(first, step) for step in range(count))
    days = _DAYS.get(every, _HALF_MONTH)
    return tuple(first + timedelta(days=days * step) for step in range(count))


def _months_on(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(first.day, last))
