"""A talk on Telegram, button by button: a real socket, a real store, and every reply by way of the outbox."""

from __future__ import annotations

import pytest

from tests.telegram.emulator import Emulator
from tests.telegram.living import Living
from tests.telegram.people import Person

STORY = "微粒贷昨晚11点半给我打了二十多个电话，还骂我妈"


async def begin(person: Person) -> None:
    """Through welcome, consent and safety to the story."""
    person.says("/start")
    await person.asked()
    person.presses("开始")
    await person.asked()
    person.presses("都没有")
    await person.asked()


async def test_a_talk_reaches_its_letter(bot: Living, server: Emulator, person: Person) -> None:
    """From /start to a letter in a block of its own, by buttons, numbers and words."""
    await begin(person)
    person.says(STORY)
    assert "我记成了这样" in "\n".join(await person.asked())
    person.presses("对，就是这样")
    await person.asked()
    for _ in range(20):
        if any(
            "letter" in choice.id
            for entry in await bot.transcript(person.id)
            for r in entry.replies
            for choice in r.choices
        ):
            break
        person.presses("跳过")
        await person.asked()
    person.presses("平台")
    await person.asked()
    letters = [m for m in person.heard() if any(e["type"] == "pre" for e in m.get("entities", ()))]

    assert letters
    assert all(call.error == "" for call in server.calls), [call for call in server.calls if call.error]


async def test_many_choices_are_ticked_in_place(bot: Living, server: Emulator, person: Person) -> None:
    """A tick edits the message and runs no turn; 完成 sends all that is ticked."""
    person.says("/start")
    await person.asked()
    person.presses("开始")
    await person.asked()
    before = len(person.heard())
    for label, mark in (("正在威胁", "✓ 5."), ("有人受伤", "✓ 4."), ("有人受伤", "4.")):
        person.presses(label)
        await person.until(lambda mark=mark: any(text.startswith(mark) for text in person.labels()))
    assert len(person.heard()) == before
    question = person.question()
    person.presses("完成")
    await person.answered()
    await bot.settled()

    assert [incoming.choice for incoming in await bot.stored(person.id)][-1] == ("threat_now",)
    assert "reply_markup" not in person.chat.messages[question["message_id"]]
    assert "✓ 正在威胁要动手" in person.chat.messages[question["message_id"]]["text"]


async def test_quick_ticks_are_all_kept(bot: Living, server: Emulator, person: Person) -> None:
    """Two taps that were under way together both count, though the second did not know of the first."""
    person.says("/start")
    await person.asked()
    person.presses("开始")
    await person.asked()
    person.presses("正在威胁")
    person.presses("有人受伤")

    await person.until(lambda: sum(text.startswith("✓") for text in person.labels()) == 2)


async def test_done_without_a_tick_says_what_to_do(bot: Living, server: Emulator, person: Person) -> None:
    """Nothing ticked is no answer: a short hint, and the question stays."""
    person.says("/start")
    await person.asked()
    person.presses("开始")
    await person.asked()
    stored = await bot.rows("message")
    person.presses("完成")
    await person.until(lambda: server.made("answerCallbackQuery")[-1].get("text"))

    assert "完成" in person.labels()
    assert await bot.rows("message") == stored


async def test_every_button_also_works_as_a_number_or_a_word(bot: Living, person: Person) -> None:
    """What the buttons say can be typed instead."""
    person.says("/start")
    await person.asked()
    person.says("1")
    assert "安全" in (await person.asked())[-1]
    person.says("都没有")
    assert "说说发生了什么" in (await person.asked())[-1]


async def test_a_press_twice_is_one_answer(bot: Living, server: Emulator, person: Person) -> None:
    """A double tap, or Telegram repeating itself, changes nothing and asks nothing again."""
    person.says("/start")
    await person.asked()
    question = dict(person.question())
    person.presses("开始", question)
    person.presses("开始", question)
    await person.asked()
    await person.until(lambda: len(server.made("answerCallbackQuery")) == 2)

    assert await person.quiet() == []
    assert [incoming.choice for incoming in await bot.stored(person.id)] == [(), ("agreed",)]


