"""The stored answers as advice and letters read them: typed, and only those that apply."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.advice.record import CHINA
from bot.model import VIOLATIONS, Case, Count, Debt, Incident, Means, Moment, Person, Record, Story

COSTS = ("housing", "living", "family", "needs")
"""The kinds of living costs that a budget asks for; a letter's one question about them fills `all`."""


def story_of(case: Case) -> Story:
    """The whole case, typed. `case` is already pruned of answers that were set aside."""
    debts = tuple(_debt(record) for record in case.of("debt"))
    return Story(
        incidents=tuple(_incident(record) for record in case.of("incident") if record.answers),
        debts=debts,
        means=_means(case.record("means"), case.record("budget")),
        person=_person(case.record("me")),
        safety=frozenset(case.value("safety", "now") or ()) - {"none"},
        answers={record.id: known for record in case.records.values() if (known := _known(record))},
    )


def _known(record: Record) -> dict[str, Any]:
    return {id: answer.value for id, answer in record.answers.items() if answer.known}


def _incident(record: Record) -> Incident:
    told = record.value
    return Incident(
        id=record.id,
        kinds=frozenset(told("kinds") or ()) & frozenset(VIOLATIONS),
        when=moment_of(told("when")),
        calls=count_of(told("calls")),
        contacted=_several(told("contacted")),
        told_debt=told("told_debt"),
        words=str(told("words") or ""),
        claimed_to_be=str(told("claimed_to_be") or ""),
        numbers=_several(told("numbers")),
        visit=tuple(id for id in _several(told("visit")) if id != "none"),
        hurt=told("hurt"),
        ongoing=None,
        evidence=_several(told("evidence")),
        objected=told("objected"),
        story=str(told("story") or ""),
        debt=str(told("debt") or ""),
    )


def _debt(record: Record) -> Debt:
    told = record.value
    platform: dict[str, Any] = told("platform") or {}
    overdue: dict[str, Any] = told("overdue") or {}
    return Debt(
        id=record.id,
        platform=str(platform.get("id", "")),
        name=str(platform.get("name", "")),
        lender_kind=str(told("lender_kind") or "unknown"),
        lender_name=str(told("lender_name") or ""),
        principal=yuan(told("principal")),
        fees_up_front=yuan(told("fees_up_front")),
        instalment=yuan(told("instalment")),
        overdue_days=int(overdue["days"]) if "days" in overdue else None,
        contract=str(told("contract") or ""),
        on_paper=yuan(told("on_paper")),
        fees_besides={"besides": True, "kept_back": False}.get(str(told("fees_besides"))),
        count=_number(told("count")),
        every=str(told("every") or ""),
        paid=_number(told("paid")),
        lent_on=_day(told("lent_on")),
        firm=frozenset(_several(told("firm"))) - {"none"},
    )


def _number(value: Any) -> int | None:
    """A whole number told exactly or, of several, the lower one."""
    count = count_of(value)
    return count.low if count is not None else None


def _day(value: Any) -> date | None:
    moment = moment_of(value)
    return moment.start.astimezone(CHINA).date() if moment is not None and moment.start is not None else None


def _means(record: Record, month: Record) -> Means:
    start, income = record.value("start"), month.value("income")
    costs = {kind: sum for kind in COSTS if (sum := yuan(month.value(kind))) is not None}
    if not costs and (whole := yuan(record.value("expenses"))) is not None:
        costs = {"all": whole}
    return Means(
        wish=str(record.value("wish") or ""),
        monthly=yuan(record.value("monthly")),
        start=Moment(str(start)) if start else None,
        hardship=_several(record.value("hardship")),
        income=yuan(record.value("income") if income is None else income),
        costs=costs,
        people=_number(month.value("people")),
    )


def _person(record: Record) -> Person:
    phones = _several(record.value("phone"))
    return Person(str(record.value("name") or ""), phones[0] if phones else "", str(record.value("city") or ""))


def _several(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def yuan(value: Any) -> Decimal | None:
    """Stored money as an exact decimal, None when nothing usable is stored."""
    try:
        return Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None


def moment_of(value: Any) -> Moment | None:
    """A stored moment with aware times."""
    if not isinstance(value, dict):
        return None
    start, end = value.get("start"), value.get("end")
    return Moment(
        words=str(value.get("words", "")),
        start=datetime.fromisoformat(start) if start else None,
        end=datetime.fromisoformat(end) if end else None,
        exact=str(value.get("exact", "vague")),
    )


def count_of(value: Any) -> Count | None:
    """A stored count."""
    if not isinstance(value, dict) or "low" not in value:
        return None
    low = int(value["low"])
    return Count(str(value.get("words", "")), low, int(value.get("high", low)), str(value.get("per", "total")))
