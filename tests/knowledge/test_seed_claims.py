"""The half-truths that the project grew from: what is wrong in them is never said, what is right is answered.

The claims are named as in the register of what was checked; the words to look for are our own. A sentence may
mention a wrong claim only to deny it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from bot import app
from bot.check.sources import texts
from bot.documents.answers import Answers
from bot.knowledge import registry
from bot.knowledge.entry import FORMER_NAMES
from bot.knowledge.fact import Explanation, Procedure, Request, Route, Rule, Scam
from bot.speech import Speech

TODAY = date(2026, 11, 23)
KNOWLEDGE = registry.load(app.ROOT / "bot" / "knowledge" / "facts")
ANSWERS = Answers(app.ROOT / "templates" / "answers", KNOWLEDGE)
DENIED = re.compile(
    r"没有|没查到|不是|不等于|不能|不必|别|未|不得|不许|都不对|说法不对|不[归管加]|骗|先停|引流|与.{1,8}无关|担责|风险"
)

# Claim → what it would say, and a sentence that says it. Verdicts: wrong, outdated, or without support.
NEVER: dict[str, tuple[str, str]] = {
    "seed000-office-landline": (
        r"座机[^。]{0,12}(?:违法|违反)|完全可以要求[^。]{0,6}赔",
        "打单位座机就是违反规定，完全可以要求对方赔钱",
    ),
    "seed000-cbirc-site": (
        FORMER_NAMES.pattern,
        "请到银保监会的网站提交",
    ),
    "seed000-3-5-days": (
        r"[三3][到至~—-]*[五5]个?(?:工作日|天|日)",
        "一般3到5个工作日就有结果",
    ),
    "seed000-nifa-complaint": (
        r"(?:互联网金融协会|协会官网)[^。]{0,10}投诉入口",
        "互联网金融协会网站上有投诉入口",
    ),
    "seed000-local-office-amount": (
        r"金额(?:较大|大|高)[^。]{0,12}(?:金融办|金融管理)|(?:金融办|金融管理局?)[^。]{0,10}金额(?:较大|大|高)",
        "金额较大就去找金融办",
    ),
    "seed000-86k-case": (
        r"8\.6万|八万六",
        "有人拿到了8.6万赔偿",
    ),
    "seed000-same-day-stop": (
        r"当[天日][^。]{0,6}(?:停止|终止)[^。]{0,6}(?:外包|合作)",
        "打完客服，平台当天就终止了外包",
    ),
    "seed000-delay-before-due": (
        r"(?:有权|必须|应当)(?:要求|同意)[^。]{0,6}(?:延期|展期|宽限)",
        "到期前你有权要求延期",
    ),
    "seed000-lost-contact": (
        r"(?:失联|不接|换号)[^。]{0,10}(?:认定|属于|就是|构成)[^。]{0,4}恶意拖欠|恶意拖欠",
        "失联会被认定为恶意拖欠",
    ),
    "seed000-25th-to-5th": (
        r"25[号日][^。]{0,8}5[号日]",
        "每月25号到下月5号交最快",
    ),
    "seed001-ten-calls": (
        r"(?:超过?|满|达到?)(?:10|十)(?:次|个电话)",
        "一天超过10次才算轰炸",
    ),
    "seed001-ppdai-case": (
        r"获赔|8000元",
        "有用户获赔医疗费",
    ),
    "seed001-360-case": (
        r"罚(?:款)?50万元?(?!以下)|拘留(?:7|七)[日天]",
        "平台被罚50万元",
    ),
    "seed001-pact-instalments": (
        r"36期|自律公约[^。]{0,10}分期",
        "可以按公约分36期",
    ),
    "seed001-24h-media": (
        r"24小时[^。]{0,10}(?:方案|起诉|曝光|媒体)",
        "24小时内给方案，否则曝光",
    ),
    "seed001-three-months-visit": (
        r"(?:三|3)个月[^。；]{0,14}上门|上门[^。；]{0,8}(?:三|3)个月",
        "逾期满三个月才可以上门",
    ),
    "seed001-visit-id": (
        r"上门[^。]{0,8}(?:提前|事先|必须先)(?:预约|约|协商|通知)|(?:提前|事先)(?:协商|预约)[^。]{0,4}(?:时间)?[^。]{0,4}上门",
        "上门必须提前预约时间",
    ),
    "seed001-private-wechat": (
        r"加[^。]{0,6}老师|老师[^。]{0,4}微信",
        "想咨询就加老师",
    ),
    "seed001-cac-miniapp": (
        r"网信办?[^。]{0,8}小程序",
        "在网信办的小程序里提交",
    ),
    "seed002-law-gap": (
        r"监管滞后|法规不健全|无法可依|法律空白",
        "现在这一块无法可依",
    ),
    "seed002-consumer-association": (
        r"消费者协会|消协",
        "找消费者协会就解决了",
    ),
    "seed003-cbirc": (
        r"CBIRC|银行保险监督",
        "向CBIRC递交材料",
    ),
    "seed003-refuse-contact": (
        r"(?:有权|可以)拒绝[^。]{0,6}(?:沟通|接听|联系)",
        "你有权拒绝和他们沟通",
    ),
    "seed003-platform-only": (
        r"(?:只要|只需|只用|仅需)[^。]{0,4}(?:向|找)平台客服",
        "只要找平台客服就行",
    ),
}
# Claim → a question of our own, the answers that may meet it, words that the whole answer says, facts it may rest on.
RIGHT: dict[str, tuple[str, set[str], tuple[str, ...], set[str]]] = {
    "seed000-three-calls": (
        "一天接三个以上催收电话算违规吗",
        {"call_count"},
        ("3次", "推荐性国家标准", "不等于当然违法", "6次"),
        {"gbt45251-call-cap-notification", "gbt45251-call-cap-interactive", "cba-2026-call-attempts"},
    ),
    "seed000-impersonation": (
        "装成法官来催款，这种行为合规吗",
        {"impersonation"},
        ("不得冒用行政、司法机关名义",),
        {"order9-2022-collection", "smallloan-2025-art37", "cba-2026-impersonation"},
    ),
    "seed000-leak": (
        "他们把我欠钱的消息讲给同事和亲戚听，合规吗",
        {"called_boss", "called_family"},
        ("不得透露欠款", "不得说欠款"),
        {"cba-2026-third-person", "gbt45251-contacts"},
    ),
    "seed000-forged-hardship": (
        "能不能造一份困难证明拿去谈",
        {"hardship_proof"},
        ("如实", "不得捏造"),
        {"complaint-2020-honesty"},
    ),
    "seed001-jail-threat": (
        "催收放话不还就让我坐牢，这算恐吓吗",
        {"threats"},
        ("夸大后果",),
        {"cba-2026-misleading", "order9-2022-collection"},
    ),
    "seed001-12378": (
        "手里有证据了，该打哪个电话投诉",
        {"where", "complain"},
        ("12378", "贷款人"),
        {"complaint-routing-2024", "nfra_12378"},
    ),
    "seed002-webank": ("微粒贷背后是哪家银行", {"who_lent"}, ("微众银行",), {"weilidai"}),
    "seed002-unasked-visit": (
        "没跟我说就上门来吓唬人，合规吗",
        {"visit", "at_door", "threats"},
        ("不一定违法", "不得用威胁、恐吓"),
        {"gbt45251-home-visit", "cba-2026-no-entry", "order9-2022-collection", "za_47_1_3"},
    ),
    "seed003-consumer-law": (
        "有哪些规定不许催收恐吓侮辱人",
        {"which_rules", "threats"},
        ("不得暴力、恐吓", "不得用威胁、恐吓、侮辱"),
        {"order9-2022-collection", "cfc-2024-collection", "smallloan-2025-art37"},
    ),
    "seed003-12378": (
        "书面投诉材料里要写哪些",
        {"complain"},
        ("签字", "证据"),
        {"complaint-2020-content"},
    ),
}


@cache
def said() -> tuple[str, ...]:
    """Every sentence that a borrower can meet: dialogs, words, templates, letters, answers, and all readable facts."""
    found = [text.value for text in texts(app.ROOT) if text.role != "example"]
    found += [path.read_text("utf-8") for path in sorted((app.ROOT / "templates" / "documents").glob("*.j2"))]
    for fact in KNOWLEDGE.facts():
        found += _readable(fact)
    return tuple(
        dict.fromkeys(part.strip() for text in found for part in re.split(r"[。！？!?\n]", text) if part.strip())
    )


def _readable(fact: object) -> Iterator[str]:
    if isinstance(fact, Rule):
        yield from (fact.says, fact.penalty, fact.note)
    elif isinstance(fact, Procedure):
        limits = [limit.says for limit in fact.deadlines]
        yield from (fact.purpose, fact.note, fact.if_refused, *fact.bring, *fact.steps, *limits)
    elif isinstance(fact, Route):
        yield from (fact.first, *fact.then, fact.note)
    elif isinstance(fact, Scam):
        yield from (fact.warning, fact.why, *fact.what_to_do)
    elif isinstance(fact, Request):
        yield from (fact.refusal, fact.reason, *fact.lawful_way)
    elif isinstance(fact, Explanation):
        yield from (fact.says, *fact.points)


@pytest.mark.parametrize("claim", NEVER)
def test_a_wrong_claim_is_never_made(claim: str) -> None:
    """No shipped sentence says it; one that mentions it denies it."""
    pattern, example = NEVER[claim]
    wrong = re.compile(pattern, re.IGNORECASE)
    assert wrong.search(example)
    assert not DENIED.search(example)
    assert [sentence for sentence in said() if wrong.search(sentence) and not DENIED.search(sentence)] == []


@pytest.mark.parametrize("claim", RIGHT)
def test_a_right_claim_is_answered(claim: str) -> None:
    """Somebody who asks about it is told, with the facts it rests on."""
    question, ids, words, facts = RIGHT[claim]
    found = [match.id for match in ANSWERS.find(question)]
    met = [id for id in found if id in ids]
    assert met, found
    whole = "\n".join("\n".join(ANSWERS.whole(id, Speech(), TODAY)) for id in met)
    assert any(word in whole for word in words), words
    assert any(facts & set(ANSWERS.answers[id].facts) for id in met)


def test_old_names_are_nowhere() -> None:
    """Authorities that are gone are named to no borrower, not even to deny them."""
    assert [sentence for sentence in said() if FORMER_NAMES.search(sentence)] == []


def test_no_verdict_is_left_out() -> None:
    """All 34 checked claims have their test."""
    assert len(NEVER) + len(RIGHT) == 34
    assert not set(NEVER) & set(RIGHT)


@pytest.mark.parametrize(
    ("question", "id"),
    [
        ("投诉三五天就能处理完吧？", "complaint_days"),
        ("逾期满三个月他们才能上门对吗", "visit"),
        ("自律公约里写了可以分36期，是吗", "instalments"),
        ("一直失联会不会被认定为恶意拖欠", "stop_answering"),
        ("打我单位座机是不是肯定违法", "called_boss"),
        ("金额大的纠纷是不是要找金融办", "where"),
        ("要不要加老师微信免费咨询", "debt_teacher"),
        ("说24小时不给方案我就曝光他们可以吗", "expose_them"),
    ],
)
def test_who_believes_a_wrong_claim_is_put_right(question: str, id: str) -> None:
    """A question that repeats a wrong claim finds the answer that corrects it."""
    assert id in [match.id for match in ANSWERS.find(question)]
