"""Hostile and odd files, looked at without opening them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from bot.storage.inspection import inspect


def png(width: int, height: int) -> bytes:
    """A picture that claims a size."""

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"x")) + part(b"IEND", b"")


def jpeg(width: int, height: int, **more: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height)).save(stream, "JPEG", **more)  # type: ignore[arg-type]
    return stream.getvalue()


def packed(*sizes: int) -> bytes:
    """A ZIP with members of zeros."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, size in enumerate(sizes):
            archive.writestr(f"{number}.bin", b"\0" * size)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "type", "marks"),
    [
        ("a.txt", b"", "application/octet-stream", ("empty",)),
        ("a.txt", "他们骂人".encode("gb18030"), "text/plain", ()),
        ("a.mp3", b"ID3\x03" + b"\0" * 400, "audio/mpeg", ()),
        ("a.amr", b"#!AMR\n" + b"\0" * 40, "audio/amr", ()),
        ("a.m4a", b"\0\0\0\x18ftypM4A " + b"\0" * 40, "audio/mp4", ()),
        ("照片.jpg", b"MZ" + b"\0" * 200, "application/x-executable", ("lying",)),
        ("照片.jpg", b"<html><script>alert(1)</script>", "text/html", ("lying",)),
        ("照片.jpg", "只是文字".encode(), "text/plain", ("lying",)),
        ("录音.mp3", b"%PDF-1.7\n", "application/pdf", ("lying",)),
        ("a.pdf", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>", "application/pdf", ()),
        ("a.pdf", b"%PDF-1.7\n<</S/JavaScript/JS(app.alert(1))>>", "application/pdf", ("script",)),
        ("a.pdf", b"%PDF-1.7\n<</S/J#61vaScript/J#53(app.alert(1))>>", "application/pdf", ("script",)),
        (
            "a.pdf",
            b"%PDF-1.7\n5 0 obj <</Type /ObjStm>>\nstream\n" + zlib.compress(b"<</S /JavaScript>>") + b"\nendstream",
            "application/pdf",
            ("script",),
        ),
        ("a.pdf", b"%PDF-1.7\n<</Length 9>>\nstream\n\x01/JS \x02/JavaScript \nendstream", "application/pdf", ()),
        ("a.pdf", b"%PDF-1.7\n<<>>\nstream\nno end /JS ", "application/pdf", ("script",)),
        ("a.pdf", b"%PDF-1.7\n<</S /Launch /F(cmd.exe)>>", "application/pdf", ("script",)),
        ("a.zip", packed(100, 100), "application/zip", ()),
        ("a.zip", packed(60_000_000), "application/zip", ("bomb",)),
        ("a.zip", b"PK\x03\x04" + b"\0" * 30, "application/zip", ()),
        ("a.png", png(800, 600), "image/png", ()),
        ("a.png", png(20_000, 20_000), "image/png", ("huge",)),
        ("a.png", b"\x89PNG\r\n\x1a\n broken", "image/png", ()),
        ("noname", bytes(range(256)), "application/octet-stream", ()),
    ],
)
def test_what_a_file_is(name: str, content: bytes, type: str, marks: tuple[str, ...]) -> None:
    """The type is read from the content, and each oddity has its mark."""
    found = inspect(content, name, "application/octet-stream")
    assert found.marks == marks
    if name != "a.zip":  # an archive's own kind (office or plain) does not matter here
        assert found.type == type


def test_a_reencoded_picture_is_told_from_a_cameras() -> None:
    """No EXIF and a messenger's edge: re-encoded; with EXIF, or of another size, not."""
    exif = Image.Exif()
    exif[0x0110] = "test camera"
    assert inspect(jpeg(1280, 960), "a.jpg", "image/jpeg").marks == ("recoded",)
    assert inspect(jpeg(1280, 960, exif=exif), "a.jpg", "image/jpeg").marks == ()
    assert inspect(jpeg(1179, 2001), "a.jpg", "image/jpeg").marks == ()


def test_a_list_of_a_million_members_is_not_read() -> None:
    """A ZIP whose list of contents alone would fill memory is told by its end record."""
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 60_000, 60_000, 100, 0, 0)
    assert inspect(b"PK\x03\x04" + b"\0" * 100 + end, "a.zip", "").marks == ("bomb",)
