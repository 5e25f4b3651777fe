"""Every sentence of every paper stands on an answer, a fact, or is a reviewed polite form; nothing is half said."""

from __future__ import annotations

import itertools
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.documents import draft
from bot.documents.fields import Want
from bot.documents.letters import LONGEST
from tests.advice.stories import NOW
from tests.documents.removed import MARKS, WHOLE, without
from tests.documents.test_letters import HOLES, LETTERS, RED_LINES

FIXED = Path(__file__).parent / "golden" / "fixed_sentences.txt"
FOLDER = Path(__file__).parents[2] / "templates" / "documents"
PAPERS = [kind.id for kind in LETTERS.kinds()]
MOST_SUBSETS = 2_000


def wanted(id: str) -> list[str]:
    """Every answer that a paper can use."""
    return sorted({field for want in everything(id) for field in (want.field, *want.instead)} & set(MARKS))


def everything(id: str) -> tuple[Want, ...]:
    """All that a paper may ever ask for, whatever it hangs on."""
    return LETTERS._forms[id].wants


def subsets(fields: list[str], seed: str) -> Iterator[frozenset[str]]:
    """What to take out: every subset, or where those are too many all singles, pairs, their opposites, and chance."""
    if 2 ** len(fields) <= MOST_SUBSETS:
        for size in range(len(fields) + 1):
            yield from map(frozenset, itertools.combinations(fields, size))
        return
    everything = frozenset(fields)
    few = [frozenset(some) for size in (0, 1, 2) for some in itertools.combinations(fields, size)]
    yield from few
    yield from (everything - some for some in few)
    chance = random.Random(seed)
    for _ in range(MOST_SUBSETS):
        yield frozenset(field for field in fields if chance.random() < 0.5)


@pytest.mark.parametrize("id", PAPERS)
def test_every_subset_of_answers_makes_a_whole_paper(id: str) -> None:
    """Whatever was not answered, the paper has no hole and says nothing that was not answered."""
    fields = wanted(id)
    for gone in subsets(fields, id):
        text = LETTERS.write(id, without(WHOLE, gone), "debt/1", NOW).text
        assert not HOLES.search(text), (sorted(gone), text)
        assert not RED_LINES.search(text), (sorted(gone), text)
        assert len(text) <= LONGEST, (sorted(gone), len(text))
        said = [mark for field in gone for mark in MARKS[field] if mark in text]
        assert not said, (sorted(gone), said, text)


@pytest.mark.parametrize("id", PAPERS)
def test_every_answer_asked_for_is_used(id: str) -> None:
    """A paper asks for nothing that it does not say: each answer that is wanted changes the text."""
    for want in everything(id):
        alike = {want.field, *want.instead}
        for field in sorted(alike & set(MARKS)):
            alone, gone = without(WHOLE, alike - {field}), without(WHOLE, alike)
            texts = [LETTERS.write(id, story, "debt/1", NOW).text for story in (alone, gone)]
            assert texts[0] != texts[1], field


def test_every_question_of_the_papers_has_its_mark() -> None:
    """The test above knows every answer that papers ask for, so that none goes unwatched."""
    asked = {field for id in PAPERS for want in everything(id) for field in (want.field, *want.instead)}
    assert asked - set(MARKS) == {"incident.story"}


def test_sentences_that_depend_on_nothing_are_reviewed() -> None:
    """What stands in a paper whatever was told is a polite form or a request: the reviewed list, RENEW_GOLDEN=1."""
    found: list[str] = []
    for path in sorted(FOLDER.glob("*.j2")):
        _, body, first = draft.split(path.read_text("utf-8"), str(path))
        lines = [line.lstrip("#-| ") for line in body.splitlines() if line.strip() and not line.startswith("%")]
        sentences = [s for s in draft.compile_body(body, str(path), first) if s.mark != "\n"]
        assert len(lines) == len(sentences)
        found += [f"{path.stem}: {line}" for line, s in zip(lines, sentences, strict=True) if not s.names]
    if os.environ.get("RENEW_GOLDEN") == "1":
        FIXED.write_text("\n".join(found) + "\n", "utf-8")
    assert "\n".join(found) + "\n" == FIXED.read_text("utf-8")
    claims = [line for line in found if re.search(r"\d|[一两二三四五六七八九十]次|对方(?!的)", line.partition(": ")[2])]
    assert claims == []


@pytest.mark.parametrize("id", PAPERS)
def test_fields_of_a_paper_are_what_it_says(id: str) -> None:
    """The values kept with a paper are those its sentences said or depended on; what it never names is not kept."""
    story = without(WHOLE, {"me.name", "debt.contract"})
    fields = LETTERS.write(id, story, "debt/1", NOW).fields
    assert not {"me.name", "debt.contract", "debt.lender_hint"} & set(fields)
    told = {name: value for name, value in LETTERS.write(id, WHOLE, "debt/1", NOW).fields.items() if "me." in name}
    assert all(value in LETTERS.write(id, WHOLE, "debt/1", NOW).text for value in told.values())
