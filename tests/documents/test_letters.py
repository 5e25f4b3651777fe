"""Letters say what was told and what facts hold, whole or not at all, and never the forbidden."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.documents.letters import LONGEST, Letters
from bot.errors import ContentError
from bot.model import LENDER_KINDS, VIOLATIONS, Count, Debt, Incident, Means, Moment, Person, Story
from tests.advice.stories import (
    AT_THE_DOOR,
    CONTACTS_BLAST,
    FAMILY_AND_OFFICE,
    FOUR,
    KNOWLEDGE,
    NOW,
    POLITE,
    about,
    at,
    told,
)
from tests.documents.answered import answered

ROOT = Path(__file__).parents[2]
LETTERS = Letters(ROOT / "templates" / "documents", KNOWLEDGE)
GOLDEN = Path(__file__).parent / "golden"

# Threats, deals, promises and admissions: documents that say them hurt the one who signs (global_rules of the
# letters' review: extortion, false statement, over-promise, acknowledgement of an old debt).
RED_LINES = re.compile(
    r"曝光|媒体|热搜|微博|抖音|24\s*小时|否则|撤诉|撤案|撤回投诉|赔偿我|精神损失|停息挂账|全额认账|放弃一切|承认欠款|"
    r"确认欠款|同意归还|保证还清|一定还|必须分期|开除|上访|老赖|银保监会|CBIRC|法律规定必须"
)
HOLES = re.compile(
    r"None|Undefined|\{\{|\}\}|\{%|（）|《》|“”|：。|：$|，。|。。|、。|；。|，，|、、|，$|^。|^，|元元|\d\. *$", re.M
)


def offered(story: Story) -> list[str]:
    return [kind.id for kind in LETTERS.offered(story)]


def first(story: Story) -> list[str]:
    """The papers that are shown before the others."""
    return [kind.id for kind in LETTERS.offered(story) if kind.prime]


def lacking(id: str, story: Story) -> bool:
    return any(want.required for want in LETTERS.wants(id, story, "debt/1"))


@pytest.mark.parametrize("name", FOUR)
def test_golden_letters(name: str) -> None:
    """Every paper that fits one of the four stories reads exactly as reviewed; RENEW_GOLDEN=1 writes them anew.

    What cannot be written yet is written after everything was answered, so each story has its full set.
    """
    full = answered(FOUR[name])
    stories = {id: full if lacking(id, FOUR[name]) else FOUR[name] for id in offered(FOUR[name])}
    texts = [LETTERS.write(id, story, "debt/1", NOW) for id, story in stories.items()]
    text = "\n\n".join(f"===== {letter.id} {letter.title}\n{letter.text}" for letter in texts) + "\n"
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("RENEW_GOLDEN") == "1":
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


@pytest.mark.parametrize(
    ("lender", "complaints"),
    [
        ("bank", ["complaint_nfra"]),
        ("consumer_finance_company", ["complaint_nfra"]),
        ("small_loan_company", ["complaint_local", "complaint_nifa"]),
        ("loan_assist_platform", ["complaint_nfra", "complaint_nifa"]),
        ("rental", ["complaint_market"]),
        ("debt_assignee", ["complaint_city"]),
        ("unlicensed", ["complaint_local"]),
        ("unknown", ["complaint_city"]),
        ("private", []),
    ],
)
def test_complaint_fits_the_lender(lender: str, complaints: list[str]) -> None:
    """The complaint offered goes to the office that answers for this kind of lender."""
    story = about(lender, told("insult"))
    assert [id for id in offered(story) if id.startswith("complaint") and id != "complaint_civil"] == complaints


def test_lawful_story_is_offered_only_negotiation() -> None:
    """After a polite reminder there is nothing to complain of, only terms to ask for."""
    assert first(POLITE) == ["repayment_letter", "phone_script"]
    assert not [id for id in offered(POLITE) if id.startswith(("complaint", "report", "police", "injunction"))]


def test_police_statement_only_for_police_matters() -> None:
    """Late calls alone make no police statement; a threat does."""
    assert "police_statement" not in offered(about("bank", told("night_call", when=at(2026, 11, 20, 23))))
    assert "police_statement" in offered(CONTACTS_BLAST)


def test_few_fields_are_required() -> None:
    """The platform letter needs a platform or lender and what happened; everything else can come later."""
    required = [want.field for want in LETTERS.wants("platform_letter", Story()) if want.required]
    assert required == ["debt.platform", "incident.story"]
    assert not [want for want in LETTERS.wants("platform_letter", AT_THE_DOOR, "debt/1") if want.required]


def test_told_fields_are_not_wanted() -> None:
    """What was told is not asked again."""
    wanted = {want.field for want in LETTERS.wants("platform_letter", FAMILY_AND_OFFICE, "debt/1")}
    assert not wanted & {"me.name", "means.monthly", "incident.evidence", "incident.when"}
    assert {"debt.lender_name", "debt.contract", "means.start"} <= wanted


def test_platform_letter_must_say() -> None:
    """Stop calling others, only by day, name the collectors and the sums, terms for negotiation, a day to answer."""
    text = LETTERS.write("platform_letter", FAMILY_AND_OFFICE, "debt/1", NOW).text
    for words in ("停止联系与这笔借款无关的人", "08:00至22:00", "授权依据", "计算方式", "为协商目的",
                  "803.65元", "2026年12月7日前书面答复", "投诉编号"):  # fmt: skip
        assert words in text


def test_used_facts_stand_in_the_text() -> None:
    """Every rule that a letter lists as used is named in it, and no article number stands outside a rule's name."""
    for story in FOUR.values():
        for id in offered(story):
            letter = LETTERS.write(id, story, "debt/1", NOW)
            rest = letter.text
            for label in sorted((KNOWLEDGE.rules[used].label for used in letter.used_facts), key=len, reverse=True):
                rest = rest.replace(label, "")
            assert not re.search(r"第[一二三四五六七八九十百千〇\d]+条|《", rest), (letter.id, rest)


