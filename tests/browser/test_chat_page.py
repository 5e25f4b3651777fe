"""The chat in a real Chromium, as a phone shows it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

pytestmark = pytest.mark.browser
Press = Callable[[Page, str], None]


def send(page: Page, text: str) -> None:
    """Type and send a message."""
    page.get_by_label("消息", exact=True).fill(text)
    page.get_by_role("button", name="发送").click()


def mine(page: Page, text: str) -> Locator:
    """The borrower's own bubbles with this text."""
    return page.locator(".line.me .said").get_by_text(text, exact=True)


def begin(page: Page, answer: Press) -> None:
    """Through consent to the safety question."""
    answer(page, "可以，开始")


def test_the_first_page_greets_by_itself_and_asks(chat: Page) -> None:
    """Nobody has to find out how to begin: consent is asked at once, under a neutral title."""
    expect(chat).to_have_title("笔记")
    expect(chat.locator(".line.bot").first).to_contain_text("你好")
    expect(chat.get_by_role("button", name="可以，开始")).to_be_visible()
    expect(chat.locator(".line.me")).to_have_count(0)


def test_quick_replies_and_several_at_once(chat: Page, answer: Press) -> None:
    """A pressed button becomes an own bubble; ticked answers are counted and sent with one 完成."""
    begin(chat, answer)
    expect(mine(chat, "可以，开始")).to_be_visible()
    done = chat.get_by_role("button", name="完成")
    expect(done).to_be_disabled()
    chat.get_by_text("有人受伤", exact=True).click()
    chat.get_by_text("正在威胁要动手", exact=True).click()
    expect(done).to_have_text("完成2")
    done.click()
    expect(mine(chat, "有人受伤、正在威胁要动手")).to_be_visible()
    expect(chat.locator(".crisis a.call").first).to_have_attribute("href", re.compile(r"^tel:1\d\d$"))


def test_from_a_story_to_a_letter_that_can_be_copied(chat: Page, answer: Press, context: BrowserContext) -> None:
    """One message, a few taps, and the letter is in the clipboard as it stands."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    letter = to_letter(chat, answer)
    letter.get_by_role("button", name="复制全文").click()
    expect(letter.locator(".copy")).to_have_text("已复制")
    assert chat.evaluate("navigator.clipboard.readText()") == letter.locator(".said").evaluate("e => e.textContent")


def test_a_letter_is_copied_without_the_clipboard_api(chat: Page, answer: Press, context: BrowserContext) -> None:
    """Plain http and old browsers have no Clipboard API; the button works all the same."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    letter = to_letter(chat, answer)
    chat.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('none')); }")
    letter.get_by_role("button", name="复制全文").click()
    expect(letter.locator(".copy")).to_have_text("已复制")
    assert chat.evaluate("navigator.clipboard.readText()") == letter.locator(".said").evaluate("e => e.textContent")


def to_letter(page: Page, answer: Press) -> Locator:
    """Tell a story and skip what is asked until a letter can be chosen."""
    begin(page, answer)
    answer(page, "都没有")
    send(page, "微粒贷的人一天打二十多个电话，还打到我公司，昨晚11点半又打来")
    answer(page, "对，就是这样")
    letters = page.locator("#dock button[value='letter:platform_letter']")
    for _ in range(12):
        if letters.count():
            break
        answer(page, "跳过")
    letters.click()
    letter = page.locator(".line.letter").last
    letter.wait_for()
    return letter


def test_the_talk_is_there_again_after_the_tab_was_closed(chat: Page, answer: Press, context: BrowserContext) -> None:
    """Closing the tab loses nothing: the lines and the open question come back."""
    begin(chat, answer)
    chat.close()
    again = context.new_page()
    again.goto("/")
    expect(mine(again, "可以，开始")).to_have_count(1)
    expect(again.get_by_text("有人受伤", exact=True)).to_be_visible()


def test_a_half_written_line_outlives_a_reload_and_not_the_quick_leave(chat: Page, answer: Press) -> None:
    """What is typed and not sent is there after a reload; leaving in a hurry wipes it."""
    begin(chat, answer)
    chat.fill("#text", "他们昨晚")
    chat.reload()
    expect(chat.locator("#text")).to_have_value("他们昨晚")

    chat.click("#leave")
    chat.get_by_role("link", name="返回").click()
    expect(chat.locator("#text")).to_have_value("")


def test_a_second_tab_sees_it_live(chat: Page, answer: Press, context: BrowserContext) -> None:
    """What is said in one tab appears in the other through the event stream, once."""
    other = context.new_page()
    other.goto("/")
    expect(other.locator("html")).to_have_attribute("data-live", "stream")
    begin(chat, answer)
    expect(mine(other, "可以，开始")).to_have_count(1)
    expect(other.get_by_text("有人受伤", exact=True)).to_be_visible()


