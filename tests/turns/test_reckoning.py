"""Loan terms and budgets through the real house: what is answered at once, what is kept, what stays a story."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.storage.sqlite import SqliteStore
from bot.turns import jobs
from bot.turns.house import House
from tests.turns.test_turn import NOW, Talker

LOAN = "我借了8000到手7200每月还800还12个月利息多少"


@pytest.fixture
def talker(house: House, tmp_path: Path) -> Iterator[Talker]:
    store = SqliteStore(tmp_path / "talk.db", bytes(32), tmp_path / "files")
    yield Talker(house, store)
    store.close()


def said(talker: Talker) -> str:
    return "\n".join(reply.text for reply in talker.answered.replies)


def told(talker: Talker, record: str) -> dict[str, Any]:
    case = talker.store.load("terminal", talker.sender, NOW).case
    return {id: answer.value for id, answer in case.record(record).answers.items()}


def consented(talker: Talker) -> Talker:
    return talker.say("你好").press("agreed").press("none")


def test_a_loan_in_one_sentence_is_answered_before_consent_and_not_kept(talker: Talker) -> None:
    """Whoever asks what a loan costs gets the figure at once; nothing of it is stored."""
    talker.say(LOAN)

    assert "56.75%" in said(talker)
    assert told(talker, "debt/1") == {}


def test_after_consent_its_terms_wait_for_one_tap(talker: Talker) -> None:
    """The terms are kept as heard with the debt, and 算一算 needs no more than a yes and what is lacking."""
    consented(talker).say(LOAN)
    assert (told(talker, "debt/1")["principal"], told(talker, "debt/1")["count"]["low"]) == ("7200", 12)

    talker.say("算一算")
    assert "到手本金：7200元" in said(talker)


def test_another_loan_never_overwrites_what_is_known(talker: Talker) -> None:
    """A loan that is only asked about leaves the debt of the case as it was told."""
    consented(talker).say(LOAN).say("到手500，每周还100，6周，利息高吗")

    assert told(talker, "debt/1")["principal"] == "7200"


def test_a_story_with_a_loan_in_it_stays_a_story(talker: Talker) -> None:
    """Who tells of harassment is heard out first; the terms come along in the summary."""
    consented(talker).say("借了8000到手7200每月还800还12个月，利息多高啊，现在天天骂我还打给我妈")

    assert "我记成了这样" in said(talker)
    assert "每期应还：800元" in said(talker)
    assert "56.75%" not in said(talker)


def test_a_complaint_of_the_charges_is_answered_and_kept_as_the_story(talker: Talker) -> None:
    """Who asks about a loan and complains of it gets the figure, and need not tell the same again."""
    consented(talker).say("借8000只到手7200，每月还800还12个月，这是砍头息吧，利息多少")

    assert "56.75%" in said(talker)
    assert told(talker, "incident/1")["kinds"] == ["overcharging"]
    assert "我记成了这样" in said(talker)


def test_the_plan_that_a_budget_leaves_can_be_drawn(talker: Talker) -> None:
    """The button leaves a job with every month of the plan; before a budget there is none to draw."""
    consented(talker).press("/picture:repayment")
    assert jobs.take(talker.house, talker.store, NOW) is None

    talker.say("预算").say("收入5000，房租1500，吃饭1200，孩子800").say("对", "没有", "没有", "否")
    talker.say("再加一笔欠款", "某某平台").press("unknown").say("9000", "800", "一个月").say("预算")
    assert "/picture:repayment" in [choice.id for choice in talker.answered.replies[-1].choices]

    talker.press("/picture:repayment")
    taken = jobs.take(talker.house, talker.store, NOW)
    assert isinstance(taken, jobs.Taken)
    assert json.loads(taken.job.args["rows"])[0] == ["2026-12", "1500", "7500.00"]


def test_a_plan_of_any_length_is_worked_out_once_there_is_a_budget(talker: Talker) -> None:
    """分18期 is a question of its own: before a budget it is answered by the rules, after it with the figures."""
    consented(talker).say("借了9000到手9000每月还900还12个月利息多少").say("要是分18期呢")
    assert "18期" not in said(talker)
    talker.say("预算").say("收入4000，房租1000，吃饭2000").say("对")
    for _ in range(12):
        if "每月收支" in said(talker):
            break
        talker.say("对" if "都对吗" in said(talker) else "跳过")
    talker.say("要是分18期呢")
    assert "18期：只还本金每月500元（够）" in said(talker)
    assert "24期" not in said(talker)


def test_a_budget_in_one_sentence_leaves_the_rest_to_be_asked(talker: Talker) -> None:
    """Costs that were named wait for one tap, and the one that was not is asked next."""
    consented(talker).say("预算").say("收入5000，房租1500，吃饭1200，孩子800")
    assert "每月收入：5000元" in said(talker)

    talker.say("对")
    assert "看病吃药" in said(talker)


def test_back_inside_a_budget_goes_back(talker: Talker) -> None:
    """From a debt it leads to the last answer about the month, and from the first question out of the budget."""
    consented(talker).say("再加一笔欠款", "某某平台").press("unknown").press("/skip").press("/skip").press("/skip")
    talker.say("预算").say("收入5000，房租1500，吃饭1200，孩子800").say("对", "没有", "没有", "否")
    assert "当初实际到手多少钱" in said(talker)

    talker.say("返回")
    assert "抵押担保" in said(talker)
    talker.say("否")
    assert "当初实际到手多少钱" in said(talker)


def test_back_from_the_first_question_leaves_the_budget(talker: Talker) -> None:
    """Who does not want a budget after all is led back to what was asked before, and gets no result."""
    consented(talker).say("再加一笔欠款", "某某平台").press("unknown").press("/skip").press("/skip").press("/skip")
    before = said(talker)
    talker.say("预算").say("返回")

    assert said(talker).splitlines()[-1] == before.splitlines()[-1]
    assert "到手" not in said(talker)


@pytest.mark.parametrize("word", ["算一算", "预算"])
def test_without_consent_a_command_keeps_nothing_and_shows_the_way(talker: Talker, word: str) -> None:
    """Before consent both commands say how to go on, and ask nothing that would have to be kept."""
    talker.say("你好").say(word)

    assert "预算要记下" in said(talker) or "直接写一句就能算" in said(talker)
    assert "可以开始吗" in said(talker)


def test_a_skipped_sum_is_named_and_asked_again(talker: Talker) -> None:
    """Without the instalment nothing can be worked out: it is named, and the next try asks for it again."""
    consented(talker).say("算一算").say("7200").press("/skip").press("/skip")
    talker.say("12").press("month").say("没有")
    assert "还缺「每期应还」" in said(talker)

    talker.say("算一算")
    assert "现在每期要还多少钱" in said(talker)


def test_an_income_of_nothing_is_an_answer(talker: Talker) -> None:
    """没有 counts as nought, and minus is told apart instead of being read as a plus."""
    consented(talker).say("预算").say("-300")
    assert "不能比0小" in said(talker)

    talker.say("没有")
    assert told(talker, "budget")["income"] == "0"
