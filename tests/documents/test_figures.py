"""Incidents stand in their order, and a plan is what its rows say."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from bot.documents import figures
from bot.model import Debt, Incident
from tests.documents.drawn import BANK, FULL, KNOWLEDGE, calls, on, plan, story


def test_incidents_stand_from_the_earliest_to_the_latest() -> None:
    """Those without a day come last."""
    found = figures.timeline(FULL, KNOWLEDGE)

    days = [happening.day for happening in found.happenings]
    assert days == [*sorted(day for day in days if day), None]
    assert found.earlier == 0


def test_what_was_told_of_an_incident_is_kept() -> None:
    """Day, hour, kinds that follow by themselves, grave ones, and the night."""
    threat, visit = figures.timeline(FULL, KNOWLEDGE).happenings[4:6]

    assert (threat.day, threat.at, threat.grave, threat.night) == (date(2026, 11, 20), time(22, 10), True, True)
    assert (visit.kinds, visit.grave, visit.night, visit.name) == (("home_visit",), False, False, "")


def test_several_days_have_a_first_and_a_last() -> None:
    """A stretch is shown as one."""
    (found,) = figures.timeline(story(calls(on(1, days=20), 80)), KNOWLEDGE).happenings

    assert (found.day, found.last, found.at) == (date(2026, 11, 1), date(2026, 11, 20), None)


def test_lenders_are_named_when_there_are_several() -> None:
    """With two debts each incident says whose it is."""
    two = (BANK, Debt("debt/2", "", "另一家"))
    told = story(calls(on(1), 1), calls(on(2), 1, number=2, debt="debt/2"), debts=two)

    assert [each.name for each in figures.timeline(told, KNOWLEDGE).happenings] == ["某某贷", "另一家"]


def test_three_hundred_incidents_show_the_latest() -> None:
    """A picture stays a picture; the rest is counted."""
    many = story(*(Incident(f"incident/{n}", frozenset({"insult"}), on(n % 28 + 1, n % 24)) for n in range(300)))

    found = figures.timeline(many, KNOWLEDGE)

    assert (len(found.happenings), found.earlier) == (20, 280)
    assert found.happenings[-1].day == date(2026, 11, 28)


def test_a_plan_is_read_from_rows() -> None:
    """Rows may be lists or mappings; the sum is exact."""
    lists = figures.repayment("某某贷", plan(3))
    mappings = figures.repayment("某某贷", [{"month": m, "amount": a, "remaining": r} for m, a, r in plan(3)])

    assert lists == mappings
    assert lists.total == Decimal("2410.95")
    assert lists.rows[-1].remaining == 0


def test_months_of_the_same_amount_are_told_together() -> None:
    """Two months of 500, then 300 twice."""
    rows = figures.repayment("", [("2026-12", "500", "1000"), ("2027-01", "500", "500"), ("2027-02", "300", "0")]).rows

    assert [(run.month, count) for run, count in figures.runs(rows)] == [("2026-12", 2), ("2027-02", 1)]


@pytest.mark.parametrize(
    "rows", [[], [("2026-12", "x", "0")], [("2026-12", "-1", "0")], [("2026-12", "1", "NaN")], [("2026-12", "1")]]
)
def test_a_plan_that_is_none_is_refused(rows: list[tuple[str, ...]]) -> None:
    """No month, no number, a negative or endless sum: nothing is drawn."""
    with pytest.raises(ValueError):  # noqa: PT011 - the rows come from our own code; only the kind matters
        figures.repayment("", rows)
