"""The language in which editors write what to listen for."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import ContentError
from bot.understanding.lexicon import ENOUGH, Lexicon
from bot.understanding.phrases import PhraseError, compile_phrase

WORDS = {"family": ["我妈", "我爸"]}


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("爆通讯录", "要爆通讯录了", True),
        ("打给…<family>", "打给了我妈", True),
        ("打给…2<family>", "打给了谁谁谁我妈", False),
        ("[打|发]个不停", "发个不停", True),
        ("打(了)电话", "打电话", True),
        ("#个电话", "二十多个电话", True),
        ("^你好", "他说你好", False),
        ("打死!(卡|机)", "打死机", False),
        ("打给…我妈", "打给他。我妈", False),
    ],
)
def test_what_a_phrase_hears(source: str, text: str, found: bool) -> None:
    """Gaps stay inside a sentence; choices, options, lists, numbers, edges and exceptions work."""
    assert compile_phrase(source, WORDS).stands_in(text) is found


@pytest.mark.parametrize("source", ["…后面", "(了)", "<nobody>", "a…b…c…d…e…f", "头…99尾", "[]"])
def test_a_wrong_phrase_is_refused(source: str) -> None:
    """A phrase without a fixed word, with an unknown list or with gaps too wide is an error."""
    with pytest.raises(PhraseError):
        compile_phrase(source, WORDS)


@pytest.mark.parametrize(
    "content",
    [
        {"listen": "violations", "labels": {"threat": {"heard": ["x"]}}},
        {"listen": "violations", "labels": {"threat": {"hear": ["…x"]}}},
        {"listen": "violations", "labels": {"threat": {"hear": []}}},
        {"listen": "violations", "labels": {"threat": {"hear": "x"}}},
        {"listen": "violations", "labels": {"threat": {"hear": ["x"], "mood": "loud"}}},
        {"listen": "violations", "labels": {"threat": {"hear": ["x"], "near": 500}}},
        {"labels": {"threat": {"hear": ["x"]}}},
        {"listen": "violations", "labels": ["threat"]},
    ],
)
def test_a_wrong_listening_file_names_its_file(content: dict[str, Any]) -> None:
    """Every mistake of an editor is one ContentError that says where."""
    with pytest.raises(ContentError, match=r"^calls\.yaml:"):
        Lexicon.from_mappings({"calls.yaml": content})


def test_unless_cancels_within_its_sentence() -> None:
    """An exception counts in the sentence of the hit, not in another."""
    rules = {"listen": "g", "labels": {"visit": {"hear": ["上门"], "unless": ["快递"]}}}
    lexicon = Lexicon.from_mappings({"f.yaml": rules})
    assert lexicon.hits("快递上门", "g") == []
    assert [hit.rule.label for hit in lexicon.hits("快递到了。他们上门", "g")] == ["visit"]


def test_unless_cancels_only_nearby() -> None:
    """Where nobody writes full stops, an exception far away belongs to another thought."""
    rules = {"listen": "g", "labels": {"visit": {"hear": ["上门"], "unless": ["快递"]}}}
    lexicon = Lexicon.from_mappings({"f.yaml": rules})
    assert lexicon.hits("快递" + "啊" * 20 + "上门", "g") == []
    assert [hit.rule.label for hit in lexicon.hits("快递" + "啊" * 40 + "上门", "g")] == ["visit"]


def test_a_phrase_is_heard_wherever_it_stands() -> None:
    """However far apart its words stand, and wherever the text before them ends, a phrase is heard at its place."""
    rules = {"listen": "g", "labels": {"visit": {"hear": ["[他|他们]…20(都)上门…30[闹|砸]", "讨债…2[来了|到了]"]}}}
    lexicon = Lexicon.from_mappings({"f.yaml": rules})
    for before in range(40):
        for gap in (0, 7, 20):
            text = "啊" * before + "他们" + "一" * gap + "都上门" + "二" * (gap + 10) + "砸。讨债的来了"
            heard = [(hit.start, hit.end) for hit in lexicon.hits(text, "g")]
            assert heard == [(before, len(text) - 6), (len(text) - 5, len(text))]


def test_a_phrase_said_on_and_on_counts_its_first_times() -> None:
    """Of one phrase only so many are heard, in the order of the text, whichever of its words they begin with."""
    lexicon = Lexicon.from_mappings({"f.yaml": {"listen": "g", "labels": {"visit": {"hear": ["[上门|到家]了"]}}}})
    hits = lexicon.hits("上门了到家了" * 500, "g")
    assert [hit.start for hit in hits] == list(range(0, 3 * ENOUGH.of_phrase, 3))


def test_a_warmed_lexicon_hears_the_same() -> None:
    """Making phrases ready changes nothing that is heard."""
    rules = {"listen": "g", "labels": {"visit": {"hear": ["上门"], "unless": ["快递"]}}}
    lexicon = Lexicon.from_mappings({"f.yaml": rules})
    before = lexicon.hits("他们上门", "g")
    lexicon.warm()
    assert lexicon.hits("他们上门", "g") == before
