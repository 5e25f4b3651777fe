"""The store's verbs for papers that were handed out."""

from __future__ import annotations

from typing import Protocol

from bot.conversation.document import Document


class DocumentStore(Protocol):
    """Versions are added with the turn that wrote them (`Outcome.documents`) and never change."""

    def documents(self, borrower_id: str) -> tuple[Document, ...]:
        """Every version of every paper of a borrower, oldest first; none for a borrower not known."""
