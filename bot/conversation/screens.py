"""What is shown between questions: the summary, the menu, 我的情况, letters to choose from, and things to confirm."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation import display, exhibits, lookup, nudging, papers, path, progress
from bot.conversation.buttons import Shown, around, buttons
from bot.conversation.dialog import Question
from bot.conversation.exchange import Exchange, Request, heard, listing
from bot.model import Answer, Choice, Frame, Reply
from bot.speech import room

PIECE = 480
"""Characters in one bubble of a long list: WeChat takes 2,048 bytes, about 680 Chinese characters, a message."""

MOST_PAPERS = 3
"""Papers offered at home: whoever is tired sees the ways on without scrolling."""

LANGUAGES = (("zh_Hans", "简体中文"), ("zh_Hant", "繁體中文"), ("en", "English"))

LANGUAGE_WORDS = {
    "english": "en", "英文": "en", "繁体": "zh_Hant", "繁體": "zh_Hant", "繁體中文": "zh_Hant",
    "简体": "zh_Hans", "簡體": "zh_Hans", "简体中文": "zh_Hans", "中文": "zh_Hans",
}  # fmt: skip


def show(x: Exchange, asked: str) -> None:
    """Close the turn with a screen; `asked` may carry what it is about: #home:platform_letter."""
    text, found = screen(x, asked)
    pieces = _pieces(text)
    x.replies.extend(Reply(piece) for piece in pieces[:-1])
    x.close(pieces[-1], found, asked)


def choices(x: Exchange, asked: str) -> tuple[Choice, ...]:
    """What could be chosen on a screen, made again from the same answers."""
    return screen(x, asked)[1]


def screen(x: Exchange, asked: str) -> Shown:
    """Text and choices of a screen, without closing the turn."""
    name, _, arg = asked.partition(":")
    maker = _SCREENS.get(name)
    return maker(x, arg) if maker else _home(x, "")


def _pieces(text: str) -> list[str]:
    pieces: list[str] = [""]
    for line in text.split("\n"):
        if pieces[-1] and room(pieces[-1]) + room(line) > PIECE:
            pieces.append("")
        pieces[-1] += ("\n" if pieces[-1] else "") + line
    return pieces


def line(x: Exchange, bound: path.Bound, number: int = 0) -> str:
    """One answer as a line: “3 平台：微粒贷”."""
    answer = x.answer(bound[0], bound[1].id) or Answer()
    value = display.value(bound[1], answer, x.speech, x.dialogs.phrases)
    item = x.phrase("item", name=x.speech(bound[1].short), value=value)
    return f"{number} {item}" if number else item


def _summary(x: Exchange, _arg: str) -> Shown:
    lines = [x.phrase("summary"), *(f"· {line(x, bound)}" for bound in heard(x)), x.phrase("summary_right")]
    return "\n".join(lines), (
        Choice("right", x.phrase("right")),
        Choice("wrong", x.phrase("wrong")),
        *around(x, "back", "menu"),
    )


def _correct(x: Exchange, _arg: str) -> Shown:
    items = tuple(Choice(f"edit_ref:{path.ref(b)}", x.speech(b[1].short)) for b in heard(x))
    return x.phrase("which_wrong"), (*items, *around(x, "back"))


def _edit(x: Exchange, _arg: str) -> Shown:
    items = listing(x)
    lines: list[str] = []
    for number, bound in enumerate(items, 1):
        if bound[0].startswith("step/") and bound[0] not in {before[0] for before in items[: number - 1]}:
            lines.append(_heading(x, bound[0]))
        lines.append(line(x, bound, number))
    text = "\n".join([x.phrase("edit_which"), *lines])
    found = tuple(Choice(f"edit_ref:{path.ref(b)}", x.speech(b[1].short)) for b in items)
    return text, (*found, *around(x, "back"))


def _change(x: Exchange, _arg: str) -> Shown:
    pending = x.conversation.pending or {}
    record, name = path.unbind(str(pending.get("ref", ".")))
    question = x.dialogs.question(name)
    yes = (Choice("change", x.phrase("change_yes")), Choice("leave", x.phrase("change_no")))
    if question is None:
        return x.phrase("nothing_to_edit"), yes
    answer = Answer(pending.get("value"))
    lost = path.falls_away(x.dialogs, x.case, record, question.id, answer)
    value = display.value(question, answer, x.speech, x.dialogs.phrases)
    head = x.phrase("change_sets_aside", name=x.speech(question.short), value=value)
    return "\n".join([head, *(f"· {line(x, b)}" for b in lost), x.phrase("change_comes_back")]), yes


