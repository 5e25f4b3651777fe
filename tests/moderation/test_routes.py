"""Every address of the desk against every role, in one table: an address without a row fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.routing import Route

from bot.moderation import accounts
from bot.storage.base import Store
from bot.storage.sqlite import SqliteStore
from bot.turns.house import House
from tests.moderation.staffed import Browser, Desk

WHO = ("stranger", "expired", "moderator", "supervisor", "auditor")
WORK = (401, 401, 200, 200, 403)
"""What one's role allows; 200 stands for “let in”: the page, or whatever the deed itself then says."""
LEAD, CHECK, ALL, OPEN = (401, 401, 403, 200, 403), (401, 401, 403, 403, 200), (401, 401, 200, 200, 200), (200,) * 5
CASE = "/desk/cases/{id}"
TABLE = {
    ("GET", "/desk/login"): OPEN,
    ("POST", "/desk/login"): OPEN,
    ("GET", "/desk/enrol/{token}"): OPEN,
    ("POST", "/desk/enrol/{token}"): OPEN,
    ("GET", "/desk/static/{name}"): OPEN,
    ("POST", "/desk/logout"): ALL,
    ("POST", "/desk/telegram"): WORK,
    ("GET", "/desk"): ALL,
    ("POST", "/desk/next"): WORK,
    ("GET", "/desk/events"): WORK,
    ("GET", CASE): WORK,
    **{("POST", f"{CASE}/{deed}"): WORK for deed in ("claim", "release", "takeover", "answer", "note", "severity")},
    **{("POST", f"{CASE}/{deed}"): WORK for deed in ("flag", "propose", "handback", "mute", "reveal", "letter")},
    **{("POST", f"{CASE}/{deed}"): WORK for deed in ("export", "erase", "close")},
    ("GET", f"{CASE}/files/{{file}}"): WORK,
    ("GET", "/desk/approvals"): WORK,
    ("POST", "/desk/approvals/{id}"): WORK,
    ("GET", "/desk/numbers"): WORK,
    ("POST", "/desk/numbers"): WORK,
    ("POST", "/desk/numbers/{id}"): WORK,
    ("GET", "/desk/canned"): LEAD,
    ("POST", "/desk/canned"): LEAD,
    ("GET", "/desk/accounts"): LEAD,
    ("POST", "/desk/accounts"): LEAD,
    ("POST", "/desk/accounts/{id}"): LEAD,
    ("GET", "/desk/statistics"): LEAD,
    ("GET", "/desk/audit"): CHECK,
}
POSTS = [path for method, path in TABLE if method == "POST"]


class Everybody:
    """One desk with one browser of each kind and one case."""

    def __init__(self, house: House, folder: Path) -> None:
        self.desk = Desk(house, folder)
        self.case = self.desk.needs_person("甲")
        self.browsers = {
            "stranger": self.desk.visitor(),
            "expired": self.desk.moderator("过期", "supervisor"),
            "moderator": self.desk.moderator("值班"),
            "supervisor": self.desk.moderator("主管", "supervisor"),
            "auditor": self.desk.moderator("审计", "auditor"),
        }
        self.keys = {who: browser.key("/desk/login" if who == "stranger" else "/desk")
                     for who, browser in self.browsers.items()}  # fmt: skip
        self.desk.ask(self._age)
        self.keys["expired"] = self.browsers["expired"].key("/desk/login")

    def _age(self, store: Store) -> None:
        """The expired browser's session was last used too long ago."""
        token = accounts.hashed(str(self.browsers["expired"].client.cookies.get("desk")))
        store.see_session(token, self.desk.clock() - accounts.IDLE - timedelta(seconds=1))

    def path(self, path: str) -> str:
        return (
            path.replace("{id}", "999999")
            .replace("{token}", "x")
            .replace("{file}", "0" * 32)
            .replace("{name}", "desk.css")
        )

    def send(self, who: str, method: str, path: str, key: str | None = None) -> int:
        browser: Browser = self.browsers[who]
        if method == "GET":
            return int(browser.client.get(self.path(path)).status_code)
        form = {"key": self.keys[who] if key is None else key}
        return int(browser.client.post(self.path(path), data=form).status_code)

    def stored(self) -> list[str]:
        """Everything in the database but when a session was seen."""

        def dump(store: Store) -> list[str]:
            assert isinstance(store, SqliteStore)
            return [line for line in store.database.conn.iterdump() if "staff_session" not in line]

        return self.desk.ask(dump)


@pytest.fixture(scope="module")
def everybody(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everybody]:
    found = Everybody(house, tmp_path_factory.mktemp("everybody"))
    yield found
    found.desk.close()


def test_every_address_has_a_row(everybody: Everybody) -> None:
    """A new address without a rule in this table fails here."""
    served = {
        (method, route.path)
        for route in everybody.desk.app.routes
        if isinstance(route, Route) and route.path.startswith("/desk")
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert served == TABLE.keys()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("method", "path"), [row for row in TABLE if row[1] not in ("/desk/logout", "/desk/events")])
def test_each_role_gets_what_its_rule_says(everybody: Everybody, who: str, method: str, path: str) -> None:
    """Not logged in or expired: 401; a role too low: 403; let in: the page, or the deed's own refusal."""
    wanted = TABLE[method, path][WHO.index(who)]
    given = everybody.send(who, method, path)
    assert given == wanted if wanted != 200 else given not in (401, 403) or path == "/desk/login"


@pytest.mark.parametrize("who", ["stranger", "moderator", "supervisor", "auditor"])
@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("key", ["", "0" * 27])
def test_a_form_without_our_key_changes_nothing(everybody: Everybody, who: str, path: str, key: str) -> None:
    """Missing or foreign form key: refused, and the database is what it was."""
    before = everybody.stored()
    assert everybody.send(who, "POST", path, key) in (401, 403)
    assert everybody.stored() == before


@pytest.mark.parametrize("path", POSTS)
def test_a_form_of_another_site_is_refused(everybody: Everybody, path: str) -> None:
    """Even with the right key: a browser that says the form comes from elsewhere is believed."""
    browser = everybody.browsers["supervisor"]
    form = {"key": everybody.keys["supervisor"]}
    answer = browser.client.post(everybody.path(path), data=form, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_a_key_of_another_session_is_refused(everybody: Everybody) -> None:
    """What one moderator's form carries is worth nothing in another's hands."""
    assert everybody.send("moderator", "POST", "/desk/next", everybody.keys["supervisor"]) == 403


@pytest.mark.parametrize("path", ["/desk", "/desk/login", "/desk/static/desk.js", "/desk/cases/1"])
def test_pages_allow_no_inline_script_and_no_frame(everybody: Everybody, path: str) -> None:
    """The safe headers stand on every answer, refusals included."""
    for who in ("stranger", "moderator"):
        headers = everybody.browsers[who].client.get(path).headers
        assert "script-src 'self';" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_the_session_cookie_is_out_of_reach_of_scripts(everybody: Everybody) -> None:
    """HttpOnly, SameSite, and only sent to the desk."""
    answer = everybody.desk.visitor().get("/desk/login")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/desk" in cookie
