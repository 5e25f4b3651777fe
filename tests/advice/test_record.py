"""What a record proves about calls, hours and words, and not more."""

from __future__ import annotations

import pytest

from bot.advice import record
from bot.model import Count, Moment
from tests.advice.stories import at, told

HOURS = {"quiet_from": "22:00", "quiet_to": "08:00"}


@pytest.mark.parametrize(
    ("count", "when", "least"),
    [
        (Count("", 30, 39, "day"), None, 30),
        (Count("", 8, 8, "hour"), None, 8),
        (Count("", 20, 20, "week"), None, 3),
        (Count("", 62, 62, "month"), None, 2),
        (Count("", 9, 9, "total"), at(2026, 11, 1, exact="day", hours=72), 3),
        (Count("", 9, 9, "total"), None, None),
        (None, None, None),
    ],
)
def test_calls_per_day(count: Count | None, when: Moment | None, least: int | None) -> None:
    """A count over several days proves only the share that some day must have had."""
    assert record.calls_per_day(count, when) == least


@pytest.mark.parametrize(
    ("when", "overlap"),
    [
        (at(2026, 11, 21, 23, 30), "inside"),
        (at(2026, 11, 21, 22, 0), "inside"),
        (at(2026, 11, 22, 7, 59), "inside"),
        (at(2026, 11, 22, 8, 0), "outside"),
        (at(2026, 11, 22, 21, 59), "outside"),
        (at(2026, 11, 21, 21, exact="hour", hours=2), "partly"),
        (at(2026, 11, 22, 0, exact="hour", hours=6), "inside"),
        (at(2026, 11, 21, 0, exact="day", hours=24), "unknown"),
        (Moment("前阵子"), "unknown"),
        (None, "unknown"),
    ],
)
def test_quiet_hours(when: Moment | None, overlap: str) -> None:
    """A time is inside the quiet hours only when all of it is; a whole day says nothing about the hour."""
    assert record.quiet(when, HOURS) == overlap


def test_quiet_hours_need_a_rule_with_hours() -> None:
    """Without hours in the rule nothing is called late."""
    assert record.quiet(at(2026, 11, 21, 23, 30), {}) == "unknown"


def test_suing_is_not_a_threat_to_the_body() -> None:
    """Announcing a suit is told apart from announcing blows."""
    assert record.only_course_of_law(told(words="再不还就起诉你，上征信"))
    assert not record.only_course_of_law(told(words="起诉之前先打断你的腿"))
    assert record.threatens_body(told(words="小心你全家"))
