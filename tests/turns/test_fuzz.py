"""Any text at all, at any point of a talk: an answer with a way on, never a broken turn."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import app
from bot.model import Incoming
from bot.settings import Settings
from bot.storage.sqlite import SqliteStore
from bot.turns import turn
from bot.turns.house import House
from tests.conversation.room import NOW

INPUTS = 100_000 if os.environ.get("BUHUANG_SOAK") else 300
PIECES = (
    "微粒贷", "昨晚11点半", "每天二十多个", "爆通讯录", "骂我", "不想活了", "门口有人", "返回", "改 2", "菜单", "可以",
    "查一句话",
    "都没有", "对", "1", "99999999999", "两万三", "{x}", "{{7*7}}", "%s", "<b>", "\x00",
    "\u200b", "\ud800", "😭", "',--", "\n",
)  # fmt: skip
TEXT = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=8).map("，".join),
)


@cache
def house() -> House:
    """The whole content, as it ships."""
    return app.house(Settings())


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    folder = tmp_path_factory.mktemp("fuzz")
    opened = SqliteStore(folder / "talk.db", bytes(32), folder / "files")
    yield opened
    opened.close()


@settings(max_examples=INPUTS, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXT, st.integers(0, 9), st.integers(0, 2**62))
def test_no_text_breaks_a_turn(store: SqliteStore, text: str, who: int, id: int) -> None:
    """Ten borrowers at different points of their talks are sent anything; each answer leads on."""
    incoming = Incoming("terminal", f"fuzz-{who}", str(id), NOW, text)
    with store.transaction():
        answered = turn.run(house(), store, incoming, NOW)

    assert answered.replies
    assert "failed_turn" not in {flag.reason for flag in answered.flags}
    ended = ("回执号", "什么都没有留下")  # erased, or consent refused: the next word begins anew
    assert any(reply.choices for reply in answered.replies) or any(word in answered.replies[-1].text for word in ended)
