"""Points and spans of time as people write them, resolved against the message's own time, past first.

昨晚11点半, 前天凌晨两点, 上周三晚上十点多, 5月3日上午9点, 这半个月, 国庆期间, 从10月底到现在.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.understanding.bounds import DID, bounded, is_coming
from bot.understanding.calendar_words import Atom, atoms
from bot.understanding.clocks import Clock, clock_of, place_part, range_of
from bot.understanding.dates import day_of
from bot.understanding.days import Day
from bot.understanding.stretches import stretches
from bot.understanding.when import SHANGHAI, When

_DATES = (
    "year",
    "relyear",
    "half",
    "relmonth",
    "months",
    "month",
    "holiday",
    "lunar",
    "isodate",
    "slash",
    "week",
    "day",
    "bareday",
    "relday",
    "ago",
)

_LINK = re.compile(r"(?:[嘛吧啊呢],?|的|,|\s)?(?:[那当这]天的?)?(?:大约|大概|约|差不多|从)?\s?\Z")
_TO = re.compile(
    rf"\s?(?:就|都|还)?(?:一直|持续|连续|起|开始)?(?:{DID})?\s?(?:到|至|-+|~+|—+|–)\s?(?:了|第二天|次日|同年|同月)?\Z"
)
_VAGUE_BEFORE = re.compile(r"(?:大约|大概|约|差不多|好像|应该是|可能是)\s?\Z")
_VAGUE_AFTER = re.compile(r"\s?(?:左右|前后|许|上下|的样子)")
# What may stand second without its year, month or week: 10月3号到5号.
_OPEN = frozenset({"month", "day", "bareday", "week", "slash", "holiday", "lunar"})
_REPEAT = re.compile(r"每(?:逢|个|到)?\Z")


def whens(text: str, now: datetime) -> list[When]:
    """Every point or span of time in a plain text, in order; `now` is aware and read in Asia/Shanghai."""
    here = now.astimezone(SHANGHAI)
    found = [w for group in _groups(atoms(text), text) if (w := _resolve(group, text, here)) is not None]
    found = [bounded(w, text, here) for w in _join(found, text, here)]
    taken = [(w.start, w.end) for w in found]
    for start, end, first, last, vague in stretches(text, here):
        if not any(start < e and s < end for s, e in taken):
            found.append(When(start, end, first, last, vague=vague, exact="vague"))
    return sorted(found, key=lambda w: w.start)


def _groups(words: list[Atom], text: str) -> list[list[Atom]]:
    """Neighbouring words that make one expression: each later one is finer."""
    found: list[list[Atom]] = []
    for atom in words:
        last = found[-1][-1] if found else None
        if last is not None and atom.rank > last.rank and _LINK.match(text, last.end, atom.start):
            found[-1].append(atom)
        else:
            found.append([atom])
    return found


def _resolve(group: list[Atom], text: str, now: datetime) -> When | None:
    start, end = group[0].start, group[-1].end
    dated = [a for a in group if a.kind in _DATES]
    day = day_of(dated, now, coming=is_coming(text, start, end)) if dated else None
    if dated and day is None:
        return None
    part = next((a.words for a in group if a.kind == "part"), "")
    about = (*(text[a.end : b.start] for a, b in pairwise(group)), text[max(0, start - 4) : start])
    vague = any(_VAGUE_BEFORE.search(words) for words in about) or bool(_VAGUE_AFTER.match(text, end))
    repeats = bool(_REPEAT.search(text[max(0, start - 3) : start]))
    midnight = day.first if day else None
    when = When(start, end, vague=vague, part=part, repeats=repeats, dated=tuple(dated), midnight=midnight)
    clocks = [a for a in group if a.kind in ("clock", "clockrange")]
    if clocks:
        return _at_clock(when, clocks[0], day, part)
    if part:
        low, high = place_part(part)
        if day is None:
            return replace(when, clock=low, until=high, vague=True, exact="hour")
        return replace(when, first=low.on(day.first), last=high.on(day.first), exact="hour", absolute=day.absolute)
    if day is None:
        return None
    last = None if day.point else day.last
    return replace(when, first=day.first, last=last, vague=vague or day.vague, exact=day.exact, absolute=day.absolute)


def _at_clock(when: When, atom: Atom, day: Day | None, part: str) -> When | None:
    one: Clock | None
    two: Clock | None = None
    if atom.kind == "clockrange":
        one, two = range_of(atom.words, part) or (None, None)
    else:
        one = clock_of(atom.words, part)
    if one is None:
        return None
    vague = when.vague or one.vague or (two is not None and two.vague)
    if day is None:
        return replace(when, clock=one, until=two, vague=vague, exact="minute")
    last = two.on(day.first) if two else None
    first = one.on(day.first)
    return replace(
        when, first=first, last=last, clock=one, until=two, vague=vague, exact="minute", absolute=day.absolute
    )


def _join(found: list[When], text: str, now: datetime) -> list[When]:
    """A到B: one span of two expressions; the second keeps to the day and half-day of the first."""
    joined: list[When] = []
    for when in found:
        before = joined[-1] if joined else None
        if before is not None and before.end < when.start and _TO.match(text, before.end, when.start):
            joined[-1] = _spanned(before, when, now)
        else:
            joined.append(when)
    return joined


def _spanned(one: When, two: When, now: datetime) -> When:
    two = _carried(one, two)
    both = replace(one, end=two.end, vague=one.vague or two.vague, closed=True)
    if one.first is None:
        return replace(both, until=two.clock)
    if two.first is None and two.clock is not None:
        late = clock_of(f"{two.clock.hour}点", one.part) if not two.part else None
        clock = replace(two.clock, hour=late.hour) if late else two.clock
        until = clock.on(one.first.replace(hour=0, minute=0, second=0, microsecond=0))
        return replace(both, last=until if until > one.first else until + timedelta(days=1), until=clock)
    is_today = two.exact == "day" and two.first is not None and two.first.date() == now.date()
    return replace(both, last=now if is_today else two.last or two.first)


def _carried(one: When, two: When) -> When:
    """The second date with what it leaves to the first: in 10月3号到5号 the 5th is of the same month."""
    if one.first is None or two.first is None or two.midnight is None or not two.dated:
        return two
    if any(atom.kind not in _OPEN or atom.words[0] in "上下这本" for atom in two.dated):
        return two
    day = day_of(list(two.dated), one.first.replace(hour=0, minute=0, second=0, microsecond=0), coming=True)
    if day is None:
        return two
    if two.exact not in ("minute", "hour"):
        return replace(two, first=day.first, last=day.last)
    moved = day.first - two.midnight
    return replace(two, first=two.first + moved, last=two.last + moved if two.last else None)
