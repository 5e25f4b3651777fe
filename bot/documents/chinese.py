"""Dates, sums and lists as Chinese letters write them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.advice.record import CHINA
from bot.model import Count, Moment

_PER = {
    "minute": "每分钟",
    "hour": "每小时",
    "day": "每天",
    "week": "每周",
    "month": "每月",
    "year": "每年",
    "total": "共",
}
_FEN = Decimal("0.01")


def day(when: date) -> str:
    """2026年11月21日."""
    return f"{when.year}年{when.month}月{when.day}日"


def money(yuan: Decimal) -> str:
    """The sum as told, to the fen where there is one: 23000, 803.65."""
    exact = yuan.quantize(_FEN) if yuan.as_tuple().exponent not in (0, -1, -2) else yuan
    return f"{exact.normalize():f}"


def moment(when: Moment | None) -> str:
    """A time as exactly as it is known and no more; empty when there is no date in it."""
    if when is None or when.start is None:
        return ""
    start = when.start.astimezone(CHINA)
    last = (when.end - timedelta(microseconds=1)).astimezone(CHINA) if when.end is not None else start
    if when.exact == "minute":
        return f"{day(start)}{start:%H:%M}前后"
    if when.exact == "hour":
        return _hours(start, last)
    if when.exact == "month" or (start.day == 1 and (last + timedelta(days=1)).day == 1 and start.month == last.month):
        return f"{start.year}年{start.month}月"
    return day(start) if start.date() == last.date() else f"{day(start)}至{day(last)}"


def _hours(start: datetime, last: datetime) -> str:
    if last - start <= timedelta(hours=1):
        return f"{day(start)}{start.hour}时前后"
    until = (last + timedelta(microseconds=1)).astimezone(CHINA)
    ends = f"{until.hour}时" if until.date() == start.date() else f"次日{until.hour}时"
    return f"{day(start)}{start.hour}时至{ends}之间"


def times(count: Count | None) -> str:
    """A count that never says more than was told: 每天至少30次."""
    if count is None:
        return ""
    exactly = "" if count.low == count.high else "至少"
    return f"{_PER.get(count.per, '')}{exactly}{count.low}次"


def listing(words: Iterable[str]) -> str:
    """父母、同事."""
    return "、".join(dict.fromkeys(word for word in words if word))