def _mine(x: Exchange, _arg: str) -> Shown:
    lines: list[str] = []
    last = ""
    for number, bound in enumerate(listing(x), 1):
        if bound[0] != last:
            last = bound[0]
            lines.append(_heading(x, last))
        lines.append(line(x, bound, number))
    files = len(exhibits.standing(x.case))
    if files:
        lines.append(x.phrase("evidence_count", count=files))
    text = "\n".join([x.phrase("mine"), *lines, x.phrase("mine_edit")]) if lines else x.phrase("mine_empty")
    ids = ("edit", "improve", "log", "debt", "pictures", *(("evidence",) if files else ()), "export", "erase")
    return text, (*buttons(x, *ids), *around(x, "continue", "menu"))


def _heading(x: Exchange, record: str) -> str:
    kind, _, number = record.partition("/")
    if kind == "step" and (named := progress.heading(x, record)):
        return f"【{named}】"
    title = x.speech(x.dialogs.dialogs[kind].title)
    return f"【{title} {number}】" if number and len(x.case.of(kind)) > 1 else f"【{title}】"


def _menu(x: Exchange, name: str) -> Shown:
    """A few entries; the others stand one tap deeper, in the menus that `first` leads to."""
    menus = x.dialogs.menus
    if name in menus:
        return x.phrase(f"menu_{name}"), (*buttons(x, *_open(x, menus[name])), *around(x, "menu", "person", "back"))
    deeper = tuple(Choice(f"more:{id}", x.phrase(f"menu_{id}")) for id in menus if id != "first")
    return x.phrase("menu"), (*buttons(x, *_open(x, menus.get("first", ()))), *deeper, *around(x, "person", "back"))


def _open(x: Exchange, ids: tuple[str, ...]) -> list[str]:
    """The entries that make sense by now: nothing that needs a story before there is one."""
    told, agreed = x.offers.told(x.case), x.case.value("consent", "agree")
    shut = {"continue"} if x.frame is None else set[str]()
    if not told:
        shut |= {"plan", "findings", "letters", "papers", "pictures", "log", "evidence", "improve", "debt", "edit"}
    if not agreed:
        shut |= {"cost", "budget", "quiet"}
    return [id for id in ids if id not in shut]


def _home(x: Exchange, letter: str) -> Shown:
    if not x.offers.told(x.case):
        return x.phrase("home_empty"), (*buttons(x, "start"), *around(x, "person", "menu"))
    if letter:
        return papers.after_paper(x, letter)
    ways = buttons(x, "letters", "plan", "findings", "log")
    return x.phrase("home"), (*x.offers.first_letters(x.case)[:MOST_PAPERS], *ways, *around(x, "person", "menu"))


def _pictures(x: Exchange, _arg: str) -> Shown:
    ids = ("callchart", "timeline", "doors") if x.offers.told(x.case) else ("doors",)
    return x.phrase("pictures"), (*buttons(x, *ids), *around(x, "back", "menu"))


def _which_debt(x: Exchange, arg: str) -> Shown:
    found = []
    for record in x.case.of("debt"):
        platform = record.value("platform") or {}
        id = f"cost:{record.id}" if arg == "cost" else f"letter:{arg}@{record.id}"
        number = record.id.partition("/")[2]
        found.append(Choice(id, str(platform.get("name") or x.phrase("unnamed_debt", number=number))))
    return x.phrase("which_loan" if arg == "cost" else "which_debt"), (*found, *around(x, "back"))


def _restart(x: Exchange, _arg: str) -> Shown:
    count = len(listing(x))
    return x.phrase("restart_sure", count=count), (
        Choice("restart_now", x.phrase("restart_yes")),
        Choice("leave", x.phrase("restart_no")),
    )


def _erase(x: Exchange, _arg: str) -> Shown:
    return x.phrase("erase_sure"), (Choice("erase_now", x.phrase("erase_yes")), Choice("leave", x.phrase("erase_no")))


def _language(x: Exchange, _arg: str) -> Shown:
    return x.phrase("language"), tuple(Choice(f"locale:{id}", name) for id, name in LANGUAGES)


def _crisis(x: Exchange, _arg: str) -> Shown:
    return x.phrase("crisis_next"), buttons(x, "continue", "person")


def _paused(x: Exchange, _arg: str) -> Shown:
    return x.phrase("paused"), buttons(x, "continue", "person")


def _too_much(x: Exchange, _arg: str) -> Shown:
    return x.phrase("too_much_next"), buttons(x, "continue", "person", "pause")


def _check(x: Exchange, _arg: str) -> Shown:
    return x.phrase("check"), around(x, "continue", "menu")


