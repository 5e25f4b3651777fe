"""The plan's dates in a phone's calendar: neutral, with alarms, and updated by a later file."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import icalendar

from bot.advice.assessment import assess
from bot.advice.plan import make
from bot.advice.steps import Progress, Told
from bot.documents.calendar import appointments, file_of
from bot.speech import Speech
from tests.advice.stories import AT_THE_DOOR, FAMILY_AND_OFFICE, KNOWLEDGE, NOW

SPEECH = Speech()
SENT = {"platform:bank": Progress("done", date(2026, 11, 23))}


def events(now: datetime = NOW, owner: str = "1", **told: Progress) -> dict[str, icalendar.Event]:
    """The entries of a file by UID, read back by the library."""
    progress = {key.replace("__", ":"): value for key, value in told.items()}
    story = FAMILY_AND_OFFICE
    steps = make(story, assess(story, KNOWLEDGE), now, KNOWLEDGE, Told(NOW.date(), progress))
    read = icalendar.Calendar.from_ical(file_of(appointments(steps, owner, SPEECH), now, SPEECH))
    return {str(event["uid"]): event for event in read.walk("VEVENT")}


def test_titles_say_nothing() -> None:
    """Nobody who looks at the calendar learns what it is about."""
    text = b"".join(event.to_ical() for event in events().values()).decode()
    assert "SUMMARY:办一件事：第3步" in text
    assert [word for word in ("贷", "债", "催", "投诉", "法院", "派出所", "12378") if word in text] == []


def test_days_are_chinas_with_alarms() -> None:
    """Ten in the morning in Asia/Shanghai, an alarm the day before and one at the hour."""
    event = next(event for event in events().values() if event["summary"] == "办一件事：第3步")
    assert event["dtstart"].dt.isoformat() == "2026-11-23T10:00:00+08:00"
    assert str(event["dtstart"].dt.tzinfo) == "Asia/Shanghai"
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [timedelta(days=-1), timedelta(0)]


def test_a_later_file_updates_the_same_entries() -> None:
    """Once the letter is sent its entry is cancelled under the same UID, and the answer's day is added."""
    before, after = events(), events(NOW + timedelta(days=2), platform__bank=SENT["platform:bank"])
    assert before.keys() < after.keys()
    (new,) = after.keys() - before.keys()
    assert after[new]["dtstart"].dt.date() == date(2026, 12, 9)
    changed = [uid for uid in before if after[uid]["status"] == "CANCELLED"]
    assert [before[uid]["summary"] for uid in changed] == ["办一件事：第3步"]
    assert all(int(after[uid]["sequence"]) > int(before[uid]["sequence"]) for uid in before)


def test_nobody_is_known_by_an_entry() -> None:
    """Two borrowers with the same plan share no UID, and neither's id stands in one."""
    mine, theirs = events(owner="1234567890"), events(owner="987654321")
    assert not mine.keys() & theirs.keys()
    assert not any("1234567890" in uid for uid in mine)


def test_danger_has_no_appointment() -> None:
    """110 is called now, not put into a calendar."""
    steps = make(AT_THE_DOOR, assess(AT_THE_DOOR, KNOWLEDGE), NOW, KNOWLEDGE)
    first = appointments(steps, "1", SPEECH)[0]
    assert steps[0].stage == "safety"
    assert first.title == "办一件事：第2步"
