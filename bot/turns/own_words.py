"""What a borrower's own words would do in a paper: red lines, promises beyond their means, acts never told of."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from bot.conversation.document import Risk
from bot.conversation.ears import Ears
from bot.documents.red_lines import RedLines
from bot.model import Story

_MONTHLY = re.compile(r"每个?月|月供|按月|一个月")
_PAYING = re.compile(r"还|付|支付|偿")
_CLAUSES = re.compile(r"[，,。；;！!？?\n]+")
_ASKED = re.compile(r"请|不要|别再|停止|希望|要求|勿|不得|禁止|没有|并未|避免")
# What is asked for, refused or somebody else's to pay is no promise.
_NO_PROMISE = re.compile(r"不能|无法|没办法|请求|要求|对方|贵方|收入|工资|支出|房租")


def risks(text: str, story: Story, ears: Ears, lines: RedLines, now: datetime) -> tuple[Risk, ...]:
    """Why these words would hurt in a paper about this story, the refused first."""
    found = list(lines.risks(text))
    named = {risk.id for risk in found}
    if "promise" not in named and _beyond_means(text, story, ears):
        found.append(lines.risk("promise"))
    if not found and _never_told(text, story, ears, now):
        found.append(lines.risk("never_told"))
    return tuple(found)


def _beyond_means(text: str, story: Story, ears: Ears) -> bool:
    """More a month than the borrower said to have left."""
    if story.means.monthly is None or _NO_PROMISE.search(text):
        return False
    if not _MONTHLY.search(text) or not _PAYING.search(text):
        return False
    amount = ears.money(text)
    return amount is not None and Decimal(amount) > story.means.monthly


def _never_told(text: str, story: Story, ears: Ears, now: datetime) -> bool:
    """Acts of the other side that stand in no incident told of. What is asked for or ruled out reports nothing."""
    reported = "，".join(clause for clause in _CLAUSES.split(text) if not _ASKED.search(clause))
    said = ears.story(reported, now).said.get("violations") if reported else None
    acts = set(said.value) if said is not None and isinstance(said.value, list) else set()
    told = {kind for incident in story.incidents for kind in incident.kinds}
    return bool(acts - told - {"other", "polite"})
