"""Every import in bot/ points down, the pure rooms stay pure, and each outside library has one home."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

BOT = Path(__file__).parents[1] / "bot"
FLOOR = {
    "errors": 0,
    "model": 1,
    "speech": 1,
    "content": 1,
    "custody": 1,
    "pdf": 1,
    "conversation": 2,
    "understanding": 2,
    "knowledge": 2,
    "advice": 3,
    "documents": 4,
    "storage": 4,
    "turns": 5,
    "outbox": 5,
    "web": 5,
    "channels": 6,
    "moderation": 6,
    "settings": 7,
    "app": 8,
    "check": 8,
    "__main__": 9,
}
PURE = {"errors", "model", "conversation", "understanding", "advice"}
ALLOWED_IN_PURE = {
    *(
        "__future__",
        "array",
        "base64",
        "bisect",
        "calendar",
        "collections",
        "dataclasses",
        "datetime",
        "decimal",
        "difflib",
        "enum",
        "fractions",
    ),
    *(
        "functools",
        "hashlib",  # a digest depends on its text alone
        "itertools",
        "json",
        "math",
        "operator",
        "re",
        "string",
        "struct",
        "types",
        "typing",
        "unicodedata",
        "zlib",
        "zoneinfo",
    ),
}
# A table of public holidays, read from no file and no clock; and arithmetic, numbers in and a number out.
ALLOWED_IN_ONE = {"advice": {"chinese_calendar", "pyxirr"}}
HOMES = {
    "aiogram": ("channels/telegram",),
    "telegram": ("moderation/staff_bot",),
    "sqlite_utils": ("storage/sqlite", "storage/migrations"),
    "sqlite3": ("storage/",),
    "psycopg": ("storage/postgres",),
    "cryptography": ("storage/", "channels/wechat"),
    "starlette": ("web/", "channels/", "moderation/", "app"),
    "uvicorn": ("app", "__main__"),
    "icalendar": ("documents/calendar",),
    "babel": ("speech", "check"),
    "rfc3161_client": ("turns/stamp_work",),
    "puremagic": ("storage/inspection",),
    "yaml": ("content", "documents/letters"),
    "typst": ("documents/typeset",),
    "docx": ("documents/word",),
    "rjieba": ("moderation/names",),
    "rapidocr": ("documents/screenshot_reader",),
}
# Calls that read the clock, chance, or the world; a pure room gets what they would give as an argument.
IMPURE_NAMES = {"open", "input", "print"}
IMPURE_METHODS = {"now", "utcnow", "today", "read_text", "read_bytes", "write_text", "write_bytes"}
FILES = sorted(BOT.rglob("*.py"))


def inside(path: Path) -> str:
    return path.relative_to(BOT).as_posix()


def room(path: Path) -> str:
    """The room a file stands in: the first folder below bot/, or the file itself."""
    return inside(path).split("/")[0].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: absolute imports only"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def parts(name: str) -> tuple[str, str]:
    """Where an import comes from: bot.storage.base.Store is bot and storage."""
    top, _, rest = name.partition(".")
    return top, rest.split(".")[0]


@pytest.mark.parametrize("path", FILES, ids=inside)
def test_imports_point_down(path: Path) -> None:
    """A room imports itself and rooms on lower floors, never one above or beside it."""
    here = room(path)
    for name in imports(ast.parse(path.read_text("utf-8"))):
        top, there = parts(name)
        if top == "bot" and here != "__init__":
            assert there in FLOOR, f"{name} is in no room"
            assert there == here or FLOOR[there] < FLOOR[here], f"{inside(path)} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=inside)
def test_concrete_stores_are_named_in_one_place(path: Path) -> None:
    """Outside storage/ only app.py knows which database there is; everybody else knows the verbs."""
    for name in imports(ast.parse(path.read_text("utf-8"))):
        if name.startswith("bot.storage.") and room(path) not in ("storage", "app"):
            assert name.startswith("bot.storage.base"), f"{inside(path)} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=inside)
def test_libraries_live_in_their_homes(path: Path) -> None:
    """A library that has a home is imported nowhere else, so replacing it means opening one file."""
    for name in imports(ast.parse(path.read_text("utf-8"))):
        homes = HOMES.get(parts(name)[0])
        assert homes is None or inside(path).startswith(homes), f"{inside(path)} imports {name}"


@pytest.mark.parametrize("path", [path for path in FILES if room(path) in PURE], ids=inside)
def test_pure_rooms_import_only_pure_libraries(path: Path) -> None:
    """No clock, chance, network or disk can come in by an import."""
    allowed = ALLOWED_IN_PURE | ALLOWED_IN_ONE.get(room(path), set()) | {"bot"}
    for name in imports(ast.parse(path.read_text("utf-8"))):
        assert parts(name)[0] in allowed, f"{inside(path)} imports {name}"


@pytest.mark.parametrize("path", [path for path in FILES if room(path) in PURE], ids=inside)
def test_pure_rooms_never_ask_the_world(path: Path) -> None:
    """The same input gives the same result: no call reads the clock, a file or the terminal."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in IMPURE_NAMES, f"{inside(path)}:{node.lineno} calls {node.func.id}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in IMPURE_METHODS, f"{inside(path)}:{node.lineno} calls {node.func.attr}"


@pytest.mark.parametrize("path", FILES, ids=inside)
def test_own_imports_stand_at_the_top(path: Path) -> None:
    """An import of ours inside a function would hide a circle."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            hidden = [name for name in imports(node) if parts(name)[0] == "bot"]
            assert not hidden, f"{inside(path)}: {node.name} imports {hidden}"


def test_every_room_has_a_floor() -> None:
    """A new room must say where it stands before anything can import it."""
    rooms = {room(path) for path in FILES} - {"__init__"}
    assert rooms <= FLOOR.keys()


def test_the_environment_is_read_in_one_place() -> None:
    """Only settings.py turns the environment into values, and only __main__.py hands it over."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"):
                assert room(path) in ("settings", "__main__"), f"{inside(path)}:{node.lineno}"
