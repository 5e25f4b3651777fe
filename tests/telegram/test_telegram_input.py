"""Every kind of message people send, as Telegram really shapes it, and what becomes of it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from tests.telegram import contract
from tests.telegram.emulator import Emulator
from tests.telegram.living import Living
from tests.telegram.people import Person
from tests.telegram.world import DOWNLOAD_LIMIT

FROM = """"from": {"id": 777000, "is_bot": false, "first_name": "测试用户", "language_code": "zh-hans"},
 "chat": {"id": 777000, "first_name": "测试用户", "type": "private"}, "date": 1795300900"""
PAYLOADS = {
    "text": """{"message_id": 901, %s, "text": "他们昨晚11点还在打电话"}""",
    "command": """{"message_id": 902, %s, "text": "/start",
      "entities": [{"offset": 0, "length": 6, "type": "bot_command"}]}""",
    "forward": """{"message_id": 903, %s, "forward_origin": {"type": "hidden_user", "sender_user_name": "某催收",
      "date": 1795200000}, "text": "再不还就上你单位去"}""",
    "photo": """{"message_id": 904, %s, "photo": [
      {"file_id": "FILE0001-abc", "file_unique_id": "U0001", "file_size": 9, "width": 90, "height": 67},
      {"file_id": "FILE0002-abc", "file_unique_id": "U0002", "file_size": 14, "width": 1280, "height": 960}],
      "caption": "这是短信截图"}""",
    "document": """{"message_id": 905, %s, "document": {"file_name": "通话记录.pdf", "mime_type": "application/pdf",
      "file_id": "FILE0002-abc", "file_unique_id": "U0002", "file_size": 14}}""",
    "voice": """{"message_id": 906, %s, "voice": {"duration": 7, "mime_type": "audio/ogg",
      "file_id": "FILE0002-abc", "file_unique_id": "U0002", "file_size": 14}}""",
    "video": """{"message_id": 907, %s, "video": {"duration": 5, "width": 720, "height": 1280, "file_name": "门口.mp4",
      "mime_type": "video/mp4", "file_id": "FILE0002-abc", "file_unique_id": "U0002", "file_size": 14}}""",
    "video_note": """{"message_id": 908, %s, "video_note": {"duration": 5, "length": 240,
      "file_id": "FILE0002-abc", "file_unique_id": "U0002", "file_size": 14}}""",
    "contact": """{"message_id": 909, %s, "contact": {"phone_number": "+8613800000001", "first_name": "催收"}}""",
    "location": """{"message_id": 910, %s, "location": {"latitude": 30.27, "longitude": 120.15}}""",
    "sticker": """{"message_id": 911, %s, "sticker": {"width": 512, "height": 512, "is_animated": false,
      "is_video": false, "type": "regular", "emoji": "😭", "file_id": "S1", "file_unique_id": "S1"}}""",
    "dice": """{"message_id": 912, %s, "dice": {"emoji": "🎲", "value": 3}}""",
    "pinned": """{"message_id": 913, %s, "message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}}""",
}
NAMES = {
    "photo": "photo-20261122-064140.jpg",
    "document": "通话记录.pdf",
    "voice": "voice-20261122-064140.ogg",
    "video": "门口.mp4",
    "video_note": "video-20261122-064140.mp4",
}


