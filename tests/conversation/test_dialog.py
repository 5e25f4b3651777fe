"""Dialog files: what is refused, and where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import content
from bot.conversation import dialog
from bot.errors import ContentError

GOOD = """id: pet
title: 宠物
questions:
  kind:
    ask: 是什么？
    short: 种类
    type: choice
    options: {cat: 猫, dog: 狗}
"""


def _parse(tmp_path: Path, text: str) -> dialog.Dialog:
    path = tmp_path / "pet.yaml"
    path.write_text(text, "utf-8")
    return dialog.parse(content.read(path), path.name)


def test_a_sequence_may_ask_a_question_only_sometimes(tmp_path: Path) -> None:
    """`only` narrows a question in one dialog; its own conditions stay as they are elsewhere."""
    talk = dialog.parse(
        {"id": "talk", "title": "谈", "sequence": ["pet.kind"], "only": {"pet.kind": {"pet.kind": "skipped"}}}
    )
    found = dialog.gather([_parse(tmp_path, GOOD), talk], {}, {})

    assert found.order("talk")[0].when == {"pet.kind": ("skipped",)}
    question = found.question("pet.kind")
    assert question is not None
    assert question.when == {}


def test_a_narrowing_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    """A condition under `only` must name a question that there is."""
    talk = dialog.parse(
        {"id": "talk", "title": "谈", "sequence": ["pet.kind"], "only": {"pet.kind": {"pet.colour": "known"}}}
    )

    with pytest.raises(ContentError, match="only"):
        dialog.gather([_parse(tmp_path, GOOD), talk], {}, {})


def test_a_good_file_is_a_dialog(tmp_path: Path) -> None:
    """Questions keep their order, options their words."""
    found = _parse(tmp_path, GOOD)

    assert found.questions["kind"].options == (dialog.Option("cat", "猫"), dialog.Option("dog", "狗"))


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("title: 宠物", "titel: 宠物", 2, "unknown key"),
        ("type: choice", "type: choose", 7, "no type of question"),
        ("{cat: 猫, dog: 狗}", "{cat: '', dog: 狗}", 8, "has no text"),
        ("    short: 种类\n", "", 5, "has no “short”"),
        ("    options: {cat: 猫, dog: 狗}\n", "", 5, "nothing to choose"),
        ("    type: choice", "    type: choice\n    when: cat", 5, "must be a mapping"),
        ("    ask: 是什么？", "    ask: 是什么？\n    colour: 红", 6, "unknown key"),
        ("id: pet", "id: pet\nid: dog", 2, "stands twice"),
        ("questions:", "questions: [", 5, "not valid YAML"),
    ],
)
def test_a_mistake_names_file_line_and_mend(tmp_path: Path, old: str, new: str, line: int, what: str) -> None:
    """Each mistake is refused with file, line and what to do."""
    with pytest.raises(ContentError) as caught:
        _parse(tmp_path, GOOD.replace(old, new))

    assert caught.value.line == line
    assert what in caught.value.what
    assert caught.value.mend


def test_words_stay_words(tmp_path: Path) -> None:
    """yes, no and dates in a file are the words an editor wrote."""
    found = _parse(tmp_path, GOOD.replace("{cat: 猫, dog: 狗}", "{yes: on, no: 2026-01-01}"))

    assert [(option.id, option.label) for option in found.questions["kind"].options] == [
        ("yes", "on"),
        ("no", "2026-01-01"),
    ]


def test_a_sequence_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    """A sequence names dialogs and questions that exist."""
    talk = dialog.parse({"id": "talk", "title": "谈话", "sequence": ["pet.name"]})

    with pytest.raises(ContentError, match=r"pet\.name"):
        dialog.gather([_parse(tmp_path, GOOD), talk], {}, {})


def test_two_dialogs_with_one_id_are_refused(tmp_path: Path) -> None:
    """An id belongs to one dialog."""
    with pytest.raises(ContentError, match="twice"):
        dialog.gather([_parse(tmp_path, GOOD), _parse(tmp_path, GOOD)], {}, {})


def test_the_shipped_dialogs_are_whole() -> None:
    """Every dialog that ships parses and fits together."""
    found = [dialog.parse(content.read(path), path.name) for path in sorted(Path("dialogs").glob("*.yaml"))]
    gathered = dialog.gather(found, content.read(Path("dialogs/words/commands.yaml")), {})

    assert [q.ref for q in gathered.order("talk")][:4] == [
        "consent.agree",
        "safety.now",
        "incident.story",
        "incident.kinds",
    ]
    assert gathered.question("debt.principal") is not None
    assert gathered.question("debt.nothing") is None
