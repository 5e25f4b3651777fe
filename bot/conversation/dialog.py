"""Dialog files as data: what to ask, in which order, and when a question applies.

A dialog either has `questions` of its own or a `sequence` of other dialogs (`incident`) and single
questions (`debt.principal`). Conditions are plain mappings: every key must hold, a list means any of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from bot.content import line
from bot.conversation.changing import Sayings
from bot.errors import ContentError

TYPES = ("choice", "choices", "yesno", "text", "count", "money", "moment", "duration", "phone", "platform", "files")
_QUESTION_KEYS = {
    "ask", "short", "type", "options", "when", "unless", "hears", "on_need", "skip", "examples", "low", "high", "why",
    "unit", "per",
}  # fmt: skip
_DIALOG_KEYS = {"id", "title", "questions", "sequence", "many", "new", "done", "only"}

Condition = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. `also` are further words for it; `alone` excludes all others.

    `then` is what choosing it asks for; it ends the dialog.
    """

    id: str
    label: str
    also: tuple[str, ...] = ()
    alone: bool = False
    then: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a dialog. `low` and `high` bound counts, yuan or days; `hears` names what free text fills it.

    `unit` words a count that is not of times: “{number}期”; `per` is what a bare number is counted by: day.
    """

    id: str
    kind: str
    type: str
    ask: str
    short: str
    options: tuple[Option, ...] = ()
    when: Condition = field(default_factory=dict)
    unless: Condition = field(default_factory=dict)
    hears: str = ""
    on_need: bool = False
    skip: bool = True
    examples: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    why: str = ""
    unit: str = ""
    per: str = ""
    line: int = 0

    @property
    def ref(self) -> str:
        return f"{self.kind}.{self.id}"

    def option(self, id: str) -> Option | None:
        return next((o for o in self.options if o.id == id), None)


@dataclass(frozen=True, slots=True)
class Dialog:
    """One dialog. `new` lists the kinds of record that it begins afresh; `done` what is wanted at its end.

    `only` narrows when a question of the sequence is asked in this dialog; elsewhere its own conditions hold.
    """

    id: str
    title: str
    questions: Mapping[str, Question] = field(default_factory=dict)
    sequence: tuple[str, ...] = ()
    many: bool = False
    new: tuple[str, ...] = ()
    done: str = ""
    only: Mapping[str, Condition] = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """Words that always work. `label` is what the button says."""

    id: str
    label: str
    words: tuple[str, ...]
    help: str = ""


@dataclass(frozen=True)
class Dialogs:
    """All dialogs, the words that always work, and the engine's own phrases.

    `values` are figures that any text may name in {curly} words: days of retention, hotlines by their fact id.
    `openers` and `closers` are what people put around such words (帮我, 吧), the longest first; `asides` what they
    say that answers nothing, by mood; `menus` the commands of each menu.
    """

    dialogs: Mapping[str, Dialog]
    commands: Mapping[str, Command] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)
    greetings: frozenset[str] = frozenset()
    orders: Mapping[str, tuple[Question, ...]] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    sayings: Sayings = field(default_factory=lambda: Sayings({}))
    openers: tuple[str, ...] = ()
    closers: tuple[str, ...] = ()
    asides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    menus: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """Every word that always works."""
        return frozenset(word for entry in self.commands.values() for word in entry.words)

    @cached_property
    def leading(self) -> tuple[str, ...]:
        """The words that something may follow without a space: 改3, 查号码138…"""
        return tuple(word for id in ("edit", "lookup") if id in self.commands for word in self.commands[id].words)

    def question(self, ref: str) -> Question | None:
        """The question named kind.question, or None when no dialog has it (any more)."""
        kind, _, id = ref.partition(".")
        dialog = self.dialogs.get(kind)
        return dialog.questions.get(id) if dialog else None

    def order(self, dialog: str) -> tuple[Question, ...]:
        """The questions of a dialog in the order they are asked; an unknown dialog has none."""
        return self.orders.get(dialog, ())

    def many(self, kind: str) -> bool:
        """Whether a borrower can have several records of this kind."""
        dialog = self.dialogs.get(kind)
        return bool(dialog and dialog.many)


def gather(
    dialogs: Iterator[Dialog] | list[Dialog],
    commands: Mapping[str, Any],
    phrases: Mapping[str, str],
    values: Mapping[str, object] | None = None,
) -> Dialogs:
    """One Dialogs from its files. Raises ContentError for a repeated id or a sequence that leads nowhere."""
    found: dict[str, Dialog] = {}
    for dialog in dialogs:
        if dialog.id in found:
            raise ContentError(dialog.file, 1, f"the dialog “{dialog.id}” exists twice", "choose another id")
        found[dialog.id] = dialog
    orders = {id: tuple(_order(found, dialog)) for id, dialog in found.items()}
    words = {id: _command(id, entry) for id, entry in commands.get("commands", {}).items()}
    greetings = frozenset(str(word).lower() for word in commands.get("greetings", ()))
    return Dialogs(
        found, words, dict(phrases), greetings, orders, dict(values or {}),
        Sayings(commands.get("changes", {})),
        openers=_longest_first(commands.get("openers")),
        closers=_longest_first(commands.get("closers")),
        asides={str(mood): _words(said) for mood, said in (commands.get("asides") or {}).items()},
        menus={str(menu): _words(ids) for menu, ids in (commands.get("menus") or {}).items()},
    )  # fmt: skip


def _longest_first(words: Any) -> tuple[str, ...]:
    return tuple(sorted(_words(words), key=lambda word: (-len(word), word)))


def _order(found: Mapping[str, Dialog], dialog: Dialog) -> Iterator[Question]:
    yield from (q for q in dialog.questions.values() if not q.on_need)
    for entry in dialog.sequence:
        kind, _, id = entry.partition(".")
        other = found.get(kind)
        if other is None or (id and id not in other.questions):
            raise ContentError(
                dialog.file, 1, f"the sequence names “{entry}”, which no dialog has", "check its spelling"
            )
        if id:
            yield _narrowed(found, dialog, other.questions[id])
        else:
            yield from (
                q for q in other.questions.values() if not q.on_need and f"{kind}.{q.id}" not in dialog.sequence
            )


def _narrowed(found: Mapping[str, Dialog], dialog: Dialog, question: Question) -> Question:
    """The question as this dialog asks it."""
    condition = dialog.only.get(question.ref, {})
    for name in condition:
        kind, _, id = name.partition(".")
        if kind not in found or id not in found[kind].questions:
            raise ContentError(
                dialog.file, 1, f"“only” names the question “{name}”, which no dialog has", "write dialog.question"
            )
    return replace(question, when={**question.when, **condition}) if condition else question


def _command(id: str, entry: Mapping[str, Any]) -> Command:
    words = tuple(str(word).lower() for word in entry.get("words", ()))
    return Command(id, str(entry["label"]), (str(entry["label"]).lower(), *words, f"/{id}"), str(entry.get("help", "")))


def parse(data: Mapping[str, Any], file: str = "") -> Dialog:
    """A Dialog from one file's mapping. Raises ContentError that names file, line and mend."""
    unknown = set(data) - _DIALOG_KEYS
    if unknown:
        key = sorted(unknown)[0]
        raise ContentError(
            file, line(data, key), f"unknown key “{key}”", f"use one of {', '.join(sorted(_DIALOG_KEYS))}"
        )
    for key in ("id", "title"):
        if not data.get(key):
            raise ContentError(file, line(data), f"the dialog has no “{key}”", f"add “{key}: …”")
    id = str(data["id"])
    questions = {str(key): _question(str(key), id, value, file) for key, value in (data.get("questions") or {}).items()}
    return Dialog(
        id=id,
        title=str(data["title"]),
        questions=questions,
        sequence=_words(data.get("sequence")),
        many=bool(data.get("many", False)),
        new=_words(data.get("new")),
        done=str(data.get("done", "")),
        only={str(key): _condition(value, file, line(data, "only")) for key, value in (data.get("only") or {}).items()},
        file=file,
    )


