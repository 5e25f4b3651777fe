"""Reads the answers that a lawyer edits: templates/answers/*.yaml. What says more than its facts is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any, NoReturn

from bot import content
from bot.content import Lines
from bot.documents.answer_search import Words
from bot.errors import ContentError
from bot.knowledge.entry import Entry
from bot.knowledge.fact import Fact
from bot.understanding.phrases import PhraseError, compile_phrase

SHORT, SHORT_LINES, DETAILS, NOW = 150, 3, 400, 3
"""Characters and lines that a frightened person reads on a phone."""
_KEYS = ("ask", "also", "hear", "short", "details", "now", "facts", "see", "shows")
_SHOWS = ("", "doors")


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and its answer. `also` are further phrasings, `hear` phrases that tell it; neither is shown.

    `facts` are the ids it rests on; a hotline is written {id} and must be one of them.
    """

    id: str
    ask: str
    also: tuple[str, ...]
    hear: tuple[str, ...]
    short: str
    details: str
    now: tuple[str, ...]
    facts: tuple[str, ...]
    see: tuple[str, ...] = ()
    shows: str = ""


def load(folder: Path, facts: Mapping[str, Fact], phones: Mapping[str, str]) -> Mapping[str, Answer]:
    """Every answer by id, in the order of files and lines. Raises ContentError."""
    found: dict[str, Answer] = {}
    places: dict[str, Entry] = {}
    for path in content.files(folder):
        for entry in entries(content.read(path), str(path)):
            if entry.name in found:
                entry.refuse("an answer with this id stands twice", "choose another id")
            found[entry.name] = answer(entry, facts, phones)
            places[entry.name] = entry
    owners: dict[str, str] = {}
    for id, each in found.items():
        unknown = [other for other in each.see if other not in found]
        if unknown:
            places[id].refuse(f"“see” names “{unknown[0]}”, which is no answer", "use an id of an answer", "see")
        for question in (each.ask, *each.also):
            if owners.setdefault(question, id) != id:
                what = f"“{question}” is already asked by “{owners[question]}”"
                places[id].refuse(what, "leave it to one of them", "also")
    return found


def entries(data: Lines, file: str) -> Iterator[Entry]:
    """The entries of one file; none in a file of another kind (words, doors)."""
    listed = data.get("answers", {})
    if not isinstance(listed, Lines) and listed:
        raise ContentError(file, content.line(data, "answers"), "“answers” is not a mapping", "write “id:” lines below")
    for id, entry in listed.items():
        if not isinstance(entry, Lines):
            mend = "write “key: value” lines below it"
            raise ContentError(file, content.line(listed, id), f"“{id}” must be a mapping", mend)
        yield Entry(file, id, entry, _KEYS)


def answer(entry: Entry, facts: Mapping[str, Fact], phones: Mapping[str, str]) -> Answer:
    """One answer. Raises ContentError for what is missing, too long, or rests on no fact."""
    made = Answer(
        entry.name,
        entry.text("ask"),
        entry.words("also"),
        entry.words("hear"),
        entry.text("short"),
        entry.text("details"),
        entry.texts("now"),
        entry.words("facts"),
        entry.words("see"),
        entry.one_of("shows", _SHOWS, ""),
    )
    if not made.facts:
        entry.refuse("it rests on no fact", "add “facts:” with ids of facts")
    for id in made.facts:
        if id not in facts:
            entry.refuse(f"no fact “{id}”", "check the id", "facts")
    for source in made.hear:
        try:
            compile_phrase(source, {})
        except PhraseError as error:
            entry.refuse(f"“{source}” cannot be heard: {error}", "see the top of bot/understanding/phrases.py", "hear")
    _sizes(entry, made, phones)
    return made


def _sizes(entry: Entry, made: Answer, phones: Mapping[str, str]) -> None:
    short = _filled(entry, made, "short", made.short, phones)
    if len(short) > SHORT or short.count("\n") >= SHORT_LINES:
        entry.refuse(
            f"the short answer has {len(short)} characters", f"{SHORT_LINES} lines, {SHORT} characters", "short"
        )
    details = _filled(entry, made, "details", made.details, phones)
    if len(details) > DETAILS:
        entry.refuse(f"the details have {len(details)} characters", f"at most {DETAILS}", "details")
    if not 1 <= len(made.now) <= NOW:
        entry.refuse("“now” says what to do", f"1 to {NOW} lines", "now")
    for line in made.now:
        _filled(entry, made, "now", line, phones)


def _filled(entry: Entry, made: Answer, key: str, text: str, phones: Mapping[str, str]) -> str:
    """The text with its hotlines; each must be shown by a fact that the answer cites."""
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        _braces(entry, key, str(error))
    for name in sorted(names):
        if name not in phones:
            entry.refuse(f"nothing fills {{{name}}}", "use the id of a fact with a telephone number", key)
        if name not in made.facts:
            entry.refuse(f"{{{name}}} is not among its facts", f"add {name} to “facts:”", key)
    return text.format(**phones)


def _braces(entry: Entry, key: str, problem: str) -> NoReturn:
    entry.refuse(f"a curly brace is not closed: {problem}", "write {name}, both braces", key)


def words(path: Path) -> Words:
    """How a question is read. Raises ContentError."""
    entry = Entry(str(path), path.name, content.read(path), ("same", "skip", "about"))
    same: Any = entry.data.get("same", {})
    if not isinstance(same, Lines) or not all(isinstance(others, list) for others in same.values()):
        entry.refuse("“same” must be lists of words by word", "write “word: [other, another]” lines", "same")
    return Words(
        {chosen: tuple(str(other) for other in others) for chosen, others in same.items()},
        entry.words("skip"),
        entry.words("about"),
    )
