"""When to come back to a step: before its day, after it, once the other side's time is over, and what came of it all.

One a day at most, the most pressing first; what was missed for days is not made up for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.advice.steps import Step

Kind = Literal["ask", "before", "after", "outcome"]

_URGENCY: tuple[Kind, ...] = ("ask", "before", "after", "outcome")

# A step planned for the next days needs no word before its day: the plan has just been read. All of these are
# asked about together, two days after.
_FRESH_DAYS = 3
# Asked twice, then no more: a borrower who does not answer does not want to be asked.
_AGAIN_DAYS = (1, 5)
_OUTCOME_DAYS = (30, 60)
# Later than this a reminder is about yesterday's news; the next one says what counts by then.
_STALE = timedelta(days=3)

_NOT_REMINDED = frozenset({"safety", "help"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Nudge:
    """One reason to write on a day. `step` is a step's key, empty for what came of it all."""

    kind: Kind
    on: date
    step: str = ""
    number: int = 0

    @property
    def id(self) -> str:
        """The same reason has the same id, whenever it is worked out."""
        return f"{self.kind}:{self.step}:{self.on.isoformat()}"


def nudges(steps: Sequence[Step], begun: date) -> tuple[Nudge, ...]:
    """Every reason to write that a plan begun on that day holds, past ones included."""
    found = [nudge for number, step in enumerate(steps, 1) for nudge in _of(step, number, begun)]
    found += [Nudge("outcome", begun + timedelta(days=days)) for days in _OUTCOME_DAYS]
    return tuple(found)


def _of(step: Step, number: int, begun: date) -> Iterator[Nudge]:
    if step.stage in _NOT_REMINDED:
        return
    planned = step.planned or step.due
    if step.open and planned:
        fresh = planned - begun <= timedelta(days=_FRESH_DAYS)
        if not fresh:
            yield Nudge("before", planned - _DAY, step.key, number)
        for days in _AGAIN_DAYS:
            yield Nudge("after", (begun + _DAY if fresh else planned) + timedelta(days=days), step.key, number)
    elif step.progress.state == "done" and step.waits and step.answer_by:
        for days in _AGAIN_DAYS:
            yield Nudge("ask", step.answer_by + timedelta(days=days), step.key, number)


def due(found: Sequence[Nudge], said: Mapping[str, str], today: date) -> tuple[Nudge, ...]:
    """What to write about today, in one message: a question alone, several steps' days together."""
    waiting = [nudge for nudge in found if nudge.id not in said and today - _STALE <= nudge.on <= today]
    waiting.sort(key=lambda nudge: (_URGENCY.index(nudge.kind), nudge.on))
    if waiting and waiting[0].kind in ("before", "after"):
        return tuple(nudge for nudge in waiting if nudge.kind in ("before", "after"))
    return tuple(waiting[:1])


def next_day(found: Sequence[Nudge], said: Mapping[str, str], after: date) -> date | None:
    """The first day later than `after` on which there is something to say."""
    first = after + _DAY
    days = [nudge.on for nudge in found if nudge.id not in said and nudge.on >= first - _STALE]
    return max(first, min(days)) if days else None
