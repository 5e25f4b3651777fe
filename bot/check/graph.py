"""Draws each dialog as an SVG picture: questions from top to bottom, conditions as lines from what they depend on."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from bot.conversation.dialog import Dialog, Dialogs, Question

WIDTH, LEFT, INDENT, PAD = 900, 150, 44, 14
LINE, GAP = 21, 30
CHIP = 26
FONT = "system-ui,'PingFang SC','Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif"
LANES = ("#0b7285", "#a61e4d", "#5f3dc4", "#2b8a3e", "#d9480f", "#364fc7", "#862e9c", "#5c940d")
LEGEND = "黄色的选项只能单独选；虚线框只在文书需要时问；「除非」的线是虚线。灰色小字是编号，写条件时用它。"
_STATES = {
    "true": "是", "false": "否", "missing": "没有回答", "known": "有回答", "skipped": "跳过", "unknown": "不知道",
    "unlisted": "不在名录里",
}  # fmt: skip
_TYPES = {
    "choice": "选一个", "choices": "可选多个", "yesno": "是或否", "text": "文字", "count": "次数", "money": "金额",
    "moment": "时间", "duration": "多久", "phone": "电话号码", "platform": "平台", "files": "文件",
}  # fmt: skip


@dataclass(slots=True)
class _Page:
    """A picture in the making: `y` is where the next thing begins, `lanes` the x of each question's line."""

    dialogs: Dialogs
    y: int = 84
    parts: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    placed: dict[str, tuple[int, int]] = field(default_factory=dict)  # kind.question → its left side and middle
    lanes: dict[str, int] = field(default_factory=dict)

    def text(self, x: float, said: str, size: int = 14, color: str = "#212529", weight: int = 400) -> None:
        """One line of text with its baseline at `y`."""
        style = f'font-size="{size}" fill="{color}" font-weight="{weight}"'
        self.parts.append(f'<text x="{x:.0f}" y="{self.y}" {style}>{escape(said)}</text>')


