"""What the advice has ready for a case, as the engine asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.advice import assessment, ceiling, plan
from bot.advice.following import prepared
from bot.advice.lender import kind_of
from bot.advice.progress import told_of
from bot.advice.steps import Step
from bot.advice.story import story_of
from bot.conversation import exhibits, path
from bot.conversation.document import Document, Paragraph, Risk
from bot.conversation.drafting import edits_of
from bot.conversation.exchange import Task
from bot.documents import drafts, reckoning
from bot.documents.answer_search import is_question
from bot.documents.fields import Want
from bot.documents.letter_file import GROUPS, LetterKind
from bot.documents.letters import Letter
from bot.model import Case, Choice, Reply, Story
from bot.speech import Speech
from bot.turns import own_words
from bot.turns.house import House

_USEFUL = (
    "incident.told_debt", "incident.numbers", "incident.evidence", "incident.objected",
    "debt.lender_name", "debt.principal", "debt.overdue", "debt.instalment", "means.wish",
)  # fmt: skip
"""What makes findings and plan firmer, the most telling first; nobody is asked more than these nine."""

MOST_FIRST = 5
"""Papers that one choosing shows before the others: with the ways around, a phone's screen is full."""


class HouseOffers:
    """Letters and fields by way of the advice. Pure: the same case gives the same offers.

    Questions are answered, and the plan is counted, only where `now` is known. `kept` reads the papers that were
    handed out, when a screen shows them.
    """

    def __init__(
        self,
        house: House,
        speech: Speech,
        now: datetime | None = None,
        kept: Callable[[], tuple[Document, ...]] = tuple,
    ) -> None:
        self._house, self._speech, self._now, self._kept = house, speech, now, kept
        self._tasks: tuple[Case | None, tuple[Task, ...]] = None, ()

    def story(self, case: Case) -> Story:
        """The case as the advice reads it: typed, without what was set aside, with the evidence that was kept."""
        story = story_of(path.prune(self._house.dialogs, case))
        kept = exhibits.told(case)
        return replace(story, answers={**story.answers, **kept}) if kept else story

    def plan(self, case: Case) -> tuple[Step, ...]:
        """The steps, safety first; none where no time is known."""
        story, knowledge = self.story(case), self._house.knowledge
        if self._now is None:
            return ()
        return plan.make(story, assessment.assess(story, knowledge), self._now, knowledge, told_of(case))

    def tasks(self, case: Case) -> tuple[Task, ...]:
        if self._tasks[0] is not case:
            letters = {choice.id: choice.label for choice in self.letters(case)}
            several = len(case.of("debt")) > 1
            steps = self.plan(case) if self.told(case) else ()
            self._tasks = case, tuple(self._task(steps, step, letters, several) for step in steps)
        return self._tasks[1]

    def called(self, key: str) -> str:
        return self._house.results.called(key, self._speech)

    def _task(self, steps: Sequence[Step], step: Step, letters: Mapping[str, str], several: bool) -> Task:
        label = letters.get(f"letter:{step.letter}")
        debt = f"@{step.debts[0]}" if several and len(step.debts) == 1 else ""
        return Task(
            key=step.key,
            number=steps.index(step) + 1,
            title=self._house.results.title(step, self._speech),
            names=(step.id, step.procedure),
            state=step.progress.state,
            waits=step.waits,
            letter=Choice(f"letter:{step.letter}{debt}", label) if label else None,
            next=tuple(after.key for after in prepared(steps, step)),
        )

    def told(self, case: Case) -> bool:
        begun = case.value("consent", "agree") is not None
        return begun and any(record.value("kinds") or record.value("story") for record in case.of("incident"))

    def letters(self, case: Case) -> tuple[Choice, ...]:
        if not self.told(case):
            return ()
        return tuple(self._choice(kind) for kind in self._fitting(case))

    def first_letters(self, case: Case) -> tuple[Choice, ...]:
        fitting = [kind for kind in self._fitting(case) if kind.prime] if self.told(case) else []
        return tuple(self._choice(kind) for kind in fitting[:MOST_FIRST])

    def letter_groups(self, case: Case) -> Mapping[str, tuple[tuple[Choice, str], ...]]:
        fitting = self._fitting(case) if self.told(case) else ()
        return {
            group: tuple((self._choice(kind), self._speech(kind.summary)) for kind in fitting if kind.group == group)
            for group in GROUPS
            if any(kind.group == group for kind in fitting)
        }

    def _fitting(self, case: Case) -> tuple[LetterKind, ...]:
        return self._house.letters.offered(self.story(case))

    def _choice(self, kind: LetterKind) -> Choice:
        return Choice(f"letter:{kind.id}", self._speech(kind.button))

    def prints(self) -> bool:
        return "papers" in self._house.works

    def paragraphs(self, paper: str, case: Case, now: datetime) -> tuple[Paragraph, ...]:
        try:
            letter = self.letter(paper, case, now)
        except KeyError:  # a paper that is no longer among the files
            return ()
        return drafts.paragraphs(letter.parts, edits_of(case, paper))

    def letter(self, paper: str, case: Case, now: datetime) -> Letter:
        """A paper with the borrower's own changes. KeyError for an unknown one."""
        id, _, debt = paper.partition("@")
        return self._house.letters.write(id, self.story(case), debt, now, edits_of(case, paper))

    def risks(self, text: str, case: Case, now: datetime) -> tuple[Risk, ...]:
        return own_words.risks(text, self.story(case), self._house.ears, self._house.red_lines, now)

    def documents(self) -> tuple[Document, ...]:
        return self._kept()

    def answer(self, text: str) -> Reply | None:
        return self._house.answers.reply(text, self._speech, self._now.date()) if self._now else None

    def likely(self, text: str) -> tuple[Choice, ...]:
        return self._house.answers.likely(text, self._speech) if is_question(text) else ()

    def missing(self, letter: str, case: Case, debt: str, required: bool) -> tuple[str, ...]:
        found = self._wanted(letter, case, debt)
        return tuple(w.field for w, passed in found if w.required or (w.first and not passed) or not required)

    def lacks(self, letter: str, case: Case, debt: str) -> bool:
        return any(want.required for want in self._house.letters.wants(letter, self.story(case), debt))

    def due(self, letter: str, case: Case, debt: str) -> tuple[str, ...]:
        found = self._wanted(letter, case, debt)
        return tuple(w.field for w, passed in found if (w.due or w.first or w.required) and not passed)

    def _wanted(self, letter: str, case: Case, debt: str) -> Iterator[tuple[Want, bool]]:
        """The missing fields that make sense in this case, each with whether the borrower passed it over."""
        latest = {kind: case.of(kind)[-1].id for kind in ("incident", "debt") if case.of(kind)}
        view = path.View(self._house.dialogs, case, latest | ({"debt": debt} if debt else {}))
        for want in self._house.letters.wants(letter, self.story(case), debt):
            question = self._house.dialogs.question(want.field)
            record = view.bind.get(question.kind, question.kind) if question else ""
            if question and view.applies(question, record):
                yield want, question.id in case.record(record).answers

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

    def reckoned(self, terms: Mapping[str, str]) -> tuple[Reply, ...]:
        results = self._house.results.on(self._now.date()) if self._now else self._house.results
        return tuple(Reply(text) for text in reckoning.of_terms(terms, results, self._speech))

    def what_if(self, months: int, case: Case) -> tuple[Reply, ...]:
        texts = reckoning.of_months(self.story(case), months, self._house.results, self._speech)
        return tuple(Reply(text) for text in texts)

    def wanted(self, what: str, case: Case, debt: str) -> tuple[str, ...]:
        if what == "budget":
            return ("debt.principal", "debt.firm")
        found = next((one for one in self.story(case).debts if one.id == debt), None)
        return ("debt.lent_on",) if ceiling.asked_for_day(kind_of(found, self._house.knowledge)) else ()
