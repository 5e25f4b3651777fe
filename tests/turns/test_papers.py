"""Papers in real turns: versions, own words, files."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.model import Incoming, Means, Story
from bot.storage.sqlite import SqliteStore
from bot.turns import own_words, papers, turn
from bot.turns.house import House
from tests.advice.stories import FAMILY_AND_OFFICE, NOW

STORY = "微粒贷逾期了，昨晚十一点半打了二十多个电话，还打给我爸妈说我欠钱"


class Talk:
    """Somebody who says or presses one thing after the other."""

    def __init__(self, house: House, store: SqliteStore) -> None:
        self.house, self.store, self.now, self.sent = house, store, NOW, 0

    def say(self, text: str) -> turn.Answered:
        self.sent += 1
        pressed = (text[1:-1],) if text.startswith("[") else ()
        incoming = Incoming("web", "测试用户", str(self.sent), self.now, "" if pressed else text, pressed)
        with self.store.transaction():
            return turn.run(self.house, self.store, incoming, self.now)

    @property
    def borrower_id(self) -> str:
        return self.store.load("web", "测试用户", self.now).borrower_id


def letter(house: House, store: SqliteStore) -> Talk:
    talk = Talk(house, store)
    for text in (STORY, "[agreed]", "[none]", "[right]", "[letter:platform_letter]"):
        talk.say(text)
    return talk


def test_each_different_paper_is_a_version(house: House, store: SqliteStore) -> None:
    """Written again without a change it stays one version; changed, it is the next, with the fields it used."""
    talk = letter(house, store)
    talk.say("[letter:platform_letter]")
    (first,) = store.documents(talk.borrower_id)
    assert (first.letter, first.version, first.fields["debt.name"]) == ("platform_letter", 1, "微粒贷")
    assert "complaint-2020-deadline" in first.facts
    talk.say("删第8段")
    second = store.documents(talk.borrower_id)[-1]
    assert second.version == 2
    assert "授权依据" in first.text
    assert "授权依据" not in second.text
    assert second.fields["edits"]["changed"]


def test_changes_stay_when_more_is_told(house: House, store: SqliteStore) -> None:
    """A paper written again from more answers keeps the borrower's own words."""
    talk = letter(house, store)
    talk.say("加一句：我的母亲身体不好，请不要再打给她。")
    said = talk.say("[improve:platform_letter]")
    while not any(reply.kind == "letter" for reply in said.replies):
        lender = asked(house, store).endswith("lender_name")
        said = talk.say("某某银行股份有限公司" if lender else "跳过")
    text = next(reply.text for reply in said.replies if reply.kind == "letter")
    assert "致：某某银行股份有限公司" in text
    assert "我的母亲身体不好" in text


def test_an_old_version_opens_as_it_was(house: House, store: SqliteStore) -> None:
    """Days later the first version is still there, word for word."""
    talk = letter(house, store)
    first = store.documents(talk.borrower_id)[0]
    talk.say("删第8段")
    talk.now += timedelta(days=3)
    talk.say("我的文书")
    talk.say("1")
    opened = talk.say(f"[paper:{first.id}]").replies
    assert [reply.text for reply in opened if reply.kind == "letter"] == [first.text]


def test_a_file_is_asked_of_the_press(house: House, store: SqliteStore) -> None:
    """要 PDF leaves the text that was seen to the work that prints; without that work there is no such button."""
    talk = letter(house, store)
    talk.say("[make:pdf|platform_letter@debt/1]")
    assert talk.say("不补了").jobs
    claimed = store.claim_job(talk.now, talk.now + timedelta(minutes=1))
    assert claimed is not None
    assert claimed.kind == "papers"
    assert claimed.args["text"] == store.documents(talk.borrower_id)[-1].text
    assert claimed.args["format"] == "pdf"
    talk.house = replace(house, works={})
    buttons = [choice.id for reply in talk.say("[letter:platform_letter]").replies for choice in reply.choices]
    assert not [id for id in buttons if id.startswith("make:")]


def asked(house: House, store: SqliteStore) -> str:
    return store.load("web", "测试用户", NOW).conversation.asked


