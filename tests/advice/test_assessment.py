"""Findings say what the story shows, by the rules that bind this lender, and no more."""

from __future__ import annotations

import pytest

from bot.advice import citations
from bot.advice.assessment import GRAVITY, Assessment, Finding, assess
from bot.knowledge.fact import FORCES
from bot.model import LENDER_KINDS, VIOLATIONS, Count, Debt, Story
from tests.advice.stories import AT_THE_DOOR, CONTACTS_BLAST, FAMILY_AND_OFFICE, KNOWLEDGE, POLITE, about, at, told


def found(assessment: Assessment, kind: str) -> Finding:
    return next(finding for finding in assessment.findings if finding.kind == kind)


def one(lender: str, kinds: str, **answers: object) -> Finding:
    return found(assess(about(lender, told(kinds, **answers)), KNOWLEDGE), kinds.split()[0])


def test_every_kind_has_a_place_in_the_order() -> None:
    """No kind of conduct is left out of the order of gravity."""
    assert set(GRAVITY) == {*VIOLATIONS, "lawful"}


def test_every_rule_that_may_be_cited_is_a_fact() -> None:
    """No finding hangs on a rule that the facts do not hold."""
    assert citations.cited_ids() <= set(KNOWLEDGE.rules)


@pytest.mark.parametrize("lender", LENDER_KINDS)
@pytest.mark.parametrize("kind", [kind for kind in VIOLATIONS if kind != "other"])
def test_rules_bind_the_lender(lender: str, kind: str) -> None:
    """Every finding cites at most three rules, all binding this lender, the firmest first."""
    rules = [KNOWLEDGE.rules[id] for id in one(lender, kind).rules]
    assert len(rules) <= citations.SHOWN
    assert all(rule.binds(lender) for rule in rules)
    assert [FORCES.index(rule.force) for rule in rules] == sorted(FORCES.index(rule.force) for rule in rules)


def test_lender_decides_the_rule() -> None:
    """A small-loan company is held to its own measures, a consumer-finance company to its own, neither to banks'."""
    small, consumer = (
        one("small_loan_company", "third_party_contact"),
        one("consumer_finance_company", "third_party_contact"),
    )
    assert "smallloan-2025-art37" in small.rules
    assert "cfc-2024-collection" in consumer.rules
    assert not {id for id in small.rules if id.startswith(("cba-", "cfc-"))}


def test_card_holders_have_the_card_rule() -> None:
    """A debt that the borrower calls a credit card is read by the card rules too."""
    story = Story((told("third_party_contact", contacted=("parents",)),), (Debt("debt/1", "", "某某信用卡", "bank"),))
    assert "card-2011-art68" in found(assess(story, KNOWLEDGE), "third_party_contact").rules


@pytest.mark.parametrize(
    ("lender", "calls", "certainty", "note"),
    [
        ("bank", Count("", 3, 3, "day"), "not_shown", "within_calls"),
        ("bank", Count("", 2, 2, "total"), "not_shown", "within_calls"),
        ("bank", Count("", 5, 5, "day"), "depends", "beyond_if_answered"),
        ("bank", Count("", 9, 9, "day"), "depends", "beyond_if_answered"),
        ("bank", Count("", 10, 10, "day"), "shown", "beyond_either_way"),
        ("small_loan_company", Count("", 30, 30, "day"), "likely", "beyond_if_answered"),
        ("private", Count("", 2, 2, "day"), "not_shown", "few_calls"),
        ("private", Count("", 30, 30, "day"), "likely", "standard_for_licensed"),
        ("bank", None, "depends", "count_needed"),
        ("bank", Count("", 40, 40, "total"), "depends", "count_needed"),
    ],
)
def test_call_counts(lender: str, calls: Count | None, certainty: str, note: str) -> None:
    """Calls are held against the standards' own numbers, answered and unanswered apart."""
    finding = one(lender, "call_bombing", calls=calls)
    assert (finding.certainty, finding.notes[0].id) == (certainty, note)


