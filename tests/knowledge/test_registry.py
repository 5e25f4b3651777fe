"""The loader keeps out what must not reach a borrower, and says where and how to mend it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.knowledge.registry import Knowledge, load

GROUND = """
checked: "2026-11-22"
review_by: "2027-11-22"
sources:
  gazette: {title: 公报, date: "2026-01-01", address: "https://example.org/gazette"}
forces:
  law: {name: 法律, says: 人人都要遵守。}
  department_rule: {name: 部门规章, says: 机构必须遵守。}
  recommended_standard: {name: 推荐性国家标准, says: 不是法律。}
instruments:
  act: {name: 测试法, force: law, since: "2026-01-01", sources: [gazette]}
  measure: {name: 测试办法, force: department_rule, since: "2026-01-01", sources: [gazette]}
  standard: {name: 测试标准, force: recommended_standard, label: 推荐性国家标准《测试标准》, sources: [gazette]}
rules:
  act_1: {instrument: act, article: 第一条, says: 不得骚扰。, violations: [call_bombing], confidence: two_sources}
"""

REFUSED = {
    "unknown key": ("rules: {r: {instrument: act, says: 好, colour: red, confidence: two_sources}}", "unknown key"),
    "wrong type": ("rules: {r: {instrument: act, says: [好], confidence: two_sources}}", "must be text"),
    "missing text": ("rules: {r: {instrument: act, confidence: two_sources}}", "“says” is missing"),
    "empty text": ('rules: {r: {instrument: act, says: " ", confidence: two_sources}}', "is empty"),
    "not a mapping": ("rules: {r: 好}", "must be a mapping"),
    "unknown section": ("laws: {r: {says: 好}}", "unknown section"),
    "section of the wrong shape": ("rules: [好]", "wrong shape"),
    "bad id": ("rules: {规则: {instrument: act, says: 好, confidence: two_sources}}", "is not an id"),
    "duplicate id": ("rules: {act_1: {instrument: act, says: 好, confidence: two_sources}}", "stands twice"),
    "unknown instrument": ("rules: {r: {instrument: decree, says: 好, confidence: two_sources}}", "no instrument"),
    "unknown source": (
        "rules: {r: {instrument: act, says: 好, sources: [rumour], confidence: two_sources}}",
        "no source “rumour”",
    ),
    "no source": (
        "procedures: {p: {name: 好, category: police, purpose: 好, confidence: two_sources}}",
        "there is no source",
    ),
    "memory": ("rules: {r: {instrument: act, says: 好, confidence: memory}}", "from memory alone"),
    "unknown confidence": ("rules: {r: {instrument: act, says: 好, confidence: sure}}", "confidence “sure”"),
    "repealed": (
        "rules: {r: {instrument: act, says: 好, status: repealed, confidence: two_sources}}",
        "in force does not ship",
    ),
    "draft instrument": ("instruments: {i: {name: 草案, force: law, status: draft}}", "in force does not ship"),
    "overtaken": (
        "rules: {r: {instrument: act, says: 好, status: in_force_but_overtaken, confidence: two_sources}}",
        "in force does not ship",
    ),
    "unknown force": ("instruments: {i: {name: 好, force: decree}}", "force “decree”"),
    "force without words": ("instruments: {i: {name: 好, force: self_discipline}}", "has no words"),
    "unknown force described": ("forces: {decree: {name: 好, says: 好}}", "unknown force"),
    "unknown violation": (
        "rules: {r: {instrument: act, says: 好, violations: [noise], confidence: two_sources}}",
        "violations “noise”",
    ),
    "unknown lender kind": (
        "rules: {r: {instrument: act, says: 好, applies_to: [shop], confidence: two_sources}}",
        "applies_to “shop”",
    ),
    "former authority": (
        "rules: {r: {instrument: act, says: 向银保监会投诉。, confidence: two_sources}}",
        "“银保监” no longer exists",
    ),
    "former authority in Latin letters": (
        "rules: {r: {instrument: act, says: 向cbirc投诉。, confidence: two_sources}}",
        "“cbirc” no longer exists",
    ),
    "former authority in an unmarked number": (
        "instruments: {i: {name: 好, force: law, number: 银监会令第1号}}",
        "names an authority that is gone",
    ),
    "bad date": ("instruments: {i: {name: 好, force: law, since: 2026年}}", "is not a date"),
    "numbers of the wrong shape": (
        "rules: {r: {instrument: act, says: 好, numbers: {a: [1]}, confidence: two_sources}}",
        "must be numbers by name",
    ),
    "phone not to be shown": (
        'platforms: {p: {name: 好贷, kind: bank, phone: {number: "95000"}, confidence: weak, sources: [gazette]}}',
        "not marked to be shown",
    ),
    "phone that is none": (
        "platforms: {p: {name: 好贷, kind: bank, phone: {number: 见官网, show: true}, confidence: weak,"
        " sources: [gazette]}}",
        "not a telephone number",
    ),
    "platform of unknown kind": (
        "platforms: {p: {name: 好贷, kind: shop, confidence: weak, sources: [gazette]}}",
        "kind “shop”",
    ),
    "platform with a dangling route": (
        "platforms: {p: {name: 好贷, kind: bank, regulator_route: bank, confidence: weak, sources: [gazette]}}",
        "no route",
    ),
    "one alias for two platforms": (
        "platforms: {p: {name: 好贷, kind: bank, confidence: weak, sources: [gazette]},"
        " q: {name: 坏贷, aliases: [好 贷], kind: bank, confidence: weak, sources: [gazette]}}",
        "already means “p”",
    ),
    "route for an unknown lender kind": (
        "routes: {shop: {first: 好, then: [好], confidence: two_sources, sources: [gazette]}}",
        "unknown lender kind",
    ),
    "route to an unknown procedure": (
        "routes: {bank: {first: 好, then: [好], procedures: [p], confidence: two_sources, sources: [gazette]}}",
        "no procedure",
    ),
    "unknown category": (
        "procedures: {p: {name: 好, category: shop, purpose: 好, confidence: two_sources, sources: [gazette]}}",
        "category “shop”",
    ),
    "deadline without basis": (
        "procedures: {p: {name: 好, category: police, purpose: 好, deadlines: [{says: 三日内, days: 3}],"
        " confidence: two_sources, sources: [gazette]}}",
        "“basis” is missing",
    ),
    "deadline on an unknown rule": (
        "procedures: {p: {name: 好, category: police, purpose: 好, deadlines: [{says: 三日内, basis: act_9}],"
        " confidence: two_sources, sources: [gazette]}}",
        "no rule “act_9”",
    ),
    "deadline of no number": (
        "procedures: {p: {name: 好, category: police, purpose: 好, deadlines: [{says: 好, days: 三, basis: act_1}],"
        " confidence: two_sources, sources: [gazette]}}",
        "must be a whole number",
    ),
    "deadlines of the wrong shape": (
        "procedures: {p: {name: 好, category: police, purpose: 好, deadlines: 三日, confidence: two_sources,"
        " sources: [gazette]}}",
        "must be a list",
    ),
    "request on an unknown rule": (
        "requests: {q: {name: 好, refusal: 好, reason: 好, flag_level: block, basis: [act_9],"
        " confidence: two_sources, sources: [gazette]}}",
        "no rule “act_9”",
    ),
    "broken pattern": (
        'scams: {s: {name: 好, alert_level: high, patterns: ["(a"], warning: 好, why: 好, confidence: two_sources,'
        " sources: [gazette]}}",
        "is not a pattern",
    ),
    "flag that is no yes or no": (
        "sources: {s: {title: 好, link: maybe}}",
        "must be true or false",
    ),
}


def shelf(folder: Path, more: str = "") -> Path:
    """A facts folder with the ground and one more file."""
    (folder / "a_ground.yaml").write_text(GROUND, "utf-8")
    days = 'checked: "2026-11-22"\nreview_by: "2027-11-22"\n'
    (folder / "b_more.yaml").write_text(days + more + "\n", "utf-8")
    return folder


@pytest.mark.parametrize(("text", "what"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_with_file_line_and_mend(tmp_path: Path, text: str, what: str) -> None:
    """A facts file with one fault is refused by name and line, with a word on how to mend it."""
    with pytest.raises(ContentError) as caught:
        load(shelf(tmp_path, text))
    assert what in caught.value.what
    assert caught.value.file.endswith("b_more.yaml")
    assert caught.value.line == 3
    assert caught.value.mend


def test_a_fact_needs_its_days(tmp_path: Path) -> None:
    """A fact whose file does not say when it was checked is refused."""
    shelf(tmp_path)
    (tmp_path / "c.yaml").write_text("rules: {r: {instrument: act, says: 好, confidence: two_sources}}", "utf-8")
    with pytest.raises(ContentError, match="“checked” is missing"):
        load(tmp_path)


def test_a_number_of_its_time_may_name_its_issuer(tmp_path: Path) -> None:
    """The document number of a rule issued by a former authority stays as it is when the file says so."""
    text = "instruments: {i: {name: 好, force: law, number: 银监会令第1号, former_issuer: true}}"
    assert "act_1" in load(shelf(tmp_path, text)).rules


def test_rules_take_name_date_and_sources_from_their_instrument(tmp_path: Path) -> None:
    """A rule reads as the name of its law and its article, and is in force since the law is."""
    rule = load(shelf(tmp_path)).rule("act_1")
    assert rule.label == "《测试法》第一条"
    assert (rule.instrument, rule.force, rule.since) == ("测试法", "law", date(2026, 1, 1))
    assert [source.id for source in rule.sources] == ["gazette"]
    assert (rule.checked, rule.review_by) == (date(2026, 11, 22), date(2027, 11, 22))


def test_deadlines_name_the_rule_they_rest_on(tmp_path: Path) -> None:
    """A deadline given by the id of a rule is shown with that rule's name."""
    text = (
        "procedures: {p: {name: 好, category: police, purpose: 好, confidence: two_sources, sources: [gazette],"
        " deadlines: [{says: 七个工作日内, days: 7, working: true, basis: act_1}]}}"
    )
    (deadline,) = load(shelf(tmp_path, text)).procedure("p").deadlines
    assert (deadline.basis, deadline.days, deadline.working) == ("《测试法》第一条", 7, True)


