"""What needs a second person: asked for by one moderator, granted or refused by another, then done at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.model import Reply
from bot.moderation import actions, cases, deeds, masking, review
from bot.moderation.actions import Work
from bot.moderation.refusal import Refused, gone
from bot.speech import SOURCE
from bot.storage.base import Store
from bot.storage.base_review import Approval, Judged, Staff
from bot.turns.house import House
from bot.turns.offers import HouseOffers


def ask_letter(work: Work, letter_id: str) -> None:
    """Ask to send a letter. It is written now, so that the second person reads what will be sent. Raises Refused."""
    loaded = work.store.load_borrower(work.case.borrower_id, work.now)
    offers = HouseOffers(work.house, work.house.speeches[SOURCE])
    if f"letter:{letter_id}" not in {choice.id for choice in offers.letters(loaded.case)}:
        raise Refused(400, "这份文书现在不适用。")
    story = offers.story(loaded.case)
    lacking = [want.field for want in work.house.letters.wants(letter_id, story) if want.required]
    if lacking:
        question = work.house.dialogs.question(lacking[0])
        raise Refused(400, f"还缺「{question.short if question else lacking[0]}」，文书写不成。可以先代记这一项。")
    letter = work.house.letters.write(letter_id, story, "", work.now)
    payload = {"title": letter.title, "text": letter.text, "summary": letter.summary, "after": letter.after}
    _ask(work, "letter", payload, letter_id)


def ask_close(work: Work, outcome: str, why: str, judged: Mapping[int, Judged]) -> None:
    """Ask to end a case that one person alone must not end. Raises Refused."""
    actions.check_close(outcome, why)
    payload = {"outcome": outcome, "why": why.strip(), "judged": {str(id): said for id, said in judged.items()}}
    _ask(work, "close", payload, outcome)


def ask_plain(work: Work, action: str, why: str) -> None:
    """Ask to export everything to the borrower, or to erase it. Raises Refused."""
    if action not in ("export", "erase"):
        raise Refused(400, "没有这个操作。")
    if not why.strip() or len(why) > review.NOTE_LIMIT:
        raise Refused(400, "请写一句理由。")
    _ask(work, action, {"why": why.strip()}, "")


def _ask(work: Work, action: str, payload: Mapping[str, Any], detail: str) -> None:
    if any(one.granted is None and one.action == action for one in work.store.approvals(work.case.id)):
        raise Refused(409, "这件事已经在等复核了。")
    work.store.ask_approval(work.case.id, action, payload, work.staff.id, work.now)
    work.done("approval.ask", f"{action} {detail}".strip())


def decide(house: House, store: Store, staff: Staff, id: int, granted: bool, now: datetime) -> Work:
    """The second person's word; a granted one is carried out in the same transaction.

    Raises Refused (404, 409) when it is gone, was decided, or one asked for it oneself.
    """
    waiting = {one.id: one for one in store.approvals()}
    asked = waiting.get(id)
    if asked is None:
        raise Refused(404, "没有这条待复核，可能别人已经处理了。")
    if asked.asked_by == staff.id:
        raise Refused(409, "自己提出的，要由另一个人复核。")
    decided = store.decide(id, staff.id, granted, now)
    case = store.review(asked.review_id)
    if decided is None or case is None:
        raise gone()
    work = Work(house, store, staff, case, now)
    work.done("approval.grant" if granted else "approval.refuse", f"{asked.action} asked by staff {asked.asked_by}")
    word = "同意" if granted else "不同意"
    actions.decided(work, f"复核{word}：{review.SECOND_PERSON[asked.action]}")
    if granted:
        _DO[asked.action](work, asked)
    return work


def _letter(work: Work, asked: Approval) -> None:
    get = asked.payload.get
    say = work.house.speech(work.locale)
    replies = (
        *((Reply(say(get("summary", "")), kind="person"),) if get("summary") else ()),
        Reply(get("text", ""), kind="letter", title=say(get("title", ""))),
        *((Reply(say(get("after", "")), kind="person"),) if get("after") else ()),
    )
    if actions.speak(work, f"approval {asked.id}", *replies):
        work.store.note_answered(work.case.id, work.now)
    work.done("case.letter", f"approval {asked.id}")


def _close(work: Work, asked: Approval) -> None:
    judged = {int(id): said for id, said in asked.payload["judged"].items()}
    actions.close(work, asked.payload["outcome"], asked.payload["why"], judged)


def _export(work: Work, asked: Approval) -> None:
    data = work.store.export_borrower(work.case.borrower_id)
    content = json.dumps(data, ensure_ascii=False, indent=1, default=str).encode()
    name = f"buhuang-{work.now:%Y%m%d}.json"
    file = work.store.make_file(work.case.borrower_id, name, "application/json", content, work.now)
    actions.speak(work, f"approval {asked.id}", Reply(work.house.phrase("exported", work.locale), files=(file,)))
    work.done("case.export", f"approval {asked.id}")


def _erase(work: Work, asked: Approval) -> None:
    work.done("case.erase", f"approval {asked.id}")
    work.store.erase_borrower(work.case.borrower_id, work.now)


_DO = {"letter": _letter, "close": _close, "export": _export, "erase": _erase}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a second person, as this account may read it: a letter's text is masked like everything else."""

    approval: Approval
    may: bool
    why: str
    outcome: str
    title: str
    text: str


def waiting(store: Store, staff: Staff, now: datetime) -> tuple[Waiting, ...]:
    """What nobody has decided yet, oldest first."""
    found = []
    for one in store.approvals():
        known = cases.names(store.load_borrower(one.borrower_id, now).case)
        why, outcome, title, text = (str(one.payload.get(key, "")) for key in ("why", "outcome", "title", "text"))
        found.append(Waiting(one, one.asked_by != staff.id, why, outcome, title, masking.mask(text, known)))
    return tuple(found)


def names(store: Store) -> Mapping[int, str]:
    """Account names by id, for lists."""
    return {one.id: one.name for one in store.staff()} | {deeds.SYSTEM: "系统"}
