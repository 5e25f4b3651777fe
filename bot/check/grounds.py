"""Whether every sentence of law or contact that a borrower can meet rests on a fact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import content
from bot.check import claims, finding
from bot.check.contents import Contents
from bot.check.finding import Finding
from bot.check.sources import Text, within
from bot.content import Lines, line
from bot.documents import draft, grounds
from bot.errors import ContentError
from bot.knowledge.fact import Procedure

FOLDER = Path("templates", "grounds")
MEND = f"name its facts in {FOLDER.as_posix()}, or say there under “plain” why it states nothing"

# The facts speak for themselves, answers and red lines name theirs beside them, terms are filled from one; what a
# borrower chooses, or might type, is the borrower's.
_ELSEWHERE = frozenset({"fact", "answer", "red line", "letter term", "example", "label", "short", "unit"})
_PLACED = re.compile(r"\{(\w+)\}")
_FACT_CODE = re.compile(r"\{[{%][^{}]*?\b(?:facts|rule)\.[^{}]*?[%}]\}")
_CONTROL = re.compile(r"\{#.*?#\}|\{%.*?%\}")
_VALUE = re.compile(r"\{\{.*?\}\}")
_CITED = "§"


@dataclass(frozen=True, slots=True)
class _Listed:
    """What the folder says: the facts of each sentence and where, the sentences that state nothing and where."""

    grounded: Mapping[str, tuple[str, ...]]
    plain: frozenset[str]
    places: Mapping[str, tuple[str, int]]


def check(found: Contents) -> Iterator[Finding]:
    """All rules about grounds; none in a project that has none."""
    folder = found.root / FOLDER
    if found.knowledge is None or not folder.is_dir():
        return
    try:
        markers = _markers(folder / grounds.MARKERS)
        listed = _listed(found, folder)
    except ContentError as error:
        yield finding.of(error, found.root)
        return
    yield from _ids(found, listed)
    said: set[str] = set()
    for text in spoken(found):
        for sentence in grounds.sentences(text.value):
            said.add(sentence.replace(_CITED, ""))
            yield from _sentence(found, text, sentence, markers, listed)
    for sentence, (file, at) in listed.places.items():
        if sentence not in said:
            yield Finding(file, at, f"nothing says “{sentence}”", "take the line out, or write what is said now")


def spoken(found: Contents) -> Iterator[Text]:
    """Every text that a borrower can meet and that does not name its facts in a way of its own."""
    yield from (text for text in found.texts if text.role not in _ELSEWHERE)
    yield from _letters(found)
    yield from _canned(found)
    yield from _doors(found)
    yield from _packed(found)


# ---------------------------------------------------------------- what the folder says


def _markers(path: Path) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What tells a sentence of law, and what tells a contact. Raises ContentError."""
    data = content.read(path)
    law, contact = (_words(data, key, path) for key in ("law", "contact"))
    return re.compile(f"{law}|{claims.ARTICLE.pattern}|《"), re.compile(contact)


def _words(data: Lines, key: str, path: Path) -> str:
    words = data.get(key)
    if not isinstance(words, list) or not words:
        raise ContentError(str(path), line(data, key), f"“{key}” is not a list of words", f"write “{key}: [word]”")
    return "|".join(re.escape(str(word)) for word in words)


def _listed(found: Contents, folder: Path) -> _Listed:
    """All files of the folder. Raises ContentError for what is said twice, or without a reason."""
    grounded: dict[str, tuple[str, ...]] = {}
    places: dict[str, tuple[str, int]] = {}
    plain: set[str] = set()
    for path in content.files(folder):
        if path.name == grounds.MARKERS:
            continue
        data = content.read(path)
        read = grounds.read(path)
        grounded |= read
        entries = [(sentence, line(data["sentences"], sentence)) for sentence in read]
        for reason, without in _plain(data, path).items():
            at = line(data["plain"], reason)
            entries += [(sentence, within(path, sentence, at)) for sentence in without]
            plain.update(without)
        for sentence, at in entries:
            if sentence in places:
                raise ContentError(str(path), at, f"“{sentence}” stands twice", f"also in {places[sentence][0]}")
            places[sentence] = found.name(path), at
    return _Listed(grounded, frozenset(plain), places)


