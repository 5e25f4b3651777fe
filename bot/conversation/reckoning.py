"""算一算 and 预算: asks for what the arithmetic lacks, and hears loan terms and a month's money in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation import path, screens
from bot.conversation.buttons import around
from bot.conversation.dialog import Question
from bot.conversation.exchange import Exchange
from bot.conversation.listening import STORY, listen
from bot.model import Answer, Frame

MOST_ASKED = 5
"""Debts whose size a budget asks for in one go; more questions in a row are not answered on a phone."""

COST, BUDGET = "cost", "budget"

_MUST = ("principal", "instalment", "count")
# What the readings call a sum, and the question of a debt that it answers.
_NAMES = {"received": "principal", "fees": "fees_up_front"}
_WHOLE = ("count", "paid")


def cost(x: Exchange, arg: str = "") -> None:
    """What a loan costs (`arg`: which debt): ask for what is lacking, then have it worked out."""
    if not x.case.value("consent", "agree"):
        x.tell("cost_hint")
        return
    debts = x.case.of("debt")
    if not arg and len(debts) > 1:
        screens.show(x, f"#which_debt:{COST}")
        return
    debt = arg or (debts[-1].id if debts else "debt/1")
    record = x.case.record(debt)
    again = [name for name in _MUST if name in record.answers and not record.answers[name].known]
    refs = tuple(f"{debt}.{name}" for name in again)
    x.push(Frame("cost", {"debt": debt}, refs, need=x.offers.wanted(COST, x.case, debt), then=f"{COST}:{debt}"))


def budget(x: Exchange, _arg: str = "") -> None:
    """What can be offered: a month's money first, then the size of the debts not told yet."""
    if not x.case.value("consent", "agree"):
        x.tell("budget_hint")
        return
    x.push(Frame("", then=BUDGET))
    unknown = [debt for debt in x.case.of("debt") if debt.value("principal") is None]
    known = [debt for debt in x.case.of("debt") if debt not in unknown]
    for debt in reversed([*unknown, *known][:MOST_ASKED]):
        again = (f"{debt.id}.principal",) if debt in unknown else ()  # skipped once, wanted now
        x.push(Frame("", {"debt": debt.id}, again, need=x.offers.wanted(BUDGET, x.case, debt.id)))
    x.push(Frame("budget"))  # by name: `check` looks for dialogs that are opened


def left(x: Exchange) -> bool:
    """返回 inside a budget: from a debt to the last answer about the month, from the first question out of it."""
    if x.frame is None or not any(frame.then == BUDGET for frame in x.conversation.stack):
        return False
    if x.frame.dialog == BUDGET:
        while x.pop().then != BUDGET:
            pass
        return True
    answered = [question for question in x.dialogs.order(BUDGET) if path.settled(x.case, (BUDGET, question))]
    if answered:
        x.push(Frame(BUDGET, again=(path.ref((BUDGET, answered[-1])),)))
    return bool(answered)


def asked(x: Exchange, text: str) -> bool:
    """Answer a sentence that holds a whole loan and asks what it costs; with consent its terms are kept as heard.

    A sentence that also tells of harassment is a story and is read as one.
    """
    terms = x.ears.terms(text)
    if "months" in terms:
        return _what_if(x, int(terms["months"]))
    if not terms or not ("asks" in terms or x.current() is None):
        return False
    told = x.ears.story(text, x.now).said.get("violations")
    if told is not None and set(told.value) - {"overcharging"}:
        return False
    replies = x.offers.reckoned(terms)
    if not replies:
        return False
    x.replies.extend(replies)
    agreed = x.case.value("consent", "agree")
    if agreed and told is not None and _story_open(x):
        listen(x, text)
    elif agreed:
        _keep(x, terms)
        x.besides += around(x, "budget")
    x.update(misses=0)
    return True


def _what_if(x: Exchange, months: int) -> bool:
    """A plan of another length, once a budget was told."""
    replies = x.offers.what_if(months, x.case)
    x.replies.extend(replies)
    if replies:
        x.update(misses=0)
    return bool(replies)


def _story_open(x: Exchange) -> bool:
    """Whether the story of the open talk is still to be told: a complaint of the charges is part of it."""
    return any(question.hears == STORY and not path.settled(x.case, (id, question)) for id, question in x.questions())


def _keep(x: Exchange, terms: Mapping[str, str]) -> None:
    """With the latest debt, unless another sum is known of it."""
    latest = x.latest("debt")
    record = latest.id if latest is not None else "debt/1"
    received = x.case.value(record, "principal")
    if received is None or received == terms.get("received"):
        _fill(x, record, _debt_values(terms))


def overheard(x: Exchange, text: str) -> bool:
    """Take several sums said in one go while one of them was asked for; they wait for one tap."""
    bound = x.current()
    if bound is None:
        return False
    kind = bound[1].kind
    if kind == "budget":
        values: dict[str, Any] = dict(x.ears.month_money(text))
    elif kind == "debt":
        values = _debt_values(x.ears.terms(text))
    else:
        return False
    return len(values) > 1 and _fill(x, bound[0], values)


def _debt_values(terms: Mapping[str, str]) -> dict[str, Any]:
    """Terms as the questions of a debt keep them."""
    values: dict[str, Any] = {}
    for name, said in terms.items():
        if name == "asks":
            continue
        if name in _WHOLE:
            values[name] = {"words": said, "low": int(said), "high": int(said), "per": "total"}
        else:
            values[_NAMES.get(name, name)] = said
    return values


def _fill(x: Exchange, record: str, values: Mapping[str, Any]) -> bool:
    filled = False
    for name, value in values.items():
        question = x.dialogs.question(f"{record.partition('/')[0]}.{name}")
        earlier = x.answer(record, name)
        if question is None or not _fits(question, value) or (earlier is not None and earlier.state == "given"):
            continue
        x.put(record, name, Answer(value, "heard"))
        filled = True
    return filled


def _fits(question: Question, value: Any) -> bool:
    """Whether a heard value may stand as an answer: within the question's bounds, or one of its options."""
    if question.type == "choice":
        return question.option(str(value)) is not None
    number = float(value["high"] if isinstance(value, dict) else value)
    return not question.high or question.low <= number <= question.high
