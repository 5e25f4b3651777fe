"""A whole house with its desk: real content, a real store, a clock that tests move."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.turns.house import House
from tests.moderation.staffed import Desk


@pytest.fixture
def desk(house: House, tmp_path: Path) -> Iterator[Desk]:
    """An empty desk on its own database."""
    opened = Desk(house, tmp_path)
    yield opened
    opened.close()
