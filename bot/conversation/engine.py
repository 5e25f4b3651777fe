"""The engine: one message in, the changed conversation and what to say out. It never sends, stores or reads a clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.conversation import (
    answers,
    checking,
    display,
    drafting,
    evidence,
    home,
    lookup,
    outcome,
    path,
    pictures,
    progress,
    reckoning,
)
from bot.conversation.answers import plain
from bot.conversation.dialog import Dialogs, Question
from bot.conversation.ears import Ears
from bot.conversation.exchange import Exchange, Offers, Request
from bot.conversation.listening import listen
from bot.model import Answer, Case, Choice, Conversation, Incoming, Record, Reply
from bot.speech import Speech

AWAY = timedelta(hours=6)
"""After a night's pause people no longer know what they were asked; an hour later they do."""

STORY_LENGTH = 6
"""Fewer characters than this cannot tell what happened (“他们一直打” has five)."""

_FIGURES = frozenset({"money", "count", "phone", "duration"})
"""Questions whose answers are numbers: 12378 in “12378打了” is an office, not a sum."""


@dataclass(frozen=True, slots=True)
class Advance:
    """What one message came to: `replies` first, then what the requests bring, then `closing`."""

    conversation: Conversation
    case: Case
    replies: tuple[Reply, ...]
    requests: tuple[Request, ...]
    closing: Reply
    changed: tuple[Record, ...] = ()
    removed: tuple[str, ...] = ()


def advance(
    dialogs: Dialogs,
    conversation: Conversation,
    case: Case,
    incoming: Incoming,
    ears: Ears,
    speeches: Mapping[str, Speech],
    offers: Offers,
    now: datetime,
) -> Advance:
    """Read one message against what was asked and derive what to ask next. Pure; `now` is aware."""
    x = Exchange(dialogs, ears, speeches, offers, now, conversation, case)
    if not conversation.asked and not conversation.stack:
        _begin(x, incoming)
    else:
        _welcome_back(x)
        _route(x, incoming)
    return finish(x)


def finish(x: Exchange) -> Advance:
    """Derive the closing question and hand everything out."""
    if x.closing is None:
        prompt(x)
    assert x.closing is not None
    x.update(last_at=x.now.isoformat(timespec="seconds"))
    return Advance(
        conversation=x.conversation,
        case=x.case,
        replies=tuple(x.replies),
        requests=tuple(x.requests),
        closing=replace(x.closing, choices=(*x.closing.choices, *x.besides)),
        changed=tuple(x.case.records[id] for id in x.changed if id in x.case.records),
        removed=tuple(x.removed),
    )


def _begin(x: Exchange, incoming: Incoming) -> None:
    x.open("talk")
    text = incoming.text.strip()
    found = None if incoming.forwarded else home.command(x, text)
    if found is not None and found[0] not in ("start", "back", "skip", "continue"):
        home.obey(x, *found)
    x.replies.insert(0, Reply(x.phrase("welcome")))
    if found is None and reckoning.asked(x, text):
        return
    if len(text) >= STORY_LENGTH and plain(text) not in x.dialogs.greetings and found is None:
        listen(x, text)
        x.tell("noted_first")


def _welcome_back(x: Exchange) -> None:
    last = x.conversation.last_at
    away = bool(last) and x.now - datetime.fromisoformat(last) > AWAY
    if not away and not x.conversation.paused:
        return
    bound = x.current()
    if bound is not None:
        x.tell("welcome_back", title=x.speech(bound[1].short))
    elif away:
        x.tell("welcome_back_home")
    x.update(paused=False)


def _route(x: Exchange, incoming: Incoming) -> None:
    """Decide what a message is: a file, an answer to the screen shown, a word that always works, or an answer."""
    if incoming.files and _files(x, incoming):
        return
    if not incoming.forwarded and evidence.take(x, incoming, home.command(x, incoming.text) is not None):
        return
    message = checking.wanted(x, incoming)
    if message:
        checking.check(x, message)
        evidence.offer(x, incoming)
        return
    if incoming.forwarded:
        _answer(x, incoming)
        evidence.offer(x, incoming)
        return
    if incoming.choice == ("keep_message",):
        checking.keep(x)
        return
    if drafting.obeyed(x, incoming) or (x.conversation.asked.startswith("#") and home.on_screen(x, incoming)):
        return
    if not home.command(x, incoming.text) and drafting.written(x, incoming):
        return
    if _is_option(x, incoming):
        _answer(x, incoming)
        return
    if incoming.choice and home.offered(x, incoming.choice[0]):
        return
    found = home.command(x, f"/{incoming.choice[0].removeprefix('/')}" if incoming.choice else incoming.text)
    if found:
        home.obey(x, *found)
        return
    _answer(x, incoming)


