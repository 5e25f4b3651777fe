"""The plan's dates as a file for the phone's calendar: neutral titles, an alarm each, and the same entry when it moves.

An entry keeps its UID from one file to the next, so a later file moves what an earlier one put there, and takes away
what is done. Whoever looks over a shoulder reads “办一件事：第2步” and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from bot.advice.steps import Step
from bot.speech import Speech

TYPE = "text/calendar"
_ZONE = ZoneInfo("Asia/Shanghai")
_HOUR, _LONG = time(10, 0), timedelta(minutes=15)
_ALARMS = (timedelta(days=-1), timedelta(0))
_FIRST = datetime(2026, 1, 1, tzinfo=_ZONE)
_SAFE = frozenset({"safety"})  # 110 has no appointment


@dataclass(frozen=True, slots=True)
class Appointment:
    """One entry: its title, its day, and whether it is over. `uid` stays the same for the same step and reason."""

    uid: str
    title: str
    day: date
    over: bool = False


def appointments(steps: Sequence[Step], owner: str, speech: Speech) -> tuple[Appointment, ...]:
    """Days to do something on and days to look for an answer. `owner` is a borrower's id; it cannot be read back."""
    return tuple(found for number, step in enumerate(steps, 1) for found in _of(step, number, owner, speech))


def _of(step: Step, number: int, owner: str, speech: Speech) -> Iterator[Appointment]:
    if step.stage in _SAFE:
        return
    due = step.due or step.progress.on
    if due is not None:
        title = speech("办一件事：第{number}步", number=number)
        yield Appointment(_uid(owner, step.key, "due"), title, due, over=not step.open)
    if step.answer_by is not None and step.waits and not step.open:
        title = speech("看看有没有消息：第{number}步", number=number)
        over = step.progress.state != "done"
        yield Appointment(_uid(owner, step.key, "answer"), title, step.answer_by + timedelta(days=1), over)


def _uid(owner: str, key: str, reason: str) -> str:
    return blake2b(f"{key}:{reason}".encode(), key=owner.encode()[:64], digest_size=16).hexdigest() + "@buhuang"


def file_of(found: Sequence[Appointment], now: datetime, speech: Speech) -> bytes:
    """The .ics file (RFC 5545), dates in Asia/Shanghai. `now` is aware; a later file counts as newer than this one."""
    import icalendar  # noqa: PLC0415 - takes a fifth of a second to load, and most turns need none

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Buhuang//Plan//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", speech("要办的事"))
    for each in found:
        calendar.add_component(_entry(icalendar, each, now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _entry(library: Any, each: Appointment, now: datetime) -> Any:
    """One VEVENT; what is over is cancelled, so that a calendar takes it away."""
    event = library.Event()
    start = datetime.combine(each.day, _HOUR, _ZONE)
    event.add("uid", each.uid)
    event.add("sequence", max(0, (now - _FIRST) // timedelta(minutes=1)))
    event.add("dtstamp", now)
    event.add("summary", each.title)
    event.add("dtstart", start)
    event.add("dtend", start + _LONG)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if each.over else "CONFIRMED")
    for trigger in () if each.over else _ALARMS:
        alarm = library.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", each.title)
        alarm.add("trigger", trigger)
        event.add_component(alarm)
    return event
