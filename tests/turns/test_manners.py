"""How the whole house takes what people really type: feelings, second thoughts, buttons as words, wishes."""

from __future__ import annotations

import pytest

from bot.storage.sqlite import SqliteStore
from bot.turns.house import House
from tests.turns.talker import STORY, Talker


@pytest.fixture
def talker(house: House, store: SqliteStore) -> Talker:
    return Talker(house, store)


@pytest.mark.parametrize("text", ["嗯", "他们还在", "不安全", "怎么办啊", "😭"])
def test_nobody_in_danger_is_asked_a_question(talker: Talker, text: str) -> None:
    """Until somebody says that they are safe, a small word after a crisis reply gets the numbers to call again."""
    talker.say("有人在砸门怎么办", text)

    assert "110" in talker.text
    assert talker.asked == "#crisis"


@pytest.mark.parametrize("danger", ["我不想活了，欠了十几万", "有人在砸门怎么办"])
@pytest.mark.parametrize(
    "text",
    [
        "我走了",
        "走了",
        "我没开玩笑",
        "不是气话",
        "不会没事的",
        "怎么可能没事",
        "没有好一点",
        "好多了，今晚就结束",
        "冷静了，煤气开着",
    ],
)
def test_a_farewell_or_a_doubt_is_not_taken_for_safety(talker: Talker, danger: str, text: str) -> None:
    """After a crisis reply, words that only contain “没事”, “走了” or “开玩笑” do not end it."""
    talker.say(danger, text)

    assert "平安" not in talker.text
    assert talker.asked == "#crisis"


@pytest.mark.parametrize("text", ["我没事了", "警察来了，他们走了", "没有危险", "我冷静下来了"])
def test_who_is_safe_again_goes_on(talker: Talker, text: str) -> None:
    """The answers that a crisis reply invites are understood: the talk goes on where it was."""
    talker.say("有人在砸门怎么办", text)

    assert "平安" in talker.text
    assert talker.asked == "consent.agree"


@pytest.mark.parametrize(
    ("text", "said"),
    [("滚", "冲我发"), ("我好怕", "换谁都会难受"), ("谢谢你啊", "不客气"), ("👌", "我在"), ("感謝", "不客气")],
)
def test_a_feeling_is_no_miss(talker: Talker, text: str, said: str) -> None:
    """Anger, fear, thanks and nods get a word of their own; the question stays and nothing counts as a miss."""
    talker.say(STORY, "可以", "都没有", "不对", "时间", *[text] * 4)

    assert said in talker.text
    assert not talker.answered.flags


@pytest.mark.parametrize("text", ["中", "行吧", "对对对", "嗯嗯", "要得", "好的呀", "可以可以"])
def test_yes_has_many_words(talker: Talker, text: str) -> None:
    """Dialect, doubled words and closing particles mean yes like the button does."""
    assert talker.say("你好", text).asked == "safety.now"


@pytest.mark.parametrize("text", ["帮我转人工吧", "我要找真人", "轉人工", "麻烦找人工客服"])
def test_a_command_may_be_asked_for_politely(talker: Talker, text: str) -> None:
    """What stands around a word that always works, and how it is written, makes no difference."""
    talker.say("你好", "可以", text)

    assert [flag.reason for flag in talker.answered.flags] == ["asked_for_person"]


def test_a_story_that_begins_like_a_command_stays_a_story(talker: Talker) -> None:
    """Only a short text is a command with padding around it."""
    talker.say("你好", "可以", "都没有", "我要投诉他们半夜打电话骂我爸妈")

    assert talker.value("incident/1.kinds")


def test_a_question_is_answered_before_ours(talker: Talker) -> None:
    """Who opens with a question gets its answer in the first message, and consent is asked after it."""
    talker.say("会坐牢吗")

    assert "不会只因为这个坐牢" in talker.text
    assert talker.asked == "consent.agree"


def test_a_button_beside_the_question_works_as_words_and_as_number(talker: Talker) -> None:
    """看详细 may be typed; where options are numbered, its number follows theirs; one message later it is gone."""
    assert "【欠网贷会坐牢吗？】" in talker.say("会坐牢吗", "看详细").text
    assert "【欠网贷会坐牢吗？】" in talker.say("会坐牢吗", "3").text
    assert "【欠网贷会坐牢吗？】" not in talker.say("可以", "看详细").text


