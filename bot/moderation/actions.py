"""What a moderator does in a case. Each needs the lease, writes the ledger, and leaves through the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.errors import BotError
from bot.model import Attachment, Flag, Reply, Severity
from bot.moderation import deeds, review
from bot.moderation.refusal import Refused, gone, not_yours
from bot.storage.base import Store
from bot.storage.base_review import Judged, Review, Staff
from bot.turns import safety, silence
from bot.turns.house import House


@dataclass(frozen=True, slots=True)
class Work:
    """One moderator at one case: every action begins with `begin`."""

    house: House
    store: Store
    staff: Staff
    case: Review
    now: datetime

    @property
    def locale(self) -> str:
        return self.store.load_borrower(self.case.borrower_id, self.now).conversation.locale

    def done(self, event: str, detail: str = "") -> None:
        deeds.case(self.store, self.staff, event, self.case.id, self.now, detail)


def begin(house: House, store: Store, staff: Staff, id: int, now: datetime) -> Work:
    """Lengthen the lease and go to work. Raises Refused (404, 409) when the case is gone or not in these hands."""
    if not store.renew(id, staff.id, now + review.LEASE, now):
        raise gone() if store.review(id) is None else not_yours()
    case = store.review(id)
    assert case is not None
    held = store.held(case.borrower_id).by_person
    if held is not None and held > now:
        store.hold(case.borrower_id, now + review.HOLD)
    return Work(house, store, staff, case, now)


def take_over(work: Work) -> None:
    """The bot is silent from now on; the borrower is told, once, that a person writes."""
    held = work.store.held(work.case.borrower_id)
    if held.by_person is not None and held.by_person > work.now:
        work.store.hold(work.case.borrower_id, work.now + review.HOLD)
        return
    work.store.hold(work.case.borrower_id, work.now + review.HOLD)
    text, way = work.house.phrase("person_here", work.locale), silence.to_bot(work.house, work.locale)
    speak(work, f"takeover {work.now.timestamp()}", Reply(text, (way,), kind="notice"))
    work.done("case.takeover")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A document that goes with an answer."""

    name: str
    type: str
    content: bytes


class _SpokenBefore(BotError):
    """This very answer was given before."""


def answer(work: Work, key: str, text: str, enclosure: Enclosure | None = None) -> None:
    """Words or a document of the moderator's own. The same `key` again is the same answer.

    Raises Refused (400, 413, 415).
    """
    text = text.replace("\r\n", "\n").strip()
    if enclosure is not None:
        _check(enclosure)
    elif not text:
        raise Refused(400, "还没有写内容。")
    if len(text) > review.ANSWER_LIMIT:
        raise Refused(413, f"太长了：一次最多 {review.ANSWER_LIMIT} 个字，请分几条发。")
    take_over(work)
    with suppress(_SpokenBefore), work.store.savepoint():
        text = text or work.house.phrase("person_file", work.locale)
        reply = Reply(text, (silence.to_bot(work.house, work.locale),), files=_enclosed(work, enclosure), kind="person")
        if not speak(work, key, reply):
            raise _SpokenBefore
        work.store.note_answered(work.case.id, work.now)
        work.done("case.answer", "file" if enclosure else "")


def _check(enclosure: Enclosure) -> None:
    if not enclosure.content:
        raise Refused(400, "这个文件是空的。")
    if not enclosure.name.lower().endswith(review.ENCLOSED):
        raise Refused(415, "只能发 PDF、Word、Excel、图片或文本文件。")


def _enclosed(work: Work, enclosure: Enclosure | None) -> tuple[Attachment, ...]:
    if enclosure is None:
        return ()
    borrower, at = work.case.borrower_id, work.now
    return (work.store.make_file(borrower, enclosure.name, enclosure.type, enclosure.content, at),)


def note(work: Work, text: str) -> None:
    """For the other moderators only. Raises Refused (400, 413)."""
    text = text.strip()
    if not text:
        raise Refused(400, "还没有写备注。")
    if len(text) > review.NOTE_LIMIT:
        raise Refused(413, f"备注太长了：最多 {review.NOTE_LIMIT} 个字。")
    work.store.write_note(work.case.id, work.staff.id, "note", text, work.now)
    work.done("case.note")


