"""The engine: the answers are the state, the question is derived."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model import Answer, Case, Frame, Record
from tests.conversation.room import TALK, Talk, small_dialogs


@pytest.fixture
def talk() -> Talk:
    return Talk().say("你好", "可以", "养了一只", "狗")


def test_the_first_message_asks_the_first_question() -> None:
    """A greeting opens the talk at its first question."""
    talk = Talk().say("你好")

    assert talk.asked == "consent.agree"
    assert talk.choices == ["agreed", "refused", "/menu"]
    assert "welcome" in talk.text


def test_a_word_that_always_works_may_come_first() -> None:
    """人工 or a language as the very first message is obeyed, and the talk begins."""
    talk = Talk().say("人工")
    assert [request.name for request in talk.requests] == ["person"]
    assert talk.asked == "consent.agree"

    assert Talk().say("english").conversation.locale == "en"


def test_a_story_told_first_is_not_asked_again() -> None:
    """What the first message tells is kept and confirmed after consent, not asked."""
    talk = Talk().say("我家的狗每天遛3次").say("可以")

    assert talk.asked == "#summary"
    assert "种类=狗" in talk.text
    assert talk.value("pet/1.story") == "我家的狗每天遛3次"


def test_heard_answers_count_after_one_tap(talk: Talk) -> None:
    """One tap confirms everything heard; the next question is one that nothing answered."""
    talk = Talk().say("我家的狗每天遛3次", "可以").press("right")

    assert talk.asked == "pet/1.where"
    assert talk.value("pet/1.kind") == "dog"
    assert talk.case.record("pet/1").answers["walks"].state == "given"


def test_questions_follow_their_conditions(talk: Talk) -> None:
    """A question whose condition fails is passed by."""
    assert talk.asked == "pet/1.walks"
    assert Talk().say("你好", "可以", "养了一只", "鱼").asked == "pet/1.vet"


def test_back_leads_the_way_one_came(talk: Talk) -> None:
    """Each 返回 shows the question answered before, with its answer, and forward again leads on."""
    talk.say("3", "公园").say("返回")
    assert talk.asked == "pet/1.where"
    assert "earlier" in talk.text

    talk.say("返回", "返回", "返回", "返回")
    assert talk.asked == "consent.agree"

    talk.say("返回")
    assert "first_already" in talk.text

    talk.press("/keep").press("/keep").press("/keep").press("/keep").press("/keep")
    assert talk.asked == "pet/1.tricks"
    assert talk.value("pet/1.where") == "公园"


def test_an_edit_keeps_the_other_answers(talk: Talk) -> None:
    """改 by number asks that one answer again and then goes on where the talk was."""
    talk.say("3", "公园", "改 3")
    assert talk.asked == "pet/1.walks"

    talk.say("5")

    assert talk.value("pet/1.walks")["low"] == 5
    assert talk.value("pet/1.where") == "公园"
    assert talk.asked == "pet/1.tricks"


def test_an_edit_by_name_finds_its_question(talk: Talk) -> None:
    """改 with a name asks the answer of that name again, with or without a space."""
    talk.say("3", "公园")

    assert talk.say("改 哪里").asked == "pet/1.where"
    assert talk.say("返回", "改遛").asked == "pet/1.walks"


def test_an_edit_shows_what_falls_away_and_brings_it_back(talk: Talk) -> None:
    """Answers that would no longer apply are named before; they return with the branch."""
    talk.say("3", "公园", "改 种类", "猫")
    assert talk.asked == "#change"
    assert "遛=" in talk.text
    assert "哪里=公园" in talk.text
    assert talk.value("pet/1.kind") == "dog"

    talk.say("对")
    assert talk.value("pet/1.kind") == "cat"
    assert talk.asked == "pet/1.tricks"

    talk.say("改 种类", "狗")
    assert talk.value("pet/1.where") == "公园"
    assert talk.asked == "pet/1.tricks"


def test_an_edit_can_be_left(talk: Talk) -> None:
    """不改 leaves everything as it was."""
    talk.say("3", "公园", "改 种类", "猫", "不改")

    assert talk.value("pet/1.kind") == "dog"
    assert talk.asked == "pet/1.tricks"
    assert talk.conversation.pending is None


def test_skip_and_not_known_are_answers(talk: Talk) -> None:
    """跳过 and 不知道 settle a question without a value."""
    talk.say("不知道")
    assert talk.case.record("pet/1").answers["walks"].state == "unknown"

    talk.say("跳过")
    assert talk.asked == "pet/1.vet"


def test_consent_cannot_be_skipped() -> None:
    """A question without a way past says so."""
    talk = Talk().say("你好", "跳过")

    assert talk.asked == "consent.agree"
    assert "cannot_skip" in talk.text


def test_a_refusal_ends_the_talk() -> None:
    """An option that ends the dialog asks for what its file names."""
    talk = Talk().say("你好", "不")

    assert [request.name for request in talk.requests] == ["refused"]
    assert talk.conversation.stack == ()


def test_misses_offer_examples_then_skip_then_a_person(talk: Talk) -> None:
    """The first miss corrects, the second shows examples, the third offers 跳过, the fourth a person."""
    said = [talk.say("嗯嗯").text for _ in range(4)]

    assert "examples" not in said[0]
    assert "miss_count" in said[0]
    assert "examples" in said[1]
    assert "offer_skip" in said[2]
    assert "offer_person" in said[3]
    assert talk.requests[0].name == "misunderstood"


def test_a_number_out_of_range_is_corrected(talk: Talk) -> None:
    """A number outside the bounds is asked again and not kept."""
    talk.say("5000")

    assert "out_of_range" in talk.text
    assert talk.value("pet/1.walks") is None


def test_a_button_of_an_older_question_changes_nothing(talk: Talk) -> None:
    """A choice that is no longer offered gets one line and the current question."""
    talk.press("agreed")

    assert "stale_choice" in talk.text
    assert talk.asked == "pet/1.walks"


def test_a_finished_talk_asks_for_its_result_and_goes_home(talk: Talk) -> None:
    """After the last answer the dialog's `done` is requested once, and home offers what fits."""
    talk.say("3", "公园", "1 2", "是")

    assert [request.name for request in talk.requests] == ["result"]
    assert talk.asked == "#home"
    assert talk.choices[0] == "letter:pet"
    assert talk.value("pet/1.tricks") == ["sit", "roll"]


