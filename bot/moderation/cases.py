"""A case on one screen, with everything personal masked before it leaves the server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from bot.advice import assessment, plan
from bot.advice.progress import told_of
from bot.conversation import display, path
from bot.conversation.dialog import Question
from bot.model import Answer, Case, Choice, Incident, Record, Upload
from bot.moderation import exhibits, masking
from bot.moderation.names import names_in
from bot.speech import SOURCE
from bot.storage.base import Line, Loaded, Store
from bot.storage.base_review import Approval, Note, Raised, Review, Staff
from bot.turns.house import House
from bot.turns.offers import HouseOffers

LINES = 60  # transcript lines on the page; what flagged words stand in is nearly always among them
PERSONAL = frozenset(
    {
        *("me.name", "me.phone", "me.city", "me.id_tail", "me.address", "incident.numbers", "debt.contract"),
        *("debt.complaint_no", "step.number", "suit.case_no", "privacy.where"),
    }
)
"""Questions whose answers are personal whatever they look like."""

Silence = Literal["", "person", "left", "muted"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a line; `marked` when it is what raised a flag."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing to read. `field` names it for a reveal; `masked` says that something in it is hidden now."""

    label: str
    pieces: tuple[Piece, ...]
    field: str = ""
    masked: bool = False
    until: datetime | None = None

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Group:
    """What was told about one thing: an incident, a debt."""

    title: str
    rows: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One transcript line. who: borrower, bot, person."""

    number: int
    at: datetime
    who: str
    shown: Shown
    choices: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    letter: bool = False


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything that the page shows."""

    case: Review
    silence: Silence
    muted_until: datetime | None
    flags: tuple[tuple[Raised, str], ...]
    groups: tuple[Group, ...]
    timeline: tuple[str, ...]
    plan: tuple[str, ...]
    evidence: tuple[Shown, ...]
    spoken: tuple[Spoken, ...]
    asked: str
    notes: tuple[Note, ...]
    earlier: tuple[Review, ...]
    approvals: tuple[Approval, ...]
    letters: tuple[Choice, ...]
    questions: tuple[tuple[str, str], ...]
    newest: int


@dataclass(frozen=True, slots=True)
class _Eyes:
    """How one moderator sees one borrower: known names, what is revealed, what is marked."""

    names: tuple[str, ...]
    revealed: Mapping[str, datetime]

    def see(self, label: str, text: str, field: str, words: Sequence[str] = (), personal: bool = False) -> Shown:
        hidden = masking.whole(text) if personal and text else masking.mask(text, self.names)
        until = self.revealed.get(field)
        if hidden == text or until is not None:
            return Shown(label, _pieces(text, words), field, until=until)
        return Shown(label, _pieces(hidden, [masking.mask(word, self.names) for word in words]), field, masked=True)


def view(house: House, store: Store, staff: Staff, case: Review, now: datetime) -> CaseView:
    """The case as this moderator may see it now."""
    loaded = store.load_borrower(case.borrower_id, now)
    kept = path.prune(house.dialogs, loaded.case)
    flags = store.flags_of(case.id)
    offers = HouseOffers(house, house.speeches[SOURCE])
    lines = store.transcript(*store.address_of(case.borrower_id), 0, LINES)
    # A name that one line gives away is the same name where nothing tells it from other words.
    told = dict.fromkeys(name for line in lines if line.incoming for name in names_in(line.incoming.text))
    eyes = _Eyes((*names(loaded.case), *told), store.revealed(case.id, staff.id, now))
    words = {raised.number - 1: [raised.flag.words] for raised in flags if raised.flag.words}
    return CaseView(
        case=case,
        silence=loaded.silence,
        muted_until=store.held(case.borrower_id).muted,
        flags=tuple((raised, masking.mask(raised.flag.words, eyes.names)) for raised in flags),
        groups=tuple(_groups(house, kept, loaded.case, eyes)),
        timeline=_timeline(house, offers, loaded.case, eyes),
        plan=_plan(house, offers, loaded.case, eyes, now),
        evidence=tuple(_evidence(loaded.case, eyes)),
        spoken=tuple(_spoken(lines, words, eyes)),
        asked=_asked(house, loaded),
        notes=store.notes(case.id),
        earlier=store.earlier(case.borrower_id),
        approvals=store.approvals(case.id),
        letters=offers.letters(loaded.case),
        questions=tuple(_questions(house, loaded.case)),
        newest=lines[-1].number if lines else 0,
    )


def names(case: Case) -> tuple[str, ...]:
    """What is known to identify the borrower, wherever it stands."""
    return tuple(str(value) for id in ("name", "city", "id_tail", "address") if (value := case.value("me", id)))


