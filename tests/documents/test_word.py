"""A letter as a Word file: opened by LibreOffice it says the same, in Chinese fonts, on A4, naming nobody."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from bot.documents import paper, word
from tests.documents import printed
from tests.documents.test_typeset import HARD, LETTERS, sheet, words

DAY = date(2026, 11, 22)


def opened(text: str) -> Any:
    return docx.Document(io.BytesIO(word.write(sheet(text), DAY)))


def parts(text: str) -> dict[str, str]:
    archive = zipfile.ZipFile(io.BytesIO(word.write(sheet(text), DAY)))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def shown(document: Any) -> str:
    found = [element.text or "" for element in document.element.body.iter(qn("w:t"))]
    return printed.bare("".join(found))


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_hard_text_comes_out_as_text(text: str) -> None:
    """Markup, endless words, long paragraphs and rare characters stand in the file as they were written."""
    assert shown(opened(text)) == words(text)


@printed.needs_office
def test_office_reads_every_letter(tmp_path: Path) -> None:
    """LibreOffice opens the letters, hard text and a table, and reads what was written."""
    text = "\n\n".join([*(text for _, text in LETTERS), *HARD.values(), "😀 𠮷", "｜编号｜名称｜\n｜1｜录音｜"])

    assert printed.office_text(word.write(sheet(text), DAY), tmp_path) == words(text)


def test_control_characters_do_not_break_the_file() -> None:
    """What XML cannot carry is left out instead of refused."""
    assert shown(opened("甲\x00乙\x1b丙\ud800丁\ufffe")) == "报案材料甲乙丙丁"


def test_the_sheet_is_a4_with_official_margins() -> None:
    """210 by 297 mm; 37, 35, 28 and 26 mm around."""
    section = opened("正文").sections[0]

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(edge.mm) for edge in edges] == [37, 35, 28, 26]


def test_chinese_fonts_are_named_for_chinese() -> None:
    """Every font named has its East Asian one, and no theme's font stands before it."""
    found = parts("一、情况\n正文\n｜编号｜名称｜\n｜1｜录音｜")
    fonts = re.findall(r"<w:rFonts[^>]*>", found["word/styles.xml"] + found["word/document.xml"])

    assert fonts
    assert all(re.search(r'w:eastAsia="(宋体|黑体)"', font) and "Theme" not in font for font in fonts)


def test_text_is_indented_by_two_characters_and_the_signature_stands_right() -> None:
    """Two characters in, whatever size it is set to later; the signature does not stand alone on a page."""
    document = opened("一、情况\n正文\n\n张某某\n2026年11月22日")
    text, name = document.paragraphs[2], document.paragraphs[3]

    assert text._p.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert text.paragraph_format.keep_with_next
    assert name.paragraph_format.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT
    assert document.paragraphs[1].style.name == "Heading 1"


def test_pages_are_counted() -> None:
    """The foot says which page of how many, counted by whoever opens it."""
    foot = parts("正文")["word/footer1.xml"]

    assert re.findall(r'w:instr="(\w+)"', foot) == ["PAGE", "NUMPAGES"]


def test_properties_name_the_letter_and_nobody() -> None:
    """Title and day; no author, program, preview or editing session."""
    found = parts("正文")
    about = opened("正文").core_properties

    assert (about.title, about.author, about.last_modified_by, about.comments) == ("报案材料", "", "", "")
    assert about.created == about.modified == datetime(2026, 11, 22, tzinfo=about.created.tzinfo)
    assert not [name for name in found if "thumbnail" in name or "app.xml" in name or "customXml" in name]
    assert not re.search(r"python-docx|Macintosh|w:rsid", "".join(found.values()))


def test_nothing_in_the_file_points_at_what_is_not_there() -> None:
    """Every style, part and content type that is named exists: what Word would else offer to repair."""
    found = parts("一、情况\n正文\n｜编号｜名称｜\n｜1｜录音｜\n\n张某某\n2026年11月22日")
    styles = set(re.findall(r'w:styleId="([^"]+)"', found["word/styles.xml"]))
    named = "".join(found[name] for name in ("word/styles.xml", "word/document.xml", "word/footer1.xml"))

    used = re.findall(r'<w:(?:pStyle|rStyle|tblStyle|link|next|basedOn) w:val="([^"]+)"', named)
    assert used
    assert set(used) <= styles
    targets = re.findall(r'Target="/?([^"]+)"', found["_rels/.rels"])
    targets += [f"word/{target}" for target in re.findall(r'Target="([^"]+)"', found["word/_rels/document.xml.rels"])]
    assert set(targets) == {name for name in found if not name.endswith(".rels") and name != "[Content_Types].xml"}
    assert set(re.findall(r'PartName="/([^"]+)"', found["[Content_Types].xml"])) <= set(found)


def test_a_very_long_title_does_not_break_the_properties() -> None:
    """Properties take 255 characters; the page shows the whole title."""
    made = docx.Document(io.BytesIO(word.write(paper.read("题" * 600, "正文"), DAY)))

    assert made.paragraphs[0].text == "题" * 600
