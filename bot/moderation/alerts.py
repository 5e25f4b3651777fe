"""Whose phone rings for which case, and what it shows: nothing personal that is not masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.moderation import cases, masking, queue, review
from bot.moderation.refusal import Refused
from bot.storage.base import Store
from bot.storage.base_review import Review, Ring, Staff
from bot.turns.house import House

ZONE = ZoneInfo("Asia/Shanghai")
REPEAT = timedelta(minutes=2)  # an unanswered P0 rings again; twice within its five minutes
LATER = timedelta(minutes=15)
MOST = 5  # cases that one phone shows as waiting, danger to life apart: more is noise
STORY_LINES = 8
WORDS = 60  # characters of the flagged words in an alert: a phone's notification shows no more


@dataclass(frozen=True, slots=True)
class Alert:
    """One message to one phone; `ring` is what to keep once it was sent."""

    staff: Staff
    case: Review
    text: str
    ring: Ring


@dataclass(frozen=True, slots=True)
class Over:
    """An alert whose case is no longer to be taken: its message says why and loses its buttons."""

    staff: Staff
    ring: Ring
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What phones are to show now."""

    alerts: list[Alert] = field(default_factory=list)
    news: list[Alert] = field(default_factory=list)
    over: list[Over] = field(default_factory=list)


def plan(store: Store, now: datetime) -> Plan:
    """New alerts, repeated ones, new words of followed borrowers, and alerts that are over."""
    people = [staff for staff in store.staff() if staff.state == "active" and staff.phone and staff.role != "auditor"]
    found = Plan()
    if not people:
        return found
    rings = {(ring.review_id, ring.staff_id): ring for ring in store.rings()}
    stuck = tuple(case for case in store.claimed(now) if _stuck(case, now))
    free = queue.waiting(store, now, MOST * 4)
    for staff in people:
        waiting = (*free, *stuck) if staff.role == "supervisor" else free
        mine = [ring for ring in rings.values() if ring.staff_id == staff.id and ring.seen is None]
        room = MOST - len(mine)
        for case in waiting:
            if _rings(staff, case, rings.get((case.id, staff.id)), people, room, now):
                room -= 1
                found.alerts.append(_alert(store, staff, case, rings.get((case.id, staff.id)), now))
    by_id = {staff.id: staff for staff in people}
    for ring in rings.values():
        if ring.staff_id in by_id:
            _follow(store, by_id[ring.staff_id], ring, now, found)
    return found


def _stuck(case: Review, now: datetime) -> bool:
    """Danger to life that somebody holds and has not answered in time."""
    due = review.due(case)
    return case.severity == "P0" and due is not None and due <= now


def _rings(
    staff: Staff, case: Review, ring: Ring | None, people: Sequence[Staff], room: int, now: datetime
) -> bool:  # fmt: skip
    """Whether this phone rings for this case now."""
    grave = case.severity == "P0"
    if not grave and is_quiet(staff.quiet, now):
        return False
    if ring is not None and ring.seen is None:
        return ring.again_at is not None and ring.again_at <= now
    if staff.role == "supervisor" and any(one.role == "moderator" for one in people):
        due = review.due(case)
        return grave and due is not None and due <= now  # nobody came in time
    return grave or room > 0


def _alert(store: Store, staff: Staff, case: Review, ring: Ring | None, now: datetime) -> Alert:
    times = ring.times + 1 if ring else 1
    again = now + REPEAT if case.severity == "P0" else None
    return Alert(staff, case, _text(store, case, times, now), Ring(case.id, staff.id, 0, times, again))


