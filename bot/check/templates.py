"""Whether templates can be filled: their Jinja, the questions they want, the facts they cite, the values they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import meta, nodes

from bot import content
from bot.advice import assessment
from bot.check import finding
from bot.check.contents import Contents
from bot.check.finding import Finding, listed
from bot.check.sizes import longest_story
from bot.check.sources import within
from bot.content import Lines, line
from bot.documents import draft
from bot.documents.letters import Letters
from bot.documents.particulars import Particulars, Words, load_words
from bot.documents.told import TYPED
from bot.errors import ContentError
from bot.knowledge.fact import Rule
from bot.model import Story

# Who hands values to the templates of a folder.
FILLED_BY: Mapping[str, tuple[str, ...]] = {
    "replies": ("bot/documents/",),
    "chat": ("bot/channels/webchat/", "bot/web/"),
    "desk": ("bot/moderation/", "bot/web/"),
}
_BUILT_IN = frozenset({"_", "gettext", "ngettext", "say", *jinja2.defaults.DEFAULT_NAMESPACE})
_JINJA = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_EACH = {"%each incident": "incident", "%each basis": "rule", "%each proof": "proof", "%each exhibit": "exhibit"}


def check(found: Contents) -> Iterator[Finding]:
    """All rules about templates."""
    folder = found.root / "templates"
    named: list[Finding] = []
    values = _values(found)
    for path in sorted((folder / "documents").glob("*.j2")):
        named += _letter(found, path, values)
    yield from named
    yield from _refused(found, {each.file for each in named})
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".j2", ".html") and path.parent != folder / "documents":
            yield from _page(found, path)


def needed(root: Path) -> frozenset[str]:
    """The questions that letters want, as far as their front matter can be read."""
    wanted: set[str] = set()
    for path in sorted((root / "templates" / "documents").glob("*.j2")):
        try:
            wanted |= {field for field, _ in _wants(_front(path))}
        except ContentError:  # named by `check`
            continue
    return frozenset(wanted)


def _front(path: Path) -> Lines:
    front, _, _ = draft.split(path.read_text("utf-8"), str(path))
    return content.parse(front, str(path), before=1)


def _wants(front: Lines) -> Iterator[tuple[str, int]]:
    """Every field that a letter asks for, and its line where that is known."""
    listed = front.get("wants")
    for want in listed if isinstance(listed, list) else ():
        if isinstance(want, Lines):
            yield str(want.get("field")), line(want, "field")
            yield from ((str(field), line(want, "or")) for field in want.get("or", ()))
        else:
            yield str(want), 0


# ---------------------------------------------------------------- letters


def _letter(found: Contents, path: Path, values: Mapping[str, Any]) -> Iterator[Finding]:
    try:
        front = _front(path)
        _, body, first = draft.split(path.read_text("utf-8"), str(path))
    except ContentError as error:
        yield finding.of(error, found.root)
        return
    if front.get("id") != path.stem:
        mend = f"write “id: {path.stem}”, or rename the file"
        yield Finding(found.name(path), line(front, "id"), "a letter's id is the name of its file", mend)
    yield from _fields(found, path, front)
    facts = front.get("facts")
    cited = _rules(found, facts if isinstance(facts, Lines) else Lines())
    for name, rule in cited.items():
        if rule is None and found.knowledge is not None:
            what = f"the letter cites a rule as “{name}” that the facts do not have"
            mend = "write “name: {rule: id}” with an id from the facts"
            yield Finding(found.name(path), line(front["facts"], name), what, mend)
    for number, said in enumerate(body.splitlines(), first):
        yield from _line(found, path, number, said, {**values, "facts": cited})


def _fields(found: Contents, path: Path, front: Lines) -> Iterator[Finding]:
    words = _words(found)
    for field, at in _wants(front):
        at = at or within(path, field, line(front, "wants"))
        question = found.dialogs.question(field)
        if question is None:
            what = f"the letter wants “{field}”, which no question asks"
            yield Finding(found.name(path), at, what, "write dialog.question as it stands in dialogs/")
        elif field not in TYPED and words is not None:
            said = words.lists.get(field, {})
            lacking = [option.id for option in question.options if option.id not in said and not option.alone]
            if lacking:
                what = f"letters have no words for {listed(lacking)} of “{field}”"
                yield Finding(found.name(path), at, what, f"add them below “{field}:” in words.yaml")
    for care in front.get("cares") or ():
        if f"care_{care}" not in found.dialogs.phrases:
            what = f"nothing says what to beware of as “{care}”"
            yield Finding(found.name(path), line(front, "cares"), what, f"add “care_{care}: …” to phrases.yaml")


def _rules(found: Contents, facts: Lines) -> dict[str, Rule | None]:
    known = found.knowledge.rules if found.knowledge else {}
    ids = {name: entry.get("rule") if isinstance(entry, Mapping) else "" for name, entry in facts.items()}
    return {name: known.get(str(id)) for name, id in ids.items()}


def _line(found: Contents, path: Path, number: int, said: str, values: Mapping[str, Any]) -> Iterator[Finding]:
    file = found.name(path)
    if said.startswith("%each") and said.strip() not in _EACH:
        yield Finding(file, number, f"“{said.strip()}” repeats nothing", f"use one of {', '.join(_EACH)}")
    try:
        tree = draft.ENVIRONMENT.parse(said)
    except jinja2.TemplateSyntaxError as error:
        yield Finding(file, number, f"this line is not valid Jinja: {error.message}", "close every brace and every if")
        return
    if not found.knowledge:
        return
    for name in sorted(set(draft.names_in(tree))):
        problem = _unknown(name.split("."), values)
        if problem:
            yield Finding(file, number, f"nothing fills “{name}”", problem)


def _unknown(path: Sequence[str], values: Mapping[str, Any]) -> str:
    """How to mend a name that nothing fills; empty when something does."""
    at: Any = values
    for step in path:
        if isinstance(at, Rule):
            known: Mapping[str, Any] = {**at.numbers, "label": at.label, "id": at.id, "force": at.force}
        elif isinstance(at, Mapping):
            known = at
        else:
            return ""
        if step not in known and step not in _BUILT_IN:
            return f"use one of {listed(sorted(known))}"
        at = known.get(step)
    return ""


def _values(found: Contents) -> Mapping[str, Any]:
    """Every value that a letter can get, as two long stories between them fill it."""
    if found.knowledge is None:
        return {}
    words = _words(found)
    if words is None:
        return {}
    story = longest_story(found)
    platform = next((p.id for p in found.knowledge.platforms.values() if p.lender), "")
    first = story.debts[0]
    hinted = replace(story, debts=(replace(first, platform=platform, lender_name=""), replace(first, id="debt/2")))
    hinted = replace(hinted, means=replace(story.means, income=Decimal(0)))
    values: dict[str, Any] = {}
    for one in (story, hinted):
        _add(values, _told(found, one, words))
    values["incident"] = values.get("incidents", [{}])[0]
    values["proof"] = values.get("proofs", [{}])[0]
    values["exhibit"] = values.get("exhibits", [{}])[0]
    values["basis"] = [values.setdefault("rule", dict.fromkeys(("label", "force", "id"), ""))]
    return values


def _words(found: Contents) -> Words | None:
    try:
        return load_words(found.root / "templates" / "documents" / "words.yaml")
    except (ContentError, OSError, AttributeError):  # named where the letters are built
        return None


def _told(found: Contents, story: Story, words: Any) -> dict[str, Any]:
    assert found.knowledge is not None
    told = assessment.assess(story, found.knowledge)
    return Particulars(story, story.debts[0], told, found.knowledge, words).values(found.now)


def _add(values: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        values[name] = {**values.get(name, {}), **value} if isinstance(value, dict) else value


def _refused(found: Contents, named: set[str]) -> Iterator[Finding]:
    """What else the letters' own reader refuses, when nothing is known about that file yet."""
    if found.knowledge is None:
        return
    try:
        Letters(found.root / "templates" / "documents", found.knowledge)
    except ContentError as error:
        refused = finding.of(error, found.root)
        if refused.file not in named:
            yield refused
    except (OSError, AttributeError) as error:
        yield Finding("templates/documents/words.yaml", 1, "this file is missing or not lists of words", str(error))


