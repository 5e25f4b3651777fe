"""Every text that a borrower may read, with the file and line it stands in."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from jinja2.ext import extract_from_ast

from bot import content
from bot.content import line
from bot.documents import draft
from bot.errors import ContentError
from bot.knowledge import registry

ROOT = Path(__file__).resolve().parents[2]
FACTS = Path("bot", "knowledge", "facts")
# Shown beside findings and steps; the other fields of a fact are for advice, or for editors.
SPOKEN_FACTS: Mapping[str, tuple[str, ...]] = {
    "forces": ("name",),
    "rules": ("says",),
    "procedures": ("name", "purpose", "app", "in_person", "bring", "steps", "if_refused"),
    "routes": ("first", "then"),
    "scams": ("warning",),
    "requests": ("refusal", "lawful_way"),
}
_SPOKEN_CODE = re.compile(r"\b_\(|speech\W")
_JINJA = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


class Text(NamedTuple):
    """One text as it is said. `role` tells what it is: ask, label, phrase, fact, page …

    `file` is relative to the project; roles reply and page are Jinja, where “%” begins a placeholder.
    """

    value: str
    file: str
    line: int
    role: str


def texts(root: Path = ROOT, broken: list[ContentError] | None = None) -> list[Text]:
    """All texts in a stable order. A broken file goes to `broken` when that is given, else it raises ContentError."""
    found: list[Text] = []
    for path, reading in _places(root, _labels(root / FACTS, broken)):
        try:
            found += [text for text in reading(path, path.relative_to(root).as_posix()) if text.value.strip()]
        except ContentError as error:
            if broken is None:
                raise
            broken.append(error)
    return found


def sources(root: Path = ROOT) -> dict[str, list[tuple[str, int]]]:
    """What translators translate: source text → where it stands. Raises ContentError for a broken file."""
    found: dict[str, list[tuple[str, int]]] = {}
    for text in texts(root):
        found.setdefault(text.value, []).append((text.file, text.line))
    return found


def _places(root: Path, labels: Mapping[str, str]) -> Iterator[tuple[Path, Callable[[Path, str], Iterable[Text]]]]:
    for path in sorted((root / "dialogs").glob("*.yaml")):
        yield path, _dialog
    for path in sorted((root / "dialogs" / "words").glob("*.yaml")):
        yield path, _words
    templates = root / "templates"
    for path in sorted(templates.rglob("*")):
        if path.suffix in (".j2", ".html"):
            yield path, _letter if path.parent == templates / "documents" else _page
    for path in content.files(templates / "answers"):
        yield path, _answers
    for path in content.files(templates / "typeset"):
        yield path, _chart_words
    for path in content.files(templates / "replies"):
        yield path, _titles
    if (templates / "documents" / "red_lines.yaml").exists():
        yield templates / "documents" / "red_lines.yaml", _red_lines
    for path in content.files(root / FACTS):
        yield path, lambda path, file: _facts(path, file, labels)
    for path in sorted((root / "bot").rglob("*.py")):
        yield path, _code


def within(path: Path, text: str, start: int) -> int:
    """The line at or below `start` on which a text begins; `start` when it is written in another way."""
    head = text.strip().split("\n", 1)[0]
    for number, found in enumerate(path.read_text("utf-8").split("\n"), 1):
        if number >= start and head in found:
            return number
    return start


# ---------------------------------------------------------------- dialogs and words


def _dialog(path: Path, file: str) -> Iterator[Text]:
    data = content.read(path)
    yield Text(str(data.get("title", "")), file, line(data, "title"), "title")
    for question in _mappings(data.get("questions")):
        for key in ("ask", "short", "why", "unit"):
            yield Text(_string(question.get(key)), file, line(question, key), key)
        options = question.get("options")
        for id, option in (options if isinstance(options, Mapping) else {}).items():
            label = option.get("label") if isinstance(option, Mapping) else option
            yield Text(_string(label), file, line(options, id), "label")
        for example in _strings(question.get("examples")):
            yield Text(example, file, within(path, example, line(question, "examples")), "example")


def _words(path: Path, file: str) -> Iterator[Text]:
    data = content.read(path)
    commands = data.get("commands")
    for id, command in (commands if isinstance(commands, Mapping) else {}).items():
        if isinstance(command, Mapping):
            yield Text(_string(command.get("label")), file, line(commands, id), "command")
            yield Text(_string(command.get("help")), file, line(command, "help"), "help")
    for section, role in (("phrases", "phrase"), ("replies", "safety")):
        listed = data.get(section)
        for id, said in (listed if isinstance(listed, Mapping) else {}).items():
            yield Text(str(said), file, line(listed, id), role)


# ---------------------------------------------------------------- templates


def _letter(path: Path, file: str) -> Iterator[Text]:
    """The words around a letter; the letter itself stays Chinese."""
    front, _, _ = draft.split(path.read_text("utf-8"), str(path))
    data = content.parse(front, str(path), 1)
    for key in ("title", "button", "summary", "after"):
        yield Text(_string(data.get(key)), file, line(data, key), f"letter {key}")
    terms = data.get("terms")
    for term in terms if isinstance(terms, list) else ():
        yield Text(_string(term.get("says")), file, line(term, "says"), "letter term")


def _red_lines(path: Path, file: str) -> Iterator[Text]:
    listed = content.read(path).get("red_lines")
    for entry in _mappings(listed):
        yield Text(_string(entry.get("why")), file, line(entry, "why"), "red line")


def _page(path: Path, file: str) -> Iterator[Text]:
    role = "reply" if path.suffix == ".j2" else "page"
    try:
        found = extract_from_ast(_JINJA.parse(path.read_text("utf-8")), ("_", "gettext", "ngettext"))
        for number, _, said in found:
            for value in said if isinstance(said, tuple) else (said,):
                yield Text(_string(value), file, number, role)
    except jinja2.TemplateSyntaxError as error:
        raise ContentError(str(path), error.lineno, f"this is not valid Jinja: {error.message}", "mend it") from error


def _titles(path: Path, file: str) -> Iterator[Text]:
    """What steps of the plan are called."""
    data = content.read(path)
    titles = data.get("titles")
    for id, said in (titles if isinstance(titles, Mapping) else {}).items():
        yield Text(_string(said), file, line(titles, id), "title")


def _answers(path: Path, file: str) -> Iterator[Text]:
    """What answers say, and the table of doors; their phrasings are what borrowers type, which nobody says."""
    data = content.read(path)
    for entry in _mappings(data.get("answers")):
        for key in ("ask", "short", "details", "now"):
            for said in _strings(entry.get(key)):
                yield Text(said, file, within(path, said, line(entry, key)), "answer")
    doors = data.get("doors")
    if isinstance(doors, Mapping):
        lenders, events = doors.get("lenders"), doors.get("events")
        named = [
            *(lenders.values() if isinstance(lenders, Mapping) else ()),
            doors.get("by_lender"),
            doors.get("by_event"),
        ]
        whats = (
            [event.get("what") for event in events if isinstance(event, Mapping)] if isinstance(events, list) else []
        )
        for said in _strings([*named, *whats]):
            yield Text(said, file, within(path, said, 1), "answer")


def _chart_words(path: Path, file: str) -> Iterator[Text]:
    words = content.read(path).get("words")
    for id, said in (words if isinstance(words, Mapping) else {}).items():
        yield Text(_string(said), file, line(words, id), "picture")


# ---------------------------------------------------------------- facts and code


def _labels(folder: Path, broken: list[ContentError] | None) -> Mapping[str, str]:
    """The names of rules as they are cited, by id; none while the facts are broken."""
    try:
        return {rule.id: rule.label for rule in registry.load(folder).rules.values()}
    except ContentError as error:
        if broken is None:
            raise
        broken.append(error)
        return {}


def _facts(path: Path, file: str, labels: Mapping[str, str]) -> Iterator[Text]:
    data = content.read(path)
    for section, fields in SPOKEN_FACTS.items():
        entries = data.get(section)
        for id, entry in (entries if isinstance(entries, Mapping) else {}).items():
            if not isinstance(entry, Mapping):
                continue
            if section == "rules":
                yield Text(labels.get(id, ""), file, line(entry, "article") or line(entries, id), "fact")
            for key in fields:
                for value in _strings(entry.get(key)):
                    at = line(entry, key)
                    at = within(path, value, at) if isinstance(entry.get(key), list) else at
                    yield Text("" if value == "—" else value, file, at, "fact")


def _code(path: Path, file: str) -> Iterator[Text]:
    """Texts that stand in code as _("…"), speech("…") or house.speech(locale)("…")."""
    source = path.read_text("utf-8")
    if not _SPOKEN_CODE.search(source):
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and _speaks(node.func):
            said = node.args[0]
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield Text(said.value, file, said.lineno, "code")


def _speaks(called: ast.expr) -> bool:
    if isinstance(called, ast.Await):
        return _speaks(called.value)
    if isinstance(called, ast.Call):
        return isinstance(called.func, ast.Attribute) and called.func.attr.lstrip("_") == "speech"
    return isinstance(called, ast.Name) and called.id in ("_", "speech")


def _mappings(found: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(found, Mapping):
        yield from (entry for entry in found.values() if isinstance(entry, Mapping))


def _strings(found: Any) -> list[str]:
    return [_string(item) for item in (found if isinstance(found, list) else [found])]


def _string(found: Any) -> str:
    return "" if found is None else str(found).strip()
