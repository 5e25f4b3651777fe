"""A lawyer's slip in an answer is named with file, line and mend, and nothing starts with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import app
from bot.documents import answer_file
from bot.errors import ContentError
from bot.knowledge import registry

KNOWLEDGE = registry.load(app.ROOT / "bot" / "knowledge" / "facts")
FACTS = {fact.id: fact for fact in KNOWLEDGE.facts()}
PHONES = {id: known.phone for id, known in KNOWLEDGE.procedures.items() if known.phone}
GOOD = """\
answers:
  door:
    ask: 要开门吗？
    also: [来了开不开]
    hear: [开门]
    short: |-
      可以不开。
      有危险打{emergency_110}。
    details: 隔着门问。
    now:
      - 录像。
    facts: [visit_rules, emergency_110]
    see: [door]
"""


def load(folder: Path, text: str) -> dict[str, answer_file.Answer]:
    (folder / "some.yaml").write_text(text, "utf-8")
    return dict(answer_file.load(folder, FACTS, PHONES))


def test_a_good_answer_is_read(tmp_path: Path) -> None:
    """Everything that an editor wrote is there."""
    found = load(tmp_path, GOOD)["door"]
    assert found.ask == "要开门吗？"
    assert found.short == "可以不开。\n有危险打{emergency_110}。"
    assert (found.now, found.facts, found.see) == (("录像。",), ("visit_rules", "emergency_110"), ("door",))


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("    ask: 要开门吗？\n", "", 3, "“ask” is missing"),
        ("hear: [开门]", "heard: [开门]", 5, "unknown key “heard”"),
        ("hear: [开门]", 'hear: ["…开门"]', 5, "cannot be heard"),
        ("可以不开。", "可以不开。" * 40, 6, "the short answer has"),
        ("可以不开。\n", "可以\n      不\n      开\n", 6, "the short answer has"),
        ("隔着门问。", "隔着门问。" * 90, 9, "the details have"),
        ("      - 录像。\n", "      - 一\n      - 二\n      - 三\n      - 四\n", 10, "“now” says what to do"),
        ("[visit_rules, emergency_110]", "[visit_rules]", 6, "{emergency_110} is not among its facts"),
        ("{emergency_110}", "{emergency_119}", 6, "nothing fills {emergency_119}"),
        ("{emergency_110}", "{emergency_110", 6, "a curly brace is not closed"),
        ("[visit_rules, emergency_110]", "[visit_rules, emergency_110, nothing]", 12, "no fact “nothing”"),
        ("[visit_rules, emergency_110]", "[]", 3, "it rests on no fact"),
        ("see: [door]", "see: [window]", 13, "“see” names “window”"),
        ("隔着门问。", "找银监会。", 9, "no longer exists"),
        ("answers:\n  door:", "answers:\n  door: 1\n  other:", 2, "must be a mapping"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, old: str, new: str, line: int, what: str) -> None:
    """Each mistake has its line and its words."""
    assert old in GOOD
    with pytest.raises(ContentError) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert what in str(caught.value)
    assert caught.value.line == line
    assert caught.value.mend


def test_one_question_belongs_to_one_answer(tmp_path: Path) -> None:
    """The same words under two answers would make one of them unreachable."""
    with pytest.raises(ContentError, match="is already asked by “door”"):
        load(tmp_path, GOOD + GOOD.replace("answers:\n", "").replace("  door:", "  other:", 1))


def test_an_id_stands_once(tmp_path: Path) -> None:
    """The same id in two files is refused."""
    (tmp_path / "first.yaml").write_text(GOOD, "utf-8")
    with pytest.raises(ContentError, match="stands twice"):
        load(tmp_path, GOOD)


def test_words_have_their_shape(tmp_path: Path) -> None:
    """Synonyms are lists by word."""
    path = tmp_path / "words.yaml"
    path.write_text("same: {坐牢: [蹲监]}\nskip: [吗]\nabout: [欠]\n", "utf-8")
    assert answer_file.words(path).same == {"坐牢": ("蹲监",)}
    path.write_text("same: [坐牢]\n", "utf-8")
    with pytest.raises(ContentError, match="lists of words by word"):
        answer_file.words(path)
