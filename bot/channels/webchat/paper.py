"""Puts templates and transcript together: whole pages, packets of new lines, and the static files."""

from __future__ import annotations

import hashlib
import mimetypes
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.base import Entry
from bot.channels.webchat import lines
from bot.channels.webchat.visitor import SIZES, THEMES, Visitor, Visitors
from bot.web.guard import MAX_FILE

Clock = Callable[[], datetime]
PAGE_LINES = 60  # lines of a first page: enough to see where one was, small enough for a slow line
ALL_LINES = 2000  # lines of “earlier” pages


@dataclass(frozen=True, slots=True)
class Static:
    """One file of the page, read once; `mark` changes with its content."""

    content: bytes
    type: str
    mark: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell on the page itself, and the words that were not sent, to try again."""

    text: str
    draft: str = ""


class Paper:
    """Renders for one visitor. `folder` holds the templates and, under `static`, the files served as they are."""

    def __init__(self, folder: Path, visitors: Visitors, clock: Clock) -> None:
        self._visitors, self._clock = visitors, clock
        self.static = {path.name: _read(path) for path in sorted((folder / "static").iterdir())}
        self._templates = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.globals["asset"] = lambda name: f"/static/{name}?v={self.static[name].mark}"

    def page(
        self, visitor: Visitor, entries: Sequence[Entry], *, more: bool = False, notice: Notice | None = None
    ) -> str:
        """The whole chat page; `more` says that there are earlier lines than these."""
        return self._render(
            "page.html",
            visitor,
            **self._lines(visitor, entries, ""),
            dock=self._dock(entries),
            languages=self._visitors.languages(),
            max_file=MAX_FILE,
            max_file_mb=MAX_FILE // 1024 // 1024,
            more=more,
            notice=notice,
            nonce=new_nonce(),
            sizes=SIZES,
            themes=THEMES,
        )

    def packet(self, visitor: Visitor, entries: Sequence[Entry], day: str, *, reset: bool = False) -> dict[str, Any]:
        """New lines for a page that is open: `html` to append, `dock` to put in place (None: leave it)."""
        found = self._lines(visitor, entries, day)
        dock = self._dock(entries) if reset else lines.dock(entries)
        return {
            "newest": found["newest"],
            "day": found["last_day"],
            "html": self._render("lines.html", visitor, **found),
            "dock": None if dock is None else self._render("dock.html", visitor, dock=dock, nonce=new_nonce()),
            "reset": reset,
        }

    def away(self, visitor: Visitor) -> str:
        """The neutral page that a quick leave ends on."""
        return self._render("away.html", visitor)

    def entry(self, replies: Sequence[Any]) -> Entry:
        """Replies that are in no transcript (a receipt after everything was erased) as a line."""
        return Entry(number=0, at=self._clock(), direction="out", replies=tuple(replies))

    def _lines(self, visitor: Visitor, entries: Sequence[Entry], day: str) -> dict[str, Any]:
        today = self._clock().astimezone(lines.ZONE).date()
        found = lines.bubbles(entries, self._visitors.speech(visitor), today, day)
        return {
            "bubbles": found,
            "newest": max((entry.number for entry in entries), default=0),
            "last_day": found[-1].iso_day if found else day,
        }

    def _dock(self, entries: Sequence[Entry]) -> lines.Dock:
        if not any(entry.direction == "in" for entry in entries):
            return lines.Dock(start=True)
        return lines.dock(entries) or lines.Dock()

    def _render(self, template: str, visitor: Visitor, **values: Any) -> str:
        return self._templates.get_template(template).render(
            _=self._visitors.speech(visitor),
            visitor=visitor,
            html_lang=visitor.locale.replace("_", "-"),
            form_key=self._visitors.form_key(visitor),
            **values,
        )


def new_nonce() -> str:
    """What makes each form its own: sent twice, it is still one message."""
    return secrets.token_urlsafe(12)


def _read(path: Path) -> Static:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind.endswith(("javascript", "xml"))
    return Static(content, f"{kind}; charset=utf-8" if text else kind, hashlib.sha256(content).hexdigest()[:12])
