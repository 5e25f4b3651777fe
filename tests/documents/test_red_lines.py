"""What must not go into a paper is heard, explained and answered with a safe sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.documents.red_lines import RedLines
from bot.errors import ContentError
from tests.advice.stories import KNOWLEDGE
from tests.documents.test_letters import RED_LINES as FORBIDDEN

ROOT = Path(__file__).parents[2]
LINES = RedLines(ROOT / "templates" / "documents" / "red_lines.yaml", {fact.id for fact in KNOWLEDGE.facts()})


@pytest.mark.parametrize(
    ("said", "ids"),
    [
        ("不减免我就到网上曝光你们公司", ["exposure"]),
        ("贵方同意免息，我就撤回投诉", ["exposure"]),
        ("再来我家我找人收拾你们", ["harm"]),
        ("附上买来的病历证明", ["forged"]),
        ("我承认全部欠款，保证一次还清", ["admission", "promise"]),
        ("我同意归还全部债务", ["limitation"]),
        ("你们就是一群骗子公司", ["insult"]),
        ("你们打了上万次电话", ["untrue"]),
        ("催收员家住某路1号", ["others"]),
        ("請勿再聯絡我的父母", []),
        ("未获答复的，我将依法投诉。", []),
        ("对方说要打断我的腿，骂我不要脸。", []),
        ("对方威胁把我的照片发到网上。", []),
        ("我不确认这笔费用，请说明依据。", []),
    ],
)
def test_own_words(said: str, ids: list[str]) -> None:
    """What hurts who signs it is heard; what is reported of the other side, or asked lawfully, is not."""
    assert [risk.id for risk in LINES.risks(said)] == ids


def test_the_refused_come_first() -> None:
    """What is never taken stands before what the borrower may decide."""
    found = LINES.risks("你们这群骗子公司，不退钱我就找媒体")
    assert [risk.refuse for risk in found] == [True, False]


def test_what_is_offered_instead_is_safe() -> None:
    """The sentence to write instead crosses no red line itself."""
    for line in LINES.lines:
        assert LINES.risks(line.risk.instead) == (), line.risk.id
        assert not FORBIDDEN.search(line.risk.instead.replace("本函不构成对任何金额的确认", "")), line.risk.id


def test_what_threatens_or_forges_is_refused() -> None:
    """Only these three kinds are taken out of the borrower's hands."""
    assert [line.risk.id for line in LINES.lines if line.risk.refuse] == ["exposure", "harm", "forged"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("other: {}", "red_lines"),
        ("red_lines: {a: {why: 好, hear: ['[']}}", "cannot be heard"),
        ("red_lines: {a: {why: 好, facts: [nowhere]}}", "no fact"),
        ("red_lines: {a: {why: 好, colour: 红}}", "unknown key"),
        ("red_lines: {a: {hear: [好]}}", "why"),
        ("red_lines: {a: {why: 好, refuse: 是}}", "true or false"),
    ],
)
def test_a_broken_file_says_where(text: str, wrong: str, tmp_path: Path) -> None:
    """A mistake in the file is refused with what is wrong."""
    (tmp_path / "red_lines.yaml").write_text(text + "\n", "utf-8")
    with pytest.raises(ContentError, match=wrong):
        RedLines(tmp_path / "red_lines.yaml", {"somewhere"})
