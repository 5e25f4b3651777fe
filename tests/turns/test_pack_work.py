"""The evidence pack from the word to the file: asked for, made, kept encrypted, split, masked, chained."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.documents import pack_check
from bot.model import Attachment
from bot.storage.sqlite import SqliteStore
from bot.turns import jobs
from bot.turns.house import House
from bot.turns.pack_work import PackWork
from tests.turns.keeping import NOW, PICTURE, Keeper, waiting_kinds


@pytest.fixture
def keeper(house: House, store: SqliteStore) -> Keeper:
    """A borrower with a recording that names a collector, and a threat in words."""
    made = Keeper(house, store)
    made.send("13800001234来电.mp3", b"ID3\3" + bytes(500))
    made.say("这条短信作为证据：【某某】今天不还款就上门")
    return made


def opened(keeper: Keeper, file: Attachment) -> zipfile.ZipFile:
    found = keeper.store.open_file(keeper.channel, "me", file.file_id)
    assert found is not None
    return zipfile.ZipFile(io.BytesIO(found[1]))


def manifest(pack: zipfile.ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(pack.read("manifest.json"))
    return found


def test_a_pack_is_made_beside_the_talk_and_holds(keeper: Keeper, tmp_path: Path) -> None:
    """The word is answered at once; the pack comes with a code, is whole, and its making joins the chain."""
    assert "开始做证据包" in keeper.say("证据包")
    ready, hidden = keeper.work()
    (file,) = ready.files
    pack = opened(keeper, file)
    seal = manifest(pack)["seal"]
    assert f"{seal[:4]}-{seal[4:8]}" in ready.text
    assert [choice.id for choice in hidden.choices] == ["/pack:whole"]
    path = tmp_path / "包.zip"
    path.write_bytes(pack.fp.getvalue())  # type: ignore[union-attr]
    assert pack_check.check(path).problems == ()
    assert keeper.chain[-1] == ("packed", 0)
    assert keeper.store.custody(keeper.id)[-1].facts["seal"] == seal


def test_papers_charts_and_originals_are_inside(keeper: Keeper) -> None:
    """A list of evidence, a timeline, the rules, pictures of calls, the page, and each original as it came."""
    keeper.say("证据包")
    pack = opened(keeper, keeper.work()[0].files[0])
    names = set(pack.namelist())
    assert {"证据目录.pdf", "证据目录.docx", "时间线.pdf", "对照的规定.pdf", "通话图1.png", "核验.html"} <= names
    assert pack.read("原件/002_文字.txt").decode() == "【某某】今天不还款就上门"


def test_other_peoples_data_are_hidden_unless_asked_otherwise(keeper: Keeper) -> None:
    """A number in a name or note is masked in the papers and the manifest; one button makes a pack that shows it."""
    keeper.say("证据1备注 13800001234打来的")
    keeper.say("证据包")
    masked = opened(keeper, keeper.work()[0].files[0])
    keeper.say("", "/pack:whole")
    whole = opened(keeper, keeper.work()[0].files[0])
    assert "13800001234" not in masked.read("manifest.json").decode() + "".join(masked.namelist())
    assert manifest(masked)["contents"]["withheld"]
    assert manifest(whole)["contents"]["exhibits"][0]["note"] == "13800001234打来的"


def test_somebody_named_where_the_original_lies_is_hidden_in_the_chain_too(keeper: Keeper) -> None:
    """Names in a note and in where an original is kept stand neither in the papers nor in the chain's own words."""
    keeper.say("证据1备注 王小明接的电话")
    keeper.say("证据1")
    keeper.say("", "exhibit_carrier:1")
    keeper.say("在王小明的手机里")
    assert keeper.record(1)["carrier"] == "在王小明的手机里"
    keeper.say("证据包")
    pack = opened(keeper, keeper.work()[0].files[0])
    assert "王小明" not in json.dumps(manifest(pack), ensure_ascii=False).encode().decode("unicode_escape", "ignore")
    assert not any(
        "王小明" in str(link.get("details", "")).encode().decode("unicode_escape") for link in manifest(pack)["chain"]
    )
    assert manifest(pack)["contents"]["exhibits"][0]["note"] == "王**接的电话"


@pytest.mark.parametrize("text", ["证据包 不遮盖", "證據包，不遮蓋", "evidence pack unmasked"])
def test_the_unmasked_pack_has_words_too(keeper: Keeper, text: str) -> None:
    """Who has no buttons can say it."""
    keeper.say(text)
    (said, warned) = keeper.work()
    assert manifest(opened(keeper, said.files[0]))["contents"]["masked"] is False
    assert "只交给" in warned.text


def test_without_evidence_nothing_is_begun(house: House, store: SqliteStore) -> None:
    """The borrower hears what to send first."""
    keeper = Keeper(house, store)
    assert "还没有证据" in keeper.say("证据包")
    assert waiting_kinds(store) == []


def test_a_channel_with_a_limit_gets_parts(house: House, store: SqliteStore) -> None:
    """Each file stays below what the channel may send, and is checked by itself."""
    packing = house.works["pack"]
    assert isinstance(packing, PackWork)
    limited = PackWork(house, replace(packing._with, limits={"telegram": 700}))
    keeper = Keeper(replace(house, works={"pack": limited}), store, "telegram")
    for number in range(3):
        keeper.send(f"{number}.png", PICTURE + bytes([number]) * 400)
    keeper.say("证据包")
    ready = keeper.work()[0]
    assert [file.name for file in ready.files] == [f"证据包-20261123-{n}之3.zip" for n in (1, 2, 3)]
    assert "分成3个文件" in ready.text
    assert [manifest(opened(keeper, file))["contents"]["part"] for file in ready.files] == [1, 2, 3]


def test_removed_evidence_is_not_in_a_pack(keeper: Keeper) -> None:
    """Its number is only told of by the chain."""
    keeper.say("删除证据 1")
    keeper.say("移除")
    keeper.say("证据包")
    pack = opened(keeper, keeper.work()[0].files[0])
    assert [one["number"] for one in manifest(pack)["contents"]["exhibits"]] == [2]


def test_a_pack_that_breaks_leaves_no_file_behind(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    """An original that cannot be read ends the try; what was written of it is gone, and it is tried again later."""
    keeper.say("证据包")
    with keeper.store.transaction():
        taken = jobs.take(keeper.house, keeper.store, NOW, keeper.id)
    assert isinstance(taken, jobs.Taken)
    for path in keeper.store._files.folder.rglob("*"):
        if path.is_file() and path.suffix == "":
            path.unlink()
    assert jobs.make(keeper.house, taken) is None
    assert [path for path in keeper.store._files.folder.rglob("*") if path.is_file()] == []
    assert jobs.keep(keeper.house, keeper.store, taken.job, None, NOW) == ()
    assert waiting_kinds(keeper.store) == ["pack"]


def test_evidence_from_before_there_was_a_chain_joins_it(keeper: Keeper) -> None:
    """Packing an exhibit that has no entry yet adds one, so that the pack checks."""
    keeper.store.rows("DROP TRIGGER custody_stays")
    keeper.store.rows("DELETE FROM custody")
    keeper.say("证据包")
    pack = opened(keeper, keeper.work()[0].files[0])
    assert [one["number"] for one in manifest(pack)["contents"]["exhibits"]] == [1, 2]
    assert keeper.chain == [("received", 1), ("received", 2), ("packed", 0)]