def _is_option(x: Exchange, incoming: Incoming) -> bool:
    """An option of the question asked comes before a word that always works: its author meant it."""
    bound = x.current()
    if bound is None:
        return False
    labels = {word for option in bound[1].options for word in (option.label, x.speech(option.label), *option.also)}
    return plain(incoming.text) in {plain(label) for label in labels} if incoming.text else False


def _files(x: Exchange, incoming: Incoming) -> bool:
    pictures.want(x, incoming)
    bound = x.current()
    if bound is not None and bound[1].type == "files":
        return False
    evidence.arrived(x, incoming)
    return True


def _answer(x: Exchange, incoming: Incoming) -> None:
    if incoming.text and not incoming.choice and _reckoned(x, incoming):
        return
    bound = x.current()
    if bound is None:
        _at_home(x, incoming)
        return
    record, question = bound
    if home.summarised(x, bound):
        home.correct_summary(x, incoming)
        return
    if question.skip is False and incoming.choice and incoming.choice[0].startswith("/"):
        x.tell("stale_choice")
        return
    if question.hears == "story" and incoming.text and not incoming.choice:
        asks = _asks_only(x, incoming.text)
        if progress.hear(x, incoming.text):
            return
        if not asks or not (_answered(x, incoming.text) or _perhaps(x, incoming.text)):
            _tell_story(x, incoming)
        return
    if _misplaced(question) and not incoming.choice and progress.hear(x, incoming.text, named=True):
        return
    reading = answers.read(question, incoming, options(x, question), x.ears, x.now)
    if reading.ok:
        if reading.kept:
            x.tell(f"kept_{reading.kept}", limit=answers.TEXT_LIMIT)
        home.give(x, record, question, Answer(reading.value, words=_words(question, incoming)))
    elif incoming.choice or not (
        progress.hear(x, incoming.text)
        or outcome.hear(x, incoming.text)
        or _answered(x, incoming.text)
        or _overheard(x, incoming)
    ):
        missed(x, question, reading.problem, incoming)


def _misplaced(question: Question) -> bool:
    """Whether a step that was done would be taken for an answer: as a sum, or as somebody's name."""
    return question.type in _FIGURES or (question.type == "text" and question.kind != "incident")


def _reckoned(x: Exchange, incoming: Incoming) -> bool:
    """Several sums in one sentence: answers to what is asked, or a loan to be worked out."""
    if not incoming.forwarded and reckoning.asked(x, incoming.text):
        return True
    if not reckoning.overheard(x, incoming.text):
        return False
    x.tell("noted")
    x.update(misses=0)
    return True


def _words(question: Question, incoming: Incoming) -> str:
    return incoming.text.strip() if question.type in ("count", "money") and len(incoming.text) <= 40 else ""


def _tell_story(x: Exchange, incoming: Incoming) -> None:
    bound = x.current()
    assert bound is not None
    text = incoming.text.strip()
    reading = answers.read(replace(bound[1], type="text"), incoming, (), x.ears, x.now)
    if not reading.ok or len(text) < 2:
        missed(x, bound[1], "miss_text", incoming)
        return
    if reading.kept:
        x.tell(f"kept_{reading.kept}", limit=answers.TEXT_LIMIT)
    listen(x, text)


def _asks_only(x: Exchange, text: str) -> bool:
    """A question that reports nothing: a narrative with a question in it stays a narrative."""
    heard = x.ears.story(text, x.now)
    return heard.kind == "question" and "violations" not in heard.said


def _answered(x: Exchange, text: str) -> bool:
    """A question may come at any point: it is answered, and what was asked stays asked."""
    found = x.offers.answer(text) if text.strip() else None
    if found is None:
        return False
    x.replies.append(replace(found, choices=()))
    x.besides += tuple(Choice(f"/{choice.id}", choice.label) for choice in found.choices)
    x.update(misses=0)
    return True


def _overheard(x: Exchange, incoming: Incoming) -> bool:
    """A sentence that is no answer but tells something we would ask later is kept, not refused."""
    text = incoming.text.strip()
    if len(text) < STORY_LENGTH or incoming.choice or not listen(x, text, only_if_heard=True):
        return False
    x.tell("noted")
    x.update(misses=0)
    return True


