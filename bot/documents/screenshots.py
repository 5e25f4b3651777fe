"""The words in pictures that people send, read by a process of its own: it needs 600 MB and is gone when it is done."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.errors import ReadingFailed

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120.0  # for one message's pictures, on a machine that is busy with turns


def installed() -> bool:
    """Whether the optional extra `ocr` is there. Imports nothing."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def read(pictures: Sequence[bytes]) -> tuple[str, ...]:
    """The text of each picture, “” where there is none. Raises ReadingFailed.

    The pictures come from anybody and are opened by native code: that process gets no secrets and no time without end.
    """
    sent = b"".join(len(picture).to_bytes(4, "big") + picture for picture in pictures)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bot.documents.screenshot_reader"],
            input=sent, env={"PYTHONPATH": str(ROOT)}, cwd=ROOT, capture_output=True, timeout=SECONDS, check=True,
        )  # fmt: skip
        texts = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        # The kind only: the process's own words may quote the picture.
        raise ReadingFailed(f"The words in a picture could not be read: {type(error).__name__}") from None
    return tuple(str(text) for text in texts)
