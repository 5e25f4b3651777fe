"""What the program names of the content is seen without running it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.check.code import Code, read
from bot.check.sources import ROOT


def seen(folder: Path, source: str, name: str = "bot/turns/turn.py") -> Code:
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_text(source, "utf-8")
    return read(folder)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('x.tell("noted")', {("noted", frozenset(), False)}),
        ('x.phrase("earlier", answer=a)', {("earlier", frozenset({"answer"}), False)}),
        ('x.tell("changed", **values)', {("changed", None, False)}),
        ('x.tell(f"kept_{kept}", limit=1)', {("kept_", frozenset({"limit"}), True)}),
        ('x.phrase("a" if b else "c")', {("a", frozenset(), False), ("c", frozenset(), False)}),
        ('speech(phrases["yuan"], amount=1)', {("yuan", frozenset({"amount"}), False)}),
        ('str(words or speech(phrases["days"], days=1))', {("days", frozenset({"days"}), False)}),
        ('Reading(problem="miss_money")', {("miss_money", None, False)}),
        ('problem = "miss_empty"', {("miss_empty", None, False)}),
        ('known = phrases["yes"]', {("yes", None, False)}),
    ],
)
def test_phrases_are_seen_however_they_are_said(
    tmp_path: Path, source: str, expected: set[tuple[str, frozenset[str] | None, bool]]
) -> None:
    """Each way the program has of saying a phrase gives its name and the words it fills in."""
    found = seen(tmp_path, source)
    assert {(use.phrase, use.fills, use.begins) for use in found.uses} == expected


def test_a_phrase_with_a_fallback_is_two(tmp_path: Path) -> None:
    """A name put together from an answer, and the one that stands in for it, are both filled by the call around."""
    found = seen(tmp_path, 'speech(phrases.get(f"count_{per}", phrases["count_total"]), number=n)')
    filled = {use.phrase for use in found.uses if use.fills == frozenset({"number"})}
    assert filled == {"count_", "count_total"}


def test_other_rooms_have_other_phrases(tmp_path: Path) -> None:
    """What is called a phrase in understanding is not one of these."""
    assert seen(tmp_path, 'x.phrase("hear")', "bot/understanding/lexicon.py").uses == []


def test_the_program_itself_is_seen() -> None:
    """The dialogs it opens, the requests it fulfils and the buttons it shows are found."""
    found = read(ROOT)
    assert found.opened >= {"talk", "log", "debt"}
    assert found.requests >= {"result", "letter", "erase"}
    assert found.actions >= {"back", "skip", "menu"}
    assert found.buttons.keys() >= {"plan", "mine", "person"}
    assert "incident.evidence" in found.asked
