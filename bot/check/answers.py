"""The answers: everything their reader refuses, all of it at once, and what does not fit a channel."""

from __future__ import annotations

from collections.abc import Iterator

from bot import content
from bot.check import finding
from bot.check.contents import Contents
from bot.check.finding import Finding
from bot.documents import answer_file
from bot.documents.answers import Answers
from bot.errors import ContentError


def check(found: Contents) -> Iterator[Finding]:
    """All rules about answers; none in a project that has none."""
    folder = found.root / "templates" / "answers"
    if found.knowledge is None or not folder.is_dir():
        return
    mistakes = list(_entries(found))
    yield from mistakes
    if mistakes:
        return
    try:
        Answers(folder, found.knowledge)
    except ContentError as error:
        yield finding.of(error, found.root)
    except OSError as error:
        yield Finding(
            "templates/answers", 1, f"a file is missing: {error.strerror}", "words.yaml and doors.yaml belong here"
        )


def _entries(found: Contents) -> Iterator[Finding]:
    """Each answer by itself, so that one mistake does not hide the next."""
    assert found.knowledge is not None
    facts = {fact.id: fact for fact in found.knowledge.facts()}
    phones = {id: known.phone for id, known in found.knowledge.procedures.items() if known.phone}
    for path in content.files(found.root / "templates" / "answers"):
        try:
            listed = list(answer_file.entries(found.read(path), found.name(path)))
        except ContentError as error:
            yield finding.of(error, found.root)
            continue
        for entry in listed:
            try:
                answer_file.answer(entry, facts, phones)
            except ContentError as error:
                yield finding.of(error, found.root)
