"""Golden talks, word for word; `BUHUANG_REWRITE=1` writes them anew, and the diff is reviewed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.storage.sqlite import SqliteStore
from bot.turns.house import House
from tests.transcripts import script

REWRITE = os.environ.get("BUHUANG_REWRITE") == "1"


@pytest.mark.parametrize("path", script.talks(), ids=lambda path: path.stem)
def test_a_golden_talk_goes_as_written(path: Path, house: House, store: SqliteStore) -> None:
    """Every word of a golden talk is what the bot says today; state is read back from the store each turn."""
    today = script.golden(path, house, store)
    if REWRITE:
        path.write_text(today, "utf-8")

    assert path.read_text("utf-8") == today


def test_every_question_is_asked_in_some_golden_talk(house: House, tmp_path: Path) -> None:
    """A question that no golden talk reaches is untested; the list of those is empty."""
    asked = set()
    for number, path in enumerate(script.talks()):
        store = SqliteStore(tmp_path / f"{number}.db", bytes(32), tmp_path / "files")
        for move in script.moves(path):
            script.play(house, store, move)
            asked.add(store.load("terminal", script.SENDER, move.at).conversation.asked)
        store.close()
    reached = {ref.partition("/")[0].partition(".")[0] + "." + ref.rpartition(".")[2] for ref in asked}
    questions = {question.ref for dialog in house.dialogs.dialogs.values() for question in dialog.questions.values()}

    assert sorted(questions - reached) == []
