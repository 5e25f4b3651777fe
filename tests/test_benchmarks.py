"""The counts that `make bench` prints hold in every run of the tests; its times do not belong here."""

from __future__ import annotations

from benchmarks import advice, messages, times, turns
from bot.model import LENDER_KINDS


def test_a_letter_and_an_incident_take_few_messages() -> None:
    """One message that tells it all leads to a letter in six, and one more incident is logged in three."""
    for count in messages.counts():
        assert count.messages is not None, f"stuck: {count.what}"
        assert count.messages <= count.goal, count.what


def test_a_stored_conversation_grows_only_with_its_answers() -> None:
    """Messages that answer nothing leave no trace in what is stored of the conversation."""
    assert turns.conversation_bytes(40) == turns.conversation_bytes(2)


def test_our_own_times_are_all_read() -> None:
    """Every sentence that the comparison with other libraries uses is read rightly by ours."""
    asked = times.own()
    assert times.right(asked, times.ours(asked)) == len(asked)


def test_a_library_that_is_not_there_is_left_out() -> None:
    """The comparison runs without the others: they are no dependencies."""
    assert times.theirs("/nowhere/python", "jionlp", times.own()) is None


def test_the_large_case_is_as_large_as_it_says() -> None:
    """Twelve debts of every kind of lender and three hundred incidents, each with a cost to work out or a finding."""
    story = advice.large_story()

    assert (len(story.debts), len(story.incidents)) == (advice.DEBTS, advice.INCIDENTS)
    assert len({debt.lender_kind for debt in story.debts}) == len(LENDER_KINDS)
    assert len(advice.findings_and_plan(1).each) == 1
