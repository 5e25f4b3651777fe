"""One message being answered: what has changed so far and what will be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from bot.conversation import path
from bot.conversation.dialog import Dialogs, Question
from bot.conversation.document import Document, Paragraph, Risk
from bot.conversation.ears import Ears
from bot.model import Answer, Case, Choice, Conversation, Frame, Record, Reply, ReplyKind
from bot.speech import SOURCE, Speech


@dataclass(frozen=True, slots=True)
class Task:
    """A step of the plan as the talk needs it, in the borrower's language.

    `names` are what a deed may call it by (step id, fact id); `waits`: somebody else has to answer; `state` and
    `waits` as in the plan; `letter` is the button that writes its letter; `next` are the keys of what it leads to.
    """

    key: str
    number: int
    title: str
    names: tuple[str, ...]
    state: str = "todo"
    waits: bool = False
    letter: Choice | None = None
    next: tuple[str, ...] = ()


class Offers(Protocol):
    """What the advice has ready, asked for only when a screen shows it. Pure."""

    def told(self, case: Case) -> bool:
        """Whether enough was told for findings and a plan."""

    def letters(self, case: Case) -> tuple[Choice, ...]:
        """The letters that fit this case, as `letter:<id>` choices; empty while nothing is known."""

    def first_letters(self, case: Case) -> tuple[Choice, ...]:
        """The few of them that are shown before the others."""

    def letter_groups(self, case: Case) -> Mapping[str, tuple[tuple[Choice, str], ...]]:
        """All of them by group, each with what it is for; groups without any are left out."""

    def tasks(self, case: Case) -> tuple[Task, ...]:
        """The steps of the plan, numbered as they are shown; empty while nothing is known."""

    def called(self, key: str) -> str:
        """What the step with a key is called; empty for one that nobody knows."""

    def prints(self) -> bool:
        """Whether papers can be had as files."""

    def paragraphs(self, paper: str, case: Case, now: datetime) -> tuple[Paragraph, ...]:
        """A paper (`id` or `id@debt/2`) by numbered paragraphs, with the changes made; none when there is no such."""

    def risks(self, text: str, case: Case, now: datetime) -> tuple[Risk, ...]:
        """Why own words would hurt in a paper."""

    def documents(self) -> tuple[Document, ...]:
        """Every version of every paper handed out, oldest first."""

    def answer(self, text: str) -> Reply | None:
        """The answer to a question that people ask, when one surely fits."""

    def likely(self, text: str) -> tuple[Choice, ...]:
        """The questions that a text may have meant, as `answer:<id>` choices; none when it asks nothing."""

    def missing(self, letter: str, case: Case, debt: str, required: bool) -> tuple[str, ...]:
        """The questions (kind.question) that a letter could still use, or must have."""

    def lacks(self, letter: str, case: Case, debt: str) -> bool:
        """Whether a letter cannot be written for want of an answer."""

    def due(self, letter: str, case: Case, debt: str) -> tuple[str, ...]:
        """The questions that belong into a letter before it goes out, without those that were passed over."""

    def useful(self, case: Case) -> tuple[str, ...]:
        """The questions whose answers would make findings and plan firmer."""

    def reckoned(self, terms: Mapping[str, str]) -> tuple[Reply, ...]:
        """What a loan of these terms costs, as `Ears.terms` names them; empty while they are too few."""

    def what_if(self, months: int, case: Case) -> tuple[Reply, ...]:
        """What a plan of so many months asks of every month; empty while no budget leaves anything."""

    def wanted(self, what: str, case: Case, debt: str) -> tuple[str, ...]:
        """The further questions (kind.question) that the cost of a debt, or a budget with it, hangs on."""


@dataclass(frozen=True, slots=True)
class Request:
    """Something that another room must do before the closing reply: result, letter, person, erase …"""

    name: str
    arg: str = ""


@dataclass(slots=True)
class Exchange:
    """Lives for one call of `advance`; everything it holds goes in and comes out as frozen values.

    `besides` are buttons that the closing reply carries besides its own, never numbered; `screen` is what closes
    the turn instead of the derived question.
    """

    dialogs: Dialogs
    ears: Ears
    speeches: Mapping[str, Speech]
    offers: Offers
    now: datetime
    conversation: Conversation
    case: Case
    replies: list[Reply] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    changed: dict[str, None] = field(default_factory=dict)
    removed: dict[str, None] = field(default_factory=dict)
    closing: Reply | None = None
    besides: tuple[Choice, ...] = ()
    screen: str = ""
    _path: tuple[Frame, Case, list[path.Bound]] | None = None
    _current: path.Bound | None = None

    # ---- saying

    @property
    def speech(self) -> Speech:
        """The borrower's language."""
        return self.speeches.get(self.conversation.locale) or self.speeches[SOURCE]

    def phrase(self, id: str, **values: object) -> str:
        """One of the engine's own sentences, in the borrower's language."""
        return self.fill(self.dialogs.phrases[id], **values)

    def fill(self, text: str, **values: object) -> str:
        """Source text in the borrower's language, with values and the house's figures filled in."""
        return self.speech(text, **(self.dialogs.values | values)) if "{" in text else self.speech(text)

    def tell(self, id: str, kind: ReplyKind = "notice", **values: object) -> None:
        self.replies.append(Reply(self.phrase(id, **values), kind=kind))

    def close(self, text: str, choices: tuple[Choice, ...], asked: str, many: bool = False) -> None:
        """End the turn with something to answer."""
        self.closing = Reply(text, choices, many, kind="question")
        self.update(asked=asked)

    # ---- the stack

    @property
    def frame(self) -> Frame | None:
        return self.conversation.stack[-1] if self.conversation.stack else None

    def update(self, **changes: Any) -> None:
        self.conversation = replace(self.conversation, **changes)

    def push(self, frame: Frame) -> None:
        self.update(stack=(*self.conversation.stack, frame), misses=0)

    def pop(self) -> Frame:
        top = self.conversation.stack[-1]
        self.update(stack=self.conversation.stack[:-1], misses=0)
        return top

    def reframe(self, frame: Frame) -> None:
        """Put a changed frame in place of the top one."""
        self.update(stack=(*self.conversation.stack[:-1], frame))

    def ask_again(self, ref: str) -> None:
        """Mark an answer of the top frame as to be given again."""
        if self.frame is not None:
            self.reframe(replace(self.frame, again=(*(a for a in self.frame.again if a != ref), ref)))

    def questions(self) -> list[path.Bound]:
        """The questions of the top frame that apply now; derived once for the same answers."""
        if self.frame is None:
            return []
        if self._path is None or self._path[0] is not self.frame or self._path[1] is not self.case:
            self._path = (self.frame, self.case, path.path(self.dialogs, self.frame, self.case))
            self._current = path.current(self._path[2], self.frame, self.case)
        return self._path[2]

    def current(self) -> path.Bound | None:
        """The question to ask in the top frame."""
        return self._current if self.questions() else None

    def before(self) -> path.Bound | None:
        """The question that 返回 leads to in the top frame."""
        return path.before(self.questions(), self.current(), self.case)

    # ---- the records

    def put(self, record: str, question: str, answer: Answer) -> None:
        self.case = self.case.with_record(self.case.record(record).with_answer(question, answer))
        self.changed[record] = None
        self.removed.pop(record, None)
        ref = f"{record}.{question}"
        if any(ref in frame.again for frame in self.conversation.stack):
            stack = self.conversation.stack
            self.update(stack=tuple(replace(f, again=tuple(a for a in f.again if a != ref)) for f in stack))

    def remove(self, record: str) -> None:
        self.case = Case({id: kept for id, kept in self.case.records.items() if id != record})
        self.changed.pop(record, None)
        self.removed[record] = None

    def answer(self, record: str, question: str) -> Answer | None:
        return self.case.record(record).answers.get(question)

    def bind(self, dialog: str) -> Mapping[str, str]:
        """Which records a freshly opened dialog is about: new ones where it says so, else the latest."""
        opened = self.dialogs.dialogs[dialog]
        kinds = {question.kind for question in self.dialogs.order(dialog)}
        bound = {}
        for kind in kinds:
            if self.dialogs.many(kind):
                known = [int(r.id.partition("/")[2] or 0) for r in self.case.of(kind)]
                number = max(known, default=0)
                bound[kind] = f"{kind}/{number + 1 if kind in opened.new or not number else number}"
        return bound

    def open(self, dialog: str, then: str = "") -> None:
        """Open a dialog on top of the others."""
        self.push(Frame(dialog, self.bind(dialog), then=then))

    def latest(self, kind: str) -> Record | None:
        records = self.case.of(kind)
        return records[-1] if records else None


