"""Evidence at the desk: what a moderator sees of it, and that each look joins the borrower's chain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.conversation import exhibits
from bot.custody import Step
from bot.model import Case
from bot.storage.base import Store
from bot.storage.base_review import Staff

KINDS = {
    "audio": "录音",
    "video": "视频",
    "picture": "图片",
    "text": "文本",
    "document": "文件",
    "other": "文件",
    "message": "文字",
}
ODD = {"lying": "名字和内容不符", "bomb": "压缩炸弹", "script": "带脚本", "huge": "尺寸异常", "recoded": "压缩过"}


def lines(case: Case) -> Iterator[tuple[str, str, str]]:
    """(record id, label, text) of each exhibit that stands."""
    for one in exhibits.standing(case):
        at, note = one.text("at")[:16].replace("T", " "), one.text("note")
        odd = "、".join(ODD[mark] for mark in one.marks if mark in ODD)
        about = "；".join(part for part in (note, odd) if part)
        text = (one.text("name") or one.words or "文件") + (f"（{about}）" if about else "")
        yield one.record.id, f"{one.number} {KINDS[one.kind]} {at}", text


def note_look(store: Store, staff: Staff, borrower_id: str, now: datetime, file_id: str = "") -> None:
    """A moderator looked at the list of evidence, or opened one file of it; nothing where there is no evidence."""
    found = exhibits.standing(store.load_borrower(borrower_id, now).case)
    seen = [one.number for one in found if one.file == file_id] if file_id else [0] if found else []
    store.note_custody(borrower_id, [Step("viewed", number, details={"staff": staff.id}) for number in seen], now)
