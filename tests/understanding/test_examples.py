"""The labelled sentences that the second ear learns from."""

from __future__ import annotations

import pytest

from bot import app
from bot.errors import ContentError
from bot.understanding.examples import EXAMPLES, FOLDS, digest, examples, sentences


def test_a_line_is_kind_labels_and_text() -> None:
    """Tabs part the three; a dash means no label."""
    first, second = sentences(
        {"a.tsv": "question\t-\t在吗\nborrower_narrative\tinsult threat\t骂我还吓我\n", "b.yaml": "x: y"}
    )
    assert (first.kind, first.labels, first.text) == ("question", frozenset(), "在吗")
    assert second.labels == {"insult", "threat"}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("question\t在吗", "three parts"),
        ("riddle\t-\t在吗", "riddle"),
        ("question\tinslut\t在吗", "inslut"),
        ("question\t-\t在吗\nother\t-\t在吗？", "twice"),
    ],
)
def test_a_mistake_is_named_with_its_line(line: str, what: str) -> None:
    """Unknown labels, missing parts and sentences that stand twice are found."""
    with pytest.raises(ContentError, match=what):
        sentences({"a.tsv": line})


def test_each_fold_holds_about_a_fifth() -> None:
    """A sentence's fold depends on its text alone, so that new ones move no old ones."""
    folder = app.ROOT / EXAMPLES
    ours = sentences({path.name: path.read_text("utf-8") for path in folder.iterdir()})
    assert len(ours) >= 3800
    for fold in range(FOLDS):
        assert 0.15 < sum(each.fold == fold for each in ours) / len(ours) < 0.25


def test_a_comment_is_no_sentence() -> None:
    """Lines after # and empty lines are left out."""
    assert list(examples({"a.tsv": "# ours\n\n"})) == []


def test_any_change_changes_the_digest() -> None:
    """The model can tell whether it was learned from these files."""
    assert digest({"a.tsv": "x"}) != digest({"a.tsv": "y"})
