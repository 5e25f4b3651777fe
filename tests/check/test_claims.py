"""Nothing is claimed outside the facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.check.claims import HOTLINE
from tests.check.small import Slip, assert_named

SLIPS = [
    Slip(
        "hotline in a phrase", "dialogs/words/phrases.yaml", "记下了。", "打12378。", 2, "“12378” is no tele", "facts"
    ),
    Slip("hotline in a question", "dialogs/ask.yaml", "有人受伤吗？", "打110了吗？", 24, "“110” is no tele", "{id_of"),
    Slip("hotline in a reply", "templates/replies/hello.j2", "你好，", "打95588，", 1, "“95588” is no", "source"),
    Slip("service number", "dialogs/words/phrases.yaml", "记下了。", "打400-123-4567。", 2, "“400-123-4567”", "facts"),
    Slip("hotline in a letter", "templates/documents/letter.j2", "前答复。", "前打12315答复。", 16, "“12315”", "facts"),
    Slip("word of letters", "templates/documents/words.yaml", "上门催收", "打12315", 1, "“12315” is no", "facts"),
    Slip("authority", "dialogs/words/phrases.yaml", "记下了。", "去银保监会。", 2, "“银保监” no longer", "of today"),
    Slip(
        "article", "templates/documents/letter.j2", "前答复。", "前按第十七条答复。", 16, "“第十七条” is cited", "fact"
    ),
    Slip(
        "article in a label", "dialogs/ask.yaml", "label: 威胁我", "label: 违反第42条", 11, "“第42条” is cited", "fact"
    ),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.rule)
def test_a_claim_outside_the_facts_is_named(root: Path, slip: Slip) -> None:
    """Each claim is named with file, line and mend."""
    assert_named(root, slip)


@pytest.mark.parametrize(
    "text", ["打110报警", "请打12345", "拨95588", "400-800-1234", "4008001234", "打10086。", "116114"]
)
def test_hotlines_are_seen(text: str) -> None:
    """China's short service numbers are recognised wherever they stand."""
    assert HOTLINE.search(text)


@pytest.mark.parametrize(
    "text", ["110元", "12378元", "23000元", "13800001234", "0571-1201200", "120天", "12.5%", "2026年"]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Amounts, days and mobile numbers are no hotlines."""
    assert not HOTLINE.search(text)
