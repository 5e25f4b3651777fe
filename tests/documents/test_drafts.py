"""A paper with the borrower's own changes reads whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.document import Edits, Paragraph
from bot.documents import draft, drafts
from bot.documents.draft import Part, text_of
from tests.advice.stories import FAMILY_AND_OFFICE, FOUR, NOW
from tests.documents.test_letters import HOLES, LETTERS

PARTS = (
    Part("| ", "致：某某银行", "to"),
    Part("\n", ""),
    Part("# ", "请求"),
    Part("- ", "甲。", "one"),
    Part("- ", "乙。", "two"),
    Part("\n", ""),
    Part("", "请答复。", "ask"),
    Part("\n", ""),
    Part("| ", "张某某", "name"),
    Part("| ", "2026年11月22日", "day"),
)


def text(**edits: object) -> str:
    return text_of(drafts.edited(PARTS, Edits(**edits)))  # type: ignore[arg-type]


def test_headings_have_no_number() -> None:
    """Everything that can be changed is numbered; a heading goes by itself when nothing is left below it."""
    found = drafts.paragraphs(PARTS, Edits({"two": ""}, ("还有。",)))
    assert found[0] == Paragraph(1, "致：某某银行", "致：某某银行", "to")
    assert found[2] == Paragraph(3, "", "乙。", "two")
    assert found[-1] == Paragraph(7, "还有。", "")
    assert "请求" not in [each.text for each in found]


def test_changed_items_keep_their_place_and_are_counted_anew() -> None:
    """A changed item stays an item; a dropped one leaves no gap in the numbers."""
    assert "一、请求\n1. 新的\n2. 乙。" in text(changed={"one": "新的"})
    assert "一、请求\n1. 乙。" in text(changed={"one": ""})
    assert "请求" not in text(changed={"one": "", "two": ""})


def test_additions_stand_before_the_signature() -> None:
    """Own sentences are paragraphs of their own, the last thing said before the name."""
    assert text(added=("第一句。", "第二句。")).endswith("请答复。\n\n第一句。\n\n第二句。\n\n张某某\n2026年11月22日")


def test_changes_hold_when_the_paper_is_written_anew() -> None:
    """More answers give more paragraphs; a changed one stays changed, wherever it moved."""
    before = LETTERS.write("platform_letter", FAMILY_AND_OFFICE, "debt/1", NOW)
    kept = next(part for part in before.parts if "授权依据" in part.text)
    edits = Edits({kept.key: "请写明是谁在催收。", "不再有的一段": "什么"})
    fewer = LETTERS.write("platform_letter", FAMILY_AND_OFFICE, "debt/1", NOW, edits).text
    assert "请写明是谁在催收。" in fewer
    assert kept.text not in fewer
    assert "什么" not in fewer


def test_a_paragraph_with_a_date_stays_changed_the_next_day() -> None:
    """By when to answer, and the day itself, read otherwise tomorrow; the borrower's words for them stand."""
    today = LETTERS.write("platform_letter", FAMILY_AND_OFFICE, "debt/1", NOW)
    dated = [part for part in today.parts if "年12月7日" in part.text or part.text == "2026年11月22日"]
    edits = Edits({part.key: f"我写的第{number}句。" for number, part in enumerate(dated)})
    later = LETTERS.write("platform_letter", FAMILY_AND_OFFICE, "debt/1", NOW + timedelta(days=3), edits)
    assert "我写的第0句。" in later.text
    assert later.text.endswith("我写的第1句。")
    assert "月25日" not in later.text


@pytest.mark.parametrize("id", [kind.id for kind in LETTERS.kinds()])
def test_no_two_paragraphs_are_taken_for_each_other(id: str) -> None:
    """Every paragraph of every paper has a key of its own, also where incidents, rules and evidence repeat it."""
    for story in FOUR.values():
        keys = [part.key for part in LETTERS.write(id, story, "debt/1", NOW).parts if part.text]
        assert all(keys)
        assert len(keys) == len(set(keys)), keys


def test_a_paragraph_written_anew_by_an_editor_is_shown_as_the_editor_wrote_it() -> None:
    """A line put in elsewhere moves no change to another paragraph; a paragraph with other lines is another one."""

    def keys(body: str) -> dict[str, str]:
        parts = draft.parts_of(draft.speak(draft.compile_body(body, "letter.j2", 1), {}))
        return {part.text: part.key for part in parts if part.text}

    before = keys("- 甲。\n- 乙。\n\n请答复。\n")
    after = keys("- 新。\n- 甲。\n- 乙，改过。\n\n请答复。\n")
    assert after["甲。"] == before["甲。"]
    assert after["请答复。"] == before["请答复。"]
    assert after["乙，改过。"] not in before.values()


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, 30)), st.dictionaries(st.integers(0, 30), st.sampled_from(["改过的一段。", "另一段。"])))
def test_no_set_of_changes_leaves_a_hole(dropped: set[int], changed: dict[int, str]) -> None:
    """Whatever is dropped or changed, headings and numbers still fit."""
    parts = LETTERS.write("platform_letter", FAMILY_AND_OFFICE, "debt/1", NOW).parts
    edits = {parts[at].key: new for at, new in changed.items() if at < len(parts) and parts[at].text}
    edits |= {parts[at].key: "" for at in dropped if at < len(parts) and parts[at].text}
    assert not HOLES.search(text_of(drafts.edited(parts, Edits(edits))))
