"""The ears whole: one message, many facts; short answers; the understand line; hostile text."""

from __future__ import annotations

import json
import os
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import app
from bot.conversation.ears import Ears
from bot.understanding.hearing import Hearing

STORY = "他们爆了我通讯录,昨晚11点半还打了二十多个电话骂我妈,号码是13800001234,花呗逾期15天,我有通话录音"
EARS = app.hearing()
PIECES = "打,电话,我妈,不还,就,上门,1,十,点,号,万,天,前,到,从,每,个,想,死,刀,门口,现在,没有,会不会,说,爆,通,加,微信"
WORDS = st.sampled_from([*PIECES.split(","), ",", "。", "？", "\n", ".", "(", "a", ")", "說"])


def test_the_ears_fit_the_engine(hearing: Hearing) -> None:
    """The engine's protocol is met."""
    ears: Ears = hearing
    assert ears.signals("") == ()


def test_one_message_answers_many_questions(hearing: Hearing, now: datetime) -> None:
    """Kinds, time, count, people, number, platform, overdue days and proof are heard, each with its words."""
    heard = hearing.story(STORY, now)
    said = {name: value.value for name, value in heard.said.items()}
    assert {"call_bombing", "night_call", "insult", "third_party_contact"} <= set(said["violations"])
    assert said["when"]["start"] == "2026-11-21T23:30:00+08:00"
    assert (said["calls"]["low"], said["calls"]["high"]) == (20, 29)
    assert {"parents", "contacts"} <= set(said["contacted"])
    assert said["numbers"] == ["13800001234"]
    assert said["overdue"] == {"words": "15天", "days": 15}
    assert "recording" in said["evidence"]
    assert all(value.words for value in heard.said.values())


def test_a_lawful_reminder_is_called_lawful(hearing: Hearing, now: datetime) -> None:
    """A polite reminder is lawful and holds no violation."""
    heard = hearing.story("尊敬的客户，您本期账单800元将于12月5日到期，如已还款请忽略。", now)
    assert heard.kind == "lawful_message"
    assert heard.said["lawful"].value is True
    assert "violations" not in heard.said


def test_short_answers(hearing: Hearing) -> None:
    """Money, length, phones and platform are read from short answers; other text gives none."""
    assert hearing.money("两万三") == "23000"
    assert hearing.duration("三个月") == {"words": "三个月", "days": 90}
    assert hearing.duration("15") == {"words": "15", "days": 15}
    assert hearing.phones("是 138 0000 1234 打的") == ["13800001234"]
    found = hearing.platform("测试小贷")
    assert found == {"id": "", "name": "测试小贷"}
    assert hearing.money("不知道") is None
    assert hearing.duration("不知道") is None
    assert hearing.count("不知道") is None


def test_somebody_elses_words_alarm_less(hearing: Hearing) -> None:
    """A quoted or joking mention is still a signal, of lower severity."""
    (plain,) = hearing.signals("我不想活了")
    (joking,) = hearing.signals("哈哈我不想活了开玩笑的")
    assert (plain.severity, plain.quoted) == ("P0", False)
    assert joking.severity == "P1"


def test_danger_comes_first(hearing: Hearing) -> None:
    """The gravest signal stands first."""
    found = hearing.signals("加微信咨询停息挂账，不成功不收费。我不想活了")
    assert found[0].reason == "self_harm"


def test_the_understand_line(hearing: Hearing, now: datetime) -> None:
    """The line is plain JSON with the documented keys and shapes."""
    line = hearing.describe(STORY, now)
    assert json.loads(json.dumps(line, ensure_ascii=False)) == line
    assert {"violations", "flags", "facts", "moments", "counts", "topics"} <= set(line)
    assert line["moments"][0]["start"] == "2026-11-21T23:30:00+08:00"
    assert {"text", "count", "per"} <= set(line["counts"][0])
    assert line["facts"]["overdue_days"] == 15


def test_a_rhythm_keeps_its_clock(hearing: Hearing, now: datetime) -> None:
    """每周二下午3点到5点 recurs: clock times and the day of the week, no date."""
    (moment,) = hearing.describe("每周二下午3点到5点", now)["moments"]
    assert (moment["start"], moment["end"], moment["weekday"], moment["per"]) == ("15:00", "17:00", 2, "week")


@settings(deadline=None, max_examples=100_000 if os.environ.get("BUHUANG_SOAK") else 100)
@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map("".join)))
def test_any_text_at_all_is_read(text: str) -> None:
    """No text raises, whatever its characters."""
    now = datetime.fromisoformat("2026-11-22T10:00:00+08:00")
    line = EARS.describe(text, now)
    assert isinstance(line["violations"], list)
    for read in (EARS.count, EARS.money, EARS.duration, EARS.phones, EARS.platform):
        read(text)
    EARS.moment(text, now)
    assert EARS.message(text, now).kind


def test_crafted_text_stays_bounded(hearing: Hearing, now: datetime) -> None:
    """Ten thousand repetitions give no more results than a real message could hold."""
    for piece in ("我他", "打电话给我妈", "1", "十点", "三天", "再不还", "现在门口他们", "1万"):
        line = hearing.describe(piece * (10_000 // len(piece)), now)
        assert len(line["moments"]) + len(line["counts"]) <= 1000


def test_a_decent_call_told_by_the_borrower_is_lawful(hearing: Hearing, now: datetime) -> None:
    """态度挺好 about a reminder counts as lawful; with a violation beside it, it does not."""
    decent = hearing.story("平台客服今天打了两个电话提醒还款，态度挺好", now)
    assert decent.said["lawful"].value is True
    assert "lawful" not in hearing.story("客服态度挺好，但是催收爆了我的通讯录", now).said


def test_dialect_leads_back_to_the_writers_words(hearing: Hearing, now: datetime) -> None:
    """俺昨黑儿 … 十来个 … 俺娘: last evening, ten at least, a parent, each in the writer's own words."""
    said = hearing.story("俺昨黑儿叫催收的打了十来个电话，把俺娘都骂哭了", now).said
    assert said["violations"].value == ["call_bombing", "insult", "third_party_contact"]
    assert (said["calls"].value["low"], said["when"].words, said["contacted"].value) == (10, "昨黑儿", ["parents"])


def test_twenty_calls_a_week_are_no_bombing(hearing: Hearing, now: datetime) -> None:
    """A total over a week counts by its share of a day; the same on one day is bombing."""
    assert "violations" not in hearing.story("上个礼拜总共打了二十个电话", now).said
    assert hearing.story("昨天总共打了二十个电话", now).said["violations"].value == ["call_bombing"]
