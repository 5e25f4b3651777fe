"""Stored answers become the typed story that advice and letters read."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.advice.story import story_of
from bot.model import Answer, Case, Record

CHINA = ZoneInfo("Asia/Shanghai")


def _case(**records: dict[str, object]) -> Case:
    found = {
        name.replace("_", "/"): Record(name.replace("_", "/"), {key: Answer(value) for key, value in answers.items()})
        for name, answers in records.items()
    }
    return Case(found)


def test_an_incident_is_typed() -> None:
    """Kinds, times and counts come out as the nouns that advice computes with."""
    when = {"words": "昨晚", "start": "2026-11-21T23:30:00+08:00", "end": None, "exact": "minute"}
    calls = {"words": "二十多个", "low": 21, "high": 29, "per": "day"}
    story = story_of(
        _case(incident_1={"kinds": ["threat", "polite"], "when": when, "calls": calls, "contacted": ["parents"]})
    )

    incident = story.incidents[0]
    assert incident.kinds == {"threat"}
    assert incident.when is not None
    assert incident.when.start == datetime(2026, 11, 21, 23, 30, tzinfo=CHINA)
    assert incident.calls is not None
    assert (incident.calls.low, incident.calls.per) == (21, "day")
    assert incident.contacted == ("parents",)


def test_money_stays_exact() -> None:
    """Yuan are decimals as typed; nonsense is nothing, not zero."""
    story = story_of(_case(debt_1={"principal": "803.65", "instalment": "x", "platform": {"id": "", "name": "某某贷"}}))

    assert story.debts[0].principal == Decimal("803.65")
    assert story.debts[0].instalment is None
    assert story.debts[0].name == "某某贷"


def test_what_nobody_told_stays_empty() -> None:
    """An empty case is an empty story; skipped and unknown answers are no values."""
    skipped = Case(
        {"debt/1": Record("debt/1", {"principal": Answer(None, "skipped"), "overdue": Answer(None, "unknown")})}
    )

    assert story_of(Case()).incidents == ()
    assert story_of(skipped).debts[0].overdue_days is None
    assert story_of(_case(safety={"now": ["none"]})).safety == frozenset()
