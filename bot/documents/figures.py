"""What the other pictures show, as plain data: incidents in order, and a repayment plan."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from bot.advice.conduct import QUIET_HOURS, kinds_of
from bot.advice.lender import debt_of, name_of
from bot.advice.record import CHINA, quiet
from bot.knowledge.registry import Knowledge
from bot.model import Count, Incident, Moment, Story

MOST_ENTRIES = 20

_GRAVE = frozenset({"physical_violence", "unlawful_detention", "property_damage", "threat"})


@dataclass(frozen=True, slots=True)
class Happening:
    """One incident of the timeline. `day` is None when no day was told, `last` is set for several days."""

    day: date | None
    last: date | None
    at: time | None
    kinds: tuple[str, ...]
    calls: Count | None
    name: str
    grave: bool
    night: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Incidents from the earliest to the latest, those without a day at the end; `earlier` are left out."""

    happenings: tuple[Happening, ...]
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class Instalment:
    """One month of a plan: what is paid then and what remains afterwards, in yuan."""

    month: str
    amount: Decimal
    remaining: Decimal


@dataclass(frozen=True, slots=True)
class Repayment:
    """A plan of at least one month. `name` is what the borrower calls the debt."""

    name: str
    rows: tuple[Instalment, ...]

    @property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.rows), Decimal(0))


# ---------------------------------------------------------------- when


def span_of(when: Moment | None) -> tuple[date, date] | None:
    """The first and the last day a time reaches over; None when no day was told."""
    if when is None or when.start is None:
        return None
    return _local(when.start).date(), _last(when).date()


def time_of(when: Moment | None) -> time | None:
    """The time of day, when it is known to about an hour."""
    if when is None or when.start is None or when.exact not in ("minute", "hour"):
        return None
    start = _local(when.start)
    return start.time() if _last(when) - start <= timedelta(hours=1) else None


def _last(when: Moment) -> datetime:
    assert when.start is not None
    return _local(when.end - timedelta(microseconds=1) if when.end is not None else when.start)


def _local(at: datetime) -> datetime:
    return at.astimezone(CHINA)


# ---------------------------------------------------------------- incidents in order


def timeline(story: Story, knowledge: Knowledge) -> Timeline:
    """Every incident, told apart by lender where there is more than one."""
    several = len(story.debts) > 1
    found = sorted((_happening(each, story, knowledge, several) for each in story.incidents), key=_order)
    return Timeline(tuple(found[-MOST_ENTRIES:]), max(0, len(found) - MOST_ENTRIES))


def _happening(incident: Incident, story: Story, knowledge: Knowledge, several: bool) -> Happening:
    span, at = span_of(incident.when), time_of(incident.when)
    kinds = kinds_of(incident, knowledge)
    rule = knowledge.rules.get(QUIET_HOURS)
    debt = debt_of(incident, story)
    return Happening(
        span[0] if span else None,
        span[1] if span and span[1] > span[0] and at is None else None,
        at,
        kinds,
        incident.calls,
        name_of(debt, knowledge) if debt is not None and several else "",
        bool(_GRAVE & set(kinds)),
        rule is not None and quiet(incident.when, rule.numbers) == "inside",
    )


def _order(happening: Happening) -> tuple[bool, date, time]:
    return happening.day is None, happening.day or date.min, happening.at or time.min


# ---------------------------------------------------------------- repayment


def repayment(name: str, rows: Iterable[Mapping[str, str] | Sequence[str]]) -> Repayment:
    """A plan from rows of month (2026-12), amount and remaining. Raises ValueError for none or for a wrong number."""
    found = tuple(_instalment(row) for row in rows)
    if not found:
        raise ValueError("a plan has at least one month")
    return Repayment(name, found)


def _instalment(row: Mapping[str, str] | Sequence[str]) -> Instalment:
    month, amount, remaining = (
        (row["month"], row["amount"], row["remaining"]) if isinstance(row, Mapping) else tuple(row)
    )
    return Instalment(month, _yuan(amount), _yuan(remaining))


def _yuan(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise ValueError("a sum is a number of yuan") from error
    if not found.is_finite() or found < 0:
        raise ValueError("a sum is zero or more")
    return found


def runs(rows: Sequence[Instalment]) -> tuple[tuple[Instalment, int], ...]:
    """Months of the same amount together: the first of each run and how many there are."""
    grouped = (list(run) for _, run in itertools.groupby(rows, key=lambda row: row.amount))
    return tuple((run[0], len(run)) for run in grouped)
