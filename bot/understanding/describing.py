"""What was understood, as plain JSON: for the engine's answers and for the `understand` command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.model import Heard
from bot.understanding.durations import Length
from bot.understanding.frequencies import Often
from bot.understanding.text import Plain
from bot.understanding.times import Times
from bot.understanding.when import SHANGHAI, When

# A unit, the next one in which a rate over several of them can be said, and how many make it.
_COARSER = {
    "minute": ("hour", 60),
    "hour": ("day", 24),
    "day": ("week", 7),
    "week": ("month", 4),
    "month": ("year", 12),
}


def moment_value(when: When, found: Plain, now: datetime) -> dict[str, Any] | None:
    """{"words", "start", "end", "exact"} in ISO 8601; a clock without a date is its latest occurrence."""
    first, last = when.first, when.last
    if when.clock is not None and first is None and last is None:
        here = now.astimezone(SHANGHAI)
        midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
        first = when.clock.on(midnight)
        while first > here:
            first -= timedelta(days=1)
        last = when.until.on(first.replace(hour=0, minute=0)) if when.until else None
        if last is not None and last <= first:
            last += timedelta(days=1)
    if first is None and last is None:
        return None
    return {
        "words": found.words(when.start, when.end),
        "start": first.isoformat() if first else None,
        "end": last.isoformat() if last else None,
        "exact": "vague" if when.vague and when.exact == "day" else when.exact,
    }


def count_value(often: Often, found: Plain) -> dict[str, Any]:
    """{"words", "low", "high", "per"}: 每隔十分钟一个 comes to six an hour, 两天打三回 to ten a week, never to more."""
    low, high, per = often.low, often.high, often.per
    if often.per_n > 1 and per in _COARSER:
        per, units = _COARSER[per]
        # Nobody calls around the clock for sure: of every two hours only that it was once is known.
        low = low if per == "day" else max(1, low * units // often.per_n)
        high = max(low, high * units // often.per_n)
    return {"words": found.words(often.start, often.end), "low": low, "high": high, "per": per}


def described(heard: Heard, facts: Mapping[str, Any], found: Plain, times: Times) -> dict[str, Any]:
    """The `understand` line: labels and keys as in the labelling rules."""
    moments, counts = _times(found, times)
    return {
        "kind": heard.kind,
        "violations": list(heard.said["violations"].value) if "violations" in heard.said else [],
        "flags": list(dict.fromkeys(s.reason for s in heard.signals)),
        "facts": dict(facts),
        "moments": moments,
        "counts": counts,
        "topics": list(heard.topics),
    }


def _times(found: Plain, times: Times) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    often = times.often
    calendar = [o for o in often if o.monthday or o.weekday or o.per_n > 1]
    points = [_rhythm(w, often) for w in times.points if not _inside(w.start, w.end, calendar)]
    taken = [(p.start, p.end) for p, _ in points]
    spans = [s for s in times.lengths if not _touches(s, taken, often)]
    counts = [_count(o, found) for o in often if not any(s.start < o.end and o.start < s.end for s in spans)]
    moments = [(w.start, _moment(w, o, found)) for w, o in points] + [(s.start, _length(s, found)) for s in spans]
    return [m for _, m in sorted(moments, key=lambda m: m[0])], counts


def _rhythm(when: When, often: Sequence[Often]) -> tuple[When, Often | None]:
    """A clock that recurs (每周二下午3点到5点) keeps its clock, not a date."""
    for each in often:
        if (
            each.per != "total"
            and (each.weekday or each.low == 0)
            and each.start <= when.end
            and when.start <= each.end
        ):
            return when, each
    return when, None


def _inside(start: int, end: int, often: Sequence[Often]) -> bool:
    return any(o.start <= start and end <= o.end for o in often)


def _touches(length: Length, taken: list[tuple[int, int]], often: Sequence[Often]) -> bool:
    spans = taken + [(o.start, o.end) for o in often if o.per != "total"]
    return any(length.start < e and s < length.end for s, e in spans)


def _moment(when: When, each: Often | None, found: Plain) -> dict[str, Any]:
    start = min(when.start, each.start) if each else when.start
    entry: dict[str, Any] = {"text": found.words(start, when.end)}
    if (each is not None or (when.first is None and when.last is None)) and when.clock is not None:
        entry |= {"start": str(when.clock), "end": str(when.until) if when.until else None}
        entry |= _count_keys(each) if each else {}
    else:
        entry |= {
            "start": when.first.isoformat() if when.first else None,
            "end": when.last.isoformat() if when.last else None,
        }
    if when.vague:
        entry["approx"] = True
    return entry


def _length(length: Length, found: Plain) -> dict[str, Any]:
    entry: dict[str, Any] = {"text": found.words(length.start, length.end), "start": None, "end": None}
    entry["duration"] = length.low if length.low == length.high else [length.low, length.high]
    if length.vague:
        entry["approx"] = True
    if length.working:
        entry["business_days"] = True
    return entry


def _count(often: Often, found: Plain) -> dict[str, Any]:
    return {"text": found.words(often.start, often.end), **_count_keys(often)}


def _count_keys(often: Often) -> dict[str, Any]:
    keys: dict[str, Any] = {"count": None, "per": often.per}
    if often.low:
        keys["count"] = often.low if often.low == often.high else [often.low, often.high]
    if often.per_n != 1:
        keys["per_n"] = often.per_n
    keys |= {"weekday": often.weekday} if often.weekday else {}
    keys |= {"business_days": True} if often.working else {}
    keys |= {"monthday": often.monthday} if often.monthday else {}
    return keys | ({"approx": True} if often.vague else {})
