"""The words that always work and ask for something: rest, begin again, one more incident or debt, the plan."""

from __future__ import annotations

from bot.conversation import screens
from bot.conversation.buttons import buttons
from bot.conversation.exchange import Exchange, Request


def pause(x: Exchange, _arg: str) -> None:
    """暂停: rest; nothing is lost."""
    x.update(paused=True)
    x.close(x.phrase("paused"), buttons(x, "continue", "person"), "#paused")


def continue_(_x: Exchange, _arg: str) -> None:
    """Asking again is what happens anyway."""


def log(x: Exchange, _arg: str) -> None:
    """记一笔: one more incident."""
    if not x.case.value("consent", "agree"):
        return
    x.open("log")


def debt(x: Exchange, _arg: str) -> None:
    """再加一笔欠款."""
    x.open("debt", then="debt_added")


def start(x: Exchange, _arg: str) -> None:
    """Begin to tell, or go on."""
    if x.frame is None and not x.case.of("incident"):
        x.open("talk")
    else:
        x.tell("hello_again")


def improve(x: Exchange, _arg: str) -> None:
    """补充细节: what would make findings and plan firmer."""
    screens.improve(x, "")


def letters(x: Exchange, _arg: str) -> None:
    """文书: which to write; while nothing is known that could stand in one, the questions go on."""
    if x.frame is not None and not any(record.value("kinds") for record in x.case.of("incident")):
        x.tell("letters_soon")
    else:
        screens.show(x, "#letters")


def plan(x: Exchange, _arg: str) -> None:
    """计划: the whole of it, and one button for each step."""
    x.requests.append(Request("plan"))
    if x.frame is None and x.offers.tasks(x.case):
        screens.show(x, "#plan")


def first(x: Exchange, _arg: str) -> None:
    """怎么办: the few steps to begin with; while nothing is known, the questions that lead to them."""
    if x.offers.told(x.case):
        x.requests.append(Request("plan", "brief"))
    elif x.frame is not None:
        x.tell("first_soon")


def too_much(x: Exchange, _arg: str) -> None:
    """太多了: the three safest steps alone."""
    x.requests.append(Request("safest"))
    x.close(x.phrase("too_much_next"), buttons(x, "continue", "person", "pause"), "#toomuch")


def restart(x: Exchange) -> None:
    """Forget what was told about incidents, debts and means; consent and language stay."""
    for record in list(x.case.records.values()):
        if record.kind not in ("consent", "evidence"):
            x.remove(record.id)
    x.update(stack=(), misses=0, pending=None)
    x.open("talk")
    x.tell("restarted")
