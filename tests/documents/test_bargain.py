"""What a letter may offer for a debt, and the plan that is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents import bargain
from bot.documents.letters import Letters
from bot.knowledge import registry
from bot.model import LENDER_KINDS, Debt, Means, Story

KNOWLEDGE = registry.load(Path("bot/knowledge/facts"))
LETTERS = Letters(Path("templates/documents"), KNOWLEDGE)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
D = Decimal
TODAY = date(2026, 12, 31)
DEBTS = (Debt("debt/1", principal=D(9000)), Debt("debt/2", principal=D(3000)))


def story(income: str, living: str = "3000", monthly: str = "", debts: tuple[Debt, ...] = DEBTS) -> Story:
    means = Means(income=D(income), costs={"living": D(living)}, monthly=D(monthly) if monthly else None)
    return Story(debts=debts, means=means)


def test_a_debt_is_offered_its_own_share() -> None:
    """Each letter names its own part of what is left, with the plan it comes to, principal alone."""
    assert bargain.values(story("4000"), DEBTS[0]) == {
        "opening": "600", "fallback": "675", "walk_away": "750", "months": "15", "total": "9000",
    }  # fmt: skip
    assert bargain.values(story("4000"), DEBTS[1])["opening"] == "200"


def test_no_offer_is_above_what_the_borrower_said() -> None:
    """Who said they can pay 100 a month is not made to offer more, though more is left."""
    found = bargain.values(story("4000", monthly="100"), DEBTS[0])

    assert (found["opening"], found["walk_away"]) == ("100", "100")
    assert "fallback" not in found


def test_where_nothing_is_left_only_that_is_said() -> None:
    """No income, or costs that eat it: a letter may say so, and has no sum to name."""
    assert bargain.values(story("0"), DEBTS[0]) == {"none": "yes"}
    assert bargain.values(story("2000"), DEBTS[0]) == {"none": "yes"}


def test_without_a_budget_or_a_size_there_is_no_offer() -> None:
    """Nothing is offered for a debt whose size was not told, or before a budget was made."""
    unknown = Debt("debt/1")

    assert bargain.values(Story(debts=DEBTS), DEBTS[0]) == {}
    assert bargain.values(story("4000", debts=(unknown,)), unknown) == {}
    assert bargain.values(story("4000"), None) == {}


def test_a_plan_of_too_many_months_is_not_proposed() -> None:
    """Ten yuan a month on 9,000 is a sum to offer, but no plan to write down or draw."""
    debt = Debt("debt/1", principal=D(9000))
    found = bargain.values(story("3010", debts=(debt,)), debt)

    assert found["opening"] == "8"
    assert "months" not in found
    assert bargain.plan_rows(story("3010", debts=(debt,)), TODAY) == []


def test_a_plan_begins_next_month_and_ends_with_nothing() -> None:
    """At 1,000 a month 12,000 take twelve months from January on."""
    rows = bargain.plan_rows(story("4000"), TODAY)

    assert (rows[0], rows[-1]) == (("2027-01", "1000", "11000.00"), ("2027-12", "1000", "0.00"))


@given(st.integers(1, 100_000), st.integers(1, 3_000_000), st.integers(1, 3_000_000))
def test_drawn_rows_sum_to_what_is_owed(left: int, one: int, other: int) -> None:
    """Whatever is drawn sums to the principal exactly and never rises."""
    debts = (Debt("a", principal=D(one) / 100), Debt("b", principal=D(other) / 100))
    rows = bargain.plan_rows(story(str(3000 + left), debts=debts), TODAY)

    if rows:
        assert sum(D(amount) for _, amount, _ in rows) == D(one + other) / 100
        remaining = [D(remains) for _, _, remains in rows]
        assert remaining == sorted(remaining, reverse=True)
        assert remaining[-1] == 0


def written(id: str, told: Story) -> str:
    return LETTERS.write(id, told, "debt/1", NOW).text


LENT = replace(DEBTS[0], name="某某平台", lender_kind="bank"), DEBTS[1]


@pytest.mark.parametrize("id", ["platform_letter", "repayment_letter"])
def test_a_letter_asks_for_its_share_and_keeps_the_line_to_itself(id: str) -> None:
    """The letter names the opening, its months and total as a request; what the borrower would go up to stays away."""
    text = written(id, story("4000", debts=LENT))

    assert "每月600元，共约15期，合计9000元，只还本金，等效年化0%" in text
    assert "以贵方书面确认为准" in text
    assert not any(sum in text for sum in ("675", "750"))


def test_the_phone_script_has_a_fallback_and_a_line_for_oneself() -> None:
    """On the phone the opening comes first, then the fallback; the line to walk away at is marked as one's own."""
    text = written("phone_script", story("4000", debts=LENT))

    assert text.index("每月能还600元") < text.index("最多到每月675元") < text.index("（只给自己看）底线是每月750元")


@pytest.mark.parametrize("id", ["platform_letter", "repayment_letter", "phone_script"])
def test_without_money_left_letters_say_so(id: str) -> None:
    """Where nothing is left the papers say exactly that, and name no sum."""
    text = written(id, story("2000", monthly="500", debts=LENT))

    assert "没有余力还款" in text
    assert "每月能还" not in text
    assert "底线" not in text


@pytest.mark.parametrize("kind", LENDER_KINDS)
def test_answers_to_collectors_name_only_rules_that_bind(kind: str) -> None:
    """Six sayings each have an answer; every rule named applies to this kind of lender, and nothing has a hole."""
    told = Story(debts=(replace(DEBTS[0], name="某某平台", lender_kind=kind),))
    letter = LETTERS.write("collector_answers", told, "debt/1", NOW)

    assert letter.text.count("可以回：") == 6
    assert all(KNOWLEDGE.rules[id].binds(kind) for id in letter.used_facts)
    assert "、。" not in letter.text
    assert "见。" not in letter.text


def test_a_plan_clears_what_the_borrower_checked() -> None:
    """Where the remaining principal was checked, the months and the sum of the plan are of that."""
    told = replace(story("4000"), answers={"debt/1": {"remaining": "6000"}})
    assert bargain.values(told, DEBTS[0])["total"] == "6000"
    assert bargain.values(told, DEBTS[0])["months"] == "10"


def test_the_yearly_cost_stands_only_where_it_can_be_worked_out() -> None:
    """Sum, instalment and their number give the simple yearly cost; without one of them nothing is said."""
    debt = Debt("debt/1", principal=Decimal(10000), instalment=Decimal(1000), count=12)
    assert bargain.yearly(debt) == "35.1"
    assert bargain.yearly(replace(debt, count=None)) == ""
    assert bargain.yearly(replace(debt, instalment=Decimal(100))) == ""
