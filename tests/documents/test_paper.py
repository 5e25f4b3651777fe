"""A letter's plain text becomes a sheet: whom to, headings, items, tables, signature, and nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents import paper
from bot.documents.paper import Block, Table
from tests.documents import printed

LETTER = """致：某某银行股份有限公司
抄送：某某钱包

我是张某某。我在贵方有一笔借款。

一、情况
1. 2026年11月21日，对方来电30次。
2. 对方说：“再不还钱就找你单位”。

请书面答复。

张某某
电话：13800000001
2026年11月22日"""


def test_each_line_is_told_by_its_mark() -> None:
    """Whom to, text, headings, items and signature are told apart."""
    found = paper.read("要求停止的函", LETTER)

    assert found.addressee == ("致：某某银行股份有限公司", "抄送：某某钱包")
    assert found.body == (
        Block("paragraph", "我是张某某。我在贵方有一笔借款。"),
        Block("heading", "情况", "一、"),
        Block("item", "2026年11月21日，对方来电30次。", "1."),
        Block("item", "对方说：“再不还钱就找你单位”。", "2."),
        Block("paragraph", "请书面答复。"),
    )
    assert found.signature == ("张某某", "电话：13800000001", "2026年11月22日")


def test_a_text_without_marks_is_paragraphs() -> None:
    """What begins with no name and ends with no date has neither addressee nor signature."""
    found = paper.read("便条", "你好，我想说三点。\n\n谢谢")

    assert (found.addressee, found.signature) == ((), ())
    assert [part.kind for part in found.body if isinstance(part, Block)] == ["paragraph", "paragraph"]


def test_items_alone_are_no_addressee() -> None:
    """A script whose first line is an item with a colon in it stays a list."""
    found = paper.read("打电话", "1. 您好：请问工号是多少？\n2. 再见。\n\n3. 完")

    assert found.addressee == ()
    assert len(found.body) == 3


def test_bars_make_a_table() -> None:
    """Lines of cells between bars are a table with its head; a lone one or an uneven one stays text."""
    found = paper.read("清单", "下列：\n｜编号｜名称｜\n｜1｜录音｜\n\n｜只有｜一行｜\n\n｜a｜b｜\n｜c｜d｜e｜")

    assert Table(("编号", "名称"), (("1", "录音"),)) in found.body
    assert sum(isinstance(part, Table) for part in found.body) == 1
    assert "｜只有｜一行｜" in list(found.lines())


def test_the_greeting_closes_at_the_margin() -> None:
    """“此致” is indented and the line below it is not, as letters to a court close."""
    assert paper.read("诉状", "请求如上。\n\n此致\n某某人民法院").body[1:] == (
        Block("paragraph", "此致"),
        Block("flush", "某某人民法院"),
    )


def test_a_court_is_greeted_above_the_signature() -> None:
    """In one block with name and date, “此致” and the court stay text, and the rest is the signature."""
    found = paper.read("诉状", "请求如上。\n\n此致\n某某人民法院\n具状人：张某某\n2026年11月22日")

    assert [part.kind for part in found.body if isinstance(part, Block)] == ["paragraph", "paragraph", "flush"]
    assert found.signature == ("具状人：张某某", "2026年11月22日")


def test_what_hides_or_turns_text_is_taken_out() -> None:
    """Direction marks, zero-width and control characters, and half characters do not reach the sheet."""
    found = paper.read("标\u202e题\x00", "甲\u200b乙\u2067丙\ud800丁\x0b戊\r\n己\uffff")

    assert list(found.lines()) == ["标题", "甲乙丙丁戊", "己"]


@given(st.text(), st.text(alphabet=st.sampled_from("一二、1. ｜：年月日2026\n 致x𠮷")))
def test_no_word_is_lost(title: str, text: str) -> None:
    """Whatever a title and text are, every visible character of them stands on the sheet in its order."""
    shown = "".join(paper.read(title, text).lines())

    assert printed.bare(shown).replace("｜", "") == printed.bare(paper.clean(f"{title}\n{text}")).replace("｜", "")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("给平台的函", "给平台的函.pdf"),
        ("../../etc/passwd", "etc_passwd.pdf"),
        ('a:b*c?"<d>|', "a_b_c_d.pdf"),
        ("\u202e函\x00", "函.pdf"),
        ("", "文书.pdf"),
        ("字" * 300, "字" * 60 + ".pdf"),
    ],
)
def test_a_file_has_a_name_that_works_everywhere(name: str, safe: str) -> None:
    """Separators, direction marks and 300 characters do not reach a phone's disk."""
    assert paper.file_name(name, "pdf") == safe