def draw(dialogs: Dialogs, folder: Path) -> list[Path]:
    """Write one file for each dialog into the folder, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for dialog in dialogs.dialogs.values():
        path = folder / f"{dialog.id}.svg"
        path.write_text(picture(dialogs, dialog), "utf-8")
        drawn.append(path)
    return drawn


def picture(dialogs: Dialogs, dialog: Dialog) -> str:
    """One dialog as SVG text."""
    page = _Page(dialogs)
    for number, question in enumerate(dialogs.order(dialog.id), 1):
        _question(page, question, str(number), question.kind != dialog.id)
    if dialog.done:
        page.y += 6
        page.text(LEFT, f"问完以后：{dialog.done}", 14, "#2b8a3e", 600)
        page.y += GAP
    later = [question for question in dialog.questions.values() if question.on_need]
    if later:
        page.text(LEFT, "需要时才问", 15, "#495057", 600)
        page.y += LINE
        for question in later:
            _question(page, question, "◇", False)
    page.text(LEFT, LEGEND, 12, "#868e96")
    return _whole(page, dialog)


def _whole(page: _Page, dialog: Dialog) -> str:
    height = page.y + PAD
    title = escape(f"{dialog.title}（{dialog.id}）")
    again = "，可以有好几份" if dialog.many else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="{FONT}" role="img" aria-label="{title}">\n<rect width="100%" height="100%" fill="#f8f9fa"/>\n'
        f'<text x="24" y="40" font-size="22" font-weight="700" fill="#212529">{title}</text>\n'
        f'<text x="24" y="62" font-size="13" fill="#868e96">{escape(dialog.file)}{again}</text>\n'
        + "\n".join([*page.lines, *page.parts])
        + "\n</svg>\n"
    )


# ---------------------------------------------------------------- one question


def _question(page: _Page, question: Question, mark: str, foreign: bool) -> None:
    conditional = bool(question.when or question.unless)
    left = LEFT + (INDENT if conditional else 0)
    for words, refs, dashed in _conditions(page.dialogs, question):
        page.text(left, words, 12, "#495057")
        for ref in refs:
            _branch(page, ref, left, dashed)
        page.y += 18
    top = page.y - 6
    page.y += 16
    heading = f"{mark}  {question.short}"
    page.text(left + PAD, heading, 15, weight=600)
    kind = f"{_TYPES.get(question.type, question.type)} · {question.ref if foreign else question.id}"
    skip = "" if question.skip else " · 不能跳过"
    page.text(left + PAD + _wide(heading, 15) + 12, kind + skip, 12, "#868e96")
    for line in _wrapped(question.ask, WIDTH - 24 - left - 2 * PAD, 14):
        page.y += LINE
        page.text(left + PAD, line)
    _options(page, question, left + PAD)
    page.y += 18 if question.options else 12
    _box(page, left, top, question.on_need)
    page.placed[question.ref] = (left, (top + page.y) // 2)
    page.y += GAP


def _box(page: _Page, left: int, top: int, dashed: bool) -> None:
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    height = page.y - top
    page.lines.append(
        f'<rect x="{left}" y="{top}" width="{WIDTH - 24 - left}" height="{height}" rx="10" fill="#fff" '
        f'stroke="#adb5bd"{dash}/>'
    )


def _options(page: _Page, question: Question, left: int) -> None:
    """The options as chips, as many in a row as fit."""
    x, right = left, WIDTH - 24 - PAD
    for number, option in enumerate(question.options, 1):
        label = f"{number} {option.label}" + (f" → {option.then}" if option.then else "")
        wide = int(_wide(label, 13) + _wide(option.id, 10) + 26)
        if number == 1 or x + wide > right:
            x = left
            page.y += CHIP + 6
        color = "#e7f5ff" if not option.alone else "#fff3bf"
        shape = f'x="{x}" y="{page.y - 17}" width="{wide}" height="{CHIP - 1}" rx="12"'
        page.parts.append(f'<rect {shape} fill="{color}" stroke="#ced4da"/>')
        page.text(x + 9, label, 13)
        page.text(x + 15 + _wide(label, 13), option.id, 10, "#868e96")
        x += wide + 8


# ---------------------------------------------------------------- conditions


def _conditions(dialogs: Dialogs, question: Question) -> Iterator[tuple[str, list[str], bool]]:
    """Each condition in words, the questions it depends on, and whether it forbids."""
    for condition, lead, dashed in ((question.when, "只在", False), (question.unless, "除非", True)):
        if condition:
            words = "，并且".join(_worded(dialogs, question, name, given) for name, given in condition.items())
            yield f"{lead} {words}", [_ref(question, name) for name in condition], dashed


def _ref(question: Question, name: str) -> str:
    return name if "." in name else f"{question.kind}.{name}"


def _worded(dialogs: Dialogs, question: Question, name: str, given: Sequence[str]) -> str:
    target = dialogs.question(_ref(question, name))
    labels: Mapping[str, str] = {option.id: option.label for option in target.options} if target else {}
    said = " 或 ".join(labels.get(word, _STATES.get(word, word)) for word in given)
    return f"「{target.short if target else name}」是 {said}"


def _branch(page: _Page, ref: str, left: int, dashed: bool) -> None:
    """A line down the left side from the question that decides to the one that depends on it."""
    if ref not in page.placed:
        return
    order = page.lanes.setdefault(ref, len(page.lanes))
    color, x = LANES[order % len(LANES)], LEFT - 24 - 15 * (order % len(LANES))
    start, begin = page.placed[ref]
    end = page.y - 4
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    page.lines.append(
        f'<path d="M{start} {begin}H{x + 8}Q{x} {begin} {x} {begin + 8}V{end - 8}Q{x} {end} {x + 8} {end}H{left - 12}" '
        f'fill="none" stroke="{color}" stroke-width="1.6"{dash}/>'
        f'<path d="M{left - 12} {end - 4}l8 4l-8 4z" fill="{color}"/>'
    )


# ---------------------------------------------------------------- measuring text


def _wide(text: str, size: int) -> float:
    """About how many pixels a text takes: a Chinese character is as wide as it is high."""
    return sum(size if unicodedata.east_asian_width(c) in "WFA" else size * 0.58 for c in text)


def _wrapped(text: str, width: float, size: int) -> Iterator[str]:
    for paragraph in text.split("\n"):
        line = ""
        for character in paragraph:
            if _wide(line + character, size) > width and character not in "，。、；：？！）」”":
                yield line
                line = ""
            line += character
        yield line
