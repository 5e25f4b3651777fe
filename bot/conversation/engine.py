"""The engine: one message in, the changed conversation and what to say out. It never sends, stores or reads a clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.conversation import (
    answers,
    asides,
    checking,
    commands,
    correcting,
    display,
    drafting,
    evidence,
    home,
    lookup,
    otherwise,
    outcome,
    path,
    pictures,
    progress,
    reckoning,
    screens,
)
from bot.conversation.answers import plain
from bot.conversation.buttons import options
from bot.conversation.dialog import Dialogs, Question
from bot.conversation.ears import Ears
from bot.conversation.exchange import Exchange, Offers, Request
from bot.conversation.listening import listen
from bot.model import Answer, Case, Choice, Conversation, Incoming, Record, Reply
from bot.speech import Speech

LETTER_NAME = 24
"""Characters of the longest button of a letter: a longer text is an answer where a text was asked for."""

AWAY = timedelta(hours=6)
"""After a night's pause people no longer know what they were asked; an hour later they do."""

CHOSEN = frozenset({"choice", "choices", "yesno"})
"""Questions that are answered by choosing."""

PART = 4
"""Characters of a button's words that are enough to mean it."""

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
    found = None if incoming.forwarded else commands.command(x, text)
    if found is not None and found[0] not in ("start", "back", "skip", "continue"):
        home.obey(x, *found)
    x.replies.insert(0, Reply(x.phrase("welcome")))
    if found is None and (reckoning.asked(x, text) or _asked(x, text)):
        return
    if len(text) >= otherwise.STORY_LENGTH and plain(text) not in x.dialogs.greetings and found is None:
        listen(x, text)
        x.tell("noted_first")
        if x.ears.story(text, x.now).kind in checking.RECEIVED:
            x.requests.append(Request("check", text))


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
    incoming = _pressed(x, incoming)
    if incoming.files and _files(x, incoming):
        return
    if not incoming.forwarded and evidence.take(x, incoming, commands.command(x, incoming.text) is not None):
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
    if not commands.command(x, incoming.text) and drafting.written(x, incoming):
        return
    if incoming.choice and home.offered(x, incoming.choice[0]):
        return
    if x.conversation.asked == "#crisis" and asides.under_crisis(x, incoming):
        return
    if _is_option(x, incoming):
        _answer(x, incoming)
        return
    found = commands.command(x, f"/{incoming.choice[0].removeprefix('/')}" if incoming.choice else incoming.text)
    if found:
        home.obey(x, *found)
    else:
        _answer(x, incoming)


def _pressed(x: Exchange, incoming: Incoming) -> Incoming:
    """A button that stands beside the question, typed as its words, a part of them, or the number that follows."""
    beside = [Choice(id, label) for id, label in x.conversation.beside.items()]
    text = plain(incoming.text)
    if not beside or not text or incoming.choice or incoming.forwarded:
        return incoming
    found = [choice for choice in beside if text == plain(choice.label)]
    found = found or [choice for choice in beside if len(text) >= PART and text in plain(choice.label)]
    bound, asked = x.current(), x.conversation.asked
    if not found and (asked.startswith("#") or (bound is not None and bound[1].type in CHOSEN)):
        shown = screens.choices(x, asked) if asked.startswith("#") or bound is None else options(x, bound[1])
        place = answers.number_of(text) - sum(not choice.id.startswith("/") for choice in shown)
        found = beside[place - 1 : place] if place > 0 else []
    return replace(incoming, text="", choice=(found[0].id,)) if len(found) == 1 else incoming


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
        correcting.summary(x, incoming)
        return
    if question.skip is False and incoming.choice and incoming.choice[0].startswith("/"):
        x.tell("stale_choice")
        return
    if question.hears == "story" and incoming.text and not incoming.choice:
        asks = otherwise.asks_only(x, incoming.text)
        if progress.hear(x, incoming.text):
            return
        if not asks or not (otherwise.answered(x, incoming.text) or otherwise.perhaps(x, incoming.text)):
            _tell_story(x, incoming)
        return
    if question.type == "text" and len(incoming.text) <= LETTER_NAME and home.letter_named(x, incoming.text.strip()):
        return
    if _misplaced(question) and not incoming.choice and progress.hear(x, incoming.text, named=True):
        return
    if correcting.last(x, incoming) or (question.type == "text" and correcting.ahead(x, incoming, platform=True)):
        return
    reading = _read(x, question, incoming)
    if reading.ok:
        if reading.kept:
            x.tell(f"kept_{reading.kept}", limit=answers.TEXT_LIMIT)
        home.give(x, record, question, Answer(reading.value, words=_words(question, incoming)))
    elif incoming.choice or not _meant(x, incoming):
        otherwise.missed(x, question, reading.problem, incoming)


