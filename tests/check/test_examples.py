"""The second ear's sentences and classes are linted, and its model must be of today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.understanding.examples import digest
from tests.check.small import findings

SENTENCES = "other\t-\t在吗\n"
CLASSES = "parent: 妈 爸\n"


def ours(
    root: Path,
    sentences: str = SENTENCES,
    classes: str = CLASSES,
    of: str | None = None,
    extra: dict[str, str] | None = None,
) -> list[str]:
    """What check says of a project with these sentences and a model of theirs."""
    folder = root / "dialogs" / "examples"
    folder.mkdir(parents=True)
    files = {"a.tsv": sentences, "classes.yaml": classes, **(extra or {})}
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    model = root / "bot" / "understanding" / "second_ear.json"
    model.parent.mkdir(parents=True, exist_ok=True)
    model.write_text(json.dumps({"of": digest(files) if of is None else of}), "utf-8")
    return [str(each) for each in findings(root)]


def test_good_sentences_need_no_mending(root: Path) -> None:
    """Sentences, classes and a model that was learned from them."""
    assert ours(root) == []


@pytest.mark.parametrize(
    ("sentences", "classes", "of", "said"),
    [
        ("other\tinslut\t在吗\n", CLASSES, None, "dialogs/examples/a.tsv:1: unknown label “inslut”"),
        (SENTENCES * 2, CLASSES, None, "dialogs/examples/a.tsv:2: this sentence stands twice"),
        (SENTENCES, "parent: 妈 爸 妈\n", None, "“parent” has “妈” twice"),
        (SENTENCES, "parent: [妈]\n", None, "“parent” is not words"),
        (SENTENCES, CLASSES, "old", "run “make train”"),
    ],
)
def test_a_slip_is_named(root: Path, sentences: str, classes: str, of: str | None, said: str) -> None:
    """File, line, what is wrong and how to mend it."""
    (found,) = ours(root, sentences, classes, of)
    assert said in found


def test_a_slip_in_the_grammar_is_named(root: Path) -> None:
    """A slot that nobody filled, in the file it is missed in."""
    said = ours(root, extra={"frames.yaml": "patterns:\n  - {kind: other, text: '{nobody}'}\n"})
    assert said == ["dialogs/examples/frames.yaml:2: no slot “nobody” — write its alternatives under “slots”"]
