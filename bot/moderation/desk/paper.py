"""Renders the desk's pages and holds its static files."""

from __future__ import annotations

import hashlib
import mimetypes
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from bot.moderation import review
from bot.moderation.deeds import EVENTS
from bot.storage.base_review import Staff

ZONE = ZoneInfo("Asia/Shanghai")
YEAR = 365 * 86400


class Paper:
    """`folder` holds the templates and, under `static`, what is served as it is."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._static = {path.name: path.read_bytes() for path in sorted((folder / "static").iterdir())}
        self._marks = {name: hashlib.sha256(content).hexdigest()[:12] for name, content in self._static.items()}
        self._templates = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.globals.update(
            asset=lambda name: f"/desk/static/{name}?v={self._marks[name]}", rules=review, events=EVENTS, nonce=_nonce
        )
        self._templates.filters.update(ago=self._ago, at=_at, span=span)

    def page(
        self, template: str, staff: Staff | None, form_key: str,
        status: int = 200, headers: Mapping[str, str] | None = None, **values: Any,
    ) -> Response:  # fmt: skip
        """One page for one account (None: nobody is logged in)."""
        html = self._templates.get_template(template).render(
            staff=staff, form_key=form_key, now=self._clock(), **values
        )
        return HTMLResponse(html, status, headers)

    def static(self, name: str, mark: str) -> Response:
        """A static file, kept for good under the address that names its content; 404 for any other."""
        if name not in self._static:
            return Response(status_code=404)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        kept = f"public, max-age={YEAR}, immutable" if mark == self._marks[name] else "no-cache"
        headers = {"content-type": f"{kind}; charset=utf-8", "cache-control": kept}
        return Response(self._static[name], headers=headers)

    def _ago(self, at: datetime) -> str:
        return span(self._clock() - at)


def span(length: timedelta | float) -> str:
    """A length of time as people say it: 40 秒, 12 分, 3 小时, 2 天."""
    seconds = int(length.total_seconds() if isinstance(length, timedelta) else length)
    seconds = abs(seconds)
    if seconds < 60:
        return f"{seconds} 秒"
    if seconds < 3600:
        return f"{seconds // 60} 分"
    return f"{seconds // 3600} 小时" if seconds < 48 * 3600 else f"{seconds // 86400} 天"


def _at(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%m-%d %H:%M}"


def _nonce() -> str:
    """Makes each form its own: sent twice, it is still done once."""
    return secrets.token_urlsafe(12)
