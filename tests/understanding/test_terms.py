"""Loan terms and a month's money, heard out of one sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import terms

SENTENCES: list[tuple[str, dict[str, str]]] = [
    (
        "我借了8000到手7200每月还800还12个月利息多少",
        {"on_paper": "8000", "received": "7200", "instalment": "800", "every": "month", "count": "12"},
    ),
    (
        "合同写一万，实际到手八千，分12期，每期还1000，已经还了3期",
        {
            "on_paper": "10000",
            "received": "8000",
            "instalment": "1000",
            "every": "month",
            "count": "12",
            "paid": "3",
        },
    ),
    (
        "借5000到手3500，7天后还5000",
        {"on_paper": "5000", "received": "3500", "instalment": "5000", "every": "week", "count": "1"},
    ),
    (
        "本金10万分36期每月2777元行不行",
        {"received": "100000", "instalment": "2777", "every": "month", "count": "36"},
    ),
    (
        "对方说10万分36期每期还2777，行不行",
        {"received": "100000", "instalment": "2777", "every": "month", "count": "36"},
    ),
    (
        "两万三的欠款，分24期，每期1150元，划算吗",
        {"received": "23000", "instalment": "1150", "every": "month", "count": "24"},
    ),
    (
        "借了2万分24期每期1150年化多少",
        {"received": "20000", "instalment": "1150", "every": "month", "count": "24"},
    ),
    (
        "到手14000，服务费2000，每周还1500共12周",
        {"received": "14000", "fees": "2000", "instalment": "1500", "every": "week", "count": "12"},
    ),
    (
        "到手9000，另外交了服务费500，每月还1000，12期",
        {
            "received": "9000",
            "fees": "500",
            "fees_besides": "besides",
            "instalment": "1000",
            "every": "month",
            "count": "12",
        },
    ),
    (
        "本金1万年化24%每月还150，什么时候还完",
        {"received": "10000", "yearly": "24", "instalment": "150", "every": "month"},
    ),
    (
        "borrowed 8000, received 7200, pay 800 a month for 12 months, what is the rate?",
        {"on_paper": "8000", "received": "7200", "instalment": "800", "every": "month", "count": "12"},
    ),
    ("贷款3万分3年还每个月1200", {"received": "30000", "instalment": "1200", "every": "month", "count": "36"}),
]


@pytest.mark.parametrize(("text", "heard"), SENTENCES)
def test_a_sentence_gives_its_terms(text: str, heard: dict[str, str]) -> None:
    """Sums are taken with the words that name them, intervals and counts with them."""
    assert terms.loan_terms(text) == heard


@pytest.mark.parametrize(
    "text", ["每天打20个电话", "我欠了3万网贷被催收", "他们一个月打了300个电话", "明天下午3点前还清", "会坐牢吗"]
)
def test_other_sentences_give_none(text: str) -> None:
    """Numbers of calls, hours and sums without terms are left alone."""
    assert terms.loan_terms(text) == {}


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        (
            "收入5000，房租1500，吃饭1200，孩子800",
            {"income": "5000", "housing": "1500", "living": "1200", "family": "800"},
        ),
        ("工资四千五 房租1200 药费300 保险200", {"income": "4500", "housing": "1200", "needs": "500"}),
        ("income 5000, rent 1500, food 1200, child 800",
         {"income": "5000", "housing": "1500", "living": "1200", "family": "800"}),
        ("工资5000", {}),
        ("每天打20个电话给我爸妈", {}),
    ],
)  # fmt: skip
def test_a_month_is_told_in_one_sentence(text: str, heard: dict[str, str]) -> None:
    """Two named sums or more make a month's money; several of a kind are added up."""
    assert terms.month_money(text) == heard


@pytest.mark.parametrize(
    ("text", "asks"), [("每月还800还12个月利息多少", True), ("年化高不高", True), ("每月还800，12期", False)]
)
def test_a_sentence_asks_or_tells(text: str, asks: bool) -> None:
    """A question about the cost is told from terms that are only told."""
    assert terms.asks(text) is asks


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("要是分18期呢", 18),
        ("分12个月还呢?", 12),
        ("如果分两年,每月多少", 24),
        ("分36期", 36),
        ("换成分60期够不够", 60),
    ],
)
def test_a_plan_of_another_length_is_asked_for(text: str, months: int) -> None:
    """A length alone, with or without a word of asking."""
    assert terms.months_asked(text) == months


@pytest.mark.parametrize("text", ["网贷能不能分60期还", "分期", "分36期每期2777", "已经分12期还了3期", "分999年呢"])
def test_other_questions_about_instalments_are_not(text: str) -> None:
    """A rule, an offer with its sum, a story: none of them asks for a plan of another length."""
    assert terms.months_asked(text) == 0


@given(st.text(alphabet="借到手每月还期周天分共本金费0123456789.,，万千百十元个了 ", max_size=80))
def test_any_text_is_read_without_harm(text: str) -> None:
    """Whatever is typed, what is heard are plain decimal strings and whole numbers."""
    for name, value in terms.loan_terms(text).items():
        if name not in ("every", "fees_besides"):
            assert Decimal(value) > 0
    assert all(Decimal(value) > 0 for value in terms.month_money(text).values())


def test_a_story_tells_terms_only_when_they_are_sure() -> None:
    """Inside a story two sums, one of them received, make terms; a lone figure, or sums of something else, do not."""
    heard = terms.told("借了8000到手7200，分12期，他们天天骂我")

    assert {name: one.value for name, one in heard.items() if name != "count"} == {
        "on_paper": "8000",
        "received": "7200",
    }
    assert heard["count"].value == {"words": "12", "low": 12, "high": 12, "per": "total"}
    assert terms.told("借了8000他们天天骂我") == {}
    assert terms.told("每个月还800还12个月，一天打30个电话") == {}