def _at_home(x: Exchange, incoming: Incoming) -> None:
    text = incoming.text.strip()
    if incoming.choice:
        x.tell("stale_choice")
    elif plain(text) in x.dialogs.greetings:
        x.tell("hello_again")
    elif home.letter_named(x, text) or _about_steps(x, text) or (_asks_only(x, text) and _answered(x, text)):
        return
    elif len(text) >= STORY_LENGTH:
        x.open("log")
        if listen(x, text, only_if_heard=True):
            x.tell("noted")
        else:
            x.pop()
            if not _answered(x, text) and not _perhaps(x, text):
                x.tell("home_not_understood")
    elif text:
        x.tell("home_not_understood")


def _about_steps(x: Exchange, text: str) -> bool:
    """What came of a step, its number, or how it all ended."""
    return progress.hear(x, text) or progress.bare_number(x, text) or outcome.hear(x, text)


def _perhaps(x: Exchange, text: str) -> bool:
    """Questions that were perhaps meant, to be tapped."""
    choices = x.offers.likely(text)
    if choices:
        x.tell("perhaps_asked")
        x.besides += tuple(Choice(f"/{choice.id}", choice.label) for choice in choices)
    return bool(choices)


def missed(x: Exchange, question: Question, problem: str, incoming: Incoming) -> None:
    """Say kindly what did not fit; from the second time show examples, then the way past, then a person."""
    if problem == "stale_choice":
        x.tell("stale_choice")
        return
    misses = x.conversation.misses + 1
    x.update(misses=misses)
    _perhaps(x, incoming.text)
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


# ---------------------------------------------------------------- asking


def prompt(x: Exchange) -> None:
    """Close the turn with the question that is derived from the answers, or with home when nothing is open."""
    while x.frame is not None and not x.screen:
        bound = x.current()
        if bound is None:
            done = x.pop()
            dialog = x.dialogs.dialogs.get(done.dialog)
            then = done.then or (dialog.done if dialog else "")
            if then:
                name, _, arg = then.partition(":")
                x.requests.append(Request(name, arg))
            progress.after(x, then)
            lookup.after(x, then)
            continue
        if home.summarised(x, bound):
            home.show(x, "#summary")
            return
        _ask(x, bound)
        return
    if x.screen:
        home.show(x, x.screen)
        return
    letter = next((request.arg for request in x.requests if request.name in ("letter", "draft")), "")
    home.show(x, f"#home:{letter}" if letter else "#home")


def _ask(x: Exchange, bound: path.Bound) -> None:
    record, question = bound
    text = _about(x, bound) + x.fill(question.ask)
    if x.conversation.asked == path.ref(bound):  # said in full one message ago
        text = text.rpartition("\n")[2]
    earlier = x.answer(record, question.id)
    shown = list(options(x, question))
    if earlier is not None and earlier.known:
        text += "\n" + x.phrase("earlier", answer=display.value(question, earlier, x.speech, x.dialogs.phrases))
        shown.append(Choice("/keep", x.phrase("keep")))
    x.close(text, (*shown, *_around(x, question)), path.ref(bound), question.type in ("choices", "files"))


def _about(x: Exchange, bound: path.Bound) -> str:
    """Which debt a question is about, where there are several to tell apart."""
    record, question = bound
    named = x.case.value(record, "platform")
    if question.kind != "debt" or question.id == "platform" or not named or len(x.case.of("debt")) < 2:
        return ""
    return x.phrase("about", name=named.get("name", ""))


def options(x: Exchange, question: Question) -> tuple[Choice, ...]:
    """What can be chosen for a question, in the borrower's language."""
    if question.type == "yesno":
        return (Choice("yes", x.phrase("yes")), Choice("no", x.phrase("no")))
    return tuple(Choice(option.id, x.speech(option.label), option.alone) for option in question.options)


def _around(x: Exchange, question: Question) -> tuple[Choice, ...]:
    """The ways around a question: skip, not known, back, menu; never numbered."""
    ids = ["skip"] if question.skip else []
    if question.skip and question.type in ("count", "money", "moment", "duration"):
        ids.append("unknown")
    assert x.frame is not None
    if not x.frame.dialog or len(x.conversation.stack) > 1 or x.before() is not None:
        ids.append("back")
    ids.append("menu")
    return tuple(Choice(f"/{id}", x.speech(x.dialogs.commands[id].label)) for id in ids)