def _question(id: str, kind: str, data: Any, file: str) -> Question:
    at = line(data)
    if not isinstance(data, Mapping):
        raise ContentError(file, at, f"the question “{id}” is not a mapping", "give it ask, short and type")
    unknown = set(data) - _QUESTION_KEYS
    if unknown:
        key = sorted(unknown)[0]
        raise ContentError(file, line(data, key), f"unknown key “{key}” in “{id}”", "check its spelling")
    for key in ("ask", "short", "type"):
        if not data.get(key):
            raise ContentError(file, at, f"the question “{id}” has no “{key}”", f"add “{key}: …”")
    if data["type"] not in TYPES:
        raise ContentError(
            file, line(data, "type"), f"“{data['type']}” is no type of question", f"use {', '.join(TYPES)}"
        )
    listed = data.get("options") or {}
    options = tuple(_option(str(key), value, file, line(listed, key) or at) for key, value in listed.items())
    if data["type"] in ("choice", "choices") and not options:
        raise ContentError(file, at, f"the question “{id}” has nothing to choose from", "add “options:”")
    return Question(
        id=id,
        kind=kind,
        type=str(data["type"]),
        ask=str(data["ask"]).strip(),
        short=str(data["short"]),
        options=options,
        when=_condition(data.get("when"), file, at),
        unless=_condition(data.get("unless"), file, at),
        hears=str(data.get("hears", "")),
        on_need=bool(data.get("on_need", False)),
        skip=bool(data.get("skip", True)),
        examples=_words(data.get("examples")),
        low=int(data.get("low", 0)),
        high=int(data.get("high", 0)),
        why=str(data.get("why", "")).strip(),
        unit=str(data.get("unit", "")),
        per=str(data.get("per", "")),
        line=at,
    )


def _option(id: str, data: Any, file: str, at: int) -> Option:
    if isinstance(data, Mapping):
        label = str(data.get("label", ""))
        option = Option(id, label, _words(data.get("also")), bool(data.get("alone", False)), str(data.get("then", "")))
    else:
        option = Option(id, str(data or ""))
    if not option.label.strip():
        raise ContentError(file, line(data) or at, f"the option “{id}” has no text", "write what the button says")
    return option


def _condition(data: Any, file: str, at: int) -> Condition:
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise ContentError(file, at, "a condition must be a mapping", "write “when: {question: option}”")
    return {str(key): _words(value) for key, value in data.items()}


def _words(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, (list, tuple)):
        return tuple(_word(item) for item in value)
    return (_word(value),)


def _word(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
