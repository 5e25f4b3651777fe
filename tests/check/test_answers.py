"""`check` reads the answers as the program does, and names every slip at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.check import answers, contents, sources
from tests.check.small import NOW, edit, findings

ANSWERS = """\
answers:
  hurt:
    ask: 受伤了怎么办？
    also: [被打伤了]
    hear: [受伤]
    short: 先打{medical_120}。
    details: 病历留好。
    now: [去医院。]
    facts: [medical_120, answer-term]
  late:
    ask: 多久答复？
    short: 按期答复。
    details: 记下日期。
    now: [等一等。]
    facts: [answer-term]
"""
WORDS = "same: {受伤: [挂彩]}\nskip: [吗]\nabout: [受伤]\n"
DOORS = "doors: {by_lender: 看谁, by_event: 看事, lenders: {}, events: [{what: 有人受伤, to: [medical_120]}]}\n"
FACTS = "bot/knowledge/facts/facts.yaml"
HELP = """\
  legal_aid_12348:
    name: 法律援助
    category: help
    phone: {number: "12348", show: true}
    purpose: 免费咨询。
    confidence: two_sources
    sources: [text]
"""


@pytest.fixture
def asked(root: Path) -> Path:
    """The small project with two answers."""
    folder = root / "templates" / "answers"
    folder.mkdir()
    (folder / "some.yaml").write_text(ANSWERS, "utf-8")
    (folder / "words.yaml").write_text(WORDS, "utf-8")
    (folder / "doors.yaml").write_text(DOORS, "utf-8")
    (root / FACTS).write_text((root / FACTS).read_text("utf-8") + HELP, "utf-8")
    return root


def test_good_answers_pass(asked: Path) -> None:
    """Nothing is to mend in a project whose answers rest on facts."""
    assert findings(asked) == []


def test_a_project_without_answers_passes(root: Path) -> None:
    """Answers are not required."""
    assert list(answers.check(contents.read(root, NOW))) == []


def test_every_slip_is_named_at_once(asked: Path) -> None:
    """One mistake does not hide the next, and each has its line."""
    edit(asked, "templates/answers/some.yaml", "facts: [medical_120, answer-term]", "facts: [answer-term]")
    edit(asked, "templates/answers/some.yaml", "details: 记下日期。", "details: " + "长" * 401)
    found = [(each.file, each.line, each.what) for each in answers.check(contents.read(asked, NOW))]
    assert [(file, line) for file, line, _ in found] == [("templates/answers/some.yaml", line) for line in (6, 13)]
    assert "{medical_120} is not among its facts" in found[0][2]
    assert "the details have 401 characters" in found[1][2]


def test_a_dead_end_between_answers_is_named(asked: Path) -> None:
    """What only the whole shows is named too."""
    edit(asked, "templates/answers/some.yaml", "    ask: 多久答复？\n", "    ask: 多久答复？\n    see: [gone]\n")
    found = list(answers.check(contents.read(asked, NOW)))
    assert len(found) == 1
    assert (found[0].file, found[0].line) == ("templates/answers/some.yaml", 12)
    assert "“see” names “gone”" in found[0].what


def test_a_missing_file_is_named(asked: Path) -> None:
    """The words and the doors belong to the answers."""
    (asked / "templates" / "answers" / "doors.yaml").unlink()
    assert "a file is missing" in next(answers.check(contents.read(asked, NOW))).what


def test_broken_facts_are_named_first(asked: Path) -> None:
    """While the facts cannot be read, answers wait."""
    edit(asked, FACTS, "category: safety", "category: none")
    assert list(answers.check(contents.read(asked, NOW))) == []


def test_what_answers_say_is_translated_and_checked(asked: Path) -> None:
    """Questions, answers and doors are texts; phrasings are not."""
    found = {(text.value, text.line) for text in sources.texts(asked) if text.role == "answer"}
    assert found >= {("受伤了怎么办？", 3), ("先打{medical_120}。", 6), ("去医院。", 8), ("看谁", 1), ("有人受伤", 1)}
    assert not {value for value, _ in found} & {"被打伤了", "受伤", "挂彩"}


def test_an_article_in_an_answer_is_refused(asked: Path) -> None:
    """Articles of law are cited by facts alone."""
    edit(asked, "templates/answers/some.yaml", "病历留好。", "依第十条，病历留好。")
    assert [each.what for each in findings(asked)] == ["“第十条” is cited outside the facts"]
