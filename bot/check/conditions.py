"""Whether the conditions of questions name what exists, and can ever hold."""

from __future__ import annotations

from collections.abc import Iterator

from bot.check.contents import Contents
from bot.check.finding import Finding, listed
from bot.conversation.dialog import Condition, Question

STATES = ("known", "skipped", "unknown", "missing")
"""Words that fit an answer of any type."""

Needs = list[tuple[str, frozenset[str]]]
"""Every (kind.question, words of which one must be its answer) that must hold."""


def check(found: Contents) -> Iterator[Finding]:
    """All rules about `when` and `unless`."""
    circular = {question.ref for question in found.questions() if _leads_back(found, question)}
    for question in found.questions():
        sound = True
        for key in ("when", "unless"):
            for finding in _named(found, question, key):
                sound = False
                yield finding
        if question.ref in circular:
            yield _finding(found, question, "depends on itself", "take one of the conditions out of the circle")
        elif sound:
            yield from _possible(found, question)


def _finding(found: Contents, question: Question, what: str, mend: str) -> Finding:
    key = "when" if question.when else "unless"
    return Finding(found.file(question), found.at(question, key), f"the question “{question.id}” {what}", mend)


def _target(question: Question, name: str) -> str:
    """The question that a condition names: its own dialog's, unless it says another's."""
    return name if "." in name else f"{question.kind}.{name}"


def _condition(question: Question, key: str) -> Condition:
    return question.when if key == "when" else question.unless


# ---------------------------------------------------------------- names and words


def _named(found: Contents, question: Question, key: str) -> Iterator[Finding]:
    for name, words in _condition(question, key).items():
        file, at = found.file(question), found.at(question, key, name)
        target = found.dialogs.question(_target(question, name))
        if target is None:
            known = listed([other.id for other in found.questions() if other.kind == question.kind])
            what = f"“{key}” of “{question.id}” names the question “{name}”, which does not exist"
            yield Finding(file, at, what, f"use one of {known}, or write dialog.question")
            continue
        if not words:
            yield Finding(file, at, f"“{key}” of “{question.id}” names no answer of “{name}”", "write “name: answer”")
        possible = _words(found, target)
        for word in words:
            if word not in possible:
                what = f"“{word}” can never be the answer of “{name}” ({target.type})"
                yield Finding(file, at, what, f"use one of {listed(possible)}")


def _words(found: Contents, question: Question) -> list[str]:
    """What a condition may name of a question's answer."""
    if question.type in ("choice", "choices"):
        return [*(option.id for option in question.options), *STATES]
    if question.type == "yesno":
        return ["true", "false", *STATES]
    if question.type == "platform":
        return ["unlisted", *STATES, *(found.knowledge.platforms if found.knowledge else ())]
    if question.type == "money":
        return ["0", *STATES]
    return list(STATES)


# ---------------------------------------------------------------- circles and contradictions


def _leads_back(found: Contents, question: Question) -> bool:
    seen: set[str] = set()
    waiting = [question]
    while waiting:
        one = waiting.pop()
        for name in (*one.when, *one.unless):
            ref = _target(one, name)
            if ref == question.ref:
                return True
            target = found.dialogs.question(ref)
            if target is not None and ref not in seen:
                seen.add(ref)
                waiting.append(target)
    return False


def _possible(found: Contents, question: Question) -> Iterator[Finding]:
    needs = _needs(found, question, set())
    for number, (ref, words) in enumerate(needs):
        kind = ref.partition(".")[0]
        if kind != question.kind and found.dialogs.many(kind):
            continue  # another record of that kind may give the other answer
        for other, more in needs[:number]:
            if other == ref and _excluded(found.dialogs.question(ref), words, more):
                first, second = sorted(" or ".join(sorted(each)) for each in (words, more))
                what = f"can never be asked: “{ref}” cannot be both {first} and {second}"
                yield _finding(found, question, what, "change “when” here or in the question it depends on")
                return
    if _forbidden(found, question, needs):
        what = "can never be asked: whenever “when” holds, “unless” holds too"
        yield _finding(found, question, what, "take the shared answer out of one of them")


def _needs(found: Contents, question: Question, seen: set[str]) -> Needs:
    """What must be answered so that a question applies: its own `when`, and those of the questions it names."""
    needs: Needs = []
    if question.ref in seen:
        return needs
    seen.add(question.ref)
    for name, words in question.when.items():
        ref = _target(question, name)
        needs.append((ref, frozenset(words)))
        target = found.dialogs.question(ref)
        if target is not None and "missing" not in words:
            needs += _needs(found, target, seen)
    return needs


def _excluded(question: Question | None, some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether no single answer fits both."""
    if question is None or some & others or (some | others) & set(STATES):
        return False
    if question.type != "choices":
        return True
    alone = {option.id for option in question.options if option.alone}
    return some <= alone or others <= alone


def _forbidden(found: Contents, question: Question, needs: Needs) -> bool:
    """Whether `unless`, here or in a question that must apply, holds whenever everything needed does."""
    must = [question, *(q for ref, words in needs if "missing" not in words and (q := found.dialogs.question(ref)))]
    for one in must:
        covered = [
            any(ref == _target(one, name) and words <= set(banned) for ref, words in needs)
            for name, banned in one.unless.items()
        ]
        if covered and all(covered):
            return True
    return False
