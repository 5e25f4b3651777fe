"""What goes into the ledger: who did what to which case, never what was said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.storage.base_review import ReviewStore, Staff

SYSTEM = 0
"""The account id of the program itself and of whoever is not logged in."""

EVENTS: Mapping[str, str] = {
    "case.next": "领取下一个",
    "case.pick": "手动接手",
    "case.release": "放回队列",
    "case.pass": "转交",
    "case.view": "查看个案",
    "case.reveal": "查看遮盖内容",
    "case.takeover": "接管对话",
    "case.answer": "回复",
    "case.note": "内部备注",
    "case.severity": "调整级别",
    "case.flag": "标记",
    "case.propose": "代记回答",
    "case.handback": "交还机器人",
    "case.mute": "停止回复",
    "case.unmute": "恢复回复",
    "case.close": "结束个案",
    "case.letter": "发送文书",
    "case.export": "导出给当事人",
    "case.erase": "删除当事人",
    "case.file": "打开文件",
    "approval.ask": "请求复核",
    "approval.grant": "同意",
    "approval.refuse": "不同意",
    "staff.login": "登录",
    "staff.failed": "登录失败",
    "staff.logout": "退出",
    "staff.invite": "发出开户链接",
    "staff.enrol": "开户",
    "staff.change": "改账号",
    "staff.telegram": "绑定 Telegram",
    "objection.ask": "请求处理号码异议",
    "objection.grant": "同意号码异议",
    "objection.refuse": "不同意号码异议",
    "canned.save": "改常用语",
    "canned.drop": "删常用语",
    "audit.view": "查看审计",
    "statistics.view": "查看统计",
}


def case(store: ReviewStore, staff: Staff, event: str, id: int, now: datetime, detail: str = "") -> None:
    """Something done to a case; `detail` without personal content."""
    store.record_deed(staff.id, event, f"case {id}{' ' + detail if detail else ''}", now)


def other(store: ReviewStore, staff_id: int, event: str, about: str, now: datetime) -> None:
    """Something done elsewhere."""
    store.record_deed(staff_id, event, about, now)
