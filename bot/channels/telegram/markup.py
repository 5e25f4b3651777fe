"""A reply as pieces of Telegram's HTML, each short enough to be sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from bot.model import Reply

TEXT_LIMIT = 4096  # UTF-16 units of one message, counted without the tags
CAPTION_LIMIT = 1024
_PARAGRAPH = re.compile(r"(?<=\n)(?!\n)")
_SENTENCE = re.compile(r"(?<=[。！？；!?;…])|(?<=\.\s)")
_UNSENT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # Telegram drops or refuses them


@dataclass(frozen=True, slots=True)
class Piece:
    """One message: as HTML, and in plain words should Telegram refuse the HTML."""

    html: str
    plain: str


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units, so that an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def pieces(reply: Reply, person: str) -> tuple[Piece, ...]:
    """A reply's text as messages; none when there is nothing to read. `person` heads what a person wrote."""
    text = _UNSENT.sub("", reply.text.encode("utf-8", "replace").decode()).strip()
    title = reply.title.strip() if reply.title else person if reply.kind == "person" else ""
    if not text:
        return (Piece(f"<b>{escape(title, quote=False)}</b>", title),) if title else ()
    found = []
    parts = split(text, TEXT_LIMIT - units(title) - 1)
    for number, part in enumerate(parts):
        head = title if number == 0 else ""
        body = escape(part, quote=False)
        html = f"<pre>{body}</pre>" if reply.kind == "letter" else body
        if head:
            html = f"<b>{escape(head, quote=False)}</b>\n{html}"
        found.append(Piece(html, f"{head}\n{part}" if head else part))
    return tuple(found)


def split(text: str, limit: int) -> list[str]:
    """A text in parts of at most `limit` units: at paragraph ends, a longer paragraph at sentence ends, and only
    a sentence that is itself too long anywhere."""
    parts: list[str] = []
    for chunk in _chunks(text, limit):
        if parts and units(parts[-1] + chunk.rstrip("\n")) <= limit:
            parts[-1] += chunk
        else:
            parts.append(chunk)
    return [part.strip("\n") for part in parts if part.strip()]


def _chunks(text: str, limit: int) -> list[str]:
    found: list[str] = []
    for paragraph in _PARAGRAPH.split(text):
        if units(paragraph.rstrip("\n")) <= limit:
            found.append(paragraph)
            continue
        for sentence in _SENTENCE.split(paragraph):
            found.extend(_cut(sentence, limit))
    return found


def _cut(text: str, limit: int) -> list[str]:
    if units(text) <= limit:
        return [text]
    width = limit // 2  # characters; two units each at most
    return [text[start : start + width] for start in range(0, len(text), width)]
