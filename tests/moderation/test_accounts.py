"""Who gets in: one-time links, password and code, throttled tries, sessions that end."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from bot.moderation import accounts
from tests.moderation.staffed import PASSWORD, Browser, Desk


def code(desk: Desk, secret: str) -> str:
    """What the phone shows now."""
    return pyotp.TOTP(secret).at(desk.clock())


def log_in(browser: Browser, name: str, password: str, code: str) -> Any:
    return browser.post("/desk/login", name=name, password=password, code=code)


def enrol(browser: Browser, link: str, password: str = PASSWORD, again: str = "") -> Any:
    """Open the link, read the key as a phone would, and send the form."""
    html = browser.client.get(link, follow_redirects=True).text
    secret = re.search(r'id="secret">([A-Z2-7 ]+)<', html)
    setup = re.search(r'name="setup" value="([^"]+)"', html)
    assert secret
    assert setup
    shown = pyotp.TOTP(secret[1].replace(" ", "")).at(browser.desk.clock())
    form = {"setup": setup[1], "password": password, "again": again or password, "code": shown}
    return browser.post(link, key=browser.key(link), **form)


def test_a_fresh_house_invites_its_first_supervisor(desk: Desk) -> None:
    """One link, of which each newer replaces the older, until somebody is active; then none."""
    first = desk.ask(lambda store: accounts.first_supervisor(store, desk.clock()))
    second = desk.ask(lambda store: accounts.first_supervisor(store, desk.clock()))
    assert first
    assert second
    browser = desk.visitor()
    assert browser.client.get(f"/desk/enrol/{first}", follow_redirects=True).status_code == 404
    assert enrol(browser, f"/desk/enrol/{second}").status_code == 303
    assert browser.get("/desk/accounts").status_code == 200
    assert desk.ask(lambda store: accounts.first_supervisor(store, desk.clock())) is None


def test_an_enrolment_link_works_once_and_not_for_ever(desk: Desk) -> None:
    """Used or two days old it is nobody's."""
    link = "/desk/enrol/" + desk.ask(lambda store: accounts.invite(store, "新人", "moderator", desk.clock()))
    assert enrol(desk.visitor(), link).status_code == 303
    assert desk.visitor().client.get(link, follow_redirects=True).status_code == 404
    late = "/desk/enrol/" + desk.ask(lambda store: accounts.invite(store, "后来", "moderator", desk.clock()))
    desk.clock.pass_(hours=49)
    assert desk.visitor().client.get(late, follow_redirects=True).status_code == 404


@pytest.mark.parametrize(
    ("password", "again"), [("short", ""), ("aaaaaaaaaaaaaaa", ""), (PASSWORD, "another-password")]
)
def test_a_weak_password_is_refused_and_the_link_stays(desk: Desk, password: str, again: str) -> None:
    """The page says why; the link is not spent."""
    link = "/desk/enrol/" + desk.ask(lambda store: accounts.invite(store, "新人", "moderator", desk.clock()))
    browser = desk.visitor()
    assert enrol(browser, link, password, again).status_code == 400
    assert enrol(browser, link).status_code == 303


def test_login_needs_name_password_and_code(desk: Desk) -> None:
    """Each wrong one gets the same words."""
    _, secret = desk.staff("值班")
    right = code(desk, secret)
    said = set()
    for name, password, given in (("没有", PASSWORD, right), ("值班", "wrong", right), ("值班", PASSWORD, "000000")):
        answer = log_in(desk.visitor(), name, password, given)
        assert answer.status_code == 401
        said.add(re.findall(r'role="alert">([^<]+)<', answer.text)[0])
    assert said == {accounts.NO_MATCH}
    browser = desk.visitor()
    assert log_in(browser, "值班", PASSWORD, right).status_code == 303
    assert browser.get("/desk").status_code == 200


def test_a_code_works_once(desk: Desk) -> None:
    """Somebody who looked over the shoulder cannot use it again."""
    _, secret = desk.staff("值班")
    given = code(desk, secret)
    assert log_in(desk.visitor(), "值班", PASSWORD, given).status_code == 303
    assert log_in(desk.visitor(), "值班", PASSWORD, given).status_code == 401


def test_guessing_is_slowed_down(desk: Desk) -> None:
    """After three failures each further one costs a pause, which grows and has an end."""
    _, secret = desk.staff("值班")
    browser = desk.visitor()
    given = [log_in(browser, "值班", f"guess {number}", "000000").status_code for number in range(5)]
    assert given == [401, 401, 401, 429, 429]
    assert log_in(browser, "值班", PASSWORD, code(desk, secret)).status_code == 429
    desk.clock.pass_(seconds=accounts.LONGEST_WAIT)
    assert log_in(browser, "值班", PASSWORD, code(desk, secret)).status_code == 303


