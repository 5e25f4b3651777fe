"""Reads back what was printed: the text of a PDF by poppler, of a Word file by LibreOffice."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

PDFTOTEXT, OFFICE = shutil.which("pdftotext"), shutil.which("soffice")
needs_poppler = pytest.mark.skipif(PDFTOTEXT is None, reason="poppler is missing: apt-get install poppler-utils")
needs_office = pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice is missing: apt-get install libreoffice-writer-nogui"
)
FOOTER = re.compile(r"第\d+页，共\d+页")


def pdf_text(content: bytes) -> str:
    """The characters of a PDF in reading order, without spaces, line ends and page footers."""
    assert PDFTOTEXT is not None
    done = subprocess.run([PDFTOTEXT, "-", "-"], input=content, capture_output=True, check=True)
    return FOOTER.sub("", bare(done.stdout.decode()))


def office_text(content: bytes, folder: Path) -> str:
    """The characters of a DOCX as LibreOffice opens it; it repairs nothing without failing the conversion."""
    assert OFFICE is not None
    path = folder / "letter.docx"
    path.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, "--headless", profile, "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(folder)]
    subprocess.run([*command, str(path)], capture_output=True, check=True, timeout=120)
    return bare((folder / "letter.txt").read_text("utf-8-sig"))


def bare(text: str) -> str:
    """Text without white space and direction marks, which a page may set anew; NFC, as fonts compose."""
    kept = re.sub(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069]+", "", text)
    return unicodedata.normalize("NFC", kept)