def test_details_do_not_say_the_short_answer_again(talker: Talker) -> None:
    """看详细 adds to what was just said; a question that is tapped has its whole answer."""
    assert "不会只因为这个坐牢" not in talker.say("会坐牢吗").press("/answer:jail:more").text
    assert "不会只因为这个坐牢" in talker.press("/answer:jail").text


def test_who_tells_and_asks_in_one_breath_is_heard(talker: Talker) -> None:
    """A story that ends in a question is kept, wherever it comes."""
    talker.say("你好", "可以", "没有", "不知道", "就是天天打电话然后还给我同事打说我欠钱不还我就很烦不知道怎么弄")

    assert {"call_bombing", "workplace_contact"} <= set(talker.value("incident/1.kinds"))  # type: ignore[call-overload]


def test_the_answer_before_is_put_right_in_words(talker: Talker) -> None:
    """“不对，是前天” changes the answer given a moment ago, not the question that is open."""
    talker.say(STORY, "可以", "都没有", "不对", "平台", "花呗", "对")
    talker.say("改 联系了谁", "同事", "改 平台", "借呗")
    platform = talker.value("debt/1.platform")
    assert isinstance(platform, dict)
    assert platform["name"] == "借呗"
    assert "改好了" in talker.text

    talker.say("不是，是微粒贷")
    assert talker.value("debt/1.platform") == {"id": "weilidai", "name": "微粒贷"}


def test_what_was_heard_by_mistake_is_taken_off_in_words(talker: Talker) -> None:
    """“不是公司” takes it off the summary, and a further word of a list is added to it."""
    talker.say("他们打我公司电话", "可以", "都没有", "打我家里不是公司", "还骂人")

    assert talker.value("incident/1.kinds") == ["insult", "third_party_contact"]


def test_nothing_is_called_noted_that_changes_nothing(talker: Talker) -> None:
    """A sentence that says what is known already is not answered with 记下了."""
    talker.say("借呗天天打电话", "可以", "都没有", "借呗天天打电话")

    assert "记下了" not in talker.text


def test_an_answer_to_another_question_is_kept_for_it(talker: Talker) -> None:
    """A lender's name or a count given too early is not asked for again."""
    talker.say("天天打电话骂我", "可以", "都没有", "对", "花呗", "十几个")

    assert talker.asked == "incident/1.when"
    assert talker.value("debt/1.platform") == {"id": "huabei", "name": "花呗"}
    assert talker.value("incident/1.calls") == {"words": "十几个", "low": 11, "high": 19, "per": "day"}


def test_a_short_story_is_no_answer_to_another_question(talker: Talker) -> None:
    """A lender's name and a time inside a story do not stand for it: all of it is heard."""
    talker.say("开始", "借呗天天打电话骂我", "可以", "都没有")

    assert talker.asked == "#summary"
    assert talker.value("incident/1.kinds") == ["call_bombing", "insult"]


def test_a_bare_number_is_counted_as_the_question_asks(talker: Talker) -> None:
    """“30” to “how many a day” is thirty a day, unless it is said to be all of them."""
    talker.say("借呗一直打电话", "可以", "都没有", "对", "上周")

    assert talker.say("30").value("incident/1.calls")["per"] == "day"  # type: ignore[index]
    assert talker.say("改 次数", "一共30个").value("incident/1.calls")["per"] == "total"  # type: ignore[index]


def test_a_letter_wanted_at_once_is_promised_and_asked_for(talker: Talker) -> None:
    """A wish for a letter is no deed and no story: the questions that it needs go on."""
    talker.say("给我写封投诉信，马上", "可以", "不要问了，直接写信")

    assert "好，给你写" in talker.text
    assert "办了" not in talker.text
    assert talker.asked == "safety.now"


