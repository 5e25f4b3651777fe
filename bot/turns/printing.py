"""Slow work with the printing press: letters as PDF and Word files, and pictures, in the borrower's language."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.advice import lender
from bot.advice.story import story_of
from bot.conversation import path
from bot.documents import call_figures, figures, paper, word
from bot.documents.charts import Charts, Picture
from bot.documents.typeset import Press
from bot.model import Choice, Reply, Story
from bot.speech import Speech
from bot.storage.base import Store
from bot.turns.house import House
from bot.turns.work import Made, MadeFile, Work

PDF, DOCX, PNG = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "image/png",
)
MOST_PICTURES = 3
"""Pictures handed out at once: one a lender, the latest; the others' calls are in the evidence pack."""


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """A letter to be printed: `format` is pdf or docx, `name` the file's without its ending."""

    title: str
    text: str
    format: str
    name: str
    speech: Speech
    day: date


class Papers(Work):
    """Job “papers”: a letter (title, text) as a file of the wished format under a name."""

    def __init__(self, house: House, press: Press, charts: Charts) -> None:
        self._house, self._press, self._charts = house, press, charts

    def gather(self, store: Store, borrower_id: str, args: Mapping[str, str], now: datetime) -> PaperOrder:
        locale = store.load_borrower(borrower_id, now).conversation.locale
        title, name = args["title"], args.get("name") or args["title"]
        return PaperOrder(title, args["text"], args.get("format", "pdf"), name, self._house.speech(locale), now.date())

    def make(self, material: PaperOrder) -> Made:
        say, sheet = self._charts.words(material.speech), paper.read(material.title, material.text)
        said = say("papers_made", title=material.speech(material.title))
        if material.format == "docx":
            file = MadeFile(paper.file_name(material.name, "docx"), DOCX, word.write(sheet, material.day))
            return Made((Reply(said),), (file,))
        printed = self._press.letter(sheet, material.day)
        if printed.lacking:
            said += "\n" + say("papers_lacking", characters=say("and").join(printed.lacking))
        return Made((Reply(said),), (MadeFile(paper.file_name(material.name, "pdf"), PDF, printed.content),))


@dataclass(frozen=True, slots=True)
class PictureOrder:
    """A picture to be drawn: which one, from which case; `args` as the job names them."""

    which: str
    story: Story
    args: Mapping[str, str]
    speech: Speech
    day: date

    @property
    def dark(self) -> bool:
        return bool(self.args.get("dark"))


class Drawings(Work):
    """Jobs “chart” (which: calls, timeline or repayment) and “doors”.

    Calls and timeline are drawn from the borrower's case; a repayment plan comes along as `name` and `rows`
    (JSON: month, amount, remaining). `dark` is anything for a dark phone, else empty.
    """

    def __init__(self, house: House, charts: Charts) -> None:
        self._house, self._charts = house, charts
        self._draw: Mapping[str, Callable[[PictureOrder], list[Picture]]] = {
            "calls": self._calls,
            "timeline": self._timeline,
            "repayment": self._repayment,
            "doors": self._doors,
        }

    def gather(self, store: Store, borrower_id: str, args: Mapping[str, str], now: datetime) -> PictureOrder:
        loaded = store.load_borrower(borrower_id, now)
        story = story_of(path.prune(self._house.dialogs, loaded.case))
        which = args.get("which", "doors")
        return PictureOrder(which, story, args, self._house.speech(loaded.conversation.locale), now.date())

    def make(self, material: PictureOrder) -> Made:
        pictures, say = self._draw[material.which](material), self._charts.words(material.speech)
        if not pictures:
            return Made((Reply(say(f"chart_none_{material.which}"), kind="notice"),))
        other = "light" if material.dark else "dark"
        more = () if material.which == "repayment" else (Choice(f"/picture:{material.which}:{other}", say(other)),)
        replies = [Reply(picture.words) for picture in pictures]
        replies[-1] = Reply(pictures[-1].words, more)
        return Made(tuple(replies), tuple(_file(picture) for picture in pictures))

    def _calls(self, order: PictureOrder) -> list[Picture]:
        found = call_figures.calls(order.story, self._house.knowledge)[-MOST_PICTURES:]
        return [self._charts.calls(each, order.speech, order.day, dark=order.dark) for each in found]

    def _timeline(self, order: PictureOrder) -> list[Picture]:
        found = figures.timeline(order.story, self._house.knowledge)
        if not found.happenings:
            return []
        return [self._charts.timeline(found, order.speech, order.day, dark=order.dark)]

    def _repayment(self, order: PictureOrder) -> list[Picture]:
        plan = figures.repayment(order.args.get("name", ""), json.loads(order.args["rows"]))
        return [self._charts.repayment(plan, order.speech, order.day, dark=order.dark)]

    def _doors(self, order: PictureOrder) -> list[Picture]:
        debts = order.story.debts
        kind = lender.kind_of(debts[-1], self._house.knowledge) if len(debts) == 1 else ""
        doors = self._house.answers.doors
        return [self._charts.doors(doors, order.speech, order.day, kind, dark=order.dark)]


def _file(picture: Picture) -> MadeFile:
    return MadeFile(paper.file_name(picture.title, "png"), PNG, picture.content)


def works(house: House, press: Press, charts: Charts) -> dict[str, Work]:
    """The kinds of this file, by the name that turns ask for."""
    drawings = Drawings(house, charts)
    return {"papers": Papers(house, press, charts), "chart": drawings, "doors": drawings}
