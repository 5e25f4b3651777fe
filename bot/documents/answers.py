"""The questions people ask and what we answer: three lines first, the rest on request, each with its sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot import content
from bot.documents import answer_file
from bot.documents.answer_file import Answer
from bot.documents.answer_search import Asked, Match, Search, Words, is_question
from bot.documents.doors import Doors
from bot.knowledge.entry import FORMER_NAMES
from bot.knowledge.fact import FORCES, Explanation, Fact, Procedure, Request, Rule
from bot.knowledge.registry import Knowledge
from bot.model import Choice, Reply
from bot.speech import Speech, bubbles
from bot.understanding.text import Disguises

__all__ = ["Answer", "Answers", "Match", "is_question"]

MORE = ":more"
"""Ends the id of an answer whose short form was just said."""

_MOST_SOURCES = 5
# Where an unsure match is still worth showing as one of three to choose from.
_LIKELY = 0.30
_NO_LAW = frozenset({"recommended_standard", "self_discipline", "official_notice"})
_HELP = "legal_aid_12348"
_BASIS = "依据："


@dataclass(frozen=True, slots=True)
class _Age:
    """How old the facts of an answer are: the earliest day one was checked, and what is past its review."""

    checked: date
    past: bool
    law_past: bool


class Answers:
    """Every answer of one folder, found by free text and worded in a language. Pure after it is made.

    Raises ContentError for a file that is wrong, or an answer that says more than its facts.
    """

    def __init__(self, folder: Path, knowledge: Knowledge, disguises: Disguises | None = None) -> None:
        self._knowledge = knowledge
        self._facts: Mapping[str, Fact] = {fact.id: fact for fact in knowledge.facts()}
        self._phones = {id: known.phone for id, known in knowledge.procedures.items() if known.phone}
        self.answers: Mapping[str, Answer] = answer_file.load(folder, self._facts, self._phones)
        self.doors = Doors(content.read(folder / "doors.yaml"), str(folder / "doors.yaml"), knowledge)
        names = tuple(alias for platform in knowledge.platforms.values() for alias in platform.aliases)
        words = answer_file.words(folder / "words.yaml")
        asked = [Asked(each.id, (each.ask, *each.also), each.hear) for each in self.answers.values()]
        self._search = Search(asked, Words(words.same, words.skip, words.about, names), disguises)

    def find(self, text: str) -> tuple[Match, ...]:
        """Up to three answers that may be meant, the likeliest first; at most the first is confident."""
        return self._search.find(text)

    def reply(self, text: str, speech: Speech, today: date) -> Reply | None:
        """The short answer with a button for the rest; None when the text asks nothing, or nothing that we are
        sure to know."""
        found = self.find(text) if is_question(text) else ()
        if not found or not found[0].confident:
            return None
        more = Choice(f"answer:{found[0].id}{MORE}", speech("看详细"))
        return Reply(self.short(found[0].id, speech, today), (more,))

    def likely(self, text: str, speech: Speech) -> tuple[Choice, ...]:
        """The questions that an unsure match may stand for, as `answer:<id>` choices."""
        return tuple(self._choice(match.id, speech) for match in self.find(text) if match.score >= _LIKELY)

    def short(self, id: str, speech: Speech, today: date) -> str:
        """Three lines. With the law past its review it asserts nothing and sends to legal aid. KeyError if unknown."""
        answer = self.answers[id]
        age = self._age(answer, today)
        if age.law_past:
            return self._unsure(age, speech)
        return self._filled(answer.short, speech)

    def whole(self, id: str, speech: Speech, today: date, lender_kind: str = "") -> tuple[str, ...]:
        """Everything, as bubbles with room for 500 characters: the answer, what to do now, the sources and their date.
        After the short answer (`id:more`) that is not said again.

        Where a table of doors belongs to the answer, it comes at the end, for one kind of lender if that is known.
        """
        asked, _, said = id.partition(":")
        answer = self.answers[asked]
        age = self._age(answer, today)
        title = speech("【{title}】", title=speech(answer.ask))
        now = [f"{number}. {self._filled(line, speech)}" for number, line in enumerate(answer.now, 1)]
        steps = "\n".join([speech("现在可以做："), *now])
        if age.law_past:
            return bubbles([f"{title}\n{self._unsure(age, speech)}", steps])
        parts = [f"{title}\n{self._filled(answer.details if said else answer.short, speech)}"]
        parts += [steps] if said else [self._filled(answer.details, speech), steps]
        parts.append("\n".join([self._sources(answer, speech), self._checked(age, speech)]))
        doors = self.doors.texts(speech, lender_kind) if answer.shows == "doors" else ()
        return (*bubbles(parts), *doors)

    def choices(self, id: str, speech: Speech) -> tuple[Choice, ...]:
        """What else is worth reading, as `answer:<id>` choices."""
        return tuple(self._choice(other, speech) for other in self.answers[id].see)

    def basis(self, id: str) -> tuple[Rule, ...]:
        """The rules that an answer rests on, the firmest first, each provision once."""
        facts = [self._facts[fact] for fact in self.answers[id].facts]
        own = [fact for fact in facts if isinstance(fact, Rule)]
        under = [rule for fact in facts if isinstance(fact, Explanation | Request | Procedure) for rule in fact.basis]
        each = {rule.label: rule for rule in [*own, *under]}
        return tuple(sorted(each.values(), key=lambda rule: FORCES.index(rule.force)))

    # ---------------------------------------------------------------- wording

    def _choice(self, id: str, speech: Speech) -> Choice:
        return Choice(f"answer:{id}", speech(self.answers[id].ask))

    def _filled(self, text: str, speech: Speech) -> str:
        return speech(text, **self._phones) if "{" in text else speech(text)

    def _age(self, answer: Answer, today: date) -> _Age:
        facts = [self._facts[id] for id in answer.facts]
        past = [fact for fact in facts if fact.review_by < today]
        law = any(isinstance(fact, Rule | Explanation | Request) for fact in past)
        return _Age(min(fact.checked for fact in facts), bool(past), law)

    def _unsure(self, age: _Age, speech: Speech) -> str:
        return speech(
            "这一条依据的规定，最后核对于{day}，之后可能改过，先不下结论。\n请打{phone}免费问清楚，再做决定。",
            day=_day(age.checked, speech),
            phone=self._phones[_HELP],
        )

    def _checked(self, age: _Age, speech: Speech) -> str:
        day = _day(age.checked, speech)
        if not age.past:
            return speech("核对日期：{day}。只供参考，要紧的事打{phone}免费问。", day=day, phone=self._phones[_HELP])
        return speech("最后核对于{day}，电话和办法可能有变；打不通就打{phone}问。", day=day, phone=self._phones[_HELP])

    def _sources(self, answer: Answer, speech: Speech) -> str:
        labels = [self._cited(rule, speech) for rule in self.basis(answer.id)]
        facts = [self._facts[id] for id in answer.facts]
        if not labels:
            labels = [speech(label) for label in _written(facts)]
        if not labels:
            titles = [
                source.title for fact in facts for source in fact.sources if not FORMER_NAMES.search(source.title)
            ]
            return speech("资料：{sources}", sources=speech("；").join(list(dict.fromkeys(titles))[:_MOST_SOURCES]))
        shown = speech("；").join(labels[:_MOST_SOURCES])
        if len(labels) > _MOST_SOURCES:
            return speech("依据：{sources}等{count}条", sources=shown, count=len(labels))
        return speech("依据：{sources}", sources=shown)

    def _cited(self, rule: Rule, speech: Speech) -> str:
        label = speech(rule.label)
        return speech("{label}（不是法律）", label=label) if rule.force in _NO_LAW else label


def _written(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The provisions that procedures name in words: of their time limits, and in a note that says nothing else."""
    procedures = [fact for fact in facts if isinstance(fact, Procedure)]
    limits = [limit.basis for procedure in procedures for limit in procedure.deadlines]
    notes = [fact.note.removeprefix(_BASIS) for fact in procedures if fact.note.startswith(_BASIS)]
    return tuple(dict.fromkeys([*limits, *notes]))


def _day(day: date, speech: Speech) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if speech.locale.startswith("zh") else day.isoformat()