def _meant(x: Exchange, incoming: Incoming) -> bool:
    """Whether a text that is no answer here was something else: a letter's name, another answer, a story …"""
    letter = home.letter_named(x, incoming.text.strip())
    return letter or correcting.elsewhere(x, incoming) or otherwise.meant(x, incoming)


def _read(x: Exchange, question: Question, incoming: Incoming) -> answers.Reading:
    """The answer as typed; where something is to be chosen, also without what people put around it."""
    reading = answers.read(question, incoming, options(x, question), x.ears, x.now)
    if reading.ok or incoming.choice or question.type not in CHOSEN:
        return reading
    for less in commands.bare(x, incoming.text):
        again = answers.read(question, replace(incoming, text=less), options(x, question), x.ears, x.now)
        if again.ok:
            return again
    return reading


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
        if asides.hear(x, text):
            return
        otherwise.missed(x, bound[1], "miss_text", incoming)
        return
    if reading.kept:
        x.tell(f"kept_{reading.kept}", limit=answers.TEXT_LIMIT)
    listen(x, text)


def _at_home(x: Exchange, incoming: Incoming) -> None:
    text = incoming.text.strip()
    if incoming.choice:
        x.tell("stale_choice")
    elif plain(text) in x.dialogs.greetings:
        x.tell("hello_again")
    elif home.letter_named(x, text) or correcting.at_home(x, text) or _about_steps(x, text) or _asked(x, text):
        return
    elif len(text) >= otherwise.STORY_LENGTH:
        x.open("log")
        if listen(x, text, only_if_heard=True):
            x.tell("noted")
        else:
            x.pop()
            if not (otherwise.answered(x, text) or otherwise.perhaps(x, text) or asides.hear(x, text)):
                x.tell("home_not_understood")
    elif text and not asides.hear(x, text):
        x.tell("home_not_understood")


def _asked(x: Exchange, text: str) -> bool:
    return otherwise.asks_only(x, text) and otherwise.answered(x, text)


def _about_steps(x: Exchange, text: str) -> bool:
    """What came of a step, its number, or how it all ended."""
    return progress.hear(x, text) or progress.bare_number(x, text) or outcome.hear(x, text)


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
                drafting.finished(x, then)
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
    id, _, debt = letter.partition("@")
    home.show(x, f"#home:{letter}" if letter and not x.offers.lacks(id, x.case, debt) else "#home")


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


def _around(x: Exchange, question: Question) -> tuple[Choice, ...]:
    """The ways around a question: skip, not known, back, menu; never numbered."""
    ids = ["skip"] if question.skip else []
    if question.skip and question.type in ("count", "money", "moment", "duration"):
        ids.append("unknown")
    assert x.frame is not None
    if not x.frame.dialog and x.frame.then and len([b for b in x.questions() if not path.settled(x.case, b)]) > 1:
        ids.append("enough")
    if not x.frame.dialog or len(x.conversation.stack) > 1 or x.before() is not None:
        ids.append("back")
    ids.append("menu")
    return tuple(Choice(f"/{id}", x.speech(x.dialogs.commands[id].label)) for id in ids)
