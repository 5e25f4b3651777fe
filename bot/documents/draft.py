"""One letter's template: front matter, then a body in which one line is one sentence.

A sentence that lacks one of its values vanishes whole. At the start of a line,
  `# ` is a heading, numbered 一、二、三; it vanishes when nothing is left below it;
  `- ` is an item, numbered 1. 2. 3. below its heading; the lines under it belong to it;
  `| ` keeps a line of its own;
and `%each incident` … `%end` repeats what is between for every incident, `%each basis` for every `rule`
that the letter rests on, `%each proof` for every piece of evidence that was named, `%each exhibit` for every one kept.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.errors import ContentError

_CHINESE_NUMBERS = "一二三四五六七八九十"
_EACH, _END = "%each ", "%end"
# What `%each` repeats over: its word → (the list among the values, the name of one of it in the lines).
_REPEATED = {
    "incident": ("incidents", "incident"),
    "basis": ("basis", "rule"),
    "proof": ("proofs", "proof"),
    "exhibit": ("exhibits", "exhibit"),
}
_MARKS = ("# ", "- ", "| ")


class Untold(jinja2.StrictUndefined):
    """What nobody told: it can be asked whether it is defined, also within something untold; nothing else."""

    def __getattr__(self, name: str) -> Untold:
        if name.startswith("__"):
            raise AttributeError(name)
        return self


ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=Untold, autoescape=False)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the body: its mark, its source, and the `%each` block it stands in, if any.

    `names` are the values that it may say, as dotted paths: debt.name, incident.when. `key` is that of its paragraph:
    it stays the same as long as nobody writes the paragraph's lines anew, whatever stands before or after it.
    """

    mark: str
    source: str
    block: int = 0
    each: str = ""
    names: frozenset[str] = frozenset()
    key: str = ""

    @property
    def template(self) -> jinja2.Template:
        """Compiled when it is first said: nobody reads all the papers at the start."""
        return _compiled(self.source)


@cache
def _compiled(source: str) -> jinja2.Template:
    return ENVIRONMENT.from_string(source)


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph as it will stand: its mark (heading, item, line of its own, blank line) and its text.

    `key` says which paragraph of the form it is, and of what it was repeated for.
    """

    mark: str
    text: str
    key: str = ""


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
    return tuple(_keyed(sentences))


def _keyed(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Every sentence with its paragraph's key: what its lines are, and which of those that read the same."""
    seen: Counter[str] = Counter()
    paragraphs: list[list[Sentence]] = []
    for sentence in sentences:
        if sentence.mark or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(sentence)
    for lines in paragraphs:
        said = "\n".join(line.source for line in lines)
        key = hashlib.blake2s(said.encode(), digest_size=6).hexdigest()
        seen[key] += 1
        yield from (replace(line, key=f"{key}.{seen[key]}") for line in lines)


def _sentence(line: str, block: int, each: str, file: str, number: int) -> Sentence:
    mark = next((mark for mark in _MARKS if line.startswith(mark)), "")
    source = line[len(mark) :]
    try:
        tree = ENVIRONMENT.parse(source)
    except jinja2.TemplateError as error:
        raise ContentError(file, number, "this line is not valid Jinja", str(error)) from error
    known = ENVIRONMENT.filters.keys() | ENVIRONMENT.tests.keys()
    unknown = [node.name for node in tree.find_all((nodes.Filter, nodes.Test)) if node.name not in known]
    if unknown:
        raise ContentError(file, number, "this line is not valid Jinja", f"“{unknown[0]}” is no filter and no test")
    return Sentence(mark if line.strip() else "\n", source, block, each, frozenset(names_in(tree)))


def names_in(tree: nodes.Template) -> Iterator[str]:
    """Every value that a line names, as a dotted path."""
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    inner: set[int] = set()
    for node in tree.find_all((nodes.Getattr, nodes.Name)):
        if id(node) in inner:
            continue
        path: list[str] = []
        at: nodes.Node = node
        while isinstance(at, nodes.Getattr):
            path.append(at.attr)
            at = at.node
            inner.add(id(at))
        if isinstance(at, nodes.Name) and at.name not in own:
            yield ".".join([at.name, *reversed(path)])


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence with the values it had; `text` is empty where it lacked one and vanished.

    `thing` is the id of what a repeated sentence was said about.
    """

    sentence: Sentence
    values: Mapping[str, Any]
    text: str
    thing: str = ""

    @property
    def key(self) -> str:
        return f"{self.sentence.key}:{self.thing}" if self.thing else self.sentence.key


def write(sentences: Sequence[Sentence], values: Mapping[str, Any]) -> str:
    """The letter's text with these values; sentences without theirs are left out."""
    return text_of(parts_of(speak(sentences, values)))


def speak(sentences: Sequence[Sentence], values: Mapping[str, Any]) -> tuple[Spoken, ...]:
    """Every sentence with these values, the repeated ones once per incident."""
    spoken: list[Spoken] = []
    for _, run in itertools.groupby(sentences, key=lambda sentence: (sentence.block, sentence.each)):
        lines = tuple(run)
        plural, single = _REPEATED.get(lines[0].each, ("", ""))
        for one in values.get(plural, ()) if plural else (None,):
            known = values if one is None else {**values, single: one}
            thing = str(one.get("id", "")) if one is not None else ""
            spoken += [Spoken(line, known, _say(line.template, known), thing) for line in lines]
    return tuple(spoken)


def parts_of(spoken: Sequence[Spoken]) -> tuple[Part, ...]:
    """The letter's paragraphs, headings without anything below them included."""
    return tuple(_blocks(spoken))


def used(spoken: Sequence[Spoken]) -> dict[str, Any]:
    """The values that the sentences which stand have said, by dotted path; one of a repeated thing as a list."""
    found: dict[str, Any] = {}
    for each in spoken:
        for name in sorted(each.sentence.names) if each.text else ():
            value = _value(name, each.values)
            if value is None:
                continue
            if each.sentence.each:
                found.setdefault(name, []).append(value)
            else:
                found[name] = value
    return found


def _value(path: str, values: Mapping[str, Any]) -> Any:
    at: Any = values
    for step in path.split("."):
        at = at.get(step) if isinstance(at, Mapping) else None
    return at


def text_of(parts: Sequence[Part]) -> str:
    """The whole text, headings and items numbered; a heading under which nothing stands is left out."""
    lines: list[str] = []
    headings = items = 0
    for mark, text in _drop_bare_headings([(part.mark, part.text) for part in parts]):
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


def _say(template: jinja2.Template, values: Mapping[str, Any]) -> str:
    try:
        return template.render(values).strip()
    except jinja2.UndefinedError:
        return ""


def _blocks(spoken: Iterable[Spoken]) -> Iterator[Part]:
    """Sentences joined to paragraphs and items; a mark stays even when the sentence it stood before vanished."""
    mark, text, key = "", "", ""
    for each in spoken:
        key = key or each.key
        if each.sentence.mark:
            if text:
                yield Part(mark, text, key)
            if each.sentence.mark == "\n":
                yield Part("\n", "")
            mark, text, key = ("" if each.sentence.mark == "\n" else each.sentence.mark), each.text, each.key
        else:
            text += each.text
    if text:
        yield Part(mark, text, key)


def _drop_bare_headings(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without the headings under which nothing is left before the next blank line."""
    following = [mark for mark, _ in blocks[1:]] + ["\n"]
    return [
        block for block, after in zip(blocks, following, strict=False) if block[0] != "# " or after in ("- ", "| ", "")
    ]