def _text(store: Store, case: Review, times: int, now: datetime) -> str:
    due = review.due(case)
    late = due is not None and due <= now
    reasons = "、".join(review.REASONS.get(reason, reason) for reason in case.reasons)
    known = cases.names(store.load_borrower(case.borrower_id, now).case)
    words = [masking.mask(raised.flag.words, known)[:WORDS] for raised in store.flags_of(case.id) if raised.flag.words]
    head = f"{case.severity} {review.WORDS[case.severity]} · 个案 #{case.id}"
    again = f"（第 {times} 次提醒）" if times > 1 else ""
    lines = [
        head + again,
        reasons,
        f"要在 {due.astimezone(ZONE):%H:%M} 前回复{'，已超时' if late else ''}" if due else "",
    ]
    lines += [f"「{words[-1]}」"] if words else []
    return "\n".join(line for line in lines if line)


def _follow(store: Store, staff: Staff, ring: Ring, now: datetime, found: Plan) -> None:
    """A case on this phone: new words while it is theirs; the end when it is not to be had any more."""
    case = store.review(ring.review_id)
    if case is None:
        found.over.append(Over(staff, ring, "这个个案已经不在了。"))
        return
    holder = case.holder(now)
    if ring.seen is None:
        stays = staff.role == "supervisor" and holder != staff.id and _stuck(case, now)
        if case.closed_at is not None or case.waiting_since is None or (holder and not stays):
            mine = "你已接手" if holder == staff.id else "已有人处理"
            found.over.append(Over(staff, ring, f"个案 #{case.id}：{mine}。"))
        return
    if case.closed_at is not None or holder != staff.id:
        why = "已结束" if case.closed_at else "已不在你手里"
        found.over.append(Over(staff, ring, f"个案 #{case.id} {why}。"))
        return
    lines = store.transcript(*store.address_of(case.borrower_id), ring.seen, STORY_LINES)
    newest = lines[-1].number if lines else ring.seen
    said = [line.incoming for line in lines if line.incoming is not None]
    if newest > ring.seen:
        known = cases.names(store.load_borrower(case.borrower_id, now).case)
        text = "\n".join(f"当事人：{masking.mask(one.text or '（按了按钮或发了文件）', known)}" for one in said)
        kept = Ring(case.id, staff.id, ring.message, ring.times, None, newest)
        found.news.append(Alert(staff, case, f"个案 #{case.id}\n{text}" if said else "", kept))


def story(house: House, store: Store, staff: Staff, case_id: int, now: datetime) -> str:
    """The masked story of a case for whoever holds it. Raises Refused for others."""
    case = store.review(case_id)
    if case is None:
        raise Refused(404, "没有这个个案。")
    if case.holder(now) != staff.id:
        raise Refused(409, "接手以后才能看内容。")
    view = cases.view(house, store, staff, case, now)
    parts = [f"{case.severity} 个案 #{case.id}"]
    for group in view.groups:
        parts.append(f"【{group.title}】")
        parts += [f"{row.label}：{row.text}" for row in group.rows]
    parts.append("【最近的对话】")
    who = {"borrower": "当事人", "bot": "机器人", "person": "值班员"}
    parts += [f"{who[line.who]}：{line.shown.text}" for line in view.spoken[-STORY_LINES:]]
    return "\n".join(parts)


def newest_line(store: Store, case: Review) -> int:
    """The number of the newest transcript line."""
    return store.case_marks([case.id])[case.id][1]


def is_quiet(hours: str, now: datetime) -> bool:
    """Whether `now` lies in quiet hours such as 23-7."""
    first, dash, last = hours.partition("-")
    if not dash:
        return False
    begin, end, hour = int(first), int(last), now.astimezone(ZONE).hour
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


def read_hours(text: str) -> str:
    """Quiet hours as typed: “23-7”, or “关” for none. Raises Refused for anything else."""
    plain = text.strip().replace("－", "-").replace("到", "-").replace("点", "")
    if plain in ("关", "off", "无", ""):
        return ""
    first, _, last = plain.partition("-")
    if first.isdecimal() and last.isdecimal() and int(first) < 24 and int(last) < 24 and first != last:
        return f"{int(first)}-{int(last)}"
    raise Refused(400, "这样写：/quiet 23-7，或 /quiet 关")
