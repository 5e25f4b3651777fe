"""Every text a borrower may read is found with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.check.sources import ROOT, sources, texts, within
from bot.errors import ContentError
from tests.check.small import edit


def test_each_kind_of_text_is_found(root: Path) -> None:
    """Questions, options, words, safety, letters' titles, replies and facts all reach the translators."""
    found = {(text.value, text.file, text.line, text.role) for text in texts(root)}
    assert found >= {
        ("说说看", "dialogs/talk.yaml", 2, "title"),
        ("有人受伤吗？", "dialogs/ask.yaml", 24, "ask"),
        ("受伤", "dialogs/ask.yaml", 25, "short"),
        ("伤情决定先去哪里。", "dialogs/ask.yaml", 29, "why"),
        ("威胁我", "dialogs/ask.yaml", 11, "label"),
        ("每天20个", "dialogs/ask.yaml", 22, "example"),
        ("记下了。", "dialogs/words/phrases.yaml", 2, "phrase"),
        ("返回", "dialogs/words/commands.yaml", 2, "command"),
        ("先停一下，打{medical_120}。", "dialogs/words/safety.yaml", 2, "safety"),
        ("一封信", "templates/documents/letter.j2", 4, "letter title"),
        ("发之前看一遍。", "templates/documents/letter.j2", 12, "letter after"),
        ("你好，%(name)s。", "templates/replies/hello.j2", 1, "reply"),
        ("《投诉办法》第十七条", "bot/knowledge/facts/facts.yaml", 12, "fact"),
        ("收到投诉要按期答复。", "bot/knowledge/facts/facts.yaml", 13, "fact"),
        ("有人受伤就打。", "bot/knowledge/facts/facts.yaml", 22, "fact"),
    }


def test_texts_in_code_are_found(root: Path) -> None:
    """A text said from Python as _("…") is translated too."""
    said = [
        '_("今天")',
        'speech("明天")',
        'house.speech(locale)("后天")',
        '(await self._speech(x))("前天")',
        'say("不算")',
    ]
    (root / "bot" / "page.py").write_text("async def day():\n" + "".join(f"    {one}\n" for one in said), "utf-8")
    found = {(text.value, text.line) for text in texts(root) if text.file == "bot/page.py"}
    assert found == {("今天", 2), ("明天", 3), ("后天", 4), ("前天", 5)}


def test_a_text_said_twice_has_two_places(root: Path) -> None:
    """Translators see one entry with every place it stands in."""
    edit(root, "dialogs/debt.yaml", "title: 欠款", "title: 经过")
    assert sources(root)["经过"] == [("dialogs/ask.yaml", 2), ("dialogs/debt.yaml", 2)]


def test_a_broken_file_stops_translators(root: Path) -> None:
    """Nobody should translate half a project: a broken file is an error, unless it is collected."""
    edit(root, "dialogs/debt.yaml", "title: 欠款", "title: [欠款")
    with pytest.raises(ContentError):
        sources(root)
    broken: list[ContentError] = []
    assert texts(root, broken)
    assert [error.file for error in broken] == [str(root / "dialogs" / "debt.yaml")]


def test_broken_facts_stop_translators(root: Path) -> None:
    """Without the facts the names of rules would be missing, and their translations set aside."""
    edit(root, "bot/knowledge/facts/facts.yaml", "category: safety", "category: none")
    with pytest.raises(ContentError):
        sources(root)


def test_the_line_of_a_text_is_found_or_guessed(root: Path) -> None:
    """A text written in another way (folded, quoted) is placed where its key stands."""
    path = root / "dialogs" / "ask.yaml"
    assert within(path, "有人受伤吗？", 1) == 24
    assert within(path, "没有这句", 7) == 7


def test_the_project_itself_has_many() -> None:
    """The shipped content gives translators its questions, phrases, replies and facts."""
    roles = {text.role for text in texts(ROOT, [])}
    assert roles >= {"ask", "label", "phrase", "safety", "reply", "page", "fact", "letter title", "command"}
