"""The trained ear beside the rules: what it adds, what it lets go, what stays, and how long texts are read."""

from __future__ import annotations

import itertools
import json
import zlib
from base64 import b64encode
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import app
from bot.model import Signal
from bot.understanding.examples import KINDS, digest
from bot.understanding.hearing import Hearing
from bot.understanding.narrative import settled_by_numbers
from bot.understanding.second_ear import DANGERS, GRAVE, MOST, RULE, WINDOW, Impression, SecondEar, windows
from bot.understanding.text import plain
from bot.understanding.times import times_of
from bot.understanding.trained import LIFT, Packed, listed, unlisted
from bot.understanding.traits import WordClasses, traits

RULES = app.hearing(second=False)
BOTH = app.hearing()
# No pull is so low that nothing is left of it once lifted.
FOUR = st.lists(st.integers(1, 255), min_size=4, max_size=4).map(bytes)
MODEL: dict[str, Any] = json.loads((app.ROOT / app.SECOND_EAR).read_text("utf-8"))


def told_as(known: dict[str, list[int]]) -> dict[str, str]:
    """Names and their pulls at each unit, as the model file has them."""
    pulls = bytes(LIFT + pull for name in known for pull in known[name])
    return {"names": listed(list(known)), "pulls": b64encode(zlib.compress(pulls)).decode()}


def small(**hear: float) -> SecondEar:
    """An ear that knows two words: 骂 pulls the unit that speaks for insult, 走 the one for self-harm."""
    model = {
        "labels": ["insult", "self_harm"],
        "bias": [-1.0, -1.0],
        "start": [0.0, 0.0],
        "speaks": [[1.0, 0.0], [0.0, 1.0]],
        "scale": 0.02,
        "hear": {**dict.fromkeys(MODEL["hear"], 99.0), **hear},
        "keep": dict.fromkeys(MODEL["keep"], -0.9),
        "classes": {"abuse": "骂 咒", "leaving": "走"},
        "pulls": {group: told_as({}) for group in MODEL["pulls"]},
    }
    model["pulls"]["classes"] = told_as({"abuse": [100, 0], "leaving": [0, 100]})
    model["pulls"]["told"] = told_as({"violations:insult": [10, -5]})
    return SecondEar.from_mapping(model)


def read(ear: SecondEar, text: str, *told: str) -> Impression:
    """What an ear makes of a text in which the rules heard something."""
    return ear.read(plain(text), told)


def test_a_clear_violation_is_added_with_its_clause() -> None:
    """What no rule heard is heard when the weights pass the label's threshold, in the writer's own words."""
    heard = read(small(insult=0.5), "今天又来了，把我骂惨了，唉")
    assert heard.violations({}) == {"insult": "把我骂惨了"}


def test_what_the_rules_heard_counts_too() -> None:
    """A rule's hearing pulls like a word does; a name that the model does not know pulls nothing."""
    alone, told = (read(small(), "今天又来了", *names).score("insult") for names in ((), ("violations:insult",)))
    assert told - alone == pytest.approx(10 * 0.02 * 0.5)
    assert read(small(), "今天又来了", "violations:new").score("insult") == alone


def test_danger_that_a_rule_heard_stays() -> None:
    """Nothing speaks for it, and still it is heard; a mere hint is let go."""
    grave = Signal("self_harm", "P0", "signals:wish", "不想活了")
    hint = Signal("self_harm", "P2", "signals:word", "死")
    heard = read(small(), "今天天气不错")
    assert heard.signals((grave,)) == (grave,)
    assert heard.signals((hint,)) == ()


def test_a_violation_stays_where_the_text_speaks_for_it() -> None:
    """A rule's hearing is let go when the rest speaks against it, and kept when it does not."""
    told = {"insult": "骂"}
    assert read(small(), "孩子作业没写完挨了骂").violations(told) == told
    calm = read(small(), "今天天气不错")
    assert calm.violations({"threat": "要上门"}) == {}
    assert calm.violations({"threat": "要上门"}, ("threat",)) == {"threat": "要上门"}


def test_the_kind_is_the_best_spoken_for() -> None:
    """Without a model of kinds the rules' kind stays."""
    assert read(small(), "今天天气不错").kind("question") == "question"


def test_danger_that_it_alone_hears_is_less_grave() -> None:
    """A signal of this ear names its rule, carries words and stands below the rules' own danger."""
    (signal,) = read(small(self_harm=0.5), "我要走了，别找我").signals(())
    assert (signal.reason, signal.severity, signal.rule, signal.words) == ("self_harm", "P1", RULE, "我要走了")


