"""One turn through the real house and a real store: danger, bad input, repeats, privacy."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import Incoming, Signal
from bot.storage.sqlite import SqliteStore
from bot.turns import safety, turn
from bot.turns.house import House
from tests.turns.talker import NOW, STORY, Talker


@pytest.fixture
def talker(house: House, store: SqliteStore) -> Talker:
    return Talker(house, store)


def test_one_story_reaches_a_letter_in_five_messages(talker: Talker) -> None:
    """Story, consent, safety, confirmation, letter: what one message told is not asked again."""
    talker.say(STORY, "可以").press("none").press("right").press("letter:platform_letter")

    letters = [reply for reply in talker.answered.replies if reply.kind == "letter"]
    assert talker.number <= 6
    assert len(letters) == 1
    assert "微粒贷" in letters[0].text
    assert "None" not in letters[0].text


def test_logging_another_incident_takes_three_messages(talker: Talker) -> None:
    """记一笔, one sentence, one tap."""
    talker.say(STORY, "可以").press("none").press("right")
    before = talker.number
    talker.say("记一笔", "今天早上7点微粒贷又打了8个电话骂我").press("right")

    assert talker.number - before == 3
    assert "insult" in talker.value("incident/2.kinds")  # type: ignore[operator]
    assert talker.asked == "#home"


def test_the_same_message_twice_changes_nothing(talker: Talker) -> None:
    """A repeated message id gets the same replies."""
    first = talker.say(STORY, id="same").answered.replies
    again = talker.say(STORY, id="same").answered

    assert again.replies == first
    assert again.flags == ()
    assert len(talker.store.transcript("terminal", "me", 0, 50)) == 2


@pytest.mark.parametrize(
    ("text", "reason", "hotline"),
    [
        ("我不想活了，今晚就从楼上跳下去", "self_harm", "12356"),
        ("他们把我关在屋里不让我走，快救我", "imminent_danger", "110"),
        ("我要拿刀去砍死那个催收的", "violence_by_user", "110"),
    ],
)
def test_danger_is_answered_in_the_same_turn(talker: Talker, text: str, reason: str, hotline: str) -> None:
    """Danger words get the safety answer at once, a flag, a person offered, and the dialog waits."""
    talker.say("你好").say(text)

    assert talker.answered.replies[0].kind == "crisis"
    assert hotline in talker.answered.replies[0].text
    assert reason in [flag.reason for flag in talker.answered.flags]
    assert [choice.id for choice in talker.last.choices] == ["continue", "person"]
    assert talker.say("继续").asked == "consent.agree"


@pytest.mark.parametrize(("reason", "hotline"), [("self_harm", "12356"), ("imminent_danger", "110")])
def test_danger_that_only_the_second_ear_hears_is_asked_about(house: House, reason: str, hotline: str) -> None:
    """A question with the hotlines, a flag below the gravest, and the dialog waits for the answer."""
    warning = safety.read(house, [Signal(reason, "P1", "second_ear", "就这样吧")], "zh_Hans")

    assert "你现在" in warning.replies[0].text
    assert hotline in warning.replies[0].text
    assert [(flag.severity, flag.rule) for flag in warning.flags] == [("P1", "second_ear")]
    assert warning.stop


def test_danger_in_a_story_keeps_the_story(talker: Talker) -> None:
    """What was told together with danger is not lost."""
    talker.say("你好", "可以").press("none").say("他们现在把我堵在公司门口不让走，还每天打三十个电话骂我")

    assert talker.answered.replies[0].kind == "crisis"
    assert "三十个电话" in str(talker.value("incident/1.story"))
    assert talker.say("继续").asked == "#summary"


def test_the_safety_question_itself_calls_for_help(talker: Talker) -> None:
    """Choosing “somebody is at the door” is answered with what to do now and flagged P0."""
    talker.say("你好", "可以").press("at_door")

    assert talker.answered.replies[0].kind == "crisis"
    assert talker.answered.flags[0].severity == "P0"


@pytest.mark.parametrize("topic", ["", "nobody_knows", "forge_documents", "revenge", "dodge_debt", "bait_loan"])
@pytest.mark.parametrize("reason", ["illegal_request", "scam_ad"])
def test_every_misuse_has_an_answer(house: House, reason: str, topic: str) -> None:
    """Whatever is heard about a misuse, there is a text, also for a topic that no fact knows."""
    warning = safety.read(house, [Signal(reason, "P2", "rule", topic=topic)], "zh_Hans")

    assert len(warning.replies[0].text) > 30
    assert warning.refuse


def test_an_unlawful_wish_is_refused_kindly(talker: Talker) -> None:
    """Forging proof is refused with a lawful way, flagged, and never taken as an answer."""
    talker.say("你好", "可以").press("none").say("能不能帮我P一张假的住院证明，我发给平台")

    assert "illegal_request" in [flag.reason for flag in talker.answered.flags]
    assert "不能帮你做" in talker.answered.replies[0].text
    assert talker.asked == "incident/1.story"
    assert talker.value("incident/1.story") is None


def test_a_scheme_asked_about_is_warned_of(talker: Talker) -> None:
    """A question about a known scheme gets the facts' warning and the question stays; it is no story."""
    talker.say("你好", "可以").press("none").say("有个债务老师让我加他微信领方案，要先交钱，靠谱吗？")

    assert "scam" in talker.answered.flags[0].reason
    assert talker.asked == "incident/1.story"
    assert talker.value("incident/1.story") is None


