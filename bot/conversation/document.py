"""The nouns of papers in a borrower's hands: versions, paragraphs, own changes, and what speaks against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One numbered paragraph of a paper. `original` is what was written for the borrower, empty where they added it;
    `text` is what stands now, empty where they took it out; `key` says which paragraph of the paper's form it is."""

    number: int
    text: str
    original: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Edits:
    """The borrower's own changes to a paper: a paragraph's key → what stands instead (empty: nothing), and additions.

    Kept by which paragraph it is, so that they hold when the paper is written anew, another day or from more answers.
    """

    changed: Mapping[str, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """Why own words would hurt who signs them. `refuse`: they help to threaten or forge, and are never taken.

    `why` is borrower's text; `instead` is a safe sentence to put in, Chinese as the paper is.
    """

    id: str
    why: str
    instead: str = ""
    refuse: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a paper as it was handed out: `letter` and `debt` say which, `fields` the answers it used."""

    letter: str
    debt: str
    version: int
    title: str
    text: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    at: datetime | None = None
    id: int = 0
