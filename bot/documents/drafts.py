"""A paper with the borrower's own changes: its paragraphs by number, and what of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.document import Edits, Paragraph
from bot.documents.draft import Part

_BLANK, _HEADING, _LINE = "\n", "# ", "| "


def paragraphs(parts: Sequence[Part], edits: Edits) -> tuple[Paragraph, ...]:
    """What can be changed, numbered: everything but headings, then the borrower's own additions."""
    said = [part for part in parts if part.mark not in (_BLANK, _HEADING)]
    written = [(edits.changed.get(part.key, part.text), part.text, part.key) for part in said]
    written += [(text, "", "") for text in edits.added]
    return tuple(Paragraph(number, *each) for number, each in enumerate(written, 1))


def edited(parts: Sequence[Part], edits: Edits) -> tuple[Part, ...]:
    """The paper with the changes made; additions stand before the signature."""
    changed = [replace(part, text=edits.changed.get(part.key, part.text)) for part in parts]
    kept = [part for part in changed if part.text or part.mark == _BLANK]
    end = len(kept)
    while end and kept[end - 1].mark in (_BLANK, _LINE):
        end -= 1
    added = [part for text in edits.added for part in (Part(_BLANK, ""), Part("", text))]
    return (*kept[:end], *added, *kept[end:])
