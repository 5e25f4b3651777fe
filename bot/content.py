"""Reads content files (YAML) as plain data that still knows the line it came from."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import yaml

from bot.errors import ContentError

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - the C loader is missing on some platforms; the slow one reads the same
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


class Lines(dict[str, Any]):
    """A mapping from a content file; `line` is where it begins, `lines` where each key stands."""

    def __init__(self, *args: Any, line: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        self.lines: dict[str, int] = {}


class _LineLoader(_Loader):
    """The safe loader, with lines kept, repeated keys refused, and yes/no/on/off left as words."""


def _mapping(loader: Any, node: yaml.MappingNode) -> Lines:
    found = Lines(line=node.start_mark.line + 1)
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        line = key_node.start_mark.line + 1
        if key in found:
            raise ContentError(str(node.start_mark.name), line, f"the key “{key}” stands twice", "remove one")
        found[key] = loader.construct_object(value_node, deep=True)
        found.lines[key] = line
    return found


_LineLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
# YAML 1.1 reads unquoted no, on, off as booleans and dates as dates; an editor means the word.
_LineLoader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")]
    for first, rules in _Loader.yaml_implicit_resolvers.items()
}
_LineLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def read(path: Path) -> Lines:
    """One file as a mapping with lines. Raises ContentError for broken YAML or a file that is not a mapping."""
    with path.open("rb") as stream:
        return _load(stream, str(path))


def parse(text: str, file: str, before: int = 0) -> Lines:
    """The same for text that stands in a file below `before` other lines (the front matter of a letter)."""
    stream = io.BytesIO(("\n" * before + text).encode())
    stream.name = file
    return _load(stream, file)


def _load(stream: IO[bytes], file: str) -> Lines:
    try:
        data = yaml.load(stream, Loader=_LineLoader)  # noqa: S506 - a subclass of the safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ContentError(file, mark.line + 1 if mark else 1, "this is not valid YAML", str(error)) from error
    if not isinstance(data, Lines):
        raise ContentError(file, 1, "a content file must be a mapping", "begin with “key: value” lines")
    return data


def files(folder: Path) -> Iterator[Path]:
    """Every YAML file below a folder, in a stable order."""
    yield from sorted(folder.rglob("*.yaml"))


def line(mapping: Any, key: str = "") -> int:
    """The line of a key, or of the mapping itself; 0 when unknown."""
    if not isinstance(mapping, Lines):
        return 0
    return mapping.lines.get(key, mapping.line)
