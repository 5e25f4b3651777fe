"""What stands between the open internet and a talk: headers, pace, size and origin."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncGenerator
from urllib.parse import urlsplit

from starlette.datastructures import FormData, MutableHeaders
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import FileTooLarge

MAX_FILE = 20 * 1024 * 1024  # bytes of one upload
MAX_TEXT = 256 * 1024  # bytes of one form field: 10,000 characters, percent-encoded, are at most 120 KB
FORM_SLACK = MAX_TEXT + 16 * 1024  # bytes around the file in an upload: boundaries and fields
MAX_FIELDS = 64

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
}


class SafeHeaders:
    """Puts the safe headers on every answer that did not choose its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_safely)


class Pace:
    """A token bucket per key: `burst` at once, then `per_second`. Remembers the latest `room` keys."""

    def __init__(self, burst: float = 20.0, per_second: float = 1.0, room: int = 10_000) -> None:
        self.burst, self.per_second, self.room = burst, per_second, room
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str, now: float) -> float:
        """Take one token at `now` (seconds); 0 when there was one, else the seconds until there is."""
        left, since = self._left.pop(key, (self.burst, now))
        left = min(self.burst, left + max(0.0, now - since) * self.per_second)
        granted = left >= 1.0
        self._left[key] = (left - 1.0 if granted else left, now)
        while len(self._left) > self.room:
            self._left.popitem(last=False)
        return 0.0 if granted else (1.0 - left) / self.per_second


def same_origin(request: Request, public_url: str) -> bool | None:
    """Whether a browser says the request comes from our own page; None when it does not say.

    A form of a page with `Referrer-Policy: no-referrer` posts `Origin: null`, which says nothing.
    """
    site = request.headers.get("sec-fetch-site", "none")
    if site != "none":
        return site == "same-origin"
    origin = request.headers.get("origin", "null")
    if origin == "null":
        return None
    host = urlsplit(origin).netloc.lower()
    return host in (request.headers.get("host", "").lower(), urlsplit(public_url).netloc.lower())


async def read_form(request: Request) -> FormData | None:
    """The fields and files of a POST, or None when the body is no form that can be read.

    Kept in memory only: a temporary file would hold them unencrypted. Raises FileTooLarge without
    reading further than is allowed.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    limit = MAX_FILE + FORM_SLACK if kind == "multipart/form-data" else MAX_TEXT
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > limit:
        raise FileTooLarge
    stream = _limited(request, limit)
    parser: FormParser | MultiPartParser
    if kind == "multipart/form-data":
        parser = MultiPartParser(request.headers, stream, max_files=1, max_fields=MAX_FIELDS, max_part_size=MAX_TEXT)
        parser.spool_max_size = limit + 1
    elif kind == "application/x-www-form-urlencoded":
        parser = FormParser(request.headers, stream, max_fields=MAX_FIELDS, max_part_size=MAX_TEXT)
    else:
        return None
    try:
        return await parser.parse()
    except (MultiPartException, ValueError):  # python-multipart's own parse errors are ValueErrors
        return None


async def _limited(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > limit:
            raise FileTooLarge
        yield chunk
