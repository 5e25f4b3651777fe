"""One letter's template: front matter, then a body in which one line is one sentence.

A sentence that lacks one of its values vanishes whole. At the start of a line,
  `# ` is a heading, numbered 一、二、三; it vanishes when nothing is left below it;
  `- ` is an item, numbered 1. 2. 3. below its heading; the lines under it belong to it;
  `| ` keeps a line of its own;
and `%each incident` … `%end` repeats what is between for every incident, `%each basis` for every `rule`
that the letter rests on.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.errors import ContentError

_CHINESE_NUMBERS = "一二三四五六七八九十"
_EACH, _END = "%each ", "%end"
# What `%each` repeats over: its word → (the list among the values, the name of one of it in the lines).
_REPEATED = {"incident": ("incidents", "incident"), "basis": ("basis", "rule")}
_MARKS = ("# ", "- ", "| ")

ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=False)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the body: its mark, its compiled template, and the `%each` block it stands in, if any."""

    mark: str
    template: jinja2.Template
    block: int = 0
    each: str = ""


def split(text: str, file: str) -> tuple[str, str, int]:
    """Front matter, body, and the line on which the body begins. Raises ContentError."""
    parts = text.split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise ContentError(file, 1, "a letter begins with front matter between two “---” lines", "add both lines")
    return parts[1], parts[2], parts[1].count("\n") + 3


def compile_body(body: str, file: str, first_line: int) -> tuple[Sentence, ...]:
    """The body's sentences; an empty template stands for a blank line. Raises ContentError with the line."""
    sentences: list[Sentence] = []
    block, each = 0, ""
    for number, line in enumerate(body.splitlines(), first_line):
        if line.startswith(_EACH):
            block, each = block + 1, line.removeprefix(_EACH).strip()
            if each not in _REPEATED:
                raise ContentError(file, number, f"“{each}” cannot be repeated", f"known: {', '.join(_REPEATED)}")
        elif line.strip() == _END:
            each = ""
        else:
            sentences.append(_sentence(line, block if each else 0, each, file, number))
    return tuple(sentences)


def _sentence(line: str, block: int, each: str, file: str, number: int) -> Sentence:
    mark = next((mark for mark in _MARKS if line.startswith(mark)), "")
    try:
        template = ENVIRONMENT.from_string(line[len(mark) :])
    except jinja2.TemplateError as error:
        raise ContentError(file, number, "this line is not valid Jinja", str(error)) from error
    return Sentence(mark if line.strip() else "\n", template, block, each)


def write(sentences: Sequence[Sentence], values: Mapping[str, Any]) -> str:
    """The letter's text with these values; sentences without theirs are left out."""
    blocks = _drop_bare_headings(list(_blocks(_said(sentences, values))))
    lines: list[str] = []
    headings = items = 0
    for mark, text in blocks:
        if mark == "\n":
            if lines and lines[-1]:
                lines.append("")
        elif mark == "# ":
            headings, items = headings + 1, 0
            lines.append(f"{_CHINESE_NUMBERS[headings - 1]}、{text}")
        elif mark == "- ":
            items += 1
            lines.append(f"{items}. {text}")
        else:
            lines.append(text)
    return "\n".join(lines).strip()


def _said(sentences: Sequence[Sentence], values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(mark, text) for every sentence, the repeated ones once per incident; text is empty where one vanished."""
    for _, run in itertools.groupby(sentences, key=lambda sentence: (sentence.block, sentence.each)):
        lines = tuple(run)
        plural, single = _REPEATED.get(lines[0].each, ("", ""))
        for one in values.get(plural, ()) if plural else (None,):
            known = values if one is None else {**values, single: one}
            yield from ((line.mark, _say(line.template, known)) for line in lines)


def _say(template: jinja2.Template, values: Mapping[str, Any]) -> str:
    try:
        return template.render(values).strip()
    except jinja2.UndefinedError:
        return ""


def _blocks(said: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Sentences joined to paragraphs and items; a mark stays even when the sentence it stood before vanished."""
    mark, text = "", ""
    for next_mark, sentence in said:
        if next_mark:
            if text:
                yield mark, text
            if next_mark == "\n":
                yield "\n", ""
            mark, text = ("" if next_mark == "\n" else next_mark), sentence
        else:
            text += sentence
    if text:
        yield mark, text


def _drop_bare_headings(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without the headings under which nothing is left before the next blank line."""
    following = [mark for mark, _ in blocks[1:]] + ["\n"]
    return [block for block, after in zip(blocks, following, strict=False) if block[0] != "# " or after in ("- ", "")]
