"""What stands on pictures, in a language: templates/typeset/words.yaml, which a lawyer can edit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from string import Formatter

from bot import content
from bot.errors import ContentError
from bot.speech import Speech

FILE = "words.yaml"

FILLED: Mapping[str, str] = {
    "date": "month day",
    "months": "year month",
    "weekdays": "",
    "foot": "day",
    "and": "",
    "colon": "",
    "not_law": "force",
    "not_laws": "forces",
    "dark": "",
    "light": "",
    "calls_title": "",
    "calls_of": "name",
    "calls_by_day": "",
    "calls_by_hour": "",
    "calls_hours_unknown": "",
    "limit_connected": "calls",
    "limit_unanswered": "calls",
    "limit_force": "force",
    "limits_if_licensed": "",
    "limits_none": "",
    "quiet_hours": "begin end",
    "calls_least": "",
    "calls_unplaced": "count",
    "calls_earlier": "count",
    "say_day": "day calls",
    "say_most": "day calls",
    "say_night": "begin end calls",
    "timeline_title": "",
    "timeline_no_day": "",
    "timeline_days": "first last",
    "timeline_night": "",
    "timeline_minute": "calls",
    "timeline_hour": "calls",
    "timeline_day": "calls",
    "timeline_week": "calls",
    "timeline_month": "calls",
    "timeline_year": "calls",
    "timeline_total": "calls",
    "timeline_earlier": "count",
    "timeline_own_words": "",
    "say_timeline": "title count",
    "repayment_title": "",
    "repayment_of": "name",
    "repayment_yuan": "sum",
    "repayment_months": "count",
    "repayment_each": "",
    "repayment_how_long": "",
    "repayment_total": "",
    "repayment_remaining": "",
    "repayment_month": "",
    "repayment_amount": "",
    "repayment_after": "",
    "repayment_from": "month sum count",
    "repayment_left": "month sum",
    "repayment_done": "month",
    "repayment_only_plan": "",
    "repayment_different": "low high",
    "say_total": "total",
    "doors_title": "",
    "doors_checked": "day",
    "say_doors": "",
    "papers_made": "title",
    "papers_lacking": "characters",
    "chart_none_calls": "",
    "chart_none_timeline": "",
}
"""What pictures say, each with the names of the values that may stand in it."""


class ChartWords:
    """The words of one language. Raises ContentError for a file without them, KeyError for one that is not there."""

    def __init__(self, words: Mapping[str, str], speech: Speech) -> None:
        self._words, self.speech = words, speech

    def __call__(self, id: str, **values: object) -> str:
        return self.speech(self._words[id], **values)

    def day(self, day: date) -> str:
        return self("date", month=day.month, day=day.day)

    def weekday(self, day: date) -> str:
        return self("weekdays").split()[day.weekday()]

    def month(self, month: str) -> str:
        """2026-12 as it is read; anything else as it stands."""
        year, _, number = month.partition("-")
        if not (year.isdecimal() and number.isdecimal()):
            return month
        return self("months", year=int(year), month=int(number))


def load_words(folder: Path) -> Mapping[str, str]:
    """What pictures say, by id. Raises ContentError for one too few or too many, or a {name} that nothing fills."""
    path = folder / FILE
    words = content.read(path).get("words")
    if not isinstance(words, content.Lines):
        raise ContentError(str(path), 1, "there are no “words”", "begin with “words:”")
    for id, said in words.items():
        at = words.lines.get(id, words.line)
        if id not in FILLED:
            raise ContentError(str(path), at, f"no picture says “{id}”", "take it out")
        for name in sorted(_names(str(said), str(path), at) - set(FILLED[id].split())):
            raise ContentError(str(path), at, f"nothing fills {{{name}}} in “{id}”", f"known: {FILLED[id] or 'none'}")
    for id in FILLED.keys() - words.keys():
        raise ContentError(str(path), words.line, f"pictures say “{id}”, which is not there", "put it back")
    return {id: str(said) for id, said in words.items()}


def _names(said: str, file: str, line: int) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(said) if name is not None}
    except ValueError as error:
        raise ContentError(file, line, "a { or } stands alone", str(error)) from error
