"""Buttons: their rows and pages, what they carry, and that nobody can make or move one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.keyboard import DATA_LIMIT, Button, Keyboards, Rows, chosen
from bot.model import Choice, Reply

KEYS = Keyboards(b"k" * 32)
WAYS = (Choice("/back", "返回"), Choice("/menu", "菜单"))
YES_NO = Reply("对吗?", (Choice("yes", "是"), Choice("no", "否"), *WAYS), kind="question")
MANY = Reply(
    "哪些?",
    (Choice("none", "都没有", alone=True), Choice("threat", "威胁"), Choice("insult", "骂人"), *WAYS),
    many=True,
    kind="question",
)
LONG = Reply("哪一家?", tuple(Choice(f"p{n}", f"平台{n}") for n in range(30)) + WAYS, many=True)


def shown(rows: Rows) -> list[list[str]]:
    return [[button.label for button in row] for row in rows]


def button(rows: Rows, label: str) -> Button:
    found = [button for row in rows for button in row if label in button.label]
    assert found
    return found[0]


def test_one_choice_and_the_ways_around() -> None:
    """Two narrow choices share a row without numbers; ways around stand below."""
    assert shown(KEYS.rows(YES_NO, "1", "完成")) == [["是", "否"], ["返回", "菜单"]]


def test_many_choices_are_numbered_and_sent_by_done() -> None:
    """From three on choices carry the number that may be typed; ticked ones are marked."""
    assert shown(KEYS.rows(MANY, "1", "完成", ticked=0b010)) == [
        ["1. 都没有", "✓ 2. 威胁"],
        ["3. 骂人"],
        ["完成"],
        ["返回", "菜单"],
    ]


def test_wide_choices_stand_one_below_the_other() -> None:
    """A label of more than six Chinese characters gets a row of its own."""
    wide = Reply("?", (Choice("a", "有人正在门口或屋里"), Choice("b", "没有")))

    assert shown(KEYS.rows(wide, "1", "完成")) == [["有人正在门口或屋里"], ["没有"]]


def test_a_question_for_files_has_no_done() -> None:
    """Where nothing can be ticked there is nothing to send."""
    assert shown(KEYS.rows(Reply("发来", WAYS, many=True), "1", "完成")) == [["返回", "菜单"]]


def test_a_long_list_comes_in_pages() -> None:
    """Eight a page; turning pages keeps the ticks and the numbers."""
    first = KEYS.rows(LONG, "1", "完成", ticked=1 << 9)
    press = KEYS.read(button(first, "›").data, LONG, "1")
    assert press is not None
    second = KEYS.rows(LONG, "1", "完成", press.ticked, press.page)

    assert ["‹", "1/4", "›"] in shown(first)
    assert shown(second)[0] == ["9. 平台8", "✓ 10. 平台9"]
    assert len([b for row in second for b in row if "." in b.label]) == 8


def test_a_press_is_read_back() -> None:
    """Choose, tick and done each come back as what they were for."""
    rows = KEYS.rows(MANY, "1", "完成", ticked=0b110)
    alone, done = (KEYS.read(button(rows, label).data, MANY, "1") for label in ("都没有", "完成"))
    tick = KEYS.read(button(rows, "威胁").data, MANY, "1")
    assert alone is not None
    assert done is not None
    assert tick is not None

    assert [choice.id for choice in chosen(MANY, alone)] == ["none"]
    assert [choice.id for choice in chosen(MANY, done)] == ["threat", "insult"]
    assert (tick.kind, tick.number, tick.ticked) == ("tick", "1", 0b110)


def test_a_button_works_for_one_question_of_one_borrower() -> None:
    """The same data is nothing in another chat, under another question, with another key or changed by a bit."""
    data = button(KEYS.rows(YES_NO, "1", "完成"), "是").data
    other = Reply("真的?", YES_NO.choices)

    assert KEYS.read(data, YES_NO, "1") is not None
    assert KEYS.read(data, YES_NO, "2") is None
    assert KEYS.read(data, other, "1") is None
    assert Keyboards(b"l" * 32).read(data, YES_NO, "1") is None
    assert KEYS.read(data.replace("c0", "c1", 1), YES_NO, "1") is None


def test_a_phone_number_is_offered_with_yes_and_no() -> None:
    """The number travels in the buttons, and only in this chat."""
    rows = KEYS.number("13800000001", "1", "记下", "不用")
    yes, no = (KEYS.read_number(b.data, "1") for b in rows[0])
    assert yes is not None
    assert no is not None

    assert (yes.number, yes.page, no.page) == ("13800000001", 1, 0)
    assert KEYS.read_number(rows[0][0].data, "2") is None


@given(
    st.integers(1, 150), st.integers(0, 2**150 - 1), st.integers(0, 30), st.booleans(), st.integers(-(10**15), 10**15)
)
def test_every_keyboard_fits_telegram(count: int, ticked: int, page: int, many: bool, chat: int) -> None:
    """At most 64 bytes of data a button, 100 buttons a message, 8 a row; every button is read back."""
    asked = Reply("?", tuple(Choice(f"id{n}", "字" * (n % 20 + 1)) for n in range(count)) + WAYS, many=many)
    rows = KEYS.rows(asked, str(chat), "完成", ticked & ((1 << count) - 1), page)
    buttons = [b for row in rows for b in row]

    assert all(1 <= len(b.data.encode()) <= DATA_LIMIT for b in buttons)
    assert len(buttons) <= 100
    assert max(len(row) for row in rows) <= 8
    assert all(KEYS.read(b.data, asked, str(chat)) for b in buttons)


@given(st.text(max_size=80))
def test_anything_else_is_no_button(data: str) -> None:
    """Whatever somebody sends as data is refused without an error."""
    assert KEYS.read(data, YES_NO, "1") is None
