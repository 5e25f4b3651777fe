"""Dates, sums and counts as letters write them, never more exact than told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.documents import chinese
from bot.model import Count, Moment
from tests.advice.stories import at


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (at(2026, 11, 21, 23, 30), "2026年11月21日23:30前后"),
        (at(2026, 11, 21, 23, exact="hour", hours=1), "2026年11月21日23时前后"),
        (at(2026, 11, 21, 18, exact="hour", hours=6), "2026年11月21日18时至次日0时之间"),
        (at(2026, 11, 21, exact="day", hours=24), "2026年11月21日"),
        (at(2026, 11, 15, exact="day", hours=7 * 24), "2026年11月15日至2026年11月21日"),
        (at(2026, 11, 1, exact="month", hours=30 * 24), "2026年11月"),
        (Moment("前阵子"), ""),
        (None, ""),
    ],
)
def test_moment(when: Moment | None, text: str) -> None:
    """A time is written as exactly as it is known."""
    assert chinese.moment(when) == text


@pytest.mark.parametrize(
    ("yuan", "text"), [("23000", "23000"), ("803.65", "803.65"), ("1500.00", "1500"), ("1E+4", "10000"), ("0.5", "0.5")]
)
def test_money(yuan: str, text: str) -> None:
    """Sums stay exact and lose only zeros."""
    assert chinese.money(Decimal(yuan)) == text


def test_times_never_exaggerate() -> None:
    """A range is written by its lower end."""
    assert chinese.times(Count("三十多个", 30, 39, "day")) == "每天至少30次"
    assert chinese.times(Count("三个", 3, 3, "total")) == "共3次"
    assert chinese.times(None) == ""
