"""Who is chased for somebody else's loan has nothing to negotiate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.advice.assessment import assess
from bot.advice.bystander import is_bystander
from bot.advice.plan import make
from bot.model import Debt, Story
from tests.advice.stories import CONTACTS_BLAST, KNOWLEDGE, NOW


def story(*borrowers: str) -> Story:
    """The contact list blasted, with a debt for each of these."""
    debts = tuple(Debt(f"debt/{number}") for number in range(1, len(borrowers) + 1))
    answers = {debt.id: {"borrower": who} for debt, who in zip(debts, borrowers, strict=True)}
    return replace(CONTACTS_BLAST, debts=debts, answers=answers)


@pytest.mark.parametrize(
    ("borrowers", "expected"),
    [(("other",), True), (("other", "other"), True), (("other", "self"), False), (("shared",), False), ((), False)],
)
def test_one_loan_of_their_own_makes_a_borrower(borrowers: tuple[str, ...], expected: bool) -> None:
    """Only who borrowed none of the loans, and guaranteed none, owes nothing."""
    assert is_bystander(story(*borrowers)) is expected


def test_the_plan_asks_for_quiet_and_offers_no_repayment() -> None:
    """Proof, one clear no, the numbers reported, the police, court; no letter about a loan that is not theirs."""
    told = story("other")
    steps = make(told, assess(told, KNOWLEDGE), NOW, KNOWLEDGE)
    ids = [step.id for step in steps]

    assert ids[:3] == ["evidence", "say_no", "report_number"]
    assert not {"platform", "find_lender", "tell_others", "ask_terms"} & set(ids)
    assert "others" not in steps[0].notes
    assert {step.letter for step in steps if step.letter} <= {"not_my_debt", "report_12321", "police_statement"}
