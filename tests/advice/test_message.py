"""Checking one message: beyond, pressure, to be verified, scam, lawful."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.advice import message
from bot.advice.message import Verdict
from bot.model import Debt, Story
from bot.turns.house import House

NOW = datetime.fromisoformat("2026-11-22T10:00:00+08:00")


def _judged(house: House, text: str, story: Story | None = None) -> Verdict:
    return message.judge(house.ears.message(text, NOW), text, story or Story(), house.knowledge)


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("您好，您尾号0000的账单今天到期，应还300元，已还款请忽略", "lawful"),
        ("【某某贷】您的借款已逾期1天，应还300元，可在app内申请展期", "lawful"),
        ("您申请的个性化分期已受理，我们将在5个工作日内回复", "lawful"),
        ("今天不还就移交公安按诈骗罪立案，让你牢底坐穿", "beyond"),
        ("再不还钱我们就打给你爸妈，让全村都知道", "beyond"),
        ("废物东西，借钱不还，不要脸", "beyond"),
        ("打折结清仅限今天，请转到私人账户", "scam"),
        ("专业停息挂账，不成功不收费，加微信", "scam"),
        ("您好，您的案件定于12月8日开庭，案号(2026)某01民初1号，可拨打12368核实", "claim"),
        ("我司将依法向法院起诉，届时影响您的征信", "claim"),
        ("您的案件已移交法务部门，请今日18点前处理", "pressure"),
        ("今天天气不错", "unclear"),
    ],
)
def test_a_message_is_called_what_it_is(house: House, text: str, tone: str) -> None:
    """Lawful is called lawful; a right such as suing is no violation; traps and notices to verify are told apart."""
    assert _judged(house, text).tone == tone


def test_each_violation_is_quoted_with_rules_that_bind_the_lender(house: House) -> None:
    """Every finding quotes its own words, and cites only rules of the kind of lender that the case names."""
    story = Story(debts=(Debt("debt/1", lender_kind="small_loan_company"),))
    verdict = _judged(house, "你个骗子，明天就派人去你单位闹，让你干不下去", story)

    assert {one.finding.kind for one in verdict.crossed} == {"insult", "threat"}
    for one in verdict.crossed:
        assert one.words in "你个骗子，明天就派人去你单位闹，让你干不下去"
        assert one.finding.rules
        assert all(house.knowledge.rules[id].binds("small_loan_company") for id in one.finding.rules)


def test_the_platform_in_the_message_tells_the_lender(house: House) -> None:
    """A platform named in the message goes before the debts of the case."""
    named = next(p for p in house.knowledge.platforms.values() if p.kind == "small_loan_company")
    verdict = _judged(house, f"【{named.aliases[0]}】再不还就联系你的家人和单位")

    assert verdict.crossed[0].finding.lender_kind == named.kind


def test_pressures_are_explained_by_facts(house: House) -> None:
    """Jail, freezing, visits and relatives are answered in the words of a fact."""
    verdict = _judged(house, "明天上门，冻结你名下账户，以诈骗罪报案，你父母要承担连带责任")

    assert {one.id for one in verdict.pressures} >= {"crime", "freeze", "visit", "relatives"}
    assert all(one.says for one in verdict.pressures if one.id in ("crime", "freeze", "visit", "relatives"))


def test_a_told_story_is_not_read_as_the_senders_words(house: House) -> None:
    """What the borrower tells about calls stays conduct that was done, not a threat of it."""
    assert "call_bombing" in house.ears.message("他们今天打了三十个电话给我", NOW).passages


def test_a_passage_is_one_clause() -> None:
    """A quote is the clause around the words, or the words alone where the clause is long."""
    assert message.passage("你好，再不还就上门，听到没", "上门") == "再不还就上门"
    assert message.passage("没有标点" * 20 + "上门", "上门") == "上门"
    assert message.passage("别的", "不在里面") == "不在里面"
