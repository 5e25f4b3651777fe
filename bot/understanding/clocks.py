"""Clock times: 11点半, 8时35分, 19:30, 9~11点; and what 凌晨, 晚上 or 半夜 make of an hour."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.understanding.calendar_words import PARTS
from bot.understanding.numerals import number

_CLOCK = re.compile(r"([\d零一二两三四五六七八九十]+)(?:[:点时.])(.*)")
_TO = re.compile(r"(?:到|至|-+|~+|—+|–|→)")
_LACKING = re.compile(
    r"差(.+?)分?钟?(?:到|就)?([\d零一二两三四五六七八九十]+)点\Z|([\d零一二两三四五六七八九十]+)点差(.+?)分?\Z"
)
_TWO_HOURS = re.compile(r"(二?十)?([一二两三四五六七八九])([二两三四五六七八九十])点(半|钟|多)?\Z")
_SECONDS = re.compile(r"\A[0-5]\d:([0-5]\d)")
_NEAR = re.compile(r"多|许|左右|前后|来钟|过\Z|的时候")
_NIGHT = (
    "晚上",
    "大晚上",
    "晚间",
    "夜里",
    "夜晚",
    "夜间",
    "半夜",
    "大半夜",
    "三更半夜",
    "深夜",
    "午夜",
    "深更半夜",
    "半夜三更",
    "晚",
    "夜",
    "后半夜",
)


@dataclass(frozen=True, slots=True)
class Clock:
    """Hours and minutes after midnight of the named day; an hour of 24 or more is after the following midnight."""

    hour: int
    minute: int = 0
    vague: bool = False
    second: int = 0

    def on(self, day: datetime) -> datetime:
        return day + timedelta(hours=self.hour, minutes=self.minute, seconds=self.second)

    def __str__(self) -> str:
        return f"{self.hour % 24:02d}:{self.minute:02d}"


def clock_of(words: str, part: str) -> Clock | None:
    """A clock word read in its part of the day; None when it is no time of day."""
    lacking = _LACKING.match(words)
    if lacking:
        return _before_the_hour(lacking, part)
    match = _CLOCK.match(words)
    hour = number(match.group(1)) if match else None
    if match is None or hour is None or hour > 24:
        return None
    minute, seconds = _minute(match.group(2)), _SECONDS.search(match.group(2))
    second = int(seconds.group(1)) if seconds else 0
    return Clock(_in_part(int(hour), part), minute, bool(_NEAR.search(match.group(2))), second)


def _before_the_hour(match: re.Match[str], part: str) -> Clock | None:
    """差五分十点 and 十点差一刻: so many minutes before that hour."""
    minutes = _minute(match.group(1) or match.group(4))
    hour = clock_of(f"{match.group(2) or match.group(3)}点", part)
    return Clock(hour.hour - 1, 60 - minutes) if hour and minutes and hour.hour else None


def _minute(words: str) -> int:
    words = _NEAR.sub("", words).removesuffix("分").removesuffix("点").lstrip("过钟")
    if words in ("半", "一刻", "三刻"):
        return {"半": 30, "一刻": 15, "三刻": 45}[words]
    value = number(words.split(":")[0]) if words and words != "整" else None
    return int(value) if value is not None and value < 60 else 0


def _in_part(hour: int, part: str) -> int:
    """晚上十点 is 22; 昨晚十二点 and 昨晚两点 belong to the night that ends the next morning."""
    if part in _NIGHT:
        if hour == 12 or hour < 6:
            return hour + 24 if hour < 6 else 24
        return hour + 12 if hour < 12 else hour
    if part in ("下午", "午后", "傍晚", "下昼", "后晌", "下晌") and hour < 12:
        return hour + 12
    if part in ("中午", "大中午", "晌午", "午") and hour < 4:
        return hour + 12
    if part == "凌晨" and hour == 12:
        return 0
    return hour


def range_of(words: str, part: str) -> tuple[Clock, Clock] | None:
    """9~11点, 8点到9点, 5:00-6:00: both ends in the same part of the day."""
    two = _TWO_HOURS.match(words)
    if two:
        tens, low, high, tail = two.groups()
        later = "" if high == "十" else tens or ""
        words = f"{tens or ''}{low}点{tail or ''}到{later}{high}点{tail or ''}"
    ends = _TO.split(words, maxsplit=1)
    first, second = (end if re.search("[:点时]", end) else end + "点" for end in ends)
    one, last = clock_of(first, part), clock_of(second, part)
    if one is None or last is None:
        return None
    return replace(one, vague=one.vague or two is not None), last


def place_part(part: str) -> tuple[Clock, Clock]:
    """The hours a part of the day spans."""
    low, high = PARTS[part]
    return Clock(low), Clock(high)
