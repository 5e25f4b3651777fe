"""What every test may use: the house, a store, one browser, one switch between short and long runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import app
from bot.settings import Settings
from bot.storage.sqlite import SqliteStore
from bot.turns.house import House

LONG = os.environ.get("BUHUANG_SOAK") == "1"
CHROMIUM = shutil.which("chromium")
# No sandbox: tests often run as root, where Chromium refuses it. The rest keeps Chromium from calling home.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests run last; those that lack a browser, or only make sense in a long run, say why they are skipped."""
    # Playwright keeps an event loop running in its process, where no async test can start another.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for item in items:
        if CHROMIUM is None and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="Chromium is missing: apt-get install chromium fonts-wqy-microhei"))
        if not LONG and item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.skip(reason="a long run: make soak"))


@pytest.fixture(scope="session")
def house() -> House:
    """The whole content, as it ships; read once, never changed."""
    return app.house(Settings())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A store on a real file."""
    opened = SqliteStore(tmp_path / "talk.db", bytes(32), tmp_path / "files")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def soak() -> bool:
    """True in `make soak`: run the long form (200 kills, 100,000 inputs), else the short one."""
    return LONG


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_ARGS}
