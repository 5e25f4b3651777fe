"""The process that reads pictures: lengths and bytes on standard input, a JSON list of texts on standard output.

Started by `bot.documents.screenshots`; nothing else imports this, so that rapidocr's models stay out of the house.
"""

from __future__ import annotations

import io
import json
import os
import re
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from PIL import Image, ImageOps

PIXELS = 60_000_000  # more than any phone's screenshot or photo; a picture that claims more is not opened
WIDTH = 1440  # pixels: letters of a phone's screen stay well above the twelve that recognition needs
SLICE = 1800  # pixels of height read at once: taller pictures would be shrunk until nothing can be read
SEARCH = 300  # pixels above a cut in which to look for an empty row
CERTAIN = 0.6  # below that a line is more guess than reading
GAP = 0.8  # of a line's height: lines farther apart are paragraphs, or two bubbles of a chat
MEMORY = 4 << 30  # bytes of address space; models, threads and one large picture take half of it
_STATUS = re.compile(r"\d{1,2}:\d{2}|\d{1,3}%?|[45]G|HD|WLAN|.?(?:中国)?(?:移动|联通|电信|广电)")
_WORD = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text where it stands, in pixels of the whole picture."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def main() -> None:
    """Read every picture that is sent; one that cannot be opened has no text."""
    os.nice(10)  # turns come first
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    engine = _engine()
    texts = [_text(engine, content) for content in pictures(sys.stdin.buffer)]
    sys.stdout.write(json.dumps(texts))


def pictures(stream: BinaryIO) -> Iterator[bytes]:
    """The pictures of a stream, each after its length in four bytes."""
    while head := stream.read(4):
        yield stream.read(int.from_bytes(head, "big"))


def _engine() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415 - the models' library, loaded in this process only

    quiet = {"Global.log_level": "critical"}  # its log says where it is installed
    return RapidOCR(params=quiet | {"EngineConfig.onnxruntime.intra_op_num_threads": 2})


def _text(engine: Any, content: bytes) -> str:
    try:
        image = opened(content)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
    lines = [line for top, part in slices(image) for line in _lines(engine, part, top)]
    return arranged(lines, image.height)


def _lines(engine: Any, part: Image.Image, top: int) -> Iterator[Line]:
    found = engine(part)
    if found.boxes is None:
        return
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        if score >= CERTAIN and text.strip():
            across, down = [float(x) for x, _ in box], [float(y) + top for _, y in box]
            yield Line(text.strip(), min(across), min(down), max(across), max(down))


def opened(content: bytes) -> Image.Image:
    """A picture upright, in plain colours, no wider than needed. Raises OSError or ValueError."""
    sent = Image.open(io.BytesIO(content))
    if sent.width * sent.height > PIXELS:
        raise ValueError("more pixels than any phone makes")
    image = ImageOps.exif_transpose(sent)
    flat = Image.new("RGB", image.size, "white")  # what is transparent was drawn for a light page
    flat.paste(image, mask=image.convert("RGBA").getchannel("A"))
    if flat.width > WIDTH:
        flat = flat.resize((WIDTH, round(flat.height * WIDTH / flat.width)))
    return flat


def slices(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """A tall picture in parts, each with where it begins; cut between lines of text wherever there is room."""
    top = 0
    while image.height - top > SLICE:
        cut = _empty_row(image, top + SLICE - SEARCH, top + SLICE)
        yield top, image.crop((0, top, image.width, cut))
        top = cut
    yield top, image.crop((0, top, image.width, image.height))


def _empty_row(image: Image.Image, first: int, last: int) -> int:
    """The lowest row between two that has one colour only, else the last one."""
    grey = image.crop((0, first, image.width, last)).convert("L")
    for row in range(grey.height - 1, 0, -1):
        low, high = grey.crop((0, row, grey.width, row + 1)).getextrema()
        if isinstance(low, int | float) and isinstance(high, int | float) and high - low < 12:
            return first + row
    return last


def arranged(lines: Sequence[Line], height: int) -> str:
    """Lines as text: rows from top to bottom, broken sentences joined, paragraphs kept apart."""
    rows = _rows([line for line in lines if not _status(line, height)])
    text, before = "", None
    for row in rows:
        if before is not None:
            text += _between(before, row)
        text += row.text
        before = row
    return text


def _status(line: Line, height: int) -> bool:
    """A phone's own clock, charge and network, at the very top."""
    words = line.text.split()
    return line.bottom < max(120.0, height * 0.05) and all(_STATUS.fullmatch(word) for word in words)


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Pieces that stand beside each other, as one line."""
    rows: list[Line] = []
    for line in sorted(lines, key=lambda line: ((line.top + line.bottom) / 2, line.left)):
        last = rows[-1] if rows else None
        if last and min(last.bottom, line.bottom) - max(last.top, line.top) > 0.6 * min(last.height, line.height):
            first, second = sorted((last, line), key=lambda one: one.left)
            rows[-1] = replace(
                first, text=f"{first.text} {second.text}", right=max(first.right, second.right),
                top=min(first.top, second.top), bottom=max(first.bottom, second.bottom),
            )  # fmt: skip
        else:
            rows.append(line)
    return rows


def _between(above: Line, below: Line) -> str:
    """What joins two lines: nothing inside a Chinese sentence, a space between words, a new line between paragraphs."""
    size = min(above.height, below.height)
    apart = below.top - above.bottom > GAP * size or abs(below.left - above.left) > 1.5 * size
    if apart or below.left > above.right:
        return "\n"
    return " " if _WORD.match(below.text) and _WORD.match(above.text[-1]) else ""


if __name__ == "__main__":
    main()
