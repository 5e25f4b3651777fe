"""Templates can be filled."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.check.templates import needed
from tests.check.small import Slip, assert_named, edit, findings

LETTER, REPLY = "templates/documents/letter.j2", "templates/replies/hello.j2"
SLIPS = [
    Slip(
        "want", LETTER, "debt.platform,", "debt.plattform,", 8, "“debt.plattform”, which no question asks", "dialog.qu"
    ),
    Slip(
        "want without words",
        LETTER,
        "  - debt.lender_name",
        "  - ask.kinds",
        9,
        "no words for threat, home_visit",
        "words.yaml",
    ),
    Slip("rule", LETTER, "{rule: answer-term}", "{rule: answer-day}", 11, "cites a rule as “term”", "{rule: id}"),
    Slip("value", LETTER, "{{ debt.lender }}", "{{ debt.lendor }}", 14, "nothing fills “debt.lendor”", "lender"),
    Slip(
        "value of its own", LETTER, "{{ answer_by }}", "{{ answer_day }}", 16, "nothing fills “answer_day”", "answer_by"
    ),
    Slip("fact", LETTER, "{{ facts.term.label }}", "{{ facts.terms.label }}", 17, "“facts.terms.label”", "term"),
    Slip(
        "number of a fact", LETTER, "{{ facts.term.label }}", "{{ facts.term.hours }}", 17, "“facts.term.hours”", "days"
    ),
    Slip("rule's own", LETTER, "{{ rule.label }}", "{{ rule.name }}", 19, "“rule.name”", "label"),
    Slip("brace", LETTER, "{{ answer_by }}", "{{ answer_by }", 16, "not valid Jinja", "close"),
    Slip("if", LETTER, "{% endif %}", "", 17, "not valid Jinja", "close"),
    Slip("each", LETTER, "%each basis", "%each rule", 18, "“%each rule” repeats nothing", "%each basis"),
    Slip("front matter", LETTER, "---\nid: letter", "id: letter", 1, "front matter", "lines"),
    Slip("order", LETTER, "order: 1\n", "", 1, "front matter is incomplete", "order"),
    Slip("kind of lender", LETTER, "{case: any}", "{case: any, lenders: [banc]}", 1, "“banc”", "known"),
    Slip("id", LETTER, "id: letter", "id: other", 2, "the name of its file", "id: letter"),
    Slip("untranslated", REPLY, "{{ _", "你好 {{ _", 1, "“你好” would stay Chinese", "_("),
    Slip("reply", REPLY, "name=name", "name=nmae", 1, "nothing fills “nmae”", "spelling"),
    Slip("reply's Jinja", REPLY, "}}", "}", 1, "not valid Jinja", "close"),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.rule)
def test_a_mistake_in_a_template_is_named(root: Path, slip: Slip) -> None:
    """Each rule about templates names file, line and mend."""
    assert_named(root, slip)


def test_every_broken_line_of_a_letter_is_named(root: Path) -> None:
    """The second broken line does not wait for the first to be mended."""
    edit(root, LETTER, "{{ answer_by }}", "{{ answer_by }")
    edit(root, LETTER, "{{ debt.lender }}", "{{ debt.lender")
    assert [(each.file, each.line) for each in findings(root)] == [(LETTER, 14), (LETTER, 16)]


def test_what_letters_want_is_known(root: Path) -> None:
    """Questions are asked by need when a letter's front matter names them."""
    edit(root, LETTER, "required: true}", "required: true, or: [means.wish]}")
    assert needed(root) == {"debt.platform", "debt.lender_name", "means.wish"}
