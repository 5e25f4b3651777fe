"""Which ceilings a cost is held against, by lender and by day; what an assessment says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.advice import assessment, ceiling, loan
from bot.advice.ceiling import Limit
from bot.advice.loan import Cost, Loan
from bot.knowledge import registry
from bot.model import LENDER_KINDS, Debt, Incident, Story

KNOWLEDGE = registry.load(Path("bot/knowledge/facts"))
D = Decimal
DEAR = Loan(D(7200), D(800), 12)


def limits(lender: str, lent_on: date | None = None, told: Loan = DEAR) -> tuple[Limit, ...]:
    found = loan.cost(told)
    assert isinstance(found, Cost)
    return ceiling.limits(found, lender, lent_on, KNOWLEDGE)


def test_every_ceiling_is_a_fact() -> None:
    """No ceiling is named that the facts do not hold."""
    assert set(ceiling.cited_ids()) <= set(KNOWLEDGE.rules)


@pytest.mark.parametrize(
    ("lender", "sorts"),
    [
        ("bank", ["court"]),
        ("consumer_finance_company", ["court"]),
        ("small_loan_company", ["guide", "court"]),
        ("loan_assist_platform", ["court", "practice"]),
        ("private", ["private"]),
        ("unlicensed", ["crime"]),
        ("rental", []),
        ("debt_assignee", []),
        ("unknown", []),
    ],
)
def test_each_kind_of_lender_has_its_own_ceilings(lender: str, sorts: list[str]) -> None:
    """Nobody is held to a ceiling that binds others: four times the LPR only between people."""
    assert lender in LENDER_KINDS
    assert [limit.sort for limit in limits(lender)] == sorts


def test_every_ceiling_binds_the_lender_it_is_held_against() -> None:
    """The fact behind a ceiling says itself that it applies to this kind of lender."""
    for lender in LENDER_KINDS:
        for limit in limits(lender, date(2026, 3, 1)):
            assert KNOWLEDGE.rules[limit.rule].binds(lender), (lender, limit.rule)


def test_four_times_the_lpr_needs_the_day_of_the_contract() -> None:
    """Within the days that the facts know the ceiling is 12%; before, after and without a day it has no number."""
    assert limits("private", date(2025, 8, 3))[0].percent == 12
    for day in (None, date(2019, 5, 1), date(2024, 3, 1), date(2026, 10, 1)):
        found = limits("private", day)[0]
        assert (found.percent, found.verdict, found.sure) == (None, None, False)


def test_the_guideline_is_for_new_loans_only() -> None:
    """A small loan company's older loan has only the court's line; without a day the guideline is not sure."""
    assert [limit.sort for limit in limits("small_loan_company", date(2025, 6, 1))] == ["court"]
    assert [limit.sure for limit in limits("small_loan_company", date(2026, 6, 1))] == [True, True]
    assert [limit.sure for limit in limits("small_loan_company")] == [False, True]


def test_a_cost_between_the_two_ways_of_counting_is_said_to_be_between() -> None:
    """Below 24% by the simple rate and above it compounded is neither within nor above."""
    rate = D("0.23")
    told = Loan(D(10_000), loan.level(D(10_000), rate, 12), 12)

    assert limits("bank", told=told)[0].verdict == "between"
    assert limits("bank", told=Loan(D(10_000), D(900), 12))[0].verdict == "within"


def test_above_a_ceiling_the_sums_at_the_ceiling_are_worked_out() -> None:
    """At 24% a month would cost 680.83, so 119.17 less, twelve times."""
    found = limits("bank")[0]

    assert (found.verdict, found.instalment, found.beyond) == ("above", D("680.83"), D("1430.04"))


def charged(debt: Debt, *kinds: str) -> assessment.Finding | None:
    story = Story(incidents=(Incident("incident/1", frozenset(kinds), debt=debt.id),) if kinds else (), debts=(debt,))
    found = assessment.assess(story, KNOWLEDGE).findings
    return next((finding for finding in found if finding.kind == "overcharging"), None)


BANK = Debt("debt/1", lender_kind="bank", principal=D(7200), instalment=D(800), count=12)


def test_a_worked_out_cost_shows_its_record() -> None:
    """Above the court's line it depends on the borrower asking; the finding tells the sums it rests on."""
    found = charged(BANK, "overcharging")

    assert found is not None
    assert found.certainty == "depends"
    assert [note.id for note in found.notes] == ["cost", "above_court"]
    assert dict(found.notes[0].params) == {
        "name": "", "received": "7200", "instalment": "800", "count": 12, "nominal": "56.75",
    }  # fmt: skip


def test_money_kept_back_is_likely_beyond_the_rules() -> None:
    """What was taken from the money before it came is against the law whatever the rate is."""
    found = charged(replace(BANK, fees_up_front=D(800), fees_besides=False))

    assert found is not None
    assert found.certainty == "likely"
    assert "kept_back" in [note.id for note in found.notes]


def test_a_cost_within_the_ceiling_is_not_shown_to_be_too_high() -> None:
    """An impression of high charges gives way to the sums: 14% of a bank's loan stays within the rules."""
    found = charged(replace(BANK, principal=D(9000)), "overcharging")

    assert found is not None
    assert found.certainty == "not_shown"
    assert [note.id for note in found.notes] == ["cost_within"]


def test_a_guideline_and_a_private_ceiling_are_likely_broken() -> None:
    """Above a ceiling that binds the lender itself, for sure, the finding is likely."""
    small = replace(BANK, lender_kind="small_loan_company", lent_on=date(2026, 3, 1))
    private = replace(BANK, lender_kind="private", lent_on=date(2025, 8, 3))

    for debt, note in ((small, "above_guide"), (private, "above_private")):
        found = charged(debt, "overcharging")
        assert found is not None
        assert (found.certainty, found.notes[-1].id) == ("likely", note)


def test_nothing_is_said_of_a_cost_that_nobody_complained_of() -> None:
    """Terms told for a budget raise no finding while they are within the rules or the lender is unknown."""
    assert charged(replace(BANK, principal=D(9000))) is None
    assert charged(replace(BANK, lender_kind="unknown")) is None
    assert charged(BANK) is not None