def test_deadline_rule_only_where_it_binds() -> None:
    """The 15 days of banks are not claimed against a small-loan company."""
    assert "消费投诉处理管理办法" in LETTERS.write("platform_letter", FAMILY_AND_OFFICE, "debt/1", NOW).text
    assert "消费投诉处理管理办法" not in LETTERS.write("platform_letter", CONTACTS_BLAST, "debt/1", NOW).text


def test_the_table_of_costs_is_asked_for_only_of_loans_of_its_time() -> None:
    """Loans from August 2026 on come with a table of all costs; nobody is asked for one that was not due."""
    bank = replace(FAMILY_AND_OFFICE.debts[0], lent_on=date(2026, 8, 1))
    for lent_on, so in ((bank.lent_on, True), (date(2026, 7, 31), False), (None, False)):
        story = replace(FAMILY_AND_OFFICE, debts=(replace(bank, lent_on=lent_on),))
        assert ("综合融资成本明示表" in LETTERS.write("statement_request", story, "debt/1", NOW).text) is so


def test_old_debt_is_not_revived() -> None:
    """A debt that may be past its limitation gets no offer and no will to pay, but a reservation."""
    story = replace(FAMILY_AND_OFFICE, debts=(replace(FAMILY_AND_OFFICE.debts[0], overdue_days=1200),))
    text = LETTERS.write("platform_letter", story, "debt/1", NOW).text
    assert "803.65" not in text
    assert "分期" not in text
    assert "不表示同意履行" in text


def test_conduct_within_the_rules_is_not_complained_of() -> None:
    """Two calls a day beside an insult are not held against the lender."""
    story = about("bank", told("insult call_bombing", calls=Count("两个", 2, 2, "day"), words="不要脸"))
    text = LETTERS.write("platform_letter", story, "debt/1", NOW).text
    assert "辱骂" in text
    assert "电话（" not in text


def test_other_lenders_deeds_stay_out() -> None:
    """A letter to one lender holds nothing against it that another one did; the police hear of both."""
    story = Story(
        (
            told("insult", words="第一家的话"),
            told("threat", id="incident/2", debt="debt/2", words="打断第二家说的腿"),
        ),
        (Debt("debt/1", "weilidai", "微粒贷"), Debt("debt/2", "", "某某钱包", "small_loan_company")),
    )
    letter = LETTERS.write("platform_letter", story, "debt/1", NOW).text
    assert "第一家的话" in letter
    assert "第二家" not in letter
    assert "第二家" in LETTERS.write("police_statement", story, "debt/1", NOW).text


def test_gravest_first_for_the_police() -> None:
    """A police statement begins with the gravest incident."""
    story = about("bank", told("insult", words="甲"), told("physical_violence", id="incident/2", hurt=True))
    text = LETTERS.write("police_statement", story, "debt/1", NOW).text
    assert text.index("动手推打") < text.index("辱骂")


def test_broken_front_matter_says_where(tmp_path: Path) -> None:
    """A letter that asks for what is no question is refused with its file."""
    (tmp_path / "words.yaml").write_text("acts: {threat: 威胁}\n", "utf-8")
    front = "id: x\norder: 1\ntitle: t\nbutton: b\nsummary: s\nafter: a\nfor: {case: any}\nwants: [colour]\n"
    (tmp_path / "x.j2").write_text(f"---\n{front}---\n好。\n", "utf-8")
    with pytest.raises(ContentError, match="colour"):
        Letters(tmp_path, KNOWLEDGE)


