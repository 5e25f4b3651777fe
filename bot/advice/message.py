"""One message that a borrower received: what in it is beyond the rules, what is mere pressure, what may be true."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.advice.assessment import Finding, assess
from bot.knowledge.registry import Knowledge
from bot.model import VIOLATIONS, Debt, Heard, Incident, Story

Tone = Literal["lawful", "beyond", "scam", "claim", "pressure", "unclear"]

# A rule that says what is true about a pressure, by sort and id; none where plain words do.
_SAYS: Mapping[str, tuple[str, str]] = {
    "crime": ("explanations", "jail_answer"),
    "freeze": ("rules", "jail_execution_limits"),
    "relatives": ("explanations", "relatives_owe"),
    "visit": ("explanations", "visit_rules"),
    "sold": ("explanations", "debt_sold"),
    "court": ("explanations", "court_notice_check"),
    "police": ("scams", "fake_police"),
    "lawyer": ("scams", "fake_lawyer_letter"),
}
PRESSURES = ("crime", "freeze", "visit", "relatives", "sue", "credit", "deadline", "handover")
CLAIMS = ("court", "police", "lawyer", "sold")
# What these warn of may also be true: it is told as something to verify, not as a trap.
_VERIFIABLE = frozenset({"fake_court_sms", "fake_lawyer_letter", "fake_police", "loan_churn"})
_TRAPS: Mapping[str, str] = {"link": "fake_repay_link", "account": "fake_collector_account"}
# Beside these a suit or a filed case is no mere course of law any more: no collector decides on prison.
_MENACES = frozenset({"crime", "freeze", "visit", "relatives"})
_COURSE_OF_LAW = re.compile(r"起诉|法院|诉讼|仲裁|征信|律师函|立案|强制执行")
QUOTE = 36
"""Characters of a quoted passage that still read at a glance."""


@dataclass(frozen=True, slots=True)
class Crossed:
    """One kind of conduct in the message, the words that show it, and the finding with its rules."""

    words: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Remark:
    """A kind of pressure or claim, its words, and what the facts say of it (empty where plain words do)."""

    id: str
    words: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message comes to. `scam` is a fact id; `tone` names what matters most."""

    tone: Tone
    crossed: tuple[Crossed, ...] = ()
    pressures: tuple[Remark, ...] = ()
    claims: tuple[Remark, ...] = ()
    scam: str = ""


def judge(heard: Heard, text: str, story: Story, knowledge: Knowledge) -> Verdict:
    """The verdict on a message as it was heard; `story` tells which lender it may come from."""
    lawful = heard.kind == "lawful_message"
    scam = "" if lawful else _scam(heard, text, knowledge)
    crossed = () if lawful else _crossed(heard, text, story, knowledge)
    if scam:  # what the trap itself does is told by its warning
        crossed = tuple(one for one in crossed if one.finding.kind != "other")
    pressures = () if lawful else _remarks(PRESSURES, heard, text, knowledge)
    claims = tuple(r for r in _remarks(CLAIMS, heard, text, knowledge) if not lawful or r.id == "court")
    tone = _tone(lawful, crossed, pressures, claims, scam)
    if tone == "unclear" and "reminder" in heard.marks and not heard.passages:
        tone = "lawful"
    return Verdict(tone, crossed, pressures, claims, scam)


def _tone(
    lawful: bool,
    crossed: tuple[Crossed, ...],
    pressures: tuple[Remark, ...],
    claims: tuple[Remark, ...],
    scam: str,
) -> Tone:
    if lawful:
        return "claim" if claims else "lawful"
    if crossed:
        return "beyond"
    if scam:
        return "scam"
    if claims:
        return "claim"
    return "pressure" if pressures else "unclear"


def _crossed(heard: Heard, text: str, story: Story, knowledge: Knowledge) -> tuple[Crossed, ...]:
    found = assess(Story((_incident(heard, text),), _lender(heard, story)), knowledge)
    kinds = {finding.kind: finding for finding in found.findings if finding.counts}
    return tuple(
        Crossed(passage(text, heard.passages[kind]), finding)
        for kind, finding in kinds.items()
        if kind in heard.passages
    )


def _incident(heard: Heard, text: str) -> Incident:
    """The message as an incident: its own words are the proof."""
    said = {name: found.value for name, found in heard.said.items()}
    return Incident(
        "message",
        kinds=frozenset(heard.passages) & frozenset(VIOLATIONS),
        contacted=tuple(said.get("contacted", ())),
        told_debt=said.get("told_debt"),
        words=_COURSE_OF_LAW.sub("", text) if _MENACES & heard.marks.keys() else text,
        claimed_to_be=str(said.get("claimed_to_be", "")),
        visit=tuple(id for id in said.get("visit", ()) if id != "none"),
    )


def _lender(heard: Heard, story: Story) -> tuple[Debt, ...]:
    """The platform that the message names, else the only debt told of; the kind of lender follows from it."""
    named = heard.said.get("platform")
    if named is not None and named.value.get("id"):
        known = [debt for debt in story.debts if debt.platform == named.value["id"]]
        return (known[0] if known else Debt("message", named.value["id"], str(named.value.get("name", ""))),)
    return story.debts if len(story.debts) == 1 else ()


def _remarks(ids: tuple[str, ...], heard: Heard, text: str, knowledge: Knowledge) -> tuple[Remark, ...]:
    return tuple(Remark(id, passage(text, heard.marks[id]), _says(id, knowledge)) for id in ids if id in heard.marks)


def _says(id: str, knowledge: Knowledge) -> str:
    sort, fact = _SAYS.get(id, ("", ""))
    if sort == "rules":
        return knowledge.rules[fact].note
    if sort == "scams":
        return knowledge.scams[fact].warning
    return knowledge.explanations[fact].says if sort else ""


def _scam(heard: Heard, text: str, knowledge: Knowledge) -> str:
    """The trap that the message looks like: what was heard, else the first whose patterns it shows."""
    for signal in heard.signals:
        if signal.reason == "scam_ad":
            return signal.topic if signal.topic in knowledge.scams else "anti_collection_agency"
    for mark, id in _TRAPS.items():
        if mark in heard.marks:
            return id
    for scam in knowledge.scams.values():
        if scam.id not in _VERIFIABLE and any(re.search(pattern, text) for pattern in scam.patterns):
            return scam.id
    return ""


_EDGE = re.compile(r"[，。！？；,!?;\n【】]")


def passage(text: str, words: str) -> str:
    """The clause of a text around some of its words, short enough to quote; several spots end at the first."""
    words = words.split("；")[0]
    start = text.find(words)
    if start < 0:
        return words[:QUOTE]
    end = start + len(words)
    low = max((match.end() for match in _EDGE.finditer(text, max(0, start - QUOTE), start)), default=0)
    low = max(low, start - QUOTE)
    edge = _EDGE.search(text, end)
    clause = text[low : edge.start() if edge else len(text)].strip()
    return clause if len(clause) <= QUOTE else words[:QUOTE]
