"""Invented sentences, each with what must be heard in it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot import content
from bot.understanding.hearing import Hearing

SENTENCES = content.read(Path(__file__).with_name("sentences.yaml"))["sentences"]


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda s: s["text"])
def test_what_a_sentence_says(rules: Hearing, now: datetime, sentence: dict[str, Any]) -> None:
    """Exactly the labelled violations and flags are heard: not what is denied, asked, feared or only announced."""
    heard = rules.story(sentence["text"], now)
    if "violations" in sentence:
        said = heard.said["violations"].value if "violations" in heard.said else []
        assert sorted(said) == sorted(sentence["violations"])
    assert sorted({s.reason for s in heard.signals}) == sorted(sentence.get("flags", []))
