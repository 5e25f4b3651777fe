"""Files and functions stay small enough to read in one sitting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("bot", "tests")
FILE_USUAL, FILE_LONGEST = 250, 400
FUNCTION_USUAL, FUNCTION_LONGEST = 25, 50
USUAL_SHARE = 0.9
# Names under which everything ends up; a file is a noun one would look for.
NO_NOUN = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "core", "base_utils"}


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function with its lines, decorators and docstring counted."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", (node.end_lineno or first) - first + 1


def share_within(sizes: list[int], limit: int) -> float:
    return sum(size <= limit for size in sizes) / len(sizes)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_is_too_long(folder: str) -> None:
    """No file passes 400 lines."""
    assert {str(path): lines(path) for path in files(folder) if lines(path) > FILE_LONGEST} == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_most_files_are_short(folder: str) -> None:
    """Nine files in ten have at most 250 lines."""
    long = {str(path.relative_to(ROOT)): lines(path) for path in files(folder) if lines(path) > FILE_USUAL}
    assert share_within([lines(path) for path in files(folder)], FILE_USUAL) >= USUAL_SHARE, long


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_function_is_too_long(folder: str) -> None:
    """No function passes 50 lines."""
    found = dict(size for path in files(folder) for size in functions(path))
    assert {name: size for name, size in found.items() if size > FUNCTION_LONGEST} == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_most_functions_are_short(folder: str) -> None:
    """Nine functions in ten have at most 25 lines."""
    found = dict(size for path in files(folder) for size in functions(path))
    long = {name: size for name, size in found.items() if size > FUNCTION_USUAL}
    assert share_within(list(found.values()), FUNCTION_USUAL) >= USUAL_SHARE, long


@pytest.mark.parametrize("folder", FOLDERS)
def test_files_are_named_by_what_is_in_them(folder: str) -> None:
    """No file is called utils, helpers or the like."""
    assert [str(path) for path in files(folder) if path.stem.removeprefix("test_") in NO_NOUN] == []
