"""Dates from their words: year, month, day, week, holiday, lunar day, so-and-so long ago."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

from bot.understanding.calendar_words import DAYS, Atom
from bot.understanding.days import Day, day_span, nearest, whole
from bot.understanding.durations import Length, days, lengths
from bot.understanding.feasts import Asked, feast_day

_YEARS = {"大前": -3, "前": -2, "去": -1, "今": 0, "当": 0, "本": 0, "明": 1, "后": 2, "": 0}
_RELATIVE = re.compile(r"年.*")
_STEPS = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6, "末": 5} | {str(i + 1): i for i in range(7)}
_THIRDS = {
    "初": (1, 10),
    "上旬": (1, 10),
    "中": (11, 20),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
}


def shift_months(day: datetime, months: int) -> datetime:
    """The same day so many months away, or that month's last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return day.replace(year=year, month=month + 1, day=last)
        except ValueError:
            continue
    return day


def day_of(group: list[Atom], now: datetime, *, coming: bool) -> Day | None:
    """The date that neighbouring date words make; None when they make none. `coming` prefers the future."""
    try:
        return _day_of({a.kind: a.words for a in group}, now, coming)
    except (ValueError, OverflowError):
        return None


def _day_of(words: dict[str, str], now: datetime, coming: bool) -> Day | None:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    year = _year(words, now)
    if "isodate" in words:
        return _iso(words["isodate"], today)
    if "slash" in words:
        return _slash(words["slash"], today, coming)
    if "ago" in words:
        return _ago(words["ago"], now)
    if "relday" in words and "month" not in words:
        shift = next(v for k, v in sorted(DAYS.items(), key=lambda i: -len(i[0])) if words["relday"].startswith(k))
        return day_span(today + timedelta(days=shift))
    if "holiday" in words or "lunar" in words:
        back = _YEARS[_RELATIVE.sub("", words["relyear"])] if "relyear" in words else None
        return feast_day(words.get("holiday") or words["lunar"], today, Asked(year, back, coming))
    if "day" in words or "bareday" in words:
        return _in_month(words, today, year, coming)
    if "week" in words:
        return _week(words["week"], today, coming)
    return _month_or_year(words, today, year, coming)


def _year(words: dict[str, str], now: datetime) -> int | None:
    if "relyear" in words:
        return now.year + _YEARS[_RELATIVE.sub("", words["relyear"])]
    if "year" not in words:
        return None
    said = words["year"].split("年")[0]
    value = whole(said)
    return value if value > 99 else 2000 + value if value <= now.year % 100 + 5 else 1900 + value


def _iso(words: str, today: datetime) -> Day:
    if words.isdigit():
        words = f"{words[:4]}-{words[4:6]}-{words[6:]}"
    year, month, day = (int(p) for p in re.split(r"[-/.]", words.rstrip("日")))
    first = today.replace(year=year, month=month, day=day)
    return Day(first, first + timedelta(days=1), absolute=True)


def _slash(words: str, today: datetime, coming: bool) -> Day:
    month, day = (int(p) for p in re.split("[/.]", words))
    return nearest(today, month, day, coming)


def _in_month(words: dict[str, str], today: datetime, year: int | None, coming: bool) -> Day:
    said = re.sub(r"[号日]", "", words.get("day") or words["bareday"])
    if said[-1] in "几多":  # 上个月十几号: the 11th to the 19th
        tens = _in_month(words | {"day": said[:-1]}, today, year, coming).first
        return Day(tens + timedelta(days=1), tens + timedelta(days=10), "day", vague=True)
    day = whole(said)
    if "relmonth" in words:
        base = shift_months(today.replace(day=1), _step(words["relmonth"]))
        base = base.replace(year=base.year + (year - today.year if year else 0))
        return day_span(base.replace(day=day))
    if "month" in words:
        month = whole(words["month"].split("月")[0])
        return day_span(today.replace(year=year, month=month, day=day)) if year else nearest(today, month, day, coming)
    for back in range(4):
        try:
            found = shift_months(today.replace(day=1), back if coming else -back).replace(day=day)
        except ValueError:
            continue
        if (found >= today) if coming else (found <= today):
            return day_span(found)
    raise ValueError(day)


def _step(words: str) -> int:
    return next((v for k, v in sorted(_STEPS.items(), key=lambda i: -len(i[0])) if words.startswith(k)), 0)


