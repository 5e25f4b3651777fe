"""A paper in the borrower's hands: 改第3段, 删第3段, 恢复, 加一句 — and what is said before risky words go in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.conversation import answers, screens
from bot.conversation.document import Document, Edits, Paragraph
from bot.conversation.exchange import Exchange, Request
from bot.model import Answer, Case, Incoming

LONGEST = 600
"""Characters of one paragraph of one's own; more belongs into an annex."""

SHORTEST_AGAIN = 6
"""Characters of a new wording sent where 还是用我写的 or 不改了 could be meant: fewer are an answer, not a sentence."""

WRITING = ("#part:", "#add:", "#risk:")
"""Screens on which a text is a paragraph, not an answer."""

SCREENS = ("#redo", "#part", "#add", "#risk", "#papers", "#paper")
"""The screens of papers, which 返回 leaves for what was asked before them."""

_SHOWN = ("#home:", "#redo:", "#part:", "#add:", "#risk:")


def record_of(arg: str) -> str:
    """The record that holds the changes to a paper (`id` or `id@debt/2`)."""
    return f"draft/{arg}"


def edits_of(case: Case, arg: str) -> Edits:
    """The changes made so far."""
    stored = case.value(record_of(arg), "edits")
    if not isinstance(stored, dict):
        return Edits()
    return Edits(dict(stored.get("changed", {})), tuple(stored.get("added", ())))


def paper_of(document: Document) -> str:
    """The paper that a version is of: `id` or `id@debt/2`."""
    return f"{document.letter}@{document.debt}" if document.debt else document.letter


def _keep(x: Exchange, arg: str, edits: Edits) -> None:
    x.put(record_of(arg), "edits", Answer({"changed": dict(edits.changed), "added": list(edits.added)}))
    x.update(pending=None, misses=0)
    x.requests.append(Request("draft", arg))


def paper_shown(x: Exchange) -> str:
    """The paper that the borrower sees, or worked on last; empty when there is none."""
    if x.conversation.asked.startswith("#paper:"):
        opened = x.conversation.asked.removeprefix("#paper:")
        return next((paper_of(each) for each in x.offers.documents() if str(each.id) == opened), "")
    for screen in _SHOWN:
        if x.conversation.asked.startswith(screen):
            return x.conversation.asked.removeprefix(screen).partition("|")[0]
    drafts = x.case.of("draft")
    return drafts[-1].id.partition("/")[2] if drafts else ""


# ---------------------------------------------------------------- said in words


def obeyed(x: Exchange, incoming: Incoming) -> bool:
    """Carry out 改第3段 and its kin, wherever they are said; False when the message is something else."""
    text = incoming.text.strip()
    if incoming.choice or not text:
        return False
    arg, sayings = paper_shown(x), x.dialogs.sayings
    if said := sayings.numbered(text):
        return _act(x, said.act, arg, answers.number_of(said.number), said.text)
    if not arg or not x.conversation.asked.startswith((*_SHOWN, "#paper:")):
        return False
    said = sayings.whole(text)
    if said is None:
        return False
    if said.act == "add":
        return _write(x, arg, 0, said.text) if said.text else _ask(x, f"#add:{arg}")
    _keep(x, arg, Edits())
    return True


def _act(x: Exchange, name: str, arg: str, number: int, text: str) -> bool:
    paragraph = _paragraph(x, arg, number) if arg else None
    if paragraph is None:
        x.tell("draft_no_part" if arg else "draft_none", number=number)
        return _ask(x, f"#redo:{arg}") if arg else True
    if name == "change":
        return _write(x, arg, number, text) if text else _ask(x, f"#part:{arg}|{number}")
    if name == "drop":
        _put(x, arg, paragraph, "")
    else:
        _restore(x, arg, paragraph)
    return True


def _paragraph(x: Exchange, arg: str, number: int) -> Paragraph | None:
    found = x.offers.paragraphs(arg, x.case, x.now)
    return next((each for each in found if each.number == number), None)


def _ask(x: Exchange, screen: str) -> bool:
    screens.show(x, screen)
    return True


# ---------------------------------------------------------------- own words


def written(x: Exchange, incoming: Incoming) -> bool:
    """Take a text as the paragraph that was asked for."""
    asked = x.conversation.asked
    text = incoming.text.strip()
    if not asked.startswith(WRITING) or incoming.choice or not text:
        return False
    if asked.startswith("#risk:") and len(text) < SHORTEST_AGAIN:
        return False
    arg, _, number = asked.partition(":")[2].partition("|")
    return _write(x, arg, int(number or 0), text)


