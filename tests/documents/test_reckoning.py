"""Loans and budgets as a borrower reads them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents import reckoning
from bot.documents.results import Results
from bot.knowledge import registry
from bot.model import LENDER_KINDS, Debt, Means, Story
from bot.speech import Speech

KNOWLEDGE = registry.load(Path("bot/knowledge/facts"))
RESULTS = Results(Path("templates/replies"), KNOWLEDGE)
SPEECH = Speech()
D = Decimal
DEBT = Debt("debt/1", name="某某平台", lender_kind="bank", principal=D(7200), instalment=D(800), count=12)
SUMS = st.one_of(st.none(), st.integers(1, 3_000_000).map(D))


def said(debt: Debt) -> str:
    return "\n".join(reckoning.of_debt(debt, RESULTS, KNOWLEDGE, SPEECH))


def budgeted(means: Means, *debts: Debt) -> str:
    return "\n".join(reckoning.of_budget(Story(debts=debts, means=means), RESULTS, KNOWLEDGE, SPEECH))


@pytest.mark.parametrize(
    ("sum", "read"), [("7200", "7200"), ("7200.00", "7200"), ("2777.7", "2777.70"), ("1E+4", "10000"), ("0", "0")]
)
def test_sums_are_read_to_the_fen(sum: str, read: str) -> None:
    """A whole sum has no fen, any other two places."""
    assert reckoning.yuan(D(sum)) == read


def test_a_court_line_is_named_as_what_it_is() -> None:
    """Above 24% at a bank, the text says it must be asked for in court, and never that nothing is owed."""
    text = said(DEBT)

    assert "56.75%" in text
    assert "可以请法院调减的线，不是超过就不用还" in text
    assert KNOWLEDGE.rules["rate-cap-licensed-24"].label in text


def test_a_guideline_and_a_practice_are_named_as_what_they_are() -> None:
    """For a small loan company the guideline's own force stands with it; for a platform the practice is called one."""
    small = said(Debt("d", lender_kind="small_loan_company", principal=D(7200), instalment=D(800), count=12))
    platform = said(Debt("d", lender_kind="loan_assist_platform", principal=D(7200), instalment=D(800), count=12))

    assert "（监管规范性文件）" in small
    assert "补上到账的日子" in small
    assert "不是这份通知写的数字" in platform


def test_four_times_the_lpr_is_never_held_against_a_licensed_lender() -> None:
    """Only a loan between people names it, and before the day is known without a number."""
    for kind in LENDER_KINDS:
        text = said(Debt("d", lender_kind=kind, principal=D(7200), instalment=D(800), count=12))
        assert ("四倍" in text) == (kind == "private"), kind
    private = Debt("d", lender_kind="private", principal=D(7200), instalment=D(800), count=12, lent_on=date(2025, 8, 3))
    assert "高于12%" in said(private)


def test_the_well_known_offer_is_read_as_what_it_is() -> None:
    """10万 over 36 months at 2,777 is said to drop all interest and to be 28 yuan short."""
    terms = {"received": "100000", "instalment": "2777", "count": "36", "every": "month"}
    text = "\n".join(reckoning.of_terms(terms, RESULTS, SPEECH))

    for sum in ("99972", "少28元", "2777.78", "3321.43", "3923.29"):
        assert sum in text
    assert "那是请求，对方可以不同意" in text


def test_too_few_terms_give_no_answer() -> None:
    """Without the number of instalments or a rate there is nothing to say yet."""
    assert reckoning.of_terms({"received": "8000", "instalment": "800"}, RESULTS, SPEECH) == ()
    assert said(Debt("d", principal=D(1))) == ""


def test_a_plan_below_the_interest_is_called_endless() -> None:
    """150 a month on 10,000 at 24% does not even pay the interest of 200."""
    terms = {"received": "10000", "instalment": "150", "every": "month", "yearly": "24"}

    assert "连利息200元都不够" in reckoning.of_terms(terms, RESULTS, SPEECH)[0]


def test_fees_above_the_loan_are_said_as_they_were_told() -> None:
    """1,500 of fees on a loan of 1,000 give no rate and no negative sum, but a clear sentence."""
    terms = {"on_paper": "1000", "fees": "1500", "instalment": "100", "count": "12"}

    assert "另交的费用1500元，比到手的1000元还多" in reckoning.of_terms(terms, RESULTS, SPEECH)[0]


FIGURES = st.integers(1, 10**11).map(lambda fen: str(D(fen) / 100))
TERMS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("received", "on_paper", "fees", "instalment"), FIGURES),
        **dict.fromkeys(("count", "paid"), st.integers(1, 600).map(str)),
        "every": st.sampled_from(["month", "half_month", "two_weeks", "ten_days", "week", "day"]),
        "fees_besides": st.just("besides"),
        "yearly": st.sampled_from(["0", "3.5", "24", "999"]),
    },
)


@given(TERMS)
def test_any_terms_get_whole_sentences_or_none(terms: dict[str, str]) -> None:
    """Whatever was heard, there is an answer without a hole, or none at all; never an error or a negative sum."""
    text = "\n".join(reckoning.of_terms(terms, RESULTS, SPEECH))

    assert not re.search(r"None|NaN|Infinity|\{|%\(|-\d", text)


@pytest.mark.parametrize(
    ("means", "line"),
    [
        (Means(income=D(0)), "现在没有收入"),
        (Means(income=D(1000), costs={"living": D(1500)}), "开支比收入多500元"),
        (Means(income=D(1000), costs={"living": D(1000)}), "收入刚好够开支"),
        (Means(), "还不知道每月收入"),
    ],
)
def test_without_money_left_no_offer_is_made_up(means: Means, line: str) -> None:
    """Every such case has its sentence, and none names a sum to pay."""
    text = budgeted(means, DEBT)

    assert line in text
    assert "先提" not in text
    assert "底线" not in text


@given(SUMS, st.lists(SUMS, min_size=1, max_size=12), st.one_of(st.none(), st.integers(0, 9)))
def test_a_budget_is_always_whole(income: Decimal | None, owed: list[Decimal | None], people: int | None) -> None:
    """Whatever is missing, the text has no hole, no None, and no offers above what is left."""
    means = Means(income=income, costs={"living": D(500)}, people=people)
    debts = [Debt(f"debt/{number}", principal=sum) for number, sum in enumerate(owed, 1)]
    text = budgeted(means, *debts)

    assert not re.search(r"None|\{|\}|%\(|debt/", text)
    offers = [int(sum) for sum in re.findall(r"底线(\d+)元", text)]
    assert sum(offers) <= max((income or D(0)) - 500, 0)
