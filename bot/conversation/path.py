"""The question to ask, derived from the answers: which questions apply, which come next, which fall away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.conversation.dialog import Condition, Dialogs, Question
from bot.model import Answer, Case, Frame, Record

Bound = tuple[str, Question]
"""A question and the id of the record that its answer belongs to."""


def ref(bound: Bound) -> str:
    """The bound reference, `incident/1.kinds`."""
    return f"{bound[0]}.{bound[1].id}"


def record_id(frame: Frame, kind: str) -> str:
    """The record that a frame is about, for one kind."""
    return frame.bind.get(kind, kind)


def unbind(bound_ref: str) -> tuple[str, str]:
    """`incident/1.kinds` → (`incident/1`, `incident.kinds`)."""
    record, _, question = bound_ref.partition(".")
    return record, f"{record.split('/', 1)[0]}.{question}"


def path(dialogs: Dialogs, frame: Frame, case: Case) -> list[Bound]:
    """Every question of an open dialog that applies now, in the order it is asked."""
    seen: set[str] = set()
    view = View(dialogs, case, frame.bind)
    found: list[Bound] = []
    for question in _questions(dialogs, frame):
        if question.ref not in seen:
            seen.add(question.ref)
            record = record_id(frame, question.kind)
            if view.applies(question, record):
                found.append((record, question))
    return found


def _questions(dialogs: Dialogs, frame: Frame) -> Iterator[Question]:
    yield from dialogs.order(frame.dialog)
    for name in frame.need:
        question = dialogs.question(name)
        if question is not None:
            yield question


def settled(case: Case, bound: Bound) -> bool:
    """Whether this question need not be asked: it was answered, skipped, or the answer is not known."""
    answer = case.record(bound[0]).answers.get(bound[1].id)
    return answer is not None and answer.settled


def heard(case: Case, bound: Bound) -> bool:
    """Whether an answer was heard in free text and waits for its confirmation."""
    answer = case.record(bound[0]).answers.get(bound[1].id)
    return answer is not None and answer.state == "heard"


def current(questions: list[Bound], frame: Frame, case: Case) -> Bound | None:
    """The question of a path to ask: one to be asked again, else the first without a settled answer."""
    if frame.again:
        for bound in questions:
            if ref(bound) in frame.again:
                return bound
    return next((bound for bound in questions if not settled(case, bound)), None)


def before(questions: list[Bound], now: Bound | None, case: Case) -> Bound | None:
    """The question that 返回 leads to: the nearest one before the current question that the borrower answered."""
    found: Bound | None = None
    for bound in questions:
        if bound is now:
            break
        if settled(case, bound):
            found = bound
    return found


class View:
    """The answers as conditions see them: an answer counts only while its own question applies.

    A condition on another kind looks at the record bound with it; without one, any record of that kind will do.
    """

    def __init__(self, dialogs: Dialogs, case: Case, bind: Mapping[str, str]) -> None:
        self._dialogs, self._case, self.bind = dialogs, case, bind
        self._known: dict[tuple[str, str], bool] = {}

    def applies(self, question: Question, record: str) -> bool:
        """Whether a question makes sense, given the answers that count."""
        if not question.when and not question.unless:
            return True
        key = (record, question.id)
        if key not in self._known:
            self._known[key] = True  # a circle of conditions counts as applying; `check` reports it
            self._known[key] = self._holds(question.when, record) and not (
                question.unless and self._holds(question.unless, record)
            )
        return self._known[key]

    def _holds(self, condition: Condition, record: str) -> bool:
        return all(self._matches(name, wanted, record) for name, wanted in condition.items())

    def _matches(self, name: str, wanted: tuple[str, ...], record: str) -> bool:
        own = record.split("/", 1)[0]
        kind, _, id = name.partition(".") if "." in name else (own, "", name)
        question = self._dialogs.question(f"{kind}.{id}")
        if kind == own or kind in self.bind or not self._dialogs.many(kind):
            return self._says(question, record if kind == own else self.bind.get(kind, kind), wanted)
        return any(self._says(question, other.id, wanted) for other in self._case.of(kind))

    def _says(self, question: Question | None, record: str, wanted: tuple[str, ...]) -> bool:
        answer = self._case.record(record).answers.get(question.id) if question else None
        if question is None or answer is None or not self.applies(question, record):
            return "missing" in wanted
        return not set(words_of(answer)).isdisjoint(wanted)


def words_of(answer: Answer) -> tuple[str, ...]:
    """An answer as the words a condition may name: option ids, true or false, known, skipped, unlisted."""
    if not answer.known:
        return (answer.state, "missing") if answer.value is None else (answer.state,)
    value: Any = answer.value
    if isinstance(value, bool):
        return ("known", "true" if value else "false")
    if isinstance(value, list):
        return ("known", *(str(item) for item in value))
    if isinstance(value, dict):
        return ("known", str(value.get("id") or "unlisted"))
    return ("known", str(value))


def prune(dialogs: Dialogs, case: Case) -> Case:
    """The case with only those answers that apply now; what is set aside stays in the original."""
    kept: dict[str, Record] = {}
    for record in case.records.values():
        view = View(dialogs, case, {record.kind: record.id})
        answers = {}
        for id, answer in record.answers.items():
            question = dialogs.question(f"{record.kind}.{id}")
            if question is not None and view.applies(question, record.id):
                answers[id] = answer
        kept[record.id] = Record(record.id, answers)
    return Case(kept)


def falls_away(dialogs: Dialogs, case: Case, record: str, question: str, answer: Answer) -> list[Bound]:
    """The answered questions that would no longer apply if this answer changed."""
    changed = case.with_record(case.record(record).with_answer(question, answer))
    left, kept = prune(dialogs, case), prune(dialogs, changed)
    lost: list[Bound] = []
    for id, old in left.records.items():
        for name, value in old.answers.items():
            if value.known and name not in kept.record(id).answers:
                found = dialogs.question(f"{old.kind}.{name}")
                if found is not None:
                    lost.append((id, found))
    return lost
