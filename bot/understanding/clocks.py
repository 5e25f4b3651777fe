"""Clock times: 11点半, 8时35分, 19:30, 9~11点; and what 凌晨, 晚上 or 半夜 make of an hour."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.understanding.calendar_words import PARTS
from bot.understanding.numerals import number

_CLOCK = re.compile(r"([\d零一二两三四五六七八九十]+)(?:[:点时])(.*)")
_TO = re.compile(r"(?:到|至|-+|~+|—+|–|→)")
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

    def on(self, day: datetime) -> datetime:
        return day + timedelta(hours=self.hour, minutes=self.minute)

    def __str__(self) -> str:
        return f"{self.hour % 24:02d}:{self.minute:02d}"


def clock_of(words: str, part: str) -> Clock | None:
    """A clock word read in its part of the day; None when it is no time of day."""
    match = _CLOCK.match(words)
    hour = number(match.group(1)) if match else None
    if match is None or hour is None or hour > 24:
        return None
    minute = _minute(match.group(2))
    return Clock(_in_part(int(hour), part), minute, bool(_NEAR.search(match.group(2))))


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
    if part in ("下午", "午后", "傍晚") and hour < 12:
        return hour + 12
    if part in ("中午", "大中午", "晌午", "午") and hour < 4:
        return hour + 12
    if part == "凌晨" and hour == 12:
        return 0
    return hour


def range_of(words: str, part: str) -> tuple[Clock, Clock] | None:
    """9~11点, 8点到9点, 5:00-6:00: both ends in the same part of the day."""
    ends = _TO.split(words, maxsplit=1)
    first, second = (end if re.search("[:点时]", end) else end + "点" for end in ends)
    one, two = clock_of(first, part), clock_of(second, part)
    return (one, two) if one and two else None


def place_part(part: str) -> tuple[Clock, Clock]:
    """The hours a part of the day spans."""
    low, high = PARTS[part]
    return Clock(low), Clock(high)
