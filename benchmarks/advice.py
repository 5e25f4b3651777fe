"""Findings and plan of a large case: twelve debts of every kind of lender, three hundred incidents."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from decimal import Decimal

from benchmarks.measure import Times
from bot import app, settings
from bot.advice import assessment, plan
from bot.model import LENDER_KINDS, VIOLATIONS, Count, Debt, Incident, Moment, Story

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=app.CHINA)
DEBTS, INCIDENTS = 12, 300


def large_story() -> Story:
    """A case as it stands after half a year of harassment; every incident tells time, count, people and words."""
    debts = tuple(
        Debt(
            id=f"debt/{number}",
            name=f"某某平台{number}",
            lender_kind=LENDER_KINDS[number % len(LENDER_KINDS)],
            principal=Decimal(5000 + 700 * number),
            instalment=Decimal(600 + 90 * number),
            count=12,
            fees_up_front=Decimal(300) if number % 3 else None,
            overdue_days=30 * number,
        )
        for number in range(1, DEBTS + 1)
    )
    return Story(incidents=tuple(_incident(number) for number in range(1, INCIDENTS + 1)), debts=debts)


def _incident(number: int) -> Incident:
    begun = NOW - timedelta(hours=13 * number)
    kinds = {VIOLATIONS[(number + step) % len(VIOLATIONS)] for step in range(0, 9, 3)}
    return Incident(
        id=f"incident/{number}",
        kinds=frozenset(kinds),
        when=Moment("", begun, begun + timedelta(minutes=1), "minute"),
        calls=Count("", 5 + number % 30, 5 + number % 30, "day"),
        contacted=("parents", "employer"),
        words="再不还就去你单位闹",
        claimed_to_be="police" if number % 2 else "lawyer",
        visit=("refused_to_leave",),
        told_debt=bool(number % 2),
        debt=f"debt/{1 + number % DEBTS}",
    )


def findings_and_plan(rounds: int) -> Times:
    """Seconds of assessment and plan together, of each of `rounds`."""
    knowledge, story = app.house(settings.read({})).knowledge, large_story()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        steps = plan.make(story, assessment.assess(story, knowledge), NOW, knowledge)
        times.append(time.perf_counter() - begin)
        assert steps
    return Times(times, sum(times))
