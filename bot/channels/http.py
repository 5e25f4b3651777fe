"""One web application over all that is spoken over HTTP, with the addresses an operator watches."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

Counts = Callable[[], Awaitable[Mapping[str, int]]]


def application(
    routes: Sequence[BaseRoute], counts: Counts, living: Sequence[AbstractAsyncContextManager[object]] = ()
) -> Starlette:
    """The application. `counts` asks the store for rows per table; `living` runs as long as the application."""

    async def healthy(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(_request: Request) -> Response:
        await counts()
        return PlainTextResponse("ready\n")

    async def metrics(_request: Request) -> Response:
        found = await counts()
        lines = [f'buhuang_rows{{table="{table}"}} {count}' for table, count in sorted(found.items())]
        return PlainTextResponse("# TYPE buhuang_rows gauge\n" + "\n".join(lines) + "\n")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with _all(living):
            yield

    watched = [Route("/healthz", healthy), Route("/readyz", ready), Route("/metrics", metrics)]
    return Starlette(routes=[*watched, *routes], lifespan=lifespan)


@asynccontextmanager
async def _all(living: Sequence[AbstractAsyncContextManager[object]]) -> AsyncIterator[None]:
    if not living:
        yield
        return
    async with living[0], _all(living[1:]):
        yield
