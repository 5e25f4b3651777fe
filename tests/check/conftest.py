"""A small clean project folder for every test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.check import small


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, made once."""
    return small.make(tmp_path_factory.mktemp("small"))


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A project folder in which there is nothing to mend."""
    return shutil.copytree(made, tmp_path / "project")