def set_severity(work: Work, severity: str) -> None:
    """How grave this is, after all. Raises Refused (400)."""
    if severity not in review.SEVERITIES:
        raise Refused(400, "没有这个级别。")
    wanted: Severity = severity
    if wanted != work.case.severity:
        work.store.change_severity(work.case.id, wanted, work.now)
        decided(work, f"级别 {work.case.severity} → {wanted}")
        work.done("case.severity", f"{work.case.severity} {wanted}")


def flag(work: Work, severity: str, words: str) -> None:
    """A flag of the moderator's own, with the words that gave the reason. Raises Refused (400)."""
    if severity not in review.SEVERITIES:
        raise Refused(400, "没有这个级别。")
    chosen: Severity = severity
    work.store.raise_flag(work.case.borrower_id, Flag("moderator", chosen, "desk", words.strip()[:200]), work.now)
    work.done("case.flag", chosen)


def hand_back(work: Work, key: str) -> None:
    """The bot has the word again, at the question that follows from the answers."""
    loaded = work.store.load_borrower(work.case.borrower_id, work.now)
    if loaded.silence not in ("person", "left"):
        return
    outcome = silence.resume(work.house, work.store, loaded, "person_done", safety.Warning(), work.now)
    work.store.hold(work.case.borrower_id, None)
    work.store.speak(work.case.borrower_id, key, outcome.replies, work.now, outcome.conversation, outcome.records)
    work.store.note_answered(work.case.id, work.now)
    work.done("case.handback")


def mute(work: Work, span: str) -> None:
    """Nobody answers an abuser for a while, except to danger; told once. An empty span ends it. Raises Refused."""
    if not span:
        work.store.mute(work.case.borrower_id, None)
        work.done("case.unmute")
        return
    if span not in review.MUTES:
        raise Refused(400, "没有这个时长。")
    until = work.now + review.MUTES[span][1]
    said = work.house.phrase("muted", work.locale, until=f"{until:%m-%d %H:%M}")
    speak(work, f"mute {work.now.timestamp()}", Reply(said, kind="notice"))
    work.store.mute(work.case.borrower_id, until)
    work.store.hold(work.case.borrower_id, None)
    decided(work, f"停止回复 {review.MUTES[span][0]}")
    work.done("case.mute", span)


def reveal(work: Work, field: str, reason: str) -> None:
    """Read one masked field for a few minutes. Raises Refused (400) without a reason."""
    if reason not in review.REVEAL_REASONS:
        raise Refused(400, "请选一个查看的理由。")
    if not 0 < len(field) <= 80:
        raise Refused(400, "没有这一项。")
    work.store.reveal(work.case.id, work.staff.id, field, work.now + review.REVEAL)
    work.done("case.reveal", f"{field} {reason}")


def close(work: Work, outcome: str, why: str, judged: Mapping[int, Judged]) -> None:
    """End the case; a person who still held the talk hands it back. Raises Refused (400, 413)."""
    check_close(outcome, why)
    hand_back(work, f"close {work.case.id}")
    decided(work, f"结束：{review.OUTCOMES[outcome]}。{why.strip()}")
    work.store.close_review(work.case.id, outcome, judged, review.late(work.case, work.now), work.now)
    work.done("case.close", outcome)


def check_close(outcome: str, why: str) -> None:
    """Raises Refused for an outcome that there is not, or a reason that is missing or too long."""
    if outcome not in review.OUTCOMES:
        raise Refused(400, "请选一个结果。")
    if not why.strip():
        raise Refused(400, "请写一句为什么这样结束。")
    if len(why) > review.NOTE_LIMIT:
        raise Refused(413, f"理由太长了：最多 {review.NOTE_LIMIT} 个字。")


def speak(work: Work, key: str, *replies: Reply) -> bool:
    """Words into transcript and outbox; False when this very key was spoken before."""
    return bool(work.store.speak(work.case.borrower_id, key, replies, work.now))


def decided(work: Work, text: str) -> None:
    """Put a decision where the next moderator reads it."""
    work.store.write_note(work.case.id, work.staff.id, "decision", text, work.now)
