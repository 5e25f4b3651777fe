"""What a message that answers nothing is: a deed, more of the story, a question, a feeling, a miss."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import asides, checking, outcome, progress
from bot.conversation.dialog import Question
from bot.conversation.exchange import Exchange, Request
from bot.conversation.listening import listen
from bot.model import Choice, Incoming, Reply

STORY_LENGTH = 6
"""Fewer characters than this cannot tell what happened (“他们一直打” has five)."""

SHORTEST_QUESTION = 4
"""A shorter text (“没有”) asks nothing."""

EARLY_STORY = 16
"""Characters from which a text before the story's own question is one."""

_BEFORE_THE_STORY = ("consent", "safety")

WISH = 16
"""A longer text tells more than what somebody wants."""

SHORTEST_SAYING = 3
"""The same where it is asked what happened (“利息高”)."""


def meant(x: Exchange, incoming: Incoming) -> bool:
    """No answer to what is asked, but something all the same: a deed, more of the story, a question, a feeling."""
    text = incoming.text
    return (
        progress.hear(x, text)
        or outcome.hear(x, text)
        or (not asks_only(x, text) and overheard(x, incoming))
        or checking.doubted(x, text)
        or answered(x, text)
        or overheard(x, incoming)
        or wished(x, text)
        or asides.hear(x, text)
        or _told_early(x, incoming)
    )


def _told_early(x: Exchange, incoming: Incoming) -> bool:
    """A story told before it is asked for is kept, also where nothing in it was heard."""
    bound, text = x.current(), incoming.text.strip()
    if bound is None or bound[1].kind not in _BEFORE_THE_STORY or incoming.choice or len(text) < EARLY_STORY:
        return False
    listen(x, text)
    x.tell("noted_first")
    x.update(misses=0)
    return True


def wished(x: Exchange, text: str) -> bool:
    """A wish is a question nobody put: 其实我想协商."""
    return len(text) <= WISH and "想" in text and answered(x, f"{text}，怎么办？")


def asks_only(x: Exchange, text: str) -> bool:
    """A question that reports nothing: a narrative with a question in it stays a narrative."""
    heard = x.ears.story(text, x.now)
    return heard.kind == "question" and "violations" not in heard.said


def answered(x: Exchange, text: str) -> bool:
    """A question may come at any point: it is answered, and what was asked stays asked."""
    found = x.offers.answer(text) if text.strip() else None
    if found is None:
        return False
    x.replies.append(replace(found, choices=()))
    x.besides += tuple(Choice(f"/{choice.id}", choice.label) for choice in found.choices)
    x.update(misses=0)
    return True


def overheard(x: Exchange, incoming: Incoming) -> bool:
    """A sentence that is no answer but tells something we would ask later is kept, not refused."""
    text = incoming.text.strip()
    bound = x.current()
    least = SHORTEST_SAYING if bound is not None and bound[1].type == "choices" and bound[1].hears else STORY_LENGTH
    if len(text) < least or incoming.choice or not listen(x, text, only_if_heard=True):
        return False
    x.tell("noted")
    x.update(misses=0)
    return True


def perhaps(x: Exchange, text: str) -> bool:
    """Questions that were perhaps meant, to be tapped."""
    choices = x.offers.likely(text) if len(text.strip()) >= SHORTEST_QUESTION else ()
    if choices:
        x.tell("perhaps_asked")
        x.besides += tuple(Choice(f"/{choice.id}", choice.label) for choice in choices)
    return bool(choices)


def missed(x: Exchange, question: Question, problem: str, incoming: Incoming) -> None:
    """Say kindly what did not fit; from the second time show examples, then the way past, then a person."""
    if problem == "stale_choice":
        x.tell("stale_choice")
        return
    if perhaps(x, incoming.text):
        return
    misses = x.conversation.misses + 1
    x.update(misses=misses)
    if not incoming.text.strip() and not incoming.choice:
        problem = "miss_empty"
    parts = [x.phrase(problem, low=question.low, high=question.high)]
    if misses >= 2 and question.examples:
        shown = x.phrase("join").join(x.speech(example) for example in question.examples)
        parts.append(x.phrase("examples", examples=shown))
    if misses >= 3:
        parts.append(x.phrase("offer_skip" if question.skip else "offer_person"))
        x.requests.append(Request("misunderstood", question.ref))
    if misses >= 4 and question.skip:
        parts.append(x.phrase("offer_person"))
    x.replies.append(Reply("\n".join(parts), kind="notice"))
