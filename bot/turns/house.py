"""Everything a turn reads and nothing it changes: dialogs, ears, languages, facts, letters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.conversation.dialog import Dialogs
from bot.conversation.ears import Ears
from bot.documents.answers import Answers
from bot.documents.letters import Letters
from bot.documents.red_lines import RedLines
from bot.documents.results import Results
from bot.knowledge.registry import Knowledge
from bot.speech import SOURCE, Speech
from bot.turns.work import Work


@dataclass(frozen=True, slots=True)
class House:
    """Made once at start and shared by every turn.

    `warnings` are the safety texts by reason; `topics` lead from what is heard to the fact that answers it;
    `schemes` finds any of the gravest scams at once; `works` are the kinds of slow work that turns may ask for.
    """

    dialogs: Dialogs
    ears: Ears
    speeches: Mapping[str, Speech]
    knowledge: Knowledge
    letters: Letters
    results: Results
    answers: Answers
    warnings: Mapping[str, str]
    topics: Mapping[str, str]
    schemes: re.Pattern[str]
    red_lines: RedLines
    works: Mapping[str, Work] = field(default_factory=dict)

    def speech(self, locale: str) -> Speech:
        return self.speeches.get(locale) or self.speeches[SOURCE]

    def phrase(self, id: str, locale: str, **values: object) -> str:
        """One of the engine's sentences in a language, with the house's figures filled in."""
        return self.fill(self.dialogs.phrases[id], locale, **values)

    def fill(self, text: str, locale: str, **values: object) -> str:
        return self.speech(locale)(text, **(self.dialogs.values | values))
