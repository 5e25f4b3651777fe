"""Every list of phrases hears its own examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.small import Slip, assert_named, edit, findings

ACTS = "dialogs/listening/acts.yaml"
SLIPS = [
    Slip(
        "not heard", ACTS, "- 他说要弄死你", "- 他说要打死你", 6, "“threat” does not hear its example", "add a phrase"
    ),
    Slip("heard", ACTS, "- 你好", "- 他说要弄死你们", 8, "“threat” hears “他说要弄死你们”", "narrow a phrase"),
    Slip(
        "denied",
        ACTS,
        "- 他说要弄死你",
        "- 他说要弄死你\n      - 你好啊",
        7,
        "does not hear its example “你好啊”",
        "move",
    ),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.rule)
def test_an_example_that_fails_is_named(root: Path, slip: Slip) -> None:
    """Each example is read the way a borrower's message is."""
    assert_named(root, slip)


@pytest.mark.parametrize(
    ("group", "label", "hear", "matches"),
    [
        ("signals", "self_harm", "不想活", "我不想活了"),
        ("topics", "jail", "坐牢", "会不会坐牢"),
        ("contacted", "parents", "我妈", "他们打给我妈了"),
        ("kinds", "question", "怎么投诉", "怎么投诉他们"),
    ],
)
def test_other_groups_are_heard_too(root: Path, group: str, label: str, hear: str, matches: str) -> None:
    """Signals, topics, people and any further group run their examples."""
    text = (
        f"listen: {group}\nlabels:\n  {label}:\n    hear: [{hear}]\n    matches: [{matches}]\n    misses: [随便说说]\n"
    )
    (root / "dialogs" / "listening" / "more.yaml").write_text(text, "utf-8")
    assert findings(root) == []
    edit(root, "dialogs/listening/more.yaml", f"matches: [{matches}]", "matches: [别的话]")
    assert [(each.file, each.line) for each in findings(root)] == [("dialogs/listening/more.yaml", 5)]
