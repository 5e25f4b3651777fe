"""Calls as numbers: how many on each day and at each hour, beside the rules that bind the lender.

Only what was told is counted, and never more of it: where two notes may speak of the same calls, the larger one counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.advice.conduct import CONNECTED_CALLS, QUIET_HOURS, UNANSWERED_CALLS
from bot.advice.lender import debt_of, kind_of, name_of
from bot.advice.record import clock
from bot.documents.figures import span_of, time_of
from bot.knowledge.fact import BEHIND_A_LICENCE, Rule
from bot.knowledge.registry import Knowledge
from bot.model import Count, Debt, Incident, Story

MOST_DAYS = 14
"""Days in one picture: what a phone shows without scrolling twice."""
LONGEST_SPAN = 31
"""Days over which “每天” is still drawn day by day; “this year, every day” is no record of each day."""

_SELF_DISCIPLINE_HOURS = "cba-2026-quiet-hours"
_BY_PHONE = frozenset({"call_bombing", "night_call"})
_WITHIN_A_DAY = ("day", "hour", "minute")


@dataclass(frozen=True, slots=True)
class Limit:
    """How many calls a day a rule allows. `name` says what it counts: connected or unanswered; `force` is a fact's."""

    calls: int
    name: str
    force: str
    rule: str


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When no rule lets collectors call; `forces` of all the rules that say so."""

    begin: time
    end: time
    forces: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallFigure:
    """The calls of one lender. `days` hold the least number that was told for each day, oldest first.

    `hours` are 24 numbers, midnight first; `unplaced` notes told no day, `earlier` days are not in the picture;
    `licensed` is False while the limits hold only if a licensed lender stands behind.
    """

    name: str
    days: tuple[tuple[date, int], ...]
    hours: tuple[int, ...]
    limits: tuple[Limit, ...] = ()
    quiet: QuietHours | None = None
    unplaced: int = 0
    earlier: int = 0
    licensed: bool = True

    @property
    def most(self) -> tuple[date, int]:
        """The day with the most calls, the latest of several."""
        return max(self.days, key=lambda day: (day[1], day[0]))

    @property
    def at_night(self) -> int:
        """Calls told of in the quiet hours."""
        if self.quiet is None:
            return 0
        inside = (hour for hour in range(24) if hour >= self.quiet.begin.hour or hour < self.quiet.end.hour)
        return sum(self.hours[hour] for hour in inside)


def calls(story: Story, knowledge: Knowledge) -> tuple[CallFigure, ...]:
    """One figure for each lender of whom calls on a known day were told; none when there are no such calls."""
    told: dict[str, list[Incident]] = {}
    debts: dict[str, Debt | None] = {}
    for incident in story.incidents:
        if incident.calls is not None or incident.kinds & _BY_PHONE:
            debt = debt_of(incident, story)
            told.setdefault(debt.id if debt else "", []).append(incident)
            debts[debt.id if debt else ""] = debt
    figures = (_calls(incidents, debts[id], knowledge) for id, incidents in told.items())
    return tuple(figure for figure in figures if figure.days)


def _calls(incidents: Sequence[Incident], debt: Debt | None, knowledge: Knowledge) -> CallFigure:
    each: dict[date, int] = {}
    sums: dict[date, int] = {}
    hours = [0] * 24
    unplaced = 0
    for incident in incidents:
        span, count = span_of(incident.when), incident.calls or Count("", 1, 1)
        number = (span[1] - span[0]).days + 1 if span else 0
        if span is None or number > (LONGEST_SPAN if count.per in _WITHIN_A_DAY else 1):
            unplaced += 1
            continue
        for day in (span[0] + timedelta(days=later) for later in range(number)):
            if count.per == "total":
                sums[day] = sums.get(day, 0) + count.low
            else:
                each[day] = max(each.get(day, 0), count.low if count.per in _WITHIN_A_DAY else 1)
        at = time_of(incident.when)
        if at is not None:
            hours[at.hour] += count.low if count.per in ("total", "hour", "minute") else 1
    found = sorted((day, max(each.get(day, 0), sums.get(day, 0))) for day in each.keys() | sums.keys())
    kind = kind_of(debt, knowledge)
    return CallFigure(
        name_of(debt, knowledge) if debt else "",
        tuple(found[-MOST_DAYS:]),
        tuple(hours),
        _limits(kind, knowledge),
        _quiet(kind, knowledge),
        unplaced,
        max(0, len(found) - MOST_DAYS),
        kind not in BEHIND_A_LICENCE,
    )


def _limits(lender: str, knowledge: Knowledge) -> tuple[Limit, ...]:
    found = []
    for id, number, name in (
        (CONNECTED_CALLS, "max_effective_calls_per_day", "connected"),
        (UNANSWERED_CALLS, "max_unanswered_attempts_per_number_per_day", "unanswered"),
    ):
        rule = _binding(id, lender, knowledge)
        value = rule.numbers.get(number) if rule is not None else None
        if rule is not None and isinstance(value, int):
            found.append(Limit(value, name, rule.force, rule.id))
    return tuple(found)


def _quiet(lender: str, knowledge: Knowledge) -> QuietHours | None:
    """The first binding rule's hours, with every other rule that names the same."""
    rules = [rule for id in (QUIET_HOURS, _SELF_DISCIPLINE_HOURS) if (rule := _binding(id, lender, knowledge))]
    told = [(_hours(rule), rule) for rule in rules]
    same = [rule for hours, rule in told if hours == told[0][0]]
    begin, end = told[0][0] if told else (None, None)
    if begin is None or end is None:
        return None
    return QuietHours(begin, end, tuple(rule.force for rule in same), tuple(rule.id for rule in same))


def _hours(rule: Rule) -> tuple[time | None, time | None]:
    return clock(rule.numbers.get("quiet_from", "")), clock(rule.numbers.get("quiet_to", ""))


def _binding(id: str, lender: str, knowledge: Knowledge) -> Rule | None:
    rule = knowledge.rules.get(id)
    return rule if rule is not None and rule.binds(lender) else None