def _write(x: Exchange, arg: str, number: int, text: str) -> bool:
    """Put own words in, or first say what they would do. Number 0 adds them."""
    screen = f"#part:{arg}|{number}" if number else f"#add:{arg}"
    text = " ".join(text.split())
    if len(text) > LONGEST:
        x.tell("draft_too_long", limit=LONGEST)
        return _ask(x, screen)
    risks = x.offers.risks(text, x.case, x.now)
    refused = [risk for risk in risks if risk.refuse]
    if refused:
        x.tell("draft_refused", why=x.speech(refused[0].why), instead=refused[0].instead)
        return _ask(x, screen)
    if risks:
        x.update(pending={"ref": f"{arg}|{number}", "value": text})
        return _ask(x, f"#risk:{arg}|{number}")
    _take(x, arg, number, text)
    return True


def _take(x: Exchange, arg: str, number: int, text: str) -> None:
    paragraph = _paragraph(x, arg, number) if number else None
    if paragraph is None:
        edits = edits_of(x.case, arg)
        _keep(x, arg, Edits(edits.changed, (*edits.added, text)))
    else:
        _put(x, arg, paragraph, text)


def _put(x: Exchange, arg: str, paragraph: Paragraph, text: str) -> None:
    edits = edits_of(x.case, arg)
    if paragraph.original:
        others = {key: now for key, now in edits.changed.items() if key != paragraph.key}
        _keep(x, arg, Edits(others if text == paragraph.original else {**others, paragraph.key: text}, edits.added))
    else:
        place = _place(x, arg, paragraph)
        added = [text if at == place else own for at, own in enumerate(edits.added)]
        _keep(x, arg, Edits(edits.changed, tuple(own for own in added if own)))


def _place(x: Exchange, arg: str, paragraph: Paragraph) -> int:
    written = [each for each in x.offers.paragraphs(arg, x.case, x.now) if each.original]
    return paragraph.number - len(written) - 1


def _restore(x: Exchange, arg: str, paragraph: Paragraph) -> None:
    edits = edits_of(x.case, arg)
    _keep(x, arg, Edits({key: now for key, now in edits.changed.items() if key != paragraph.key}, edits.added))


def use_anyway(x: Exchange, _arg: str) -> None:
    """The borrower read why and decided: it is their paper."""
    pending = x.conversation.pending or {}
    arg, _, number = str(pending.get("ref", "")).partition("|")
    x.update(pending=None)
    if arg:
        _take(x, arg, int(number or 0), str(pending.get("value", "")))


def _on(name: str) -> Callable[[Exchange, str], None]:
    def act(x: Exchange, arg: str) -> None:
        paper, _, number = arg.partition("|")
        _act(x, name, paper, int(number or 0), "")

    return act


def _forget(x: Exchange, arg: str) -> None:
    x.update(pending=None)
    screens.show(x, f"#home:{arg}")


def _open(x: Exchange, arg: str) -> None:
    x.requests.append(Request("paper", arg))
    screens.show(x, f"#paper:{arg}")


# ---------------------------------------------------------------- what a paper still needs


def _make(x: Exchange, arg: str) -> None:
    """A file; of a paper that is still being written, what belongs into it is asked first."""
    paper = arg.partition("|")[2]
    if not paper.startswith("#") and _due(x, paper, f"make:{arg}", "paper_before_file"):
        return
    x.requests.append(Request("make", arg))
    if x.conversation.asked.startswith(("#home:", "#paper:")):
        screens.show(x, x.conversation.asked)


def _due(x: Exchange, paper: str, then: str, lead: str = "") -> bool:
    id, _, debt = paper.partition("@")
    return screens.need(x, x.offers.due(id, x.case, debt), debt, then, lead)


def finished(x: Exchange, then: str, enough: bool = False) -> None:
    """All was asked that something hung on: a paper is written anew, and made into a file where that was wanted.

    An answer may make more of it due, which is asked as well unless the borrower has had `enough`.
    """
    name, _, arg = then.partition(":")
    paper = arg.partition("|")[2] if name == "make" else arg
    if name not in ("make", "filled"):
        x.requests.append(Request(name, arg))
    elif enough or not _due(x, paper, then):
        x.requests.append(Request("draft", paper))
        if name == "make":
            x.requests.append(Request("make", arg))


def enough(x: Exchange, _arg: str) -> None:
    """不补了: what is told is enough; the paper is written from it."""
    frame = x.frame
    if frame is None or frame.dialog or not frame.then:
        x.tell("nothing_to_skip")
        return
    x.pop()
    finished(x, frame.then, enough=True)


CHOSEN: Mapping[str, Callable[[Exchange, str], None]] = {
    "improve": screens.improve,
    "redo": lambda x, arg: screens.show(x, f"#redo:{arg}"),
    "part": _on("change"),
    "drop_part": _on("drop"),
    "restore_part": _on("restore"),
    "add_part": lambda x, arg: screens.show(x, f"#add:{arg}"),
    "use_anyway": use_anyway,
    "forget": _forget,
    "paper": _open,
    "make": _make,
}
"""What the buttons of papers do."""

ANYWHERE = frozenset({"improve", "redo", "make"})
"""Buttons of papers that still mean what they say when something else was shown since."""
