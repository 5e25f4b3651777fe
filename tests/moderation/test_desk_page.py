"""The desk in a real browser: two moderators and a borrower at once, by mouse and by keys."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.moderation import accounts
from bot.storage.base_review import Role
from bot.turns.house import House
from tests.moderation.staffed import CHINA, Clock, Desk

pytestmark = pytest.mark.browser
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


class RealClock(Clock):
    """Runs: a browser waits for nobody."""

    def __call__(self) -> datetime:
        return datetime.now(CHINA)


class Served(Desk):
    """The same desk over a real socket."""

    def __init__(self, house: House, folder: Path) -> None:
        super().__init__(house, folder, RealClock())
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.server = uvicorn.Server(
            uvicorn.Config(self.app, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
        )
        self.serving = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)
        self.serving.start()

    def close(self) -> None:
        self.server.should_exit = True
        self.serving.join()
        self.socket.close()
        super().close()


@pytest.fixture(scope="module")
def served(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    found = Served(house, tmp_path_factory.mktemp("served"))
    yield found
    found.close()


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


class People:
    """Opens pages for people; every error on a page fails the test."""

    def __init__(self, served: Served, browser: Browser, contexts: list[BrowserContext]) -> None:
        self.served, self.browser, self.contexts = served, browser, contexts
        self.errors: list[str] = []

    def page(self, size: dict[str, int], **more: object) -> Page:
        context = self.browser.new_context(base_url=self.served.url, viewport=size, locale="zh-CN", **more)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if "Content Security" in said.text else None)
        return page

    def moderator(self, name: str, role: Role = "moderator", size: dict[str, int] = WIDE, **more: object) -> Page:
        """Somebody who is logged in, at the queue."""
        staff = self.served.ask(lambda store: store.staff_by_name(name)) or self.served.staff(name, role)[0]
        token = accounts.token()
        self.served.ask(lambda store: store.open_session(accounts.hashed(token), staff.id, self.served.clock()))
        page = self.page(size, **more)
        page.context.add_cookies([{"name": "desk", "value": token, "domain": "127.0.0.1", "path": "/desk"}])
        page.goto("/desk")
        return page

    def borrower(self) -> Page:
        """Somebody in the chat."""
        page = self.page(PHONE)
        page.goto("/")
        return page


@pytest.fixture
def people(served: Served, browser: Browser, contexts: list[BrowserContext]) -> Iterator[People]:
    found = People(served, browser, contexts)
    yield found
    assert found.errors == []


def say(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator("#send").click()
    expect(page.locator("#log")).to_contain_text(text)


def end_all(served: Served) -> None:
    """No case of an earlier test waits."""
    for severity in ("P0", "P1", "P2", "P3"):
        for case in served.ask(lambda store, s=severity: store.waiting(s, served.clock(), 50)):
            served.ask(lambda store, id=case.id: store.close_review(id, "helped", {}, False, served.clock()))
    for case in served.ask(lambda store: store.claimed(served.clock())):
        served.ask(lambda store, id=case.id: store.close_review(id, "helped", {}, False, served.clock()))


def test_two_moderators_and_a_borrower(people: People, served: Served) -> None:
    """A flag shows at once on both desks; one takes it, the other cannot; take-over and hand-back from both sides."""
    end_all(served)
    one, two, borrower = people.moderator("甲员"), people.moderator("乙员"), people.borrower()
    say(borrower, "他们天天打电话骂我")
    say(borrower, "我不想活了，今晚就从楼上跳下去")
    for page in (one, two):
        expect(page.locator(".row.P0")).to_have_count(1)
    two.locator(".row.P0 [data-claim]").wait_for()
    one.keyboard.press("n")
    one.wait_for_url("**/desk/cases/*")
    expect(one.locator("mark").first).to_be_visible()
    expect(two.locator("#live-lists")).to_contain_text("甲员 在处理")
    expect(two.locator(".row.P0 [data-claim]")).to_have_count(0)

    one.keyboard.press("r")
    one.keyboard.type("你好，我是值班员，我在。")
    one.keyboard.press("Control+Enter")
    expect(borrower.locator("#log")).to_contain_text("由真人在这里回复你")
    expect(borrower.locator("#log")).to_contain_text("你好，我是值班员，我在。")
    say(borrower, "谢谢你还在")
    expect(one.locator("#live-talk")).to_contain_text("谢谢你还在")
    expect(borrower.locator("#log .bubble").last).to_contain_text("谢谢你还在")

    one.locator("#handback").click()
    expect(borrower.locator("#log")).to_contain_text("值班人员先到这里")
    expect(one.locator("#handback")).to_have_count(0)


def test_a_claim_that_came_too_late(people: People, served: Served) -> None:
    """Two press 接手 on the same row: one has it, the other reads why not."""
    end_all(served)
    served.needs_person("同时")
    one, two = people.moderator("甲员"), people.moderator("乙员")
    two.evaluate("document.body.removeAttribute('data-live')")
    two.locator("[data-claim]").first.wait_for()
    with two.expect_request_finished():
        one.locator("[data-claim]").first.click()
        one.wait_for_url("**/desk/cases/*")
        two.evaluate("document.querySelector('[data-claim]') && document.querySelector('[data-claim]').click()")
    expect(one.locator("#live-head")).to_contain_text("在你手里")
    expect(two.locator("body")).to_contain_text("甲员 在处理" if two.url.endswith("/desk") else "别人先接手了")


def test_the_desk_by_keys_alone(people: People, served: Served) -> None:
    """j and k move, c claims, m writes a note, q goes back, ? shows the keys."""
    end_all(served)
    for number in range(3):
        served.needs_person(f"键盘{number}")
    page = people.moderator("甲员")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    for key in "jjk":
        page.keyboard.press(key)
    second = page.locator("[data-row]").nth(0)
    expect(second).to_have_attribute("aria-current", "true")
    page.keyboard.press("c")
    page.wait_for_url("**/desk/cases/*")
    page.keyboard.press("m")
    page.keyboard.type("键盘写的备注")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#live-notes")).to_contain_text("键盘写的备注")
    page.keyboard.press("q")
    page.wait_for_url("**/desk")
    expect(page.locator("#live-lists")).to_contain_text("我手里的")


def test_what_is_being_typed_survives_a_refresh(people: People, served: Served) -> None:
    """New lines come in while a moderator writes; the words stay."""
    end_all(served)
    case = served.needs_person("打字")
    page = people.moderator("甲员")
    page.keyboard.press("n")
    page.wait_for_url("**/desk/cases/*")
    page.locator("#answer").fill("写到一半")
    served.ask(lambda store: store.write_note(case, 1, "note", "别人的备注", served.clock()))
    served.write("打字", "我又想起一件事")
    expect(page.locator("#live-talk")).to_contain_text("我又想起一件事")
    expect(page.locator("#answer")).to_have_value("写到一半")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_runs_over_the_edge(people: People, served: Served, size: dict[str, int], scheme: str) -> None:
    """Queue and case fit a phone and a desk, in the light and in the dark; text keeps its contrast."""
    end_all(served)
    served.needs_person(f"边缘{size['width']}{scheme}")
    page = people.moderator("甲员", size=size, color_scheme=scheme)
    for path in ("", "/next"):
        if path:
            page.locator("#next").click()
            page.wait_for_url("**/desk/cases/*")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        worst = page.evaluate(CONTRAST)
        assert worst[0] >= 4.5, worst


CONTRAST = """() => {
  const light = (x) => (x /= 255) <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4;
  const lum = (c) => .2126 * light(c[0]) + .7152 * light(c[1]) + .0722 * light(c[2]);
  const read = (text) => text.match(/[\\d.]+/g).map(Number);
  const back = (e) => {
    for (; e; e = e.parentElement) {
      const c = read(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  let worst = [99, ""];
  for (const e of document.querySelectorAll("main *, header *")) {
    const said = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!e.offsetParent || !said || e.disabled) continue;
    const a = lum(read(getComputedStyle(e).color)), b = lum(back(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < worst[0]) worst = [ratio, e.className + " " + e.textContent.trim().slice(0, 30)];
  }
  return worst;
}"""


def test_login_in_a_real_browser(people: People, served: Served) -> None:
    """From the one-time link to the queue: the forms work with the cookies and headers a browser sends."""
    made = served.ask(lambda store: accounts.invite(store, "新来的", "supervisor", served.clock()))
    page = people.page(WIDE)
    page.goto(f"/desk/enrol/{made}")
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.locator("[name=password]").fill("four-unrelated-words")
    page.locator("[name=again]").fill("four-unrelated-words")
    page.locator("[name=code]").fill(accounts.pyotp.TOTP(secret).now())
    page.locator("button.primary").click()
    page.wait_for_url("**/desk")
    expect(page.locator(".me")).to_contain_text("新来的（主管）")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/desk/login*")
