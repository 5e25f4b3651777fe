"""What the program itself names of the content: phrases, dialogs it opens, questions it asks, requests it fulfils."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_SAYS = ("tell", "phrase")
_TALKS = ("bot/conversation/", "bot/turns/", "bot/channels/", "bot/outbox")
"""Rooms that say phrases; elsewhere the word has other meanings."""


@dataclass(frozen=True, slots=True)
class Use:
    """A phrase that code says. `fills` are the {curly} words handed over; None when that cannot be seen.

    With `begins`, `phrase` is only how the name begins (kept_…).
    """

    phrase: str
    file: str
    line: int
    fills: frozenset[str] | None = None
    begins: bool = False

    def means(self, id: str) -> bool:
        return id.startswith(self.phrase) if self.begins else id == self.phrase


@dataclass(slots=True)
class Code:
    """Names found in the program. `actions` are words that the talk itself obeys, `requests` those of other rooms.

    `handed` are, by file, the names under which values may be handed to a template.
    """

    uses: list[Use] = field(default_factory=list)
    strings: set[str] = field(default_factory=set)
    openings: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    buttons: dict[str, tuple[str, int]] = field(default_factory=dict)
    actions: set[str] = field(default_factory=set)
    requests: set[str] = field(default_factory=set)
    handed: dict[str, set[str]] = field(default_factory=dict)


def read(root: Path) -> Code:
    """Everything that the Python files below root/bot name."""
    found = Code()
    for path in sorted((root / "bot").rglob("*.py")):
        file = path.relative_to(root).as_posix()
        if file.startswith("bot/check/"):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        seen: set[int] = set()
        for node in ast.walk(tree):
            _strings(node, found)
            found.handed.setdefault(file, set()).update(_handed(node))
            if not file.startswith(_TALKS):
                continue
            if isinstance(node, ast.Call):
                found.uses += _said(node, file, seen)
                _called(node, file, found)
            elif isinstance(node, ast.Subscript) and id(node) not in seen:
                found.uses += _uses(_phrase_in(node), None, file, node.lineno)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                _assigned(node, file, found)
        if file.startswith(("bot/turns/", "bot/conversation/")):
            found.asked |= {text for node in ast.walk(tree) if "." in (text := _text(node))}
    return found


def _strings(node: ast.AST, found: Code) -> None:
    found.strings.add(_text(node))
    if isinstance(node, ast.JoinedStr) and node.values:
        found.openings.add(_text(node.values[0]))


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


# ---------------------------------------------------------------- phrases


def _said(node: ast.Call, file: str, seen: set[int]) -> Iterator[Use]:
    """x.tell("noted", …), x.phrase(…), speech(phrases["yuan"], amount=…), Reading(problem="miss_count")."""
    fills = None if any(k.arg is None for k in node.keywords) else frozenset(k.arg for k in node.keywords if k.arg)
    if isinstance(node.func, ast.Attribute) and node.func.attr in _SAYS and node.args:
        yield from _uses(_names(node.args[0]), fills, file, node.lineno)
    elif node.args:
        first = node.args[0]
        for inner in (first, *(first.args[1:] if isinstance(first, ast.Call) else ())):
            if names := list(_phrase_in(inner)):
                seen.add(id(inner))
                yield from _uses(names, fills, file, node.lineno)
    for keyword in node.keywords:
        if keyword.arg == "problem":
            yield from _uses(_names(keyword.value), None, file, node.lineno)
    if isinstance(node.func, ast.Name) and node.func.id == "missed":
        yield from _uses((name for arg in node.args for name in _names(arg)), None, file, node.lineno)


def _phrase_in(node: ast.AST) -> Iterator[tuple[str, bool]]:
    """phrases["yes"] and phrases.get(f"count_{per}", …)."""
    if isinstance(node, ast.Subscript) and _called_phrases(node.value):
        yield from _names(node.slice)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _called_phrases(node.func.value):
        yield from _names(node.args[0] if node.args else node)


def _called_phrases(node: ast.AST) -> bool:
    return getattr(node, "attr", getattr(node, "id", "")) == "phrases"


def _names(node: ast.AST) -> Iterator[tuple[str, bool]]:
    """The name, or names, that an expression stands for; True with one that only begins so."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value, False
    elif isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
        yield str(node.values[0].value), True
    elif isinstance(node, ast.IfExp):
        yield from _names(node.body)
        yield from _names(node.orelse)


def _uses(names: Iterable[tuple[str, bool]], fills: frozenset[str] | None, file: str, line: int) -> Iterator[Use]:
    for name, begins in names:
        yield Use(name, file, line, fills, begins)


# ---------------------------------------------------------------- dialogs, buttons, requests


def _called(node: ast.Call, file: str, found: Code) -> None:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if name in ("open", "Frame", "bind"):
        found.opened |= set(words[:1])
    elif name in ("buttons", "around"):
        found.buttons.update(dict.fromkeys(words, (file, node.lineno)))


def _assigned(node: ast.Assign | ast.AnnAssign, file: str, found: Code) -> None:
    targets: Sequence[ast.expr] = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    if "problem" in names and node.value is not None:
        found.uses += _uses(_names(node.value), None, file, node.lineno)
    if "_ACTIONS" in names and isinstance(node.value, ast.Dict):
        keys = {key.value for key in node.value.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
        (found.requests if file.startswith("bot/turns/") else found.actions).update(keys)
    if "ids" in names and isinstance(node.value, ast.List):
        listed = [item.value for item in node.value.elts if isinstance(item, ast.Constant)]
        found.buttons.update({str(word): (file, node.lineno) for word in listed})


def _handed(node: ast.AST) -> Iterator[str]:
    """Keyword names, keys of dictionaries, and values["name"] = …"""
    if isinstance(node, ast.Call):
        yield from (keyword.arg for keyword in node.keywords if keyword.arg)
    elif isinstance(node, ast.Dict):
        yield from (str(key.value) for key in node.keys if isinstance(key, ast.Constant))
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        yield str(node.slice.value)
