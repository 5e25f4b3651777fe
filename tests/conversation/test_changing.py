"""What people say to change a paper, in the words of the content."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import content
from bot.conversation.changing import Saying, Sayings

SAYINGS = Sayings(content.read(Path("dialogs/words/commands.yaml"))["changes"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("改第3段：新的话", Saying("change", "3", "新的话")),
        ("改3段", Saying("change", "3")),
        ("修改第十二段改成 两行\n都算", Saying("change", "十二", "两行\n都算")),
        ("Change the paragraph 2 to new words", Saying("change", "2", "new words")),
        ("删第三段吧", Saying("drop", "三")),
        ("刪掉第 3 段", Saying("drop", "3")),
        ("drop part 3", Saying("drop", "3")),
        ("还原第2段", Saying("restore", "2")),
    ],
)
def test_a_paragraph_is_named(text: str, said: Saying) -> None:
    """In figures and words, in three ways of writing, with the new words behind it."""
    assert SAYINGS.numbered(text) == said


@pytest.mark.parametrize("text", ["改一段", "改3", "删第3段的话会怎样", "不要", "我想改第3段", "3段", "加一句：好"])
def test_what_names_no_paragraph_is_something_else(text: str) -> None:
    """改一段 means some paragraph, 改3 an answer; a sentence about it is no order."""
    assert SAYINGS.numbered(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("加一句：还有一件事", Saying("add", text="还有一件事")),
        ("补一段", Saying("add")),
        ("add a sentence: more", Saying("add", text="more")),
        ("恢复", Saying("restore_all")),
        ("Restore all", Saying("restore_all")),
        ("恢复提醒", None),
    ],
)
def test_the_whole_paper_is_meant(text: str, said: Saying | None) -> None:
    """A sentence is added, or everything is as it was written; 恢复提醒 is about reminders."""
    assert SAYINGS.whole(text) == said


def test_words_that_are_not_listed_are_never_heard() -> None:
    """Without its lists nothing is taken for a change."""
    assert Sayings({}).numbered("改第3段") is None
    assert Sayings({"change": ["改"]}).whole("") is None
