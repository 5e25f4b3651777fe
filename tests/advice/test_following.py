"""What became of a step moves the dates and opens the next door, by days that stand in the facts."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.advice.assessment import assess
from bot.advice.following import prepared
from bot.advice.plan import make
from bot.advice.progress import progress_of
from bot.advice.steps import Progress, Step, Told
from bot.model import Answer, Case, Record, Story
from tests.advice.stories import CHINA, CONTACTS_BLAST, FAMILY_AND_OFFICE, KNOWLEDGE, about, told

BEGUN = date(2026, 11, 22)


def plan(story: Story, today: date, **progress: Progress) -> dict[str, Step]:
    """The plan of a story begun on 22 November, by key; `platform__bank` stands for platform:bank."""
    came = {key.replace("__", ":"): value for key, value in progress.items()}
    now = datetime(today.year, today.month, today.day, 12, 0, tzinfo=CHINA)
    return {step.key: step for step in make(story, assess(story, KNOWLEDGE), now, KNOWLEDGE, Told(BEGUN, came))}


def test_the_other_sides_time_counts_from_the_day_it_was_done() -> None:
    """A letter sent on the 25th is answered within the rule's 15 days from then, and 12378 follows after that."""
    steps = plan(FAMILY_AND_OFFICE, date(2026, 11, 26), platform__bank=Progress("done", date(2026, 11, 25)))
    assert steps["platform:bank"].answer_by == date(2026, 12, 10)
    assert steps["regulator_nfra:bank"].due == date(2026, 12, 11)


def test_forwarding_counts_working_days_over_new_year() -> None:
    """12378 called on 29 December 2026: seven working days pass over New Year's Day."""
    done = Progress("done", date(2026, 12, 29))
    step = plan(FAMILY_AND_OFFICE, date(2026, 12, 29), regulator_nfra__bank=done)["regulator_nfra:bank"]
    assert step.answer_by == date(2027, 1, 8)
    assert step.answer_rule == "complaint-2020-regulator-forwarding"
    assert step.rough


def test_a_step_not_done_moves_on_and_remembers_its_day() -> None:
    """A week later the first steps are due today, with the day they were planned for."""
    step = plan(FAMILY_AND_OFFICE, date(2026, 11, 29))["evidence"]
    assert (step.due, step.planned) == (date(2026, 11, 29), BEGUN)


def test_a_refused_letter_opens_the_regulator_at_once() -> None:
    """The lender says no: 12378 is due the next working day, and a higher office may look again within 30 days."""
    no = Progress("refused", date(2026, 11, 25), came=date(2026, 11, 27))
    steps = plan(FAMILY_AND_OFFICE, date(2026, 11, 27), platform__bank=no)
    assert steps["regulator_nfra:bank"].due == date(2026, 11, 30)
    assert steps["recheck:bank"].due == date(2026, 12, 27)
    assert [step.id for step in prepared(tuple(steps.values()), steps["platform:bank"])] == [
        "regulator_nfra",
        "recheck",
    ]


def test_no_recheck_where_no_rule_gives_one() -> None:
    """A small-loan company is not under the rules that know a second look."""
    no = {"platform:small_loan_company": Progress("refused", date(2026, 11, 25))}
    found = assess(CONTACTS_BLAST, KNOWLEDGE)
    steps = make(CONTACTS_BLAST, found, datetime(2026, 11, 26, tzinfo=CHINA), KNOWLEDGE, Told(BEGUN, no))
    assert "recheck" not in [step.id for step in steps]


def test_the_regulator_passes_on_and_the_lender_has_15_to_60_days() -> None:
    """Passed on, the lender's own days begin; refused again, a higher office has 30 days to be asked."""
    passed = Progress("answered", date(2026, 12, 2), came=date(2026, 12, 11))
    waiting = plan(FAMILY_AND_OFFICE, date(2026, 12, 11), regulator_nfra__bank=passed)["institution:bank"]
    assert (waiting.answer_by, waiting.params["longest"]) == (date(2026, 12, 26), 60)
    assert not waiting.open
    no = Progress("refused", came=date(2026, 12, 29))
    again = plan(FAMILY_AND_OFFICE, date(2026, 12, 29), regulator_nfra__bank=passed, institution__bank=no)
    assert again["recheck:bank"].due == date(2027, 1, 28)


