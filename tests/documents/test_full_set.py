"""Each of the four stories leaves with everything in hand: papers as PDF and Word, pictures, what a pack holds."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import pytest

from bot.advice import assessment
from bot.documents import call_figures, chart_words, figures, paper, word
from bot.documents.charts import Charts
from bot.documents.letters import Letter
from bot.documents.pack_papers import PackPapers, Told
from bot.documents.particulars import load_words
from bot.documents.results import Results
from bot.documents.typeset import TEMPLATES, Press
from bot.speech import Speech
from tests.advice.stories import FOUR, KNOWLEDGE, NOW
from tests.documents.answered import answered
from tests.documents.packs import piece
from tests.documents.printed import bare, needs_poppler, pdf_text
from tests.documents.test_letters import LETTERS, offered

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 22)
PRESS = Press()
CHARTS = Charts(PRESS, chart_words.load_words(TEMPLATES), Results(ROOT / "templates" / "replies", KNOWLEDGE), KNOWLEDGE)
PACKED = PackPapers(load_words(ROOT / "templates" / "documents" / "words.yaml"), KNOWLEDGE)


def letters(name: str) -> list[Letter]:
    """Every paper that fits a story in which everything was answered."""
    story = answered(FOUR[name])
    return [LETTERS.write(id, story, "debt/1", NOW) for id in offered(story)]


@needs_poppler
@pytest.mark.parametrize("name", FOUR)
def test_every_paper_is_printed_as_it_reads(name: str) -> None:
    """A stranger's program reads in the PDF exactly the lines that the chat showed; no character is lacking."""
    for letter in letters(name):
        sheet = paper.read(letter.title, letter.text)
        printed = PRESS.letter(sheet, DAY)
        assert printed.lacking == (), letter.id
        assert pdf_text(printed.content) == bare("".join(sheet.lines())), letter.id


@pytest.mark.parametrize("name", FOUR)
def test_every_paper_is_a_word_file_with_the_same_lines(name: str) -> None:
    """Opened again, the Word file has the title and every line of the paper."""
    for letter in letters(name):
        sheet = paper.read(letter.title, letter.text)
        opened = docx.Document(io.BytesIO(word.write(sheet, DAY)))
        assert bare("".join(line.text for line in opened.paragraphs)) == bare("".join(sheet.lines())), letter.id


@pytest.mark.parametrize("name", FOUR)
def test_every_story_has_its_pictures(name: str) -> None:
    """A timeline where something happened, calls where some were told; each with the same in words."""
    story = FOUR[name]
    timeline = figures.timeline(story, KNOWLEDGE)
    drawn = [CHARTS.timeline(timeline, Speech(), DAY)] if timeline.happenings else []
    drawn += [CHARTS.calls(figure, Speech(), DAY) for figure in call_figures.calls(story, KNOWLEDGE)]
    assert drawn or name == "polite"
    assert all(picture.content.startswith(b"\x89PNG") and picture.words for picture in drawn)


@pytest.mark.parametrize("name", FOUR)
def test_every_story_has_the_papers_of_a_pack(name: str) -> None:
    """List of evidence, timeline and the rules they touch, each also as PDF; what is lawful touches none."""
    story = FOUR[name]
    found = assessment.assess(story, KNOWLEDGE)
    told = Told(story.person.name, story.incidents, found, [piece(number) for number in (1, 2, 4)], str)
    texts = {"证据目录": PACKED.catalogue(told, NOW), "时间线": PACKED.timeline(told), "对照的规定": PACKED.basis(told)}
    assert texts["证据目录"]
    assert bool(texts["对照的规定"]) == any(finding.counts for finding in found.findings)
    for title, text in texts.items():
        if text:
            assert PRESS.letter(paper.read(title, text), DAY).content.startswith(b"%PDF")
