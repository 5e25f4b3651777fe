"""Sending: in order, at Telegram's pace, and every refusal taken for what it is."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

import pytest

from bot.channels.telegram.pace import Pace
from bot.errors import DeliveryError
from bot.model import Attachment, Choice, Reply
from bot.turns.house import House
from tests.telegram.emulator import Emulator, Limits
from tests.telegram.living import Living, build, polling, sending
from tests.telegram.people import Person

SENTENCE = "本人已多次要求贵司停止向第三人透露欠款情况，贵司仍未停止。"


async def test_a_letter_arrives_whole_in_blocks(bot: Living, server: Emulator, person: Person) -> None:
    """A letter of 9,000 characters comes in blocks of whole paragraphs, the keyboard under the last message."""
    person.chat.started = True
    letter = "\n".join(SENTENCE * 12 for _ in range(27))
    asked = Reply("还要什么?", (Choice("a", "好"),), kind="question")
    await bot.door.deliver(str(person.id), (Reply(letter, kind="letter", title="投诉信"), asked))
    *parts, last = person.heard()

    assert len(parts) == 3
    assert "\n".join(part["text"].removeprefix("投诉信\n") for part in parts) == letter
    assert all({e["type"] for e in part["entities"]} <= {"bold", "pre"} for part in parts)
    assert "reply_markup" in last
    assert not any("reply_markup" in part for part in parts)


async def test_files_go_with_their_words(bot: Living, server: Emulator, person: Person) -> None:
    """A document and a picture carry short words as their caption; the bytes are what was kept."""
    person.chat.started = True
    upload = await bot.talk.keep_file("telegram", str(person.id), "清单.pdf", "application/pdf", b"%PDF-1.7")
    picture = await bot.talk.keep_file("telegram", str(person.id), "图.png", "image/png", b"\x89PNG")
    files = tuple(Attachment(kept.file_id, kept.name, kept.type) for kept in (upload, picture))
    await bot.door.deliver(str(person.id), (Reply("<两份>", files=files), Reply("好")))
    document, photo, text = person.heard()

    assert (document["caption"], document["document"]["file_name"]) == ("<两份>", "清单.pdf")
    assert server.world.stored(server.world.files[document["document"]["file_id"]]["file_path"]) == b"%PDF-1.7"
    assert "photo" in photo
    assert text["text"] == "好"


async def test_a_tall_picture_goes_as_a_document(bot: Living, person: Person) -> None:
    """A photo would be scaled down until nobody can read it; a picture of a phone's height is a photo."""
    person.chat.started = True
    header = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (750).to_bytes(4, "big")
    kept = [
        await bot.talk.keep_file("telegram", str(person.id), "图.png", "image/png", header + height.to_bytes(4, "big"))
        for height in (3151, 1240)
    ]
    files = tuple(Attachment(each.file_id, each.name, each.type) for each in kept)
    await bot.door.deliver(str(person.id), (Reply("两张", files=files),))
    tall, short = person.heard()

    assert ("document" in tall, "photo" in short) == (True, True)


async def test_a_file_that_is_gone_leaves_its_words(bot: Living, person: Person) -> None:
    """After an erasure the words still come, without the file."""
    person.chat.started = True
    await bot.door.deliver(str(person.id), (Reply("给你", files=(Attachment("gone", "a.txt", "text/plain"),)),))

    assert person.texts() == ["给你"]


async def test_429_holds_up_one_chat_only_and_nothing_comes_twice(
    server: Emulator, house: House, tmp_path: Path
) -> None:
    """The flooded chat waits as long as Telegram says, then goes on where it stopped; others are answered at once."""
    async with sending(build(server, house, tmp_path)) as living:
        flooded, other = Person(server, 1), Person(server, 2)
        flooded.chat.started = other.chat.started = True
        replies = tuple(Reply(f"第{number}句") for number in range(4))
        await living.door.deliver("1", replies[:2])
        flooded.chat.flood(30)
        with pytest.raises(DeliveryError) as refused:
            await living.door.deliver("1", replies)
        with pytest.raises(DeliveryError) as early:
            await living.door.deliver("1", replies)
        await living.door.deliver("2", replies)

        assert refused.value.retryable
        assert 29 <= refused.value.retry_after <= 30
        assert early.value.retry_after > 28
        assert len(other.texts()) == 4
        assert len([call for call in server.calls if call.error]) == 1


