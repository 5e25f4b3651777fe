"""The twelve questions every library asks in the comparison, with the words a borrower types."""

from __future__ import annotations

import json

QUESTIONS: tuple[tuple[str, str, str], ...] = (
    ("lender", "是哪一家在催你?", "测试消费金融"),
    ("kind", "它是哪一种机构?", "说不清"),
    ("principal", "当初到手多少钱?", "两万三"),
    ("instalment", "每期要还多少?", "803.65元"),
    ("overdue", "逾期多久了?", "四十五天"),
    ("calls", "一天大概打多少个电话?", "每天三十多个"),
    ("when", "最近一次是什么时候?", "昨晚11点半"),
    ("number", "对方用的号码是?", "13800000001"),
    ("contacted", "他们还打给了谁?", "我妈和单位同事"),
    ("words", "他们说了什么?照原话写就好。", "说再不还就让全村人都知道"),
    ("visit", "有人上门吗?", "没有"),
    ("wish", "你希望怎么解决?", "想停掉骚扰,分期慢慢还"),
)
TOKEN = "1234567890:" + "AbCdEf_-" * 4


def update(number: int, user: int, text: str) -> bytes:
    """One private message as the Bot API would deliver it."""
    who = {"id": user, "is_bot": False, "first_name": "测试用户", "language_code": "zh-hans"}
    message = {
        "message_id": number,
        "date": 1_795_300_000,
        "chat": {"id": user, "type": "private", "first_name": "测试用户"},
        "from": who,
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return json.dumps({"update_id": number, "message": message}, ensure_ascii=False).encode()


def interleaved(users: int, first: int = 0, last: int = len(QUESTIONS) + 1) -> list[bytes]:
    """Everybody's first message, then everybody's second, and so on: 13 turns a user, /start included."""
    typed = ["/start", *(answer for _, _, answer in QUESTIONS)]
    return [
        update(turn * users + user + 1, 10_000 + user, typed[turn])
        for turn in range(first, last)
        for user in range(users)
    ]


ANSWER = json.dumps(
    {
        "ok": True,
        "result": {
            "message_id": 1,
            "date": 1_795_300_000,
            "chat": {"id": 10_000, "type": "private", "first_name": "测试用户"},
            "from": {"id": 1234567890, "is_bot": True, "first_name": "不慌", "username": "test_bot"},
            "text": "好",
        },
    },
    ensure_ascii=False,
).encode()
ME = json.dumps(
    {"ok": True, "result": {"id": 1234567890, "is_bot": True, "first_name": "不慌", "username": "test_bot"}},
    ensure_ascii=False,
).encode()
