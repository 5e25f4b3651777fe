"""Phrases, commands and safety replies fit the program that says them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.check.words import curly
from tests.check.small import Slip, assert_named, edit, findings

PHRASES, COMMANDS, SAFETY = "dialogs/words/phrases.yaml", "dialogs/words/commands.yaml", "dialogs/words/safety.yaml"
CODE = "bot/turns/fulfil.py"
SLIPS = [
    Slip("missing", PHRASES, "  noted: 记下了。\n", "", 9, "the phrase “noted” is said here", "phrases.yaml", CODE),
    Slip("missing kin", PHRASES, "  kept_partly: 看懂了一部分。\n", "", 11, "“kept_…” is said here", "add it", CODE),
    Slip("missing problem", PHRASES, "  miss_count: 没看出次数。\n", "", 14, "“miss_count” is said", "add it", CODE),
    Slip("missing choice", PHRASES, '  "no": 否\n', "", 12, "“no” is said here", "add it", CODE),
    Slip(
        "unused", PHRASES, "  noted: 记下了。\n", "  noted: 记下了。\n  gone: 再见\n", 3, "“gone” is never said", "take"
    ),
    Slip("unfilled", PHRASES, "{answer}", "{reply}", 3, "nothing fills {reply} in “earlier”", "those names"),
    Slip("unfilled by one", CODE, 'answer="1"', 'anwser="1"', 3, "fulfil.py fills {anwser}", "names", PHRASES),
    Slip("brace", PHRASES, "记下了。", "记下了{。", 2, "a curly brace", "{name}"),
    Slip("figure", SAFETY, "{medical_120}", "{medical_129}", 2, "nothing fills {medical_129}", "{medical_120}"),
    Slip("figure in a question", "dialogs/debt.yaml", "{retention_days}", "{days}", 5, "nothing fills {days}", "{rete"),
    Slip(
        "figure in a label", "dialogs/ask.yaml", "label: 威胁我", 'label: "{medical_120}"', 11, "nothing fills", "words"
    ),
    Slip("safety", SAFETY, "  self_harm:", "  sadness: 别急。\n  self_harm:", 2, "“sadness” is never said", "its name"),
    Slip("command nobody obeys", COMMANDS, "greetings:", "  stop: {label: 停}\ngreetings:", 4, "nothing obeys", "back"),
    Slip(
        "command missing",
        COMMANDS,
        "  back: {label: 返回, words: [上一步]}\n",
        "",
        13,
        "“back” is a button",
        "add",
        CODE,
    ),
    Slip(
        "two commands",
        COMMANDS,
        "words: [分析]",
        "words: [分析, 上一步]",
        3,
        "“上一步” means both “back” and",
        "one of",
    ),
    Slip("untypeable", COMMANDS, "[分析]", '[分析, "?"]', 3, "nobody can type “?”", "take it out"),
    Slip("untypeable greeting", COMMANDS, "[你好]", '[你好, "？"]', 4, "nobody can type “？”", "take it out"),
    Slip("changes", COMMANDS, "drop: [删], ", "", 5, "no words are listed to change papers by: “drop”", "drop: […]"),
    Slip("changes nobody hears", COMMANDS, "drop: [删],", "drop: [删], tear: [撕],", 5, "the list “tear”", "known"),
    Slip("too long", COMMANDS, "[分析]", f"[分析, {'很' * 31}]", 3, "nobody can type", "shorten"),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.rule)
def test_a_mistake_in_words_is_named(root: Path, slip: Slip) -> None:
    """Each rule about words names file, line and mend."""
    assert_named(root, slip)


def test_an_empty_phrase_is_named(root: Path) -> None:
    """A phrase without words would be an empty bubble."""
    edit(root, PHRASES, "noted: 记下了。", 'noted: ""')
    assert [(each.file, each.line, each.what) for each in findings(root)] == [
        (PHRASES, 2, "the phrase “noted” is empty")
    ]


def test_curly_names_are_found() -> None:
    """Names between single braces count, doubled braces are text."""
    assert curly("{a}和{b}，{{不是}}") == {"a", "b"}


@pytest.mark.parametrize("text", ["{", "}", "{}", "{0}", "{a.b}", "{a!r}", "{a:3}"])
def test_braces_that_name_nothing_are_refused(text: str) -> None:
    """Only plain names may stand in braces: everything else is a slip, or reaches into the program."""
    with pytest.raises(ValueError, match=r"brace|not a name|encountered"):
        curly(text)
