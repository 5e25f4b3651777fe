"""How the desk does, in numbers that lead to nobody: small counts are not shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import Severity
from bot.moderation import review
from bot.storage.base_review import ReviewStore

DAYS = 30


@dataclass(frozen=True, slots=True)
class Wait:
    """One severity. None where the count is too small to show."""

    severity: Severity
    cases: int | None
    late: int | None
    p50: int | None
    p90: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """One outcome, or one rule: how many, and of the judged flags the share in percent that were false."""

    name: str
    count: int | None
    false: int | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """The page."""

    days: int
    waits: tuple[Wait, ...]
    outcomes: tuple[Tally, ...]
    reasons: tuple[Tally, ...]
    rules: tuple[Tally, ...]


def make(store: ReviewStore, now: datetime, days: int = DAYS) -> Statistics:
    """Closed cases of the last days. Never per borrower, never per moderator."""
    since = now - timedelta(days=days)
    outcomes: Counter[str] = Counter()
    for (_, outcome), count in store.outcomes(since).items():
        outcomes[outcome] += count
    flags = store.flag_counts(since)
    by_reason: Counter[tuple[str, str]] = Counter()
    by_rule: Counter[tuple[str, str]] = Counter()
    for (reason, rule, judged), count in flags.items():
        by_reason[review.REASONS.get(reason, reason), judged] += count
        by_rule[rule, judged] += count
    return Statistics(
        days=days,
        waits=tuple(_wait(w.severity, w.cases, w.late, w.p50, w.p90) for w in store.waits(since)),
        outcomes=tuple(Tally(review.OUTCOMES.get(id, id), _shown(count)) for id, count in outcomes.most_common()),
        reasons=_judged(by_reason),
        rules=_judged(by_rule),
    )


def _wait(severity: Severity, cases: int, late: int, p50: int, p90: int) -> Wait:
    if cases < review.SMALLEST_COUNT:
        return Wait(severity, _shown(cases), None, None, None)
    return Wait(severity, cases, _shown(late), p50, p90)


def _judged(counts: Counter[tuple[str, str]]) -> tuple[Tally, ...]:
    names: Counter[str] = Counter()
    for (name, _), count in counts.items():
        names[name] += count
    found = []
    for name, count in names.most_common():
        judged = counts[name, "right"] + counts[name, "false"]
        share = round(100 * counts[name, "false"] / judged) if judged >= review.SMALLEST_COUNT else None
        found.append(Tally(name, _shown(count), share))
    return tuple(found)


def _shown(count: int) -> int | None:
    return count if count == 0 or count >= review.SMALLEST_COUNT else None
