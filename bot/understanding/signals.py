"""Danger first: what must be answered before anything else is read as an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.model import Severity, Signal
from bot.understanding.lexicon import Hit
from bot.understanding.text import Plain

ORDER = ("self_harm", "imminent_danger", "violence_by_user", "minor", "scam_ad", "illegal_request")
_SEVERITY: dict[str, Severity] = {
    "self_harm": "P0", "imminent_danger": "P0", "violence_by_user": "P1", "minor": "P1",
    "scam_ad": "P2", "illegal_request": "P2",
}  # fmt: skip
_LOWER: dict[str, Severity] = {"P0": "P1", "P1": "P2", "P2": "P3", "P3": "P3"}
# Somebody else's words, a figure of speech, or a joke: still looked at, with less alarm.
_QUOTED = re.compile(
    r"(?:催收|他们?|她们?|对方|那人|平台|客服|收账的|讨债的)[^。!?;\n]{0,12}(?:说|骂|讲|喊|让我|叫我|逼我|威胁|发|问我)[^。!?;\n]{0,10}\Z"
    r"|(?:电影|小说|新闻|歌词|段子|电视剧|游戏)[^。!?;\n]{0,16}\Z"
)
_JOKING = re.compile(r"哈哈|开玩笑|说着玩|玩笑话|hhh|233|\[?(?:笑哭|狗头|doge)\]?|😂|🤣|😄|😆")


def signals_of(hits: Iterable[Hit], found: Plain) -> tuple[Signal, ...]:
    """The signals of a text, gravest first, one per reason and topic; `hits` are those of its group “signals”."""
    kept: dict[tuple[str, str], Signal] = {}
    for hit in hits:
        signal = _signal(hit, found)
        before = kept.get((signal.reason, signal.topic))
        if before is None or signal.severity < before.severity:
            kept[signal.reason, signal.topic] = signal
    return in_order(kept.values())


def in_order(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """The gravest first."""
    return tuple(sorted(signals, key=lambda s: (s.severity, ORDER.index(s.reason))))


def _signal(hit: Hit, found: Plain) -> Signal:
    rule = hit.rule
    lead = found.text[max(0, hit.start - 24) : hit.start]
    after = found.text[hit.end : hit.end + 24]
    quoted = rule.label in ("self_harm", "violence_by_user") and bool(_QUOTED.search(lead))
    joking = rule.label in ("self_harm", "violence_by_user") and bool(_JOKING.search(lead + after))
    severity: Severity = _severity(rule.severity) or _SEVERITY[rule.label]
    if quoted or joking:
        severity = _LOWER[severity]
    return Signal(rule.label, severity, rule.id, found.words(hit.start, hit.end), rule.topic, quoted)


def _severity(word: str) -> Severity | None:
    found: dict[str, Severity] = {"P0": "P0", "P1": "P1", "P2": "P2", "P3": "P3"}
    return found.get(word)
