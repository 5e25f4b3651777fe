"""Free text into answers: what was heard fills open questions and waits for one tap of confirmation."""

from __future__ import annotations

from typing import Any

from bot.conversation import path
from bot.conversation.dialog import Question
from bot.conversation.exchange import Exchange
from bot.model import Answer, Heard

STORY = "story"
"""The hearing name of the question that takes the narrative itself."""
ANOTHERS = "other"
"""The answer to whose loan it is, where neither borrower nor guarantor writes."""


def listen(x: Exchange, text: str, only_if_heard: bool = False, sent: bool = False) -> bool:
    """Keep a narrative and everything it says about open questions; True when anything new was heard.

    With `only_if_heard`, a text that says nothing of interest is left alone. `sent`: the borrower received it.
    """
    if x.frame is None:
        return False
    heard = x.ears.message(text, x.now) if sent else x.ears.story(text, x.now)
    said = _said(heard)
    filled = False
    kinds = dict.fromkeys(question.kind for question in x.dialogs.order(x.frame.dialog))
    for kind in kinds:
        record = path.record_id(x.frame, kind)
        for question in x.dialogs.dialogs[kind].questions.values():
            if question.hears in said:
                filled |= _fill(x, record, question, *said[question.hears])
    if only_if_heard and not filled:
        return False
    for kind in kinds:
        for question in x.dialogs.dialogs[kind].questions.values():
            if question.hears == STORY:
                _keep_story(x, path.record_id(x.frame, kind), question, text)
                return filled
    return filled


def _said(heard: Heard) -> dict[str, tuple[Any, str]]:
    said = {name: (said.value, said.words) for name, said in heard.said.items()}
    if said.get("borrower", ("", ""))[0] == ANOTHERS and "violations" in said:
        # What the writer was told is the borrower's secret; a letter would complain of the writer's own.
        listed, words = said["violations"]
        said["violations"] = ([label for label in listed if label != "privacy_exposure"], words)
    if not said.get("violations", ([], ""))[0]:
        said.pop("violations", None)
        if "lawful" in said:
            said["violations"] = (["polite"], said["lawful"][1])
    return said


def _fill(x: Exchange, record: str, question: Question, value: Any, words: str) -> bool:
    earlier = x.answer(record, question.id)
    if earlier is not None and earlier.settled and earlier.state == "given":
        return False
    fitted = _fit(question, value)
    if fitted is None:
        return False
    if question.type == "choices" and earlier is not None and earlier.known:
        union = [*earlier.value, *(id for id in fitted if id not in earlier.value)]
        alone = {option.id for option in question.options if option.alone and len(union) > 1}
        fitted = [option.id for option in question.options if option.id in union and option.id not in alone]
    x.put(record, question.id, Answer(fitted, "heard", words))
    return earlier is None or earlier.value != fitted


def _fit(question: Question, value: Any) -> Any:
    """The heard value in the shape of the question's type, or None when it does not fit."""
    if question.type == "choices":
        wanted = value if isinstance(value, list) else [value]
        return [option.id for option in question.options if option.id in wanted] or None
    if question.type == "choice":
        wanted = value[0] if isinstance(value, list) and value else value
        return wanted if question.option(str(wanted)) else None
    shapes: dict[str, type] = {
        "yesno": bool, "text": str, "money": str, "phone": list,
        "count": dict, "moment": dict, "duration": dict, "platform": dict,
    }  # fmt: skip
    shape = shapes.get(question.type)
    return value if shape is not None and isinstance(value, shape) and value not in ("", [], {}) else None


def _keep_story(x: Exchange, record: str, question: Question, text: str) -> None:
    earlier = x.answer(record, question.id)
    told = f"{earlier.value}\n{text}" if earlier is not None and earlier.known else text
    x.put(record, question.id, Answer(told[-4000:] if len(told) > 4000 else told))
