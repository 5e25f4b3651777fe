"""The rules of review in one place: how soon, for how long, who may, and what needs a second person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import get_args

from bot.model import Severity
from bot.storage.base_review import Review, Role

SEVERITIES: tuple[Severity, ...] = get_args(Severity)

ANSWER_WITHIN: Mapping[Severity, timedelta] = {
    "P0": timedelta(minutes=5),
    "P1": timedelta(minutes=30),
    "P2": timedelta(hours=4),
    "P3": timedelta(hours=24),
}
"""Crisis lines answer within minutes; the rest by what waiting does to a frightened person."""

LEASE = timedelta(minutes=10)
"""How long a case stays with a moderator who shows no sign of life."""

HOLD = timedelta(minutes=30)
"""How long the bot stays silent after the moderator's last sign: nobody may write into silence for ever."""

REVEAL = timedelta(minutes=5)
"""How long a revealed field stays readable: a phone call's time."""

ANSWER_LIMIT = 2000  # characters: more is read by nobody on a phone
NOTE_LIMIT = 2000
ENCLOSED = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".txt", ".png", ".jpg", ".jpeg", ".webp")
"""What a moderator may enclose: what a phone opens without running anything."""
MUTES: Mapping[str, tuple[str, timedelta]] = {
    "hour": ("1 小时", timedelta(hours=1)),
    "day": ("24 小时", timedelta(days=1)),
    "week": ("7 天", timedelta(days=7)),
}

ROLES: Mapping[Role, str] = {"moderator": "值班员", "supervisor": "主管", "auditor": "审计员"}

WORDS: Mapping[Severity, str] = {"P0": "危及生命", "P1": "今天处理", "P2": "尽快", "P3": "有空时"}

REASONS: Mapping[str, str] = {
    "self_harm": "有轻生的话",
    "imminent_danger": "眼前有危险",
    "violence_by_user": "想伤人",
    "minor": "未成年人",
    "scam_ad": "疑似诈骗广告",
    "illegal_request": "要求做违法的事",
    "asked_for_person": "要找真人",
    "misunderstood": "连续没听懂",
    "failed_turn": "机器人出错",
    "unknown_request": "对话文件有误",
    "moderator": "值班员标记",
}

OUTCOMES: Mapping[str, str] = {
    "helped": "已经帮到",
    "safe": "已确认安全",
    "referred": "已转介（报警、医院、热线）",
    "no_reply": "对方没有再回复",
    "misuse": "滥用",
    "false_alarm": "误报",
}

REVEAL_REASONS: Mapping[str, str] = {
    "contact": "需要联系本人",
    "letter": "核对文书内容",
    "police": "协助报警或急救",
    "identity": "核对是不是同一人或同一号码",
}

SECOND_PERSON: Mapping[str, str] = {
    "letter": "发送文书",
    "close": "结束 P0 个案",
    "export": "导出给当事人",
    "erase": "删除当事人的全部内容",
}
"""What one person alone must not do."""

SMALLEST_COUNT = 5
"""Counts below this are not shown: a small number can point at one person."""


def due(review: Review) -> datetime | None:
    """By when this case is to be answered; None when the borrower has the word."""
    return review.waiting_since + ANSWER_WITHIN[review.severity] if review.waiting_since else None


def urgency(review: Review) -> tuple[bool, datetime]:
    """Sorts cases, the most urgent first: danger to life before everything, then whose time is up first."""
    return review.severity != "P0", due(review) or review.opened_at


def late(review: Review, now: datetime) -> bool:
    """Whether the first answer came, or still waits, past its time."""
    answered = review.answered_at or now
    return answered > review.opened_at + ANSWER_WITHIN[review.severity]


def needs_second(action: str, severity: Severity) -> bool:
    """Whether an action on a case of this severity waits for a second moderator."""
    return action in SECOND_PERSON and (action != "close" or severity == "P0")
