"""Screenshots of a made-up chat, drawn with the packaged Noto font."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

FONT = next(Path(pylopdf_fonts_zh_cn.__file__).parent.rglob("NotoSansSC*.otf"))
WIDTH, LINE, APART = 1080, 64, 120
THREAT = ("再不还款我们就联系你通讯录所有人", "明天上午10点前转5000元，回电13800001234")


def drawn(bubbles: Sequence[str | Sequence[str]], height: int = 0, clock: str = "11:08", type: str = "PNG") -> bytes:
    """A phone's screen: its clock, and bubbles of one or more lines, one below the other."""
    lines = [[bubble] if isinstance(bubble, str) else list(bubble) for bubble in bubbles]
    needed = 200 + sum(len(bubble) * LINE + APART for bubble in lines)
    image = Image.new("RGB", (WIDTH, max(height, needed)), (237, 237, 237))
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), 42)
    pen.text((40, 20), clock, font=font, fill="black")
    top = 160
    for bubble in lines:
        pen.rounded_rectangle((40, top - 20, WIDTH - 60, top + len(bubble) * LINE + 10), 16, fill="white")
        for text in bubble:
            pen.text((70, top), text, font=font, fill="black")
            top += LINE
        top += APART
    stream = io.BytesIO()
    image.save(stream, type)
    return stream.getvalue()
