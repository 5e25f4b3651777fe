"""Every error of ours, one root; the docstring of a class is its message.

BotError
├── ContentError          a content file is wrong: file, line, what, and how to mend it
├── SettingError          an environment variable is wrong
├── StorageError
│   ├── Conflict          somebody else saved this conversation first
│   ├── KeyMissing        the key that opens this content is not there
│   ├── FileTooLarge
│   └── FileGone
├── TypesettingFailed     a page or picture could not be made
├── ReadingFailed         the words in a picture could not be read
├── NamesUnread           nobody could say which names stand in a text, so it is not handed out
└── DeliveryError         a reply could not be sent
"""

from __future__ import annotations


class BotError(Exception):
    """Something went wrong."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class ContentError(BotError):
    """A content file is wrong."""

    def __init__(self, file: str, line: int, what: str, mend: str = "") -> None:
        self.file, self.line, self.what, self.mend = file, line, what, mend
        super().__init__(f"{file}:{line}: {what}" + (f" — {mend}" if mend else ""))


class SettingError(BotError):
    """An environment variable is unknown or malformed."""


class StorageError(BotError):
    """The database could not do what was asked."""


class Conflict(StorageError):
    """Somebody else saved this conversation first."""


class StorageBusy(StorageError):
    """Another process is writing to the database."""


class KeyMissing(StorageError):
    """The key that opens this content is not there."""


class FileTooLarge(StorageError):
    """The file is larger than we keep."""


class FileGone(StorageError):
    """A kept file is not there any more."""


class TypesettingFailed(BotError):
    """A page or picture could not be made."""


class ReadingFailed(BotError):
    """The words in a picture could not be read."""


class NamesUnread(BotError):
    """Nobody could say which names stand in a text."""


class DeliveryError(BotError):
    """A reply could not be sent."""

    def __init__(self, message: str = "", *, retryable: bool, retry_after: float = 0.0) -> None:
        self.retryable, self.retry_after = retryable, retry_after
        super().__init__(message)