def test_without_an_event_stream_the_page_asks_for_news(chat: Page, answer: Press, context: BrowserContext) -> None:
    """Where events do not get through, new lines are fetched."""
    other = context.new_page()
    other.add_init_script("delete window.EventSource")
    other.goto("/")
    expect(other.locator("html")).to_have_attribute("data-live", "poll")
    begin(chat, answer)
    expect(mine(other, "可以，开始")).to_have_count(1, timeout=10_000)


def test_a_lost_answer_is_asked_for_again_and_counts_once(chat: Page, answer: Press, complaints: list[str]) -> None:
    """The line drops after the server took the message: it goes out again under the same id, and stands once."""
    begin(chat, answer)
    ids: list[str] = []

    def drop(route: Route) -> None:
        ids.extend(re.findall(r'name="id"\s+(\w+)', route.request.post_data or ""))
        if len(ids) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    chat.route("**/say", drop)
    with chat.expect_response("**/say"):
        send(chat, "都没有")
    expect(chat.locator(".state")).to_have_count(0)
    expect(mine(chat, "都没有")).to_have_count(1)
    chat.reload()
    expect(mine(chat, "都没有")).to_have_count(1)
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert complaints == ["Failed to load resource: net::ERR_FAILED"]
    complaints.clear()


def test_a_refused_file_says_why_and_a_large_one_is_not_even_sent(
    chat: Page, answer: Press, complaints: list[str]
) -> None:
    """Both keep the talk usable: a sentence, and 删掉 to clear it away."""
    pick = chat.get_by_label("发照片或文件")
    pick.set_input_files({"name": "程序.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"})
    failed = chat.locator(".line.failed")
    expect(failed).to_contain_text("这种文件我打不开")
    failed.get_by_role("button", name="删掉").click()
    expect(failed).to_have_count(0)
    expect(chat.get_by_role("button", name="可以，开始")).to_be_visible()
    chat.evaluate("document.getElementById('log').dataset.maxFile = 10")
    pick.set_input_files({"name": "大.mp4", "mimeType": "video/mp4", "buffer": b"0" * 11})
    expect(chat.locator(".notice").last).to_contain_text("「大.mp4」太大了")
    assert [said for said in complaints if "415" not in said] == []
    complaints.clear()


def test_a_photo_is_sent_and_shown(chat: Page, answer: Press) -> None:
    """A picked photo goes out at once and shows as a picture, also after a reload."""
    begin(chat, answer)
    dot = (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"
        b"\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82"
    )
    chat.get_by_label("发照片或文件").set_input_files({"name": "截图.png", "mimeType": "image/png", "buffer": dot})
    picture = chat.get_by_role("img", name="截图.png")
    expect(picture).to_be_visible()
    chat.reload()
    expect(picture).to_have_js_property("naturalWidth", 1)


def test_markup_is_shown_as_typed(chat: Page, answer: Press) -> None:
    """A borrower pasting HTML sees their own words, before and after the server had them."""
    begin(chat, answer)
    words = '<img src=x onerror="document.title=1"><b>你好</b>'
    send(chat, words)
    expect(chat.locator(".state")).to_have_count(0)
    expect(mine(chat, words)).to_have_count(1)
    chat.reload()
    expect(mine(chat, words)).to_have_count(1)
    expect(chat).to_have_title("笔记")


@pytest.mark.parametrize("way", ["button", "escape"])
def test_a_quick_leave_clears_the_view_and_bars_the_way_back(page: Page, complaints: list[str], way: str) -> None:
    """The chat is gone at once; neither the back button nor its address shows it again."""
    page.goto("about:blank")
    page.goto("/")
    page.locator("#dock button").first.wait_for()
    if way == "button":
        page.get_by_role("link", name="快速离开").click()
    else:
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    expect(page.locator("#log")).to_have_count(0)
    page.wait_for_url("**/away")
    expect(page).to_have_title("笔记")
    page.go_back()
    assert page.url == "about:blank"
    page.goto("/")
    expect(page.locator("#log")).to_have_count(0)
    page.get_by_role("link", name="返回").click()
    expect(page.locator("#log")).to_be_visible()


def test_the_keyboard_alone_is_enough(chat: Page) -> None:
    """Tab reaches the buttons, Space and Enter answer, and the focus goes on to the next question."""
    for _ in range(12):
        chat.keyboard.press("Tab")
        if chat.evaluate("document.activeElement.textContent").strip() == "可以，开始":
            break
    chat.keyboard.press("Enter")
    boxes = chat.locator("#dock input[type=checkbox]")
    expect(chat.get_by_role("button", name="都没有")).to_be_focused()
    chat.keyboard.press("Tab")
    expect(boxes.first).to_be_focused()
    chat.keyboard.press("Space")
    expect(boxes.first).to_be_checked()
    expect(chat.get_by_role("button", name="完成")).to_be_enabled()
    chat.get_by_label("消息", exact=True).focus()
    chat.keyboard.type("菜单")
    chat.keyboard.press("Enter")
    expect(mine(chat, "菜单")).to_be_visible()


