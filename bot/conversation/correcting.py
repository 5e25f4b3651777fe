"""Second thoughts: “不对，是大前天” about the answer before, “借呗” a question later, “不是公司” to a summary."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation import answers, asides, checking, commands, home, otherwise, path
from bot.conversation.answers import plain
from bot.conversation.buttons import options
from bot.conversation.dialog import Option, Question
from bot.conversation.exchange import Exchange, Request, heard, listing
from bot.conversation.listening import listen
from bot.model import Answer, Incoming

_LOOKED_BACK = 4
"""Answers back that a stray word may still mean."""

_LETTERS = re.compile(r"[^\W\d_]")
_LONGEST = 16
_NAME = 8
_MEASURED = re.compile(r"[个個次通遍]")
_READ_AGAIN = frozenset({"choice", "choices", "moment", "platform"})
_FIGURES = frozenset({"count", "money", "duration"})
"""A bare figure may be anything: it is read again only after “不对”."""

_WRONG = re.compile(
    r"\A(?:不对|不是|错了|[说写打选点]错了|刚才[说写选]错了|更正)[\s,，。、:：!！了]*(?:应该|应当)?[是为]?\s*"
    r"(?P<rest>\S.*)\Z",
    re.DOTALL,
)
_DENIED = re.compile(r"(?:不是|没有|没|并未|不)(?:有|联系|打给?|找)?(?P<what>[^\s,，。;；、不没]{2,8})")


def last(x: Exchange, incoming: Incoming) -> bool:
    """“不对，是大前天”: the answer before the question asked is given anew."""
    found = _WRONG.match(incoming.text.strip()) if not incoming.choice else None
    before = x.before() if found is not None else None
    if found is None or before is None or before[1].type not in _READ_AGAIN | _FIGURES:
        return False
    return _again(x, before, found["rest"], incoming)


def at_home(x: Exchange, text: str) -> bool:
    """The same when nothing is asked: the newest answer that the word fits."""
    found = _WRONG.match(text)
    if found is None:
        return False
    said = Incoming("", "", "", x.now, text=found["rest"])
    known = [bound for bound in listing(x) if bound[1].type in _READ_AGAIN and bound[1].kind != "safety"]
    return any(_again(x, bound, found["rest"], said) for bound in reversed(known))


def elsewhere(x: Exchange, incoming: Incoming) -> bool:
    """A word that fits nothing here, but another question: one answered a moment ago, or one still to come."""
    return _earlier(x, incoming) or ahead(x, incoming)


def ahead(x: Exchange, incoming: Incoming, platform: bool = False) -> bool:
    """An answer to a question that comes next; `platform`: only a lender's name that stands alone."""
    bound, text = x.current(), incoming.text.strip()
    if bound is None or incoming.choice or len(text) > (_NAME if platform else _LONGEST) or _tells(x, text):
        return False
    asked = x.questions()
    for record, question in asked[asked.index(bound) + 1 :]:
        wanted = question.type == "platform" if platform else question.type in _READ_AGAIN
        if not wanted and (platform or question.type != "count" or not _MEASURED.search(text)):
            continue
        if x.answer(record, question.id) is not None:
            continue
        reading = answers.read(question, incoming, options(x, question), x.ears, x.now)
        if reading.ok and (question.type != "platform" or reading.value["id"]):
            x.put(record, question.id, Answer(reading.value))
            x.tell("noted")
            x.update(misses=0)
            return True
    return False


def _tells(x: Exchange, text: str) -> bool:
    """A text that says what was done is a story, whatever answers stand in it."""
    return "violations" in x.ears.story(text, x.now).said