def lenders(folder: Path) -> Knowledge:
    """Rules for one violation, written from the weakest force to the firmest."""
    return load(
        shelf(
            folder,
            """
rules:
  std: {instrument: standard, says: 好, violations: [night_call], confidence: two_sources,
        applies_to: [bank, consumer_finance_company, small_loan_company]}
  msr: {instrument: measure, says: 好, violations: [night_call], confidence: two_sources, applies_to: [bank]}
  law: {instrument: act, says: 好, violations: [night_call], confidence: two_sources}
  card: {instrument: measure, says: 好, violations: [night_call], confidence: two_sources, applies_to: [bank],
         product: credit_card}
""",
        )
    )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("bank", ["law", "msr", "std"]),
        ("small_loan_company", ["law", "std"]),
        ("loan_assist_platform", ["law", "std"]),
        ("unknown", ["law", "std"]),
        ("unlicensed", ["law"]),
        ("rental", ["law"]),
    ],
)
def test_rules_for_a_lender_come_firmest_first(tmp_path: Path, kind: str, expected: list[str]) -> None:
    """A lender is held to the rules that bind its kind, the law before rules before standards."""
    assert [rule.id for rule in lenders(tmp_path).rules_for("night_call", kind)] == expected


def test_card_rules_wait_for_a_card(tmp_path: Path) -> None:
    """A rule for credit cards is not held against other loans of the same bank."""
    found = lenders(tmp_path).rules_for("night_call", "bank", "credit_card")
    assert [rule.id for rule in found] == ["law", "msr", "card", "std"]


