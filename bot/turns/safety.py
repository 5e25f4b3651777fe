"""Danger and misuse before anything else: what is said at once, and who is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Flag, Reply, Severity, Signal
from bot.speech import Speech
from bot.turns.house import House
from bot.understanding.second_ear import RULE as SECOND_EAR

_STOPS = ("self_harm", "imminent_danger", "violence_by_user")
"""Reasons for which the dialog waits; the others are answered and the talk goes on."""

_GRAVE: tuple[Severity, ...] = ("P0", "P1")

_ASKED = {"self_harm": "self_harm_asked", "imminent_danger": "imminent_danger_asked"}
"""What only the second ear heard is asked about before it is believed."""

_SAID_NOW: dict[str, tuple[str, Severity]] = {
    "self_harm": ("self_harm", "P0"),
    "held": ("imminent_danger", "P0"),
    "at_door": ("imminent_danger", "P0"),
    "hurt": ("imminent_danger", "P0"),
    "threat_now": ("imminent_danger", "P0"),
    "minor": ("minor", "P1"),
}
"""Answers to “is this happening now”, the gravest first, with the reason and severity of their flag."""


SHORTEST_SCHEME = 8
"""Characters below which no scheme can be described (“加老师微信领方案” has eight)."""


@dataclass(frozen=True, slots=True)
class Warning:
    """What danger calls for: replies at once, flags for people, and whether the dialog waits (`stop`)
    or the text must not be read as an answer at all (`refuse`)."""

    replies: tuple[Reply, ...] = ()
    flags: tuple[Flag, ...] = ()
    stop: bool = False
    refuse: bool = False


def read(house: House, signals: Sequence[Signal], locale: str) -> Warning:
    """What the signals heard in one text call for."""
    replies: dict[str, Reply] = {}
    flags: list[Flag] = []
    own_life = any(signal.reason == "self_harm" and signal.severity in _GRAVE for signal in signals)
    for signal in signals:
        flags.append(Flag(signal.reason, signal.severity, signal.rule, signal.words))
        if own_life and signal.reason == "imminent_danger":
            continue  # the answer to the wish to die says all that matters now
        text = _text(house, signal, locale)
        if text:
            replies.setdefault(signal.reason, Reply(text, kind="crisis" if signal.severity in _GRAVE else "notice"))
    reasons = {signal.reason for signal in signals if signal.severity in _GRAVE}
    stop = bool(reasons & set(_STOPS))
    refuse = any(signal.reason in ("illegal_request", "scam_ad") for signal in signals)
    return Warning(tuple(replies.values()), tuple(flags), stop, refuse)


RECEIVED = ("collector_message", "lawful_message", "scam")
"""Kinds of text that somebody sent to the borrower."""


def of_message(house: House, signals: Sequence[Signal], locale: str) -> Warning:
    """What danger in a message that the borrower received calls for: said first and told to people, never a refusal.

    A wish to die in it is asked after gently; adverts and unlawful offers are named by the check itself.
    """
    told = [signal for signal in signals if signal.reason != "violence_by_user"]
    replies = []
    for reason, text in (("self_harm", "self_harm_gentle"), ("imminent_danger", "imminent_danger")):
        if any(signal.reason == reason for signal in told):
            replies.append(Reply(house.fill(house.warnings[text], locale), kind="crisis"))
    flags = tuple(
        Flag("scam_mentioned", "P3", signal.rule, signal.words)
        if signal.reason in ("scam_ad", "illegal_request")
        else Flag(signal.reason, signal.severity, signal.rule, signal.words)
        for signal in told
    )
    return Warning(tuple(replies), flags)


_ASKS = re.compile(r"[吗嗎?？]|靠谱|可信|能信|是不是真|真的假的|骗人|该不该|要不要")


def about_scam(house: House, text: str, locale: str) -> Warning:
    """A known scheme that a borrower mentions or asks about: warned of; a question is not taken as an answer."""
    if len(text) < SHORTEST_SCHEME or not house.schemes.search(text):
        return Warning()
    for scam in house.knowledge.scams.values():
        if scam.alert_level == "critical" and any(re.search(pattern, text) for pattern in scam.patterns):
            signal = Signal("scam_ad", "P3", f"facts:{scam.id}", topic=scam.id)
            flags = (Flag("scam_mentioned", "P3", signal.rule),)
            return Warning(
                (Reply(_text(house, signal, locale), kind="notice"),), flags, refuse=bool(_ASKS.search(text))
            )
    return Warning()


def said_now(house: House, chosen: Sequence[str], locale: str) -> Warning:
    """What the borrower's own answer to the safety question calls for; only the gravest is spelled out."""
    flags = [Flag(reason, severity, f"safety.now:{id}") for id, (reason, severity) in _SAID_NOW.items() if id in chosen]
    first = next((id for id in _SAID_NOW if id in chosen), "")
    if not first:
        return Warning()
    reply = Reply(house.fill(house.warnings[first], locale), kind="crisis")
    return Warning((reply,), tuple(flags), stop=True)


def _text(house: House, signal: Signal, locale: str) -> str:
    speech, topic = house.speech(locale), house.topics.get(signal.topic, signal.topic)
    request, scam = house.knowledge.requests.get(topic), house.knowledge.scams.get(topic)
    if signal.reason == "illegal_request" and request is not None:
        return f"{speech(request.refusal)}\n{_listed(speech, request.lawful_way)}"
    if signal.reason == "scam_ad" and scam is not None:
        return f"{speech(scam.warning)}\n{_listed(speech, scam.what_to_do[:3])}"
    name = signal.reason
    if signal.rule == SECOND_EAR:
        name = _ASKED.get(name, name)
    elif name == "self_harm" and signal.severity not in _GRAVE:
        name = "self_harm_gentle"
    text = house.warnings.get(name, "")
    return house.fill(text, locale) if text else ""


def _listed(speech: Speech, ways: Sequence[str]) -> str:
    return "\n".join(f"· {speech(way)}" for way in ways)