maybe_moment = st.sampled_from(
    [None, Moment("前阵子"), at(2026, 11, 21, 23, 30), at(2026, 11, 1, exact="day", hours=24)]
)
some_people = st.lists(st.sampled_from(["parents", "employer", "contacts", "school", "other"]), max_size=3).map(tuple)


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    """Any incident with any of its answers missing."""
    return Incident(
        id=f"incident/{draw(st.integers(1, 99))}",
        kinds=draw(st.frozensets(st.sampled_from(VIOLATIONS), max_size=4)),
        when=draw(maybe_moment),
        calls=draw(st.sampled_from([None, Count("", 2, 2, "day"), Count("", 30, 39, "day"), Count("", 9, 9)])),
        contacted=draw(some_people),
        told_debt=draw(st.sampled_from([None, True, False])),
        words=draw(st.sampled_from(["", "打断你的腿。", "“还钱”，\n听到没有", "欠" * 300])),
        claimed_to_be=draw(st.sampled_from(["", "court", "lawyer", "other"])),
        numbers=draw(st.sampled_from([(), ("13800000001",), ("13800000001", "13800000002")])),
        visit=draw(st.sampled_from([(), ("entered",), ("at_door_now", "held"), ("damage", "notice_posted")])),
        hurt=draw(st.sampled_from([None, True, False])),
        objected=draw(st.sampled_from([None, True, False])),
        evidence=draw(st.sampled_from([(), ("none",), ("recording", "sms")])),
        debt="debt/1",
    )


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Any story with any subset of what letters may use."""
    debt = Debt(
        "debt/1",
        draw(st.sampled_from(["", "weilidai"])),
        draw(st.sampled_from(["某某钱包", "某某信用卡"])),
        draw(st.sampled_from(LENDER_KINDS)),
        draw(st.sampled_from(["", "某某银行股份有限公司"])),
        principal=draw(st.sampled_from([None, Decimal(23000)])),
        fees_up_front=draw(st.sampled_from([None, Decimal(0), Decimal("998.50")])),
        overdue_days=draw(st.sampled_from([None, 0, 90, 1500])),
        contract=draw(st.sampled_from(["", "HT-0001"])),
    )
    means = Means(
        draw(st.sampled_from(["", "instalments", "extension", "reduction", "only_stop", "pay_now", "dispute"])),
        draw(st.sampled_from([None, Decimal("803.65")])),
        draw(st.sampled_from([None, Moment("下个月10号")])),
        draw(st.sampled_from([(), ("job_lost",), ("other",), ("illness", "other_debts")])),
    )
    person = Person(*(draw(st.sampled_from(["", value])) for value in ("张某某", "13800000001", "某市某区")))
    return Story(
        tuple(draw(st.lists(incidents(), min_size=1, max_size=9, unique_by=lambda incident: incident.id))),
        (debt,),
        means,
        person,
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories())
def test_no_subset_of_answers_leaves_a_hole(story: Story) -> None:
    """Whatever is missing, every letter offered is whole, short enough, and within the red lines."""
    for id in offered(story):
        letter = LETTERS.write(id, story, "debt/1", NOW)
        assert not HOLES.search(letter.text), (id, letter.text)
        assert not RED_LINES.search(letter.text), (id, letter.text)
        assert len(letter.text) <= LONGEST, (id, len(letter.text))
        figures = set(re.findall(r"^(\d)\. ", letter.text, re.M))
        assert not figures or "1" in figures


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories())
def test_nothing_is_claimed_that_was_not_told(story: Story) -> None:
    """Acts, people, sums and evidence stand in a letter only when the story has them."""
    kinds = frozenset().union(*(incident.kinds for incident in story.incidents))
    visits = {item for incident in story.incidents for item in incident.visit}
    people = {who for incident in story.incidents for who in incident.contacted}
    evidence = {item for incident in story.incidents for item in incident.evidence}
    words = [incident.words for incident in story.incidents]
    claims = {
        "辱骂": "insult" in kinds,
        "限制我的人身自由": "unlawful_detention" in kinds or "held" in visits,
        "我的父母": "parents" in people,
        "我的单位": "employer" in people or "workplace_contact" in kinds,
        "通话录音": "recording" in evidence,
        "803.65": story.means.monthly is not None,
        "失业": "job_lost" in story.means.hardship,
        "打断你的腿": any("打断" in said for said in words),
        "已明确要求停止": any(incident.objected for incident in story.incidents),
        "把我的欠款情况告诉了别人": any(incident.told_debt for incident in story.incidents),
        "HT-0001": bool(story.debts[0].contract),
        "张某某": bool(story.person.name),
    }
    for id in offered(story):
        text = LETTERS.write(id, story, "debt/1", NOW + timedelta(days=1)).text
        assert not [claim for claim, so in claims.items() if claim in text and not so], (id, text)