def test_what_a_paper_lacks_is_named_under_it(house: House, store: SqliteStore) -> None:
    """The preview comes at once; below it stands what it lacks to go out, and a button to add it."""
    talk = letter(house, store)
    closing = talk.say("[letter:platform_letter]").replies[-1]
    lacking = closing.text.splitlines()[0]
    assert all(
        name in lacking for name in ("姓名", "联系号码", "贷款人全称", "合同编号", "现有证据", "希望", "答复方式")
    )
    assert "困难原因" not in lacking
    assert closing.choices[0].id == "improve:platform_letter@debt/1"


def test_what_belongs_into_a_paper_is_asked_before_it_becomes_a_file(house: House, store: SqliteStore) -> None:
    """One question after the other, each with a way past it; an answer that makes more of it due brings that too."""
    talk = letter(house, store)
    said = talk.say("[make:pdf|platform_letter@debt/1]")
    assert "做成文件之前" in said.replies[0].text
    assert {"/skip", "/enough"} <= {choice.id for choice in said.replies[-1].choices}
    found = []
    answers = {"me.name": "张某某", "means.wish": "[instalments]", "means.hardship": "[job_lost]"}
    while not said.jobs:
        question = asked(house, store).replace("/1", "")
        found.append(question)
        said = talk.say(answers.get(question, "跳过"))
    assert found[:7] == ["debt.lender_name", "incident.evidence", "debt.contract", "means.wish", "me.name", "me.phone",
                         "me.reply_by"]  # fmt: skip
    assert found[7:] == ["means.hardship", "means.income", "means.expenses", "means.monthly", "means.start",
                         "debt.remaining"]  # fmt: skip
    kept = store.documents(talk.borrower_id)[-1]
    assert "我是张某某" in kept.text
    assert "失业" in kept.text
    claimed = store.claim_job(talk.now, talk.now + timedelta(minutes=1))
    assert claimed is not None
    assert claimed.args["text"] == kept.text


def test_what_was_passed_over_is_not_asked_again(house: House, store: SqliteStore) -> None:
    """A second file of the same paper comes at once, and its preview names nothing any more that was skipped."""
    talk = letter(house, store)
    said = talk.say("[make:pdf|platform_letter@debt/1]")
    while not said.jobs:
        said = talk.say("跳过")
    assert "还差" not in said.replies[-1].text
    assert talk.say("[make:docx|platform_letter@debt/1]").jobs


def test_enough_is_enough(house: House, store: SqliteStore) -> None:
    """不补了 in the middle keeps what was answered and makes the file from it; elsewhere it is no order."""
    talk = letter(house, store)
    assert not talk.say("不补了").jobs
    talk.say("[make:docx|platform_letter@debt/1]")
    talk.say("某某银行股份有限公司")
    said = talk.say("[/enough]")
    assert said.jobs
    assert "致：某某银行股份有限公司" in store.documents(talk.borrower_id)[-1].text
    assert "还差" in said.replies[-1].text
    assert "贷款人全称" not in said.replies[-1].text.splitlines()[0]


def test_the_name_of_a_paper_is_no_answer(house: House, store: SqliteStore) -> None:
    """给平台的函, typed where a text is asked for, opens the paper and stands in none."""
    talk = letter(house, store)
    talk.say("[make:pdf|platform_letter@debt/1]")
    assert asked(house, store) == "debt/1.lender_name"
    said = talk.say("报案材料")
    paper = next(reply for reply in said.replies if reply.kind == "letter")
    assert paper.title == "报案材料"
    assert store.load("web", "测试用户", NOW).case.value("debt/1", "lender_name") is None


def test_a_paper_that_cannot_be_written_is_not_offered_to_be_changed(house: House, store: SqliteStore) -> None:
    """Without a platform there is no letter, and nothing below it; asked for twice, one answer is enough for both."""
    talk = Talk(house, store)
    said = talk.say("催收天天打电话骂我")
    for text in ("[agreed]", "[none]", "[right]", *["跳过"] * 12):
        if "letter:platform_letter" in {choice.id for choice in said.replies[-1].choices}:
            break
        said = talk.say(text)
    talk.say("[letter:platform_letter]")
    said = talk.say("跳过")
    assert any("还缺「平台」" in reply.text for reply in said.replies)
    assert "还差" not in said.replies[-1].text
    assert not [choice.id for choice in said.replies[-1].choices if choice.id.startswith(("redo:", "make:"))]
    talk.say("[letter:platform_letter]")
    talk.say("[letter:complaint_city]")
    said = talk.say("某某速贷")
    assert [reply.title for reply in said.replies if reply.kind == "letter"]
    assert asked(house, store) != "debt/1.platform"