def _pieces(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The text in pieces, the given words marked where they stand."""
    for word in words:
        before, found, after = text.partition(word) if word else (text, "", "")
        if found:
            pieces = (Piece(before), Piece(found, marked=True), Piece(after))
            return tuple(piece for piece in pieces if piece.text)
    return (Piece(text),)


def _groups(house: House, case: Case, whole: Case, eyes: _Eyes) -> Iterator[Group]:
    for record in case.records.values():
        dialog = house.dialogs.dialogs.get(record.kind)
        if dialog is None or record.kind in ("consent", "evidence"):
            continue
        rows = tuple(
            _row(house, eyes, record.id, question, record.answers[question.id])
            for question in dialog.questions.values()
            if question.id in record.answers and record.answers[question.id].known
        )
        if rows:
            yield Group(_title(house, dialog.title, whole.record(record.id)), rows)


def _title(house: House, title: str, record: Record) -> str:
    """What a record is about: a step of the plan by its own name, everything else by its dialog's and its number."""
    step = str(record.value("what") or "")
    number = record.id.partition("/")[2]
    return house.results.called(step, house.speeches[SOURCE]) or f"{title}{' ' + number if number else ''}"


def _row(house: House, eyes: _Eyes, record: str, question: Question, answer: Answer) -> Shown:
    text = display.value(question, answer, house.speeches[SOURCE], house.dialogs.phrases)
    if question.type == "text":
        text = str(answer.value)
    heard = "（听到，未确认）" if answer.state == "heard" else ""
    return eyes.see(question.short + heard, text, f"{record}.{question.id}", personal=question.ref in PERSONAL)


def _timeline(house: House, offers: HouseOffers, case: Case, eyes: _Eyes) -> tuple[str, ...]:
    """The incidents in the order in which they happened, those without a time at the end."""
    incidents = sorted(offers.story(case).incidents, key=lambda one: (one.when is None, _begun(one)))
    lines = (house.results.line(incident, house.speeches[SOURCE]) for incident in incidents)
    return tuple(masking.mask(line, eyes.names) for line in lines if line)


def _begun(incident: Incident) -> float:
    return incident.when.start.timestamp() if incident.when and incident.when.start else float("inf")


def _plan(house: House, offers: HouseOffers, case: Case, eyes: _Eyes, now: datetime) -> tuple[str, ...]:
    story = offers.story(case)
    if not story.incidents:
        return ()
    told = told_of(case)
    told = replace(told, progress={key: replace(came, number="") for key, came in told.progress.items()})
    steps = plan.make(story, assessment.assess(story, house.knowledge), now, house.knowledge, told)
    return tuple(masking.mask(text, eyes.names) for text in house.results.plan(steps, house.speeches[SOURCE]))


def _evidence(case: Case, eyes: _Eyes) -> Iterator[Shown]:
    for record, label, text in exhibits.lines(case):
        yield eyes.see(label, text, record)


def _spoken(lines: Sequence[Line], words: Mapping[int, list[str]], eyes: _Eyes) -> Iterator[Spoken]:
    labels: dict[str, str] = {}
    for line in lines:
        field = f"line/{line.number}"
        if line.incoming is not None:
            text = line.incoming.text or "、".join(labels.get(id, id) for id in line.incoming.choice)
            shown = eyes.see("", text, field, words.get(line.number, ()))
            yield Spoken(line.number, line.at, "borrower", shown, files=_files(line.incoming.files, eyes))
        for reply in line.replies:
            labels.update({choice.id: choice.label for choice in reply.choices})
            who = "person" if reply.kind == "person" else "bot"
            choices = tuple(choice.label for choice in reply.choices if not choice.id.startswith("/"))
            shown = eyes.see(reply.title, reply.text, field)
            yield Spoken(line.number, line.at, who, shown, choices, letter=reply.kind == "letter")


def _files(files: Sequence[Upload], eyes: _Eyes) -> tuple[tuple[str, str], ...]:
    return tuple((file.file_id, masking.mask(file.name, eyes.names)) for file in files)


def _asked(house: House, loaded: Loaded) -> str:
    """What the bot asked last, in its own words."""
    asked = loaded.conversation.asked
    if not asked or asked.startswith("#"):
        return ""
    question: Any = house.dialogs.question(path.unbind(asked)[1])
    return house.fill(question.ask, SOURCE).strip() if question else ""


def _questions(house: House, case: Case) -> Iterator[tuple[str, str]]:
    """What an answer can be proposed for: (bound reference, label), of every record there is."""
    for record in case.records.values():
        dialog = house.dialogs.dialogs.get(record.kind)
        if dialog is None or record.kind in ("consent", "safety", "evidence"):
            continue
        view = path.View(house.dialogs, case, {record.kind: record.id})
        for question in dialog.questions.values():
            if question.type != "files" and view.applies(question, record.id):
                number = record.id.partition("/")[2]
                yield f"{record.id}.{question.id}", f"{dialog.title}{number} · {question.short}"
    if not case.of("me") and "me" in house.dialogs.dialogs:
        for question in house.dialogs.dialogs["me"].questions.values():
            yield question.ref, f"落款 · {question.short}"
