"""Stores on real files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.sqlite import SqliteStore
from tests.storage.talking import KEY, Open


@pytest.fixture
def open_store(tmp_path: Path) -> Iterator[Open]:
    """Opens the same database again and again, as one more process would; all are closed at the end."""
    opened: list[SqliteStore] = []

    def open_one() -> SqliteStore:
        opened.append(SqliteStore(tmp_path / "data" / "bot.db", KEY, tmp_path / "data" / "files"))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture(params=["sqlite"])
def store(request: pytest.FixtureRequest, open_store: Open) -> SqliteStore:
    """One store of each kind: what the contract promises holds on all of them."""
    assert request.param == "sqlite"
    return open_store()
