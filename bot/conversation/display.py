"""An answer as the borrower reads it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.conversation.dialog import Question
from bot.model import Answer
from bot.speech import Speech

SHOWN = 60
"""Longest piece of a free-text answer shown in a list: three lines of about twenty characters on a phone."""


def value(question: Question, answer: Answer, speech: Speech, phrases: dict[str, str] | Any) -> str:
    """The answer in words, in the borrower's language."""
    if not answer.known:
        return speech(phrases["shown_unknown" if answer.state == "unknown" else "shown_skipped"])
    given = answer.value
    if question.type == "choice":
        option = question.option(str(given))
        return speech(option.label) if option else str(given)
    if question.type == "choices":
        options = (question.option(str(id)) for id in given)
        return speech(phrases["join_options"]).join(speech(option.label) for option in options if option)
    if question.type == "yesno":
        return speech(phrases["yes" if given else "no"])
    if question.unit:
        return speech(question.unit, number=_number(given))
    return _other(question.type, given, speech, phrases)


def _other(type: str, given: Any, speech: Speech, phrases: Any) -> str:
    if type == "count":
        return _count(given, speech, phrases)
    if type == "money":
        return speech(phrases["yuan"], amount=given)
    if type == "moment":
        return _moment(given, speech, phrases)
    if type == "duration":
        return str(given.get("words") or speech(phrases["days"], days=given["days"]))
    if type == "platform":
        return str(given.get("name", ""))
    if type == "phone":
        return speech(phrases["join"]).join(given)
    if type == "files":
        return speech(phrases["files"], count=len(given))
    text = " ".join(str(given).split())
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def _count(given: Any, speech: Speech, phrases: Any) -> str:
    per = given.get("per", "total")
    return speech(phrases.get(f"count_{per}", phrases["count_total"]), number=_number(given))


def _number(given: Any) -> str:
    low, high = given["low"], given["high"]
    return str(low) if low == high else f"{low}–{high}"


def _moment(given: Any, speech: Speech, phrases: Any) -> str:
    words, start, end = str(given.get("words", "")), given.get("start"), given.get("end")
    if not start:
        return words
    begin = datetime.fromisoformat(start)
    shown = speech(phrases["date"], month=begin.month, day=begin.day)
    if given.get("exact") == "minute":
        shown = f"{shown} {begin:%H:%M}"
    elif end and datetime.fromisoformat(end) - begin > timedelta(days=1):
        last = datetime.fromisoformat(end) - timedelta(seconds=1)
        shown = f"{shown}–{speech(phrases['date'], month=last.month, day=last.day)}"
    return speech(phrases["date_said"], words=words, date=shown) if words and words != shown else shown
