"""Letters and pictures by our press beside the same pages made by hand with Typst and python-docx, all warm.

The bare Typst letter gets its text as data too, as it must: nobody may typeset what strangers write by pasting it into
a source. What that alone costs (Typst builds its library anew for new data) shows beside a letter typed into a source.
Typst remembers what it has set, so no text is ever printed twice; ours and the bare one take turns in going first.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import docx
import pylopdf_fonts_zh_cn
import typst

from bot import app
from bot.documents import call_figures, chart_words, paper, word
from bot.documents.charts import Charts
from bot.documents.results import Results
from bot.documents.typeset import PIXELS_PER_INCH, TEMPLATES, Press
from bot.knowledge import registry
from bot.model import Count, Debt, Incident, Moment, Story
from bot.speech import Speech

DAY = date(2026, 11, 22)
DAYS = 8
WARMING = 3
TITLE = "要求停止不当催收并协商还款的函"
_SENTENCE = "对方在当天反复拨打电话，并联系了与这笔借款无关的人，我已明确要求停止，请核实后书面答复。"
_PAGES = """#set page(
  paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm),
  footer: context align(center, text(size: 10.5pt)[
    第 #counter(page).display() 页，共 #counter(page).final().first() 页
  ]),
)
#set text(font: ("Noto Serif SC", "Noto Sans SC"), size: 14pt, lang: "zh", region: "cn")
#set par(justify: true, leading: 0.92em, spacing: 0.92em, first-line-indent: (amount: 2em, all: true))
"""


SOURCE = f"""{_PAGES}
#align(center, text(size: 22pt)[{TITLE}])
#let lines = sys.inputs.text.split("\\n")
#for line in lines.slice(0, -2) {{
  if line == "一、情况" {{ par(text(font: "Noto Sans SC", line)) }} else if line != "" {{ par(line) }}
}}
#align(right, for line in lines.slice(-2) {{ par(line) }})
""".encode()


def letter(number: int) -> str:
    """A letter of two pages; each number gives another one."""
    items = (f"{at}. 2026年11月{at}日，第{number * 31 + at}号记录。{_SENTENCE}" for at in range(1, 17))
    head = ("致：某某银行股份有限公司", "抄送：某某贷", "", f"我有一笔借款，编号{number}。", "", "一、情况")
    return "\n".join([*head, *items, "", "张某某", "2026年11月22日"])


@dataclass(frozen=True)
class Beside:
    """Median milliseconds of ours and of the bare one, and the median of what each pair that ran together came to."""

    ours: float
    bare: float
    ratio: float


def compared(rounds: int) -> dict[str, Beside]:
    """Ours beside the bare one: pdf, pdf beside a typed source, docx, chart."""
    fonts = str(Path(pylopdf_fonts_zh_cn.serif_path()).parent)
    press, bare = Press(), typst.Compiler(font_paths=[fonts], ignore_system_fonts=True)
    knowledge = registry.load(app.ROOT / "bot" / "knowledge" / "facts")
    results = Results(app.ROOT / "templates" / "replies", knowledge)
    charts = Charts(press, chart_words.load_words(TEMPLATES), results, knowledge)

    def printed(number: int) -> object:
        return press.letter(paper.read(TITLE, letter(number)), DAY)

    def drawn(number: int) -> object:
        return charts.calls(call_figures.calls(told(number), knowledge)[0], Speech(), DAY)

    def as_data(number: int) -> object:
        return bare.compile(input=SOURCE, format="pdf", sys_inputs={"text": letter(number)})

    def as_source(number: int) -> object:
        return bare.compile(input=by_hand(number), format="pdf", sys_inputs=None)

    def as_word(number: int) -> object:
        return word.write(paper.read(TITLE, letter(number)), DAY)

    def bars(number: int) -> object:
        return bare.compile(input=bars_by_hand(number), format="png", ppi=PIXELS_PER_INCH, sys_inputs=None)

    pairs = {
        "pdf": (printed, as_data),
        "typed": (printed, as_source),
        "docx": (as_word, docx_by_hand),
        "chart": (drawn, bars),
    }
    return {
        name: _turn_about(*pair, rounds, begin)
        for begin, (name, pair) in zip(range(0, 10**6, 10_000), pairs.items(), strict=False)
    }


def _turn_about(ours: Callable[[int], Any], bare: Callable[[int], Any], rounds: int, begin: int) -> Beside:
    pairs = []
    for number in range(begin, begin + 2 * (WARMING + rounds), 4):
        first = _seconds(ours, number), _seconds(bare, number + 1)
        second = _seconds(bare, number + 2), _seconds(ours, number + 3)
        pairs += [first, second[::-1]]
    pairs = pairs[WARMING:]
    mine, theirs = (median(times) * 1000 for times in zip(*pairs, strict=True))
    return Beside(mine, theirs, median(one / other for one, other in pairs))


def _seconds(make: Callable[[int], Any], number: int) -> float:
    begun = time.perf_counter()
    make(number)
    return time.perf_counter() - begun


def by_hand(number: int) -> bytes:
    """The same pages as one would type them in Typst: title, heading, signature and the count of pages."""
    *lines, name, day = letter(number).replace(". ", "\\. ").split("\n")
    text = "\n\n".join(lines).replace("一、情况", '#text(font: "Noto Sans SC")[一、情况]')
    title = f"#align(center, text(size: 22pt)[{TITLE}])"
    return f"{_PAGES}{title}\n\n{text}\n\n#align(right)[{name}\n\n{day}]".encode()


def docx_by_hand(number: int) -> bytes:
    """The same lines as plain paragraphs."""
    document = docx.Document()
    for line in (TITLE, *letter(number).split("\n")):
        document.add_paragraph(line)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def counts(number: int) -> list[int]:
    """Calls on each of the days; 2,503 numbers give as many pictures."""
    return [1 + (number * 7 + day * 5) % 2503 for day in range(DAYS)]


def told(number: int) -> Story:
    """Eight days of calls, each at its hour."""
    incidents = []
    for day, calls in enumerate(counts(number)):
        start = datetime(2026, 11, 12 + day, (9 + 2 * day) % 24, tzinfo=app.CHINA)
        when = Moment("", start, start.replace(minute=1), "minute")
        kinds = frozenset({"call_bombing"})
        incidents.append(Incident(f"incident/{day}", kinds, when, Count("", calls, calls), debt="debt/1"))
    return Story(tuple(incidents), (Debt("debt/1", "", "某某贷", "bank"),))


def bars_by_hand(number: int) -> bytes:
    """The same numbers as the least Typst that shows them: rows and columns with labels, on as large a page."""
    lines = []
    for at, count in enumerate(counts(number)):
        top, long = at * 27, count / 12
        hour = (9 + 2 * at) % 24 * 14
        lines += [
            f"#place(dy: {top}pt)[11月{12 + at}日]",
            f"#place(dx: 92pt, dy: {top}pt, rect(width: {long}pt, height: 15pt))",
            f"#place(dx: {long + 98}pt, dy: {top}pt)[{count}]",
            f"#place(dx: {hour}pt, dy: {400 - count / 30}pt, rect(width: 11pt, height: {count / 30}pt))",
        ]
    head = '#set page(width: 375pt, height: 620pt, margin: 18pt)\n#set text(font: "Noto Sans SC", size: 13pt)\n'
    body = "\n".join(lines)
    return f"{head}来电图：某某贷\n\n#block(height: 500pt)[{body}]\n每天不超过3次（推荐性国家标准，不是法律）".encode()
