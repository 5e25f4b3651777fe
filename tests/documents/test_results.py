"""Findings and plans as bubbles: short, plain, with the rule's name and how firm it is."""

from __future__ import annotations

import gettext
import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bot.advice import plan
from bot.advice.assessment import assess
from bot.advice.message import Remark, Verdict
from bot.documents.results import BUBBLE, Results
from bot.model import Story
from bot.speech import Speech, room
from tests.advice.stories import AT_THE_DOOR, CONTACTS_BLAST, FAMILY_AND_OFFICE, FOUR, KNOWLEDGE, NOW, POLITE, told
from tests.documents.test_letters import stories

FOLDER = Path(__file__).parents[2] / "templates" / "replies"
RESULTS = Results(FOLDER, KNOWLEDGE)
HERE = Speech()
MARKUP = re.compile(r"\*\*|__|^#|\||`|None|Undefined|\{\{|\}\}|%\(", re.M)


def bubbles(story: Story, speech: Speech = HERE) -> dict[str, tuple[str, ...]]:
    assessment = assess(story, KNOWLEDGE)
    steps = plan.make(story, assessment, NOW, KNOWLEDGE)
    return {
        "findings": RESULTS.findings(assessment, story, speech),
        "plan": RESULTS.plan(steps, speech),
        "safest": RESULTS.safest(plan.safest(steps), speech),
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories())
def test_bubbles_fit_a_phone(story: Story) -> None:
    """Every bubble of every story has room for at most 500 Chinese characters, no markup and no hole."""
    for texts in bubbles(story).values():
        for text in texts:
            assert 0 < room(text) <= BUBBLE
            assert not MARKUP.search(text), text


@pytest.mark.parametrize("name", ["family_and_office", "contacts_blast", "at_the_door"])
def test_findings_name_rule_and_force(name: str) -> None:
    """Each finding names its rules whole, a law as a law and a standard as no law."""
    story = FOUR[name]
    said = "\n".join(bubbles(story)["findings"])
    for finding in assess(story, KNOWLEDGE).findings:
        for id in finding.rules:
            assert KNOWLEDGE.rules[id].label in said
    for line in re.findall(r"（推荐性国家标准[^）]*）|（行业自律规范[^）]*）", said):
        assert line.endswith("不是法律）")


def test_lawful_is_said_first() -> None:
    """A polite reminder is called lawful in the first sentence, and nobody is sent to complain."""
    said = bubbles(POLITE)
    assert said["findings"][0].startswith("按你说的，这次联系是合法的。")
    assert "投诉稿" not in "\n".join(said["plan"])
    assert "12378" not in "\n".join(said["plan"])


def test_steps_say_where_and_by_when() -> None:
    """The plan for a bank names 12378, the police station, and days."""
    said = "\n".join(bubbles(FAMILY_AND_OFFICE)["plan"])
    for words in ("电话：12378", "派出所", "最晚：11月23日", "12月8日前答复", "12月9日还没解决"):
        assert words in said


def test_small_loan_goes_to_12345() -> None:
    """A small-loan company's plan says plainly that 12378 alone is not enough."""
    said = "\n".join(bubbles(CONTACTS_BLAST)["plan"])
    assert "光打12378不够" in said
    assert "12345" in said


def test_door_begins_with_safety() -> None:
    """With people at the door, the first words of the plan are about staying safe and 110."""
    said = bubbles(AT_THE_DOOR)
    assert said["plan"][0].startswith("1. 门口有人，先保证安全")
    assert "电话：110" in said["safest"][0]


def test_no_incident_is_not_judged() -> None:
    """Without anything told, no finding is made up."""
    assert bubbles(Story())["findings"] == ("还没有听到具体的催收情况，先不下结论。你可以随时把发生的事告诉我。",)


def test_percent_signs_in_facts_are_text() -> None:
    """A rule with a per cent sign is said as it stands."""
    story = Story((told("overcharging"),), FAMILY_AND_OFFICE.debts)
    assert "24%" in "\n".join(bubbles(story)["findings"])


def test_another_language_is_spoken() -> None:
    """Templates and facts are both said through the catalog of the borrower's language."""

    class Shouting(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return f"<{message}>"

    first = bubbles(CONTACTS_BLAST, Speech("xx", Shouting()))["findings"][0]
    assert "<威胁、恐吓>" in first
    assert f"<{KNOWLEDGE.rules['za_50_1_1'].says}>" in first


def test_an_incident_in_one_line() -> None:
    """A logged incident is repeated by day and kind."""
    incident = CONTACTS_BLAST.incidents[0]
    assert RESULTS.line(incident, HERE).startswith("2026年11月21日23:30前后：威胁、恐吓、")
    assert RESULTS.line(told(), HERE) == "记下了一次联系"


def test_past_its_review_a_finding_asserts_nothing() -> None:
    """Once a rule's review is overdue the bot says when it was last checked and sends to free legal aid."""
    story = FOUR["family_and_office"]
    assessment = assess(story, KNOWLEDGE)
    late = max(fact.review_by for fact in KNOWLEDGE.facts()) + timedelta(days=1)

    fresh = RESULTS.findings(assessment, story, HERE, today=NOW.date())
    aged = RESULTS.findings(assessment, story, HERE, today=late)

    assert not any("最后核对于" in text for text in fresh)
    assert all("最后核对于" in text and "12348" in text for text in aged if text.startswith("【"))
    assert not any("已经越界" in text for text in aged)


def test_past_its_review_a_step_says_when_it_was_checked() -> None:
    """Numbers and offices change: a step that rests on an old fact says how old, and where to ask."""
    story = FOUR["family_and_office"]
    steps = plan.make(story, assess(story, KNOWLEDGE), NOW, KNOWLEDGE)
    late = max(fact.review_by for fact in KNOWLEDGE.facts()) + timedelta(days=1)

    assert "最后核对于" not in "".join(RESULTS.plan(steps, HERE, today=NOW.date()))
    said = "\n".join(RESULTS.plan(steps, HERE, today=late))
    assert said.count("最后核对于") == sum(1 for step in steps if step.procedure or step.basis or step.answer_rule)


def test_a_checked_message_and_a_cost_say_how_old_their_rules_are() -> None:
    """Whatever cites a rule says so once that rule's review is overdue, and nothing before."""
    rules = ["gbt45251-call-cap-interactive"]
    late = KNOWLEDGE.rules[rules[0]].review_by + timedelta(days=1)

    assert RESULTS.aged(rules, HERE, NOW.date()) == ()
    assert "12348" in RESULTS.aged(rules, HERE, late)[0]


def test_past_its_review_a_plain_sentence_says_so_too() -> None:
    """Calling a contact lawful, a remark on a threat to sue, a sum: each has facts of its own, and they age."""
    late = max(fact.review_by for fact in KNOWLEDGE.facts()) + timedelta(days=1)
    assessment = assess(POLITE, KNOWLEDGE)
    verdict = Verdict("pressure", (), (Remark("sue", "不还就起诉"),), (), "")

    for today, aged in ((NOW.date(), False), (late, True)):
        lawful = RESULTS.findings(assessment, POLITE, HERE, today=today)
        checked = RESULTS.message(verdict, HERE, today=today)
        sums = RESULTS.on(today).say("what_if.j2", HERE, owed="1", monthly="1", bare=0, dear=0, plans=[])
        assert any("合法" in text for text in lawful)
        assert any("不算威胁" in text for text in checked)
        for texts in (lawful, checked, (sums,)):
            assert ("最后核对于" in "".join(texts)) is aged