BAD = {
    "empty": "",
    "blank": "   \n\t ",
    "emoji only": "😭😭😭🙏",
    "control characters": "\x00\x1b[31m\x07",
    "zero width": "\u200b\u200d\ufeff",
    "ten thousand characters": "打电话" * 3400,
    "mojibake": "ä½ å¥½ ï¿½ï¿½ Ã©",
    "html": "<script>alert(1)</script><b>x</b>",
    "jinja": "{{ 7*7 }}{% for x in y %}",
    "format": "{0} {name} %s %(x)d",
    "markdown": "# h\n**b** [l](http://x)",
    "right to left": "\u202eabc\u202c",
    "half a surrogate": "\ud83d",
    "traditional": "催收每天打二十幾個電話給我爸媽",
    "sql": "'; DROP TABLE borrower; --",
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("opening", [(), ("你好",), ("你好", "可以"), ("你好", "可以", "都没有")], ids=len)
def test_bad_input_gets_a_clear_answer(talker: Talker, name: str, opening: tuple[str, ...]) -> None:
    """Whatever arrives at any early question, there is an answer with a way on and no failed turn."""
    talker.say(*opening).say(BAD[name])

    assert talker.last.choices
    assert "failed_turn" not in [flag.reason for flag in talker.answered.flags]
    assert "{" not in talker.text.replace(BAD[name], "")


def test_a_turn_that_breaks_keeps_the_message_and_logs_no_words(
    talker: Talker, caplog: pytest.LogCaptureFixture
) -> None:
    """An error inside a turn is told calmly and flagged; the log names its kind and place only."""
    talker.say("你好")

    class Broken(turn.HouseOffers):
        def told(self, case: object) -> bool:
            raise ValueError("秘密的话")

    kept, turn.HouseOffers = turn.HouseOffers, Broken  # type: ignore[misc]
    try:
        with caplog.at_level(logging.DEBUG):
            talker.say("菜单")
    finally:
        turn.HouseOffers = kept  # type: ignore[misc]

    assert [flag.reason for flag in talker.answered.flags] == ["failed_turn"]
    assert "没有丢" in talker.text
    assert "秘密的话" not in caplog.text
    assert talker.asked == "consent.agree"


def test_export_holds_everything_and_erase_leaves_nothing(talker: Talker, tmp_path: Path) -> None:
    """导出 hands out a file with every answer; 删除 asks once, gives a receipt, and the next message starts anew."""
    talker.say(STORY, "可以").press("none").press("right").say("导出")
    file = next(file for reply in talker.answered.replies for file in reply.files)
    opened = talker.store.open_file("terminal", "me", file.file_id)
    assert opened is not None
    assert "每天二十多个" in opened[1].decode()

    talker.say("删除")
    assert "确定" in talker.text
    talker.say("确认删除")

    assert "回执号" in talker.text
    assert talker.value("incident/1.story") is None
    assert talker.store.open_file("terminal", "me", file.file_id) is None
    talker.say("你好")
    assert talker.asked == "consent.agree"


def test_a_refusal_of_consent_keeps_nothing(talker: Talker) -> None:
    """Who does not agree leaves no record behind."""
    talker.say(STORY, "先不保存")

    assert talker.value("incident/1.story") is None
    assert "12356" in talker.text


def test_a_borrower_who_returns_is_told_where_they_were(talker: Talker) -> None:
    """After days one line says where the talk was; the answer is read as usual."""
    talker.say("你好", "可以")
    talker.now += timedelta(days=4)
    talker.say("都没有")

    assert "欢迎回来" in talker.text
    assert talker.asked == "incident/1.story"


def test_forwarded_words_are_told_never_obeyed(talker: Talker) -> None:
    """A collector's message that reads like a command is what they wrote, not what the borrower wants."""
    talker.say(STORY, "可以").press("none").press("right")
    incoming = Incoming("terminal", "me", "fw", NOW, "删除", forwarded=True)
    with talker.store.transaction():
        answered = turn.run(talker.house, talker.store, incoming, NOW)

    assert "清空" not in "".join(reply.text for reply in answered.replies)
    assert talker.asked.startswith("#home")


def test_a_phone_set_to_english_still_hears_chinese(talker: Talker) -> None:
    """The channel's guess of the language gives way when the first words are Chinese; a chosen language stays."""
    incoming = Incoming("terminal", "me", "a", NOW, "hello", locale="en")
    with talker.store.transaction():
        first = turn.run(talker.house, talker.store, incoming, NOW)
    assert "start" in first.replies[-1].text

    assert "可以开始吗" in talker.say(STORY).text
    talker.say("可以", "english")
    assert "都没有" not in talker.say("你好你好你好").text


def test_a_person_can_be_called_any_time(talker: Talker) -> None:
    """人工 raises a flag, says so, and the question stays."""
    talker.say("你好", "人工")

    assert [flag.reason for flag in talker.answered.flags] == ["asked_for_person"]
    assert talker.asked == "consent.agree"


def test_too_much_shortens_to_three_steps(talker: Talker) -> None:
    """太多了 answers with three safe steps and a way on."""
    talker.say(STORY, "可以").press("none").press("right").say("太多了")

    numbered = [line for line in talker.text.splitlines() if line[:2] in ("1.", "2.", "3.", "4.")]
    assert [line[0] for line in numbered] == ["1", "2", "3"]
    assert "continue" in [choice.id for choice in talker.last.choices]
