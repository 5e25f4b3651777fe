"""Counts of numbers and platforms: only with leave, only from three borrowers on, gone with who withdraws."""

from __future__ import annotations

import itertools
from datetime import datetime
from pathlib import Path

from bot import app
from bot.model import Incoming
from bot.settings import Settings
from bot.storage.base_shared import Counts
from bot.storage.sqlite import SqliteStore
from bot.turns import turn

HOUSE = app.house(Settings())
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=app.CHINA)
NUMBER = "13800000009"
STORY = f"微粒贷逾期了，每天二十多个电话，昨晚11点半还打，号码{NUMBER}，打给我爸妈骂人"

_ids = itertools.count()


def say(store: SqliteStore, who: str, text: str, choice: tuple[str, ...] = ()) -> list[str]:
    """One message; the texts of the answer."""
    with store.transaction():
        incoming = Incoming("web", who, f"m{next(_ids)}", NOW, text, choice)
        return [reply.text for reply in turn.run(HOUSE, store, incoming, NOW).replies]


def tell(store: SqliteStore, who: str, agree: bool = True) -> None:
    """A borrower with the same collector, who lets it be counted or not."""
    for text, choice in ((STORY, ()), ("", ("agreed",)), ("", ("none",)), ("", ("right",)), ("跳过", ())):
        say(store, who, text, choice)
    say(store, who, f"查号码 {NUMBER}")
    say(store, who, "愿意" if agree else "不用了")


def test_nothing_is_shown_below_three(store: SqliteStore) -> None:
    """One and two borrowers are as silent as none; from the third on there are counts, and a right of reply."""
    silent = say(store, "asks", f"查号码{NUMBER}")
    for number, who in enumerate(("a", "b", "c")):
        texts = say(store, "asks", f"查号码{NUMBER}")
        assert f"{NUMBER}：记过的人不到3个，不显示。" in texts, (number, silent)
        tell(store, who)
    texts = say(store, "asks", f"查号码{NUMBER}")
    assert any(text.startswith(f"{NUMBER}：这里有3个人记过。") and "骂人、羞辱3人" in text for text in texts)
    assert any("回复「人工」说明" in text for text in texts)


def test_only_with_leave(store: SqliteStore) -> None:
    """Who said no, or was not asked, is not counted."""
    for who in ("a", "b", "c"):
        tell(store, who, agree=False)
    assert store.number_counts(NUMBER) == Counts()


def test_withdrawn_and_erased_are_gone_at_once(store: SqliteStore) -> None:
    """Changing the answer takes one's share out in the same turn; erasing too."""
    for who in ("a", "b", "c"):
        tell(store, who)
    assert store.number_counts(NUMBER).people == 3
    say(store, "a", "改 匿名计数")
    say(store, "a", "不用了")
    assert store.number_counts(NUMBER).people == 2
    with store.transaction():
        store.erase_borrower(store.load("web", "b", NOW).borrower_id, NOW)
    assert store.number_counts(NUMBER).people == 1
    assert store.platform_counts("weilidai").people == 1


def test_starting_over_takes_it_out(store: SqliteStore) -> None:
    """重来 forgets what was told, and with it what was counted."""
    tell(store, "a")
    say(store, "a", "重来")
    say(store, "a", "", ("restart_now",))
    assert store.number_counts(NUMBER) == Counts()
    assert store.platform_counts("weilidai") == Counts()


def test_asked_once(store: SqliteStore) -> None:
    """The question comes when it matters, and not again."""
    tell(store, "a", agree=False)
    assert not any("愿意匿名计个数" in text for text in say(store, "a", f"查号码{NUMBER}"))


def test_a_rare_kind_is_not_shown(store: SqliteStore) -> None:
    """A kind that fewer than three recorded stays out, though the number is shown."""
    for who in ("a", "b", "c"):
        tell(store, who)
    say(store, "c", "改 他们做了什么")
    say(store, "c", "", ("call_bombing", "threat"))
    say(store, "c", "", ("change",))
    texts = say(store, "asks", f"查号码{NUMBER}")
    assert not any("威胁" in text for text in texts)


def test_the_number_itself_is_nowhere(store: SqliteStore, tmp_path: Path) -> None:
    """The table holds no digit of the number, and another master key finds nothing."""
    tell(store, "a")
    (row,) = store.rows("SELECT DISTINCT number_hash FROM shared_number").fetchall()
    assert NUMBER.encode() not in row[0]
    assert len(row[0]) == 32
    other = SqliteStore(tmp_path / "other.db", bytes(31) + b"1", tmp_path / "files2")
    assert other._vault.number_hash(NUMBER) != row[0]
    other.close()


def test_an_office_is_named_as_one(store: SqliteStore) -> None:
    """12378 is no collector's number, whatever was recorded."""
    assert any("公开的官方号码" in text for text in say(store, "asks", "查号码 12378"))


def test_a_platforms_page(store: SqliteStore) -> None:
    """A platform's page has its counts from three borrowers on, by kind."""
    assert any("不到3个" in text for text in say(store, "asks", "查平台 微粒贷"))
    for who in ("a", "b", "c"):
        tell(store, who)
    assert any("这里有3个人记过" in text for text in say(store, "asks", "查平台 微粒贷"))
