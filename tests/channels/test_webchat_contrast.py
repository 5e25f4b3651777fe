"""The web chat's colours, by WCAG 2.2: text stands out from what it is written on, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path("templates/chat/static/style.css").read_text("utf-8")
TEXT = 4.5  # WCAG 2.2, 1.4.3 at AA
PAIRS = (
    ("ink", "page"), ("ink", "paper"), ("ink", "calm"), ("ink", "quiet"), ("soft", "page"), ("soft", "paper"),
    ("soft", "quiet"), ("mine-ink", "mine"), ("accent", "paper"), ("accent", "calm"), ("on-accent", "accent"),
    ("on-call", "call"), ("person-ink", "person"), ("ink", "person"),
)  # fmt: skip


def _colours(theme: str) -> dict[str, str]:
    blocks = re.findall(r"([^{}]*)\{([^{}]*--ink:[^{}]*)\}", CSS)
    body = next(body for selector, body in blocks if theme in selector)
    return dict(re.findall(r"--([\w-]+):\s*#([0-9a-fA-F]{3,6})\b", body))


def _light(colour: str) -> float:
    full = "".join(digit * 2 for digit in colour) if len(colour) == 3 else colour
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [":root", '[data-theme="dark"]'])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out(theme: str, text: str, ground: str) -> None:
    """Every colour of text has at least 4.5 : 1 against every ground it is used on."""
    colours = _colours(theme)
    first, second = sorted((_light(colours[text]), _light(colours[ground])), reverse=True)

    assert (first + 0.05) / (second + 0.05) >= TEXT
