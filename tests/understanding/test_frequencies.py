"""Counts and rhythms."""

from __future__ import annotations

import pytest

from bot.understanding.frequencies import frequencies
from bot.understanding.hearing import Hearing


@pytest.mark.parametrize(
    ("told", "low", "high", "per", "per_n"),
    [
        ("每天二十多个电话", 20, 29, "day", 1),
        ("一上午打了8个", 8, 8, "total", 1),
        ("一天十几条微信", 11, 19, "day", 1),
        ("三天两头打", 2, 4, "week", 1),
        ("隔三差五来", 1, 3, "week", 1),
        ("五天一还", 1, 1, "day", 5),
        ("每隔2天", 1, 1, "day", 2),
        ("今天第六条了", 6, 6, "total", 1),
        ("一周三次", 3, 3, "week", 1),
        ("打了几十个", 20, 99, "total", 1),
        ("每天5、6个", 5, 6, "day", 1),
        ("一天发两到三遍", 2, 3, "day", 1),
        ("一天二十好几个", 21, 29, "day", 1),
        ("打了两百来个", 200, 200, "total", 1),
        ("十余个未接", 11, 19, "total", 1),
        ("一个钟打三次", 3, 3, "hour", 1),
        ("路上一天打六七个", 6, 7, "day", 1),
        ("一天十几道电话", 11, 19, "day", 1),
        ("每半小时打一个", 1, 1, "minute", 30),
        ("每隔两小时打两次", 2, 2, "hour", 2),
        ("两天打我妈三回", 3, 3, "day", 2),
        ("每两周上一次门", 1, 1, "week", 2),
        ("一个季度来一次", 1, 1, "month", 3),
        ("日均五十个", 50, 50, "day", 1),
        ("三个小时打了四十一个", 41, 41, "total", 1),
        ("从早打到晚", 0, 0, "day", 1),
        ("三不五时来", 1, 3, "week", 1),
        ("一天三十多个,隔几分钟就响一回", 30, 39, "day", 1),
        ("每天三十多个电话,隔十分钟一个", 30, 39, "day", 1),
    ],
)
def test_how_many_and_how_often(told: str, low: int, high: int, per: str, per_n: int) -> None:
    """A count keeps its unit; a rhythm over several days keeps their number."""
    found = frequencies(told)[0]
    assert (found.low, found.high, found.per, found.per_n) == (low, high, per, per_n)


def test_working_days_are_kept() -> None:
    """工作日每天四个 leaves the weekend out."""
    assert [(each.low, each.working) for each in frequencies("工作日每天四个电话")] == [(4, True)]


def test_days_of_week_and_month() -> None:
    """每周三 and 每月5号 name the day."""
    assert frequencies("每周三打一遍")[0].weekday == 3
    assert frequencies("每月5号扣款")[0].monthday == 5


@pytest.mark.parametrize(
    "told", ["一个多月", "两个小时", "一个人", "一个上午", "两个孩子", "民法典第1183条", "一次性还清"]
)
def test_lengths_and_people_are_no_counts(told: str) -> None:
    """个 before a unit of time or people does not count calls."""
    assert frequencies(told) == []


@pytest.mark.parametrize(
    ("said", "low", "per"),
    [("20", 20, "total"), ("大概三十个", 30, "total"), ("每天20个", 20, "day"), ("一天二十", 20, "day")],
)
def test_an_answer_of_a_count(hearing: Hearing, said: str, low: int, per: str) -> None:
    """A bare number answers how many."""
    found = hearing.count(said)
    assert found is not None
    assert (found["low"], found["per"]) == (low, per)


@pytest.mark.parametrize(
    ("said", "low", "high", "per"),
    [
        ("每隔十分钟打一个", 6, 6, "hour"),
        ("每半小时打一个电话", 2, 2, "hour"),
        ("每隔两小时打一次", 1, 12, "day"),
        ("两天打三回", 10, 10, "week"),
        ("每两周上一次门", 2, 2, "month"),
        ("一个季度来一次", 4, 4, "year"),
    ],
)
def test_a_rate_over_several_units_is_never_overstated(
    hearing: Hearing, said: str, low: int, high: int, per: str
) -> None:
    """A letter must not say 每分钟1次 of a call every ten minutes."""
    found = hearing.count(said)
    assert found is not None
    assert (found["low"], found["high"], found["per"]) == (low, high, per)
