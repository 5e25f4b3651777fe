"""Who comes next, and who holds what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model import Severity
from bot.moderation import deeds, review
from bot.moderation.refusal import Refused, gone
from bot.storage.base_review import Review, ReviewStore, Staff

SHOWN = 25  # cases per severity on the page: more than one moderator can think about
MOST = 1000  # counting stops here: past it the number says only “too many”


@dataclass(frozen=True, slots=True)
class Line:
    """How many wait with one severity, and how many of them past their time; counted up to MOST."""

    severity: Severity
    waiting: int
    late: int


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue as one moderator sees it, most urgent first."""

    lines: tuple[Line, ...]
    waiting: tuple[Review, ...]
    mine: tuple[Review, ...]
    others: tuple[Review, ...]
    answered: tuple[Review, ...]
    names: Mapping[int, str]


def look(store: ReviewStore, staff: Staff, now: datetime) -> Queue:
    """The whole queue page, at a cost that does not grow with the queue."""
    lines = tuple(
        Line(
            severity,
            store.waiting_count(severity, now, MOST),
            store.waiting_count(severity, now - review.ANSWER_WITHIN[severity], MOST),
        )
        for severity in review.SEVERITIES
    )
    claimed = store.claimed(now)
    return Queue(
        lines=lines,
        waiting=waiting(store, now, SHOWN),
        mine=tuple(case for case in claimed if case.claimed_by == staff.id),
        others=tuple(case for case in claimed if case.claimed_by != staff.id),
        answered=store.answered(now, SHOWN),
        names={one.id: one.name for one in store.staff()},
    )


def waiting(store: ReviewStore, now: datetime, each: int) -> tuple[Review, ...]:
    """The first cases of every severity, the most urgent first."""
    found = [case for severity in review.SEVERITIES for case in store.waiting(severity, now, each)]
    return tuple(sorted(found, key=review.urgency))


def next_case(store: ReviewStore, staff: Staff, now: datetime) -> Review | None:
    """Hand out the most urgent case, without a choice; None when nobody waits."""
    while found := waiting(store, now, 1):
        if store.claim(found[0].id, staff.id, now + review.LEASE, now):
            deeds.case(store, staff, "case.next", found[0].id, now)
            return store.review(found[0].id)
    return None


def pick(store: ReviewStore, staff: Staff, id: int, now: datetime) -> Review:
    """Take one case by hand; that somebody chose is recorded. Raises Refused when it is held or closed."""
    found = store.review(id)
    if found is None:
        raise gone()
    if found.closed_at is not None:
        raise Refused(409, "这个个案已经结束了。")
    if not store.claim(id, staff.id, now + review.LEASE, now):
        raise Refused(409, "别人先接手了这个个案。")
    if found.holder(now) != staff.id:
        deeds.case(store, staff, "case.pick", id, now)
    return store.review(id) or found


def release(store: ReviewStore, staff: Staff, id: int, now: datetime) -> None:
    """Put a case back, so that somebody else may take it."""
    if not store.release(id, staff.id, now):
        raise Refused(409, "这个个案已经不在你手里。")
    deeds.case(store, staff, "case.release", id, now)


def hand_over(store: ReviewStore, staff: Staff, to: Staff, id: int, now: datetime) -> None:
    """Give a case to somebody else, taking it first when nobody holds it. Raises Refused when another holds it."""
    pick(store, staff, id, now)
    store.release(id, staff.id, now)
    store.claim(id, to.id, now + review.LEASE, now)
    deeds.case(store, staff, "case.pass", id, now, f"to staff {to.id}")
