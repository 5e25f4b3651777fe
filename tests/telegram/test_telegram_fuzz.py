"""Updates that Telegram never sent: nothing breaks, and nothing is stored that was not said to us in private."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.turns.house import House
from tests.telegram.emulator import Emulator
from tests.telegram.living import Living, build
from tests.telegram.people import Person
from tests.telegram.test_telegram_input import FROM, PAYLOADS

CHAT = {"id": 777000, "type": "private", "first_name": "测试用户"}
USER = {"id": 777000, "is_bot": False, "first_name": "测试用户", "language_code": "zh-hans"}
EDITED = {"edit_date": 1795301000}
SAMPLES: list[dict[str, Any]] = [
    *({"update_id": 1, "message": json.loads(text % FROM)} for text in PAYLOADS.values()),
    *({"update_id": 1, "edited_message": json.loads(text % FROM) | EDITED} for text in PAYLOADS.values()),
    {
        "update_id": 1,
        "callback_query": {
            "id": "1",
            "from": USER,
            "chat_instance": "1",
            "data": "c0.0.0.AAAAAAAAAAAA",
            "message": {"message_id": 5, "date": 1795300000, "chat": CHAT, "text": "?"},
        },
    },
    {
        "update_id": 1,
        "my_chat_member": {
            "chat": CHAT,
            "from": USER,
            "date": 1795300000,
            "old_chat_member": {"user": USER, "status": "member"},
            "new_chat_member": {"user": USER, "status": "kicked", "until_date": 0},
        },
    },
]  # fmt: skip
WORDS = [
    "",
    "/",
    "/start",
    "/erase",
    "可以",
    "都没有",
    "确认删除",
    "\x00",
    "<b>",
    "{{x}}",
    "😀" * 30,
    "a" * 5000,
    "\ud83d",
]
KINDS = ["private", "group", "supergroup", "channel", "nonsense"]
LEAVES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(KINDS),
    st.sampled_from([None, True, False, 0, -1, 1, 2**31, 2**63, -(2**70), 1.5, float("inf")]),
    st.text(max_size=20),
    st.just([]),
    st.just({}),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, one in inner for found in places(one, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A real update with up to four places changed, dropped, or filled from another update."""
    update = copy.deepcopy(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(0, 4))):
        path = draw(st.sampled_from(places(update)))
        if not path:
            continue
        holder = update
        for key in path[:-1]:
            holder = holder[key]
        kind = draw(st.sampled_from(["leaf", "drop", "graft", "chat"]))
        if kind == "drop":
            del holder[path[-1]]
        elif kind == "graft":
            other = draw(st.sampled_from(SAMPLES))
            holder[path[-1]] = copy.deepcopy(other[draw(st.sampled_from(sorted(other)))])
        elif kind == "chat" and isinstance(holder, dict):
            holder["chat"] = {"id": draw(st.sampled_from([777000, -1001, 5])), "type": draw(st.sampled_from(KINDS))}
        else:
            holder[path[-1]] = draw(LEAVES)
    return update


def private(update: Any) -> bool:
    """True when somebody may have told us something in private by this update."""
    if not isinstance(update, dict):
        return False
    messages = [update.get("message"), update.get("edited_message"), update.get("my_chat_member")]
    query = update.get("callback_query")
    messages.append(query.get("message") if isinstance(query, dict) else None)
    chats = [message.get("chat") for message in messages if isinstance(message, dict)]
    return any(isinstance(chat, dict) and chat.get("type") == "private" for chat in chats)


async def take(living: Living, update: Any, number: int) -> None:
    """One update through everything, and what it left in the store."""
    if isinstance(update, dict) and "update_id" in update:
        update["update_id"] = number
    desk = await living.door.desk()
    before = await living.talk.ask(lambda store: store.counts())
    await desk.take(update)
    await desk.reception.settled()
    if not private(update):
        assert await living.talk.ask(lambda store: store.counts()) == before, update


def test_no_update_breaks_the_bot(house: House, tmp_path: Path, soak: bool, caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of mutated updates: no unhandled error, no trace of groups and channels in the store."""
    with asyncio.Runner() as runner:
        server = runner.run(Emulator().__aenter__())
        Person(server).chat.started = True
        living = build(server, house, tmp_path)
        numbers = iter(range(1, 10**9))

        @settings(max_examples=20_000 if soak else 500, deadline=None, suppress_health_check=list(HealthCheck))
        @given(mutated())
        def check(update: Any) -> None:
            runner.run(take(living, update, next(numbers)))

        with caplog.at_level(logging.WARNING):
            check()
        runner.run(living.door.close())
        living.thread.stop()
        runner.run(server.__aexit__())

    errors = {record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR}
    assert {error for error in errors if "400" not in error} == set()