def test_the_first_result_fits_a_screen_or_two(talker: Talker) -> None:
    """At once: one rule for each finding and three steps; every rule and every step are one word away."""
    talker.say(STORY, "可以", "都没有", "对")

    assert len(talker.text) < 1100
    assert "后面还有：4 " in talker.text
    assert len(talker.say("计划").text) > 1100
    assert "看这几条" in talker.say("结果").text


def test_the_menu_has_few_entries_and_leads_to_all_others(talker: Talker) -> None:
    """Six ways for somebody tired; whatever else there is stands one tap deeper and still works as a word."""
    talker.say(STORY, "可以", "都没有", "对", "菜单")
    assert len([label for label in talker.buttons if label not in ("返回", "找真人")]) == 6

    found = {label for menu in ("look", "keep", "other") for label in talker.say("菜单").press(f"more:{menu}").buttons}
    assert {"查号码", "导出", "删除", "语言 Language", "太多了", "预算"} <= found
    assert talker.say("导出").last.choices


@pytest.mark.parametrize(
    "text",
    [
        "我没借过钱，我是别人的紧急联系人，催收天天打我电话，骂我",
        "我儿子在外面借了网贷，天天有人打我电话骂我，让我替他还",
    ],
)
def test_no_paper_says_that_a_bystander_borrowed(talker: Talker, text: str) -> None:
    """Who is chased for another's loan is told that they owe nothing, and no paper offered speaks of their own loan."""
    talker.say(text, "可以", "都没有", "对", "昨天", "十几个", "他们说弄死你", "不知道是哪家")
    assert "没有义务还" in talker.text

    for label in ("说明和我无关", "报案材料"):
        letter = next(reply.text for reply in talker.say(label).answered.replies if reply.kind == "letter")
        assert "我的借款" not in letter
        assert "我的欠款" not in letter
        assert "没有" in letter
        assert "，。" not in letter


PAPER = "【某某市人民法院】案件通知：您因拖欠网贷已立案，请于今日18点前处理，否则将上门强制执行并通知户籍地村委"


def test_a_pasted_threat_is_judged_at_once(talker: Talker) -> None:
    """Whoever opens with a collector's message reads what it is worth before any question, and again when in doubt."""
    assert "12368" in talker.say(PAPER).text
    assert talker.asked == "consent.agree"

    talker.say("可以", "没有", "这是真的吗")
    assert "12368" in talker.text


def test_a_deadline_and_a_court_are_no_day_and_no_lender(talker: Talker) -> None:
    """The time until which a paper wants money is not when it came, and a masked court is no platform."""
    talker.say(PAPER, "可以", "没有", "对")

    assert talker.asked == "incident/1.when"
    assert talker.value("incident/1.claimed_to_be") == "court"
    assert talker.value("debt/1.platform") is None


def test_a_day_is_no_lender(talker: Talker) -> None:
    """A time at the platform's question puts the time right."""
    talker.say("天天打电话骂我", "可以", "都没有", "对", "昨天", "十个", "弄死你", "前天")

    assert talker.value("debt/1.platform") is None
    assert "「时间」改好了" in talker.text


def test_a_story_told_too_early_is_kept_whatever_is_heard_in_it(talker: Talker) -> None:
    """Words that no ear understands are noted all the same, and not asked for again."""
    talker.say("你好", "这件事情说起来真的是一言难尽啊前前后后折腾了大半年")
    assert "没对上" not in talker.text

    assert talker.say("可以", "都没有").asked == "incident/1.kinds"


def test_a_story_in_english_is_heard(talker: Talker) -> None:
    """What collectors did is heard in English too, as the chat speaks it."""
    talker.say("They call me 30 times a day, they called my mother and my boss", "ok", "none")

    assert "This is how I noted" in talker.text
    assert talker.value("incident/1.kinds") == ["call_bombing", "third_party_contact", "workplace_contact"]
    assert talker.value("incident/1.contacted") == ["parents", "employer"]


def test_too_much_is_answered_with_little(talker: Talker) -> None:
    """Three steps in two lines each; 算了 and 晚安 rest, and nothing is lost."""
    talker.say(STORY, "可以", "都没有", "对", "太多了")
    assert len(talker.text) < 300

    assert "什么都不会丢" in talker.say("晚安").text
    assert "什么都不会丢" in talker.say("继续", "算了").text
