"""What a case adds to the counts: collectors' numbers by kind, platforms with what came of it, nothing of one's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.advice.sharing import normal, numbers, platforms
from bot.model import Answer, Case, Debt, Person, Record, Story
from tests.advice.stories import told


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("138 0000 0009", "13800000009"),
        ("+86-13800000009", "13800000009"),
        ("008613800000009", "13800000009"),
        ("0755-12345678", "075512345678"),
        ("86075512345678", "075512345678"),
        ("95000", ""),
        ("12378", ""),
        ("", ""),
        ("1234567890123456", ""),
    ],
)
def test_a_number_is_the_same_however_written(written: str, digits: str) -> None:
    """Spaces, marks and the country's code do not matter; short codes and hotlines are no collector's number."""
    assert normal(written) == digits


def test_own_number_is_never_shared() -> None:
    """The borrower's own number, written down by mistake, stays out of the counts."""
    incident = told("threat insult", numbers=("13800000009", "+8613800000001"))
    story = Story((incident,), person=Person("张某某", "13800000001"))
    assert numbers(story) == {("13800000009", "threat"), ("13800000009", "insult")}


def test_platforms_carry_kinds_and_outcomes() -> None:
    """With one debt, what the letter and all of it came to counts for its platform; with two it is nobody's."""
    story = Story((told("threat"),), (Debt("debt/1", "weilidai", "微粒贷"),))
    step = Record("step/1", {"what": Answer("platform:bank"), "state": Answer("refused")})
    case = Case({"step/1": step, "outcome": Record("outcome", {"how": Answer("stopped")})})
    assert platforms(story, case) == {
        ("weilidai", "threat"),
        ("weilidai", "letter_refused"),
        ("weilidai", "ended_stopped"),
    }
    two = replace(story, debts=(*story.debts, Debt("debt/2", "huabei", "花呗")))
    assert platforms(two, case) == {("weilidai", "threat")}


def test_a_platform_the_facts_do_not_know_is_not_counted() -> None:
    """A name that a borrower made up, or mistyped, is no page."""
    story = Story((told("threat"),), (Debt("debt/1", "", "某某钱包"),))
    assert platforms(story, Case()) == frozenset()
