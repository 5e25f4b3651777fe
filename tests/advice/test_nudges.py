"""When to come back to a step: each reason once, together where they are alike, never for what is long past."""

from __future__ import annotations

from datetime import date, timedelta

from bot.advice.nudges import Nudge, due, next_day, nudges
from bot.advice.steps import Progress, Step

BEGUN = date(2026, 11, 22)
LETTER = Step("platform", "platform", "lender_complaint", date(2026, 11, 23), date(2026, 12, 8), notes=("bank",))
OFFICE = Step("regulator_nfra", "regulator", "nfra_12378", date(2026, 12, 9), date(2026, 12, 18), notes=("bank",))


def days(*steps: Step) -> list[tuple[str, str, date]]:
    return [(nudge.kind, nudge.step, nudge.on) for nudge in nudges(steps, BEGUN)]


def test_before_and_after_a_day_to_come() -> None:
    """A step two weeks ahead is named the day before, and twice after; a fresh one days after the plan."""
    assert days(OFFICE)[:3] == [
        ("before", OFFICE.key, date(2026, 12, 8)),
        ("after", OFFICE.key, date(2026, 12, 10)),
        ("after", OFFICE.key, date(2026, 12, 14)),
    ]
    assert days(LETTER)[0] == ("after", LETTER.key, date(2026, 11, 24))


def test_what_was_done_is_asked_about_when_the_other_sides_time_is_over() -> None:
    """Done: what came of it, the day after they had to answer; answered, refused or silent: nothing more."""
    done = Step(**{**_fields(LETTER), "progress": Progress("done", date(2026, 11, 23))})
    assert days(done)[0] == ("ask", LETTER.key, date(2026, 12, 9))
    refused = Step(**{**_fields(LETTER), "progress": Progress("refused", date(2026, 11, 23))})
    assert [kind for kind, _, _ in days(refused)] == ["outcome", "outcome"]


def _fields(step: Step) -> dict[str, object]:
    return {name: getattr(step, name) for name in Step.__slots__}


def test_danger_and_advice_have_no_day() -> None:
    """Nobody is reminded of 110 or of free advice by date."""
    assert days(Step("safety_door", "safety", "emergency_110", BEGUN), Step("help", "help", "legal_aid_12348"))[:1] == [
        ("outcome", "", BEGUN + timedelta(days=30))
    ]


def test_days_are_said_together_and_a_question_alone() -> None:
    """Several days in one message; a question what came of something goes first, by itself."""
    found = nudges((LETTER, OFFICE), BEGUN)
    several = (Nudge("after", BEGUN, "a", 1), Nudge("after", BEGUN, "b", 2))
    assert due(several, {}, BEGUN) == several
    assert due((*several, Nudge("ask", BEGUN, "c", 3)), {}, BEGUN) == (Nudge("ask", BEGUN, "c", 3),)
    assert due(found, {}, BEGUN) == ()


def test_nothing_is_said_twice_or_days_late() -> None:
    """What was said, or missed for more than three days, does not come again."""
    nudge = Nudge("after", BEGUN, "a", 1)
    assert due((nudge,), {nudge.id: ""}, BEGUN) == ()
    assert due((nudge,), {}, BEGUN + timedelta(days=3)) == (nudge,)
    assert due((nudge,), {}, BEGUN + timedelta(days=4)) == ()


def test_the_next_day_lies_ahead() -> None:
    """Tomorrow at the earliest, also for what is due already; none when nothing is left."""
    nudge = Nudge("after", BEGUN, "a", 1)
    assert next_day((nudge,), {}, BEGUN) == BEGUN + timedelta(days=1)
    assert next_day((nudge,), {}, BEGUN - timedelta(days=5)) == BEGUN
    assert next_day((nudge,), {nudge.id: ""}, BEGUN) is None
