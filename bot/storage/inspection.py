"""What a file is by its content, and what is odd about it. Only heads and lists of contents are read; nothing is
unpacked, decoded or run, however the file is made."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from dataclasses import dataclass

import puremagic

from bot import pdf

MOST_GROWTH = 100  # times: office files and texts stay far below it
SMALL = 20 * 1024 * 1024  # bytes that do nobody harm, however well they were packed
MOST_UNPACKED = 1024**3
MOST_MEMBERS = 10_000
LIST_BYTES = 2 * 1024 * 1024  # of a ZIP's list of contents: beyond it reading the list alone would take memory
HEAD = 4096

# What messengers make of a picture: the longer edge (Telegram), the shorter or longer one (WeChat).
_RECODED_EDGES = frozenset({800, 1080, 1280, 1440, 1707, 2560})

_FAMILIES = (
    (r"jpe?g|png|gif|webp|hei[cf]|bmp|tiff?", "image"),
    (r"mp3|m4a|aac|amr|wav|ogg|oga|opus|flac|mp4|mov|3gp|avi|mkv|webm", "sound"),
    (r"pdf", "pdf"),
    (r"zip|docx?|xlsx?|pptx?|wps|et", "packed"),
    (r"txt|csv|eml|md|log|json", "text"),
)
_PROGRAM = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"dex\n")
_PAGE = re.compile(rb"^\s*<(?:!doctype html|html|script|svg|\?xml|iframe)", re.I)


def _name(word: str) -> str:
    """A PDF's name, also where some of its characters are written by number: /J#61vaScript."""
    return "".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in word)


_SCRIPT = re.compile(f"/(?:{'|'.join(_name(word) for word in ('JavaScript', 'JS', 'Launch'))})(?![A-Za-z])".encode())


@dataclass(frozen=True, slots=True)
class Looked:
    """The type by content (“application/octet-stream” when nothing is known) and the marks of `model.Upload`."""

    type: str
    marks: tuple[str, ...] = ()


def inspect(content: bytes, name: str, declared: str) -> Looked:
    """Look at a file's bytes. Never raises: what cannot be read is odd in no known way."""
    if not content:
        return Looked("application/octet-stream", ("empty",))
    found = _type(content, name)
    marks = []
    promised, is_ = _promised(name, declared), _family(found)
    if promised and is_ and promised != is_:
        marks.append("lying")
    if found == "application/pdf" and any(_SCRIPT.search(part) for part in pdf.plain(content)):
        marks.append("script")
    if is_ == "packed" and content[:2] == b"PK" and _bomb(content):
        marks.append("bomb")
    if is_ == "image":
        marks += _picture(content, found)
    return Looked(found, tuple(marks))


def _type(content: bytes, name: str) -> str:
    head = content[:HEAD]
    if head.startswith(b"#!AMR"):  # WeChat's voice messages; not a script
        return "audio/amr"
    if head.startswith(_PROGRAM):
        return "application/x-executable"
    if _PAGE.match(head):
        return "text/html"
    try:
        guesses = puremagic.magic_string(content[: 1024 * 1024] if content[:2] != b"PK" else head)
    except (puremagic.PureError, ValueError):
        guesses = []
    ending = name.rpartition(".")[2].lower()
    known = [guess for guess in guesses if guess.mime_type]
    same = [guess for guess in known if guess.extension.lstrip(".") == ending]
    if known:
        return _plain((same or known)[0].mime_type)
    return "text/plain" if _reads(head) else "application/octet-stream"


def _plain(type: str) -> str:
    """puremagic's word for a type, the usual way."""
    return {"audio/x-opus+ogg": "audio/ogg", "application/ogg": "audio/ogg", "video/x-m4v": "video/mp4"}.get(type, type)


def _reads(head: bytes) -> bool:
    """Whether these bytes are text, in one of the two encodings that Chinese phones and programs write."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = head[:-8].decode(encoding) if len(head) == HEAD else head.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(c < " " and c not in "\t\n\r\f" for c in text)
    return False


def _family(type: str) -> str:
    if type.startswith("image/"):
        return "image"
    if type.startswith(("audio/", "video/")):
        return "sound"
    if type == "application/pdf":
        return "pdf"
    if type in ("application/x-executable", "text/html"):
        return "program"
    if type.startswith("text/"):
        return "text"
    packed = ("zip", "officedocument", "msword", "ms-excel", "ms-powerpoint", "ole")
    return "packed" if any(word in type for word in packed) else ""


def _promised(name: str, declared: str) -> str:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    for endings, family in _FAMILIES:
        if re.fullmatch(endings, ending):
            return family
    return _family(declared) if not ending else ""


def _bomb(content: bytes) -> bool:
    """Whether unpacking this ZIP would fill a disk, by its own list of contents."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if end < 0 or len(content) < end + 22:
        return False
    members, listed = struct.unpack("<H", content[end + 10 : end + 12])[0], content[end + 12 : end + 16]
    if members > MOST_MEMBERS or struct.unpack("<I", listed)[0] > LIST_BYTES:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            whole = sum(info.file_size for info in packed.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return False
    return whole > MOST_UNPACKED or whole > max(MOST_GROWTH * len(content), SMALL)


def _picture(content: bytes, type: str) -> list[str]:
    """Marks of a picture, by its head alone."""
    from PIL import Image  # noqa: PLC0415 - loaded with the first picture: few processes ever see one

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as opened:
                plain = type == "image/jpeg" and "exif" not in opened.info
                edges = set(opened.size)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):  # from 89 million pixels on
        return ["huge"]
    except Exception:  # a picture that cannot be read is kept as it is; its reader may fail in any way
        return []
    return ["recoded"] if plain and _RECODED_EDGES & edges else []
