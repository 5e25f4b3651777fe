"""Lengths of time."""

from __future__ import annotations

import pytest

from bot.understanding.durations import days, lengths


@pytest.mark.parametrize(
    ("told", "low", "high"),
    [
        ("逾期三天了", "P3D", "P3D"),
        ("拖了俩月", "P2M", "P2M"),
        ("拖了一个多月", "P1M", "P2M"),
        ("两年半", "P2Y6M", "P2Y6M"),
        ("四年多了", "P48M", "P59M"),
        ("大半年", "P6M", "P12M"),
        ("好几个钟头", "PT2H", "PT9H"),
        ("半个月", "P15D", "P15D"),
        ("两个半小时", "PT2H30M", "PT2H30M"),
        ("十天半个月", "P10D", "P15D"),
        ("2天3小时15分", "P2DT3H15M", "P2DT3H15M"),
        ("十几天", "P11D", "P19D"),
        ("仨礼拜", "P21D", "P21D"),
        ("一年零三个月", "P1Y3M", "P1Y3M"),
        ("一个月零十天", "P1M10D", "P1M10D"),
        ("通话3分20秒", "PT3M20S", "PT3M20S"),
        ("一刻钟", "PT15M", "PT15M"),
        ("半拉月", "P15D", "P15D"),
        ("三天内打了六十次", "P3D", "P3D"),
        ("跟了五日之久", "P5D", "P5D"),
        ("逾期400多天", "P400D", "P499D"),
        ("十来天", "P10D", "P10D"),
        ("数小时", "PT2H", "PT9H"),
        ("拘留十日", "P10D", "P10D"),
        ("收到副本之日起十五日", "P15D", "P15D"),
        ("仨月零十天", "P3M10D", "P3M10D"),
        ("有期徒刑三年六个月", "P3Y6M", "P3Y6M"),
        ("收到之日起七日内", "P7D", "P7D"),
    ],
)
def test_lengths(told: str, low: str, high: str) -> None:
    """A length is read exactly where it is exact, and as a range where it is not."""
    assert [(found.low, found.high) for found in lengths(told)] == [(low, high)]


def test_working_days_are_marked() -> None:
    """Working days are not calendar days."""
    assert [(found.low, found.working) for found in lengths("七个工作日内")] == [("P7D", True)]


@pytest.mark.parametrize("told", ["三天前", "2024年", "三年级二班", "第一天的事".replace("一天", "日"), "昨天"])
def test_points_are_no_lengths(told: str) -> None:
    """What names a point in time is not a length."""
    assert list(lengths(told)) == []


def test_days_of_a_length() -> None:
    """A month counts thirty days and a year three hundred and sixty-five."""
    assert [int(days(iso)) for iso in ("P2M", "P1Y", "P14D", "PT36H")] == [60, 365, 14, 1]
