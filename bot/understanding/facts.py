"""The facts a text states, with the keys of the labelling rules; only what is said, never guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.model import Heard
from bot.understanding import amounts
from bot.understanding.frequencies import Often
from bot.understanding.platforms import Platforms
from bot.understanding.text import Plain
from bot.understanding.times import Times
from bot.understanding.when import When

_JOIN = "；"


def read_facts(found: Plain, heard: Heard, times: Times, platforms: Platforms) -> dict[str, Any]:
    """platform, calls_per_day, overdue_days, amount_yuan, who_was_contacted, time_of_day, date_expression."""
    named = "、".join(dict.fromkeys(name for _, _, _, name in platforms.found(found)))
    clocks = [w for w in times.points if w.clock is not None or w.part]
    dates = [w for w in times.points if w.first is not None or w.last is not None]
    said = {
        "platform": named,
        "calls_per_day": _per_day(heard, times, found),
        "overdue_days": _overdue_days(heard),
        "amount_yuan": _yuan(found),
        "who_was_contacted": heard.said["contacted"].words if "contacted" in heard.said else "",
        "time_of_day": _JOIN.join(_words(w, found) for w in clocks),
        "date_expression": _JOIN.join([*(_words(w, found) for w in dates), *_lengths(found, times, dates)]),
    }
    return {name: value for name, value in said.items() if value not in (None, "")}


def _words(when: When, found: Plain) -> str:
    return found.words(when.start, when.end)


def _lengths(found: Plain, times: Times, dates: list[When]) -> list[str]:
    taken = [(w.start, w.end) for w in dates] + [(o.start, o.end) for o in times.often if o.per != "total"]
    free = [x for x in times.lengths if not any(x.start < e and s < x.end for s, e in taken)]
    return [found.words(x.start, x.end) for x in free]


def _per_day(heard: Heard, times: Times, found: Plain) -> int | list[int] | None:
    calls = heard.said.get("calls")
    if calls is None or calls.value["per"] != "day":
        return None
    each: list[Often] = [o for o in times.often if found.words(o.start, o.end) == calls.words]
    low, high = (each[0].low, each[0].high) if each else (calls.value["low"], calls.value["high"])
    return low if low == high else [low, high]


def _overdue_days(heard: Heard) -> int | None:
    overdue = heard.said.get("overdue")
    if overdue is None or not overdue.value["words"].endswith(("天", "日")):
        return None
    return int(overdue.value["days"])


def _yuan(found: Plain) -> int | float | None:
    sums = amounts.sums(found.text)
    if not sums:
        return None
    value: Decimal = sums[0].yuan
    return int(value) if value == value.to_integral_value() else float(value)
