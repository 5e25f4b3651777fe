"""Stories with some of their answers taken out again, and what each answer alone can bring into a paper."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.model import Count, Debt, Incident, Means, Person, Story
from tests.advice.stories import at
from tests.documents.answered import EVERYTHING

# What stands in a paper only when this was answered. Every mark is invented and stands for one answer alone.
MARKS: Mapping[str, tuple[str, ...]] = {
    "debt.platform": ("某某钱包",),
    "debt.lender_name": ("某某银行股份有限公司",),
    "debt.contract": ("HT-0001",),
    "debt.principal": ("23456",),
    "debt.fees_up_front": ("998.5",),
    "debt.assignee": ("某某资产管理",),
    "debt.claimed": ("31200",),
    "debt.complaint_no": ("TS-0001",),
    "debt.settled_on": ("10月8日",),
    "debt.settled_amount": ("12500",),
    "incident.when": ("11月21日", "23:30"),
    "debt.guarantor": ("某某融资担保",),
    "debt.remaining": ("18611",),
    "debt.assigned_on": ("9月3日",),
    "debt.lent_on": ("8月4日",),
    "debt.instalment": ("2244",),
    "debt.count": ("共12期",),
    "incident.company": ("某某催收有限公司",),
    "incident.witness": ("我的妻子",),
    "me.email": ("nobody@",),
    "me.station": ("某某派出所",),
    "dispute.mediate": ("调解：同意",),
    "incident.words": ("打断你的腿",),
    "incident.numbers": ("13800000009",),
    "incident.evidence": ("通话录音", "证据："),
    "incident.contacted": ("我的父母", "我的单位"),
    "incident.message": ("后果自负",),
    "incident.damage": ("去医院",),
    "incident.kept": ("在我的手机里",),
    "means.wish": ("分期偿还",),
    "means.monthly": ("803.65",),
    "means.start": ("12月10日",),
    "means.hardship": ("失业",),
    "means.since": ("2026年6月",),
    "means.income": ("4200",),
    "means.before": ("8765",),
    "means.expenses": ("3100",),
    "means.recover": ("明年3月",),
    "means.papers": ("工资流水", "诊断书"),
    "me.name": ("张某某",),
    "me.phone": ("13800000001",),
    "me.city": ("某市某区西",),
    "me.id_tail": ("1101",),
    "me.address": ("某路1号",),
    "me.reply_by": ("App 内消息",),
    "me.carrier": ("中国移动",),
    "privacy.app": ("某某应用",),
    "privacy.info": ("通讯录、",),
    "privacy.how": ("发到群里",),
    "privacy.where": ("微信群",),
    "suit.defendant": ("某某小额贷款有限公司",),
    "suit.court": ("某某区人民法院", "此致"),
    "suit.wants": ("赔礼道歉，范围", "删除其公开"),
    "suit.mediation": ("同意先行调解", "同意调解"),
    "suit.urgent": ("丢掉工作",),
    "suit.plaintiff": ("某某消费金融",),
    "suit.case_no": ("民初",),
    "suit.objections": ("调减", "核减", "对本金数额"),
    "suit.more": ("提出过分期",),
    "credit.item": ("2023年5月",),
    "credit.wrong": ("仍显示未结清",),
    "credit.fact": ("2025年3月2日",),
    "credit.report_date": ("11月1日",),
    "credit.proof": ("还款记录、",),
    "dispute.points": ("罚息和违约金",),
    "dispute.online": ("线上参加", "当面调解"),
}
_TYPED_DEBT: Mapping[str, Mapping[str, Any]] = {
    "debt.platform": {"platform": "", "name": ""},
    "debt.lender_name": {"lender_name": ""},
    "debt.contract": {"contract": ""},
    "debt.principal": {"principal": None},
    "debt.fees_up_front": {"fees_up_front": None},
    "debt.instalment": {"instalment": None},
    "debt.count": {"count": None},
    "debt.lent_on": {"lent_on": None},
}
_TYPED_INCIDENT: Mapping[str, Mapping[str, Any]] = {
    "incident.when": {"when": None},
    "incident.words": {"words": ""},
    "incident.numbers": {"numbers": ()},
    "incident.evidence": {"evidence": ()},
    "incident.contacted": {"contacted": ()},
}
_TYPED_MEANS: Mapping[str, Mapping[str, Any]] = {
    "means.wish": {"wish": ""},
    "means.monthly": {"monthly": None},
    "means.start": {"start": None},
    "means.hardship": {"hardship": ()},
}
_TYPED_PERSON: Mapping[str, Mapping[str, Any]] = {
    "me.name": {"name": ""},
    "me.phone": {"phone": ""},
    "me.city": {"city": ""},
}

WHOLE = Story(
    incidents=(
        Incident(
            "incident/1",
            frozenset({"third_party_contact", "workplace_contact", "call_bombing", "threat", "insult", "night_call"}),
            at(2026, 11, 21, 23, 30),
            Count("三十个", 30, 30, "day"),
            ("parents", "employer"),
            words="打断你的腿",
            numbers=("13800000009",),
            evidence=("recording", "sms"),
            debt="debt/1",
        ),
    ),
    debts=(
        Debt(
            "debt/1", "", "某某钱包", "bank", "某某银行股份有限公司", Decimal(23456), Decimal("998.50"),
            instalment=Decimal(2244), contract="HT-0001", count=12, lent_on=date(2026, 8, 4),
        ),
    ),
    means=Means("instalments", Decimal("803.65"), at(2026, 12, 10, exact="day", hours=24), ("job_lost",)),
    person=Person("张某某", "13800000001", "某市某区西"),
    answers={**EVERYTHING, "privacy": {**EVERYTHING["privacy"], "app": "某某应用"}},
)  # fmt: skip


def without(story: Story, fields: Collection[str]) -> Story:
    """The story as if these answers (dialog.question) had never been given."""
    answers = {
        record: {id: value for id, value in given.items() if f"{record.partition('/')[0]}.{id}" not in fields}
        for record, given in story.answers.items()
    }
    incidents = tuple(replace(one, **_changes(_TYPED_INCIDENT, fields)) for one in story.incidents)
    debts = tuple(replace(one, **_changes(_TYPED_DEBT, fields)) for one in story.debts)
    return replace(
        story,
        incidents=incidents,
        debts=debts,
        means=replace(story.means, **_changes(_TYPED_MEANS, fields)),
        person=replace(story.person, **_changes(_TYPED_PERSON, fields)),
        answers={record: given for record, given in answers.items() if given},
    )


def _changes(typed: Mapping[str, Mapping[str, Any]], fields: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        found |= typed.get(field, {})
    return found
