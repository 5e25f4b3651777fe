"""Headers, pace, origin and sessions of the web chat."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.webchat.visitor import SESSION, Visitors
from bot.model import Incoming
from bot.speech import Speech
from bot.web.guard import Pace, same_origin

SPEECHES = {name: Speech(name) for name in ("zh_Hans", "zh_Hant", "en")}
VISITORS = Visitors(b"k" * 32, SPEECHES)


def request(scheme: str = "http", **headers: str) -> Request:
    named = {"host": "chat.test"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(
        {
            "type": "http",
            "method": "POST",
            "path": "/say",
            "scheme": scheme,
            "server": ("chat.test", 80),
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        }
    )


def test_pace_lets_a_burst_pass_then_one_at_a_time() -> None:
    """After the burst each second brings one message; somebody else is not held back."""
    pace = Pace(burst=3, per_second=1)
    assert [pace.wait("a", 0.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert pace.wait("a", 0.0) == 1.0
    assert pace.wait("b", 0.0) == 0.0
    assert pace.wait("a", 1.0) == 0.0
    assert pace.wait("a", 1.25) == pytest.approx(0.75)


def test_pace_remembers_only_the_latest() -> None:
    """Memory stays bounded however many sessions come."""
    pace = Pace(burst=1, per_second=1, room=2)
    for key in ("a", "b", "c"):
        pace.wait(key, 0.0)
    assert pace.wait("c", 0.0) > 0
    assert pace.wait("a", 0.0) == 0.0


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec_fetch_site": "same-origin", "origin": "null"}, True),
        ({"sec_fetch_site": "cross-site", "origin": "http://chat.test"}, False),
        ({"sec_fetch_site": "same-site"}, False),
        ({"origin": "http://chat.test"}, True),
        ({"origin": "https://public.test"}, True),
        ({"origin": "https://evil.test"}, False),
        ({"origin": "null"}, None),
        ({}, None),
    ],
)
def test_origin_is_believed_only_when_it_speaks(headers: dict[str, str], ours: bool | None) -> None:
    """Our own page passes, another page does not, and a silent browser must show the form's key."""
    assert same_origin(request(**headers), "https://public.test") is ours


def test_a_session_comes_back_by_its_cookie_alone() -> None:
    """A signed cookie gives the same sender; a forged or missing one gives a fresh session."""
    first = VISITORS.read(request())
    response = Response()
    VISITORS.hand_out(response, request(), first)
    cookie = response.headers["set-cookie"].split(";")[0].partition("=")[2]
    again = VISITORS.read(request(cookie=f"{SESSION}={cookie}"))
    assert first.fresh
    assert (again.sender, again.fresh) == (first.sender, False)
    forged = VISITORS.read(request(cookie=f"{SESSION}={first.sender}.{'A' * 24}"))
    assert forged.fresh
    assert forged.sender != first.sender


@pytest.mark.parametrize(
    ("scheme", "public_url", "secure"),
    [("http", "", False), ("https", "", True), ("http", "https://public.test", True)],
)
def test_cookies_keep_to_themselves(scheme: str, public_url: str, secure: bool) -> None:
    """HttpOnly and SameSite=Lax always, Secure wherever people come by https."""
    visitors = Visitors(b"k" * 32, SPEECHES, public_url)
    response = Response()
    asked = request(scheme)
    visitors.hand_out(response, asked, visitors.read(asked))
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert ("Secure" in cookie) is secure


def test_a_form_key_opens_only_its_own_session() -> None:
    """Another session's key, or a session made for this very request, proves nothing."""
    one, two = VISITORS.read(request()), VISITORS.read(request())
    key = VISITORS.form_key(one)
    known = VISITORS.read(request(cookie=f"{SESSION}={two.sender}.{VISITORS.seal('session', two.sender)}"))
    assert VISITORS.knows_form(known, VISITORS.form_key(known))
    assert not VISITORS.knows_form(known, key)
    assert not VISITORS.knows_form(one, key)


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [
        ("zh-CN,zh;q=0.9", "zh_Hans"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh_Hant"),
        ("zh-Hant-HK", "zh_Hant"),
        ("en-GB,en", "en"),
        ("fr,en;q=0.5", "en"),
        ("", "zh_Hans"),
    ],
)
def test_the_first_page_speaks_the_browsers_language(accepted: str, locale: str) -> None:
    """Without a choice made, the browser's wish decides, and Chinese when it has none that we speak."""
    assert VISITORS.read(request(accept_language=accepted)).locale == locale


@pytest.mark.parametrize(
    ("text", "choice", "locale"),
    [
        ("English", (), "en"),
        (" 繁體 ", (), "zh_Hant"),
        ("", ("locale:zh_Hans",), "zh_Hans"),
        ("你好", (), ""),
        ("", ("locale:xx",), ""),
    ],
)
def test_the_page_follows_the_language_asked_for(text: str, choice: tuple[str, ...], locale: str) -> None:
    """The word or the button that changes the bot's language changes the page's too."""
    message = Incoming("web", "somebody", "m", datetime(2026, 11, 22, tzinfo=UTC), text, choice)
    assert VISITORS.chosen_locale(message) == locale
