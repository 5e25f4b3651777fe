"""What the borrower said of each step of the plan, read from the records `step/1`, `step/2` … and `plan`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, get_args

from bot.advice.record import CHINA
from bot.advice.steps import Progress, StepState, Told
from bot.advice.story import moment_of
from bot.model import Case, Record

_STATES = get_args(StepState)


def told_of(case: Case) -> Told:
    """The day the plan began and what came of its steps."""
    begun = case.value("plan", "since")
    return Told(date.fromisoformat(begun) if begun else None, progress_of(case))


def progress_of(case: Case) -> Mapping[str, Progress]:
    """By step key; a later record about the same step counts."""
    return {str(record.value("what")): _progress(record) for record in case.of("step") if record.value("what")}


def _progress(record: Record) -> Progress:
    state = record.value("state")
    return Progress(
        state if state in _STATES else "todo",
        last_day(record.value("on")),
        str(record.value("number") or ""),
        last_day(record.value("came")),
    )


def last_day(value: Mapping[str, Any] | None) -> date | None:
    """The last day that a told moment may mean, in China: nobody's deadline is counted too early."""
    moment = moment_of(value)
    if moment is None or moment.start is None:
        return None
    end = moment.end or moment.start + timedelta(minutes=1)
    return max(moment.start, end - timedelta(seconds=1)).astimezone(CHINA).date()
