"""The list of evidence as a court wants it: number, form, source, carrier, what is proved, pages that run on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.advice.assessment import Assessment
from bot.documents import paper, word
from bot.documents.pack_papers import PackPapers, Piece, Told
from bot.documents.particulars import load_words
from bot.documents.typeset import Press
from bot.model import Incident
from tests.advice.stories import KNOWLEDGE, at
from tests.documents.packs import NOW, piece
from tests.documents.printed import bare, needs_office, needs_poppler, office_text, pdf_text

ROOT = Path(__file__).parents[2]
PAPERS = PackPapers(load_words(ROOT / "templates" / "documents" / "words.yaml"), KNOWLEDGE)
THREE_PAGES = b"%PDF-1.4 2 0 obj <</Type /Pages /Kids [] /Count 3>> endobj"


def table(text: str) -> list[list[str]]:
    """The rows of a catalogue's tables, heads included."""
    return [line.strip("｜").split("｜") for line in text.splitlines() if line.startswith("｜")]


def told(*pieces: Piece, person: str = "张某某") -> Told:
    incident = Incident("incident/1", frozenset({"call_bombing"}), at(2026, 11, 21, 23))
    return Told(person, (incident,), Assessment(()), pieces, str)


def scan(number: int, **more: str) -> Piece:
    return replace(
        piece(2),
        number=number,
        kind="document",
        type="application/pdf",
        name="通知函.pdf",
        read=lambda: THREE_PAGES,
        **more,
    )


def test_pages_run_on_through_the_whole_list() -> None:
    """A scan of three pages, a picture, a message: 1–3, 4, 5; a recording comes apart; groups go on counting."""
    found = table(
        PAPERS.catalogue(told(scan(1), piece(2), replace(piece(1), number=3), replace(piece(4), incident="")), NOW)
    )
    assert found[0] == ["编号", "名称", "证据形式", "来源", "原始载体", "证明什么", "页码"]
    assert [(row[0], row[-1]) for row in found if row[0] != "编号"] == [
        ("1", "1–3"),
        ("2", "4"),
        ("3", "另附"),
        ("4", "5"),
    ]


def test_who_has_given_no_name_signs_by_hand() -> None:
    """A list that a court takes is signed: with the name, or on a line for it."""
    assert "提交人：张某某\n" in PAPERS.catalogue(told(piece(1)), NOW)
    assert "提交人：＿＿＿＿＿＿（签名）\n" in PAPERS.catalogue(told(piece(1), person=""), NOW)


@pytest.fixture(scope="module")
def large() -> paper.Paper:
    """Two hundred exhibits."""
    pieces = [replace(piece(2), number=number, name=f"短信截图{number}.png") for number in range(1, 201)]
    return paper.read("证据目录", PAPERS.catalogue(told(*pieces), NOW))


@needs_poppler
def test_a_list_of_any_length_is_printed(large: paper.Paper) -> None:
    """Two hundred exhibits make a PDF with every row, its head on each page."""
    text = pdf_text(Press().letter(large, date(2026, 11, 23)).content)
    assert all(f"短信截图{number}.png" in text for number in (1, 100, 200))
    assert text.count("原始载体") > 3


@needs_office
def test_a_list_of_any_length_opens_in_an_office_program(large: paper.Paper, tmp_path: Path) -> None:
    """The same as DOCX, read by LibreOffice."""
    text = office_text(word.write(large, date(2026, 11, 23)), tmp_path)
    assert bare("短信截图200.png") in text
