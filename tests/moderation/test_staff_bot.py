"""The moderators' Telegram bot against the emulator: python-telegram-bot's own client over a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bot.moderation import accounts, alerts
from bot.moderation.refusal import Refused
from bot.moderation.staff_bot import StaffBot
from bot.storage.base import Store
from bot.storage.base_review import Role, Staff
from bot.turns.house import House
from tests.moderation.staffed import START, Desk
from tests.telegram.emulator import Emulator
from tests.telegram.people import Person

T = TypeVar("T")
DANGER = "我不想活了，今晚就从楼上跳下去，电话13800001234"


class Phones:
    """A running staff bot, its desk, and the phones of its people."""

    def __init__(self, desk: Desk, server: Emulator) -> None:
        self.desk, self.server = desk, server
        self.woken: list[int] = []
        self.bot = StaffBot(desk.talk, desk.clock, server.token, server.base, lambda: self.woken.append(1))

    async def ask(self, job: Callable[[Store], T]) -> T:
        return await self.desk.talk.ask(job)

    async def linked(self, name: str, id: int, role: Role = "moderator", quiet: str = "") -> tuple[Staff, Person]:
        """An account that was linked by its one-time code."""
        staff, _ = await asyncio.to_thread(self.desk.staff, name, role)
        code = await self.ask(lambda store: accounts.telegram_code(store, staff, self.desk.clock()))
        await self.ask(lambda store: store.set_quiet(staff.id, quiet))
        person = Person(self.server, id)
        person.says(f"/start {code}")
        await person.until(lambda: person.texts())
        person.seen = len(person.heard())
        return staff, person

    async def danger(self, sender: str, text: str = DANGER) -> int:
        """A borrower in danger; the case."""
        await asyncio.to_thread(self.desk.write, sender, "催收天天打电话骂我")
        await asyncio.to_thread(self.desk.write, sender, text)
        return await asyncio.to_thread(self.desk.case_of, sender)


@asynccontextmanager
async def living(house: House, folder: Path) -> AsyncIterator[Phones]:
    desk = Desk(house, folder)
    async with Emulator() as server:
        phones = Phones(desk, server)
        task = asyncio.create_task(phones.bot.run())
        try:
            yield phones
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            desk.close()
        assert server.faults == []


@pytest.fixture
async def phones(house: House, tmp_path: Path) -> AsyncIterator[Phones]:
    async with living(house, tmp_path) as found:
        yield found


async def test_a_stranger_learns_nothing_and_can_do_nothing(phones: Phones) -> None:
    """No word, whatever is sent or pressed; a wrong code is silence too."""
    stranger = Person(phones.server, 999)
    case = await phones.danger("甲")
    _, known = await phones.linked("值班", 111)
    await known.asked()
    for text in ("/start", "/start 00000000", "/next", "/quiet 23-7", "/stop", "你好", "接手"):
        stranger.says(text)
    stranger.taps(known.question(), f"claim:{case}")
    assert await stranger.quiet(0.8) == []
    assert (await phones.ask(lambda store: store.review(case))).claimed_by == 0


async def test_a_code_links_one_phone_once(phones: Phones) -> None:
    """Used up, it links nobody else."""
    staff, _ = await asyncio.to_thread(phones.desk.staff, "值班")
    code = await phones.ask(lambda store: accounts.telegram_code(store, staff, phones.desk.clock()))
    one, two = Person(phones.server, 1), Person(phones.server, 2)
    one.says(f"/start {code}")
    await one.until(lambda: one.texts())
    two.says(f"/start {code}")
    assert await two.quiet(0.4) == []


async def test_danger_rings_with_nothing_personal(phones: Phones) -> None:
    """Severity, reasons, when to answer by, and masked words."""
    _, person = await phones.linked("值班", 111)
    await phones.danger("甲")
    (text,) = await person.asked()
    assert text.startswith("P0")
    assert "有轻生的话" in text
    assert "13800001234" not in text
    assert person.labels() == ["接手", "查看", "转交", "稍后"]


async def test_the_log_holds_neither_token_nor_words(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Also at the level at which the HTTP library writes down every address it calls."""
    caplog.set_level("INFO")
    async with living(house, tmp_path) as phones:
        _, person = await phones.linked("值班", 111)
        await phones.danger("甲")
        await person.asked()
        assert phones.server.token not in caplog.text
        assert "不想活" not in caplog.text


async def test_taking_answering_and_handing_back_from_the_phone(phones: Phones) -> None:
    """The story is masked; an answer goes out after a second look; the borrower's words come in; the bot resumes."""
    staff, person = await phones.linked("值班", 111)
    case = await phones.danger("甲")
    await person.asked()
    person.presses("查看")
    assert (await person.answered()) == ["接手以后才能看内容。"]
    person.presses("接手")
    story = (await person.asked())[-1]
    assert "【最近的对话】" in story
    assert "13800001234" not in story
    assert (await phones.ask(lambda store: store.review(case))).claimed_by == staff.id

    person.says("你好，我在。你身边有人吗？")
    assert "要发的话" in (await person.asked())[0]
    assert ("person", "你好，我在。你身边有人吗？") not in await asyncio.to_thread(phones.desk.lines, "甲")
    person.presses("发给")
    await person.until(lambda: any("已发给" in text for text in person.texts()))
    assert ("person", "你好，我在。你身边有人吗？") in await asyncio.to_thread(phones.desk.lines, "甲")
    assert phones.woken

    await asyncio.to_thread(phones.desk.write, "甲", "有，我妈在，她电话13900001234")
    news = (await person.asked())[-1]
    assert "有，我妈在" in news
    assert "13900001234" not in news
    person.presses("交还机器人")
    await person.asked()
    assert (await asyncio.to_thread(phones.desk.lines, "甲"))[-1][0] in ("question", "text")
    assert (await phones.ask(lambda store: store.load("web", "甲", phones.desk.clock()))).silence == ""