def test_nothing_is_said_about_what_is_not_a_violation(tmp_path: Path) -> None:
    """A word that is no violation gets no rules."""
    assert lenders(tmp_path).rules_for("kindness", "bank") == ()


def test_overdue_facts_are_named_and_fail_the_check(tmp_path: Path) -> None:
    """After its review date a fact is listed as overdue, and the check refuses it."""
    knowledge = load(shelf(tmp_path))
    assert knowledge.overdue(date(2027, 11, 22)) == ()
    assert [fact.id for fact in knowledge.overdue(date(2027, 11, 23))] == ["act_1"]
    assert load(tmp_path, date(2027, 11, 22)).rules
    with pytest.raises(ContentError, match="should have been reviewed"):
        load(tmp_path, date(2027, 11, 23))


def test_the_check_holds_back_rules_not_yet_in_force(tmp_path: Path) -> None:
    """A rule that begins later than today fails the check."""
    with pytest.raises(ContentError, match="in force only from 2026-01-01"):
        load(shelf(tmp_path), date(2025, 12, 31))


def test_knowledge_cannot_be_changed(tmp_path: Path) -> None:
    """Facts are read-only once loaded."""
    knowledge = load(shelf(tmp_path))
    with pytest.raises(TypeError):
        knowledge.rules["act_1"] = knowledge.rule("act_1")  # type: ignore[index]
    with pytest.raises(AttributeError):
        knowledge.rule("act_1").says = "别的"  # type: ignore[misc]
