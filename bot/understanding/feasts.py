"""Holidays and lunar dates: 国庆, 国庆第二天, 中秋三天, 双十一, 除夕, 腊月二十九, 去年腊月."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.understanding.calendar_words import HOLIDAYS, LUNAR_HOLIDAYS
from bot.understanding.days import Day, day_span, nearest, whole
from bot.understanding.lunar import lunar_day

_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_REST = r"期间|假期|长假|放假|小长假|那几天|这几天"
_FEAST = re.compile(rf"(.*?)(?:节)?({_REST})?(?:(第)?([一二三四五六七八\d])天)?\Z")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which one of the yearly days is meant: of the year said, of so many lunar or calendar years off, or the nearest.

    `coming` prefers the future.
    """

    year: int | None = None
    off: int | None = None
    coming: bool = False


def feast_day(words: str, today: datetime, asked: Asked) -> Day | None:
    """A holiday or lunar date: one day, its days of rest (国庆期间), so many (中秋三天) or one (国庆第二天)."""
    match = _FEAST.match(words)
    if match is None:
        return None
    name, rest, nth, number = match.groups()
    found = _first_day(name, today, asked)
    if found is None or number is None:
        return found if found is None or not (rest or name == "过年") else _resting(name, found)
    if nth:
        return day_span(found.first + timedelta(days=whole(number) - 1))
    return day_span(found.first, whole(number))


def _known(name: str) -> tuple[int, int, int] | None:
    return {k.removesuffix("节"): v for k, v in HOLIDAYS.items()}.get(name.removesuffix("节"))


def _resting(name: str, found: Day) -> Day:
    known = _known(name) or LUNAR_HOLIDAYS.get(name)
    return day_span(found.first, known[2] if known else 1)


def _first_day(name: str, today: datetime, asked: Asked) -> Day | None:
    known = _known(name)
    if known is None:
        return _lunar(name, today, asked)
    month, day, count = known
    if not day:
        return _sunday(today, asked, month, count)
    if asked.year:
        return day_span(today.replace(year=asked.year, month=month, day=day))
    return nearest(today, month, day, asked.coming)


def _sunday(today: datetime, asked: Asked, month: int, nth: int) -> Day | None:
    """母亲节 and 父亲节: the so-manyth Sunday of their month."""
    near = range(today.year, today.year + 2) if asked.coming else range(today.year, today.year - 2, -1)
    for year in [asked.year] if asked.year else near:
        first = today.replace(year=year, month=month, day=1)
        found = first + timedelta(days=6 - first.weekday(), weeks=nth - 1)
        if asked.year or ((found >= today) if asked.coming else (found <= today)):
            return day_span(found)
    return None


def _lunar(name: str, today: datetime, asked: Asked) -> Day | None:
    month, day = LUNAR_HOLIDAYS[name][:2] if name in LUNAR_HOLIDAYS else _lunar_numbers(name)
    for year in _lunar_years(today, asked, month):
        found = _dated(year, month, day, today)
        if found is None:
            continue
        if asked.year or ((found.first >= today) if asked.coming else (found.first <= today)):
            return found
    return None


def _lunar_years(today: datetime, asked: Asked, month: int) -> range:
    """The lunar years to look in, in order: 去年腊月 is the last one's, though it fell in this January."""
    if asked.off is not None:
        started = lunar_day(today.year, 1, 1)
        year = today.year + asked.off - (started is not None and today.date() < started)
        return range(year, year + 1)
    if asked.year:
        year = asked.year - (month >= 11)
        return range(year, year + 1)
    return range(today.year - 1, today.year + 3) if asked.coming else range(today.year, today.year - 3, -1)


def _dated(year: int, month: int, day: int | None, today: datetime) -> Day | None:
    """The day, or the whole month when none is named."""
    first = lunar_day(year, month, 1 if day is None else day)
    if first is None:
        return None
    if day is not None:
        return day_span(_midnight(first, today))
    after = lunar_day(year, month + 1, 1) if month < 12 else lunar_day(year + 1, 1, 1)
    return None if after is None else Day(_midnight(first, today), _midnight(after, today), "month")


def _lunar_numbers(name: str) -> tuple[int, int | None]:
    match = re.match(r"(?:农历|阴历|旧历)?(?:大?年|(.{1,2})月)?(.*)\Z", name)
    if match is None:
        raise ValueError(name)
    said = match.group(1)
    month = 1 if said is None else _LUNAR_MONTHS.get(said) or whole(said)
    day = match.group(2).lstrip("初").replace("廿", "二十")
    return month, whole(day) if day else None


def _midnight(day: date, today: datetime) -> datetime:
    return today.replace(year=day.year, month=day.month, day=day.day)