async def test_a_draft_is_sent_once(phones: Phones) -> None:
    """The button of a draft that was dealt with does nothing more."""
    _, person = await phones.linked("值班", 111)
    await phones.danger("甲")
    await person.asked()
    person.presses("接手")
    await person.asked()
    person.says("只说一次")
    await person.asked()
    shown, data = person.question(), "send:1"
    for _ in range(2):
        person.taps(shown, data)
    await person.until(lambda: any("已经处理过" in text for text in person.texts()))
    said = [text for kind, text in await asyncio.to_thread(phones.desk.lines, "甲") if kind == "person"]
    assert said == ["只说一次"]


async def test_two_phones_cannot_take_the_same_case(phones: Phones) -> None:
    """The second reads that somebody was first; both alerts lose their buttons."""
    _, one = await phones.linked("甲员", 111)
    _, two = await phones.linked("乙员", 222)
    case = await phones.danger("甲")
    await one.asked()
    await two.asked()
    shown = two.question()
    one.presses("接手")
    await one.asked()
    two.taps(shown, f"claim:{case}")
    await two.until(lambda: any("别人先接手" in text for text in two.texts()))
    await two.until(lambda: any("已有人处理" in text for text in two.texts()))
    assert "reply_markup" not in two.chat.messages[shown["message_id"]]


async def test_an_unanswered_p0_rings_again_and_then_at_the_supervisors(phones: Phones) -> None:
    """After two minutes again; after its five minutes the supervisor's phone rings too."""
    _, person = await phones.linked("值班", 111)
    _, lead = await phones.linked("主管", 222, "supervisor")
    await phones.danger("甲")
    await person.asked()
    assert await lead.quiet(0.7) == []
    phones.desk.clock.pass_(minutes=2, seconds=1)
    assert "第 2 次" in (await person.asked())[0]
    phones.desk.clock.pass_(minutes=3)
    assert "已超时" in (await lead.asked())[0]


async def test_a_p0_that_somebody_holds_and_does_not_answer_rings_at_the_supervisors(phones: Phones) -> None:
    """Taking a case is not answering it; once it is answered the alert loses its buttons."""
    _, person = await phones.linked("值班", 111)
    _, lead = await phones.linked("主管", 222, "supervisor")
    await phones.danger("甲")
    await person.asked()
    person.presses("接手")
    await person.asked()
    phones.desk.clock.pass_(minutes=5, seconds=1)
    assert "已超时" in (await lead.asked())[0]
    person.says("我在")
    await person.asked()
    person.presses("发给")
    await lead.until(lambda: any("已有人处理" in text for text in lead.texts()))


async def test_quiet_hours_let_only_danger_through(phones: Phones) -> None:
    """At night a P2 waits for the morning, a P0 does not."""
    phones.desk.clock.now = START.replace(hour=23, minute=30)
    _, person = await phones.linked("值班", 111, quiet="23-7")
    await asyncio.to_thread(phones.desk.needs_person, "乙")
    assert await person.quiet(0.8) == []
    await phones.danger("甲")
    assert (await person.asked())[0].startswith("P0")
    phones.desk.clock.pass_(hours=8)
    await person.until(lambda: any(text.startswith("P2") for text in person.texts()))


async def test_later_rings_again_later(phones: Phones) -> None:
    """In a quarter of an hour."""
    _, person = await phones.linked("值班", 111)
    await asyncio.to_thread(phones.desk.needs_person, "乙")
    await person.asked()
    person.presses("稍后")
    await person.until(lambda: any("再提醒你" in text for text in person.texts()))
    assert await person.quiet(0.7) == []
    phones.desk.clock.pass_(minutes=15, seconds=1)
    assert (await person.asked())[0].startswith("P2")


async def test_a_case_is_handed_to_somebody_else(phones: Phones) -> None:
    """Chosen by name; then it is theirs, and they are told."""
    _, one = await phones.linked("甲员", 111)
    other, two = await phones.linked("乙员", 222)
    case = await phones.danger("甲")
    await one.asked()
    await two.asked()
    one.presses("转交")
    await one.asked()
    one.presses("乙员")
    await two.until(lambda: any("转给了你" in text for text in two.texts()))
    assert (await phones.ask(lambda store: store.review(case))).claimed_by == other.id


async def test_an_account_that_is_off_is_a_stranger(phones: Phones) -> None:
    """From the next moment on."""
    staff, person = await phones.linked("值班", 111)
    await phones.ask(lambda store: store.set_staff(staff.id, "moderator", active=False))
    await phones.danger("甲")
    person.says("/next")
    assert await person.quiet(0.8) == []


@pytest.mark.parametrize(
    ("hours", "hour", "quiet"),
    [("23-7", 23, True), ("23-7", 6, True), ("23-7", 7, False), ("1-5", 3, True), ("1-5", 5, False), ("", 3, False)],
)
def test_quiet_hours_may_pass_midnight(hours: str, hour: int, quiet: bool) -> None:
    """From the first hour up to, not including, the last."""
    assert alerts.is_quiet(hours, START.replace(hour=hour) + timedelta(minutes=1)) is quiet


@pytest.mark.parametrize(("typed", "hours"), [("23-7", "23-7"), ("关", ""), (" 22点到6点 ", "22-6")])
def test_quiet_hours_as_people_write_them(typed: str, hours: str) -> None:
    """And anything else is refused with an example."""
    assert alerts.read_hours(typed) == hours
    with pytest.raises(Refused, match="/quiet 23-7"):
        alerts.read_hours("晚上")
