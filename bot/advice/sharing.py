"""What a case adds to the counts that borrowers keep for each other, when they allow it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.advice.lender import debt_of
from bot.advice.progress import progress_of
from bot.model import Case, Story

FEWEST = 3
"""Different borrowers behind anything that is shown: fewer could be one person, or point to one."""

_COUNTRY = re.compile(r"^(?:0086|86)(?=1\d{10}$|0\d{9,11}$)")
_SHORTEST, _LONGEST = 7, 15
"""Digits of a telephone number: shorter ones are hotlines and short codes, which belong to offices."""

_TOLD_BACK = ("answered", "refused", "silent")


def normal(number: str) -> str:
    """A number as it is compared: digits alone, without the country's code; "" for what is no ordinary number."""
    digits = _COUNTRY.sub("", re.sub(r"\D", "", number))
    return digits if _SHORTEST <= len(digits) <= _LONGEST else ""


def numbers(story: Story) -> frozenset[tuple[str, str]]:
    """The collectors' numbers of a story with what they were recorded for; never the borrower's own."""
    own = normal(story.person.phone)
    found = ((normal(number), kind) for each in story.incidents for number in each.numbers for kind in each.kinds)
    return frozenset((number, kind) for number, kind in found if number and number != own)


def platforms(story: Story, case: Case) -> frozenset[tuple[str, str]]:
    """The platforms of a story that the facts know, with what was recorded of them and what came of it."""
    return frozenset((platform, kind) for platform, kind in _platforms(story, case) if platform)


def _platforms(story: Story, case: Case) -> Iterator[tuple[str, str]]:
    for incident in story.incidents:
        debt = debt_of(incident, story)
        for kind in incident.kinds if debt is not None else ():
            yield debt.platform if debt else "", kind
    if len(story.debts) != 1:
        return  # what came of it cannot be laid at one platform's door
    (debt,) = story.debts
    letters = [came.state for key, came in progress_of(case).items() if key.startswith("platform:")]
    yield from ((debt.platform, f"letter_{state}") for state in letters if state in _TOLD_BACK)
    how = case.value("outcome", "how")
    if how and how != "other":
        yield debt.platform, f"ended_{how}"