def test_a_silent_regulator_is_pressed() -> None:
    """Nothing heard of 12378: the same authority is asked again."""
    silent = Progress("silent", date(2026, 12, 2), came=date(2026, 12, 14))
    assert (
        plan(FAMILY_AND_OFFICE, date(2026, 12, 14), regulator_nfra__bank=silent)["press:bank"].procedure == "nfra_12378"
    )


@pytest.mark.parametrize(
    ("state", "next"),
    [
        ("refused", ["police_receipt", "police_watch", "police_review"]),
        ("silent", ["police_watch", "police_review"]),
        ("answered", []),
    ],
)
def test_police_who_refuse_are_supervised(state: str, next: list[str]) -> None:
    """Refused: the receipt, then 12389, then reconsideration within 60 days; silence skips the receipt."""
    came = Progress(state, date(2026, 11, 24), came=date(2026, 11, 24))  # type: ignore[arg-type]
    steps = plan(CONTACTS_BLAST, date(2026, 11, 24), police=came)
    assert [id for id in steps if id.startswith("police_")] == next
    if next:
        assert steps["police_review"].due == date(2027, 1, 23)
        assert steps["police_watch"].procedure == "police_inspect_12389"


def test_a_legal_last_day_is_not_moved() -> None:
    """Once 60 days have passed nobody is sent to reconsideration any more."""
    came = Progress("refused", date(2026, 11, 24), came=date(2026, 11, 24))
    assert "police_review" not in plan(CONTACTS_BLAST, date(2027, 1, 24), police=came)


def test_a_report_that_was_taken_has_thirty_days() -> None:
    """Taken on the 24th, the case should be closed thirty days later, by the law that the facts name."""
    step = plan(CONTACTS_BLAST, date(2026, 11, 25), police=Progress("done", date(2026, 11, 24)))["police"]
    assert (step.answer_by, step.answer_rule) == (date(2026, 12, 24), "za_118")


def test_following_steps_name_facts_alone() -> None:
    """Whatever came of any step, what follows cites only rules and procedures that the facts hold."""
    for lender in ("bank", "small_loan_company", "loan_assist_platform", "rental", "unknown", "unlicensed"):
        story = about(lender, told("threat"))
        found = assess(story, KNOWLEDGE)
        first = make(story, found, datetime(2026, 11, 23, tzinfo=CHINA), KNOWLEDGE, Told(BEGUN))
        for state in ("answered", "refused", "silent"):
            came = {step.key: Progress(state, BEGUN, came=BEGUN) for step in first}  # type: ignore[arg-type]
            for step in make(story, found, datetime(2026, 12, 9, tzinfo=CHINA), KNOWLEDGE, Told(BEGUN, came)):
                assert not step.procedure or step.procedure in KNOWLEDGE.procedures
                assert set(step.basis) <= set(KNOWLEDGE.rules)


def test_progress_reads_records_and_the_later_day() -> None:
    """A told span counts by its last day, so that no deadline comes too early; odd states count as to do."""
    moment = {"words": "上周", "start": "2026-11-16T00:00:00+08:00", "end": "2026-11-23T00:00:00+08:00", "exact": "day"}
    answers = {"what": Answer("police"), "state": Answer("done"), "on": Answer(moment), "number": Answer("A-1")}
    case = Case(
        {"step/1": Record("step/1", answers), "step/2": Record("step/2", {"what": Answer("x"), "state": Answer("?")})}
    )
    assert progress_of(case) == {"police": Progress("done", date(2026, 11, 22), "A-1"), "x": Progress()}
