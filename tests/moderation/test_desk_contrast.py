"""The desk's colours, by WCAG 2.2: text stands out from what it is written on, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path("templates/desk/static/desk.css").read_text("utf-8")
TEXT = 4.5  # WCAG 2.2, 1.4.3 at AA
SHAPE = 3.0  # WCAG 2.2, 1.4.11: borders of controls, the focus ring
WRITTEN = (
    ("ink", "page"), ("ink", "paper"), ("ink", "mine"), ("ink", "person"), ("soft", "page"), ("soft", "paper"),
    ("soft", "mine"), ("soft", "person"), ("on-accent", "accent"), ("accent", "page"), ("accent", "paper"),
    ("accent", "mine"), ("accent", "person"), ("mark-ink", "mark"), ("over", "page"), ("over", "paper"),
    ("over", "mine"), ("on-p", "p0"), ("on-p", "p1"), ("on-p", "p2"), ("on-p", "p3"), ("paper", "ink"),
)  # fmt: skip
DRAWN = (("soft", "paper"), ("soft", "page"), ("accent", "page"), ("accent", "paper"), ("over", "paper"))


def _colours(dark: bool) -> dict[str, str]:
    light, _, after = CSS.partition("prefers-color-scheme: dark")
    return dict(re.findall(r"--([\w-]+):\s*#([0-9a-fA-F]{3,6})\b", after.partition("*,")[0] if dark else light))


def _light(colour: str) -> float:
    full = "".join(digit * 2 for digit in colour) if len(colour) == 3 else colour
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(dark: bool, first: str, second: str) -> float:
    colours = _colours(dark)
    brighter, darker = sorted((_light(colours[first]), _light(colours[second])), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), WRITTEN)
def test_text_stands_out(dark: bool, text: str, ground: str) -> None:
    """Every colour of text has at least 4.5 : 1 against every ground it is used on."""
    assert _contrast(dark, text, ground) >= TEXT


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), DRAWN)
def test_controls_stand_out(dark: bool, shape: str, ground: str) -> None:
    """Borders of buttons and the ring of the focus have at least 3 : 1."""
    assert _contrast(dark, shape, ground) >= SHAPE
