"""Random walks through the real dialogs: no dead end, no question asked twice for nothing, 返回 the way one came."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import app
from bot.conversation import engine, path
from bot.model import Case, Conversation, Incoming
from bot.settings import Settings
from bot.storage import codec
from bot.turns.house import House
from bot.turns.offers import HouseOffers
from tests.conversation.room import NOW

TEXTS = (
    "微粒贷昨晚11点半打了二十多个电话骂我", "爆通讯录，说我欠钱不还", "上周三", "每天30个",
    "两万三", "我妈", "不知道", "是", "否", "3", "1 3", "改", "改 2", "改 平台", "菜单", "返回", "跳过",
    "暂停", "继续", "我的情况", "太多了", "记一笔", "重来", "选文书", "补充", "再加一笔欠款", "语言",
    "改第3段", "删第2段", "恢复第2段", "改第1段：我承认全部欠款", "加一句", "加一句：请先核对数额", "恢复", "我的文书",
    "english", "某某钱包", "13800000000", "😭", "", "明天", "为什么",
)  # fmt: skip


@cache
def house() -> House:
    """The whole content, as it ships, once for all walks."""
    return app.house(Settings())


class Walk:
    """A talk at the engine's level, re-read from JSON after each step."""

    def __init__(self) -> None:
        self.conversation, self.case, self.now = Conversation(), Case(), NOW
        self.choices: tuple[str, ...] = ()

    def step(self, text: str = "", choice: tuple[str, ...] = ()) -> engine.Advance:
        self.now += timedelta(minutes=1)
        incoming = Incoming("walk", "x", "1", self.now, text, choice)
        offers = HouseOffers(house(), house().speech(self.conversation.locale), self.now)
        done = engine.advance(
            house().dialogs, self.conversation, self.case, incoming, house().ears, house().speeches, offers, self.now
        )
        self.conversation = codec.conversation_from(codec.conversation_bytes(done.conversation))
        self.case = Case({i: codec.record_from(i, codec.record_bytes(r)) for i, r in done.case.records.items()})
        self.choices = tuple(choice.id for choice in done.closing.choices)
        return done


def _walk(seed: int, steps: int) -> None:
    chance = random.Random(seed)
    walk = Walk()
    for _ in range(steps):
        if walk.choices and chance.random() < 0.6:
            done = walk.step(choice=(chance.choice(walk.choices),))
        else:
            done = walk.step(text=chance.choice(TEXTS))
        assert done.closing.choices, "a turn always ends with a way on"
        assert len(walk.conversation.stack) < 40
        asked = walk.conversation.asked
        if not asked.startswith("#"):
            record, _, question = asked.partition(".")
            answer = walk.case.record(record).answers.get(question)
            again = {ref for frame in walk.conversation.stack for ref in frame.again}
            assert answer is None or not answer.settled or asked in again, f"{asked} was answered already"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**32))
def test_a_random_walk_never_dead_ends(seed: int) -> None:
    """Any mixture of buttons, answers and commands leaves a way on, and settled questions are not asked again."""
    _walk(seed, 40)


@pytest.mark.soak
@settings(max_examples=3000, deadline=None)
@given(st.integers(0, 2**32))
def test_many_random_walks_never_dead_end(seed: int) -> None:
    """The same, longer and often."""
    _walk(seed, 80)


ANSWERS = {
    "consent.agree": ("agreed",), "safety.now": ("none",), "incident/1.claimed_to_be": ("court",),
    "incident/1.visit": ("entered",), "incident/1.contacted": ("parents", "employer"), "incident/1.hurt": ("no",),
    "debt/1.lender_kind": ("bank",),
}  # fmt: skip
TYPED = {
    "incident/1.story": "事情有点多", "incident/1.when": "上周三", "incident/1.calls": "每天30个",
    "incident/1.words": "再不还就去你家", "debt/1.platform": "某某钱包",
    "debt/1.fees_up_front": "998元",
}  # fmt: skip


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.sets(st.sampled_from([o.id for o in house().dialogs.dialogs["incident"].questions["kinds"].options
                                if not o.alone]), min_size=1, max_size=4))  # fmt: skip
def test_back_always_leads_the_way_one_came(kinds: set[str]) -> None:
    """For any kinds of incident, 返回 visits the questions asked in exactly the reverse order."""
    walk = Walk()
    walk.step("你好")
    came: list[str] = []
    while not (asked := walk.conversation.asked).startswith("#"):
        came.append(asked)
        if asked == "incident/1.kinds":
            walk.step(choice=tuple(sorted(kinds)))
        elif asked in TYPED:
            walk.step(TYPED[asked])
        else:
            walk.step(choice=ANSWERS[asked])
    went = []
    for _ in came:
        walk.step("返回")
        went.append(walk.conversation.asked)

    assert went == came[::-1]
    assert path.settled(walk.case, ("consent", house().dialogs.dialogs["consent"].questions["agree"]))
