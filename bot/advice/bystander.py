"""Somebody who is chased for another person's loan: a parent, a friend, an emergency contact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.advice.steps import Step
from bot.model import Story


def is_bystander(story: Story) -> bool:
    """Whether every loan of the story is somebody else's, without a guarantee by the one who tells it."""
    return bool(story.debts) and all(story.answers.get(debt.id, {}).get("borrower") == "other" for debt in story.debts)


def steps(story: Story, first: date) -> Iterable[Step]:
    """Say once that it is not one's loan, then have the numbers dealt with; there is nothing to negotiate."""
    debts = tuple(debt.id for debt in story.debts)
    yield Step("say_no", "evidence", "", first, basis=("mf_465_685",), letter="not_my_debt", debts=debts)
    yield Step("report_number", "evidence", "telecom_12321", first, letter="report_12321")
