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
    ("上周五晚九点", "2026-11-13T21:00"),
    ("周三早七点半", "2026-11-18T07:30"),
    ("昨晚差十分十二点", "2026-11-21T23:50"),
    ("星期四18:05", "2026-11-19T18:05"),
    ("12.5晚上8点", "2025-12-05T20:00"),
    ("廿七号上午九点", "2026-10-27T09:00"),
    ("12月20日14:30开庭", "2026-12-20T14:30"),
    ("前天差不多八点", "2026-11-20T08:00"),
    ("昨天嘛，下午三点半", "2026-11-21T15:30"),
    ("前日下昼四点", "2026-11-20T16:00"),
    ("今朝七点半", "2026-11-22T07:30"),
    ("周一早八点我们会到你单位", "2026-11-23T08:00"),
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
    ("去年年底", "2025-11-01", "2026-01-01"),
    ("年初", "2026-01-01", "2026-03-01"),
    ("月初", "2026-11-01", "2026-11-11"),
    ("上个月最后一天", "2026-10-31", "2026-11-01"),
    ("去年腊月", "2026-01-19", "2026-02-17"),
    ("国庆第二天", "2026-10-02", "2026-10-03"),
    ("中秋三天", "2026-09-25", "2026-09-28"),
    ("本月30号", "2026-11-30", "2026-12-01"),
    ("上个季度", "2026-07-01", "2026-10-01"),
    ("放款日期：20251107", "2025-11-07", "2025-11-08"),
    ("12月20号开庭", "2026-12-20", "2026-12-21"),
    ("上周二到周四", "2026-11-10", "2026-11-13"),
    ("下周一到周三", "2026-11-23", "2026-11-26"),
    ("10月3号到5号", "2026-10-03", "2026-10-06"),
    ("2024年3月到5月", "2024-03-01", "2024-06-01"),
    ("2021年9-11月", "2021-09-01", "2021-12-01"),
    ("二四年十月七号", "2024-10-07", "2024-10-08"),
    ("上个月月初", "2026-10-01", "2026-10-11"),
    ("上个月十几号", "2026-10-11", "2026-10-20"),
    ("2018年4月至同年9月", "2018-04-01", "2018-10-01"),
    ("自去年9月起至今年3月", "2025-09-01", "2026-04-01"),
    ("父亲节那天", "2026-06-21", "2026-06-22"),
]
CLOCKS = [
    ("早六点到晚十一点没停过", "06:00", "23:00"),
    ("凌晨一两点还在打", "01:00", "02:00"),
    ("夜里十一二点", "23:00", "00:00"),
    ("9点打到11点", "09:00", "11:00"),
]
# By when something is due: the end of the day named, or that very moment.
DEADLINES = [
    ("最晚28号给钱", "2026-11-29T00:00"),
    ("截止到本月30号", "2026-12-01T00:00"),
    ("12月10日前还清", "2026-12-10T00:00"),
    ("年底前还清", "2027-01-01T00:00"),
    ("下周五17点前答复", "2026-11-27T17:00"),
    ("今天之内还上", "2026-11-23T00:00"),
    ("下周五18点前提交方案", "2026-11-27T18:00"),
    ("给你到后天中午十二点", "2026-11-24T12:00"),
    ("正月十五之前还", "2027-02-20T00:00"),
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


@pytest.mark.parametrize(("told", "start", "end"), CLOCKS)
def test_two_hours_without_a_day(told: str, start: str, end: str, now: datetime) -> None:
    """Each end keeps its own part of the day; two hours in one breath are about that span."""
    (found,) = whens(plain(told).text, now)
    assert (str(found.clock), str(found.until)) == (start, end)


@pytest.mark.parametrize(("told", "end"), DEADLINES)
def test_deadlines_have_an_end_only(told: str, end: str, now: datetime) -> None:
    """What is to be done by a day looks forward, and that day itself is still in time."""
    (found,) = whens(plain(told).text, now)
    assert found.first is None
    assert found.last is not None
    assert found.last.isoformat(timespec="minutes") == f"{end}+08:00"


@pytest.mark.parametrize(
    ("told", "start", "end"),
    [
        ("今天从上午十点一直打到下午三点", "2026-11-22T10:00", "2026-11-22T15:00"),
        ("从昨天早上八点吵到半夜十二点", "2026-11-21T08:00", "2026-11-22T00:00"),
        ("2026年2月1日22时至次日3时不让走", "2026-02-01T22:00", "2026-02-02T03:00"),
        ("3号晚上8点到5号早上9点", "2026-11-03T20:00", "2026-11-05T09:00"),
        ("从今早七点打到现在", "2026-11-22T07:00", "2026-11-22T10:00"),
    ],
)
def test_spans_between_two_moments(told: str, start: str, end: str, now: datetime) -> None:
    """The verb may stand between the two ends, and the second leaves its day or month to the first."""
    (found,) = whens(plain(told).text, now)
    assert found.first is not None
    assert found.last is not None
    assert [each.isoformat(timespec="minutes")[:16] for each in (found.first, found.last)] == [start, end]


def test_seconds_are_kept(now: datetime) -> None:
    """A call list tells the second."""
    (found,) = whens("2026-10-08 07:12:33", now)
    assert str(found.first) == "2026-10-08 07:12:33+08:00"


def test_a_range_keeps_the_day_and_half_of_the_day(now: datetime) -> None:
    """晚上9点到11点 ends in the evening too."""
    (found,) = whens("昨天晚上9点到11点", now)
    assert (str(found.first)[11:16], str(found.last)[11:16]) == ("21:00", "23:00")


@pytest.mark.parametrize(
    "told",
    [
        "有一点难受",
        "差一点就崩溃",
        "一点办法没有",
        "网贷逾期",
        "说了两句",
        "我有三点要求",
        "一时糊涂",
        "分5/12期",
        "住11号门",
        "在五一路",
        "表哥李国庆",
    ],
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
