"""What stands on pictures, in a language: templates/typeset/words.yaml, which a lawyer can edit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bot import content
from bot.errors import ContentError
from bot.speech import Speech

FILE = "words.yaml"


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
    """What pictures say, by id. Raises ContentError."""
    path = folder / FILE
    words = content.read(path).get("words")
    if not isinstance(words, Mapping):
        raise ContentError(str(path), 1, "there are no “words”", "begin with “words:”")
    return {id: str(said) for id, said in words.items()}
