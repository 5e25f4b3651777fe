"""What the engine asked other rooms for: findings and plan, letters, a person, an export, an end."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.advice import assessment, citations, lender, message, plan
from bot.advice.following import prepared
from bot.advice.steps import Step
from bot.conversation import exhibits
from bot.conversation.document import Document
from bot.conversation.exchange import Request
from bot.custody import Step as Custody
from bot.documents import bargain, calendar, reckoning
from bot.model import Answer, Case, Choice, Flag, Job, Record, Reply
from bot.speech import Speech
from bot.storage.base import Store, receipt_number
from bot.turns import evidence, papers, sharing
from bot.turns.house import House
from bot.turns.offers import HouseOffers

STAMP = "stamp"
"""The kind of work that is there only when an authority is set."""


@dataclass(slots=True)
class Desk:
    """One turn's requests being carried out."""

    house: House
    store: Store
    offers: HouseOffers
    case: Case
    borrower_id: str
    locale: str
    now: datetime
    replies: list[Reply] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    events: list[tuple[str, str]] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    custody: list[Custody] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    besides: tuple[Choice, ...] = ()
    receipt: str = ""

    @property
    def speech(self) -> Speech:
        return self.house.speech(self.locale)

    def tell(self, id: str, **values: object) -> None:
        self.replies.append(Reply(self.house.phrase(id, self.locale, **values), kind="notice"))


def fulfil(desk: Desk, requests: tuple[Request, ...]) -> None:
    """Carry out the requests in order. An unknown one is a dialog's slip: it is noted for editors, never shown."""
    for request in requests:
        action = _ACTIONS.get(request.name)
        if action is None:
            desk.flags.append(Flag("unknown_request", "P3", request.name))
        else:
            action(desk, request.arg)


def _result(desk: Desk, _arg: str) -> None:
    """The first look: short findings, short plan; the whole of both is one word away."""
    _findings(desk, "brief")
    _plan(desk, "brief")
    desk.events.append(("result", ""))


def _findings(desk: Desk, arg: str) -> None:
    story = desk.offers.story(desk.case)
    found = assessment.assess(story, desk.house.knowledge)
    texts = desk.house.results.findings(found, story, desk.speech, brief=arg == "brief", today=desk.now.date())
    desk.replies.extend(Reply(text) for text in texts)


def _plan(desk: Desk, arg: str) -> None:
    texts = desk.house.results.plan(_steps(desk), desk.speech, brief=arg == "brief", today=desk.now.date())
    desk.replies.extend(Reply(text) for text in texts)


def _steps(desk: Desk) -> tuple[Step, ...]:
    """The plan, which counts from the day it is first shown."""
    begun = desk.case.record("plan")
    if begun.value("since") is None:
        begun = begun.with_answer("since", Answer(plan.begin(desk.now).isoformat()))
        desk.case = desk.case.with_record(begun)
        desk.records.append(begun)
    return desk.offers.plan(desk.case)


def _step(desk: Desk, key: str) -> None:
    """One step as it stands now, and the next one where it was refused or not answered."""
    steps = _steps(desk)
    place = next((place for place, step in enumerate(steps) if step.key == key), None)
    if place is None:
        return
    shown = [steps[place]]
    if steps[place].progress.state in ("answered", "refused", "silent"):
        shown += prepared(steps, steps[place])
    today = desk.now.date()
    texts = [desk.house.results.step(steps.index(step) + 1, step, today, desk.speech) for step in shown]
    desk.replies.append(Reply("\n\n".join(texts)))


def _calendar(desk: Desk, _arg: str) -> None:
    """The plan's dates as a file for the phone's calendar."""
    found = calendar.appointments(_steps(desk), desk.borrower_id, desk.speech)
    if not found:
        desk.tell("calendar_empty")
        return
    content = calendar.file_of(found, desk.now, desk.speech)
    file = desk.store.make_file(desk.borrower_id, "plan.ics", calendar.TYPE, content, desk.now)
    desk.replies.append(Reply(desk.house.phrase("calendar_made", desk.locale), files=(file,)))


def _lookup(desk: Desk, arg: str) -> None:
    desk.replies.extend(Reply(text) for text in sharing.said(desk.house, desk.store, desk.speech, arg))


def _share_noted(desk: Desk, _arg: str) -> None:
    desk.tell("share_on" if desk.case.value("share", "agree") == "agreed" else "share_off")


def _safest(desk: Desk, _arg: str) -> None:
    texts = desk.house.results.safest(plan.safest(_steps(desk)), desk.speech, today=desk.now.date())
    desk.replies.extend(Reply(text) for text in texts)