def test_what_a_screen_reader_needs_is_there(chat: Page) -> None:
    """The log is live and polite, every control has a name, and no target is smaller than 24 pixels."""
    log = chat.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    nameless = chat.evaluate(
        """() => [...document.querySelectorAll('button, a, input:not([type=hidden]), textarea, summary')]
        .filter(e => e.checkVisibility())
        .filter(e => !(e.ariaLabel || e.textContent.trim() || e.labels?.length || e.title))
        .map(e => e.outerHTML)"""
    )
    assert nameless == []
    small = chat.evaluate(
        """() => [...document.querySelectorAll('button, header a, summary, textarea, .attach')]
        .map(e => [e.textContent, e.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([name]) => name)"""
    )
    assert small == []


@pytest.mark.parametrize("width", [360, 430, 1280])
@pytest.mark.parametrize("size", ["normal", "large"])
def test_nothing_sticks_out_of_the_screen(chat: Page, answer: Press, width: int, size: str) -> None:
    """From a small phone to a desk, in normal and large text, the page never scrolls sideways."""
    chat.set_viewport_size({"width": width, "height": 740})
    chat.evaluate("size => document.documentElement.dataset.size = size", size)
    begin(chat, answer)
    send(chat, "很长的网址" + "x" * 200)
    expect(chat.locator(".state")).to_have_count(0)
    assert chat.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert chat.evaluate(
        "document.getElementById('scroll').scrollWidth <= document.getElementById('scroll').clientWidth"
    )


def test_looks_are_kept(chat: Page) -> None:
    """Dark and large are there at once and after a reload."""
    chat.locator("#menu summary").click()
    for name in ("深色", "大字"):
        with chat.expect_response("**/look"):
            chat.get_by_role("button", name=name).click()
    expect(chat.locator("html")).to_have_attribute("data-theme", "dark")
    chat.reload()
    expect(chat.locator("html")).to_have_attribute("data-theme", "dark")
    expect(chat.locator("html")).to_have_attribute("data-size", "large")


def test_it_talks_without_javascript(browser: Browser, browser_context_args: dict[str, object]) -> None:
    """Buttons, ticked answers and text all work as plain forms."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="开始", exact=True).click()
    page.get_by_role("button", name="可以，开始").click()
    page.get_by_text("我还没满18岁", exact=True).click()
    page.get_by_role("button", name="完成").click()
    expect(mine(page, "我还没满18岁")).to_have_count(1)
    send(page, "我想说说发生了什么")
    expect(mine(page, "我想说说发生了什么")).to_have_count(1)
    assert page.url.endswith("/")
    context.close()


def test_erasing_clears_the_view_and_starts_over(chat: Page, answer: Press) -> None:
    """After the confirmation only the receipt stands, and a reload begins a new talk."""
    begin(chat, answer)
    send(chat, "删除")
    chat.get_by_role("button", name="确认删除").click()
    expect(chat.locator(".line.me")).to_have_count(0)
    expect(chat.locator("#log")).to_contain_text("回执号")
    chat.reload()
    expect(chat.locator("#log")).not_to_contain_text("回执号")
    expect(chat.get_by_role("button", name="可以，开始")).to_be_visible()


def test_reading_above_is_not_disturbed_by_new_lines(chat: Page, answer: Press, context: BrowserContext) -> None:
    """While one reads further up, the view stays, the buttons fold, and 新消息 leads down."""
    begin(chat, answer)
    send(chat, "\n".join(f"第{n}行" for n in range(60)))
    expect(chat.locator(".line.notice")).to_be_visible()
    chat.evaluate("document.getElementById('scroll').scrollTop = -900")
    expect(chat.locator("#dock")).to_have_class("folded")
    first = chat.get_by_text("第0行").bounding_box()
    assert first is not None
    other = context.new_page()
    other.goto("/")
    send(other, "菜单")
    pill = chat.get_by_role("button", name="新消息")
    expect(pill).to_be_visible()
    assert chat.get_by_text("第0行").bounding_box() == pytest.approx(first, abs=1)  # a part of a pixel may be rounded
    pill.click()
    expect(pill).to_be_hidden()
    expect(chat.locator("#dock")).not_to_have_class("folded")
    expect(mine(chat, "菜单")).to_be_in_viewport()


def test_the_language_can_be_switched_at_any_time(chat: Page) -> None:
    """The page and the talk go over together, and back by the bot's own word."""
    chat.locator("#menu summary").click()
    with chat.expect_navigation():
        chat.get_by_role("button", name="English").click()
    expect(chat.locator("html")).to_have_attribute("lang", "en")
    expect(chat.get_by_role("link", name="Leave fast")).to_be_visible()
    chat.get_by_role("textbox").fill("简体")
    chat.locator("#send").click()
    expect(chat.get_by_role("button", name="可以，开始")).to_be_visible()
    chat.reload()
    expect(chat.locator("html")).to_have_attribute("lang", "zh-Hans")
