"""Transcript lines as the page shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.channels.base import Entry
from bot.channels.webchat import lines
from bot.model import Attachment, Choice, Reply, Upload
from bot.speech import Speech

SAY = Speech()
TODAY = date(2026, 11, 22)


def out(*replies: Reply, number: int = 2, at: datetime = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)) -> Entry:
    return Entry(number, at, "out", replies=replies)


def said(text: str, number: int = 1, **more: object) -> Entry:
    return Entry(number, datetime(2026, 11, 22, 3, 59, tzinfo=UTC), "in", text, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("有人在门口就打 110,受伤打120。", ("110", "120")),
        ("投诉打12378,再打 12378 也可以", ("12378",)),
        ("心理援助热线12356", ("12356",)),
        ("扣了12345元,又扣 110 块,一天打了110次", ()),
        ("编号 2026110、金额110.50、22:110、¥120", ()),
        ("13800001234 不是短号", ()),
        ("客服 95188,不是 951889", ("95188",)),
    ],
)
def test_hotlines_are_numbers_to_dial_not_amounts(text: str, found: tuple[str, ...]) -> None:
    """A short service number is found once; amounts, counts, times and longer numbers are left alone."""
    assert lines.hotlines(text) == found


def test_the_number_for_text_messages_is_not_dialled() -> None:
    """12110 takes texts only: it opens a message, and no button offers to call it."""
    assert lines.hotlines("打110，或发短信到12110") == ("110",)
    assert 'href="sms:12110"' in lines.linked("发短信到12110")


def test_an_answer_that_stands_first_is_shown_first() -> None:
    """Where several may be ticked, the one that excludes them stands where the dialog has it."""
    choices = (
        Choice("none", "都没有", alone=True),
        Choice("a", "甲"),
        Choice("b", "乙"),
        Choice("z", "别的", alone=True),
    )
    dock = lines.dock([out(Reply("？", choices, many=True, kind="question"))])

    assert dock is not None
    assert [[c.id for c in part] for part in (dock.first, dock.several, dock.single)] == [["none"], ["a", "b"], ["z"]]


def test_our_text_links_hotlines_and_addresses_and_escapes_the_rest() -> None:
    """Hotlines dial, addresses open without a referrer, and markup stays text."""
    html = str(lines.linked("打 110,看 https://www.example.cn/a?b=1&c=2。<script>"))
    assert '<a href="tel:110">110</a>' in html
    assert 'href="https://www.example.cn/a?b=1&amp;c=2" rel="noopener noreferrer"' in html
    assert "&lt;script&gt;" in html


def test_the_borrowers_words_are_never_links() -> None:
    """What a borrower pastes is shown as it is, so that a collector's address is not one tap away."""
    (bubble,) = lines.bubbles([said("打 110 https://bad.example/")], SAY, TODAY)
    assert str(bubble.html) == "打 110 https://bad.example/"


def test_each_day_is_named_once_in_chinese_time() -> None:
    """The first bubble of a day carries its name; 16:30 UTC is already tomorrow in China."""
    late = out(Reply("一"), Reply("二"), number=2, at=datetime(2026, 11, 20, 16, 30, tzinfo=UTC))
    found = lines.bubbles([late, said("三", 3)], SAY, TODAY)
    assert [(b.time, b.day) for b in found] == [("00:30", "昨天"), ("00:30", ""), ("11:59", "今天")]
    assert lines.bubbles([said("三", 3)], SAY, TODAY, "2026-11-22")[0].day == ""


def test_older_days_are_written_out() -> None:
    """Before yesterday the date is given, with the year when it is another."""
    assert lines.day_name(date(2026, 11, 2), TODAY, SAY) == "11月2日"
    assert lines.day_name(date(2025, 12, 31), TODAY, SAY) == "2025年12月31日"


def test_the_opening_message_is_not_shown() -> None:
    """The message that opens a talk by itself was not said by anybody."""
    assert lines.bubbles([said("开始", message_id=lines.START_ID)], SAY, TODAY) == []


def test_small_pictures_are_shown_and_large_ones_are_cards() -> None:
    """On a slow line a large photo waits for a tap."""
    small, large = Upload("a", "小.png", "image/png", 2048), Upload("b", "大.png", "image/png", 3 * 1024 * 1024)
    (bubble,) = lines.bubbles([said("", files=(small, large))], SAY, TODAY)
    assert [(card.picture, card.size) for card in bubble.cards] == [(True, "2 KB"), (False, "3.0 MB")]


def test_only_a_crisis_reply_gets_call_buttons() -> None:
    """Call buttons stand out, so they are kept for danger."""
    crisis, plain = lines.bubbles([out(Reply("打 110", kind="crisis"), Reply("打 110"))], SAY, TODAY)
    assert (crisis.hotlines, plain.hotlines) == (("110",), ())


def test_a_letter_is_plain_text_to_be_copied() -> None:
    """A letter is copied whole, so nothing in it is made a link."""
    (letter,) = lines.bubbles([out(Reply("致 12378", kind="letter", title="信"))], SAY, TODAY)
    assert (str(letter.html), letter.title) == ("致 12378", "信")


def test_the_dock_parts_answers_from_ways_around() -> None:
    """Ticked answers, answers sent at once and ways around each have their own place."""
    reply = Reply("?", (Choice("a", "甲"), Choice("none", "都没有", True), Choice("/skip", "跳过")), many=True)
    found = lines.dock([out(reply)])
    assert found is not None
    assert [c.id for c in found.several] == ["a"]
    assert [c.id for c in found.single] == ["none"]
    assert [c.id for c in found.around] == ["/skip"]


def test_a_question_stands_until_it_is_answered() -> None:
    """A moderator's line or small print after a question leaves its buttons; an answer takes them away."""
    asked = out(Reply("?", (Choice("y", "好"),)))
    person = out(Reply("你好", kind="person"), number=3)
    standing = lines.dock([asked, person])
    assert standing is not None
    assert [c.id for c in standing.single] == ["y"]
    assert lines.dock([asked, said("好", 3)]) == lines.Dock()
    assert lines.dock([person]) is None


def test_files_of_ours_are_cards() -> None:
    """An export is offered under its own address."""
    (bubble,) = lines.bubbles(
        [out(Reply("", files=(Attachment("x1", "我的记录.zip", "application/zip"),)))], SAY, TODAY
    )
    assert (bubble.cards[0].href, bubble.cards[0].name) == ("/files/x1", "我的记录.zip")