def test_who_only_wants_peace_is_not_asked_for_money(house: House, store: SqliteStore) -> None:
    """Whoever wants the calls to stop and nothing else is not asked what they earn."""
    talk = letter(house, store)
    said = talk.say("[make:pdf|platform_letter@debt/1]")
    found = []
    while not said.jobs:
        found.append(asked(house, store).replace("/1", ""))
        said = talk.say("[only_stop]" if found[-1] == "means.wish" else "跳过")
    assert "means.wish" in found
    assert not set(found) & {"means.income", "means.expenses", "means.monthly", "means.hardship"}


def test_a_court_paper_asks_before_it_is_written(house: House, store: SqliteStore) -> None:
    """A complaint asks for the court and what is wanted first; skipped, lines to write on are left for names."""
    talk = letter(house, store)
    said = talk.say("[letter:complaint_civil]")
    assert "先补" in said.replies[0].text
    assert asked(house, store) == "suit.defendant"
    while not any(reply.kind == "letter" for reply in said.replies):
        said = talk.say("跳过")
    text = next(reply.text for reply in said.replies if reply.kind == "letter")
    assert "原告：＿" in text
    assert "公民身份号码：＿" in text
    assert "具状人（签名）：＿" in text


def test_unlawful_wishes_leave_the_paragraph_waiting(house: House, store: SqliteStore) -> None:
    """A wish that is refused before it is read as a paragraph is answered, and the paragraph asked for again."""
    talk = letter(house, store)
    talk.say("改第3段")
    said = talk.say("如果不减免，我就在网上曝光你们。")
    assert "第3段" in said.replies[-1].text
    assert store.load("web", "测试用户", NOW).conversation.asked == "#part:platform_letter@debt/1|3"


@pytest.mark.parametrize(
    ("said", "ids"),
    [
        ("我每月可以还三千元", ["promise"]),
        ("我每个月能还500元", []),
        ("我每月收入三千元", []),
        ("他们还上门泼了油漆", ["never_told"]),
        ("他们打给了我的父母", []),
        ("请不要再上门，也不要威胁我", []),
        ("我的孩子要上学，请不要再往学校打电话", []),
        ("我愿意配合核对", []),
    ],
)
def test_own_words_are_held_against_the_story(house: House, said: str, ids: list[str]) -> None:
    """A promise beyond the told means and acts never told of are pointed out; both stay the borrower's to decide."""
    story: Story = replace(FAMILY_AND_OFFICE, means=Means(monthly=Decimal(800)))
    found = own_words.risks(said, story, house.ears, house.red_lines, NOW)
    assert [risk.id for risk in found] == ids
    assert not any(risk.refuse for risk in found)


def test_past_its_review_a_paper_says_so(house: House, store: SqliteStore) -> None:
    """A rule may have changed since it was last checked: whoever hands the paper in is told, and where to ask."""
    letter = house.letters.write("platform_letter", FAMILY_AND_OFFICE, "", NOW)
    late = max(fact.review_by for fact in house.knowledge.facts()) + timedelta(days=1)

    fresh = papers.written(house, letter, "zh_Hans", NOW.date())
    aged = papers.written(house, letter, "zh_Hans", late)

    assert "最后核对于" not in fresh[-1].text
    assert "最后核对于" in aged[-1].text
    assert "12348" in aged[-1].text


def test_a_paper_ages_by_its_plain_sentences_too(house: House, store: SqliteStore) -> None:
    """A paper that cites no rule still rests on facts: where it is handed in, what not to write."""
    letter = house.letters.write("report_12321", FAMILY_AND_OFFICE, "", NOW)
    late = max(fact.review_by for fact in house.knowledge.facts()) + timedelta(days=1)

    assert not letter.used_facts
    assert "最后核对于" in papers.written(house, letter, "zh_Hans", late)[-1].text
