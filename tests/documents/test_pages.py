"""How many sheets an exhibit makes on paper, from PDFs of several makers and from texts."""

from __future__ import annotations

import zlib
from datetime import date

import pytest

from bot.documents import pages, paper
from bot.documents.typeset import Press

TREE = b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj 2 0 obj <</Kids [3 0 R 4 0 R] /Count 2 /Type /Pages>> endobj"


def streamed(plain: bytes, head: bytes = b"/Type /ObjStm") -> bytes:
    """Objects packed as newer PDFs have them."""
    packed = zlib.compress(plain)
    return b"%%PDF-1.7\n5 0 obj <<%s /Length %d /Filter /FlateDecode>>\nstream\n%s\nendstream endobj" % (
        head,
        len(packed),
        packed,
    )


@pytest.mark.parametrize("items", [3, 40, 90])
def test_our_own_letters_are_counted(items: int) -> None:
    """A PDF that Typst made has as many pages as its footer says."""
    text = "\n".join(
        f"{number}. 对方多次拨打电话，我已明确要求停止，请核实后书面答复。" for number in range(1, items + 1)
    )
    content = Press().letter(paper.read("函", text), date(2026, 11, 22)).content
    found = pages.of_pdf(content)
    assert found == {3: 1, 40: 2, 90: 4}[items]


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (b"%PDF-1.4\n" + TREE, 2),
        (b"%PDF-1.4\n2 0 obj <</Type /Pages /Resources <</Font <</F 9 0 R>>>> /Kids [] /Count 12>> endobj", 12),
        (b"%PDF-1.4\n9 0 obj <</Type /Outlines /Count 77>> endobj " + TREE, 2),
        (streamed(b"<</Type /Pages /Count 7 /Kids [3 0 R]>> <</Type /Page /Parent 2 0 R>>"), 7),
        (b"%PDF-1.4\n3 0 obj <</Type /Page>> endobj 4 0 obj <</Type/Page /Parent 2 0 R>> endobj", 2),
        (b"%PDF-1.4\n" + TREE + b" 2 0 obj <</Type /Pages /Kids [3 0 R] /Count 5>> endobj", 5),
        (b"%PDF-1.4\nnothing", None),
        (b"%PDF-1.4\n2 0 obj <</Type /Pages /Count 999999>> endobj", None),
        (b"%PDF-1.4\n5 0 obj <</Type /ObjStm>>\nstream\nnot packed at all\nendstream", None),
        (b"%PDF-1.4\n" + b"<<" * 3000 + b"/Type /Pages", None),
    ],
)
def test_pages_of_other_makers(content: bytes, count: int | None) -> None:
    """The root of the page tree counts, packed or not, and no outline does; what cannot be read is not guessed."""
    assert pages.of_pdf(content) == count


def test_a_packed_bomb_is_read_no_further_than_its_limit() -> None:
    """An object stream that unpacks to a gigabyte of nothing costs a few megabytes and counts nothing."""
    packer = zlib.compressobj(9)
    bomb = b"".join([packer.compress(bytes(1024 * 1024)) for _ in range(256)]) + packer.flush()
    assert pages.of_pdf(b"%PDF-1.5\n5 0 obj <</Type /ObjStm>>\nstream\n" + bomb) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 1), ("今天不还就上门", 1), ("长" * 28 * 22, 1), ("长" * 28 * 22 + "了", 2), ("行\n" * 45, 3)],
)
def test_texts_fill_sheets_as_offices_print_them(text: str, count: int) -> None:
    """22 lines of 28 characters are one page, in both encodings that phones write."""
    assert pages.of_text(text.encode()) == count
    assert pages.of_text(text.encode("gb18030")) == count


def test_what_is_not_printed_has_no_pages() -> None:
    """A picture is one page unread; a recording, a Word file and unreadable bytes come apart."""

    def unread() -> bytes:
        raise AssertionError

    assert pages.count("picture", "image/png", unread) == 1
    assert pages.count("audio", "audio/mpeg", unread) is None
    assert pages.count("document", "application/msword", unread) is None
    assert pages.count("text", "text/plain", lambda: b"\xff\xff\xff") is None
