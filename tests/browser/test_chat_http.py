"""The web chat as a browser without JavaScript sees it: forms, cookies, headers, limits."""

from __future__ import annotations

import gzip
import http.client
import json
import re
from typing import Any

import httpx2
import pytest

JSON = {"accept": "application/json"}


def hidden(page: str, form: str = 'id="composer"') -> dict[str, str]:
    """The hidden fields of one form of a page."""
    (part,) = re.findall(rf"<form[^>]*{form}.*?</form>", page, re.S)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', part))


def opened(client: httpx2.Client) -> str:
    """The page of a talk that has begun."""
    client.get("/")
    client.post("/say", data={"id": "start", "text": "开始"})
    return client.get("/").text


def tell(client: httpx2.Client, id: str, text: str, **more: Any) -> dict[str, Any]:
    """Send one message the way the page's script does."""
    answer = client.post("/say", data={"id": id, "text": text}, headers=JSON, **more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_talk_without_javascript(client: httpx2.Client) -> None:
    """A form is posted, the browser is sent back to the page, and the page shows both sides."""
    page = opened(client)
    answer = client.post("/say", data=hidden(page) | {"text": "催收又打来了，\r\n怎么办"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    page = client.get("/").text
    assert '<div class="said">催收又打来了，\n怎么办</div>' in page
    assert page.count('class="line bot') >= 2


def test_the_same_form_twice_is_one_message_and_another_text_is_another(client: httpx2.Client) -> None:
    """A double tap counts once; going back in the browser and writing something else counts."""
    fields = hidden(opened(client))
    for text in ("第一句话", "第一句话", "第二句话"):
        client.post("/say", data=fields | {"text": text})
    page = client.get("/").text
    assert (page.count(">第一句话<"), page.count(">第二句话<")) == (1, 1)


def test_one_message_id_is_one_message(client: httpx2.Client) -> None:
    """A message that the script sends again after a lost answer is the same message."""
    opened(client)
    first = tell(client, "a" * 32, "重复的话")
    again = tell(client, "a" * 32, "重复的话")
    assert first["newest"] == again["newest"]
    assert client.get("/").text.count(">重复的话<") == 1


def test_markup_stays_text(client: httpx2.Client) -> None:
    """What a borrower writes is never read as HTML or as a template."""
    opened(client)
    html = tell(client, "b" * 32, "<script>alert(1)</script>{{ 7*7 }}")["html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in html
    assert "<script" not in html


def test_safe_headers_on_every_answer(client: httpx2.Client) -> None:
    """Pages, packets, refusals and files alike carry the headers; only named static files are kept."""
    answers = [
        client.get("/"),
        client.get("/away"),
        client.get("/files/none"),
        client.post("/say", data={"text": "你好"}),
    ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_session_cookie_and_the_title_give_nothing_away(client: httpx2.Client) -> None:
    """The cookie is HttpOnly and SameSite=Lax; the title in the list of tabs is neutral."""
    answer = client.get("/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("sid=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "<title>笔记</title>" in answer.text


def test_static_files_are_kept_under_their_content(client: httpx2.Client) -> None:
    """The address names the content, so a browser never asks twice and never keeps an old one."""
    script = re.search(r'src="(/static/chat\.js\?v=\w+)"', client.get("/").text)
    assert script is not None
    assert "immutable" in client.get(script[1]).headers["cache-control"]
    assert client.get("/static/chat.js?v=old").headers["cache-control"] == "no-cache"
    assert client.get("/static/nothing.js").status_code == 404


def test_the_page_is_small(client: httpx2.Client) -> None:
    """Page, styles and script together fit a slow line: 40 KB, a third of it packed."""
    page = client.get("/")
    parts = [page.content, *(client.get(path).content for path in re.findall(r'"(/static/[\w.]+\?v=\w+)"', page.text))]
    assert sum(map(len, parts)) <= 40_000
    assert sum(len(gzip.compress(part)) for part in parts) <= 14_000
    assert page.headers["content-encoding"] == "gzip"


def test_another_page_cannot_speak_for_the_borrower(client: httpx2.Client) -> None:
    """A foreign origin is refused; a browser that names no origin must bring the form's key."""
    fields = hidden(opened(client))
    assert client.post("/say", data=fields, headers={"origin": "https://evil.test"}).status_code == 403
    silent = {"origin": "null"}
    assert client.post("/say", data={"id": "x", "text": "没有钥匙"}, headers=silent).status_code == 403
    assert client.post("/say", data=fields | {"text": "有钥匙"}, headers=silent).status_code == 303
    page = client.get("/").text
    assert ">没有钥匙<" not in page
    assert ">有钥匙<" in page


def test_a_forgotten_session_gets_a_fresh_one(client: httpx2.Client) -> None:
    """A cookie that is not ours any more is no error: the message opens a new talk and the page starts over."""
    client.cookies.set("sid", "nobody.at-all", domain="127.0.0.1")
    answer = client.post("/say", data={"id": "c" * 32, "text": "我回来了", "after": "99"}, headers=JSON)
    assert answer.json()["reset"] is True
    assert ">我回来了<" in answer.json()["html"]
    assert "set-cookie" in answer.headers


def test_a_file_is_kept_and_only_its_owner_gets_it(client: httpx2.Client, base_url: str) -> None:
    """An upload shows up under its own address, as a download, and does not exist for anybody else."""
    opened(client)
    file = ("聊天/../记录.txt", b"\xe8\xae\xb0\xe5\xbd\x95", "text/plain")
    html = tell(client, "d" * 32, "", files={"file": file})["html"]
    address = re.search(r'href="(/files/[^"]+)"', html)
    assert address is not None
    assert "记录.txt" in html
    own = client.get(address[1])
    assert own.content == "记录".encode()
    assert own.headers["content-disposition"].startswith("attachment")
    assert own.headers["content-type"] == "application/octet-stream"
    assert own.headers["content-length"] == "6"
    with httpx2.Client(base_url=base_url, trust_env=False) as other:
        other.get("/")
        assert other.get(address[1]).status_code == 404
    assert client.get("/files/999999").status_code == 404


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "长" * 300 + ".txt"])
def test_a_name_that_cannot_stay_is_told(client: httpx2.Client, name: str) -> None:
    """Path separators and 300 characters: kept under a fit name, which the answer says."""
    opened(client)
    said = tell(client, "e" * 32, "", files={"file": (name, b"words", "text/plain")})["html"]
    assert "带有不能用的符号" in said
    assert "etc" not in said


@pytest.mark.parametrize(
    ("name", "type", "content", "status"),
    [
        ("病毒.exe", "application/x-msdownload", b"MZ", 415),
        ("空的.txt", "text/plain", b"", 400),
        ("很大.mp4", "video/mp4", b"0" * (20 * 1024 * 1024 + 1), 413),
    ],
)
def test_a_file_that_is_not_taken_is_explained(
    client: httpx2.Client, name: str, type: str, content: bytes, status: int
) -> None:
    """An odd type, an empty file and a large one each get their own plain sentence, and nothing is kept."""
    opened(client)
    answer = client.post("/say", data={"id": "e" * 32}, files={"file": (name, content, type)}, headers=JSON)
    assert answer.status_code == status
    assert re.search("打不开|是空的|最多 20 MB", answer.json()["say"])
    assert name not in client.get("/").text


def test_a_huge_upload_is_refused_before_it_is_read(base_url: str) -> None:
    """The length alone is enough to say no; the body is not waited for."""
    line = http.client.HTTPConnection(base_url.removeprefix("http://"), timeout=10)
    headers = {
        **JSON,
        "origin": base_url,
        "content-type": "multipart/form-data; boundary=x",
        "content-length": "99999999",
    }
    line.request("POST", "/say", headers=headers)
    answer = line.getresponse()
    assert answer.status == 413
    assert "最多 20 MB" in json.loads(answer.read())["say"]
    line.close()


def test_too_many_at_once_are_slowed_down_politely(client: httpx2.Client) -> None:
    """After a burst the answer is 429 with a sentence and a time; the page keeps what was typed."""
    fields = hidden(opened(client))
    answers = [client.post("/say", data={"id": f"burst-{n:03}", "choice": "none"}, headers=JSON) for n in range(30)]
    late = next(answer for answer in answers if answer.status_code == 429)
    assert int(late.headers["retry-after"]) >= 1
    assert "秒后再发" in late.json()["say"]
    pages = [client.post("/say", data=fields | {"text": "没发出去的话"}) for _ in range(5)]
    assert ">没发出去的话</textarea>" in next(page for page in pages if page.status_code == 429).text


def test_new_lines_can_be_fetched(client: httpx2.Client) -> None:
    """The fallback without an event stream: nothing new is an empty answer, new lines come as a packet."""
    opened(client)
    newest = client.get("/lines?after=0").json()["newest"]
    assert client.get(f"/lines?after={newest}").status_code == 204
    tell(client, "f" * 32, "轮询看得到")
    packet = client.get(f"/lines?after={newest}").json()
    assert ">轮询看得到<" in packet["html"]
    assert client.get("/lines?after=nonsense").status_code == 200


def test_the_event_stream_begins_with_what_was_missed(client: httpx2.Client) -> None:
    """A reconnecting page names its last line and gets everything after it first."""
    opened(client)
    newest = tell(client, "g" * 32, "断线前")["newest"]
    tell(client, "h" * 32, "断线时")
    with client.stream("GET", "/events?after=0", headers={"last-event-id": str(newest)}) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        data = next(line for line in stream.iter_lines() if line.startswith("data: "))
    packet = json.loads(data.removeprefix("data: "))
    assert ">断线时<" in packet["html"]
    assert ">断线前<" not in packet["html"]


def test_after_a_quick_leave_the_address_shows_a_blank_note(client: httpx2.Client) -> None:
    """Even reloading the chat's address shows the neutral page, until its own link leads back."""
    opened(client)
    for path in ("/away", "/"):
        page = client.get(path).text
        assert "不慌" not in page
        assert 'class="blank"' in page
    assert client.get("/back").status_code == 303
    assert 'id="log"' in client.get("/").text


def test_erasing_hands_out_a_new_session(client: httpx2.Client) -> None:
    """After 删除 and its confirmation the receipt is in that answer alone, under a new cookie."""
    page = opened(client)
    before = client.cookies["sid"]
    client.post("/say", data=hidden(page) | {"text": "删除"})
    form = hidden(client.get("/").text, 'id="one"')
    answer = client.post("/say", data=form | {"choice": "erase_now"})
    assert answer.status_code == 200
    assert client.cookies["sid"] != before
    assert "回执" in answer.text or "删" in answer.text
    assert 'class="line me' not in client.get("/").text
