"""Plans go from safety to court, to the office that answers for this lender, by days that can be kept."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.advice.assessment import assess
from bot.advice.plan import make, safest
from bot.advice.steps import STAGES, Step
from bot.model import LENDER_KINDS, Debt, Story
from tests.advice.stories import (
    AT_THE_DOOR,
    CHINA,
    CONTACTS_BLAST,
    FAMILY_AND_OFFICE,
    FOUR,
    KNOWLEDGE,
    NOW,
    POLITE,
    about,
    told,
)


def plan(story: Story, now: datetime = NOW) -> tuple[Step, ...]:
    return make(story, assess(story, KNOWLEDGE), now, KNOWLEDGE)


def step(story: Story, id: str, now: datetime = NOW) -> Step:
    return next(step for step in plan(story, now) if step.id == id)


@pytest.mark.parametrize("name", FOUR)
def test_stages_in_order(name: str) -> None:
    """Safety, evidence, platform, regulator, police, court, help: always in this order."""
    stages = [STAGES.index(step.stage) for step in plan(FOUR[name])]
    assert stages == sorted(stages)


@pytest.mark.parametrize(
    ("lender", "offices"),
    [
        ("bank", ["nfra_12378"]),
        ("consumer_finance_company", ["nfra_12378"]),
        ("small_loan_company", ["local_fin", "nifa_report"]),
        ("loan_assist_platform", ["nfra_12378", "nifa_report"]),
        ("rental", ["market_12315"]),
        ("debt_assignee", ["gov_12345"]),
        ("unlicensed", ["local_fin"]),
        ("unknown", ["gov_12345"]),
        ("private", []),
    ],
)
def test_office_fits_the_lender(lender: str, offices: list[str]) -> None:
    """Every kind of lender has its own office; a small-loan company is not sent to 12378."""
    story = about(lender, told("third_party_contact", contacted=("parents",), told_debt=True))
    assert [step.procedure for step in plan(story) if step.stage == "regulator"] == offices


@pytest.mark.parametrize("lender", LENDER_KINDS)
@pytest.mark.parametrize("kind", ["threat", "call_bombing", "home_visit", "overcharging"])
def test_facts_of_steps_exist(lender: str, kind: str) -> None:
    """Every step names only procedures and rules that the facts hold, and only the last has no day."""
    for step in plan(about(lender, told(kind))):
        assert not step.procedure or step.procedure in KNOWLEDGE.procedures
        assert set(step.basis) <= set(KNOWLEDGE.rules)
        assert step.due is not None or step.id == "help"


def test_only_the_unlicensed_are_not_to_be_paid() -> None:
    """Nobody is told to stop paying but towards a lender without a licence; a private one has no complaint desk."""
    ids = {lender: [step.id for step in plan(about(lender, told("threat")))] for lender in LENDER_KINDS}
    assert [lender for lender in LENDER_KINDS if "keep_money" in ids[lender]] == ["unlicensed"]
    assert [lender for lender in LENDER_KINDS if "platform" not in ids[lender]] == ["private", "unlicensed"]


def test_unknown_lender_is_found_first() -> None:
    """Before anybody is written to, the lender is looked up in the contract."""
    ids = [step.id for step in plan(AT_THE_DOOR)]
    assert ids.index("find_lender") < ids.index("platform")
    assert "find_lender" not in [step.id for step in plan(FAMILY_AND_OFFICE)]


def test_platform_facts_tell_the_lender() -> None:
    """A platform that the facts know needs no question about the kind of lender."""
    story = Story((told("threat"),), (Debt("debt/1", "weilidai", "微粒贷"),))
    assert step(story, "regulator_nfra").procedure == "nfra_12378"


def test_dates_of_a_bank() -> None:
    """Written on Monday, answered within the rule's 15 days, complained the next working day, passed on within 7."""
    platform, regulator = step(FAMILY_AND_OFFICE, "platform"), step(FAMILY_AND_OFFICE, "regulator_nfra")
    assert (platform.due, platform.answer_by) == (date(2026, 11, 23), date(2026, 12, 8))
    assert platform.answer_rule == "complaint-2020-deadline"
    assert (regulator.due, regulator.answer_by) == (date(2026, 12, 9), date(2026, 12, 18))


def test_no_rule_is_claimed_where_there_is_none() -> None:
    """A small-loan company is only asked to answer; no rule is said to bind it to 15 days."""
    assert step(CONTACTS_BLAST, "platform").answer_rule == ""


def test_days_pass_over_holidays() -> None:
    """A letter before the National Day holiday is due on a working day, the make-up day included."""
    eve = datetime(2026, 9, 30, 21, 0, tzinfo=CHINA)
    assert step(FAMILY_AND_OFFICE, "platform", eve).due == date(2026, 10, 8)
    assert step(FAMILY_AND_OFFICE, "evidence", eve).due == date(2026, 10, 1)


def test_dates_beyond_the_known_calendar_are_rough() -> None:
    """A day in a year without a holiday plan says that it is not exact."""
    assert step(FAMILY_AND_OFFICE, "court").rough
    assert not step(FAMILY_AND_OFFICE, "platform").rough


@pytest.mark.parametrize(
    ("told_of", "police"),
    [
        (told("threat", words="打断你的腿"), True),
        (told("impersonate_authority", claimed_to_be="police"), True),
        (told("home_visit", visit=("entered",)), True),
        (told("third_party_contact", contacted=("parents",), told_debt=True), True),
        (told("home_visit"), False),
        (told("night_call"), False),
        (told("third_party_contact", contacted=("emergency_contact",)), False),
    ],
)
def test_police_only_for_police_matters(told_of: object, police: bool) -> None:
    """The police are named for what they can take up, and only then."""
    story = about("bank", told_of)  # type: ignore[arg-type]
    assert any(step.stage == "police" for step in plan(story)) is police


def test_danger_comes_first() -> None:
    """Somebody at the door means 110 before anything else, today."""
    first = plan(AT_THE_DOOR)[0]
    assert (first.id, first.procedure, first.due) == ("safety_door", "emergency_110", NOW.date())


def test_lawful_story_gets_help_and_no_complaint() -> None:
    """After a polite reminder the plan is to verify, keep records and ask for terms."""
    assert [step.id for step in plan(POLITE)] == ["verify_lender", "keep_records", "ask_terms", "mediation", "help"]
    assert not {step.stage for step in plan(POLITE)} & {"regulator", "police", "court"}


def test_three_safest() -> None:
    """The short plan is three steps: danger, proof, then the police for a threat."""
    assert [step.id for step in safest(plan(CONTACTS_BLAST))] == ["evidence", "tell_others", "police"]
    assert safest(plan(AT_THE_DOOR))[0].id == "safety_door"


def test_two_lenders_each_have_their_office() -> None:
    """Two debts with two kinds of lender are both followed up, each by name."""
    story = Story(
        (told("threat"), told("threat", id="incident/2", debt="debt/2")),
        (Debt("debt/1", "", "某某钱包", "small_loan_company"), Debt("debt/2", "weilidai", "微粒贷", "bank")),
    )
    regulators = [step for step in plan(story) if step.stage == "regulator"]
    assert {(step.procedure, step.whose) for step in regulators} == {
        ("local_fin", ("某某钱包",)),
        ("nifa_report", ("某某钱包",)),
        ("nfra_12378", ("微粒贷",)),
    }