def _checked(x: Exchange, _arg: str) -> Shown:
    keep = (Choice("keep_message", x.phrase("keep_message")),) if (x.conversation.pending or {}).get("message") else ()
    return x.phrase("checked" if keep else "checked_only"), (
        *keep,
        *buttons(x, "check"),
        *around(x, "continue", "menu"),
    )


def _read(x: Exchange, arg: str) -> Shown:
    if arg == "fix":
        return x.phrase("read_fix_how"), around(x, "continue", "menu")
    text = str((x.conversation.pending or {}).get("read", ""))
    said = "\n".join([x.phrase("read_shown"), text, "", x.phrase("read_sure")])
    ids = ("read_right", "read_fix", "read_drop")
    return said, (*(Choice(id, x.phrase(id)) for id in ids), *around(x, "menu"))


def _lookup(x: Exchange, _arg: str) -> Shown:
    text, found = lookup.screen(x, "")
    return text, (*found, *around(x, "continue", "menu"))


def _nudge(x: Exchange, arg: str) -> Shown:
    text, found = nudging.screen(x, arg)
    care = buttons(x, "continue", "person") if arg == "care" else ()
    return text, (*found, *care, *around(x, "quiet"))


def _plan(x: Exchange, _arg: str) -> Shown:
    text, found = progress.plan_screen(x, "")
    return text, (*found, *buttons(x, "calendar"), *around(x, "letters", "mine", "person", "menu"))


def _step(x: Exchange, key: str) -> Shown:
    text, found = progress.step_screen(x, key)
    return text, (*found, *around(x, "plan", "person", "menu"))


def _which_step(x: Exchange, _arg: str) -> Shown:
    text, found = progress.which_screen(x, "")
    return text, (*found, *around(x, "back", "menu"))


_SCREENS: dict[str, Callable[[Exchange, str], Shown]] = {
    **papers.SCREENS,
    "#summary": _summary,
    "#correct": _correct,
    "#edit": _edit,
    "#change": _change,
    "#mine": _mine,
    "#menu": _menu,
    "#home": _home,
    "#pictures": _pictures,
    "#which_debt": _which_debt,
    "#restart": _restart,
    "#erase": _erase,
    "#language": _language,
    "#crisis": _crisis,
    "#paused": _paused,
    "#toomuch": _too_much,
    "#check": _check,
    "#checked": _checked,
    **exhibits.SCREENS,
    "#read": _read,
    "#lookup": _lookup,
    "#nudge": _nudge,
    "#plan": _plan,
    "#step": _step,
    "#early": progress.early_screen,
    "#which_step": _which_step,
}


# ---------------------------------------------------------------- letters ask only for what they lack


def letter(x: Exchange, arg: str) -> None:
    """A letter was chosen (`id` or `id@debt/2`): ask for what it must have, or have it written."""
    arg = _with_debt(x, arg)
    id, _, debt = arg.partition("@")
    if not debt and len(x.case.of("debt")) > 1:
        show(x, f"#which_debt:{id}")
        return
    if need(x, x.offers.missing(id, x.case, debt, True), debt, f"letter:{arg}", "paper_asks"):
        return
    x.requests.append(Request("letter", arg))


def _with_debt(x: Exchange, arg: str) -> str:
    """The only debt is named, so that a letter's changes and versions stay with it when another debt comes."""
    debts = x.case.of("debt")
    return f"{arg}@{debts[0].id}" if arg and "@" not in arg and len(debts) == 1 else arg


def improve(x: Exchange, arg: str) -> None:
    """Ask for what would make a letter (or, without one, findings and plan) firmer."""
    arg = _with_debt(x, arg)
    id, _, debt = arg.partition("@")
    fields = x.offers.missing(id, x.case, debt, False) if id else x.offers.useful(x.case)
    if not need(x, fields, debt, f"filled:{arg}" if id else "improved", "paper_asks" if id else ""):
        x.tell("nothing_missing")


def need(x: Exchange, fields: tuple[str, ...], debt: str, then: str, lead: str = "") -> bool:
    """Ask for these fields, then for what they were asked for; False when there are none. `lead` is said before."""
    questions: list[Question] = [q for q in (x.dialogs.question(field) for field in fields) if q is not None]
    if not questions:
        return False
    kinds = {question.kind for question in questions if x.dialogs.many(question.kind)}
    bind = {kind: record.id if (record := x.latest(kind)) else f"{kind}/1" for kind in kinds}
    if debt:
        bind["debt"] = debt
    asked = [(bind.get(question.kind, question.kind), question) for question in questions]
    again = tuple(path.ref(bound) for bound in asked if path.settled(x.case, bound))  # skipped once, wanted now
    if lead and len(questions) > 1:
        x.tell(lead, count=len(questions))
    x.push(Frame("", bind, again, need=tuple(question.ref for question in questions), then=then))
    return True