def _plain(data: Lines, path: Path) -> Mapping[str, list[str]]:
    listed = data.get("plain", Lines())
    if not isinstance(listed, Lines):
        raise ContentError(str(path), line(data, "plain"), "“plain” is not a mapping", "write “reason: [sentence]”")
    for reason, said in listed.items():
        if not isinstance(said, list):
            raise ContentError(str(path), line(listed, reason), f"“{reason}” has no list of sentences", "write “- …”")
    return {reason: [str(sentence) for sentence in said] for reason, said in listed.items()}


def _ids(found: Contents, listed: _Listed) -> Iterator[Finding]:
    assert found.knowledge is not None
    known = {fact.id for fact in found.knowledge.facts() if fact.confidence != "weak"}
    for sentence, ids in listed.grounded.items():
        for id in ids:
            if id not in known:
                file, at = listed.places[sentence]
                yield Finding(file, at, f"no fact “{id}” that may be stated", "check the id")


def _sentence(
    found: Contents, text: Text, sentence: str, markers: tuple[re.Pattern[str], re.Pattern[str]], listed: _Listed
) -> Iterator[Finding]:
    """A sentence that tells law or a contact, and rests on nothing; a number that its facts do not show."""
    assert found.knowledge is not None
    if _CITED in sentence or sentence in listed.plain:
        return
    law, contact = (marker.search(sentence) for marker in markers)
    placed = set(_PLACED.findall(sentence)) & found.knowledge.procedures.keys()
    numbers = claims.HOTLINE.findall(_PLACED.sub("", sentence))
    ids = listed.grounded.get(sentence, ())
    if not ids and (law or numbers or (contact and not placed)):
        told = law[0] if law else numbers[0] if numbers else contact[0] if contact else ""
        yield Finding(text.file, text.line, f"“{sentence}” tells of “{told}” and rests on no fact", MEND)
    elif ids:
        shown = _phones(found, ids)
        for number in numbers:
            if claims.digits(number) not in shown:
                yield Finding(text.file, text.line, f"none of the facts of “{sentence}” shows {number}", MEND)


def _phones(found: Contents, ids: tuple[str, ...]) -> set[str]:
    """The numbers that these facts show: a procedure by its own place or name."""
    assert found.knowledge is not None
    procedures = [found.knowledge.procedures[id] for id in ids if id in found.knowledge.procedures]
    return {claims.digits(number) for one in procedures for number in _numbers(one)}


def _numbers(procedure: Procedure) -> list[str]:
    return [procedure.phone, *claims.HOTLINE.findall(procedure.name)]


# ---------------------------------------------------------------- what is no translator's text


def _letters(found: Contents) -> Iterator[Text]:
    """The sentences of letters; a value in them reads “…”, and one with a fact's name or number is marked."""
    for path in sorted((found.root / "templates" / "documents").glob("*.j2")):
        try:
            _, body, first = draft.split(path.read_text("utf-8"), str(path))
        except ContentError:  # the check of the templates names it
            continue
        for number, said in enumerate(body.split("\n"), first):
            marked = _FACT_CODE.sub(lambda code: f"…{_CITED}" if code[0].startswith("{{") else _CITED, said)
            readable = _VALUE.sub("…", _CONTROL.sub("", marked))
            if not readable.startswith("%"):
                yield Text(readable, found.name(path), number, "letter")


def _canned(found: Contents) -> Iterator[Text]:
    path = found.root / "templates" / "desk" / "canned.yaml"
    listed: Any = content.read(path).get("replies") if path.exists() else None
    for entry in listed.values() if isinstance(listed, Lines) else ():
        if isinstance(entry, Lines):
            yield Text(str(entry.get("text", "")), found.name(path), line(entry, "text"), "canned")


def _doors(found: Contents) -> Iterator[Text]:
    """The headings of the table of doors; each of its lines names the facts that it leads to."""
    path = found.root / "templates" / "answers" / "doors.yaml"
    doors: Any = content.read(path).get("doors") if path.exists() else None
    for key in ("by_lender", "by_event") if isinstance(doors, Lines) else ():
        yield Text(str(doors.get(key, "")), found.name(path), line(doors, key), "doors")


def _packed(found: Contents) -> Iterator[Text]:
    """The page that goes out with a pack of evidence: its text, and the strings of its script."""
    for path in sorted((found.root / "templates" / "pack").glob("*.html")):
        for number, said in enumerate(path.read_text("utf-8").split("\n"), 1):
            for piece in re.split(r"[<>\"`]", said):
                if re.search(r"[\u4e00-\u9fff]", piece):
                    yield Text(piece.strip(), found.name(path), number, "pack")
