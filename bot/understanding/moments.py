"""Points and spans of time as people write them, resolved against the message's own time, past first.

昨晚11点半, 前天凌晨两点, 上周三晚上十点多, 5月3日上午9点, 这半个月, 国庆期间, 从10月底到现在.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from bot.understanding.calendar_words import Atom, atoms
from bot.understanding.clocks import Clock, clock_of, place_part, range_of
from bot.understanding.dates import day_of
from bot.understanding.days import Day
from bot.understanding.stretches import stretches

SHANGHAI = timezone(timedelta(hours=8))
_DATES = (
    "year",
    "relyear",
    "half",
    "relmonth",
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

_LINK = re.compile(r"(?:的|,|\s)?(?:[那当这]天的?)?\s?\Z")
_TO = re.compile(r"\s?(?:一直|持续|起)?\s?(?:到|至|-+|~+|—+|–)\s?(?:了|第二天|次日)?\Z")
_FROM = re.compile(r"(?:从|自从|自|打)\s?\Z")
_SINCE = re.compile(
    r"\s?(?:那天|份|前后|左右)?(?:起(?!诉)|以来|开始(?!前)|至今|(?:一直)?到现在|到今天|到目前|之后|以后|过后)"
)
_AFTER = re.compile(r"\s?(?:那天|份|前后|左右)?(?:之后|以后|过后)")
_UNTIL_NOW = re.compile(r"\s?(?:一直)?(?:到|至)\s?(?:今天?|现在|如今|目前|今日)")
_BEFORE = re.compile(r"\s?(?:之前|以前|前)(?![后面台提夫妻男女任几两])")
_VAGUE_BEFORE = re.compile(r"(?:大约|大概|约|差不多|好像|应该是|可能是)\s?\Z")
_VAGUE_AFTER = re.compile(r"\s?(?:左右|前后|许|上下)")
_COMING = re.compile(
    r"(?:还款日|到期日|截止|期限|最后还款|开庭|届时|将于|定于|请于|须于|最迟|最晚|务必|下次|限你?|限期|将在)"
    r"(?:期|日|日期|时间)?(?:为|是|:|在|于)?\s?\Z"
)
_REPEAT = re.compile(r"每(?:逢|个|到)?\Z")


@dataclass(frozen=True, slots=True)
class When:
    """One expression at [start, end) of the text. Dates are [first, last); a clock alone has `clock`, `until`."""

    start: int
    end: int
    first: datetime | None = None
    last: datetime | None = None
    clock: Clock | None = None
    until: Clock | None = None
    vague: bool = False
    exact: str = "day"
    part: str = ""
    absolute: bool = False
    repeats: bool = False


def whens(text: str, now: datetime) -> list[When]:
    """Every point or span of time in a plain text, in order; `now` is aware and read in Asia/Shanghai."""
    here = now.astimezone(SHANGHAI)
    found = [w for group in _groups(atoms(text), text) if (w := _resolve(group, text, here)) is not None]
    found = [_since(w, text, here) for w in _join(found, text, here)]
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
    coming = bool(_COMING.search(text[max(0, start - 14) : start]))
    dated = [a for a in group if a.kind in _DATES]
    day = day_of(dated, now, coming=coming) if dated else None
    if dated and day is None:
        return None
    part = next((a.words for a in group if a.kind == "part"), "")
    vague = bool(_VAGUE_BEFORE.search(text[max(0, start - 4) : start]) or _VAGUE_AFTER.match(text, end))
    when = When(start, end, vague=vague, part=part, repeats=bool(_REPEAT.search(text[max(0, start - 3) : start])))
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
    both = replace(one, end=two.end, vague=one.vague or two.vague)
    if one.first is None:
        return replace(both, until=two.clock)
    if two.first is None and two.clock is not None:
        late = clock_of(f"{two.clock.hour}点", one.part) if not two.part else None
        clock = replace(two.clock, hour=late.hour) if late else two.clock
        until = clock.on(one.first.replace(hour=0, minute=0, second=0, microsecond=0))
        return replace(both, last=until if until > one.first else until + timedelta(days=1), until=clock)
    is_today = two.exact == "day" and two.first is not None and two.first.date() == now.date()
    return replace(both, last=now if is_today else two.last or two.first)


def _since(when: When, text: str, now: datetime) -> When:
    """从上月起, 4月以后, 到现在: the span runs until now; a bare absolute year has no end."""
    if when.first is None:
        return when
    until = _UNTIL_NOW.match(text, when.end)
    since = _SINCE.match(text, when.end)
    begun = _FROM.search(text[max(0, when.start - 3) : when.start])
    if not (until or since) and not (
        begun and when.exact not in ("minute", "hour") and when.last is not None and when.last <= now
    ):
        return _deadline(when, text)
    end = max(m.end() for m in (until, since) if m) if until or since else when.end
    after = _AFTER.match(text, when.end)
    first = (
        when.last if after is not None and when.last is not None and when.exact in ("month", "vague") else when.first
    )
    open_ended = (when.absolute and when.exact == "vague") or first > now
    return replace(
        when, end=end, first=first or when.first, last=None if open_ended else now, vague=when.vague or bool(after)
    )


def _deadline(when: When, text: str) -> When:
    """下周五之前: a deadline has an end only."""
    before = _BEFORE.match(text, when.end)
    if before is None or when.first is None or (when.exact == "minute" and when.last is not None):
        return when
    return replace(when, end=before.end(), first=None, last=when.first)
