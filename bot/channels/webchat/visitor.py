"""Who is at the window: a random session in a signed cookie, and how they like the page to look."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from bot.model import Incoming
from bot.speech import SOURCE, Speech

SESSION, LANGUAGE, THEME, SIZE, AWAY = "sid", "lang", "theme", "size", "away"
THEMES = ("auto", "light", "dark")
SIZES = ("normal", "large")
LOOKS = {THEME: THEMES, SIZE: SIZES}
LANGUAGES = {"简体": "zh_Hans", "繁體": "zh_Hant", "English": "en"}
LANGUAGE_CHOICE = "locale:"  # how the bot's own language buttons begin
KEPT_FOR = 180 * 86400  # seconds a browser keeps the session: people come back after months
AWAY_FOR = 30 * 60  # seconds the neutral page stands in for the chat after a quick leave
SESSION_BYTES = 32


@dataclass(frozen=True, slots=True)
class Visitor:
    """One browser. `fresh` marks a session made for this request, which the answer must hand out."""

    sender: str
    fresh: bool = False
    locale: str = SOURCE
    theme: str = "auto"
    size: str = "normal"
    away: bool = False


class Visitors:
    """Reads visitors from their cookies and writes them back. `secure` cookies go over https only."""

    def __init__(self, secret: bytes, speeches: Mapping[str, Speech], public_url: str = "") -> None:
        self._secret = secret
        self._speeches = speeches
        self._https = public_url.startswith("https:")

    def read(self, request: Request) -> Visitor:
        """The visitor behind a request; a cookie that is missing or not ours gives a fresh session."""
        cookies = request.cookies
        sender, _, seal = cookies.get(SESSION, "").partition(".")
        known = bool(sender) and hmac.compare_digest(seal.encode(), self.seal("session", sender).encode())
        theme, size = cookies.get(THEME, ""), cookies.get(SIZE, "")
        return Visitor(
            sender=sender if known else secrets.token_urlsafe(SESSION_BYTES),
            fresh=not known,
            locale=self._locale(cookies.get(LANGUAGE, ""), request.headers.get("accept-language", "")),
            theme=theme if theme in THEMES else THEMES[0],
            size=size if size in SIZES else SIZES[0],
            away=AWAY in cookies,
        )

    def anew(self, visitor: Visitor) -> Visitor:
        """The same browser under a new session: what was said before is out of its reach."""
        return replace(visitor, sender=secrets.token_urlsafe(SESSION_BYTES), fresh=True)

    def form_key(self, visitor: Visitor) -> str:
        """What a form of ours carries to prove that it came from a page of this session."""
        return self.seal("form", visitor.sender)

    def knows_form(self, visitor: Visitor, key: str) -> bool:
        """True when a form carries this session's own key."""
        return not visitor.fresh and hmac.compare_digest(key.encode(), self.form_key(visitor).encode())

    def seal(self, purpose: str, text: str) -> str:
        """A short keyed hash of a text, different for each purpose."""
        digest = hmac.new(self._secret, f"webchat/{purpose}/{text}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:18]).decode()

    def speech(self, visitor: Visitor) -> Speech:
        """The page's language."""
        return self._speeches.get(visitor.locale) or self._speeches[SOURCE]

    def chosen_locale(self, incoming: Incoming) -> str:
        """The language that a message asks for, by word or button; empty when none."""
        asked = incoming.choice[0] if incoming.choice else ""
        locale = asked.removeprefix(LANGUAGE_CHOICE) if asked.startswith(LANGUAGE_CHOICE) else ""
        locale = locale or LANGUAGES.get(incoming.text.strip(), "")
        return locale if locale in self._speeches else ""

    def languages(self) -> list[tuple[str, str]]:
        """(word, locale) of each language there is a catalog for; empty when there is no choice."""
        offered = [(word, locale) for word, locale in LANGUAGES.items() if locale in self._speeches]
        return offered if len(offered) > 1 else []

    def hand_out(self, response: Response, request: Request, visitor: Visitor) -> None:
        """Set the session cookie (again), so that it lives on from the last visit."""
        self.keep(response, request, SESSION, f"{visitor.sender}.{self.seal('session', visitor.sender)}")

    def keep(self, response: Response, request: Request, name: str, value: str, seconds: int = KEPT_FOR) -> None:
        """Set one cookie the way all of ours are set."""
        secure = self._https or request.url.scheme == "https"
        response.set_cookie(name, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=secure)

    def _locale(self, chosen: str, accepted: str) -> str:
        if chosen in self._speeches:
            return chosen
        for wish in accepted.lower().split(","):
            tag = wish.split(";")[0].strip()
            if tag.startswith("zh"):
                traditional = any(mark in tag for mark in ("hant", "tw", "hk", "mo"))
                found = "zh_Hant" if traditional else SOURCE
            else:
                found = tag.split("-")[0]
            if found in self._speeches:
                return found
        return SOURCE
