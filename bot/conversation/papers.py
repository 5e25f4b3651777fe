"""The screens of papers: which to choose, one to be changed paragraph by paragraph, and those already written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta, timezone

from bot.conversation.buttons import Shown, around, buttons
from bot.conversation.document import Document, Paragraph
from bot.conversation.exchange import Exchange
from bot.model import Choice

CHINA = timezone(timedelta(hours=8))
MOST_OTHERS = 2
"""Papers offered beside the one just written; the rest is one tap away."""

MOST_LISTED = 12
"""Papers on one screen of 我的文书: more numbers fit on no phone."""


def after_paper(x: Exchange, arg: str) -> Shown:
    """Under a paper just written (`id` or `id@debt/2`): make it firmer, change it, take it along, or the next one."""
    id, _, debt = arg.partition("@")
    first: tuple[Choice, ...] = ()
    if x.offers.missing(id, x.case, debt, False):
        first = (Choice(f"improve:{arg}", x.phrase("improve_letter")),)
    others = [choice for choice in x.offers.first_letters(x.case) if choice.id != f"letter:{id}"][:MOST_OTHERS]
    ways = buttons(x, "letters", "plan")
    change = Choice(f"redo:{arg}", x.phrase("draft_redo"))
    due = [question for ref in x.offers.due(id, x.case, debt) if (question := x.dialogs.question(ref))]
    lines = [x.phrase("after_letter")]
    if due:
        names = x.phrase("join").join(x.speech(question.short) for question in due)
        lines.insert(0, x.phrase("letter_due", names=names))
    return "\n".join(lines), (
        *first, change, *printed(x, arg), *others, *ways, *around(x, "person", "menu"),
    )  # fmt: skip


def printed(x: Exchange, arg: str) -> tuple[Choice, ...]:
    """The buttons for a file; none where there is nobody to print."""
    if not x.offers.prints():
        return ()
    return (Choice(f"make:pdf|{arg}", x.phrase("make_pdf")), Choice(f"make:docx|{arg}", x.phrase("make_docx")))


def letters(x: Exchange, _arg: str) -> Shown:
    """A few that fit first, then the rest by group."""
    few, groups = x.offers.first_letters(x.case), x.offers.letter_groups(x.case)
    if not groups:
        return x.phrase("letters_none"), (*buttons(x, "start"), *around(x, "person", "menu"))
    named = tuple(Choice(f"group:{group}", x.phrase(f"group_{group}")) for group in groups)
    return x.phrase("letters"), (*few, *named, *around(x, "papers", "back", "menu"))


def group(x: Exchange, name: str) -> Shown:
    """The papers of one group, each with what it is for."""
    found = x.offers.letter_groups(x.case).get(name)
    if not found:
        return letters(x, "")
    lines = [x.phrase("letters"), *(f"· {x.phrase('item', name=c.label, value=summary)}" for c, summary in found)]
    return "\n".join(lines), (*(choice for choice, _ in found), *around(x, "letters", "menu"))


# ---------------------------------------------------------------- changing one


def redo(x: Exchange, arg: str) -> Shown:
    """A paper with its paragraphs numbered, each to be picked."""
    found = x.offers.paragraphs(arg, x.case, x.now)
    lines = [x.phrase("draft_numbered"), *(_numbered(x, each) for each in found), x.phrase("draft_how")]
    picks = tuple(Choice(f"part:{arg}|{each.number}", x.phrase("draft_part", number=each.number)) for each in found)
    return "\n".join(lines), (*picks, Choice(f"add_part:{arg}", x.phrase("draft_add")), *around(x, "back", "menu"))


def _numbered(x: Exchange, paragraph: Paragraph) -> str:
    text = paragraph.text or x.phrase("draft_dropped", number=paragraph.number)
    return f"【{paragraph.number}】{text}"


def part(x: Exchange, arg: str) -> Shown:
    """One paragraph, waiting for the words that shall stand instead."""
    paper, _, number = arg.partition("|")
    found = [each for each in x.offers.paragraphs(paper, x.case, x.now) if str(each.number) == number]
    if not found:
        return redo(x, paper)
    now = found[0].text or x.phrase("draft_dropped", number=number)
    ways = []
    if found[0].text:
        ways.append(Choice(f"drop_part:{arg}", x.phrase("draft_drop")))
    if found[0].original and found[0].text != found[0].original:
        ways.append(Choice(f"restore_part:{arg}", x.phrase("draft_restore")))
    ways.append(Choice(f"redo:{paper}", x.phrase("draft_other")))
    return x.phrase("draft_now", number=number, now=now), (*ways, *around(x, "back", "menu"))


def add(x: Exchange, arg: str) -> Shown:
    """Waiting for a sentence of the borrower's own."""
    return x.phrase("draft_own"), (Choice(f"redo:{arg}", x.phrase("draft_other")), *around(x, "back", "menu"))


