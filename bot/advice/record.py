"""What the record shows, and what it does not: how many calls a day, at what hour, which words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta, timezone
from typing import Any, Literal

from bot.model import Count, Incident, Moment

CHINA = timezone(timedelta(hours=8))

Overlap = Literal["inside", "outside", "partly", "unknown"]

# A window longer than the quiet hours' complement (14 h) says nothing about the hour any more.
_LONGEST_WINDOW = timedelta(hours=14)
_DAYS = {"week": 7, "month": 31, "year": 366}
_BODY = re.compile(
    r"打断|打死|打残|打你|揍|弄死|杀|砍|捅|废了|废掉|卸|泼|绑|跟踪|堵你|收拾你|动你|弄你|人身|要你命|小心你|不客气"
)
_COURSE_OF_LAW = re.compile(r"起诉|法院|诉讼|仲裁|征信|律师函|立案|强制执行")


def calls_per_day(calls: Count | None, when: Moment | None) -> int | None:
    """The least number of calls that one day must have had, or None when the record does not say.

    A total over many days proves only its share: of 20 calls in a week, some day had at least three.
    """
    if calls is None:
        return None
    if calls.per in ("minute", "hour", "day"):
        return calls.low
    if calls.per in _DAYS:
        return -(-calls.low // _DAYS[calls.per])
    if when is not None and when.start is not None and when.end is not None:
        days = max(1, -(-(when.end - when.start) // timedelta(days=1)))
        return -(-calls.low // days)
    return None


def clock(text: Any) -> time | None:
    """An hour of the day as facts write it ("22:00"), or None."""
    try:
        return time.fromisoformat(str(text))
    except ValueError:
        return None


def quiet(when: Moment | None, numbers: Mapping[str, Any]) -> Overlap:
    """How a time lies to a rule's quiet hours (`quiet_from`, `quiet_to`, over midnight)."""
    begin, end = clock(numbers.get("quiet_from", "")), clock(numbers.get("quiet_to", ""))
    if when is None or when.start is None or begin is None or end is None:
        return "unknown"
    last = (when.end - timedelta(microseconds=1)) if when.end is not None else when.start
    if last - when.start > _LONGEST_WINDOW:
        return "unknown"
    first_in, last_in = (_within(moment, begin, end) for moment in (when.start, last))
    if first_in and last_in:
        return "inside"
    return "partly" if first_in or last_in else "outside"


def _within(moment: datetime, begin: time, end: time) -> bool:
    at = moment.astimezone(CHINA).time()
    return at >= begin or at < end


def threatens_body(incident: Incident) -> bool:
    """True when the words told of are about hurting somebody."""
    return bool(_BODY.search(incident.words))


def only_course_of_law(incident: Incident) -> bool:
    """True when the words told of announce only a suit, a letter or a credit entry: a right, not a threat."""
    return bool(_COURSE_OF_LAW.search(incident.words)) and not threatens_body(incident)
