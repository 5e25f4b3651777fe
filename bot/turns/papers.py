"""Papers handed out: written, kept as a version when they differ from the last, opened again, sent to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from bot.conversation.document import Document
from bot.conversation.drafting import edits_of
from bot.documents.letters import Letter
from bot.model import Case, Job, Reply
from bot.speech import Speech
from bot.turns.house import House

KIND = "papers"
"""The work that prints a paper."""

FORMATS = ("pdf", "docx")


def written(house: House, letter: Letter, locale: str, today: date, brief: bool = False) -> list[Reply]:
    """A paper in chat: what it is for, its text to be copied, and what to do with it. `brief`: the text alone.

    Whatever is left out, rules past their review `today` are told of.
    """
    speech = house.speech(locale)
    paper = Reply(letter.text, kind="letter", title=speech(letter.title))
    aged = _aged(house, letter, locale, today)
    if brief:
        return [paper, *(Reply(said) for said in aged)]
    before = [Reply(speech(letter.summary))] if letter.summary else []
    return [*before, paper, Reply("\n".join([*_after(house, letter, locale), *aged]))]


def _aged(house: House, letter: Letter, locale: str, today: date) -> list[str]:
    cares = (house.dialogs.phrases[f"care_{care}"] for care in letter.cares)
    said = (letter.summary, letter.text, letter.after, *cares)
    day = house.results.past(letter.used_facts, said, today)
    return [house.phrase("letter_aged", locale, day=day.isoformat())] if day else []


def _after(house: House, letter: Letter, locale: str) -> list[str]:
    """The next step, by when somebody answers, what to beware of."""
    speech = house.speech(locale)
    said = [speech(letter.after)]
    for term in letter.terms:
        spoken = {name: speech(value) if isinstance(value, str) else value for name, value in term.values.items()}
        said.append(speech(term.says, **spoken))
    return [*said, *(house.phrase(f"care_{care}", locale) for care in letter.cares)]


def version(letter: Letter, paper: str, case: Case, kept: Sequence[Document], now: datetime) -> Document | None:
    """The paper (`id` or `id@debt/2`) as its next version; None when the last one says the same."""
    debt = paper.partition("@")[2]
    earlier = [each for each in kept if (each.letter, each.debt) == (letter.id, debt)]
    if earlier and earlier[-1].text == letter.text:
        return None
    edits = edits_of(case, paper)
    fields = dict(letter.fields) | ({"edits": asdict(edits)} if edits.changed or edits.added else {})
    number = earlier[-1].version + 1 if earlier else 1
    return Document(letter.id, debt, number, letter.title, letter.text, fields, letter.used_facts, now)


def opened(document: Document, speech: Speech) -> Reply:
    """A version as it was handed out."""
    return Reply(document.text, kind="letter", title=speech(document.title))


def job(arg: str, kept: Sequence[Document], speech: Speech) -> Job | None:
    """What to print for `pdf|platform_letter@debt/1` or `docx|#12` (a version by its id); None when there is none."""
    format, _, paper = arg.partition("|")
    if paper.startswith("#"):
        found = [each for each in kept if f"#{each.id}" == paper]
    else:
        id, _, debt = paper.partition("@")
        found = [each for each in kept if (each.letter, each.debt) == (id, debt)]
    if not found or format not in FORMATS:
        return None
    last = found[-1]
    name = f"{speech(last.title)}-{last.version}"
    return Job(KIND, {"title": last.title, "text": last.text, "format": format, "name": name})