def _letter(desk: Desk, arg: str) -> None:
    id, _, debt = arg.partition("@")
    story = desk.offers.story(desk.case)
    lacking = [want for want in desk.house.letters.wants(id, story, debt) if want.required]
    if lacking:
        question = desk.house.dialogs.question(lacking[0].field)
        name = desk.speech(question.short) if question else lacking[0].field
        desk.tell("letter_needs", name=name)
        return
    _hand_out(desk, arg)
    desk.events.append(("letter", id))


def _draft(desk: Desk, arg: str) -> None:
    """A paper that the borrower has just changed."""
    _hand_out(desk, arg, brief=True)


def _hand_out(desk: Desk, arg: str, brief: bool = False) -> None:
    letter = desk.offers.letter(arg, desk.case, desk.now)
    desk.replies.extend(papers.written(desk.house, letter, desk.locale, desk.now.date(), brief))
    made = papers.version(letter, arg, desk.case, desk.store.documents(desk.borrower_id), desk.now)
    if made is not None:
        desk.documents.append(made)


def _paper(desk: Desk, arg: str) -> None:
    """An earlier version, by its id."""
    found = [each for each in desk.store.documents(desk.borrower_id) if str(each.id) == arg]
    if found:
        desk.replies.append(papers.opened(found[0], desk.speech))
    else:
        desk.tell("stale_choice")


def _make(desk: Desk, arg: str) -> None:
    """A paper as a file (`pdf|platform_letter`)."""
    job = papers.job(arg, (*desk.store.documents(desk.borrower_id), *desk.documents), desk.speech)
    if job is None or job.kind not in desk.house.works:
        desk.tell("stale_choice")
        return
    desk.jobs.append(job)
    desk.tell("making")


def _answer(desk: Desk, arg: str) -> None:
    """The whole answer to a question, with what else people ask."""
    debts = desk.offers.story(desk.case).debts
    kind = lender.kind_of(debts[-1], desk.house.knowledge) if debts else ""
    try:
        texts = desk.house.answers.whole(arg, desk.speech, desk.now.date(), kind)
    except KeyError:
        desk.tell("stale_choice")
        return
    desk.replies.extend(Reply(text) for text in texts)
    id = arg.partition(":")[0]
    others = desk.house.answers.choices(id, desk.speech)
    desk.besides += tuple(Choice(f"/{choice.id}", choice.label) for choice in others)
    if desk.house.answers.answers[id].shows == "doors":
        desk.besides += (Choice("/picture:doors", desk.speech(desk.house.dialogs.phrases["picture_save"])),)


def _picture(desk: Desk, arg: str) -> None:
    """A picture by name (calls, timeline, doors), dark when its name is followed by “:dark”."""
    which, _, look = arg.partition(":")
    dark = "yes" if look == "dark" else ""
    if which == "doors":
        desk.jobs.append(Job("doors", {"dark": dark}))
    elif which == "repayment" and (rows := bargain.plan_rows(desk.offers.story(desk.case), desk.now.date())):
        args = {"which": which, "name": "", "rows": json.dumps(rows), "dark": dark}
        desk.jobs.append(Job("chart", args))
    elif which in ("calls", "timeline"):
        desk.jobs.append(Job("chart", {"which": which, "dark": dark}))
    else:
        desk.tell("stale_choice")
        return
    desk.tell("picture_coming")


def _call_chart(desk: Desk, _arg: str) -> None:
    _picture(desk, "calls")


def _timeline(desk: Desk, _arg: str) -> None:
    _picture(desk, "timeline")


def _doors(desk: Desk, _arg: str) -> None:
    _picture(desk, "doors")


def _check(desk: Desk, text: str) -> None:
    """What a message that the borrower received comes to."""
    heard = desk.house.ears.message(text, desk.now)
    verdict = message.judge(heard, text, desk.offers.story(desk.case), desk.house.knowledge)
    said = desk.house.results.message(verdict, desk.speech, today=desk.now.date())
    desk.replies.extend(Reply(text) for text in said)
    desk.events.append(("checked", verdict.tone))


def _read(desk: Desk, arg: str) -> None:
    """Have the words in pictures read beside the talk, where that is installed."""
    if "reading" in desk.house.works:
        desk.jobs.append(Job("reading", {"files": arg}))
        desk.tell("reading")


def _read_wanted(desk: Desk, arg: str) -> None:
    """The same where words are asked for: without it they have to be typed."""
    _read(desk, arg)
    if not desk.jobs:
        desk.tell("check_picture")


def _person(desk: Desk, _arg: str) -> None:
    desk.flags.append(Flag("asked_for_person", "P2", "command:person"))
    desk.tell("person_called")


def _misunderstood(desk: Desk, arg: str) -> None:
    desk.flags.append(Flag("misunderstood", "P3", arg))


