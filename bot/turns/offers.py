"""What the advice has ready for a case, as the engine asks for it."""

from __future__ import annotations

from datetime import date

from bot.advice.story import story_of
from bot.conversation import path
from bot.documents.answer_search import is_question
from bot.model import Case, Choice, Reply, Story
from bot.speech import Speech
from bot.turns.house import House

_USEFUL = (
    "incident.told_debt", "incident.numbers", "incident.evidence", "incident.objected",
    "debt.lender_name", "debt.principal", "debt.overdue", "debt.instalment", "means.wish",
)  # fmt: skip
"""What makes findings and plan firmer, the most telling first; nobody is asked more than these nine."""


class HouseOffers:
    """Letters and fields by way of the advice. Pure: the same case gives the same offers.

    Questions are answered only where `today` is known: past its review a fact is worded with care.
    """

    def __init__(self, house: House, speech: Speech, today: date | None = None) -> None:
        self._house, self._speech, self._today = house, speech, today

    def story(self, case: Case) -> Story:
        """The case as the advice reads it: typed, without what was set aside."""
        return story_of(path.prune(self._house.dialogs, case))

    def told(self, case: Case) -> bool:
        begun = case.value("consent", "agree") is not None
        return begun and any(record.value("kinds") or record.value("story") for record in case.of("incident"))

    def letters(self, case: Case) -> tuple[Choice, ...]:
        if not self.told(case):
            return ()
        story = self.story(case)
        return tuple(
            Choice(f"letter:{kind.id}", self._speech(kind.button)) for kind in self._house.letters.offered(story)
        )

    def answer(self, text: str) -> Reply | None:
        return self._house.answers.reply(text, self._speech, self._today) if self._today else None

    def likely(self, text: str) -> tuple[Choice, ...]:
        return self._house.answers.likely(text, self._speech) if is_question(text) else ()

    def missing(self, letter: str, case: Case, debt: str, required: bool) -> tuple[str, ...]:
        wants = self._house.letters.wants(letter, self.story(case), debt)
        return tuple(want.field for want in wants if want.required or not required)

    def useful(self, case: Case) -> tuple[str, ...]:
        latest = {kind: case.of(kind)[-1].id for kind in ("incident", "debt") if case.of(kind)}
        view = path.View(self._house.dialogs, case, latest)
        found = []
        for ref in _USEFUL:
            question = self._house.dialogs.question(ref)
            if question is None:
                continue
            record = latest.get(question.kind, question.kind)
            answer = case.record(record).answers.get(question.id)
            if (answer is None or not answer.known) and view.applies(question, record):
                found.append(ref)
        return tuple(found)
