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

# A collector may say "I" too: 再说一遍, 三点前打过来, 不然我把照片发你妈.
_TO_BORROWER = re.compile(
    r"(?:把|给|让|去|来|到|在|找|跟|要|叫)(?:你|您)|(?:你|您)(?:们)?的?(?:爸|妈|家|老婆|老公|孩子|儿子|女儿|闺女|单位|公司|领导|老板|村|父母|亲|同事|欠|借|逾期|名下|通讯录|联系人|照片)"
)
_BORROWERS_OWN = re.compile(
    r"我(?:的|妈|爸|家|老婆|老公|媳妇|单位|公司|欠|借|被|该|想|也|没|已|现在|收到|接|应|能|可以|是不是|怎|同事|领导|朋友|哥|姐|弟|妹|儿子|女儿|孩子|闺蜜|亲)|俺|咱|他们?|她|催收|客服|对方|平台|请问|你们|你好|您好[,，]我|律师你|说[我你]|问我"
)
_DEADLINE = re.compile(
    r"点(?:前|之前|以前)|今[天晚日]|明[天早]|再不|不还|还不|不然|否则|打(?:钱|款|过来)|后果|最后|小时|限|开门|放学|看着办|钱|欠|别以为|别怪|自己选"
)

# A court's, the police's or a paper's account of what others did.
_RETOLD = re.compile(
    r"记者|据(?:悉|了解|报道|受害|多名|知情|被害)|经审理|经查|被告人|公诉机关|检察机关|判决书|警方通报|法院认为|法院审理|犯罪嫌疑人|嫌疑人|该团伙|20\d\d年\d{1,2}月"
)


def kind_of(text: str, signals: Sequence[Signal], hits: Sequence[Hit]) -> str:
    """The kind of a plain text, before its violations are read."""
    reasons = {s.reason for s in signals if not s.quoted}
    labels = {hit.rule.label for hit in hits}
    if "scam_ad" in reasons and "lawful_message" not in labels and not _RETOLD.match(text):
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


# Told by the borrower, not sent by a collector.
_TOLD = re.compile(r"他们|她们|催收(?!部|员|专|中心)|对方|[他她][又也还]?[说打骂发讲来]|[说骂打]我")


def sent_kind(kind: str, text: str) -> str:
    """The kind of a text that the borrower says was sent to them: a collector's words unless plainly none."""
    own = kind in ("lawful_message", "scam", "crisis") or (
        kind in ("borrower_narrative", "question", "third_person") and _TOLD.search(text)
    )
    return kind if own else "collector_message"


def _from_collector(text: str, labels: set[str]) -> bool:
    """Addressed to the borrower, with pressure, and nobody says "I"."""
    if _TO_BORROWER.search(text) and _DEADLINE.search(text) and not _BORROWERS_OWN.search(text):
        return True
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
