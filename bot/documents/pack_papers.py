"""The papers of an evidence pack as plain text: the list of evidence, the timeline, the findings with their basis.

Only what was told or is recorded stands in them; how strong a piece is, and what is planned, never does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.advice.assessment import Assessment
from bot.advice.record import CHINA
from bot.documents import chinese, pages
from bot.documents.particulars import Words
from bot.knowledge.registry import Knowledge
from bot.model import Incident

_NO_LAW = frozenset({"recommended_standard", "self_discipline", "official_notice"})
KINDS = {
    "audio": "录音",
    "video": "视频",
    "picture": "图片",
    "text": "文本文件",
    "document": "文件",
    "other": "文件",
    "message": "文字",
}
_BAR = "｜"
_APART = "另附"
_TO_SIGN = "＿＿＿＿＿＿（签名）"
_EXPLAINED = (
    "页码按本目录的顺序连续编排：图片每张计1页，PDF按其页数，文字按A4纸每页22行、每行28字计。"
    f"录音、视频和不能直接打印的写“{_APART}”，刻入光盘或存入U盘提交。\n"
    "编号与同一包内“原件”文件夹里的文件编号一致，每份原件的SHA-256见manifest.json。"
)
LONGEST_CELL = 120
"""Characters of one cell; the whole note is in the manifest."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One exhibit as a pack shows it. `read` gives its bytes; `sent` and `received` are ISO 8601."""

    number: int
    name: str
    kind: str
    type: str
    size: int
    sha256: str
    read: Callable[[], bytes]
    sent: str = ""
    received: str = ""
    note: str = ""
    carrier: str = ""
    incident: str = ""
    photo: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What the papers are made of. `mask` hides what identifies other people; it leaves all else as it is."""

    person: str
    incidents: Sequence[Incident]
    assessment: Assessment
    pieces: Sequence[Piece]
    mask: Callable[[str], str]


class PackPapers:
    """Writes the papers with the words of the letters and the rules of the facts."""

    def __init__(self, words: Words, knowledge: Knowledge) -> None:
        self._words, self._knowledge = words, knowledge

    def catalogue(self, told: Told, now: datetime) -> str:
        """证据目录: number, name, form, source, original carrier, what it proves, where."""
        groups = [
            (self._happened(incident) or "有关经过", [piece for piece in told.pieces if piece.incident == incident.id])
            for incident in _in_order(told.incidents)
        ]
        about = {piece.number for _, pieces in groups for piece in pieces}
        groups.append(("其他材料", [piece for piece in told.pieces if piece.number not in about]))
        shown = [(title, pieces) for title, pieces in groups if pieces]
        sheets = _numbered(piece for _, pieces in shown for piece in pieces)
        parts = [
            f"{_heading(number)}、{title}\n\n{self._table(told, pieces, sheets)}"
            for number, (title, pieces) in enumerate(shown, 1)
        ]
        signed = f"提交人：{told.person or _TO_SIGN}\n{chinese.day(now.astimezone(CHINA).date())}"
        return "\n\n".join([*parts, _EXPLAINED, signed])

    def _table(self, told: Told, pieces: Iterable[Piece], sheets: Mapping[int, str]) -> str:
        happened = {incident.id for incident in told.incidents}
        rows = [("编号", "名称", "证据形式", "来源", "原始载体", "证明什么", "页码")]
        for piece in pieces:
            rows.append(
                (
                    str(piece.number),
                    told.mask(piece.name) or KINDS[piece.kind],
                    f"电子数据（{KINDS[piece.kind]}）",
                    _source(piece),
                    told.mask(piece.carrier),
                    told.mask(piece.note) or ("本组所写的经过" if piece.incident in happened else ""),
                    sheets[piece.number],
                )
            )
        return "\n".join(_row(row) for row in rows)

    def _happened(self, incident: Incident) -> str:
        when = chinese.moment(incident.when)
        acts = self._words.say("acts", sorted(incident.kinds))
        return "，".join(part for part in (when, acts) if part)

    def timeline(self, told: Told) -> str:
        """时间线: when, what, and which exhibits belong to it; empty when nothing was told."""
        rows = [("时间", "发生的事", "对应证据")]
        for incident in _in_order(told.incidents):
            acts = self._words.say("acts", sorted(incident.kinds))
            people = self._words.say("people", incident.contacted)
            what = "；".join(part for part in (acts, f"对象：{people}" if people else "", _count(incident)) if part)
            numbers = "、".join(str(piece.number) for piece in told.pieces if piece.incident == incident.id)
            if what:
                rows.append((chinese.moment(incident.when) or "时间没有说清", what, numbers))
        if len(rows) == 1:
            return ""
        return "\n".join(_row(row) for row in rows) + "\n\n以上按本人陈述整理。"

    def basis(self, told: Told) -> str:
        """What was told held against the rules, with where each rule stands; empty when nothing is beyond them."""
        parts: list[str] = []
        for finding in told.assessment.findings:
            acts = self._words.say("acts", (finding.kind,))
            rules = [self._knowledge.rules[id] for id in finding.rules]
            if not finding.counts or not acts or not rules:
                continue
            numbers = "、".join(str(one.number) for one in told.pieces if one.incident in finding.incidents)
            lines = [f"{_heading(len(parts) + 1)}、{acts}"]
            if numbers:
                lines += ["", f"对应证据：{numbers}"]
            for place, rule in enumerate(rules, 1):
                force = self._knowledge.force_of(rule).name
                standing = f"{force}，不是法律" if rule.force in _NO_LAW else force
                lines.append(f"{place}. {rule.label}（{standing}）：{rule.says}")
            parts.append("\n".join(lines))
        if not parts:
            return ""
        return "\n\n".join([*parts, "以上按本人陈述对照公开的规定整理，是否成立由受理的机关认定。"])


def _numbered(pieces: Iterable[Piece]) -> dict[int, str]:
    """The pages that each piece takes of the whole, as courts want them: 1–3; what is not printed comes apart."""
    found, last = {}, 0
    for piece in pieces:
        many = pages.count(piece.kind, piece.type, piece.read)
        if many is None:
            found[piece.number] = _APART
        else:
            found[piece.number] = f"{last + 1}–{last + many}" if many > 1 else str(last + 1)
            last += many
    return found


def _in_order(incidents: Iterable[Incident]) -> list[Incident]:
    """By when they began; those without a time come last."""
    return sorted(
        incidents, key=lambda one: one.when.start.timestamp() if one.when and one.when.start else float("inf")
    )


def _count(incident: Incident) -> str:
    times = chinese.times(incident.calls)
    return f"电话{times}" if times else ""


def _source(piece: Piece) -> str:
    day = piece.received[:10]
    said = ["本人提供", f"{day}收到" if day else "", "聊天软件压缩过" if piece.photo else ""]
    return "，".join(part for part in said if part)


def _row(cells: Iterable[str]) -> str:
    return _BAR + _BAR.join(_cell(cell) for cell in cells) + _BAR


def _cell(text: str) -> str:
    plain = " ".join(text.replace(_BAR, "|").split())
    return plain if len(plain) <= LONGEST_CELL else plain[: LONGEST_CELL - 1] + "…"


def _heading(number: int) -> str:
    return "一二三四五六七八九十"[number - 1] if number <= 10 else f"十{_heading(number - 10)}"
