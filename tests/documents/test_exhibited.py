"""Evidence that was kept is cited in letters by its number, beside what it belongs to and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.documents import exhibited
from bot.model import Story
from tests.advice.stories import CONTACTS_BLAST, FAMILY_AND_OFFICE, NOW
from tests.documents.removed import WHOLE
from tests.documents.test_letters import HOLES, LETTERS

CITING = ["platform_letter", "complaint_nfra", "complaint_local", "police_statement", "complaint_civil", "injunction"]


def kept(story: Story, *incidents: str) -> Story:
    """The story with one recording for each of these incidents; “” is linked to none."""
    found: dict[str, dict[str, Any]] = {
        f"evidence/{number}": {"number": number, "kind": "audio", "name": f"来电{number}.mp3"}
        | ({"incident": incident} if incident else {})
        for number, incident in enumerate(incidents, 1)
    }
    return replace(story, answers={**story.answers, **found})


@pytest.mark.parametrize(
    ("numbers", "said"),
    [((), ""), ((2,), "证据2"), ((3, 1), "证据1、证据3"), ((1, 2), "证据1、证据2"), ((5, 1, 2, 3), "证据1至3、证据5")],
)
def test_numbers_are_said_as_runs(numbers: tuple[int, ...], said: str) -> None:
    """Two numbers stand by themselves, three in a row are a run."""
    assert exhibited.cited({"number": number} for number in numbers) == said


@pytest.mark.parametrize("id", CITING)
def test_linked_evidence_is_cited_where_it_happened(id: str) -> None:
    """Each incident names its own exhibits, the paper all of them; what is linked to nothing is not claimed."""
    text = LETTERS.write(id, kept(WHOLE, "incident/1", "", "incident/1"), "debt/1", NOW).text
    assert "见证据1、证据3。" in text
    assert "（证据1、证据3）" in text
    assert "证据2" not in text
    assert not HOLES.search(text)


def test_evidence_of_another_incident_stays_there() -> None:
    """An exhibit of another lender's incident is not held against this one."""
    text = LETTERS.write("platform_letter", kept(WHOLE, "incident/9"), "debt/1", NOW).text
    assert "证据1" not in text


def test_the_list_has_the_numbers_of_the_talk() -> None:
    """The list of evidence says each kept piece under its number, with what happened and where the original is."""
    story = kept(FAMILY_AND_OFFICE, "incident/1", "")
    story.answers["evidence/1"] |= {"carrier": "本人手机", "note": "骂人的那一段"}  # type: ignore[operator]
    text = LETTERS.write("evidence_list", story, "debt/1", NOW).text
    assert "一、证据\n证据1：来电1.mp3（录音）。对应情况：" in text
    assert "证明：骂人的那一段。原件：本人手机。" in text
    assert "证据2：来电2.mp3（录音）。\n" in text
    assert "1. " not in text.partition("二、")[0]


def test_words_that_were_kept_are_quoted() -> None:
    """A message has no file name: its own words stand for it."""
    story = kept(CONTACTS_BLAST, "")
    story.answers["evidence/1"] |= {"kind": "message", "name": "", "text": "今天不还\n就上门"}  # type: ignore[operator]
    assert "证据1：“今天不还 就上门”（文字）。" in LETTERS.write("evidence_list", story, "debt/1", NOW).text


def test_a_long_list_ends_where_the_paper_does() -> None:
    """Of forty exhibits the first stand in the letter, the rest is in the pack."""
    text = LETTERS.write("evidence_list", kept(CONTACTS_BLAST, *[""] * 40), "debt/1", NOW).text
    assert "另有28份，见证据包里的证据目录。" in text
    assert "证据12：" in text


def test_whoever_kept_evidence_is_not_asked_which_there_is() -> None:
    """The question what evidence there is falls away once some was sent."""
    bare = replace(CONTACTS_BLAST, incidents=tuple(replace(one, evidence=()) for one in CONTACTS_BLAST.incidents))
    wanted = [want.field for want in LETTERS.wants("evidence_list", bare, "debt/1")]
    assert "incident.evidence" in wanted
    assert "incident.evidence" not in [w.field for w in LETTERS.wants("evidence_list", kept(bare, ""), "debt/1")]