def _logged(desk: Desk, _arg: str) -> None:
    incident = desk.offers.story(desk.case).incidents[-1]
    desk.tell("logged", summary=desk.house.results.line(incident, desk.speech))


def _debt_added(desk: Desk, _arg: str) -> None:
    desk.tell("debt_added")


def _improved(desk: Desk, _arg: str) -> None:
    desk.tell("improved")


def _exhibit(desk: Desk, arg: str) -> None:
    _took(desk, evidence.chained(desk.house, desk.case, arg, desk.locale))


def _keep_said(desk: Desk, arg: str) -> None:
    _took(desk, evidence.keep_said(desk.house, desk.store, desk.borrower_id, desk.case, arg, desk.locale, desk.now))


def _pack(desk: Desk, arg: str) -> None:
    """A pack is slow work; `whole` leaves other people's data in its papers as they are."""
    if exhibits.standing(desk.case):
        _stamp(desk)
        desk.jobs.append(Job("pack", {"masked": "no" if arg == "whole" else "yes"}))
        desk.tell("pack_begun")
    else:
        desk.tell("pack_none")


def _took(desk: Desk, told: evidence.Told) -> None:
    desk.custody.extend(told.steps)
    desk.replies.extend(told.replies)
    desk.records.extend(told.records)
    if told.steps:
        _stamp(desk)


def _stamp(desk: Desk) -> None:
    """Have the chain stamped from outside, where that is set up; once a turn is enough."""
    if STAMP in desk.house.works and Job(STAMP) not in desk.jobs:
        desk.jobs.append(Job(STAMP))


def _cost(desk: Desk, arg: str) -> None:
    """What a debt costs, or the one thing that is still lacking."""
    house, debts = desk.house, desk.offers.story(desk.case).debts
    debt = next((debt for debt in debts if debt.id == arg), None)
    texts = reckoning.of_debt(debt, house.results, house.knowledge, desk.speech) if debt is not None else ()
    if texts and debt is not None:
        kind = lender.kind_of(debt, house.knowledge)
        rules = citations.cite("overcharging", kind, frozenset({"platform"}), house.knowledge)
        aged = house.results.aged(rules, desk.speech, desk.now.date())
        desk.replies.extend(Reply(text) for text in (*texts, *aged))
        return
    told = desk.case.record(arg)
    lacking = next((name for name in ("principal", "instalment", "count") if told.value(name) is None), "principal")
    question = house.dialogs.question(f"debt.{lacking}")
    desk.tell("cost_lacks", name=desk.speech(question.short) if question else "")


def _budget(desk: Desk, _arg: str) -> None:
    story, house = desk.offers.story(desk.case), desk.house
    texts = reckoning.of_budget(story, house.results.on(desk.now.date()), house.knowledge, desk.speech)
    desk.replies.extend(Reply(text) for text in texts)
    if bargain.plan_rows(story, desk.now.date()):
        desk.besides += (Choice("/picture:repayment", desk.speech(house.dialogs.phrases["picture_plan"])),)


def _export(desk: Desk, _arg: str) -> None:
    data = desk.store.export_borrower(desk.borrower_id)
    content = json.dumps(data, ensure_ascii=False, indent=1, default=str).encode()
    name = f"buhuang-{desk.now:%Y%m%d}.json"
    file = desk.store.make_file(desk.borrower_id, name, "application/json", content, desk.now)
    desk.replies.append(Reply(desk.house.phrase("exported", desk.locale), files=(file,)))
    desk.events.append(("exported", ""))


def _erase(desk: Desk, _arg: str) -> None:
    desk.receipt = receipt_number(desk.now)
    desk.tell("erased", receipt=desk.receipt, time=f"{desk.now:%Y-%m-%d %H:%M}")


def _refused(desk: Desk, _arg: str) -> None:
    desk.receipt = receipt_number(desk.now)
    desk.tell("refused")


_ACTIONS: dict[str, Callable[[Desk, str], None]] = {
    "result": _result,
    "findings": _findings,
    "plan": _plan,
    "step": _step,
    "calendar": _calendar,
    "lookup": _lookup,
    "share_noted": _share_noted,
    "safest": _safest,
    "letter": _letter,
    "draft": _draft,
    "paper": _paper,
    "make": _make,
    "answer": _answer,
    "check": _check,
    "picture": _picture,
    "callchart": _call_chart,
    "timeline": _timeline,
    "doors": _doors,
    "person": _person,
    "read": _read,
    "read_wanted": _read_wanted,
    "misunderstood": _misunderstood,
    "logged": _logged,
    "debt_added": _debt_added,
    "improved": _improved,
    "exhibit": _exhibit,
    "keep_said": _keep_said,
    "pack": _pack,
    "cost": _cost,
    "budget": _budget,
    "export": _export,
    "erase": _erase,
    "refused": _refused,
}
