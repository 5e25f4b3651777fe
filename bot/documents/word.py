"""A letter as a Word file (DOCX) that Word, WPS and LibreOffice open and people go on editing.

Fonts are named, not packed in: 宋体 and 黑体 are on every Chinese machine or have their stand-in there.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from bot.documents.paper import MANY_COLUMNS, Block, Paper, Table

SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"
# GB/T 9704-2012: margins in millimetres, title 二号 (22 pt). The body is 四号 (14 pt).
_MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26, "footer_distance": 20}
_PAGE = (210, 297)
_TITLE, _BODY, _SMALL, _SMALLER = 22, 14, 12, 10.5
_LINE, _TABLE_LINE = 24, 16
"""Points from line to line."""
_WIDTH = 210 - 28 - 26
_KEPT_STYLES = {"Normal", "Heading 1", "Title", "Table Grid", "Normal Table", "Default Paragraph Font", "Footer"}
_KEPT_PARTS = ("/styles", "/settings", "/fontTable", "/theme", "/footer")


def write(paper: Paper, day: date) -> bytes:
    """The letter as DOCX; its properties name its title and day and nobody and no machine."""
    document = _docx().Document(io.BytesIO(_form()))
    about = document.core_properties
    about.title, about.language = paper.title[:255], "zh-CN"
    about.created = about.modified = datetime.combine(day, time(), UTC)
    document.add_paragraph(paper.title, "Title")
    _plain(document, paper.addressee)
    for part in paper.body:
        if isinstance(part, Table):
            _table(document, part)
        else:
            _block(document, part)
    if paper.signature and document.paragraphs:
        # A signature never stands alone on a page: the last paragraph goes with it.
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    _signature(document, paper.signature)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _plain(document: Any, lines: Iterable[str]) -> None:
    for line in lines:
        document.add_paragraph(line)


def _block(document: Any, block: Block) -> None:
    text = f"{block.number} {block.text}" if block.kind == "item" else f"{block.number}{block.text}"
    paragraph = document.add_paragraph(text, "Heading 1" if block.kind == "heading" else "Normal")
    if block.kind != "flush":
        _indent(paragraph)


def _indent(paragraph: Any) -> None:
    """Two characters in, also after somebody has changed the size."""
    points = _docx_shared().Pt(2 * _BODY)
    paragraph.paragraph_format.first_line_indent = points
    paragraph._p.pPr.ind.set(_name("w:firstLineChars"), "200")


def _signature(document: Any, lines: tuple[str, ...]) -> None:
    shared, right = _docx_shared(), importlib.import_module("docx.enum.text").WD_ALIGN_PARAGRAPH.RIGHT
    for number, line in enumerate(lines):
        look = document.add_paragraph(line).paragraph_format
        look.alignment, look.right_indent = right, shared.Pt(2 * _BODY)
        look.keep_with_next = number < len(lines) - 1
        if number == 0:
            look.space_before = shared.Pt(_LINE)


def _table(document: Any, table: Table) -> None:
    shared = _docx_shared()
    if document.paragraphs:
        document.paragraphs[-1].paragraph_format.space_after = shared.Pt(6)
    made = document.add_table(rows=0, cols=len(table.head), style="Table Grid")
    made.autofit = False
    widths = [shared.Mm(_WIDTH * width / sum(table.widths())) for width in table.widths()]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for number, row in enumerate((table.head, *table.rows)):
        added = made.add_row()
        whole = added._tr.get_or_add_trPr()
        whole.append(whole.makeelement(_name("w:cantSplit")))
        for cell, text, width in zip(added.cells, row, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing = shared.Pt(_TABLE_LINE)
            run = paragraph.add_run(text)
            run.font.size = shared.Pt(_SMALLER if len(row) > MANY_COLUMNS else _SMALL)
            if number == 0:
                _fonts(run._r.get_or_add_rPr(), HEI)
    # The head stands again on the next page.
    header = made.rows[0]._tr.get_or_add_trPr()
    header.append(header.makeelement(_name("w:tblHeader")))
    document.add_paragraph().paragraph_format.line_spacing = shared.Pt(_TABLE_LINE)


# ---------------------------------------------------------------- the empty form, made once


@cache
def _form() -> bytes:
    """An empty sheet with page, footer and styles set, and all left out that a letter does not use."""
    document = _docx().Document()
    _slim(document)
    shared = _docx_shared()
    section = document.sections[0]
    section.page_width, section.page_height = (shared.Mm(size) for size in _PAGE)
    for name, size in _MARGINS.items():
        setattr(section, name, shared.Mm(size))
    _styles(document)
    _footer(section.footer.paragraphs[0])
    about = document.core_properties
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _slim(document: Any) -> None:
    """Without the template's preview picture, the name of the program it came from, and its 150 other styles."""
    package, part = document.part.package, document.part
    for holder, kept in ((package, ("/officeDocument", "/core-properties")), (part, _KEPT_PARTS)):
        for id, link in list(holder.rels.items()):
            if not link.reltype.endswith(kept):
                holder.rels.pop(id)
    for style in list(document.styles):
        if style.name not in _KEPT_STYLES:
            style.delete()
    there = {style.style_id for style in document.styles}
    for name in ("w:link", "w:next", "w:basedOn"):
        for element in document.styles.element.findall(f"{_name('w:style')}/{_name(name)}"):
            if element.get(_name("w:val")) not in there:
                element.getparent().remove(element)
    settings = document.settings.element
    for unused in ("w:rsids", "w:savePreviewPicture"):
        for element in settings.findall(_name(unused)):
            settings.remove(element)
    # Marks by which Word tells one editing session from another.
    for element in (*document.element.iter(), *document.styles.element.iter()):
        for name in [name for name in element.attrib if "rsid" in name]:
            del element.attrib[name]
    for element in document.styles.element.findall(f".//{_name('w:rsid')}"):
        element.getparent().remove(element)
    settings.find(_name("w:themeFontLang")).set(_name("w:eastAsia"), "zh-CN")