# ---------------------------------------------------------------- pages and replies


def _page(found: Contents, path: Path) -> Iterator[Finding]:
    file = found.name(path)
    try:
        tree = _JINJA.parse(path.read_text("utf-8"))
    except jinja2.TemplateSyntaxError as error:
        mend = "close every brace, if and for"
        yield Finding(file, error.lineno, f"this is not valid Jinja: {error.message}", mend)
        return
    folder = path.relative_to(found.root / "templates").parts[0]
    for said in tree.find_all(nodes.TemplateData) if folder == "replies" else ():
        if found_words := _HAN.search(said.data):
            number = said.lineno + said.data[: found_words.start()].count("\n")
            what = f"“{found_words[0]}” would stay Chinese in every language"
            yield Finding(file, number, what, 'write it as {{ _("…") }}')
    rooms = FILLED_BY.get(folder, ())
    handed = {name for at, names in found.code.handed.items() if at.startswith(rooms) for name in names}
    if not handed:
        return
    for used in tree.find_all(nodes.Filter):  # a room may bring filters of its own
        _JINJA.filters.setdefault(used.name, str)
    for name in sorted(meta.find_undeclared_variables(tree) - handed - _BUILT_IN):
        number = next((node.lineno for node in tree.find_all(nodes.Name) if node.name == name), 1)
        yield Finding(file, number, f"nothing fills “{name}”", "check its spelling, or ask for it in the code")
