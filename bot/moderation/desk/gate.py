"""Every request to the desk passes here: who it is, whether the role may, whether the form is ours."""

from __future__ import annotations

import hmac
import ipaddress
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from itsdangerous import Signer
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot.errors import BotError, FileTooLarge
from bot.moderation import accounts
from bot.moderation.desk.paper import Paper
from bot.moderation.refusal import Refused
from bot.storage.base_review import Role, Staff
from bot.turns.talk import HouseTalk
from bot.web.guard import read_form, same_origin

LOG = logging.getLogger(__name__)
COOKIE, BEFORE = "desk", "desk_before"
LIVE = "x-live"
OPEN: frozenset[Role] = frozenset()
"""No roles named: a page for whoever is not logged in."""


@dataclass(frozen=True, slots=True)
class Door:
    """One address. `roles` who may; OPEN: anybody. `keeps`: counts as doing something, so the session stays open."""

    path: str
    method: str
    roles: frozenset[Role]
    opens: Callable[[Visit], Awaitable[Response]]
    keeps: bool = True


@dataclass(frozen=True, slots=True)
class Visit:
    """One request let in. `staff` is only missing at open doors; `form_key` goes into every form of the answer."""

    request: Request
    now: datetime
    form_key: str
    session: str = ""
    account: Staff | None = None
    form: FormData = field(default_factory=FormData)

    @property
    def staff(self) -> Staff:
        """Whoever is logged in. Raises Refused (401) when nobody is."""
        if self.account is None:
            raise Refused(401, "请先登录。")
        return self.account

    def number(self, name: str) -> int:
        """A number in the address; 0 for one that no row can have."""
        text = str(self.request.path_params.get(name, ""))
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0

    def text(self, name: str) -> str:
        """A field of the form."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    @property
    def address(self) -> str:
        """Where the request comes from, for counting logins; an IPv6 network of one household counts as one."""
        host = self.request.client.host if self.request.client else ""
        try:
            found = ipaddress.ip_address(host)
        except ValueError:
            return host
        if found.version == 6:
            return str(ipaddress.ip_network(f"{host}/64", strict=False))
        return host


class Gate:
    """Lets requests in, or answers them itself."""

    def __init__(
        self, talk: HouseTalk, paper: Paper, secret: bytes, clock: Callable[[], datetime], public_url: str
    ) -> None:
        self.talk, self.paper, self.clock = talk, paper, clock
        self._signer = Signer(secret, salt="desk form")
        self._public_url = public_url
        self._https = public_url.startswith("https:")

    def guarded(self, door: Door) -> Callable[[Request], Awaitable[Response]]:
        """The door with its guard in front."""

        async def handle(request: Request) -> Response:
            visit = None
            try:
                visit = await self._let_in(request, door)
                return self._marked(request, visit, await door.opens(visit))
            except Refused as error:
                refused = error
            except BotError as error:
                LOG.error("the desk could not answer: %s", type(error).__name__)
                refused = Refused(503, "刚才没有处理成，什么都没有改动。请再试一次。")
            finally:
                if visit is not None:
                    await visit.form.close()
            return self._marked(request, visit, self._refusal(refused, visit, request))

        return handle

    async def _let_in(self, request: Request, door: Door) -> Visit:
        now = self.clock()
        token = request.cookies.get(COOKIE, "")
        # A page that refreshes itself says so: it must not keep an empty chair logged in.
        active = door.keeps and LIVE not in request.headers
        found = await self.talk.ask(lambda store: accounts.session(store, token, now, active)) if token else None
        account = found.staff if found else None
        if door.roles and account is None:
            raise Refused(401, "请先登录。" if not token else "登录已过期，请重新登录。")
        if door.roles and account is not None and account.role not in door.roles:
            raise Refused(403, "你的角色不能做这件事。")
        key = self.form_key(token if account else request.cookies.get(BEFORE, ""))
        form = await self._form(request, key) if request.method == "POST" else FormData()
        return Visit(request, now, key, token if account else "", account, form)

    async def _form(self, request: Request, key: str) -> FormData:
        if same_origin(request, self._public_url) is False:
            raise Refused(403, "这个请求不是从值班台页面发出的。")
        try:
            form = await read_form(request)
        except FileTooLarge as error:
            raise Refused(413, "内容太长了。") from error
        if form is None:
            raise Refused(400, "没有传完整，请再试一次。")
        given = form.get("key", "")
        if not key or not isinstance(given, str) or not hmac.compare_digest(key.encode(), given.encode()):
            await form.close()
            raise Refused(403, "这个页面放得太久了，请刷新后再试。什么都没有改动。")
        return form

    def form_key(self, token: str) -> str:
        """What a form of ours carries: a signature over the session, so that no other site can make one."""
        return self._signer.get_signature(accounts.hashed(token)).decode() if token else ""

    def keep(self, response: Response, request: Request, name: str, value: str, seconds: int | None) -> None:
        """Set a cookie the way all of ours are set; None seconds: until the browser closes."""
        secure = self._https or request.url.scheme == "https"
        response.set_cookie(name, value, max_age=seconds, path="/desk", httponly=True, samesite="lax", secure=secure)

    def _marked(self, request: Request, visit: Visit | None, response: Response) -> Response:
        """A browser that is not logged in (any more) gets something to sign its login with."""
        inside = visit is not None and visit.account is not None
        if not inside and BEFORE not in request.cookies and request.method == "GET":
            self.keep(response, request, BEFORE, accounts.token(), None)
        return response

    def _refusal(self, refused: Refused, visit: Visit | None, request: Request) -> Response:
        """The refusal as a page; with 401 the way to the login."""
        headers = {"retry-after": str(refused.wait)} if refused.wait else {}
        account = visit.account if visit else None
        return self.paper.page(
            "refused.html", account, visit.form_key if visit else "", status=refused.status, headers=headers,
            refused=refused, back=request.url.path,
        )  # fmt: skip