async def test_a_stale_press_is_explained_and_the_question_asked_again(
    bot: Living, server: Emulator, person: Person
) -> None:
    """A button of an older question answers nothing: one line, the current question, and the old buttons go."""
    person.says("/start")
    await person.asked()
    old = dict(person.question())
    person.says("可以")
    current = (await person.asked())[-1]
    stored = await bot.rows("message")
    person.presses("先不保存", old)

    assert await person.asked() == [current]
    await bot.settled()
    assert "前面问题" in server.made("answerCallbackQuery")[-1]["text"]
    assert "reply_markup" not in person.chat.messages[old["message_id"]]
    assert await bot.rows("message") == stored


async def test_a_button_of_somebody_else_is_nothing(bot: Living, server: Emulator, person: Person) -> None:
    """Data copied from another borrower's keyboard, or made up, chooses nothing."""
    other = Person(server, 888000)
    for one in (person, other):
        one.says("/start")
        await one.asked()
    stored = await bot.rows("message")
    theirs = other.question()["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for data in (theirs, "c0.0.0.AAAAAAAAAAAA", "", "x" * 64):
        person.taps(person.question(), data)
        await person.asked()

    assert await bot.rows("message") == stored


async def test_commands_lead_where_they_say(bot: Living, server: Emulator, person: Person) -> None:
    """Each command of the menu is understood, and one that nobody knows gets help."""
    await begin(person)
    for command, hint in (
        ("/me", "平台|告诉过我|还没有记下"),
        ("/human", "真人"),
        ("/pause", "先停在这里"),
        ("/language", "语言"),
        ("/nonsense", "想做什么"),
        ("/help@buhuang_test_bot", "想做什么"),
        ("/erase", "删除以后"),
    ):
        person.says(command)
        said = "\n".join(await person.asked())
        assert any(word in said for word in hint.split("|")), (command, said)


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        ("/plan", "最晚"),
        ("/letters", "要哪一份"),
        ("/log", "发生了什么"),
        ("/evidence", ""),
        ("/start", "我在"),
        ("/start weilidai", "我在"),
    ],
)
async def test_once_something_was_told_the_menu_leads_on(
    bot: Living, server: Emulator, person: Person, command: str, hint: str
) -> None:
    """What needs a story is a word away once there is one, and a link no longer names a platform."""
    await begin(person)
    person.says(STORY)
    await person.asked()
    person.presses("对，就是这样")
    await person.asked()
    person.says(command)
    said = "\n".join(await person.asked())

    assert hint in said
    assert "看不懂" not in said
    assert all(call.error == "" for call in server.calls), [call for call in server.calls if call.error]


async def test_words_after_a_command_are_read_for_danger(bot: Living, person: Person) -> None:
    """Nobody's cry is lost behind a slash."""
    await begin(person)
    person.says("/human 我不想活了")

    assert "12356" in "\n".join(await person.asked())


async def test_a_link_may_name_the_platform(bot: Living, person: Person) -> None:
    """t.me/bot?start=weilidai tells the platform, once, to somebody new."""
    person.says("/start weilidai")
    said = "\n".join(await person.asked())

    assert "先记着" in said
    assert [incoming.text for incoming in await bot.stored(person.id)] == ["催我的平台是微粒贷"]


async def test_erasing_leaves_no_question_and_no_borrower(bot: Living, server: Emulator, person: Person) -> None:
    """After the receipt an old button says that there is nothing any more, and stores nothing."""
    await begin(person)
    old = dict(person.question())
    person.says("删除")
    await person.asked()
    person.presses("确认删除")
    receipt = (await person.answered())[-1]
    rows = await bot.rows("message")
    person.presses("跳过", old)
    await person.until(lambda: "用不上" in server.made("answerCallbackQuery")[-1].get("text", ""))

    assert "回执号" in receipt
    assert await bot.rows("message") == rows


async def test_the_commands_are_described_in_telegrams_menu(bot: Living, server: Emulator, person: Person) -> None:
    """Private chats get the menu, in every language there is a catalog for."""
    person.says("/start")
    await person.asked()
    menu = server.world.commands[("all_private_chats", None, "")]

    assert [command["command"] for command in menu] == [
        *("start", "log", "plan", "letters", "evidence", "me", "language", "human", "pause", "erase", "help")
    ]
    assert ("all_private_chats", None, "zh") in server.world.commands
