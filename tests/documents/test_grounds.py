"""Which facts a plain sentence rests on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.documents import grounds
from bot.documents.grounds import Grounds
from bot.errors import ContentError


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("先停。再打110！\n好吗？", ("先停。", "再打110！", "好吗？")),
        ("可以回：“起诉是权利。”接着说", ("可以回：“起诉是权利。”", "接着说")),
        ("- 请停止。", ("请停止。",)),
        ("1. 请停止；", ("请停止；",)),
        ("· 只这一句", ("只这一句",)),
        ("12348可以问。", ("12348可以问。",)),
        (" \n", ()),
    ],
)
def test_a_text_falls_into_its_sentences(text: str, said: tuple[str, ...]) -> None:
    """Closing quotes stay, marks of lists go."""
    assert grounds.sentences(text) == said


def test_texts_give_the_facts_of_their_sentences_once() -> None:
    """In the order they are said; a sentence without facts adds none."""
    known = Grounds({"一。": ("a", "b"), "二。": ("b", "c")})
    assert known.of(["前言。二。", "一。"]) == ("b", "c", "a")


def test_a_folder_is_read_without_its_markers(tmp_path: Path) -> None:
    """Only sentences count; a project without the folder has none."""
    (tmp_path / "markers.yaml").write_text("law: [违法]\n", "utf-8")
    (tmp_path / "said.yaml").write_text("sentences:\n  违法。: [za_62]\n", "utf-8")
    assert grounds.load(tmp_path).of(["违法。"]) == ("za_62",)
    assert grounds.load(tmp_path / "none").of(["违法。"]) == ()


@pytest.mark.parametrize(("text", "line"), [("sentences: [a]\n", 1), ("sentences:\n  违法。: za_62\n", 2)])
def test_a_broken_file_is_refused(tmp_path: Path, text: str, line: int) -> None:
    """With its line."""
    path = tmp_path / "said.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ContentError) as refused:
        grounds.load(tmp_path)
    assert refused.value.line == line
