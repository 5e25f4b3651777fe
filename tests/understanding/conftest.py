"""The ears as the application builds them."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot import app
from bot.understanding.hearing import Hearing

NOW = datetime.fromisoformat("2026-11-22T10:00:00+08:00")


@pytest.fixture(scope="session")
def hearing() -> Hearing:
    return app.hearing()


@pytest.fixture(scope="session")
def rules() -> Hearing:
    """The ears without the trained one: what a sentence about a rule measures."""
    return app.hearing(second=False)


@pytest.fixture
def now() -> datetime:
    """A Sunday morning in Shanghai."""
    return NOW
