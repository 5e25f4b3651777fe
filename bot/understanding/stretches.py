"""Spans that reach up to now or begin now: 这半个月, 最近一年, 近三年, 前几天, 24小时内."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from bot.understanding.dates import back
from bot.understanding.durations import MOST, days, lengths
from bot.understanding.numerals import NUMBER

_UNIT = r"(?:分钟|小时|钟头|天|周|星期|礼拜|年)"
_AMOUNT = rf"(?:(?:大半|半)(?:年|个月)|(?:{NUMBER}|半)(?:个多|多个|个)?半?(?:{_UNIT}|(?<=[个半俩两\d])月)半?多?)"
_STRETCH = re.compile(
    rf"(?P<lead>最近这|最近|这|近|过去的?|之前|前|上|连续|刚过去的)(?P<amount>{_AMOUNT})(?!以前|之前|前)"
    r"|(?P<rough>前几天|前两天|前些天|前一?阵子?|前段时间|前些日子|头几天|这几天|这两天|这些天|这段时间|这阵子"
    r"|最近几天|最近这段时间|近来|近期|近日"
    r"|最近|前不久|不久前|刚刚|刚才"
    r"|这几个月|这几年|最近几个月|前几个月|前两个月|前几年|前两年|这些年|上半年)"
)
_WITHIN = re.compile(rf"(?P<amount>{_AMOUNT})(?:之|以)?内|(?P<hence>{_AMOUNT})(?:之|以)?后(?=[^来,。]|$)")
_ROUGH = {
    "前几天": "P5D", "前两天": "P3D", "前些天": "P10D", "前阵": "P1M", "前一阵": "P1M", "前阵子": "P1M", "前一阵子": "P1M",
    "前段时间": "P2M", "前些日子": "P1M", "头几天": "P5D", "这几天": "P5D", "这两天": "P2D", "这些天": "P10D",
    "这段时间": "P1M", "这阵子": "P1M", "最近几天": "P5D", "最近这段时间": "P1M", "近来": "P1M", "近期": "P1M", "近日": "P5D",
    "最近": "P1M", "前不久": "P1M", "不久前": "P1M", "刚刚": "PT1H", "刚才": "PT1H", "这几个月": "P5M", "这几年": "P5Y",
    "最近几个月": "P5M", "前几个月": "P5M", "前两个月": "P2M", "前几年": "P5Y", "前两年": "P2Y", "这些年": "P5Y",
}  # fmt: skip


def stretches(text: str, now: datetime) -> Iterator[tuple[int, int, datetime | None, datetime | None, bool]]:
    """Spans as (start, end, first, last, vague) in text order."""
    for match in islice(_STRETCH.finditer(text), MOST):
        rough = match["rough"]
        iso = _ROUGH.get(rough) if rough else _length(match["amount"])
        if iso is None or (match["lead"] == "前" and not rough and not iso.startswith("P")):
            continue
        vague = bool(rough) or (
            match["lead"] in ("这", "最近", "最近这", "近") and (match["lead"] != "近") and "T" not in iso
        )
        yield match.start(), match.end(), _first(now, iso), now, vague
    for match in islice(_WITHIN.finditer(text), MOST):
        iso = _length(match["amount"] or match["hence"])
        if iso is None:
            continue
        end = now + (now - back(now, iso))
        if match["amount"]:
            yield match.start(), match.end(), None, end, False
        else:
            start = end if "T" in iso else end.replace(hour=0, minute=0, second=0, microsecond=0)
            yield match.start(), match.end(), start, None if "T" in iso else start + timedelta(days=1), True


def _length(words: str) -> str | None:
    found = lengths(words)
    if not found and re.fullmatch(r"[两\d]月", words):
        found = lengths(words[0] + "个月")
    return found[0].low if found else None


def _first(now: datetime, iso: str) -> datetime:
    if "T" in iso or days(iso) < 1:
        return back(now, iso)
    return back(now.replace(hour=0, minute=0, second=0, microsecond=0), iso)
