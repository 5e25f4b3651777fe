"""A letter as PDF: all its text, searchable, in embedded fonts, and nothing that people write does anything."""

from __future__ import annotations

import json
import re
import threading
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents import paper, typeset
from bot.documents.typeset import Press
from bot.errors import TypesettingFailed
from tests.documents import printed

DAY = date(2026, 11, 22)
GOLDEN = Path(__file__).with_name("golden")
LETTERS = [
    tuple(letter.split("\n", 1))
    for file in sorted(GOLDEN.glob("*.txt"))
    for letter in file.read_text("utf-8").split("===== ")[1:]
]
MARKUP = (
    '#let x = 1 $a$ *b* _c_ @d [e] \\ "f" <g> = h\n#import "/etc/passwd": *\n// i /* j */ `k` ~ -- --- ... #read("x")'
)
HARD = {
    "markup": MARKUP,
    "unbroken": "地址 https://example.com/" + "x1y2" * 100 + " 和 " + "a" * 300 + " 完",
    "long": "一段很长的话，没有分行。" * 850,
    "traditional": "張三豐與龍骨、體髒、鬱、靐齉爩，臺灣、裏面。",
    "rare names": "䶮、㛃、𬭳、喆、堃、祎、犇、淼、赟、旻、曌、翀、骉",
    "other scripts": "Привет, Ω, ñ, ½, ①, ㈱, ひらがな、カタカナ",
}


# What poppler hands back as it stands: it joins a word again where a line ends with a hyphen.
WRITTEN = st.characters(codec="gb2312", categories=("Lo",)) | st.characters(
    min_codepoint=32, max_codepoint=126, exclude_characters="-"
)


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


def sheet(text: str, title: str = "报案材料") -> paper.Paper:
    return paper.read(title, text)


def words(text: str, title: str = "报案材料") -> str:
    return printed.bare("".join(sheet(text, title).lines()))


@printed.needs_poppler
@pytest.mark.parametrize(("head", "text"), LETTERS)
def test_every_letter_says_in_pdf_what_it_says_in_chat(press: Press, head: str, text: str) -> None:
    """Each golden letter comes out of its PDF character for character."""
    title = head.split(" ", 1)[1]

    assert printed.pdf_text(press.letter(sheet(text, title), DAY).content) == words(text, title)


@printed.needs_poppler
@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_hard_text_comes_out_as_text(press: Press, text: str) -> None:
    """Markup, endless words, long paragraphs and rare characters are printed as they were written."""
    made = press.letter(sheet(text), DAY)

    assert made.lacking == ()
    assert printed.pdf_text(made.content) == words(text)


@printed.needs_poppler
@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(WRITTEN, min_size=1, max_size=120), min_size=1, max_size=8))
def test_whatever_is_written_is_printed(press: Press, lines: list[str]) -> None:
    """Any mix of Chinese and ASCII comes out of the PDF in its order, nothing added, lost or read as markup."""
    text = "\n".join(lines)

    assert printed.pdf_text(press.letter(sheet(text), DAY).content) == words(text)


@printed.needs_poppler
def test_a_table_is_printed_with_all_its_cells(press: Press) -> None:
    """Cells stand in their order, also where a long one wraps."""
    rows = (
        "｜编号｜名称｜证明什么｜",
        "｜1｜通话记录｜当天来电的次数和每次的时间，还有对方的号码｜",
        "｜2｜#录音｜*原话*｜",
    )
    text = "\n".join(("证据如下：", *rows))

    assert printed.pdf_text(press.letter(sheet(text), DAY).content) == words(text)


@printed.needs_poppler
def test_text_from_right_to_left_keeps_its_words(press: Press) -> None:
    """Hebrew and Arabic stay whole words, and a direction mark turns nothing round."""
    shown = printed.pdf_text(press.letter(sheet("甲\u202e乙丙\u202c丁 שלום مرحبا 戊"), DAY).content)

    assert "甲乙丙丁" in shown
    assert "שלום" in shown
    assert "مرحبا" in shown


@printed.needs_poppler
def test_a_character_the_fonts_lack_is_named_and_shown_by_its_number(press: Press) -> None:
    """An emoji or a rare character of a name does not vanish: it is reported, and its number stands in its place."""
    made = press.letter(sheet("我叫张𠮷丰，他说😀再见", "张𠮷的材料"), DAY)

    assert made.lacking == ("𠮷", "😀")
    assert printed.pdf_text(made.content) == "张20BB7的材料我叫张20BB7丰，他说1F600再见"


def test_the_same_letter_is_the_same_file(press: Press) -> None:
    """No clock and no machine's name is in it: the same paper and day give the same bytes."""
    first, second = press.letter(sheet("正文"), DAY).content, Press().letter(sheet("正文"), DAY).content

    assert first == second
    assert first.startswith(b"%PDF-")


def test_fonts_are_embedded_as_subsets(press: Press) -> None:
    """Both Noto fonts stand in the file with a subset's tag, so that it looks the same everywhere and stays small."""
    content = press.letter(sheet("一、情况\n正文"), DAY).content

    fonts = set(re.findall(rb"/BaseFont\s*/([A-Z]{6}\+NotoS\w+)", content))
    assert {font.split(b"+")[1][:9] for font in fonts} == {b"NotoSerif", b"NotoSansS"}
    assert b"/FontFile" in content
    assert len(content) < 100_000


def test_several_threads_share_a_press(press: Press) -> None:
    """Two jobs at once each get their own letter."""
    made: dict[str, bytes] = {}

    def one(text: str) -> None:
        made[text] = press.letter(sheet(text), DAY).content

    threads = [threading.Thread(target=one, args=(f"第{number}封",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {text: Press().letter(sheet(text), DAY).content for text in made} == made


def test_a_template_that_breaks_quotes_nobody(tmp_path: Path) -> None:
    """The error names the template and none of the data."""
    (tmp_path / "broken.typ").write_text("#let d = json(bytes(sys.inputs.data))\n#panic(d.name)", "utf-8")

    with pytest.raises(TypesettingFailed) as caught:
        Press(tmp_path).picture("broken.typ", {"name": "张某某"})

    assert "张某某" not in f"{caught.value} {caught.value.__cause__} {caught.value.__context__}"


def test_templates_read_nothing_beside_their_folder(tmp_path: Path) -> None:
    """Even a template could not read a file of the machine."""
    outside = tmp_path / "secret.txt"
    outside.write_text("秘密", "utf-8")
    room = tmp_path / "templates"
    room.mkdir()
    (room / "nosy.typ").write_text(f'#read({json.dumps(str(outside))})\n#read("../secret.txt")', "utf-8")

    with pytest.raises(TypesettingFailed):
        Press(room).picture("nosy.typ", {})


def test_long_runs_are_marked_for_breaking() -> None:
    """Only a run without a place to break is handled apart."""
    assert typeset.said("a" * 24)["long"]
    assert not typeset.said("中文" * 40 + " " + "a" * 23)["long"]