def _styles(document: Any) -> None:
    shared, text = _docx_shared(), importlib.import_module("docx.enum.text")
    defaults = document.styles.element.find(f"{_name('w:docDefaults')}/{_name('w:rPrDefault')}/{_name('w:rPr')}")
    _fonts(defaults, SONG)
    defaults.find(_name("w:lang")).set(_name("w:eastAsia"), "zh-CN")
    for name, font, size in (("Normal", SONG, _BODY), ("Heading 1", HEI, _BODY), ("Title", SONG, _TITLE)):
        style = document.styles[name]
        _bare(style.element)
        _fonts(style.element.get_or_add_rPr(), font)
        style.font.size, style.font.bold = shared.Pt(size), name == "Title"
        look = style.paragraph_format
        look.space_before, look.space_after = shared.Pt(0), shared.Pt(0)
        look.line_spacing_rule, look.line_spacing = text.WD_LINE_SPACING.AT_LEAST, shared.Pt(_LINE)
    document.styles["Heading 1"].paragraph_format.keep_with_next = True
    document.styles["Heading 1"].paragraph_format.space_before = shared.Pt(6)
    title = document.styles["Title"].paragraph_format
    title.alignment, title.space_after = text.WD_ALIGN_PARAGRAPH.CENTER, shared.Pt(_LINE)
    title.line_spacing = shared.Pt(34)


def _bare(style: Any) -> None:
    """A style without the colours, borders and fonts of the template's theme."""
    for name in ("w:rPr", "w:pPr"):
        for element in style.findall(_name(name)):
            level = element.find(_name("w:outlineLvl"))
            element.clear()
            if level is not None:
                element.append(level)


def _fonts(properties: Any, east_asian: str) -> None:
    """Word takes Chinese from w:eastAsia alone, and a theme's font before any named one."""
    fonts = properties.find(_name("w:rFonts"))
    if fonts is None:
        fonts = properties.makeelement(_name("w:rFonts"))
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for name, font in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", east_asian)):
        fonts.set(_name(f"w:{name}"), font)


def _footer(paragraph: Any) -> None:
    """第 1 页，共 2 页, counted by the program that opens it."""
    paragraph.alignment = importlib.import_module("docx.enum.text").WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES"), (" 页", "")):
        run = paragraph.add_run(text)
        run.font.size = _docx_shared().Pt(10.5)
        if field:
            simple = paragraph._p.makeelement(_name("w:fldSimple"), {_name("w:instr"): field})
            paragraph._p.append(simple)
            shown = paragraph.add_run("1")
            shown.font.size = _docx_shared().Pt(10.5)
            simple.append(shown._r)


@cache
def _docx() -> Any:
    """python-docx, loaded by the first who writes a Word file."""
    return importlib.import_module("docx")


@cache
def _docx_shared() -> Any:
    return importlib.import_module("docx.shared")


@cache
def _name(name: str) -> str:
    return str(importlib.import_module("docx.oxml.ns").qn(name))