def _month_or_year(words: dict[str, str], today: datetime, year: int | None, coming: bool) -> Day | None:
    if "half" in words:
        return _half(words["half"], today.replace(year=year or today.year, month=1, day=1), today)
    if "relmonth" in words:
        base = shift_months(today.replace(day=1), _step(words["relmonth"]))
        found = _third(words["relmonth"], base.replace(year=base.year + (year - today.year if year else 0)))
        # A bare 月底 early in a month is the last month's, unless it is still to come.
        if words["relmonth"].startswith("月") and found.first > today and not coming:
            return _third(words["relmonth"], shift_months(base, -1))
        return found
    if "months" in words:
        return _months(words["months"], today, year, coming)
    if "month" in words:
        month = whole(words["month"].split("月")[0])
        first = today.replace(month=month, day=1, year=year or today.year)
        if year is None and not coming and first > today:
            first = first.replace(year=today.year - 1)
        elif year is None and coming and month < today.month:
            first = first.replace(year=today.year + 1)
        return _third(words["month"], first)
    if year is None:
        return None
    first = today.replace(year=year, month=1, day=1)
    end = (words.get("year") or words.get("relyear") or " ")[-1]
    if end in "初底末":
        low, high = (1, 3) if end == "初" else (11, 13)
        if words.get("relyear", "").startswith("年") and shift_months(first, low - 1) > today and not coming:
            first = first.replace(year=year - 1)
        return Day(shift_months(first, low - 1), shift_months(first, high - 1), "month", vague=True, absolute=True)
    return Day(first, first.replace(year=year + 1), "vague", absolute="year" in words)


def _months(words: str, today: datetime, year: int | None, coming: bool) -> Day:
    """9-11月: from the first of the one to the end of the other."""
    one, two = (whole(part.rstrip("月份")) for part in re.split("[-~到至]", words))
    first = _month_or_year({"month": f"{one}月"}, today, year, coming)
    if first is None:
        raise ValueError(words)
    return Day(first.first, shift_months(first.first, (two - one) % 12 + 1), "month")


def _third(words: str, first: datetime) -> Day:
    """The month, or its beginning, middle or end."""
    tail = re.search(r"月份?(初|底|末|中旬|上旬|下旬|中|的?最后一天)\Z", words)
    after = shift_months(first, 1)
    if tail is None:
        return Day(first, after, "month")
    if tail.group(1).endswith("天"):
        return Day(after - timedelta(days=1), after)
    low, high = _THIRDS[tail.group(1)]
    return Day(first.replace(day=low), after if high == 31 else first.replace(day=high + 1), "month", vague=True)


def _half(words: str, first: datetime, today: datetime) -> Day:
    if words.endswith("半年"):
        start = shift_months(first, 0 if words.startswith("上") else 6)
        return Day(start, shift_months(start, 6), "month")
    if words[0] in "上下这本":
        quarter = (today.month - 1) // 3 + 1 + _STEPS[words[0]]
        start = shift_months(first, 3 * (quarter - 1))
        return Day(start, shift_months(start, 3), "month")
    quarter = whole(words.lstrip("第")[0])
    start = shift_months(first, 3 * (quarter - 1))
    return Day(start, shift_months(start, 3), "month")


def _week(words: str, today: datetime, coming: bool) -> Day:
    step = next((v for k, v in sorted(_STEPS.items(), key=lambda i: -len(i[0])) if words.startswith(k)), None)
    monday = today - timedelta(days=today.weekday())
    tail = words[-1]
    if tail in "周期拜":
        return Day(monday + timedelta(weeks=step or 0), monday + timedelta(weeks=(step or 0) + 1))
    found = monday + timedelta(weeks=step or 0, days=_WEEKDAYS[tail])
    if step is None and (found < today if coming else found > today):
        found += timedelta(weeks=1 if coming else -1)
    return day_span(found, 2 if tail == "末" else 1)


def _ago(words: str, now: datetime) -> Day | None:
    """两分钟前 is a point, 三天前 a day, 半年前 the same day of that month, 三年前 a calendar year."""
    said = re.sub(r"(?:以|之)?前\Z", "", words)
    length = next(lengths(said), None)
    if length is None:
        return None
    if re.search(r"T\d", length.low):
        first = now - timedelta(days=float(days(length.high)))
        return Day(first, now - timedelta(days=float(days(length.low))), "minute", length.vague, point=not length.vague)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if re.fullmatch(r"P\d+Y", length.low):
        low, high = (int(days(x) / 365) for x in (length.high, length.low))
        first = today.replace(month=1, day=1)
        return Day(first.replace(year=now.year - low), first.replace(year=now.year - high + 1), "vague", vague=True)
    return _long_ago(said, length, today)


def _long_ago(said: str, length: Length, today: datetime) -> Day:
    low, high = back(today, length.high), back(today, length.low)
    if said.startswith("几天"):
        return Day(back(today, "P5D"), today, "vague", vague=True)
    if length.low == length.high:
        return Day(high, high + timedelta(days=1), "day", vague="D" not in length.low)
    if length.high.endswith("11M") or (length.high.endswith("M") and length.low != length.high and "多" in said):
        low = back(today, f"P{int(days(length.high) / 30) + (int(days(length.high) / 30) % 12 == 11)}M")
    return Day(low, high, "vague", vague=True)


def back(day: datetime, iso: str) -> datetime:
    """So long before a day; months and years by the calendar."""
    for figures, letter in re.findall(r"(\d+)([YM])", iso.split("T")[0]):
        day = shift_months(day, -int(figures) * (12 if letter == "Y" else 1))
    rest = sum((days(f"P{f}D") for f in re.findall(r"(\d+)D", iso)), Decimal(0))
    clock = "T" + iso.split("T")[1] if "T" in iso else ""
    return day - timedelta(days=float(rest + (days(clock) if clock else 0)))