def _earlier(x: Exchange, incoming: Incoming) -> bool:
    """A word that fits nothing here, but plainly an answer given a moment ago."""
    bound = x.current()
    if incoming.choice or bound is None or bound[1].type not in ("choice", "choices", "yesno", "platform"):
        return False
    if _tells(x, incoming.text):
        return False
    asked = x.questions()
    known = [each for each in asked[: asked.index(bound)] if _is_known(x, each) and each[1].type in _READ_AGAIN]
    return any(_again(x, each, incoming.text, incoming) for each in reversed(known[-_LOOKED_BACK:]))


def _is_known(x: Exchange, bound: path.Bound) -> bool:
    answer = x.answer(bound[0], bound[1].id)
    return answer is not None and answer.known and bound[1].kind != "consent" and bound[1].kind != "safety"


def _again(x: Exchange, bound: path.Bound, text: str, incoming: Incoming) -> bool:
    """Take a text as the new answer of a question that was answered; False where it is none, or the same."""
    record, question = bound
    reading = answers.read(question, replace(incoming, text=text), options(x, question), x.ears, x.now)
    if not reading.ok or (question.type == "platform" and not reading.value["id"]):
        return False
    before = x.answer(record, question.id)
    if before is not None and before.value == reading.value:
        return False
    x.tell("changed", name=x.speech(question.short))
    home.give(x, record, question, Answer(reading.value))
    return True


def summary(x: Exchange, incoming: Incoming) -> None:
    """A reply to the summary that is neither yes nor a number: more of the story, a correction, something else."""
    said = incoming.text.strip()
    text = said.removeprefix("不对").removeprefix("不是").strip(" ，,。")
    told = bool(text) and (listen(x, text, only_if_heard=True) or _added(x, text))
    if _denied(x, said) or told:
        x.tell("noted")
        return
    if checking.doubted(x, said):
        return
    if said and (
        otherwise.answered(x, said) or otherwise.wished(x, said) or otherwise.perhaps(x, said) or asides.hear(x, said)
    ):
        return
    x.update(misses=x.conversation.misses + 1)
    x.tell("summary_unclear")
    if x.conversation.misses >= 3:
        x.requests.append(Request("misunderstood", "summary"))


def _added(x: Exchange, text: str) -> bool:
    """One more of what a list on the summary can hold: “还骂人”; a number names nothing there."""
    if not _LETTERS.search(text):
        return False
    for record, question in heard(x):
        answer = x.answer(record, question.id)
        if question.type == "choices" and answer is not None and isinstance(answer.value, list):
            also = {option.id: _words(option) for option in question.options}
            said = (text, *commands.bare(x, text))
            id = next((id for each in said if (id := answers.pick(each, options(x, question), also))), "")
            option = question.option(id)
            if option is not None and not option.alone and id not in answer.value:
                chosen = [each.id for each in question.options if each.id == id or each.id in answer.value]
                x.put(record, question.id, replace(answer, value=chosen))
                return True
    return False


def _denied(x: Exchange, text: str) -> bool:
    """“不是公司”: what was heard by mistake is taken off the summary; True when anything was."""
    dropped = False
    for said in _DENIED.finditer(text):
        for record, question in heard(x):
            answer = x.answer(record, question.id)
            if question.type != "choices" or answer is None or not isinstance(answer.value, list):
                continue
            left = [id for id in answer.value if not _named(question, id, plain(said["what"]))]
            if left != answer.value:
                _leave(x, record, question, replace(answer, value=left))
                dropped = True
    return dropped


def _leave(x: Exchange, record: str, question: Question, answer: Answer) -> None:
    """Keep what is left of an answer; with nothing left it is asked."""
    if answer.value:
        x.put(record, question.id, answer)
        return
    known = x.case.record(record)
    x.case = x.case.with_record(replace(known, answers={k: v for k, v in known.answers.items() if k != question.id}))
    x.changed[record] = None


def _named(question: Question, id: str, words: str) -> bool:
    option = question.option(id)
    return option is not None and any(words in word or (len(word) > 1 and word in words) for word in _words(option))


def _words(option: Option) -> tuple[str, ...]:
    return (plain(option.label), *(plain(word) for word in option.also))
