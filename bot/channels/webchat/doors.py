"""The web chat's addresses: what comes in over HTTP and what goes back."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.channels.base import Talk
from bot.channels.webchat.lines import PICTURES
from bot.channels.webchat.live import BATCH, CHANNEL, Live
from bot.channels.webchat.paper import ALL_LINES, PAGE_LINES, Clock, Notice, Paper
from bot.channels.webchat.post import Post, Refused, Sent
from bot.channels.webchat.visitor import AWAY, AWAY_FOR, LANGUAGE, LOOKS, Visitor, Visitors
from bot.speech import Speech
from bot.web.guard import Pace, SafeHeaders

LOG = logging.getLogger(__name__)
YEAR = 365 * 86400
PACKED = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/octet-stream",
)  # downloads: packing them again costs and saves nothing
Door = Callable[[Request], Awaitable[Response]]


def routes(
    talk: Talk,
    speeches: Mapping[str, Speech],
    secret: bytes,
    templates: Path,
    clock: Clock,
    *,
    public_url: str = "",
) -> list[BaseRoute]:
    """The chat's routes, each with its own middleware.

    `secret` signs sessions and forms; `templates` is the folder that holds `chat/`; `clock` gives aware
    times; `public_url` is where people reach us when a proxy stands in front.
    """
    visitors = Visitors(secret, speeches, public_url)
    paper = Paper(templates / "chat", visitors, clock)
    doors = Doors(talk, visitors, paper, Post(talk, visitors, clock, Pace(), public_url))
    guards = [
        Middleware(SafeHeaders),
        Middleware(GZipMiddleware, minimum_size=600, compresslevel=6, exclude_content_types=PACKED),
    ]
    served: list[tuple[str, Door, str]] = [
        ("/", doors.page, "GET"),
        ("/say", doors.say, "POST"),
        ("/look", doors.look, "POST"),
        ("/lines", doors.lines, "GET"),
        ("/events", doors.events, "GET"),
        ("/files/{id}", doors.file, "GET"),
        ("/static/{name}", doors.static, "GET"),
        ("/away", doors.away, "GET"),
        ("/back", doors.back, "GET"),
    ]
    return [Route(path, door, methods=[method], middleware=guards) for path, door, method in served]


class Doors:
    """One method per address."""

    def __init__(self, talk: Talk, visitors: Visitors, paper: Paper, post: Post) -> None:
        self._talk, self._visitors, self._paper, self._post = talk, visitors, paper, post
        self._live = Live(talk, paper)

    async def page(self, request: Request) -> Response:
        """The chat, with what was said; or the neutral page for a while after a quick leave."""
        visitor = self._visitors.read(request)
        if visitor.away:
            return HTMLResponse(self._paper.away(visitor))
        return await self._page(request, visitor, everything="all" in request.query_params)

    async def say(self, request: Request) -> Response:
        """One message. Answers with a packet of new lines, or sends a page without JavaScript back to `/`."""
        visitor = self._visitors.read(request)
        speaks_json = "application/json" in request.headers.get("accept", "")
        try:
            return await self._answer(request, visitor, await self._post.read(request, visitor, json=speaks_json))
        except Refused as error:
            refused = error
        except Exception as error:  # whatever broke, the words are still with the browser, which sends them again
            LOG.error("a web turn failed: %s", type(error).__name__)
            refused = Refused(503, self._visitors.speech(visitor)("我这边刚才卡住了，请再发一次。"), again=3)
        if speaks_json:
            return JSONResponse({"say": refused.text, "again": refused.again}, refused.status, refused.headers)
        response = await self._page(request, visitor, notice=Notice(refused.text, refused.draft))
        response.status_code = refused.status
        response.headers.update(refused.headers)
        return response

    async def look(self, request: Request) -> Response:
        """Theme and text size."""
        response = RedirectResponse("/", 303)
        try:
            form = await self._post.form(request, self._visitors.read(request))
        except Refused:
            return response
        for name, allowed in LOOKS.items():
            if form.get(name) in allowed:
                self._visitors.keep(response, request, name, str(form[name]))
        return response

    async def lines(self, request: Request) -> Response:
        """What is new above `after`: the fallback when no event stream holds."""
        visitor = self._visitors.read(request)
        packet = await self._live.news(visitor, *_since(request))
        return JSONResponse(packet) if packet else Response(status_code=204)

    async def events(self, request: Request) -> Response:
        """The event stream of one open page."""
        visitor = self._visitors.read(request)
        if self._live.full(visitor):
            return Response(status_code=429)
        stream = self._live.stream(visitor, *_since(request))
        return StreamingResponse(stream, media_type="text/event-stream", headers={"x-accel-buffering": "no"})

    async def file(self, request: Request) -> Response:
        """A file of this borrower's own; anybody else's does not exist."""
        visitor = self._visitors.read(request)
        found = None
        if not visitor.fresh:
            found = await self._talk.read_file(CHANNEL, visitor.sender, request.path_params["id"])
        if found is None:
            return Response(status_code=404)
        attachment, reading = found
        shown = attachment.type in PICTURES
        placed = "inline" if shown else "attachment"
        headers = {
            "content-disposition": f"{placed}; filename*=utf-8''{quote(attachment.name, '')}",
            "content-security-policy": "default-src 'none'; sandbox",
            "content-length": str(reading.size),
        }
        type = attachment.type if shown else "application/octet-stream"
        return StreamingResponse(reading.chunks(), media_type=type, headers=headers)

    async def static(self, request: Request) -> Response:
        """A static file; kept for good under the address that names its content."""
        found = self._paper.static.get(request.path_params["name"])
        if found is None:
            return Response(status_code=404)
        named = request.query_params.get("v") == found.mark
        kept = f"public, max-age={YEAR}, immutable" if named else "no-cache"
        return Response(found.content, headers={"content-type": found.type, "cache-control": kept})

    async def away(self, request: Request) -> Response:
        """A quick leave: the neutral page, which then also stands at `/` for a while."""
        response = HTMLResponse(self._paper.away(self._visitors.read(request)))
        self._visitors.keep(response, request, AWAY, "1", AWAY_FOR)
        return response

    async def back(self, _request: Request) -> Response:
        """From the neutral page back to the chat."""
        response = RedirectResponse("/", 303)
        response.delete_cookie(AWAY, path="/", httponly=True, samesite="lax")
        return response

    async def _answer(self, request: Request, visitor: Visitor, sent: Sent) -> Response:
        """Run the turn. After an erase the browser gets a new session, and the receipt in this answer alone."""
        replies = await self._talk.turn(sent.incoming)
        after = 0 if visitor.fresh else sent.after
        known = replace(visitor, fresh=False)  # from this turn on
        entries = await self._live.lines(known, after, BATCH if sent.live else PAGE_LINES)
        taken = any(entry.message_id == sent.incoming.message_id for entry in entries)
        erased = not taken and await self._live.erased(known)
        reset = visitor.fresh or erased
        if erased:
            visitor = self._visitors.anew(visitor)
            entries = (self._paper.entry(replies),)
        elif not taken and await self._live.gone(known, after, entries):
            entries, reset = await self._live.lines(known, 0), True
        response: Response
        if sent.live:
            response = JSONResponse(self._paper.packet(visitor, entries, "" if reset else sent.day, reset=reset))
        elif erased:
            response = HTMLResponse(self._paper.page(visitor, entries))
        else:
            response = RedirectResponse("/", 303)
        chosen = self._visitors.chosen_locale(sent.incoming)
        if chosen:
            self._visitors.keep(response, request, LANGUAGE, chosen)
        self._visitors.hand_out(response, request, visitor)
        return response

    async def _page(
        self, request: Request, visitor: Visitor, *, everything: bool = False, notice: Notice | None = None
    ) -> Response:
        limit = ALL_LINES if everything else PAGE_LINES
        entries = await self._live.lines(visitor, 0, limit)
        more = not everything and len(entries) == limit
        response = HTMLResponse(self._paper.page(visitor, entries, more=more, notice=notice))
        self._visitors.hand_out(response, request, visitor)
        return response


def _since(request: Request) -> tuple[int, str]:
    """The line and the day a page has come to; a reconnecting stream says its line in Last-Event-ID."""
    query = request.query_params
    after = request.headers.get("last-event-id") or query.get("after", "")
    return int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0, query.get("day", "")[:10]
