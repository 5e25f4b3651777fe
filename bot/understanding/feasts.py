"""Holidays and lunar dates: 国庆, 双十一, 除夕, 腊月二十九."""

from __future__ import annotations

import re
from datetime import date, datetime

from bot.understanding.calendar_words import HOLIDAYS, LUNAR_HOLIDAYS
from bot.understanding.days import Day, day_span, nearest, whole
from bot.understanding.lunar import lunar_day

_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}


def feast_day(words: str, today: datetime, year: int | None, coming: bool) -> Day | None:
    name = re.sub(r"(?:节)?(?:期间|假期|长假|放假|小长假|那几天|这几天)?\Z", "", words)
    many = bool(re.search(r"期间|假|几天\Z", words)) or name == "过年"
    known = {k.removesuffix("节"): v for k, v in HOLIDAYS.items()}.get(name.removesuffix("节"))
    if known is not None:
        month, day, count = known
        found = day_span(today.replace(year=year, month=month, day=day)) if year else nearest(today, month, day, coming)
        return day_span(found.first, count if many else 1)
    return _lunar(name, today, year, coming, many)


def _lunar(name: str, today: datetime, year: int | None, coming: bool, many: bool) -> Day | None:
    month, day, count = LUNAR_HOLIDAYS.get(name) or (*_lunar_numbers(name), 1)
    years = (
        [year - (month >= 11)] if year else range(today.year + coming, today.year - 3 + coming * 4, 1 if coming else -1)
    )
    for lunar_year in years:
        found = lunar_day(lunar_year, month, day)
        if found is None:
            continue
        first = _midnight(found, today)
        if year or ((first >= today) if coming else (first <= today)):
            return day_span(first, count if many else 1)
    return None


def _lunar_numbers(name: str) -> tuple[int, int]:
    match = re.match(r"(?:农历|阴历|旧历)?(?:大?年|(.{1,2})月)(.*)\Z", name)
    if match is None:
        raise ValueError(name)
    said = match.group(1)
    month = 1 if said is None else _LUNAR_MONTHS.get(said) or whole(said)
    return month, whole(match.group(2).lstrip("初").replace("廿", "二十") or "一")


def _midnight(day: date, today: datetime) -> datetime:
    return today.replace(year=day.year, month=day.month, day=day.day)
