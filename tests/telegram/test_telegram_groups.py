"""Groups, channels and blocks: what is said there is not ours, and who blocks us is left in peace."""

from __future__ import annotations

from typing import Any

import pytest

from tests.telegram.emulator import Emulator
from tests.telegram.living import Living
from tests.telegram.people import Person
from tests.telegram.world import BOT, Chat

GROUP = {"id": -1001, "type": "supergroup", "title": "互助群"}
CHANNEL = {"id": -1002, "type": "channel", "title": "互助频道"}


def added(server: Emulator, person: Person, shown: dict[str, Any]) -> Chat:
    """Somebody adds the bot to a chat."""
    chat = server.world.chat(shown)
    change = {"chat": shown, "from": person.user, "date": server.world.now()}
    states = {"old_chat_member": {"user": BOT, "status": "left"}, "new_chat_member": {"user": BOT, "status": "member"}}
    server.world.update({"my_chat_member": change | states})
    return chat


@pytest.mark.parametrize("shown", [GROUP, CHANNEL], ids=["group", "channel"])
async def test_the_bot_explains_itself_once_and_stores_nothing(
    bot: Living, server: Emulator, person: Person, shown: dict[str, Any]
) -> None:
    """One line when it is added; whatever is said later is neither answered nor kept."""
    chat = added(server, person, shown)
    await person.until(lambda: chat.from_bot())
    for text in ("他们打了三十个电话", "/start", "@buhuang_test_bot 在吗"):
        message = chat.add(person.user, {"text": text})
        server.world.update({"channel_post" if shown["type"] == "channel" else "message": message})
    await person.quiet(0.3)

    assert len(chat.from_bot()) == 1
    assert "@buhuang_test_bot" in chat.from_bot()[0]["text"]
    assert [await bot.rows(table) for table in ("borrower", "message", "outbox")] == [0, 0, 0]


async def test_a_block_is_recorded_and_an_unblock_too(bot: Living, person: Person) -> None:
    """What Telegram tells about a block reaches whoever keeps that."""
    person.says("/start")
    await person.asked()
    person.blocks()
    await person.until(lambda: len(bot.reached) == 1)
    known = [await bot.unreachable(person.id)]
    person.blocks(False)
    await person.until(lambda: len(bot.reached) == 2)
    known.append(await bot.unreachable(person.id))

    assert bot.reached == [(str(person.id), False), (str(person.id), True)]
    assert known == [True, False]


async def test_a_press_in_a_group_is_nothing(bot: Living, server: Emulator, person: Person) -> None:
    """A button that was carried into a group is answered and does nothing."""
    chat = server.world.chat(GROUP)
    message = chat.add(BOT, {"text": "好吗"})
    server.world.presses.add("9")
    body = {"id": "9", "from": person.user, "message": message, "chat_instance": "1", "data": "c0.0.0.AAAAAAAAAAAA"}
    server.world.update({"callback_query": body})
    await person.until(lambda: server.made("answerCallbackQuery"))

    assert await bot.rows("borrower") == 0
