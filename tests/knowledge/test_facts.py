"""The facts that ship: sourced, dated, of today's names, and enough for every kind of incident."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import bot.knowledge
from bot import content
from bot.knowledge.entry import FORMER_NAMES
from bot.knowledge.fact import FORCES, Fact, Rule
from bot.knowledge.registry import Knowledge, load
from bot.model import LENDER_KINDS, VIOLATIONS

FACTS = Path(bot.knowledge.__file__).parent / "facts"
CHECKED = date(2026, 11, 22)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The facts as they ship, read as the check before a release reads them."""
    return load(FACTS, CHECKED)


def texts(fact: Fact) -> list[str]:
    """Every string of a fact that a borrower may read."""
    found: list[str] = []
    for name in fact.__slots__:
        value = getattr(fact, name)
        if name in ("patterns", "soft_patterns", "aliases", "exact_aliases", "remark"):
            continue
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, tuple):
            found.extend(item for item in value if isinstance(item, str))
    return found


def test_every_fact_has_a_source_a_confidence_and_its_days(knowledge: Knowledge) -> None:
    """No fact ships without saying where it is from, how sure it is and when to look again."""
    for fact in knowledge.facts():
        assert fact.sources, fact.id
        assert fact.confidence in ("two_sources", "one_source", "weak"), fact.id
        assert fact.checked <= CHECKED < fact.review_by, fact.id


def test_no_rule_rests_on_a_weak_source(knowledge: Knowledge) -> None:
    """What we call unlawful was read in a solid source at least once."""
    assert [rule.id for rule in knowledge.rules.values() if rule.confidence == "weak"] == []


def test_no_former_authority_is_named(knowledge: Knowledge) -> None:
    """Nothing a borrower reads sends them to an authority that is gone."""
    for fact in knowledge.facts():
        for text in texts(fact):
            assert not FORMER_NAMES.search(text), fact.id


def test_every_number_in_a_procedure_or_platform_was_marked(knowledge: Knowledge) -> None:
    """Only numbers marked in the files stand in the facts, and platform numbers carry their day."""
    marked = set()
    for path in content.files(FACTS):
        marked |= set(re.findall(r'phone: \{number: "?([0-9-]+)"?, show: true', path.read_text("utf-8")))
    assert {fact.phone for fact in knowledge.procedures.values() if fact.phone} <= marked
    for platform in knowledge.platforms.values():
        assert not platform.phone or (platform.phone in marked and platform.phone_as_of), platform.id


@pytest.mark.parametrize("violation", [kind for kind in VIOLATIONS if kind != "other"])
def test_every_violation_has_a_rule_for_every_lender(knowledge: Knowledge, violation: str) -> None:
    """Whoever the lender is, there is something to hold against each kind of incident, the firmest first."""
    for kind in LENDER_KINDS:
        rules = knowledge.rules_for(violation, kind)
        assert rules, (violation, kind)
        ranks = [FORCES.index(rule.force) for rule in rules]
        assert ranks == sorted(ranks)


def test_the_call_cap_is_a_recommended_standard_for_connected_calls(knowledge: Knowledge) -> None:
    """Three calls a day is never presented as law, and counts calls that got through."""
    rule = knowledge.rule("gbt45251-call-cap-interactive")
    assert rule.force == "recommended_standard"
    assert rule.numbers["max_effective_calls_per_day"] == 3
    assert "有效通话" in rule.says
    assert "不是法律" in rule.note
    assert "不是法律" in knowledge.force_of(rule).says


def test_six_attempts_are_self_discipline_for_unanswered_calls(knowledge: Knowledge) -> None:
    """Six attempts a number belong to calls that nobody answered, in the bankers' own guidance."""
    rule = knowledge.rule("cba-2026-call-attempts")
    assert rule.force == "self_discipline"
    assert "没接通" in rule.says
    assert not rule.binds("small_loan_company")


def test_standards_and_self_discipline_say_that_they_are_no_law(knowledge: Knowledge) -> None:
    """Every rule below the law that names a violation says so beside itself."""
    for rule in knowledge.rules.values():
        if rule.force in ("recommended_standard", "self_discipline") and rule.violations:
            assert "不是法律" in rule.note, rule.id