def heard(x: Exchange) -> list[path.Bound]:
    """Every answer of the top frame's records that was heard and waits for its confirmation."""
    frame = x.frame
    if frame is None:
        return []
    view = path.View(x.dialogs, x.case, frame.bind)
    kinds = dict.fromkeys([q.kind for q in x.dialogs.order(frame.dialog)] + [n.split(".", 1)[0] for n in frame.need])
    found: list[path.Bound] = []
    for kind in kinds:
        record = path.record_id(frame, kind)
        dialog = x.dialogs.dialogs.get(kind)
        for question in dialog.questions.values() if dialog else ():
            bound = (record, question)
            if path.heard(x.case, bound) and view.applies(question, record):
                found.append(bound)
    return found


def listing(x: Exchange) -> list[path.Bound]:
    """Every answer that counts, in the order it is numbered for 改: by record, then as the dialog asks."""
    kept = path.prune(x.dialogs, x.case)
    found: list[path.Bound] = []
    for record in kept.records.values():
        dialog = x.dialogs.dialogs.get(record.kind)
        if dialog is None or record.kind == "consent":
            continue
        for question in dialog.questions.values():
            answer = record.answers.get(question.id)
            if answer is not None and answer.known:
                found.append((record.id, question))
    return found


def named(items: list[path.Bound], name: str, speech: Speech) -> list[path.Bound]:
    """The items that a borrower means by a name such as 平台."""
    wanted = name.strip().lower()
    if not wanted:
        return []

    def label(question: Question) -> str:
        return speech(question.short).lower()

    exact = [item for item in items if wanted in (label(item[1]), item[1].short)]
    return exact or [item for item in items if wanted in label(item[1]) or wanted in item[1].short]