def test_home_leads_back_into_the_talk(talk: Talk) -> None:
    """返回 from home asks the last answer again."""
    talk.say("3", "公园", "1 2", "是", "返回")

    assert talk.asked == "pet/1.vet"


def test_a_letter_asks_only_for_what_it_lacks(talk: Talk) -> None:
    """A letter that must have a field asks for it, then is requested."""
    talk.say("3", "公园", "1 2", "是", "1")
    assert talk.asked == "pet/1.price"

    talk.say("300")

    assert [(request.name, request.arg) for request in talk.requests] == [("letter", "pet")]
    assert talk.asked == "#home:pet"


def test_a_letter_button_works_wherever_it_stands(talk: Talk) -> None:
    """A letter that fits is written even while a question is open; one that does not exist is stale."""
    talk.say("3", "公园", "1 2", "是").press("improve")
    assert talk.asked == "pet/1.price"

    talk.say("300").say("改 遛").press("letter:pet")
    assert [(request.name, request.arg) for request in talk.requests] == [("letter", "pet")]
    assert talk.asked == "pet/1.walks"
    assert "stale_choice" in talk.press("letter:cat").text


def test_logging_begins_a_new_record_and_resumes(talk: Talk) -> None:
    """记一笔 interrupts; afterwards the first dialog goes on where it was."""
    talk.say("记一笔", "另一只狗遛2次").press("right")
    talk.say("海边", "跳过", "否")

    assert talk.value("pet/2.kind") == "dog"
    assert talk.asked == "pet/1.walks"


def test_a_pause_keeps_everything(talk: Talk) -> None:
    """暂停 stops asking; the next message says where the talk was and is read as usual."""
    talk.say("暂停")
    assert talk.asked == "#paused"

    talk.say("3")
    assert talk.value("pet/1.walks")["low"] == 3
    assert "welcome_back" in talk.text


def test_who_returns_after_days_is_told_where_they_were(talk: Talk) -> None:
    """After a night away one line names the open question."""
    talk.now += timedelta(days=3)
    talk.say("3")

    assert "welcome_back" in talk.text
    assert talk.asked == "pet/1.where"


