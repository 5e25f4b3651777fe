"""The counts that `make bench` prints hold in every run of the tests; its times do not belong here."""

from __future__ import annotations

from benchmarks import messages, turns


def test_a_letter_and_an_incident_take_few_messages() -> None:
    """One message that tells it all leads to a letter in six, and one more incident is logged in three."""
    for count in messages.counts():
        assert count.messages is not None, f"stuck: {count.what}"
        assert count.messages <= count.goal, count.what


def test_a_stored_conversation_grows_only_with_its_answers() -> None:
    """Messages that answer nothing leave no trace in what is stored of the conversation."""
    assert turns.conversation_bytes(40) == turns.conversation_bytes(2)
