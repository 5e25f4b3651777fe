"""Replies to choose: the house's own and the supervisors', with {curly} words filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from bot import content
from bot.errors import ContentError
from bot.moderation import deeds
from bot.moderation.refusal import Refused
from bot.storage.base_review import Canned, ReviewStore, Staff

__all__ = ["Canned", "Replies"]

LONGEST = 1000
_WORD = re.compile(r"\{(\w+)\}")


class Replies:
    """`figures` are what every reply may name: hotlines by fact id, days of retention.

    Raises ContentError when a reply of the house's names something that there is not.
    """

    def __init__(self, file: Path, figures: Mapping[str, object]) -> None:
        self._figures = {name: str(value) for name, value in figures.items()}
        found = content.read(file)
        self.house = tuple(
            Canned(f"house.{id}", str(entry["title"]), str(entry["text"]).strip())
            for id, entry in found["replies"].items()
        )
        for one in self.house:
            wrong = self.unknown(one.text)
            if wrong:
                raise ContentError(str(file), content.line(found["replies"]), f"{one.id} names {{{wrong}}}")

    @property
    def words(self) -> tuple[str, ...]:
        """What may stand in {curly} brackets."""
        return tuple(sorted(self._figures))

    def unknown(self, text: str) -> str:
        """The first {curly} word that nothing fills, or nothing."""
        return next((word for word in _WORD.findall(text) if word not in self._figures), "")

    def offered(self, store: ReviewStore) -> tuple[Canned, ...]:
        """Every reply, filled in."""
        return tuple(Canned(one.id, one.title, self._fill(one.text)) for one in (*self.house, *store.canned()))

    def save(self, store: ReviewStore, staff: Staff, id: int, title: str, text: str, now: datetime) -> None:
        """Add (id 0) or change a supervisors' reply. Raises Refused (400, 413)."""
        title, text = title.strip(), text.strip()
        if not title or not text or len(title) > 40:
            raise Refused(400, "标题（最多 40 字）和内容都要写。")
        if len(text) > LONGEST:
            raise Refused(413, f"太长了：最多 {LONGEST} 个字。")
        wrong = self.unknown(text)
        if wrong:
            raise Refused(400, f"{{{wrong}}} 不是能自动填的内容。可以用：{'、'.join(self.words[:30])}")
        store.save_canned(id, title, text, staff.id, now)
        deeds.other(store, staff.id, "canned.save", f"canned {id or 'new'}", now)

    def drop(self, store: ReviewStore, staff: Staff, id: int, now: datetime) -> None:
        """Remove a supervisors' reply."""
        store.drop_canned(id)
        deeds.other(store, staff.id, "canned.drop", f"canned {id}", now)

    def _fill(self, text: str) -> str:
        return _WORD.sub(lambda found: self._figures.get(found[1], found[0]), text)
