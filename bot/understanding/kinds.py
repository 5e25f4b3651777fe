"""What kind of text it is: a story, a question, a collector's message, a lawful notice, an advert, a crisis."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.model import Signal
from bot.understanding.lexicon import Hit

_FIRST_PERSON = re.compile(
    r"我(?!司|方|单位|行|院|局|所|律所|公司|们)|我们(?:家|村|单位|厂|小区|夫妻|两口|全家|学校|班)|咱|俺|本人(?!民)"
)
_ADDRESSED = re.compile(r"[您你](?!好[,，。!]?我)")
_ASKS = re.compile(
    r"吗|么|呢|[?]|会不会|是不是|能不能|可不可以|怎么办|如何|怎样|能否|是否|有没有|要不要|算不算|怎么|为什么|什么|哪|多久|多少|咋|啥|还用不用|还是"
)
_PRESSURE = re.compile(
    r"逾期|欠款|欠钱|还钱|还款|债务|结清|冻结|起诉|立案|通讯录|上门|户籍|单位|催收|拖欠|处理|法院|公安|后果|家人|曝光|走访|传票|老赖|失信|联系人|贷款|父母|爸妈|老婆|孩子"
)


def kind_of(text: str, signals: Sequence[Signal], hits: Sequence[Hit]) -> str:
    """The kind of a plain text, before its violations are read."""
    reasons = {s.reason for s in signals if not s.quoted}
    labels = {hit.rule.label for hit in hits}
    if "scam_ad" in reasons and "lawful_message" not in labels:
        return "scam"
    if "lawful_message" in labels and "collector_message" not in labels and not _FIRST_PERSON.search(text[:200]):
        return "lawful_message"
    if "illegal_request" in reasons:
        return "illegal_request"
    if _from_collector(text, labels):
        return "collector_message"
    if "self_harm" in reasons and "third_person" not in labels:
        return "crisis"
    if "third_person" in labels:
        return "third_person"
    if _ASKS.search(text) and len(text) < 80:
        return "question"
    return "borrower_narrative" if len(text) > 6 else "other"


def _from_collector(text: str, labels: set[str]) -> bool:
    """Addressed to the borrower, with pressure, and nobody says "I"."""
    if _FIRST_PERSON.search(text) and "collector_message" not in labels:
        return False
    if "collector_message" in labels:
        return True
    addressed = _ADDRESSED.search(text) or re.match(r"警告|通知|最后通牒|【", text)
    return bool(
        addressed
        and _PRESSURE.search(text)
        and not _ASKS.search(text)
        and not re.search("他们?|催收(?!部|员|专)|客服", text)
    )
