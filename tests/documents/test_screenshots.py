"""Words out of pictures: how lines become text, and, where the extra `ocr` is installed, real pictures."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest
from PIL import Image

from bot.documents import screenshot_reader, screenshots
from bot.documents.screenshot_reader import SLICE, Line, arranged, opened, pictures, slices
from bot.errors import ReadingFailed
from tests.documents.screenshot import THREAT, drawn

WITH_OCR = pytest.mark.skipif(
    not screenshots.installed(), reason="the extra ocr is not installed: make test EXTRAS=ocr"
)


def line(text: str, top: float, left: float = 70, height: float = 50) -> Line:
    return Line(text, left, top, left + 42 * len(text), top + height)


def test_a_broken_sentence_is_joined_and_bubbles_stay_apart() -> None:
    """Lines of one bubble are one sentence; what stands apart, or elsewhere, is a paragraph of its own."""
    lines = [
        line("再不还款我们就联系你", 200),
        line("通讯录所有人", 262),
        line("收到请回复", 420),
        line("好", 482, left=900),
    ]

    assert arranged(lines, 2000) == "再不还款我们就联系你通讯录所有人\n收到请回复\n好"


def test_words_keep_their_space() -> None:
    """English words that a line's end parted stay two words."""
    assert arranged([line("please call", 200), line("13800001234 now", 262)], 2000) == "please call 13800001234 now"


def test_pieces_beside_each_other_are_read_from_left_to_right() -> None:
    """Whatever order they were found in."""
    assert arranged([line("5000元", 203, left=400), line("欠款", 200)], 2000) == "欠款 5000元"


def test_the_phones_own_line_is_left_out() -> None:
    """Clock, network and charge at the very top are not what anybody wrote; a time further down is."""
    top = [line("11:08", 20), line("5G", 22, left=800), line("87%", 21, left=950)]

    assert arranged([*top, line("11:08", 600), line("再不还钱", 700)], 2000) == "11:08\n再不还钱"


def test_no_lines_are_no_text() -> None:
    """A picture without words."""
    assert arranged([], 2000) == ""


def test_a_tall_picture_is_cut_between_the_lines() -> None:
    """Every part is small enough to be read, none is lost, and no cut goes through a bubble."""
    image = opened(drawn([f"第{number}句话" for number in range(40)]))
    parts = list(slices(image))

    assert [top for top, _ in parts] == [sum(p.height for _, p in parts[:n]) for n in range(len(parts))]
    assert sum(part.height for _, part in parts) == image.height
    assert max(part.height for _, part in parts) <= SLICE
    for top, _ in parts[1:]:
        low, high = image.crop((0, top, image.width, top + 1)).convert("L").getextrema()
        assert high - low < 12  # type: ignore[operator]


def test_a_picture_without_an_empty_row_is_cut_all_the_same() -> None:
    """Noise from top to bottom ends too."""
    noise = Image.frombytes("RGB", (64, 5000), os.urandom(64 * 5000 * 3))

    assert sum(part.height for _, part in slices(noise)) == 5000


def test_a_picture_is_opened_upright_and_flat() -> None:
    """Turned by its camera, transparent or wide: what is read is upright, on white, and not wider than needed."""
    turned, clear = Image.new("RGB", (400, 200), "red"), Image.new("RGBA", (3000, 30), (0, 0, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6
    sent = []
    for image, more in ((turned, {"exif": exif}), (clear, {})):
        stream = io.BytesIO()
        image.save(stream, "PNG", **more)
        sent.append(opened(stream.getvalue()))

    assert sent[0].size == (200, 400)
    assert sent[1].width == screenshot_reader.WIDTH
    assert sent[1].getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("content", [b"", b"junk", b"\x89PNG\r\n\x1a\nfake", drawn(["好"])[:200]])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    """Broken bytes raise what the reader expects, nothing else."""
    with pytest.raises((OSError, ValueError, SyntaxError)):
        opened(content)


def test_a_picture_that_claims_too_much_is_not_opened() -> None:
    """A few bytes can promise more pixels than there is memory."""
    stream = io.BytesIO()
    Image.new("1", (20_000, 4_000)).save(stream, "PNG")

    with pytest.raises(ValueError, match="more pixels"):
        opened(stream.getvalue())


def test_pictures_come_one_after_the_other() -> None:
    """As they were sent, empty ones too."""
    stream = io.BytesIO(b"\0\0\0\3abc\0\0\0\0\0\0\0\1d")

    assert list(pictures(stream)) == [b"abc", b"", b"d"]


@pytest.mark.parametrize("does", ["exit 3", "echo '{'", "sleep 5"])
def test_a_reader_that_fails_says_only_that(does: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ended early, speaking nonsense or too slow: one kind of error, with nothing of the picture in it."""
    monkeypatch.setattr(screenshots, "SECONDS", 0.5)
    monkeypatch.setattr(sys, "executable", _program(tmp_path, f"echo 秘密 >&2; {does}"))
    with pytest.raises(ReadingFailed) as failed:
        screenshots.read([b"x"])

    assert "秘密" not in str(failed.value)


def test_the_reader_is_given_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It opens bytes from anybody, so it gets neither the master key nor a token."""
    monkeypatch.setenv("MASTER_KEY", "0" * 64)
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:secret")
    names = "env | cut -d= -f1 | grep -E 'KEY|TOKEN' | wc -l"
    monkeypatch.setattr(sys, "executable", _program(tmp_path, f'cat > /dev/null; echo "[\\"$({names})\\"]"'))

    assert [text.strip() for text in screenshots.read([b"x"])] == ["0"]


def _program(folder: Path, does: str) -> str:
    path = folder / "reader"
    path.write_text(f"#!/bin/sh\n{does}\n", "utf-8")
    path.chmod(0o755)
    return str(path)


@WITH_OCR
@pytest.mark.parametrize("type", ["PNG", "JPEG", "WEBP"])
def test_a_real_screenshot_is_read(type: str) -> None:
    """A drawn chat comes back word for word, without the phone's clock."""
    assert screenshots.read([drawn(THREAT, type=type)]) == ("\n".join(THREAT),)


@WITH_OCR
def test_a_long_screenshot_is_read_to_its_end() -> None:
    """Of three screens put together every bubble is there, in order; what is no picture has no text."""
    told = [f"第{number}条，再不还钱我们就去你单位" for number in range(24)]
    text, nothing = screenshots.read([drawn(told), b"junk"])

    assert text.split("\n") == told
    assert nothing == ""