def test_no_police_rule_for_few_calls() -> None:
    """Calls that do not go beyond the standard are not put under public-security law."""
    assert "za_50_1_5" not in one("bank", "call_bombing", calls=Count("", 5, 5, "day")).rules
    assert "za_50_1_5" in one("bank", "call_bombing", calls=Count("", 30, 30, "day")).rules


@pytest.mark.parametrize(
    ("lender", "hour", "certainty"),
    [("bank", 23, "shown"), ("unknown", 23, "likely"), ("private", 23, "depends"), ("bank", 21, "not_shown")],
)
def test_night(lender: str, hour: int, certainty: str) -> None:
    """Quiet hours bind licensed lenders; 21:00 is not night even when it is called so."""
    assert one(lender, "night_call", when=at(2026, 11, 20, hour)).certainty == certainty


def test_night_follows_from_the_hour() -> None:
    """Calls at 23:30 are a finding of their own although nobody called them so."""
    story = about("bank", told("call_bombing", when=at(2026, 11, 20, 23, 30), calls=Count("", 12, 12, "day")))
    assert found(assess(story, KNOWLEDGE), "night_call").certainty == "shown"


def test_threat_by_its_words() -> None:
    """Words about the body are a threat, a suit is none, and unknown words leave it open."""
    assert one("bank", "threat", words="打断你的腿").rules[0] == "za_50_1_1"
    assert one("bank", "threat", words="下周去法院起诉你").certainty == "not_shown"
    assert one("bank", "threat").certainty == "likely"


def test_visit_alone_is_not_called_unlawful() -> None:
    """Somebody at the door is no finding against them until they enter, stay or block."""
    assert one("bank", "home_visit", when=at(2026, 11, 20, 15)).certainty == "depends"
    assert "za_47_1_3" not in one("bank", "home_visit").rules
    assert one("bank", "home_visit", visit=("entered",)).rules[0] == "za_47_1_3"
    assert one("bank", "home_visit", when=at(2026, 11, 20, 23)).certainty == "shown"


def test_emergency_contact_is_an_exception() -> None:
    """Asking only the emergency contact depends on what was said; telling them of the debt does not."""
    assert one("bank", "third_party_contact", contacted=("emergency_contact",)).certainty == "depends"
    assert one("bank", "third_party_contact", contacted=("emergency_contact",), told_debt=True).certainty == "shown"


def test_illegal_debt_law_only_for_unlicensed() -> None:
    """The crime of collecting unlawful debts is never held against a licensed lender."""
    assert "xf_293_1" in one("unlicensed", "threat", words="打断你的腿").rules
    assert "xf_293_1" not in one("bank", "threat", words="打断你的腿").rules


def test_papers_are_verified_before_they_are_called_forged() -> None:
    """A paper said to be forged stays open until the court's own line was asked."""
    finding = one("bank", "forged_legal_document", claimed_to_be="court")
    assert (finding.certainty, finding.notes[0].id) == ("depends", "verify_paper")


def test_polite_reminder_is_lawful() -> None:
    """One call at ten in the morning to the borrower is called lawful, first of all."""
    assessment = assess(POLITE, KNOWLEDGE)
    assert assessment.lawful
    assert assessment.findings[0].kind == "lawful"
    assert not assessment.kinds()


def test_nothing_told_is_not_lawful() -> None:
    """Without any contact told of, nothing is judged."""
    assert assess(Story(), KNOWLEDGE) == Assessment()


def test_four_stories() -> None:
    """Each of the four stories comes to its kinds, the gravest first."""
    assert [finding.kind for finding in assess(FAMILY_AND_OFFICE, KNOWLEDGE).findings] == [
        "third_party_contact",
        "workplace_contact",
        "call_bombing",
    ]
    assert [finding.kind for finding in assess(CONTACTS_BLAST, KNOWLEDGE).findings] == [
        "threat",
        "third_party_contact",
        "call_bombing",
        "night_call",
    ]
    assert [finding.kind for finding in assess(AT_THE_DOOR, KNOWLEDGE).findings] == ["home_visit"]