def risk(x: Exchange, arg: str) -> Shown:
    """What the words that wait would do, and what to write instead; the borrower decides."""
    paper, _, number = arg.partition("|")
    pending = x.conversation.pending or {}
    lines = [x.phrase("draft_risk")]
    for each in x.offers.risks(str(pending.get("value", "")), x.case, x.now):
        lines.append(f"· {x.fill(each.why)}")
        if each.instead:
            lines.append(x.phrase("draft_instead", instead=each.instead))
    again = f"part:{arg}" if number != "0" else f"add_part:{paper}"
    return "\n".join(lines), (
        Choice(again, x.phrase("draft_again")),
        Choice("use_anyway", x.phrase("draft_use")),
        Choice(f"forget:{paper}", x.phrase("draft_forget")),
    )


# ---------------------------------------------------------------- those already written


def papers(x: Exchange, _arg: str) -> Shown:
    """我的文书: the newest version of every paper that was handed out, the latest first."""
    newest: dict[tuple[str, str], Document] = {}
    for each in x.offers.documents():
        newest[each.letter, each.debt] = each
    if not newest:
        return x.phrase("papers_none"), (*buttons(x, "letters"), *around(x, "back", "menu"))
    listed = sorted(newest.values(), key=lambda each: -each.id)[:MOST_LISTED]
    picks = tuple(Choice(f"paper:{each.id}", name_of(x, each)) for each in listed)
    return x.phrase("papers"), (*picks, *around(x, "letters", "back", "menu"))


def paper(x: Exchange, arg: str) -> Shown:
    """Under an opened version: the others of the same paper, a file, and changing it."""
    found = x.offers.documents()
    opened = next((each for each in found if str(each.id) == arg), None)
    if opened is None:
        return papers(x, "")
    same = [each for each in found if (each.letter, each.debt) == (opened.letter, opened.debt) and each is not opened]
    picks = tuple(
        Choice(f"paper:{each.id}", x.phrase("paper_version", version=each.version, day=_day(x, each)))
        for each in reversed(same)
    )[:MOST_LISTED]
    paper = f"{opened.letter}@{opened.debt}" if opened.debt else opened.letter
    change: tuple[Choice, ...] = ()
    if f"letter:{opened.letter}" in {choice.id for choice in x.offers.letters(x.case)}:
        change = (Choice(f"redo:{paper}", x.phrase("draft_redo")),)
    return x.phrase("paper_opened", version=opened.version, day=_day(x, opened)), (
        *change, *printed(x, f"#{opened.id}"), *picks, *around(x, "papers", "menu"),
    )  # fmt: skip


def name_of(x: Exchange, document: Document) -> str:
    """One version as a button: which paper, about whom, the how-manieth."""
    platform = x.case.value(document.debt, "platform") if len(x.case.of("debt")) > 1 else None
    named = {choice.id: choice.label for choice in x.offers.letters(x.case)}
    title = named.get(f"letter:{document.letter}") or x.speech(document.title)
    whose = f"·{platform['name']}" if isinstance(platform, dict) and platform.get("name") else ""
    return x.phrase("paper_name", title=f"{title}{whose}", version=document.version, day=_day(x, document))


def _day(x: Exchange, document: Document) -> str:
    at = document.at.astimezone(CHINA) if document.at is not None else x.now
    return x.phrase("date", month=at.month, day=at.day)


SCREENS: Mapping[str, Callable[[Exchange, str], Shown]] = {
    "#letters": letters,
    "#group": group,
    "#redo": redo,
    "#part": part,
    "#add": add,
    "#risk": risk,
    "#papers": papers,
    "#paper": paper,
}
