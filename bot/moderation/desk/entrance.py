"""Doors for whoever is not (yet) logged in: login, enrolment, logout, static files."""

from __future__ import annotations

import asyncio

import pyotp
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import RedirectResponse, Response

from bot.moderation import accounts
from bot.moderation.desk.gate import BEFORE, COOKIE, Gate, Visit
from bot.moderation.refusal import Refused

ISSUER = "不慌值班台"
SETUP_SECONDS = 3600


class Entrance:
    """Login and enrolment."""

    def __init__(self, gate: Gate, secret: bytes) -> None:
        self._gate = gate
        self._setup = URLSafeTimedSerializer(secret, salt="desk setup")

    async def login_page(self, visit: Visit) -> Response:
        """The form; or the queue for whoever is in already."""
        if visit.account is not None:
            return RedirectResponse("/desk", 303)
        if not visit.form_key:
            return self._first("/desk/login", visit)
        return self._gate.paper.page("login.html", None, visit.form_key, problem="", name="")

    async def login(self, visit: Visit) -> Response:
        """Password and code; a fresh session, whatever was in the browser before."""
        name, password, code = visit.text("name"), visit.text("password"), visit.text("code")
        ask, now = self._gate.talk.ask, visit.now
        try:
            tried = await ask(lambda store: accounts.try_login(store, name, visit.address, now))
            right = await asyncio.to_thread(accounts.password_fits, tried.staff, password)
            try:
                token = await ask(lambda store: accounts.log_in(store, tried, right, code, now))
            except Refused:
                await ask(lambda store: accounts.note_failed(store, tried, now))
                raise
        except Refused as refused:
            headers = {"retry-after": str(refused.wait)} if refused.wait else {}
            return self._gate.paper.page(
                "login.html", None, visit.form_key, refused.status, headers, problem=refused.text, name=name
            )
        return self._welcome(visit, token)

    async def logout(self, visit: Visit) -> Response:
        """End the session."""
        staff, session, now = visit.staff, visit.session, visit.now
        await self._gate.talk.ask(lambda store: accounts.log_out(store, session, staff, now))
        response = RedirectResponse("/desk/login", 303)
        response.delete_cookie(COOKIE, path="/desk", httponly=True, samesite="lax")
        return response

    async def enrol_page(self, visit: Visit) -> Response:
        """Choose a password and set up the code."""
        made = str(visit.request.path_params["token"])
        if not visit.form_key:
            return self._first(visit.request.url.path, visit)
        staff = await self._gate.talk.ask(lambda store: accounts.invited(store, made, visit.now))
        return self._enrol_form(visit, staff.name, made, pyotp.random_base32(), "")

    async def enrol(self, visit: Visit) -> Response:
        """The account becomes active; the link is spent."""
        made, ask, now = str(visit.request.path_params["token"]), self._gate.talk.ask, visit.now
        staff = await ask(lambda store: accounts.invited(store, made, now))
        secret = self._secret(visit, made)
        try:
            if visit.text("password") != visit.text("again"):
                raise Refused(400, "两次输入的密码不一样。")
            accounts.check_password(visit.text("password"), staff.name)
            hashed = await asyncio.to_thread(accounts.hash_password, visit.text("password"))
            code = visit.text("code")
            token = await ask(lambda store: accounts.enrol(store, made, hashed, secret, code, now))
        except Refused as refused:
            if refused.status != 400:
                raise
            return self._enrol_form(visit, staff.name, made, secret, refused.text)
        return self._welcome(visit, token)

    async def static(self, visit: Visit) -> Response:
        """Style and script."""
        query = visit.request.query_params
        return self._gate.paper.static(str(visit.request.path_params["name"]), query.get("v", ""))

    def _secret(self, visit: Visit, made: str) -> str:
        """The code key that was shown: it comes back in the form, signed, so that nothing is stored before."""
        try:
            shown, secret = self._setup.loads(visit.text("setup"), max_age=SETUP_SECONDS)
        except BadSignature as error:
            raise Refused(400, "页面放得太久了，请重新打开链接。") from error
        if shown != made:
            raise Refused(400, "请重新打开链接。")
        return str(secret)

    def _enrol_form(self, visit: Visit, name: str, made: str, secret: str, problem: str) -> Response:
        uri = pyotp.TOTP(secret, name=name, issuer=ISSUER).provisioning_uri()
        spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
        return self._gate.paper.page(
            "enrol.html", None, visit.form_key, 400 if problem else 200,
            name=name, setup=self._setup.dumps([made, secret]), uri=uri, secret=spaced, problem=problem,
        )  # fmt: skip

    def _welcome(self, visit: Visit, token: str) -> Response:
        response = RedirectResponse("/desk", 303)
        self._gate.keep(response, visit.request, COOKIE, token, None)
        response.delete_cookie(BEFORE, path="/desk", httponly=True, samesite="lax")
        return response

    def _first(self, path: str, visit: Visit) -> Response:
        """Once around, so that the browser shows the cookie that its form is signed with."""
        if visit.request.query_params.get("again"):
            raise Refused(400, "登录需要浏览器允许 cookie。")
        return RedirectResponse(f"{path}?again=1", 303)
