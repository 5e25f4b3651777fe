"""Answers to everything that only letters ask, all invented, and stories with and without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.model import Story


def day(month: int, number: int = 0, year: int = 2026) -> dict[str, Any]:
    """A stored day, or a whole month."""
    last = f"{year}-{month:02}-{number + 1:02}" if number else f"{year}-{month + 1:02}-01"
    start = f"{year}-{month:02}-{number or 1:02}T00:00:00+08:00"
    return {"words": "", "start": start, "end": f"{last}T00:00:00+08:00", "exact": "day" if number else "month"}


EVERYTHING: Mapping[str, Mapping[str, Any]] = {
    "debt/1": {
        "assignee": "某某资产管理有限公司",
        "claimed": "31200",
        "complaint_no": "TS-0001",
        "settled_on": day(10, 8),
        "settled_amount": "12500",
        "guarantor": "某某融资担保有限公司",
        "remaining": "18611",
        "assigned_on": day(9, 3),
        "lent_on": day(8, 4),
    },
    "me": {
        "id_tail": "1101…1234",
        "address": "某市某区某路1号",
        "reply_by": ["sms", "app"],
        "carrier": "mobile",
        "email": "nobody@example.com",
        "station": "某某区某某派出所",
    },
    "means": {
        "since": day(6),
        "income": "4200",
        "before": "8765",
        "expenses": "3100",
        "recover": "明年3月",
        "papers": ["income", "medical"],
    },
    "incident/1": {
        "message": "今天不还，后果自负。",
        "damage": "我去医院看了两次。",
        "kept": "my_phone",
        "company": "某某催收有限公司",
        "witness": "我的妻子",
    },
    "privacy": {
        "app": "某某钱包 App",
        "info": ["contacts", "loan"],
        "how": ["contacts_called", "posted_group"],
        "where": "一个叫某某的微信群",
    },
    "suit": {
        "defendant": "某某小额贷款有限公司",
        "court": "某某市某某区人民法院",
        "wants": ["apology", "delete", "costs"],
        "mediation": True,
        "urgent": "他们还在每天打到我单位，再这样我会丢掉工作",
        "plaintiff": "某某消费金融有限公司",
        "case_no": "（2026）某0000民初0000号",
        "objections": ["principal", "rate", "paid", "transfer"],
        "more": "我在2026年8月提出过分期，对方没有回复",
    },
    "credit": {
        "item": "某某银行2023年5月发放的个人消费贷款",
        "wrong": "paid",
        "fact": "这笔贷款已于2025年3月2日还清",
        "report_date": day(11, 1),
        "proof": ["repayment", "settled"],
    },
    "dispute": {"points": ["penalty", "instalments", "collection"], "online": True, "mediate": True},
}


def answered(story: Story) -> Story:
    """The story with an answer to every question that letters ask."""
    first = replace(
        story.incidents[0],
        evidence=story.incidents[0].evidence or ("recording", "call_log"),
        numbers=story.incidents[0].numbers or ("13800000009",),
    )
    means = replace(story.means, hardship=story.means.hardship or ("job_lost",), wish=story.means.wish or "instalments")
    return replace(story, incidents=(first, *story.incidents[1:]), means=means, answers=EVERYTHING)