async def test_a_second_try_goes_on_where_the_first_stopped(server: Emulator, house: House, tmp_path: Path) -> None:
    """What Telegram took before a failure is not sent again."""
    async with sending(build(server, house, tmp_path)) as living:
        person = Person(server)
        person.chat.started = True
        server.limits = Limits(chat_rate=1.0, burst=2)
        replies = tuple(Reply(f"第{number}句") for number in range(4))
        tries = 0
        while True:
            tries += 1
            try:
                await living.door.deliver(str(person.id), replies)
                break
            except DeliveryError as error:
                await asyncio.sleep(error.retry_after)

        assert tries > 1
        assert person.texts() == [f"第{number}句" for number in range(4)]


async def test_a_block_is_final_and_recorded(server: Emulator, house: House, tmp_path: Path) -> None:
    """403 is given up at once, the borrower is marked, and the outbox goes on with others."""
    async with polling(build(server, house, tmp_path)) as living:
        gone, other = Person(server, 1), Person(server, 2)
        gone.says("/start")
        gone.chat.blocked = True
        other.says("/start")
        await other.asked()
        await other.until(lambda: living.reached)

        assert living.reached == [("1", False)]
        assert [await living.unreachable(id) for id in (1, 2)] == [True, False]
        assert gone.texts() == []


async def test_a_refused_message_blocks_nothing_and_is_logged_without_words(
    server: Emulator, house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """400: the rest of the delivery goes out; the log names no word of it."""
    async with sending(build(server, house, tmp_path)) as living:
        person = Person(server)
        person.chat.started = True
        bad = Reply(
            "秘密的话", (Choice("a", " "),), kind="question"
        )  # an empty button is refused, with or without HTML
        with caplog.at_level(logging.DEBUG), pytest.raises(DeliveryError) as refused:
            await living.door.deliver(str(person.id), (Reply("一"), bad, Reply("二")))

        assert not refused.value.retryable
        assert person.texts() == ["一", "二"]
        assert not any(word in caplog.text for word in ("秘密", "一", "二"))


async def test_an_unknown_chat_is_final(bot: Living) -> None:
    """Nobody there: trying again cannot help."""
    with pytest.raises(DeliveryError) as refused:
        await bot.door.deliver("424242", (Reply("在吗"),))

    assert not refused.value.retryable


async def test_what_was_lost_on_the_way_is_sent_when_the_network_is_back(
    server: Emulator, house: House, tmp_path: Path
) -> None:
    """While Telegram cannot be reached replies wait in the store, and then come once, in order."""
    async with polling(build(server, house, tmp_path)) as living:
        person = Person(server)
        person.says("/start")
        await person.asked()
        server.down = True
        with pytest.raises(DeliveryError) as failed:
            await living.door.deliver(str(person.id), (Reply("在吗"),))
        server.down = False
        await living.door.deliver(str(person.id), (Reply("在吗"),))

        assert failed.value.retryable
        assert person.texts().count("在吗") == 1


async def test_thirty_chats_and_one_long_reply_keep_telegrams_limits(
    server: Emulator, house: House, tmp_path: Path
) -> None:
    """With Telegram's limits in force, 40 chats at once and seven bubbles to one of them, nothing is refused."""
    server.limits = Limits(chat_rate=1.0, burst=5, overall=30)
    async with sending(build(server, house, tmp_path, pace=Pace())) as living:
        people = [Person(server, number) for number in range(1, 41)]
        for person in people:
            person.chat.started = True
        begin = time.monotonic()
        bubbles = [tuple(Reply(f"第{n}句") for n in range(7 if person.id == 1 else 1)) for person in people]
        await asyncio.gather(*(living.door.deliver(str(p.id), b) for p, b in zip(people, bubbles, strict=True)))

        assert [call.error for call in server.calls if call.error] == []
        assert people[0].texts() == [f"第{n}句" for n in range(7)]
        assert all(len(person.texts()) == 1 for person in people[1:])
        assert server.made("sendChatAction")
        assert time.monotonic() - begin > 2.5


async def test_who_waits_sees_that_something_is_being_written(server: Emulator, house: House, tmp_path: Path) -> None:
    """“typing…” while a file is fetched, and before a message that Telegram's pace holds back."""
    async with polling(build(server, house, tmp_path, pace=Pace(burst=1))) as living:
        person = Person(server)
        person.document("a.pdf", "application/pdf", b"%PDF")
        await person.until(lambda: server.made("sendChatAction"))
        while_fetched = len(server.made("sendChatAction"))
        await person.asked()
        await living.settled()

        assert {call["action"] for call in server.made("sendChatAction")} == {"typing"}
        assert len(server.made("sendChatAction")) > while_fetched
