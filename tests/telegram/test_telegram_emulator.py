"""The emulator is as strict as Telegram: what it hands out, what it takes, what it refuses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, FormData, web

from tests.telegram import contract
from tests.telegram.emulator import Emulator, Limits
from tests.telegram.people import Person
from tests.telegram.world import DOWNLOAD_LIMIT


class Caller:
    """A client without a library: what goes over the wire is what stands here."""

    def __init__(self, server: Emulator, session: ClientSession) -> None:
        self.server, self.session = server, session

    async def __call__(self, method: str, **fields: Any) -> dict[str, Any]:
        url = f"{self.server.base}/bot{self.server.token}/{method}"
        async with self.session.post(url, json=fields) as response:
            found: dict[str, Any] = await response.json()
            return found

    async def refusal(self, method: str, **fields: Any) -> str:
        answer = await self(method, **fields)
        assert answer["ok"] is False
        return f"{answer['error_code']} {answer['description']}"


@pytest.fixture
async def call(server: Emulator) -> AsyncIterator[Caller]:
    async with ClientSession() as session:
        yield Caller(server, session)


BUTTON = {"inline_keyboard": [[{"text": "好", "callback_data": "a"}]]}


async def test_updates_wait_until_they_are_confirmed(call: Caller, server: Emulator) -> None:
    """The same updates come again until an offset above them is asked for."""
    person = Person(server)
    first, second = person.says("一"), person.says("二")

    again = [(await call("getUpdates", timeout=0))["result"] for _ in range(2)]
    confirmed = (await call("getUpdates", offset=again[0][1]["update_id"]))["result"]

    assert again[0] == again[1]
    assert [update["message"] for update in again[0]] == [first, second]
    assert [update["message"] for update in confirmed] == [second]


async def test_an_empty_hand_is_held_out_until_something_comes(call: Caller, server: Emulator) -> None:
    """A long poll returns as soon as somebody writes."""
    polling = asyncio.create_task(call("getUpdates", timeout=20))
    await server.world.change(5)
    assert not polling.done()

    Person(server).says("在吗")

    assert len((await polling)["result"]) == 1


async def test_only_the_kinds_asked_for_are_given(call: Caller, server: Emulator) -> None:
    """`allowed_updates` keeps everything else away."""
    person = Person(server)
    person.edits(person.says("一"), "二")

    found = (await call("getUpdates", allowed_updates=["edited_message"]))["result"]

    assert [set(update) - {"update_id"} for update in found] == [{"edited_message"}]


async def test_a_second_poller_cuts_off_the_first(call: Caller, server: Emulator) -> None:
    """409 goes to whoever polled first."""
    first = asyncio.create_task(call("getUpdates", timeout=20))
    await server.world.change(5)
    second = asyncio.create_task(call("getUpdates", timeout=20))

    assert (await first)["error_code"] == 409
    Person(server).says("在吗")
    assert len((await second)["result"]) == 1


@pytest.mark.parametrize(
    ("method", "fields", "refusal"),
    [
        ("sendMessage", {"chat_id": 1, "text": "好"}, "400 Bad Request: chat not found"),
        ("sendMessage", {"text": "字" * 4097}, "400 Bad Request: message is too long"),
        ("sendMessage", {"text": "😀" * 2049}, "400 Bad Request: message is too long"),
        ("sendMessage", {"text": "  "}, "400 Bad Request: text must be non-empty"),
        ("sendMessage", {"text": "<b>好", "parse_mode": "HTML"}, "400 Bad Request: can't parse entities"),
        ("sendMessage", {"text": "1 < 2", "parse_mode": "HTML"}, "400 Bad Request: can't parse entities"),
        ("sendMessage", {"text": "<p>好</p>", "parse_mode": "HTML"}, "400 Bad Request: can't parse entities"),
        (
            "sendMessage",
            {"text": "好", "reply_markup": {"inline_keyboard": [[{"text": "好", "callback_data": "x" * 65}]]}},
            "400 Bad Request: BUTTON_DATA_INVALID",
        ),
        ("editMessageText", {"message_id": 101, "text": "好"}, "400 Bad Request: message is not modified"),
        ("editMessageText", {"message_id": 99, "text": "好"}, "400 Bad Request: message to edit not found"),
        ("answerCallbackQuery", {"callback_query_id": "7"}, "400 Bad Request: query is too old"),
        ("getFile", {"file_id": "gone"}, "400 Bad Request: wrong file_id"),
        ("sendVoiceOver", {}, "404 Not Found"),
        (
            "setMyCommands",
            {"language_code": "zh-hant", "commands": [{"command": "a", "description": "b"}]},
            "400 Bad Request: invalid language code",
        ),
    ],
)
async def test_telegrams_refusals(
    call: Caller, server: Emulator, method: str, fields: dict[str, Any], refusal: str
) -> None:
    """Each slip gets the refusal that Telegram gives."""
    person = Person(server)
    person.chat.started = True
    await call("sendMessage", chat_id=person.id, text="好")

    found = await call.refusal(method, **{"chat_id": person.id, **fields})

    assert found.startswith(refusal)


async def test_entities_are_read_out_of_html(call: Caller, server: Emulator) -> None:
    """Tags do not count as text, and offsets are in UTF-16 units."""
    person = Person(server)
    person.chat.started = True

    sent = await call("sendMessage", chat_id=person.id, text="😀<b>a&lt;b</b><pre>信</pre>", parse_mode="HTML")

    assert sent["result"]["text"] == "😀a<b信"
    assert sent["result"]["entities"] == [
        {"type": "bold", "offset": 2, "length": 3},
        {"type": "pre", "offset": 5, "length": 1},
    ]


async def test_nobody_is_written_to_who_did_not_begin_or_has_blocked(call: Caller, server: Emulator) -> None:
    """403 before the first message and after a block; an unblock opens the chat again."""
    person = Person(server)
    before = await call.refusal("sendMessage", chat_id=person.id, text="好")
    person.says("在吗")
    person.blocks()
    blocked = await call.refusal("sendMessage", chat_id=person.id, text="好")
    person.blocks(False)

    assert before.startswith("403 Forbidden: bot can't initiate")
    assert blocked == "403 Forbidden: bot was blocked by the user"
    assert (await call("sendMessage", chat_id=person.id, text="好"))["ok"] is True


async def test_too_fast_is_429_with_the_seconds_to_wait(call: Caller, server: Emulator) -> None:
    """A short burst passes; then the chat, and only it, has to wait."""
    server.limits = Limits(chat_rate=1.0, burst=3)
    fast, calm = Person(server, 1), Person(server, 2)
    fast.says("一")
    calm.says("一")

    answers = [await call("sendMessage", chat_id=1, text=str(number)) for number in range(5)]

    assert [answer["ok"] for answer in answers] == [True, True, True, False, False]
    assert answers[-1]["parameters"] == {"retry_after": 1}
    assert (await call("sendMessage", chat_id=2, text="好"))["ok"] is True


async def test_a_press_carries_the_message_as_it_is_now(call: Caller, server: Emulator) -> None:
    """The keyboard in the update is the current one, and only a real press can be answered, once."""
    person = Person(server)
    person.says("在吗")
    await call("sendMessage", chat_id=person.id, text="好吗", reply_markup=BUTTON)

    pressed = person.presses("好")["callback_query"]

    assert pressed["message"]["reply_markup"] == BUTTON
    assert (await call("answerCallbackQuery", callback_query_id=pressed["id"]))["result"] is True
    assert (await call.refusal("answerCallbackQuery", callback_query_id=pressed["id"])).startswith("400")


async def test_files_up_and_down(call: Caller, server: Emulator) -> None:
    """A file is fetched by the path that getFile names, one above 20 MB is not, and one sent is kept whole."""
    person = Person(server)
    small = person.document("a.pdf", "application/pdf", b"%PDF")["document"]
    large = person.document("b.pdf", "application/pdf", b"%PDF", size=DOWNLOAD_LIMIT + 1)["document"]
    form = FormData({"chat_id": str(person.id), "caption": "给你"}, quote_fields=False)
    form.add_field("document", b"letter", filename="信.txt")

    path = (await call("getFile", file_id=small["file_id"]))["result"]["file_path"]
    async with call.session.get(f"{server.base}/file/bot{server.token}/{path}") as response:
        fetched = await response.read()
    async with call.session.post(f"{server.base}/bot{server.token}/sendDocument", data=form) as response:
        sent = (await response.json())["result"]

    assert fetched == b"%PDF"
    assert await call.refusal("getFile", file_id=large["file_id"]) == "400 Bad Request: file is too big"
    assert (sent["document"]["file_name"], sent["caption"]) == ("信.txt", "给你")


async def test_a_webhook_gets_each_update_with_the_secret_until_it_is_taken(call: Caller, server: Emulator) -> None:
    """An answer other than 200 brings the same update again; polling is refused meanwhile."""
    got: list[tuple[str, int]] = []

    async def hook(request: web.Request) -> web.Response:
        body = await request.json()
        got.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], body["update_id"]))
        return web.Response(status=500 if len(got) == 1 else 200)

    app = web.Application()
    app.router.add_post("/telegram", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    await call("setWebhook", url=address, secret_token="s3cret")
    person = Person(server)
    person.says("一")
    person.says("二")
    await person.until(lambda: len(got) == 3)
    refused = await call.refusal("getUpdates")
    await runner.cleanup()

    assert [id for _, id in got] == [5001, 5001, 5002]
    assert {secret for secret, _ in got} == {"s3cret"}
    assert refused.startswith("409 Conflict: can't use getUpdates method while webhook is active")


@pytest.mark.skipif(not contract.SPEC.exists(), reason=contract.MISSING)
def test_the_contract_finds_what_is_wrong() -> None:
    """The oracle itself: a missing, an unknown and a mistyped field are each named."""
    message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}

    assert contract.update_faults({"update_id": 1, "message": message}) == []
    assert contract.update_faults({"update_id": "1"}) == ["update.update_id: '1' is no Integer"]
    assert contract.update_faults({"update_id": 1, "mesage": message}) == ["update: no field mesage"]
    assert contract.update_faults({"update_id": 1, "message": {**message, "chat": {"id": 1}}}) == [
        "update.message.chat: type is missing"
    ]
    assert contract.call_faults("sendMessage", {"chat_id": 1}) == ["sendMessage: text is missing"]
    assert contract.call_faults("sendMassage", {}) == ["there is no method sendMassage"]
