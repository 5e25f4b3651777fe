"""Pace: one message a second to a chat after a short burst, and a chat that was told to wait waits alone."""

from __future__ import annotations

import asyncio

from bot.channels.telegram.languages import Languages
from bot.channels.telegram.order import Order
from bot.channels.telegram.pace import CHAT_BURST, FORGET, Pace
from bot.conversation.dialog import Command
from bot.model import Choice, Reply
from bot.speech import Speech


class Clock:
    """A clock that stands still until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_a_burst_passes_and_then_one_a_second() -> None:
    """Four at once, the fifth a second later; after a rest the burst is back."""
    clock = Clock()
    pace = Pace(clock)
    for _ in range(CHAT_BURST):
        assert pace.wait("1") == 0
        await pace.turn("1")
        clock.now += 0.05
    assert 0.7 < pace.wait("1") <= 1.0
    assert pace.wait("2") == 0

    clock.now += CHAT_BURST

    assert pace.wait("1") == 0


async def test_a_held_chat_holds_up_nobody_else() -> None:
    """429 concerns one chat for as long as Telegram says."""
    clock = Clock()
    pace = Pace(clock)
    pace.hold("1", 30)

    assert (pace.wait("1"), pace.held("1"), pace.wait("2")) == (30, 30, 0)
    clock.now += 30
    assert pace.wait("1") == 0


async def test_chats_that_rested_are_forgotten() -> None:
    """What is kept of a chat is gone seconds later."""
    clock = Clock()
    pace = Pace(clock, overall=1e9)
    for number in range(FORGET):
        await pace.turn(str(number))
    clock.now += 60
    await pace.turn("last")

    assert len(pace._next) == 1


async def test_a_chat_is_served_in_order_and_then_forgotten() -> None:
    """Messages of one chat follow each other; nothing stays behind."""
    order, seen = Order(), list[str]()

    async def one(chat: str, word: str, pause: float) -> None:
        async with order.of(chat):
            await asyncio.sleep(pause)
            seen.append(word)

    await asyncio.gather(one("1", "a", 0.05), one("1", "b", 0), one("2", "c", 0))

    assert seen == ["c", "a", "b"]
    assert order._lines == {}


def test_a_reply_shows_its_language() -> None:
    """The label of a way around tells the languages apart; where it does not, the phone's counts."""

    class Traditional(Speech):
        def __call__(self, text: str, **values: object) -> str:
            return {"菜单": "選單"}.get(text, text)

    commands = {id: Command(id, label, ()) for id, label in (("menu", "菜单"), ("back", "返回"))}
    languages = Languages({"zh_Hans": Speech(), "zh_Hant": Traditional("zh_Hant")}, commands)

    assert languages.of_reply(Reply("?", (Choice("/menu", "選單"),))) == "zh_Hant"
    assert languages.of_reply(Reply("?", (Choice("/menu", "菜单"),)), "zh_Hant") == "zh_Hans"
    assert languages.of_reply(Reply("?", (Choice("/back", "返回"),)), "zh_Hant") == "zh_Hant"
    assert [languages.of_phone(code) for code in ("zh-hans", "zh-TW", "zh-hant", "ru", None)] == [
        *("zh_Hans", "zh_Hant", "zh_Hant", "zh_Hans", "zh_Hans"),
    ]
