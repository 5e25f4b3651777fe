"""The grammar of sentences: labels travel with what was chosen, and fall away where it is not stated."""

from __future__ import annotations

import random

import pytest

from bot import app, content
from bot.content import Lines
from bot.errors import ContentError
from bot.understanding.examples import EXAMPLES, Example
from bot.understanding.grammar import grammar, is_grammar

SLOTS = """
slots:
  kin:
    third_party_contact: 我妈|我哥
  act:
    "-": 发短信提醒
    night_call: |
      半夜打电话
    call_bombing: 不停给{kin}打电话
  end:
    "-": _
"""


def drawn(patterns: str, slots: str = SLOTS, times: int = 60) -> set[Example]:
    """What the patterns make in so many draws."""
    of = grammar({"a.yaml": content.parse(slots + patterns, "a.yaml")})
    chance = random.Random(1)
    return {of.sentence(pattern, chance.choice) for pattern in of.patterns for _ in range(times)}


def test_labels_come_along() -> None:
    """A sentence says what its alternatives say, also those within others."""
    made = drawn("patterns: [{kind: borrower_narrative, text: '催收{act}，{end}'}]")
    assert {(each.text, each.labels) for each in made} == {
        ("催收发短信提醒", frozenset()),
        ("催收半夜打电话", frozenset({"night_call"})),
        ("催收不停给我妈打电话", frozenset({"call_bombing", "third_party_contact"})),
        ("催收不停给我哥打电话", frozenset({"call_bombing", "third_party_contact"})),
    }
    assert {each.kind for each in made} == {"borrower_narrative"}


def test_what_is_only_feared_is_mute() -> None:
    """Asked about, feared or denied: only the pattern's own labels stay."""
    made = drawn("patterns: [{kind: question, mute: true, text: '会不会{act}？'}]")
    assert {each.labels for each in made} == {frozenset()}
    made = drawn("patterns: [{kind: borrower_narrative, mute: true, labels: threat, text: '说要{act}'}]")
    assert {each.labels for each in made} == {frozenset({"threat"})}


def test_another_writer() -> None:
    """A relative writes of somebody else."""
    made = drawn("patterns: [{kind: third_person, instead: {我: 她}, text: '我女儿逾期，催收{act}'}]")
    assert {"她女儿逾期，催收不停给她妈打电话", "她女儿逾期，催收半夜打电话"} <= {each.text for each in made}


def test_files_share_slots() -> None:
    """A slot of one name is one slot, whichever files fill it."""
    more = "slots:\n  kin:\n    third_party_contact: 我爸\npatterns: [{kind: third_person, text: '找{kin}'}]"
    files = {"a.yaml": content.parse(SLOTS, "a.yaml"), "b.yaml": content.parse(more, "b.yaml")}
    of, chance = grammar(files), random.Random(1)
    assert {of.sentence(of.patterns[0], chance.choice).text for _ in range(60)} == {"找我妈", "找我哥", "找我爸"}


@pytest.mark.parametrize(
    ("patterns", "said"),
    [
        ("patterns: [{kind: borrower_narrative, text: '{nobody}'}]", "no slot “nobody”"),
        ("patterns: [{kind: borrower_narrative}]", "a pattern without text"),
        ("patterns: [{kind: lament, text: 在}]", "unknown kind or label"),
        ("patterns: [{kind: other, labels: lament, text: 在}]", "unknown kind or label"),
        ("patterns: [{kind: other, text: 在, often: 3}]", "unknown key “often”"),
        ("  round:\n    '-': '{round}'\n", "“round” stands within itself"),
        ("  sad:\n    lament: 唉\n", "unknown label “lament”"),
        ("  sad: 唉\n", "“sad” has no labels"),
        ("patterns: [{kind: other, count: many, text: 在}]", "its count is no number"),
        ("patterns: [在]", "no pattern"),
    ],
)
def test_a_slip_is_named(patterns: str, said: str) -> None:
    """What is wrong is said with its file."""
    with pytest.raises(ContentError, match=said) as error:
        drawn(patterns)
    assert str(error.value).startswith("a.yaml:")


def test_ours_makes_whole_sentences() -> None:
    """No slot is left open and no two stops meet, in some of what each of our patterns makes."""
    folder = app.ROOT / EXAMPLES
    files = {path.name: content.read(path) for path in sorted(folder.iterdir()) if is_grammar(path.name)}
    assert all(isinstance(data, Lines) for data in files.values())
    of, chance = grammar(files), random.Random(1)
    assert of.patterns
    for pattern in of.patterns:
        for _ in range(10):
            text = of.sentence(pattern, chance.choice).text
            assert text
            assert not set(text) & set("{}|\n"), (pattern.file, pattern.line)
            assert "，，" not in text
            assert "，。" not in text
