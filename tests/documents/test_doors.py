"""Which authority for what, on one screen."""

from __future__ import annotations

import pytest

from bot import app, content
from bot.documents.doors import Doors
from bot.errors import ContentError
from bot.knowledge import registry
from bot.speech import Speech, room

KNOWLEDGE = registry.load(app.ROOT / "bot" / "knowledge" / "facts")
FILE = app.ROOT / "templates" / "answers" / "doors.yaml"
SHIPPED = Doors(content.read(FILE), str(FILE), KNOWLEDGE)


def test_every_route_and_its_doors_are_shown() -> None:
    """Each kind of lender that has a route stands in the table with all its steps, in bubbles that fit."""
    bubbles = SHIPPED.texts(Speech())
    text = "\n".join(bubbles)
    assert all(room(bubble) <= 500 for bubble in bubbles)
    for route in KNOWLEDGE.routes.values():
        assert all(f"→ {step}" in text for step in (route.first, *route.then))
    assert "● 不知道归谁管\n→ 12345" in text


def test_a_known_lender_shortens_the_table() -> None:
    """With the kind of lender known, its doors alone come, then what to do by what happened."""
    first, second = SHIPPED.texts(Speech(), "bank")
    assert first.count("● ") == 1
    assert "12378" in first
    assert "● 正在上门、堵门、打人、不让走\n→ 拨打110报警；12110短信报警" in second


def test_an_unknown_lender_sees_all() -> None:
    """A kind without a route changes nothing."""
    assert SHIPPED.texts(Speech(), "private") == SHIPPED.texts(Speech())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("doors: {by_lender: 一, by_event: 二, lenders: {moon: 月亮}, events: []}", "unknown key “moon”"),
        ("doors: {by_lender: 一, by_event: 二, lenders: {bank: 银行}, events: 1}", "must be a list"),
        ("doors: {by_lender: 一, by_event: 二, lenders: {}, events: [{what: 火, to: [x]}]}", "no procedure “x”"),
        ("door: {}", "unknown key “door”"),
    ],
)
def test_slips_are_named(text: str, what: str) -> None:
    """A door that leads nowhere is refused."""
    with pytest.raises(ContentError, match=what):
        Doors(content.parse(text, "doors.yaml"), "doors.yaml", KNOWLEDGE)
