"""All content of a project folder as far as it can be read, with every mistake on the way kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import content, speech
from bot.check import code, finding, sources
from bot.check.code import Code
from bot.check.finding import Finding
from bot.check.sources import Text
from bot.content import Lines, line
from bot.conversation import dialog
from bot.conversation.dialog import Dialog, Dialogs, Question
from bot.errors import ContentError
from bot.knowledge import registry
from bot.knowledge.registry import Knowledge
from bot.speech import Speech
from bot.understanding.hearing import Hearing, listen

MOST_SLIPS = 50
"""Mistakes named in one question before its reading is given up."""


@dataclass(slots=True)
class Contents:
    """What the checks look at. `raw` holds each dialog's file as it is written, by dialog id; all names are relative.

    `knowledge` and `ears` are None while their files are broken; the checks that need them wait.
    """

    root: Path
    now: datetime
    retention_days: int = 180
    findings: list[Finding] = field(default_factory=list)
    dialogs: Dialogs = field(default_factory=lambda: Dialogs({}))
    raw: dict[str, Lines] = field(default_factory=dict)
    words: dict[str, Lines] = field(default_factory=dict)
    knowledge: Knowledge | None = None
    ears: Hearing | None = None
    speeches: Mapping[str, Speech] = field(default_factory=dict)
    texts: list[Text] = field(default_factory=list)
    code: Code = field(default_factory=Code)

    def read(self, path: Path) -> Lines:
        """One content file, or an empty mapping when it is broken; the mistake is kept."""
        try:
            return content.read(path)
        except ContentError as error:
            self.refused(error)
        except OSError:
            self.findings.append(Finding(self.name(path), 1, "this file is missing", "put it back"))
        return Lines()

    def refused(self, error: ContentError) -> None:
        self.findings.append(finding.of(error, self.root))

    def name(self, path: Path) -> str:
        return finding.relative(str(path), self.root)

    def at(self, question: Question, *keys: str) -> int:
        """The line of a question, or of what stands under a key of it: at(question, "options", "none")."""
        found: Any = self.raw[question.kind].get("questions", {})
        number = line(found, question.id)
        for key in (question.id, *keys):
            if not isinstance(found, Lines):
                break
            number = line(found, key)
            found = found.get(key)
        return number

    def file(self, question: Question) -> str:
        return self.dialogs.dialogs[question.kind].file

    def questions(self) -> list[Question]:
        """Every question of every dialog."""
        return [question for dialog in self.dialogs.dialogs.values() for question in dialog.questions.values()]


def read(root: Path, now: datetime, retention_days: int = 180) -> Contents:
    """Everything below the folder that can be read."""
    found = Contents(root, now, retention_days)
    words = root / "dialogs" / "words"
    found.words = {name: found.read(words / f"{name}.yaml") for name in ("phrases", "commands", "safety")}
    found.knowledge = _knowledge(found)
    found.dialogs = _dialogs(found)
    found.ears = _ears(found)
    found.code = code.read(root)
    try:
        found.speeches = speech.load(root / "locales")
    except ContentError:  # the check of the languages names it
        found.speeches = {speech.SOURCE: Speech()}
    found.texts = sources.texts(root, [])
    return found


def _knowledge(found: Contents) -> Knowledge | None:
    try:
        return registry.load(found.root / sources.FACTS)
    except ContentError:  # the facts' own check names it, and all the others
        return None


def figures(knowledge: Knowledge | None, retention_days: int) -> dict[str, object]:
    """What any text may name in {curly} words: hotlines by fact id, days of retention."""
    phones = knowledge.procedures.values() if knowledge else ()
    return {"retention_days": retention_days, **{known.id: known.phone for known in phones if known.phone}}


def _ears(found: Contents) -> Hearing | None:
    """The ears without the labels that cannot be read; those are named."""
    folder = found.root / "dialogs" / "listening"
    names = found.knowledge.platforms.values() if found.knowledge else ()
    aliases = {alias: (platform.id, platform.name) for platform in names for alias in platform.aliases}
    files = {found.name(path): found.read(path) for path in content.files(folder)}
    for _ in range(MOST_SLIPS):
        try:
            return listen(files, aliases)
        except ContentError as error:
            found.refused(error)
            files[error.file] = _without_label(files.get(error.file, Lines()), error.line)
    return None


def _without_label(data: Lines, number: int) -> Lines:
    """A listening file without the label that stands around a line; without a label there, nothing is left."""
    labels = data.get("labels")
    above = [key for key in labels if line(labels, key) <= number] if isinstance(labels, Lines) else []
    return _with(data, "labels", _without(labels, above[-1])) if isinstance(labels, Lines) and above else Lines()


# ---------------------------------------------------------------- dialogs


def _dialogs(found: Contents) -> Dialogs:
    parsed: dict[str, Dialog] = {}
    for path in sorted((found.root / "dialogs").glob("*.yaml")):
        data = found.read(path)
        read = _dialog(found, data, found.name(path)) if data else None
        if read is None:
            continue
        if read.id in parsed:
            what = f"the dialog “{read.id}” exists twice, also in {parsed[read.id].file}"
            found.findings.append(Finding(read.file, line(data, "id"), what, "choose another id"))
            continue
        parsed[read.id] = read
        found.raw[read.id] = data
    values = figures(found.knowledge, found.retention_days)
    known = {id: replace(each, sequence=_known(found, parsed, each)) for id, each in parsed.items()}
    phrases = {id: str(said) for id, said in _mapping(found.words["phrases"], "phrases").items()}
    return dialog.gather(list(known.values()), _labelled(found), phrases, values)


def _mapping(data: Lines, key: str) -> Mapping[str, Any]:
    listed = data.get(key)
    return listed if isinstance(listed, Mapping) else {}


def _labelled(found: Contents) -> Mapping[str, Any]:
    """The commands file without the commands that cannot be read."""
    data = found.words["commands"]
    commands = {}
    for id, entry in _mapping(data, "commands").items():
        if isinstance(entry, Mapping) and entry.get("label"):
            commands[id] = entry
        else:
            at = line(data["commands"], id)
            found.findings.append(Finding("dialogs/words/commands.yaml", at, f"“{id}” has no label", "add “label: …”"))
    return {**data, "commands": commands, "changes": _mapping(data, "changes")}


def _dialog(found: Contents, data: Lines, file: str) -> Dialog | None:
    """One dialog, question by question, so that one mistake does not hide the next."""
    written = data.get("questions")
    if written is not None and not isinstance(written, Lines):
        at = line(data, "questions")
        found.findings.append(Finding(file, at, "“questions” is not a mapping", "write “id:” lines below it"))
    written = written if isinstance(written, Lines) else Lines()
    head = _without(data, "questions")
    read = _parse(found, head, file)
    if read is None:
        return None
    questions: dict[str, Question] = {}
    for id, entry in written.items():
        alone = _with(head, "questions", Lines({id: entry}, line=line(written, id)))
        parsed = _parse(found, alone, file, id)
        if parsed is not None:
            questions.update(parsed.questions)
    return replace(read, questions=questions)


def _parse(found: Contents, data: Lines, file: str, question: str = "") -> Dialog | None:
    """A dialog as the program reads it; an unknown key is named, taken out, and the reading goes on."""
    for _ in range(MOST_SLIPS):
        try:
            return dialog.parse(data, file)
        except ContentError as error:
            found.refused(error)
            data = _without_line(data, error.line, question) if "unknown key" in error.what else Lines()
            if not data:
                return None
        except (AttributeError, TypeError, ValueError) as error:
            at = line(data["questions"]) if question else line(data)
            what = f"“{question or data.get('id')}” has a part of the wrong shape ({error})"
            mend = "compare it with a question that works: options are “id: text” lines, low and high are numbers"
            found.findings.append(Finding(file, at, what, mend))
            return None
    return None


def _without_line(data: Lines, number: int, question: str) -> Lines:
    inner = data["questions"][question] if question else data
    key = next((key for key in inner if line(inner, key) == number), "")
    if not key:
        return Lines()
    shorter = _without(inner, key)
    return _with(data, "questions", Lines({question: shorter}, line=line(inner))) if question else shorter


def _without(data: Lines, key: str) -> Lines:
    found = Lines({name: value for name, value in data.items() if name != key}, line=data.line)
    found.lines = data.lines
    return found


def _with(data: Lines, key: str, value: Lines) -> Lines:
    found = Lines({**data, key: value}, line=data.line)
    found.lines = data.lines
    return found


def _known(found: Contents, parsed: Mapping[str, Dialog], each: Dialog) -> tuple[str, ...]:
    """The entries of a sequence that lead somewhere; the others are named."""
    kept = []
    for entry in each.sequence:
        kind, _, id = entry.partition(".")
        other = parsed.get(kind)
        if other is not None and (not id or id in other.questions):
            kept.append(entry)
            continue
        at = sources.within(found.root / each.file, entry, line(found.raw[each.id], "sequence"))
        what = f"the sequence names “{entry}”, which no dialog has"
        found.findings.append(Finding(each.file, at, what, "check its spelling, or add the question"))
    return tuple(kept)
