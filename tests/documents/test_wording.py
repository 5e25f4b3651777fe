"""Templates with care for what is past its review."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.documents.wording import Wording
from bot.speech import Speech
from tests.advice.stories import KNOWLEDGE

SPEECH = Speech()
RULE = KNOWLEDGE.rules["za_62"]
LATE = RULE.review_by + timedelta(days=1)


@pytest.fixture
def wording(tmp_path: Path) -> Wording:
    """Two templates that state the same law, one of which words its age itself; a third states none."""
    replies, folder = tmp_path / "replies", tmp_path / "grounds"
    replies.mkdir()
    folder.mkdir()
    (replies / "plain.j2").write_text('{{ _("冒充警察违法。") }}', "utf-8")
    (replies / "own.j2").write_text('{{ _("冒充警察违法。") }}{% if aged %}（{{ aged }}）{% endif %}', "utf-8")
    (replies / "kind.j2").write_text('{{ _("慢慢来。") }}', "utf-8")
    (replies / "aged.j2").write_text('{{ _("核对于%(day)s，问%(phone)s。", day=day, phone=help) }}', "utf-8")
    (folder / "said.yaml").write_text("sentences:\n  冒充警察违法。: [za_62]\n", "utf-8")
    return Wording(replies, KNOWLEDGE)


@pytest.mark.parametrize(
    ("template", "values", "today", "said"),
    [
        ("plain.j2", {}, RULE.review_by, "冒充警察违法。"),
        ("plain.j2", {}, LATE, f"冒充警察违法。\n核对于{RULE.checked}，问12348。"),
        ("own.j2", {"aged": None}, LATE, f"冒充警察违法。（{RULE.checked}）"),
        ("own.j2", {"aged": date(2020, 1, 1)}, LATE, "冒充警察违法。（2020-01-01）"),
        ("kind.j2", {}, LATE, "慢慢来。"),
    ],
)
def test_a_sentence_past_its_review_is_said_with_care(
    wording: Wording, template: str, values: dict[str, date | None], today: date, said: str
) -> None:
    """In the template's own words where it has some, in one sentence after it where not; never before its day."""
    assert wording.careful(template, SPEECH, today, **values) == said


def test_what_is_said_can_be_noted(wording: Wording) -> None:
    """The source texts, in the order they are said."""
    heard: list[str] = []
    wording.say("plain.j2", SPEECH, said=heard)
    assert heard == ["冒充警察违法。"]
