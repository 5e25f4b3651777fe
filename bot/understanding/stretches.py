"""Spans that reach up to now or begin now: 这半个月, 最近一年, 近三年, 前几天, 24小时内."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from bot.understanding.dates import back
from bot.understanding.durations import COUNTED, MOST, days, lengths
from bot.understanding.leaps import Leaping
from bot.understanding.numerals import NUMBER, NUMBER_OPENING

_UNIT = r"(?:分钟|小时|钟头|天|周|星期|礼拜|年)"
_AMOUNT = rf"(?:(?:大半|半)(?:年|个月)|(?:{NUMBER}|半)(?:个多|多个|个)?半?(?:{_UNIT}|(?<=[个半俩两仨几\d])月)半?多?)"
_ROUGH = {
    name: length
    for length, names in {
        "P5D": "前几天 头几天 这几天 最近几天 近日",
        "P2D": "这两天 前两天",
        "P10D": "前些天 这些天",
        "P1M": "前阵 前一阵 前阵子 前一阵子 前些日子 这段时间 这阵子 最近这段时间 近来 近期 最近 前不久 不久前",
        "P2M": "前段时间 前两个月",
        "PT1H": "刚刚 刚才",
        "P5M": "这几个月 最近几个月 前几个月",
        "P5Y": "这几年 前几年 这些年",
        "P2Y": "前两年",
    }.items()
    for name in names.split()
}
_NAMED = "|".join(sorted((name for name in _ROUGH if name != "最近"), key=len, reverse=True))
_STRETCH = Leaping(
    "前这最近过之上连刚头不",
    rf"(?:(?P<rough>{_NAMED})|(?P<lead>最近这|最近|这|(?<!将)近|过去的?|之前|前|(?<![地路网晚早桌身手脸班线车街])上|连续|刚过去的)(?P<amount>{_AMOUNT})(?!以前|之前|前)"
    r"|(?P<lately>最近))",
)
_ENDING = re.compile("[内后]")
# What a span of that kind and what is looked at after it can fill.
_BEFORE, _AFTER = 48, 24
_WITHIN = Leaping(
    f"{NUMBER_OPENING}大半",
    rf"(?P<amount>{_AMOUNT})(?:之|以)?内{COUNTED}|(?P<hence>{_AMOUNT})(?:之|以)?后(?=[^来,。]|$)",
)


def stretches(text: str, now: datetime) -> Iterator[tuple[int, int, datetime | None, datetime | None, bool]]:
    """Spans as (start, end, first, last, vague) in text order."""
    for match in islice(_STRETCH.finditer(text), MOST):
        rough = match["rough"] or match["lately"]
        iso = _ROUGH.get(rough) if rough else _length(match["amount"])
        if iso is None or (match["lead"] == "前" and not rough and not iso.startswith("P")):
            continue
        vague = bool(rough) or (
            match["lead"] in ("这", "最近", "最近这", "近") and (match["lead"] != "近") and "T" not in iso
        )
        yield match.start(), match.end(), _first(now, iso), now, vague
    for match in islice(_within(text), MOST):
        iso = _length(match["amount"] or match["hence"])
        if iso is None:
            continue
        end = now + (now - back(now, iso))
        if match["amount"]:
            yield match.start(), match.end(), None, end, False
        else:
            start = end if "T" in iso else end.replace(hour=0, minute=0, second=0, microsecond=0)
            yield match.start(), match.end(), start, None if "T" in iso else start + timedelta(days=1), True


def _within(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_WITHIN`, looked for only before a word that can end one."""
    reached = 0
    for end in (match.start() for match in _ENDING.finditer(text)):
        for match in _WITHIN.finditer(text, max(reached, end - _BEFORE), end + _AFTER):
            if match.start() < end:
                reached = match.end()
                yield match


def _length(words: str) -> str | None:
    found = next(lengths(words), None)
    if found is None and re.fullmatch(r"[两\d]月", words):
        found = next(lengths(words[0] + "个月"), None)
    return found.low if found is not None else None


def _first(now: datetime, iso: str) -> datetime:
    if "T" in iso or days(iso) < 1:
        return back(now, iso)
    return back(now.replace(hour=0, minute=0, second=0, microsecond=0), iso)
