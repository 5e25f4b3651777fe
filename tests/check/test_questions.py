"""Every question can be reached, answered and understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.small import Slip, assert_named, edit, findings

ASK, TALK, DEBT = "dialogs/ask.yaml", "dialogs/talk.yaml", "dialogs/debt.yaml"
SLIPS = [
    Slip(
        "needed by nobody", ASK, "type: yesno", "type: yesno\n    on_need: true", 23, "“hurt” is never asked", "want it"
    ),
    Slip("in no sequence", TALK, "debt.platform", "debt.lender_name", 4, "“platform” is never asked", "sequence", DEBT),
    Slip("done", TALK, "done: result", "done: results", 5, "“done: results”", "use one of result"),
    Slip("then", ASK, "{label: 上门, ", "{label: 上门, then: leave, ", 12, "“then: leave”", "use one of result"),
    Slip("new", TALK, "new: [ask]", "new: [debt]", 4, "“debt”, of which there is only one", "many: true"),
    Slip("key of an option", ASK, "also: [来家里]", "aslo: [来家里]", 12, "unknown key “aslo”", "use label, also"),
    Slip(
        "same word",
        ASK,
        "also: [来家里]",
        "also: [来家里, 吓唬]",
        12,
        "“吓唬” means both “威胁我” and “上门”",
        "one of them",
    ),
    Slip(
        "another's number", ASK, "also: [来家里]", 'also: [来家里, "1"]', 12, "“1” is the number of another", "position"
    ),
    Slip("untypeable", ASK, "also: [来家里]", 'also: [来家里, "！"]', 12, "nobody can type", "a letter"),
    Slip(
        "low above high",
        ASK,
        "low: 1\n    high: 100\n    examples: [每天20个]",
        "low: 9\n    high: 1",
        20,
        "is above",
        "one",
    ),
    Slip("example", ASK, "[每天20个]", "[很多很多]", 22, "“很多很多” of “calls” is not understood as count", "answers"),
    Slip("half an example", ASK, "1 2]", "1 噢]", 14, "“1 噢” of “kinds” is not understood", "answers"),
    Slip("heard by nobody", ASK, "hears: violations", "hears: violence", 9, "nothing hears “violence”", "violations"),
    Slip(
        "heard in vain",
        "dialogs/listening/acts.yaml",
        "  threat:",
        "  insult:",
        3,
        "“insult” is heard, but “ask.kinds” has no such option",
        "use one of threat",
    ),
    Slip(
        "options of a number",
        ASK,
        "    low: 1",
        "    options: {a: 一}\n    low: 1",
        20,
        "its type is count",
        "choice or",
    ),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.rule)
def test_a_mistake_in_a_question_is_named(root: Path, slip: Slip) -> None:
    """Each rule about questions names file, line and mend."""
    assert_named(root, slip)


def test_a_dialog_that_asks_nothing_is_named(root: Path) -> None:
    """A file with neither questions nor a sequence is a slip."""
    (root / "dialogs" / "empty.yaml").write_text("id: empty\ntitle: 空\n", "utf-8")
    assert [(each.file, each.line, each.what) for each in findings(root)] == [
        ("dialogs/empty.yaml", 1, "the dialog “empty” asks nothing")
    ]


def test_a_question_that_a_letter_wants_is_reached(root: Path) -> None:
    """A question asked by need is wanted by a letter or by the program, or it is never asked."""
    edit(root, "bot/turns/fulfil.py", ', "debt.lender_name"', "")
    assert findings(root) == []
    edit(root, "templates/documents/letter.j2", "  - debt.lender_name\n", "")
    assert [each.what for each in findings(root)] == ["the question “lender_name” is never asked"]
