"""A small clean project folder for every test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check import small


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project folder in which there is nothing to mend."""
    return small.make(tmp_path)