def test_crimes_of_illegal_debt_are_not_held_against_licensed_lenders(knowledge: Knowledge) -> None:
    """The crime of collecting illegal debts is shown only where the lender has no licence."""
    rule: Rule = knowledge.rule("xf_293_1")
    assert rule.binds("unlicensed")
    assert not any(rule.binds(kind) for kind in ("bank", "consumer_finance_company", "small_loan_company", "unknown"))


def test_rules_are_short_enough_for_a_phone(knowledge: Knowledge) -> None:
    """A rule is said in one or two short sentences."""
    assert [rule.id for rule in knowledge.rules.values() if len(rule.says) > 90] == []


@pytest.mark.parametrize(
    ("id", "phone"),
    [("emergency_110", "110"), ("medical_120", "120"), ("mental_12356", "12356"), ("nfra_12378", "12378"),
     ("pboc_12363", "12363"), ("gov_12345", "12345"), ("court_12368", "12368"), ("legal_aid_12348", "12348"),
     ("police_inspect_12389", "12389"), ("antifraud_96110", "96110")],
)  # fmt: skip
def test_hotlines_are_there(knowledge: Knowledge, id: str, phone: str) -> None:
    """The hotlines that a plan sends people to are known by their number."""
    assert knowledge.procedure(id).phone == phone


@pytest.mark.parametrize(
    ("text", "id"),
    [("微粒贷", "weilidai"), ("WeBank", "weilidai"), ("昨天微众银行打我妈", "weilidai"), ("hb", "huabei"),
     ("３６０借条", "qifu"), ("安逸花", "msxf"), ("拿去花", "ctrip"), ("工商银行信用卡", "cc_icbc"),
     ("及贷", "jidai"), ("融360", "rong360"), ("你我贷借款", "niwodai")],
)  # fmt: skip
def test_platforms_are_known_by_their_names(knowledge: Knowledge, text: str, id: str) -> None:
    """Borrowers' names for a platform lead to it, whatever the case, width or spacing."""
    found = knowledge.platform_named(text)
    assert found is not None
    assert found.id == id


@pytest.mark.parametrize("text", ["以及贷款", "没有钱花了", "中国银行业协会", "提交行李", "我的同学小花", "随便说说"])
def test_everyday_words_are_no_platform(knowledge: Knowledge, text: str) -> None:
    """Words that merely contain a name do not accuse a platform."""
    assert knowledge.platform_named(text) is None


def test_several_platforms_are_heard_in_the_order_named(knowledge: Knowledge) -> None:
    """A text with several lenders names each of them once."""
    assert [found.id for found in knowledge.platforms_in("借呗、花呗还有借呗")] == ["jiebei", "huabei"]


def test_routes_lead_to_known_procedures(knowledge: Knowledge) -> None:
    """Small-loan companies go to the local regulator first, banks to 12378."""
    assert knowledge.routes["small_loan_company"].procedures[0] == "local_fin"
    assert knowledge.routes["bank"].procedures[0] == "nfra_12378"
    for platform in knowledge.platforms.values():
        assert not platform.regulator_route or platform.regulator_route in knowledge.routes


def test_quoted_threats_are_not_heard_as_requests(knowledge: Knowledge) -> None:
    """What collectors did to a borrower is not mistaken for the borrower's own unlawful wish."""
    told = [
        "他们一直轰炸我公司",
        "有人冒充警察打给我",
        "说要找人打我",
        "给我发恐吓短信",
        "用法院名义发短信",
        "已经造成骚扰",
    ]
    for request in knowledge.requests.values():
        for pattern in request.patterns:
            assert not any(re.search(pattern, text) for text in told), (request.id, pattern)


def test_unlawful_wishes_are_heard(knowledge: Knowledge) -> None:
    """A plain wish for a false paper or for revenge meets its refusal."""
    wishes = {
        "forge_proof": "帮我做一张假诊断证明",
        "revenge_threat": "我想轰炸他电话",
        "move_assets": "把房子过户给我妈行吗",
    }
    for id, text in wishes.items():
        assert any(re.search(pattern, text) for pattern in knowledge.requests[id].patterns), id
