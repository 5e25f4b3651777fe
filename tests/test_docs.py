"""What is written about the house is true, complete and short."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.settings import READ

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
MOST_VERBS = 13
README_LINES = 120
# Put together here so that this file does not find itself.
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "registry.npm" + "js.org", "proxy.go" + "lang.org"]
MACHINE_PATH = re.compile(r"(?<![\w.:/$~{}-])/(?:work|root|opt|home|Users)" + "/")
TEXT_TYPES = {".py", ".md", ".toml", ".lock", ".txt", ".yaml", ".yml", ".po", ".j2", ".html", ".css", ".js", ".sql", ""}


@cache
def commands() -> list[str]:
    """The commands of `python -m bot`, as its own help lists them."""
    shown = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return re.findall(r"^ {4}([a-z]+)\b", shown, re.M)


@cache
def verbs() -> list[str]:
    return re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.M)


@cache
def kept_files() -> list[Path]:
    """Every file of the project: what git keeps or would keep, or the whole folder where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0 and listed.stdout:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    hidden = {".venv", ".git", "data", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not hidden & set(path.relative_to(ROOT).parts)]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node


def test_readme_is_short() -> None:
    """README fits in 120 lines; the rest is in docs/."""
    assert len(README.splitlines()) <= README_LINES


def test_readme_begins_with_the_two_commands() -> None:
    """The first code block is what a stranger types first."""
    block = re.search(r"```\w*\n(.*?)```", README, re.S)
    assert block is not None
    typed = [line.split("#")[0].strip() for line in block[1].splitlines()]
    assert typed == ["make run", "make test"]


def test_every_command_is_documented() -> None:
    """Each command of `python -m bot` has its row in docs/operating.md, and no other has one."""
    section = re.search(r"^## Commands$(.*?)^## ", OPERATING, re.S | re.M)
    assert section is not None
    assert re.findall(r"^\| `([a-z]+)", section[1], re.M) == commands()


def test_every_command_shown_exists() -> None:
    """No page shows a command that the program does not know."""
    shown = {name for page in PAGES for name in re.findall(r"python -m bot ([a-z]+)", page.read_text("utf-8"))}
    assert shown <= set(commands())


def test_every_setting_is_documented() -> None:
    """Each environment variable has its row in docs/operating.md."""
    assert [name for name in READ if f"`{name}`" not in OPERATING] == []


def test_make_has_few_verbs_and_all_are_documented() -> None:
    """`make` stays small, and docs name every verb."""
    assert len(verbs()) <= MOST_VERBS
    assert [verb for verb in verbs() if f"make {verb}" not in README + OPERATING] == []


def test_every_verb_shown_exists() -> None:
    """No page shows a `make` verb that is gone."""
    shown = {verb for page in PAGES for verb in re.findall(r"`make ([a-z]+)", page.read_text("utf-8"))}
    assert shown <= set(verbs())


def test_processes_are_commands() -> None:
    """Every line of the Procfile starts a command that exists."""
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()
    assert {line.split("python -m bot ")[1].split()[0] for line in lines} <= set(commands())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_resolve(page: Path) -> None:
    """A link to a file of ours leads to a file, and a link to a heading to a heading."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if re.match(r"\w+://|mailto:", target):
            continue
        name, _, heading = target.partition("#")
        found = page.parent / name if name else page
        assert found.exists(), f"{page.name} links to {target}"
        if heading:
            titles = re.findall(r"^#+ (.*)$", found.read_text("utf-8"), re.M)
            assert heading in [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles], target


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_says_the_behaviour(path: Path) -> None:
    """A test function's docstring is one sentence or a short paragraph."""
    for node in functions(path):
        said = (ast.get_docstring(node) or "").strip()
        assert said.endswith((".", "。", "?", "!")), f"{path.name}:{node.lineno} {node.name}"


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_skip_has_a_reason(path: Path) -> None:
    """A test that is skipped or expected to fail says why."""
    tree = ast.parse(path.read_text("utf-8"))
    given = {id(call.func): call for call in ast.walk(tree) if isinstance(call, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and re.fullmatch(r"pytest\.(mark\.)?(skip|skipif|xfail)", ast.unparse(node)):
            call = given.get(id(node))
            words = [word.arg for word in call.keywords] if call else []
            assert "reason" in words or (call and call.args and node.attr == "skip"), f"{path.name}:{node.lineno}"


def test_nothing_names_a_machine_or_a_registry() -> None:
    """No file kept here holds a path of somebody's machine or the host of a package registry."""
    found = []
    for path in kept_files():
        if path.suffix in TEXT_TYPES:
            text = path.read_text("utf-8", errors="replace")
            found += [f"{path.relative_to(ROOT)}: {host}" for host in HOSTS if host in text]
            found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in MACHINE_PATH.finditer(text)]
    assert found == []


def test_nothing_is_left_to_do() -> None:
    """No note of unfinished work is left in the program."""
    marks = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    assert [str(path) for path in (ROOT / "bot").rglob("*.py") if marks.search(path.read_text("utf-8"))] == []


def test_every_module_says_what_it_is() -> None:
    """Each file of the program opens with a docstring."""
    silent = [
        path for path in (ROOT / "bot").rglob("*.py") if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_the_changelog_waits_for_the_next_release() -> None:
    """CHANGELOG.md has an Unreleased section, above every release."""
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert headings
    assert headings[0] == "[Unreleased]"
