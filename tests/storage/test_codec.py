"""What an older or a newer version stored still opens."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.model import Answer, Attachment, Choice, Conversation, Frame, Incoming, Record, Reply, Upload
from bot.storage import codec

TEXT = st.text(st.characters(), max_size=20)  # halves of surrogate pairs included: phones send them
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
ANSWERS = st.builds(Answer, PLAIN, st.sampled_from(["given", "heard", "skipped", "unknown"]), TEXT)
WORDS = st.lists(TEXT, max_size=2).map(tuple)
FRAMES = st.builds(Frame, TEXT, st.dictionaries(TEXT, TEXT, max_size=2), WORDS, WORDS, TEXT)
STACKS = st.lists(FRAMES, max_size=3).map(tuple)
PENDING = st.none() | st.dictionaries(TEXT, PLAIN, min_size=1, max_size=2)
FULL_FRAME = Frame("story", {"incident": "incident/1"}, ("a",), ("debt.b",), "letter")
FULL_CONVERSATION = Conversation((FULL_FRAME,), "en", "incident/1.when", 2, True, "2026-11-23", {"ref": "a"})
FULL_INCOMING = Incoming(
    "web",
    "甲",
    "9",
    datetime(2026, 11, 23, tzinfo=UTC),
    "你好",
    ("a", "b"),
    (Upload("f", "n", "t", 3, "s"),),
    "en",
    True,
)
FULL_CHOICE = Choice("a", "好", True)
FULL_REPLY = Reply("信", (FULL_CHOICE, Choice("b", "不")), True, (Attachment("f", "n", "t"),), "letter", "标题")
FULL = (FULL_FRAME, FULL_CONVERSATION, FULL_INCOMING, FULL_CHOICE, FULL_REPLY, Answer(1, "heard", "一"))


@pytest.mark.parametrize("full", FULL, ids=lambda full: type(full).__name__)
def test_the_full_nouns_use_every_field(full: Any) -> None:
    """A field added to a noun must be added here, so that the round trips below prove that it is stored."""
    assert [each.name for each in fields(full) if getattr(full, each.name) == each.default] == []


@given(st.builds(Conversation, STACKS, TEXT, TEXT, st.integers(0, 9), st.booleans(), TEXT, PENDING))
@example(FULL_CONVERSATION)
def test_conversation_round_trip(conversation: Conversation) -> None:
    """Every conversation opens as it was stored."""
    assert codec.conversation_from(codec.conversation_bytes(conversation)) == conversation


@given(st.dictionaries(TEXT, ANSWERS, max_size=4))
def test_record_round_trip(answers: dict[str, Answer]) -> None:
    """Every record opens as it was stored, states and words included."""
    record = Record("incident/1", answers)
    assert codec.record_from(record.id, codec.record_bytes(record)) == record


def test_message_and_replies_round_trip() -> None:
    """A message and replies that use every field come back equal."""
    said = {"in": codec.incoming_data(FULL_INCOMING), "out": [codec.reply_data(FULL_REPLY)]}
    data = codec.unpacked(codec.packed(said))
    assert codec.incoming_from("web", "甲", data["in"]) == FULL_INCOMING
    assert codec.replies_from(data["out"]) == (FULL_REPLY,)


def test_missing_keys_take_their_default() -> None:
    """What an older version stored, without today's fields, opens with defaults."""
    assert codec.conversation_from(b"{}") == Conversation()
    assert codec.conversation_from(b'{"stack":[["story",{}]]}').stack == (Frame("story"),)
    assert codec.record_from("debt/1", b'{"a":[1]}').answers["a"] == Answer(1)
    assert codec.replies_from([{}]) == (Reply(""),)


def test_unknown_keys_are_passed_over() -> None:
    """What a newer version stored, with fields of tomorrow, opens with those of today."""
    assert codec.conversation_from(b'{"mood":"calm","asked":"when"}') == Conversation(asked="when")
    assert codec.conversation_from(b'{"stack":[["a",{},["b"],["c"],"d","new"]]}').stack == (
        Frame("a", {}, ("b",), ("c",), "d"),
    )
    assert codec.record_from("debt/1", b'{"a":[1,"given","",{"new":1}]}').answers["a"] == Answer(1)
    assert codec.replies_from([{"text": "好", "choices": [["a", "b", True, "new"]], "new": 1}]) == (
        Reply("好", (Choice("a", "b", True),)),
    )


def test_stored_size_grows_only_with_answers() -> None:
    """Nothing at its default takes room: an unanswered conversation is a few bytes."""
    assert len(codec.conversation_bytes(Conversation())) < 24
    assert codec.record_bytes(Record("debt/1", {"a": Answer(1)})) == b'{"a":[1]}'
