"""The page inside a pack, in a real Chromium, opened from the disk without any network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.documents.packs import PAGE, TAMPERS, members, pack, written, zipped

pytestmark = pytest.mark.browser


@pytest.fixture
def verifier(context: BrowserContext, tmp_path: Path) -> Iterator[Page]:
    """The page as it lies in an unpacked pack; anything it asks of a network fails the test."""
    asked: list[str] = []
    context.set_offline(True)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith("file:") else None)
    page.on("pageerror", lambda error: asked.append(str(error)))
    path = tmp_path / "核验.html"
    path.write_bytes(PAGE)
    page.goto(path.as_uri())
    yield page
    assert asked == []


def verdict(page: Page, content: bytes, folder: Path) -> str:
    """What the page says of a ZIP."""
    path = folder / "包.zip"
    path.write_bytes(content)
    page.set_input_files("#zip", path)
    page.wait_for_selector("#verdict.good, #verdict.bad")
    return page.inner_text("#verdict")


def test_a_whole_pack_passes_with_its_code(verifier: Page, tmp_path: Path) -> None:
    """The verdict, what was counted, and the code to compare."""
    content = written(pack())
    assert "完整" in verdict(verifier, content, tmp_path)
    assert "3 份证据，证据链 6 条，时间戳 1 个" in verifier.inner_text("#facts")
    assert verifier.inner_text("#code").startswith("核验码 ")


def test_the_pages_own_sha256_gives_the_same(verifier: Page, tmp_path: Path) -> None:
    """Where a browser keeps its SHA-256 from pages on disk, the page's own is right, also past 64 bytes and 4 MB."""
    verifier.goto(verifier.url + "#own")
    verifier.reload()
    assert "完整" in verdict(verifier, written(pack()), tmp_path)
    sizes = [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 5_000_000]
    same = verifier.evaluate(
        """async (sizes) => { const found = []; for (const size of sizes) {
            const bytes = new Uint8Array(size).map((_, i) => i * 7);
            found.push(new Sha256().update(bytes).hex() === hexOf(await crypto.subtle.digest('SHA-256', bytes)));
        } return found; }""",
        sizes,
    )
    assert all(same)


@pytest.mark.parametrize("name", TAMPERS)
def test_tampering_is_told(verifier: Page, tmp_path: Path, name: str) -> None:
    """What the command finds, the page finds."""
    found = members(written(pack()))
    TAMPERS[name](found)
    assert "对不上" in verdict(verifier, zipped(found), tmp_path)
    assert verifier.locator("#problems li").count() > 0


@pytest.mark.parametrize(("harm", "said"), [("", "完整"), ("证据目录.txt", "对不上")])
def test_an_unpacked_folder_is_checked_too(verifier: Page, tmp_path: Path, harm: str, said: str) -> None:
    """The folder passes with what a system leaves in it, and fails with a changed file."""
    folder = tmp_path / "解压"
    for name, content in (members(written(pack())) | {".DS_Store": b"x"}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"changed" if name == harm else content)
    verifier.set_input_files("#folder", folder)
    verifier.wait_for_selector("#verdict.good, #verdict.bad")
    assert said in verifier.inner_text("#verdict")


@pytest.mark.parametrize("content", [b"", b"no zip at all", zipped({"a.txt": b"x"})])
def test_other_files_are_refused_plainly(verifier: Page, tmp_path: Path, content: bytes) -> None:
    """One sentence, and the page stays ready."""
    assert "没法核对" in verdict(verifier, content, tmp_path)


def test_the_page_says_what_it_does_not_prove(verifier: Page) -> None:
    """Nobody may take it for a court's or notary's certificate."""
    text = verifier.inner_text("body")
    assert "不是法院" in text
    assert "要靠原来的手机" in text
