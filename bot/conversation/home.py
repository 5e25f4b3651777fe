"""The words that always work: 返回, 跳过, 改, 菜单, 暂停, 人工, 重来, 太多了 and their kin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.conversation import (
    answers,
    commands,
    drafting,
    errands,
    evidence,
    lookup,
    nudging,
    outcome,
    path,
    pictures,
    progress,
    reckoning,
    screens,
)
from bot.conversation.answers import plain
from bot.conversation.dialog import Question
from bot.conversation.exchange import Exchange, Request, heard, listing
from bot.model import Answer, Frame, Incoming

show = screens.show


def obey(x: Exchange, id: str, arg: str = "") -> None:
    """Carry out one of the words that always work."""
    action = _ACTIONS.get(id)
    if action is not None:
        action(x, arg)
    else:
        x.requests.append(Request(id, arg))


# ---------------------------------------------------------------- around a question


_PASSING = (
    "#menu",
    "#mine",
    "#edit",
    "#correct",
    "#letters",
    "#pictures",
    "#group",
    *drafting.SCREENS,
    "#language",
    "#restart",
    "#erase",
    "#change",
    "#which",
    "#check",
    "#evidence",
    "#exhibit",
    "#read",
)
"""Screens that 返回 leaves for what was asked before them."""


def _back(x: Exchange, _arg: str) -> None:
    if x.conversation.asked.startswith(_PASSING):
        return
    if x.frame is None:
        _reopen(x)
        return
    bound = x.before()
    if bound is not None:
        x.ask_again(path.ref(bound))
        x.update(misses=0)
    elif reckoning.left(x):
        return
    elif len(x.conversation.stack) > 1 or not x.frame.dialog:
        x.pop()
    else:
        x.tell("first_already")


def _reopen(x: Exchange) -> None:
    """From home, 返回 leads into the talk again, to its last answer."""
    bind = x.bind("talk")
    frame = Frame("talk", {kind: found.id for kind in bind if (found := x.latest(kind))})
    answered = [bound for bound in path.path(x.dialogs, frame, x.case) if path.settled(x.case, bound)]
    if answered:
        x.push(replace(frame, again=(path.ref(answered[-1]),)))


def _skip(x: Exchange, _arg: str, state: str = "skipped") -> None:
    bound = x.current()
    if bound is None:
        x.tell("nothing_to_skip")
    elif summarised(x, bound):
        confirm(x)
    elif not bound[1].skip:
        x.tell("cannot_skip")
    else:
        x.put(bound[0], bound[1].id, Answer(None, "unknown" if state == "unknown" else "skipped"))
        x.update(misses=0)


def _unknown(x: Exchange, arg: str) -> None:
    _skip(x, arg, "unknown")


def _keep(x: Exchange, _arg: str) -> None:
    bound = x.current()
    if bound is None or x.frame is None:
        return
    x.reframe(replace(x.frame, again=tuple(a for a in x.frame.again if a != path.ref(bound))))


def _why(x: Exchange, _arg: str) -> None:
    bound = x.current()
    if bound is not None:
        x.tell("why" if not bound[1].why else "why_this", why=x.speech(bound[1].why) if bound[1].why else "")


# ---------------------------------------------------------------- giving and changing answers


def give(x: Exchange, record: str, question: Question, answer: Answer, sure: bool = False) -> None:
    """Take an answer; when it would set others aside, first show which and ask."""
    earlier = x.answer(record, question.id)
    if not sure and earlier is not None and earlier.known and earlier.value != answer.value:
        lost = path.falls_away(x.dialogs, x.case, record, question.id, answer)
        if lost:
            x.update(pending={"ref": f"{record}.{question.id}", "value": answer.value, "words": answer.words})
            show(x, "#change")
            return
    edited = x.frame is not None and not x.frame.dialog and not x.frame.then and not sure
    if edited and earlier is not None and earlier.known:
        x.tell("changed", name=x.speech(question.short))
    x.put(record, question.id, answer)
    x.update(misses=0, pending=None)
    option = question.option(answer.value) if isinstance(answer.value, str) else None
    if option is not None and option.then:
        x.update(stack=())
        x.requests.append(Request(option.then))
    if question.hears == "platform" and isinstance(answer.value, dict) and not answer.value.get("id"):
        x.tell("platform_unlisted", name=answer.value.get("name", ""))


def edit(x: Exchange, arg: str = "") -> None:
    """改: ask one earlier answer again, by number or name, or show what there is."""
    if not listing(x):
        x.tell("nothing_to_edit")
        return
    item = commands.item(x, arg) if arg else None
    if item is None:
        if arg:
            x.tell("edit_not_found", name=arg)
        show(x, "#edit")
        return
    record, question = item
    x.push(Frame("", {question.kind: record}, again=(path.ref(item),), need=(question.ref,)))


def summarised(x: Exchange, bound: path.Bound) -> bool:
    """Whether the summary stands for this question: it was heard, and not picked to be asked by itself."""
    return path.heard(x.case, bound) and x.frame is not None and path.ref(bound) not in x.frame.again


def confirm(x: Exchange) -> None:
    """对: everything that was heard counts from now on."""
    for record, question in heard(x):
        answer = x.case.record(record).answers[question.id]
        x.put(record, question.id, replace(answer, state="given"))
    x.update(misses=0)


# ---------------------------------------------------------------- leaving, resting, starting over


def _restart(x: Exchange, _arg: str) -> None:
    show(x, "#restart")


def _speak(x: Exchange, arg: str) -> None:
    locale = screens.LANGUAGE_WORDS.get(arg, "")
    if locale in x.speeches:
        _language(x, locale)
    else:
        show(x, "#language")


def _screen(name: str) -> Callable[[Exchange, str], None]:
    return lambda x, _arg: show(x, name)


_ACTIONS: dict[str, Callable[[Exchange, str], None]] = {
    "back": _back,
    "skip": _skip,
    "enough": drafting.enough,
    "unknown": _unknown,
    "keep": _keep,
    "why": _why,
    "edit": edit,
    "menu": _screen("#menu"),
    "help": _screen("#menu"),
    "mine": _screen("#mine"),
    "letters": errands.letters,
    "papers": _screen("#papers"),
    "pictures": _screen("#pictures"),
    "language": _speak,
    "erase": _screen("#erase"),
    "pause": errands.pause,
    "restart": _restart,
    "continue": errands.continue_,
    "start": errands.start,
    "log": errands.log,
    "debt": errands.debt,
    "improve": errands.improve,
    "toomuch": errands.too_much,
    "check": _screen("#check"),
    "evidence": _screen("#evidence"),
    "cost": reckoning.cost,
    "budget": reckoning.budget,
    "plan": errands.plan,
    "first": errands.first,
    "lookup": lookup.begin,
    "quiet": outcome.quiet,
    "remind": outcome.remind,
}


# ---------------------------------------------------------------- answers to a screen


def on_screen(x: Exchange, incoming: Incoming) -> bool:
    """Take a reply to the screen that was shown; False when it is none and should be read otherwise."""
    asked = x.conversation.asked
    choices = screens.choices(x, asked)
    if incoming.choice:
        id = next((c.id for c in choices if c.id == incoming.choice[0]), "")
    else:
        said = (incoming.text, *commands.bare(x, incoming.text))
        id = next((id for each in said if (id := answers.pick(each, choices, _WORDS.get(asked)))), "")
    if not id:
        return progress.on_screen(x, incoming.text) or lookup.read(x, incoming.text)
    name, _, arg = id.partition(":")
    chosen = _CHOSEN.get(name)
    if chosen is not None:
        chosen(x, arg)
    else:
        obey(x, id.removeprefix("/") if id.startswith("/") else name, arg)
    return True


_YES_WORDS = (
    "对",
    "是",
    "是的",
    "对的",
    "嗯",
    "没错",
    "好",
    "好的",
    "yes",
    "ok",
    "對",
    "确认",
    "確認",
    "可以",
    "行",
    "中",
    "得",
    "要得",
    "嗯呐",
    "没问题",
)
_NO_WORDS = ("不对", "不是", "有不对的", "不", "不了", "no", "改", "不對", "算了", "不用")
_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "#read": dict(pictures.WORDS),
    "#summary": {"right": _YES_WORDS, "wrong": _NO_WORDS},
    "#change": {"change": (*_YES_WORDS, "改"), "leave": ("不改", "不", "不了", "不对", "不是", "算了", "no")},
    "#restart": {"restart_now": _YES_WORDS, "leave": _NO_WORDS},
    "#erase": {"erase_now": ("确认删除", "删除", "確認刪除", "刪除", "erase"), "leave": _NO_WORDS},
}


def _change(x: Exchange, _arg: str) -> None:
    pending = x.conversation.pending
    x.update(pending=None)
    if not pending or "ref" not in pending:
        return
    record, name = path.unbind(str(pending["ref"]))
    question = x.dialogs.question(name)
    if question is not None:
        give(x, record, question, Answer(pending["value"], words=str(pending.get("words", ""))), sure=True)
        x.tell("changed", name=x.speech(question.short))


def _leave(x: Exchange, _arg: str) -> None:
    if x.frame is not None and x.conversation.pending:
        _keep(x, "")
    x.update(pending=None)
    x.tell("left_as_is")


def _edit_ref(x: Exchange, arg: str) -> None:
    record, name = path.unbind(arg)
    question = x.dialogs.question(name)
    if question is not None and not progress.asked(x, arg):
        x.push(Frame("", {question.kind: record}, again=(arg,), need=(question.ref,)))


def letter_named(x: Exchange, text: str) -> bool:
    """Take a letter by what its button says, wherever that was shown."""
    for choice in x.offers.letters(x.case) if text else ():
        if plain(choice.label) == plain(text):
            screens.letter(x, choice.id.partition(":")[2])
            return True
    return False


def offered(x: Exchange, id: str) -> bool:
    """Take a letter's or an answer's button wherever it stands: what fits the case is no stale answer."""
    name, _, arg = id.partition(":")
    if evidence.pressed(x, id):
        return True
    if name in ("/answer", "/picture") and arg:
        x.requests.append(Request(name.removeprefix("/"), arg))
        return True
    if name in drafting.ANYWHERE and arg:
        drafting.CHOSEN[name](x, arg)
        return True
    if nudging.tapped(x, name.removeprefix("/"), arg):
        return True
    if name == "edit_ref" and progress.asked(x, arg):
        return True
    if name != "letter" or id.partition("@")[0] not in {choice.id for choice in x.offers.letters(x.case)}:
        return False
    screens.letter(x, arg)
    return True


def _language(x: Exchange, arg: str) -> None:
    if arg in x.speeches:
        x.update(locale=arg)
        x.tell("language_set")


def _erase(x: Exchange, _arg: str) -> None:
    x.requests.append(Request("erase"))


def _pressed(name: str, x: Exchange, arg: str) -> None:
    if not nudging.tapped(x, name, arg):
        x.tell("stale_choice")


_CHOSEN: dict[str, Callable[[Exchange, str], None]] = {
    **evidence.CHOSEN,
    "right": lambda x, _arg: confirm(x),
    "wrong": lambda x, _arg: show(x, "#correct"),
    "change": _change,
    "leave": _leave,
    "restart_now": lambda x, _arg: errands.restart(x),
    "erase_now": _erase,
    "edit_ref": _edit_ref,
    **pictures.CHOSEN,
    "letter": screens.letter,
    "cost": reckoning.cost,
    "group": lambda x, arg: show(x, f"#group:{arg}"),
    "more": lambda x, arg: show(x, f"#menu:{arg}"),
    **drafting.CHOSEN,
    "locale": _language,
    "was": progress.which,
    **{name: partial(_pressed, name) for name in ("step", "later", "how", *progress.STATES)},
}
