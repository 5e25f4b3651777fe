"""Answers that a moderator writes down for the borrower, who confirms each with one tap."""

from __future__ import annotations

from bot.conversation import answers, display, path
from bot.conversation.buttons import options
from bot.conversation.dialog import Question
from bot.model import Answer, Choice, Incoming, Reply
from bot.moderation import actions, review
from bot.moderation.actions import Work
from bot.moderation.refusal import Refused
from bot.speech import SOURCE
from bot.storage.base import Loaded
from bot.turns import closing, silence
from bot.turns.offers import HouseOffers

WORDS = 40  # characters of a typed number that are kept beside its value, as the engine keeps them


def propose(work: Work, key: str, ref: str, text: str) -> None:
    """An answer for a question of the dialog (incident/1.when), to be confirmed. Raises Refused (400)."""
    loaded = work.store.load_borrower(work.case.borrower_id, work.now)
    record, name = path.unbind(ref)
    question = work.house.dialogs.question(name)
    if question is None or record.startswith(("consent", "safety")):
        raise Refused(400, "没有这个问题。")
    answer = _read(work, loaded, question, text)
    taken = [int(one.id.partition("/")[2]) for one in loaded.case.of(silence.PROPOSAL)]
    number = max(taken, default=0) + 1
    actions.take_over(work)
    kept = silence.propose(number, f"{record}.{question.id}", answer)
    reply = _reply(work, loaded.conversation.locale, question, answer, number)
    work.store.speak(work.case.borrower_id, key, (reply,), work.now, records=(kept,))
    work.done("case.propose", name)


def _read(work: Work, loaded: Loaded, question: Question, text: str) -> Answer:
    """The typed text as the engine would read it from the borrower."""
    offers = HouseOffers(work.house, work.house.speeches[SOURCE])
    x = closing.exchange(work.house, loaded, offers, work.now)
    said = Incoming(work.case.channel, "desk", "", work.now, text=text[: review.ANSWER_LIMIT])
    reading = answers.read(question, said, options(x, question), work.house.ears, work.now)
    if not reading.ok:
        problem = x.phrase(reading.problem, low=question.low, high=question.high)
        raise Refused(400, f"「{question.short}」填不进去：{problem}")
    return Answer(reading.value, words=text.strip()[:WORDS] if question.type in ("count", "money") else "")


def _reply(work: Work, locale: str, question: Question, answer: Answer, number: int) -> Reply:
    say, phrase = work.house.speech(locale), work.house.phrase
    shown = display.value(question, answer, say, work.house.dialogs.phrases)
    ways = tuple(
        Choice(f"{silence.PROPOSAL}:{number}:{said}", phrase(f"proposal_{said}", locale)) for said in ("yes", "no")
    )
    return Reply(f"{phrase('proposal', locale)}\n{say(question.short)}：{shown}", ways, kind="person")