def payload(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(PAYLOADS[kind] % FROM)
    return found


def give(server: Emulator, person: Person, kind: str) -> None:
    """Send a golden payload, with a file of fourteen bytes behind its file id."""
    server.world.keep("small.jpg", b"thumbnail")
    server.world.keep("large.jpg", b"fourteen bytes")
    person.chat.started = True
    server.world.update({"message": payload(kind)})


@pytest.mark.skipif(not contract.SPEC.exists(), reason=contract.MISSING)
@pytest.mark.parametrize("kind", PAYLOADS)
def test_golden_payloads_are_shaped_like_telegrams(kind: str) -> None:
    """The samples themselves fit Telegram's own description."""
    assert contract.update_faults({"update_id": 1, "message": payload(kind)}) == []


@pytest.mark.parametrize("kind", ["text", "command"])
async def test_words_are_heard(bot: Living, server: Emulator, person: Person, kind: str) -> None:
    """Text and commands become one message each, with Telegram's number and time."""
    give(server, person, kind)
    await person.asked()
    [incoming] = await bot.stored(person.id)

    assert incoming.text == payload(kind)["text"]
    assert incoming.message_id == f"m{payload(kind)['message_id']}"
    assert incoming.sent_at.isoformat() == "2026-11-22T06:41:40+08:00"


async def test_a_forward_keeps_the_day_it_was_written(bot: Living, server: Emulator, person: Person) -> None:
    """What a collector wrote stands in the transcript with its own date."""
    give(server, person, "forward")
    await person.asked()
    [incoming] = await bot.stored(person.id)

    assert (incoming.text, incoming.sent_at) == (
        "再不还就上你单位去",
        datetime.fromisoformat("2026-11-21T02:40:00+08:00"),
    )


@pytest.mark.parametrize("kind", NAMES)
async def test_files_are_fetched_and_kept(bot: Living, server: Emulator, person: Person, kind: str) -> None:
    """Photo, document, voice and video are in the house, whole, with a name to find them by."""
    give(server, person, kind)
    await person.asked()
    [incoming] = await bot.stored(person.id)
    [upload] = incoming.files
    opened = await bot.talk.open_file("telegram", str(person.id), upload.file_id)

    assert opened is not None
    assert (upload.name, opened[1]) == (NAMES[kind], b"fourteen bytes")
    assert ("photo" in upload.marks) == (kind == "photo")  # re-encoded by Telegram: the list of evidence says so
    assert incoming.text == payload(kind).get("caption", "")


async def test_sending_as_a_file_is_explained_once(bot: Living, server: Emulator, person: Person) -> None:
    """The first photo brings the advice; the second one, and documents, do not."""
    give(server, person, "photo")
    await person.until(lambda: any("「文件」方式" in text for text in person.texts()))
    person.photo(b"second photo")
    person.document("a.pdf", "application/pdf", b"%PDF")
    await person.until(lambda: len(server.made("getFile")) == 3)
    await person.quiet(0.5)

    assert sum("「文件」方式" in text for text in person.texts()) == 1


async def test_an_album_gets_one_reply(bot: Living, server: Emulator, person: Person) -> None:
    """Three pictures sent together are one message with three files."""
    person.says("/start")
    await person.asked()
    for number in range(3):
        person.photo(b"picture %d" % number, media_group_id="g1", **({"caption": "证据"} if number == 0 else {}))
    await person.asked()
    await person.quiet(0.5)
    last = (await bot.stored(person.id))[-1]

    assert [len(incoming.files) for incoming in await bot.stored(person.id)] == [0, 3]
    assert last.text == "证据"
    assert sum("已存为证据 1、2、3" in text for text in person.texts()) == 1


async def test_a_contact_is_offered_as_a_collectors_number(bot: Living, server: Emulator, person: Person) -> None:
    """Nothing is kept before the borrower says so; then the number is told to the house."""
    person.says("/start")
    await person.asked()
    give(server, person, "contact")
    assert "13800000001" in (await person.asked())[-1]
    assert len(await bot.stored(person.id)) == 1
    person.presses("记下")
    await person.asked()

    assert (await bot.stored(person.id))[-1].text == "催收用的号码是 13800000001"


async def test_a_contact_can_be_declined(bot: Living, server: Emulator, person: Person) -> None:
    """不用 keeps nothing and says so where the buttons were."""
    person.says("/start")
    await person.asked()
    give(server, person, "contact")
    await person.asked()
    person.presses("不用")
    await person.until(lambda: "✓ 好，没有记。" in person.texts()[-1])

    assert len(await bot.stored(person.id)) == 1


@pytest.mark.parametrize(("kind", "said"), [("location", "位置"), ("sticker", "看不懂"), ("dice", "看不懂")])
async def test_what_cannot_be_used_is_declined_and_not_kept(
    bot: Living, server: Emulator, person: Person, kind: str, said: str
) -> None:
    """A location, a sticker or a die gets one kind line; nothing of it is stored."""
    give(server, person, kind)
    [answer] = await person.answered()

    assert said in answer
    assert await bot.rows("borrower") == 0


async def test_service_messages_are_passed_over(bot: Living, server: Emulator, person: Person) -> None:
    """A changed timer is nobody's message."""
    give(server, person, "pinned")

    assert await person.quiet() == []
    assert await bot.rows("borrower") == 0


async def test_a_file_above_20_mb_gets_a_way_out(bot: Living, server: Emulator, person: Person) -> None:
    """It is not fetched, its caption is heard all the same, and the borrower learns what to do."""
    person.says("/start")
    await person.asked()
    person.document("大.mp4", "video/mp4", b"x", size=DOWNLOAD_LIMIT + 1, caption="他们在门口")
    await person.until(lambda: any("20 MB" in text for text in person.texts()))

    assert server.made("getFile") == []
    assert (await bot.stored(person.id))[-1].text == "他们在门口"


async def test_a_large_file_whose_size_nobody_told_gets_the_same(bot: Living, server: Emulator, person: Person) -> None:
    """Telegram's own refusal is understood too."""
    sent = server.world.keep("大.mp4", b"x", DOWNLOAD_LIMIT + 1)
    person.sends(document={**{k: v for k, v in sent.items() if k != "file_size"}, "file_name": "大.mp4"})

    assert "20 MB" in (await person.answered())[0]


async def test_an_edit_of_the_last_answer_changes_it(bot: Living, person: Person) -> None:
    """The answer that the message gave is given anew; nothing else moves."""
    person.says("/start")
    await person.asked()
    wrong = person.says("先不急")
    await person.asked()
    person.edits(wrong, "可以")
    assert "安全" in (await person.asked())[-1]
    answer = person.says("有人在门口")
    await person.asked()
    person.edits(answer, "都没有")
    await person.until(lambda: "说说发生了什么" in person.texts()[-1])
    case = await bot.talk.ask(lambda store: store.load("telegram", str(person.id), datetime.now().astimezone()).case)

    assert case.value("safety", "now") == ["none"]


async def test_an_older_edit_is_told_how_to_change_an_answer(bot: Living, person: Person) -> None:
    """It changes nothing, and 改 is named."""
    old = person.says("你好")
    await person.asked()
    person.says("可以")
    await person.asked()
    stored = await bot.rows("message")
    person.edits(old, "您好")

    assert "回复「改」" in (await person.answered())[0]
    assert await bot.rows("message") == stored
