"""An outside time stamp (RFC 3161) over the end of a borrower's chain: one hash leaves the house, nothing else.

A stamp covers every entry before it, so one that could not be had is made up for by the next.
"""

from __future__ import annotations

import hashlib
import logging
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, TimeStampResponse, decode_timestamp_response

from bot.custody import Stamp
from bot.storage.base import Store
from bot.turns.work import Kept, Made, Work

KIND = "stamp"
PAUSES = (0.0, 2.0, 8.0)  # seconds before each try; the borrower waits for none of them
ANSWER_SECONDS = 15
LARGEST_TOKEN = 64 * 1024  # bytes; real ones have four to eight thousand
GRANTED = (0, 1)  # granted, granted with modifications: RFC 3161, 2.4.2

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MadeStamp(Made):
    """A token for the link of entry `number`; empty when the authority could not be reached."""

    number: int = 0
    token: bytes = b""


class StampWork(Work):
    """See `Work`. Says nothing: a stamp is there or it is not."""

    def __init__(self, url: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._url, self._pause = url, pause

    def gather(self, store: Store, borrower_id: str, _args: Mapping[str, str], _now: datetime) -> tuple[int, str]:
        """Number and link of the newest entry; 0 when it has a stamp or there is none."""
        links = store.custody(borrower_id)
        stamped = {stamp.number for stamp in store.stamps(borrower_id)}
        return (links[-1].number, links[-1].link) if links and links[-1].number not in stamped else (0, "")

    def make(self, material: Any) -> Made:
        number, link = material
        if number:
            for seconds in PAUSES:
                self._pause(seconds)
                try:
                    return MadeStamp((), (), number, fetched(self._url, link))
                except Exception as error:  # a broken answer can fail in any way; the next entry brings the next try
                    _log.warning("no time stamp: %s", type(error).__name__)
        return MadeStamp(())

    def keep(self, store: Store, borrower_id: str, made: Made, now: datetime) -> Kept:
        if isinstance(made, MadeStamp) and made.token:
            store.keep_stamp(borrower_id, Stamp(made.number, now, made.token))
        return Kept(())


def fetched(url: str, link: str) -> bytes:
    """A token (DER) whose imprint is the SHA-256 of the link's 64 hex digits. Raises whatever goes wrong on the way."""
    asked = TimestampRequestBuilder().data(link.encode()).hash_algorithm(HashAlgorithm.SHA256).build()
    headers = {"content-type": "application/timestamp-query"}
    request = urllib.request.Request(url, asked.as_bytes(), headers)  # noqa: S310 - settings take http and https alone
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
        token: bytes = answer.read(LARGEST_TOKEN)
    _check(decode_timestamp_response(token), link, asked.nonce)
    return token


def _check(response: TimeStampResponse, link: str, nonce: int | None) -> None:
    """Raises ValueError unless this answers what was asked."""
    if response.status not in GRANTED:
        raise ValueError("the authority refused")
    about = response.tst_info
    if about.message_imprint.message != hashlib.sha256(link.encode()).digest() or about.nonce != nonce:
        raise ValueError("the token is for something else")
