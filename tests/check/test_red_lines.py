"""A mistake in the red lines of papers is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.small import findings, make

FILE = "templates/documents/red_lines.yaml"
GOOD = """\
red_lines:
  insult:
    why: 骂人的话会害了自己。
    instead: 请停止上述行为。
    facts: [answer-term]
    hear:
      - 混蛋
    unless:
      - 对方骂…4混蛋
    matches:
      - 你们这群混蛋
    misses:
      - 对方骂我混蛋
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The small project with one red line."""
    root = make(tmp_path / "project")
    (root / FILE).write_text(GOOD, "utf-8")
    return root


def test_a_good_file_is_clean(project: Path) -> None:
    """A red line that hears its examples, and leaves the papers alone, is nothing to mend."""
    assert findings(project) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("- 你们这群混蛋", "- 你们这群坏人", 11, "does not hear its example “你们这群坏人”"),
        ("- 对方骂我混蛋", "- 混蛋公司", 13, "hears “混蛋公司”, which it must not"),
        ("    misses:\n      - 对方骂我混蛋\n", "", 2, "no examples of both sorts"),
        ("facts: [answer-term]", "facts: [answer-day]", 5, "no fact “answer-day”"),
        ("- 混蛋\n    unless", "- '['\n    unless", 6, "cannot be heard"),
    ],
)
def test_a_mistake_is_named(project: Path, old: str, new: str, line: int, what: str) -> None:
    """What does not fit is named at its place."""
    text = (project / FILE).read_text("utf-8")
    assert text.count(old) == 1
    (project / FILE).write_text(text.replace(old, new), "utf-8")
    (found,) = findings(project)
    assert (found.file, found.line) == (FILE, line)
    assert what in found.what


def test_a_paper_that_crosses_a_red_line_is_named(project: Path) -> None:
    """The papers' own sentences are held to what borrowers are told."""
    letter = project / "templates" / "documents" / "letter.j2"
    letter.write_text(
        letter.read_text("utf-8").replace("请在{{ answer_by }}前答复。", "混蛋，请在{{ answer_by }}前答复。"), "utf-8"
    )
    (found,) = findings(project)
    assert "crosses the red line “insult”" in found.what
    assert found.line == 16
