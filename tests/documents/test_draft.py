"""A letter's lines: what lacks a value vanishes, and what stays is numbered anew."""

from __future__ import annotations

import pytest

from bot.documents import draft
from bot.errors import ContentError

BODY = """\
| 致：{{ debt.lender }}

我是{{ me.name }}。
我在贵方有一笔借款。

# 事实
%each incident
- {{ incident.when }}，
对方{{ incident.acts }}。
%end

# 请求
- 甲{{ a }}。
- 乙。
- 丙{{ c }}。

# 没有内容的标题
- {{ nothing }}

| {{ me.name }}
"""


def compiled(text: str) -> tuple[draft.Sentence, ...]:
    _, body, first = draft.split(text, "letter.j2")
    return draft.compile_body(body, "letter.j2", first)


def written(**values: object) -> str:
    return draft.write(draft.compile_body(BODY, "letter.j2", 1), values)


def test_everything_told() -> None:
    """With all values, every sentence stands, joined to paragraphs, with numbered headings and items."""
    text = written(
        debt={"lender": "某某银行"},
        me={"name": "张某某"},
        incidents=[{"when": "11月1日", "acts": "上门"}, {"acts": "辱骂"}],
        a=1,
        c=3,
    )
    assert text == (
        "致：某某银行\n\n我是张某某。我在贵方有一笔借款。\n\n一、事实\n1. 11月1日，对方上门。\n2. 对方辱骂。\n\n"
        "二、请求\n1. 甲1。\n2. 乙。\n3. 丙3。\n\n张某某"
    )


def test_nothing_told() -> None:
    """Without values only the sentences that need none are left, numbered from one, no heading bare."""
    assert written() == "我在贵方有一笔借款。\n\n一、请求\n1. 乙。"


def test_values_are_not_templates() -> None:
    """What a borrower typed is text, whatever it looks like."""
    assert "{{ 7*7 }}" in written(me={"name": "{{ 7*7 }}"})


@pytest.mark.parametrize(
    ("text", "line"),
    [("no front matter", 1), ("---\nid: x\n---\n%each street\n%end\n", 4), ("---\nid: x\n---\n好\n{{ x\n", 5)],
)
def test_broken_letters_say_where(text: str, line: int) -> None:
    """A broken letter names its file and line."""
    with pytest.raises(ContentError) as caught:
        compiled(text)
    assert caught.value.line == line
