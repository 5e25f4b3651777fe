"""Telegram's HTML as strictly as Telegram reads it: text with entities, or the refusal it gives."""

from __future__ import annotations

import re
from typing import Any

SIMPLE = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TOKEN = re.compile(r"<(/?)([A-Za-z-]*)((?:\s[^<>]*)?)>|&(#x?[0-9a-fA-F]+|[a-z]+);|<")


class BrokenHtml(Exception):
    """The words with which Telegram refuses it."""


def units(text: str) -> int:
    """UTF-16 code units, which is how Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read(html: str) -> tuple[str, list[dict[str, Any]]]:
    """Text and entities. Raises BrokenHtml."""
    text, entities, open_tags, last = "", list[dict[str, Any]](), list[tuple[str, int, str]](), 0
    for token in _TOKEN.finditer(html):
        text += html[last : token.start()]
        last = token.end()
        at = len(html[: token.start()].encode())
        closing, name, attributes, character = token.groups()
        if character:
            text += _character(character)
        elif not name and not closing:
            raise BrokenHtml(f'Unsupported start tag "" at byte offset {at}')
        elif closing:
            entities += _close(open_tags, name, text, at)
        else:
            open_tags.append((_known(name, attributes, at), units(text), attributes))
    if open_tags:
        raise BrokenHtml(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return text + html[last:], sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _character(name: str) -> str:
    if name.startswith("#"):
        return chr(int(name[2:], 16) if name[1] in "xX" else int(name[1:]))
    return NAMED.get(name, f"&{name};")


def _known(name: str, attributes: str, at: int) -> str:
    if name.lower() not in SIMPLE or (attributes.strip() and attributes.strip() != "expandable"):
        raise BrokenHtml(f'Unsupported start tag "{name}" at byte offset {at}')
    return name.lower()


def _close(open_tags: list[tuple[str, int, str]], name: str, text: str, at: int) -> list[dict[str, Any]]:
    if not open_tags:
        raise BrokenHtml(f"Unexpected end tag at byte offset {at}")
    opened, start, attributes = open_tags.pop()
    if name and name.lower() != opened:
        raise BrokenHtml(f'Unmatched end tag at byte offset {at}, expected "</{opened}>", found "</{name}>"')
    length = units(text) - start
    type = "expandable_blockquote" if attributes.strip() == "expandable" else SIMPLE[opened]
    return [{"type": type, "offset": start, "length": length}] if length else []