def test_short_answers_are_left_to_the_rules() -> None:
    """好的 and 没有 are answers, not stories."""
    assert read(small(self_harm=-9.0, insult=-9.0), "走了").signals(()) == ()


def test_words_are_read_as_what_they_are_about() -> None:
    """A word stands for its class, alone and in pairs; figures count by their digits."""
    words = WordClasses({"relative": ("丈母娘",), "reach": ("打给",)})
    found = dict(traits("打给丈母娘12345次", words))
    assert found["classes"] == {"relative", "reach"}
    assert found["pairs"] == {"reach>relative"}
    assert "000" in found["grams"]


@given(st.text(alphabet="打了。，!啊 \n1a", max_size=4000))
@settings(max_examples=60)
def test_windows_stay_within_bounds(text: str) -> None:
    """Windows follow each other, are at most so long, and at most so many."""
    spans = windows(text)
    assert len(spans) <= MOST
    assert all(0 <= start < end <= len(text) and end - start <= WINDOW for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


@given(st.text(max_size=200))
@settings(max_examples=100)
def test_any_text_can_be_read(text: str) -> None:
    """Whatever is written, both ears hear at least the grave danger that the rules hear."""
    grave = {s.reason for s in RULES.signals(text) if s.reason in DANGERS and s.severity in GRAVE}
    assert grave <= {s.reason for s in BOTH.signals(text)}
    assert BOTH.story(text, NOW).kind in KINDS


@pytest.mark.parametrize(
    "text", ["笑死我了这也太逗了", "气死我了这破网", "今天加班累死了想睡觉", "谢谢你，辛苦了", "拼多多帮我砍一刀"]
)
def test_harmless_idioms_stay_harmless(text: str) -> None:
    """Idioms with death in them raise no flag."""
    assert BOTH.signals(text) == ()


def test_the_same_text_always_gets_the_same_answer() -> None:
    """Two ears from the same file agree."""
    text = "他们轮番给我丈母娘家里打电话，讲的话不堪入耳"
    assert app.hearing().describe(text, NOW) == BOTH.describe(text, NOW)


@given(st.dictionaries(st.text("打 1<>|", min_size=1), st.binary(min_size=3, max_size=3)))
def test_pulls_come_back_from_their_list(pulls: dict[str, bytes]) -> None:
    """However many traits there are, none of them too."""
    kept = b64encode(zlib.compress(b"".join(pulls.values()))).decode()
    assert dict(unlisted(listed(list(pulls)), kept, 3)) == pulls


@given(st.dictionaries(st.text("打1", min_size=1, max_size=3), FOUR))
def test_pulls_are_added_unit_by_unit(pulls: dict[str, bytes]) -> None:
    """One number for all units loses nothing, whichever traits come first, and again when they were met."""
    packed, wanted = Packed(pulls, 4), [sum(each[unit] - LIFT for each in pulls.values()) for unit in range(4)]
    for _ in range(2):
        fields, lifted = packed.each({*pulls, "never"})
        assert [each - lifted for each in fields] == wanted


def test_the_model_is_small_and_of_today() -> None:
    """At most four megabytes, learned from the sentences that stand in the repository."""
    folder = app.ROOT / "dialogs" / "examples"
    assert (app.ROOT / app.SECOND_EAR).stat().st_size <= 5_000_000
    assert MODEL["of"] == digest({path.name: path.read_text("utf-8") for path in folder.iterdir()})


NOW = datetime.fromisoformat("2026-11-22T10:00:00+08:00")


def test_without_a_model_the_rules_hear_alone() -> None:
    """A house without the file still listens."""
    assert isinstance(RULES, Hearing)
    assert RULES.signals("我不想活了")[0].reason == "self_harm"


def test_only_times_by_day_settle_the_night() -> None:
    """A call at three in the afternoon was not at night, whatever is guessed; one at three in the morning may be."""
    day, night = (times_of(plain(text), NOW) for text in ("下午三点打了两个", "凌晨三点又是那个号"))
    assert "night_call" in settled_by_numbers(day)
    assert "night_call" not in settled_by_numbers(night)


def test_a_story_that_a_rule_took_for_an_advert_is_told_whole() -> None:
    """The advert is let go, and what the collectors did is read after all."""
    text = "逾期以后催收拉了个群，把我同事都加群了"
    assert RULES.story(text, NOW).kind == "scam"
    heard = BOTH.story(text, NOW)
    assert heard.kind == "borrower_narrative"
    assert not heard.signals
    assert "third_party_contact" in heard.said["violations"].value