def test_starting_over_asks_first(talk: Talk) -> None:
    """重来 changes nothing until it is confirmed, and then consent stays."""
    talk.say("重来")
    assert talk.value("pet/1.kind") == "dog"

    talk.say("1")

    assert talk.case.of("pet") == ()
    assert talk.value("consent.agree") == "agreed"
    assert talk.asked == "pet/1.story"


def test_a_question_added_overnight_is_asked(talk: Talk) -> None:
    """A stored talk opens with a dialog that gained, lost and renamed questions."""
    talk.say("3", "公园")
    pet = TALK[3]
    kept = {id: question for id, question in pet["questions"].items() if id not in ("walks", "where")}
    changed = {**kept, "name": {"ask": "叫什么？", "short": "名字", "type": "text"}}
    talk.dialogs = small_dialogs([*TALK[:3], {**pet, "questions": changed}])

    talk.say("1 2", "是")

    assert talk.asked == "pet/1.name"
    assert talk.value("pet/1.where") == "公园"


def test_a_dialog_that_vanished_is_left(talk: Talk) -> None:
    """A frame whose dialog no longer exists closes quietly and the talk goes on."""
    talk.conversation = type(talk.conversation)(stack=(Frame("gone"), *talk.conversation.stack), asked="gone.x")

    assert talk.say("3").asked == "pet/1.where"


def test_a_sentence_that_answers_later_questions_is_kept(talk: Talk) -> None:
    """A free sentence at a choice question fills what it says instead of counting as a miss."""
    talk = Talk().say("你好", "我家的狗每天遛3次")

    assert "noted" in talk.text
    assert talk.asked == "consent.agree"
    assert talk.say("可以").asked == "#summary"


def test_a_correction_can_be_said_in_the_summary(talk: Talk) -> None:
    """不对 with the right value changes what was heard; the summary is shown again."""
    talk = Talk().say("我家的狗每天遛3次", "可以", "不对，每天遛5次")

    assert talk.asked == "#summary"
    assert talk.case.record("pet/1").answers["walks"].value["low"] == 5


def test_one_heard_answer_can_be_picked_for_correction() -> None:
    """有不对的 lists what was heard; the one picked is asked, the rest waits for its tap."""
    talk = Talk().say("我家的狗每天遛3次", "可以").press("wrong")
    talk.say("遛", "2")

    assert talk.asked == "#summary"
    assert talk.value("pet/1.walks")["low"] == 2


def test_a_file_is_kept_wherever_it_comes(talk: Talk) -> None:
    """A file at a question that asks for none becomes evidence and the question stays."""
    talk.send_file("a.png")

    assert talk.value("evidence/1.name") == "a.png"
    assert talk.asked == "pet/1.walks"


def test_a_question_may_come_at_any_point(talk: Talk) -> None:
    """A question that people ask is answered, and what was asked stays asked; an unsure one is offered to tap."""
    assert "三天" in talk.say("打针疼吗？").text
    assert talk.asked == "pet/1.walks"
    assert talk.conversation.misses == 0

    talk.say("打针呢？")
    assert talk.choices[-1] == "/answer:vet"
    assert [request.name for request in talk.press("/answer:vet").requests] == ["answer"]


def test_the_language_can_change_at_any_time(talk: Talk) -> None:
    """A language named is spoken from that reply on."""
    talk.say("english")

    assert talk.conversation.locale == "en"
    assert talk.asked == "pet/1.walks"


def test_a_conversation_grows_only_with_its_answers(talk: Talk) -> None:
    """Going back and forth, menus and misses leave the stored conversation as large as before."""
    before = talk.size()
    talk.say("菜单", "返回", "返回").press("/keep").say("嗯嗯", "我的情况", "返回")

    assert talk.asked == "pet/1.walks"
    assert talk.size() <= before + 20


def test_raw_answers_stay_while_advice_sees_only_what_applies(talk: Talk) -> None:
    """What was set aside is stored but pruned from what letters and advice read."""
    from bot.conversation import path

    case = Case({"pet/1": Record("pet/1", {"kind": Answer("cat"), "walks": Answer({"low": 3, "high": 3})})})

    assert "walks" not in path.prune(talk.dialogs, case).record("pet/1").answers
    assert "walks" in case.record("pet/1").answers
