"""A paper with the borrower's own changes reads whole."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.document import Edits, Paragraph
from bot.documents import drafts
from bot.documents.draft import Part, text_of
from tests.advice.stories import FAMILY_AND_OFFICE, NOW
from tests.documents.test_letters import HOLES, LETTERS

PARTS = (
    Part("| ", "致：某某银行"),
    Part("\n", ""),
    Part("# ", "请求"),
    Part("- ", "甲。"),
    Part("- ", "乙。"),
    Part("\n", ""),
    Part("", "请答复。"),
    Part("\n", ""),
    Part("| ", "张某某"),
    Part("| ", "2026年11月22日"),
)


def text(**edits: object) -> str:
    return text_of(drafts.edited(PARTS, Edits(**edits)))  # type: ignore[arg-type]


def test_headings_have_no_number() -> None:
    """Everything that can be changed is numbered; a heading goes by itself when nothing is left below it."""
    found = drafts.paragraphs(PARTS, Edits({"乙。": ""}, ("还有。",)))
    assert found[0] == Paragraph(1, "致：某某银行", "致：某某银行")
    assert found[2] == Paragraph(3, "", "乙。")
    assert found[-1] == Paragraph(7, "还有。", "")
    assert "请求" not in [each.text for each in found]


def test_changed_items_keep_their_place_and_are_counted_anew() -> None:
    """A changed item stays an item; a dropped one leaves no gap in the numbers."""
    assert "一、请求\n1. 新的\n2. 乙。" in text(changed={"甲。": "新的"})
    assert "一、请求\n1. 乙。" in text(changed={"甲。": ""})
    assert "请求" not in text(changed={"甲。": "", "乙。": ""})


def test_additions_stand_before_the_signature() -> None:
    """Own sentences are paragraphs of their own, the last thing said before the name."""
    assert text(added=("第一句。", "第二句。")).endswith("请答复。\n\n第一句。\n\n第二句。\n\n张某某\n2026年11月22日")


def test_changes_hold_when_the_paper_is_written_anew() -> None:
    """More answers give more paragraphs; a changed one stays changed, wherever it moved."""
    before = LETTERS.write("platform_letter", FAMILY_AND_OFFICE, "debt/1", NOW)
    kept = next(part.text for part in before.parts if "授权依据" in part.text)
    edits = Edits({kept: "请写明是谁在催收。", "不再有的一段": "什么"})
    fewer = LETTERS.write("platform_letter", FAMILY_AND_OFFICE, "debt/1", NOW, edits).text
    assert "请写明是谁在催收。" in fewer
    assert kept not in fewer
    assert "什么" not in fewer


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, 30)), st.dictionaries(st.integers(0, 30), st.sampled_from(["改过的一段。", "另一段。"])))
def test_no_set_of_changes_leaves_a_hole(dropped: set[int], changed: dict[int, str]) -> None:
    """Whatever is dropped or changed, headings and numbers still fit."""
    parts = LETTERS.write("platform_letter", FAMILY_AND_OFFICE, "debt/1", NOW).parts
    texts = [part.text for part in parts]
    edits = {texts[at]: new for at, new in changed.items() if at < len(texts) and texts[at]}
    edits |= {texts[at]: "" for at in dropped if at < len(texts) and texts[at]}
    assert not HOLES.search(text_of(drafts.edited(parts, Edits(edits))))
