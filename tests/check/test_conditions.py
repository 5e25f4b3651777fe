"""Conditions name what exists, and can hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.small import Slip, assert_named, edit, findings

ASK = "dialogs/ask.yaml"
SLIPS = [
    Slip("question", ASK, "when: {kinds: threat}", "when: {kind: threat}", 19, "“kind”, which does not exist", "kinds"),
    Slip("option", ASK, "when: {kinds: threat}", "when: {kinds: thread}", 19, "“thread” can never be", "threat"),
    Slip(
        "type", ASK, "when: {kinds: threat}", 'when: {hurt: "1"}', 19, "“1” can never be the answer of “hurt”", "true"
    ),
    Slip("number", ASK, "when: {kinds: home_visit}", 'when: {calls: "3"}', 27, "of “calls” (count)", "known"),
    Slip(
        "other dialog", ASK, "when: {kinds: threat}", "when: {debt.plat: known}", 19, "“debt.plat”, which", "dialog.qu"
    ),
    Slip(
        "platform", ASK, "when: {kinds: threat}", "when: {debt.platform: nobody}", 19, "“nobody” can never", "unlisted"
    ),
    Slip(
        "nothing", ASK, "when: {kinds: threat}", "when: {kinds: []}", 19, "names no answer of “kinds”", "name: answer"
    ),
    Slip("itself", ASK, "when: {kinds: threat}", "when: {calls: known}", 19, "“calls” depends on itself", "circle"),
    Slip(
        "contradiction", ASK, "{kinds: polite}", "{kinds: home_visit}", 27, "whenever “when” holds, “unless”", "shared"
    ),
    Slip(
        "wider contradiction",
        ASK,
        "{kinds: polite}",
        "{kinds: [threat, home_visit, polite]}",
        27,
        "whenever “when” holds",
        "shared answer",
    ),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.rule)
def test_a_mistake_in_a_condition_is_named(root: Path, slip: Slip) -> None:
    """Each rule about conditions names file, line and mend."""
    assert_named(root, slip)


def test_a_circle_of_two_is_named_at_both(root: Path) -> None:
    """Two questions that wait for each other are both to be looked at."""
    edit(root, ASK, "when: {kinds: threat}", "when: {hurt: true}")
    edit(root, ASK, "when: {kinds: home_visit}\n    unless: {kinds: polite}", "when: {calls: known}")
    assert [(each.line, "depends on itself" in each.what) for each in findings(root)] == [(19, True), (27, True)]


def test_answers_that_exclude_each_other_are_named(root: Path) -> None:
    """A question that needs a yes, below one that needs a no, is never asked."""
    more = "  cry:\n    ask: 哭了吗？\n    short: 哭\n    type: yesno\n    when: {hurt: false}\n"
    last = "  tea:\n    ask: 喝茶吗？\n    short: 茶\n    type: yesno\n    when: {cry: true, hurt: true}\n"
    edit(root, ASK, "    why: 伤情决定先去哪里。\n", f"    why: 伤情决定先去哪里。\n{more}{last}")
    found = findings(root)
    assert [(each.file, each.line) for each in found] == [(ASK, 39)]
    assert "“ask.hurt” cannot be both false and true" in found[0].what


def test_an_option_that_stands_alone_excludes_the_others(root: Path) -> None:
    """“Only a reminder” and “they came” cannot both be chosen, so nothing can depend on both."""
    more = "  cry:\n    ask: 哭了吗？\n    short: 哭\n    type: yesno\n    when: {hurt: true, kinds: polite}\n"
    edit(root, ASK, "    why: 伤情决定先去哪里。\n", f"    why: 伤情决定先去哪里。\n{more}")
    assert [(each.line, "cannot be both" in each.what) for each in findings(root)] == [(34, True)]


def test_two_records_may_give_two_answers(root: Path) -> None:
    """Of a kind with many records one may say yes and another no, so a question elsewhere may need both."""
    more = "  cry:\n    ask: 哭了吗？\n    short: 哭\n    type: yesno\n    when: {ask.hurt: true}\n"
    last = "  tea:\n    ask: 喝茶吗？\n    short: 茶\n    type: yesno\n    when: {cry: true, ask.hurt: false}\n"
    edit(root, "dialogs/debt.yaml", "    on_need: true\n", f"    on_need: true\n{more}{last}")
    edit(root, "dialogs/talk.yaml", "debt.platform", "debt")
    assert findings(root) == []


def test_states_fit_every_type(root: Path) -> None:
    """Any answer may be known, skipped, unknown or missing."""
    edit(root, ASK, "when: {kinds: threat}", "when: {debt.platform: [known, skipped, unknown, missing, unlisted]}")
    assert findings(root) == []
