"""The environment as one frozen value. Nobody else reads the environment."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import SettingError

LOG_LEVELS = ("debug", "info", "warning", "error")
LONGEST_RETENTION = 3650  # days; beyond ten years nobody can still claim to need a story kept
# Names that begin like this can only be meant for us: an unknown one is a slip, not another program's setting.
OUR_PREFIXES = ("TELEGRAM_", "MODERATORS_", "WECHAT_")
_URLSAFE = str.maketrans("+/", "-_")
NEAR = 0.9  # difflib's ratio; catches one slip in any of our names, and leaves DATABASE_PUBLIC_URL of some hosts alone


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A text that never shows itself: repr, str and format give stars; `reveal` gives the text."""

    _text: str = ""

    def reveal(self) -> str:
        """The text itself; call it only where it is handed over."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(***)" if self._text else "Secret()"


@dataclass(frozen=True, slots=True)
class Settings:
    """One field per environment variable, by the same name in small letters; an empty one is not set."""

    database_url: Secret = Secret("sqlite:///data/buhuang.db")
    files_url: Secret = Secret("data/files")
    master_key: Secret = Secret()
    public_url: str = ""
    port: int = 8000
    telegram_token: Secret = Secret()
    telegram_api_base: str = "https://api.telegram.org"
    telegram_webhook_secret: Secret = Secret()
    moderators_telegram_token: Secret = Secret()
    wechat_app_id: str = ""
    wechat_app_secret: Secret = Secret()
    wechat_token: Secret = Secret()
    wechat_aes_key: Secret = Secret()
    wechat_api_base: str = "https://api.weixin.qq.com"
    timestamp_url: str = ""
    retention_days: int = 180
    log_level: str = "info"

    @property
    def database_file(self) -> Path | None:
        """Where SQLite keeps everything, or None when the database is a server."""
        url = self.database_url.reveal()
        return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None

    @property
    def files_folder(self) -> Path | None:
        """Where files are kept, or None when an object store keeps them."""
        url = self.files_url.reveal()
        return None if url.startswith("s3://") else Path(url)

    @property
    def given_key(self) -> bytes | None:
        """The 32 bytes of MASTER_KEY, or None when it is not set."""
        text = self.master_key.reveal()
        if len(text) == 64:
            return bytes.fromhex(text)
        return urlsafe_b64decode(text.translate(_URLSAFE).rstrip("=") + "=") if text else None

    @property
    def key_file(self) -> Path | None:
        """Where the embedded default keeps its master key: beside the SQLite file; None when MASTER_KEY is set."""
        file = self.database_file
        return None if self.master_key or file is None else file.parent / "master.key"


def _matching(pattern: str, what: str) -> Callable[[str], Secret]:
    def reading(text: str) -> Secret:
        if not re.fullmatch(pattern, text):
            raise ValueError(what)
        return Secret(text)

    return reading


def _plain(pattern: str, what: str) -> Callable[[str], str]:
    def reading(text: str) -> str:
        return _matching(pattern, what)(text).reveal()

    return reading


def _number(low: int, high: int) -> Callable[[str], int]:
    def reading(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return reading


def _url(text: str) -> str:
    """A web address without its last slash. Raises ValueError for anything else."""
    what = "a web address such as https://chat.example.org, without ? or #"
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        raise ValueError(what) from None
    if not good or parts.query or parts.fragment or re.search(r"\s", text):
        raise ValueError(what)
    return text.rstrip("/")


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def reading(text: str) -> str:
        if text.lower() not in words:
            raise ValueError("one of " + ", ".join(words))
        return text.lower()

    return reading


_TELEGRAM_TOKEN = _matching(r"[0-9]+:[A-Za-z0-9_-]+", "a bot token such as 12345:AbC…, as BotFather gave it")
READ: Mapping[str, Callable[[str], Any]] = {
    "DATABASE_URL": _matching(
        r"sqlite:///[^?#]+|postgres(ql)?://\S+", "sqlite:///folder/file.db or postgresql://user:password@host/name"
    ),
    "FILES_URL": _matching(r"s3://\S+|(?!\w+://).+", "a folder or s3://bucket/folder"),
    "MASTER_KEY": _matching(r"[0-9a-fA-F]{64}|[A-Za-z0-9_+/-]{43}=?", "32 random bytes as base64 or as 64 hex digits"),
    "PUBLIC_URL": _url,
    "PORT": _number(0, 65535),
    "TELEGRAM_TOKEN": _TELEGRAM_TOKEN,
    "TELEGRAM_API_BASE": _url,
    # The Bot API allows just these for setWebhook's secret_token.
    "TELEGRAM_WEBHOOK_SECRET": _matching(r"[A-Za-z0-9_-]{1,256}", "1 to 256 letters, digits, _ or -"),
    "MODERATORS_TELEGRAM_TOKEN": _TELEGRAM_TOKEN,
    "WECHAT_APP_ID": _plain(r"[A-Za-z0-9_-]{1,64}", "the AppID of the account, such as wx0123456789abcdef"),
    "WECHAT_APP_SECRET": _matching(r"[A-Za-z0-9_-]{1,128}", "the AppSecret of the account"),
    # WeChat's console takes a token of 3 to 32 letters and digits and an EncodingAESKey of 43.
    "WECHAT_TOKEN": _matching(r"[A-Za-z0-9]{3,32}", "3 to 32 letters and digits"),
    "WECHAT_AES_KEY": _matching(r"[A-Za-z0-9]{43}", "the 43 letters and digits of EncodingAESKey"),
    "WECHAT_API_BASE": _url,
    "TIMESTAMP_URL": _url,
    "RETENTION_DAYS": _number(1, LONGEST_RETENTION),
    "LOG_LEVEL": _one_of(LOG_LEVELS),
}


def read(environ: Mapping[str, str]) -> Settings:
    """The settings in an environment; a variable that is empty counts as not set.

    Raises SettingError, in one line that never shows a secret, for a malformed value and for a name
    that nearly is, or can only be meant as, one of ours.
    """
    _refuse_slips(environ)
    values: dict[str, Any] = {}
    for name, reading in READ.items():
        text = environ.get(name, "").strip()
        if text:
            try:
                values[name.lower()] = reading(text)
            except ValueError as error:
                raise SettingError(f"{name} must be {error}{_shown(name, text)}") from None
    return Settings(**values)


def _shown(name: str, text: str) -> str:
    """The refused value as far as it may be shown: nothing of a secret, the first 60 characters of the rest."""
    secret = {field.name for field in fields(Settings) if field.type == "Secret"}
    return "" if name.lower() in secret else f", not {text[:60]!r}"


def _refuse_slips(environ: Mapping[str, str]) -> None:
    for name in sorted(environ.keys() - READ.keys()):
        near = get_close_matches(name.upper(), READ, n=1, cutoff=NEAR)
        if near:
            raise SettingError(f"{name} is not a setting; did you mean {near[0]}?")
        if name.startswith(OUR_PREFIXES):
            known = ", ".join(other for other in READ if other.startswith(name.split("_")[0]))
            raise SettingError(f"{name} is not a setting; these are: {known}")