def test_a_login_changes_the_session(desk: Desk) -> None:
    """A token that was in the browser before the login is worth nothing after it."""
    _, secret = desk.staff("值班")
    browser = desk.visitor()
    browser.client.cookies.set("desk", "planted", domain="testserver.local", path="/desk")
    form = {"name": "值班", "password": PASSWORD, "code": code(desk, secret)}
    assert browser.post("/desk/login", key=browser.key("/desk/login"), **form).status_code == 303
    assert browser.get("/desk").status_code == 200
    thief = desk.visitor()
    thief.client.cookies.set("desk", "planted", path="/desk")
    assert thief.get("/desk").status_code == 401


def test_sessions_end(desk: Desk) -> None:
    """After half an hour of nothing, after a shift in any case, and at once by logging out."""
    browser = desk.moderator("甲员")
    for _ in range(3):
        desk.clock.pass_(minutes=29)
        assert browser.get("/desk").status_code == 200
    desk.clock.pass_(minutes=31)
    assert browser.get("/desk").status_code == 401

    browser = desk.moderator("乙员")
    for _ in range(int(accounts.LONGEST / timedelta(minutes=25))):
        desk.clock.pass_(minutes=25)
        assert browser.get("/desk").status_code == 200
    desk.clock.pass_(minutes=25)
    assert browser.get("/desk").status_code == 401

    browser = desk.moderator("丙员")
    token = browser.client.cookies.get("desk")
    assert browser.post("/desk/logout").status_code == 303
    browser.client.cookies.set("desk", str(token), path="/desk")
    assert browser.get("/desk").status_code == 401


def test_a_page_that_refreshes_itself_keeps_nobody_logged_in(desk: Desk) -> None:
    """An empty chair's session ends although its page is live."""
    browser = desk.moderator("甲员")
    for _ in range(3):
        desk.clock.pass_(minutes=10)
        assert browser.client.get("/desk", headers={"x-live": "1"}).status_code == 200
    desk.clock.pass_(minutes=1)
    assert browser.client.get("/desk", headers={"x-live": "1"}).status_code == 401


def test_an_account_that_is_off_is_out_at_once(desk: Desk) -> None:
    """Its session ends and its case is free."""
    case = desk.needs_person("甲")
    one, lead = desk.moderator("值班"), desk.moderator("主管", "supervisor")
    one.post("/desk/next")
    lead.post(f"/desk/accounts/{one.account.id}", role="moderator", active="no")
    assert one.get("/desk").status_code == 401
    assert lead.act(case, "claim").status_code == 303


def test_a_supervisor_cannot_lock_themselves_out(desk: Desk) -> None:
    """One's own account is another supervisor's to change."""
    lead = desk.moderator("主管", "supervisor")
    assert lead.post(f"/desk/accounts/{lead.account.id}", role="auditor", active="yes").status_code == 409
    assert lead.get("/desk/accounts").status_code == 200


def test_a_lost_phone_is_enrolled_anew(desk: Desk) -> None:
    """The same name, a new link; old password, code, session and phone no longer work."""
    browser = desk.moderator("值班")
    secret = desk.ask(lambda store: store.staff_by_name("值班")).secret
    desk.ask(lambda store: store.link_telegram(browser.account.id, "111"))
    lead = desk.moderator("主管", "supervisor")
    html = lead.post("/desk/accounts", name="值班", role="moderator").text
    link = re.findall(r'id="link">[^<]*(/desk/enrol/[^<]+)<', html)[0]
    assert enrol(desk.visitor(), link, "another-long-password").status_code == 303
    desk.clock.pass_(minutes=2)
    assert log_in(desk.visitor(), "值班", PASSWORD, code(desk, secret)).status_code == 401
    assert browser.get("/desk").status_code == 401
    assert desk.ask(lambda store: store.staff_by_telegram("111")) is None


def test_nothing_secret_is_stored_in_the_clear(desk: Desk) -> None:
    """Passwords, code keys, session and enrolment tokens cannot be read from the database file."""
    staff, secret = desk.staff("值班")
    made = desk.ask(lambda store: accounts.invite(store, "新人", "moderator", desk.clock()))
    browser = desk.moderator("别人")
    token = str(browser.client.cookies.get("desk"))
    raw = b"".join(path.read_bytes() for path in desk.folder.glob("desk.db*"))
    assert staff.password.startswith("$argon2id$")
    for hidden in (PASSWORD, secret, made, token):
        assert hidden.encode() not in raw
