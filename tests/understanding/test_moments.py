"""Points and spans of time, resolved against Sunday 2026-11-22 10:00 in Shanghai, past first."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.understanding.hearing import Hearing
from bot.understanding.moments import whens
from bot.understanding.text import plain

POINTS = [
    ("昨晚11点半", "2026-11-21T23:30"),
    ("前天凌晨两点", "2026-11-20T02:00"),
    ("上周三晚上十点多", "2026-11-11T22:00"),
    ("5月3日上午9点", "2026-05-03T09:00"),
    ("昨晚零点二十", "2026-11-22T00:20"),
    ("昨晚12点", "2026-11-22T00:00"),
    ("大前天夜里十二点", "2026-11-20T00:00"),
    ("今天早上7点", "2026-11-22T07:00"),
    ("半小时前", "2026-11-22T09:30"),
    ("周五下午三点多", "2026-11-20T15:00"),
    ("上个月15号晚上8点", "2026-10-15T20:00"),
    ("2025年3月1日14:05", "2025-03-01T14:05"),
    ("国庆节那天晚上九点", "2026-10-01T21:00"),
    ("去年12月8号中午12点", "2025-12-08T12:00"),
    ("三天前下午4点", "2026-11-19T16:00"),
]
SPANS = [
    ("昨天", "2026-11-21", "2026-11-22"),
    ("国庆期间", "2026-10-01", "2026-10-08"),
    ("去年5月", "2025-05-01", "2025-06-01"),
    ("腊月二十九", "2026-02-16", "2026-02-17"),
    ("除夕", "2026-02-16", "2026-02-17"),
    ("上上周", "2026-11-02", "2026-11-09"),
    ("9号", "2026-11-09", "2026-11-10"),
    ("25号", "2026-10-25", "2026-10-26"),
    ("12月1日", "2025-12-01", "2025-12-02"),
    ("10月底", "2026-10-21", "2026-11-01"),
    ("三年前", "2023-01-01", "2024-01-01"),
    ("2024-05-20", "2024-05-20", "2024-05-21"),
    ("下周二", "2026-11-24", "2026-11-25"),
    ("还款日为12月5日", "2026-12-05", "2026-12-06"),
    ("正月初三", "2026-02-19", "2026-02-20"),
]
UNTIL_NOW = [
    ("这半个月", "2026-11-07"),
    ("从10月底到现在", "2026-10-21"),
    ("这三天", "2026-11-19"),
    ("最近一年", "2025-11-22"),
    ("从上个月开始", "2026-10-01"),
    ("今年三月以来", "2026-03-01"),
    ("前几天", "2026-11-17"),
]


@pytest.mark.parametrize(("told", "start"), POINTS)
def test_points(told: str, start: str, now: datetime) -> None:
    """A date with a clock time is one point."""
    (found,) = whens(plain(told).text, now)
    assert found.first is not None
    assert found.first.isoformat(timespec="minutes") == f"{start}+08:00"
    assert found.last is None


@pytest.mark.parametrize(("told", "start", "end"), SPANS)
def test_days_and_spans(told: str, start: str, end: str, now: datetime) -> None:
    """A date without a clock is a half-open span; without a year it is the latest past one."""
    (found,) = whens(plain(told).text, now)
    assert found.first is not None
    assert found.last is not None
    assert (found.first.date().isoformat(), found.last.date().isoformat()) == (start, end)


@pytest.mark.parametrize(("told", "start"), UNTIL_NOW)
def test_spans_that_reach_until_now(told: str, start: str, now: datetime) -> None:
    """What began then and goes on ends at the message's own time."""
    (found,) = whens(plain(told).text, now)
    assert found.first is not None
    assert found.first.date().isoformat() == start
    assert found.last == now


def test_a_range_keeps_the_day_and_half_of_the_day(now: datetime) -> None:
    """晚上9点到11点 ends in the evening too."""
    (found,) = whens("昨天晚上9点到11点", now)
    assert (str(found.first)[11:16], str(found.last)[11:16]) == ("21:00", "23:00")


@pytest.mark.parametrize(
    "told", ["有一点难受", "差一点就崩溃", "一点办法没有", "网贷逾期", "说了两句", "几点意见".replace("几点", "一些")]
)
def test_no_time_at_all(told: str, now: datetime) -> None:
    """Words that only look like a clock are none."""
    assert whens(told, now) == []


def test_an_answer_with_a_clock_only_is_its_latest_occurrence(hearing: Hearing, now: datetime) -> None:
    """凌晨两点 said in the morning was this morning; 晚上十点 was last night."""
    early, late = hearing.moment("凌晨两点", now), hearing.moment("晚上十点", now)
    assert early is not None
    assert late is not None
    assert early["start"] == "2026-11-22T02:00:00+08:00"
    assert late["start"] == "2026-11-21T22:00:00+08:00"
    assert late["exact"] == "minute"


def test_impossible_dates_are_left_out(now: datetime) -> None:
    """The 31st of February is no date."""
    assert whens("2月31日", now) == []
