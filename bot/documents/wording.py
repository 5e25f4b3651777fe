"""Templates in a borrower's language, and the care that a sentence needs whose facts are past their review."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.documents import grounds
from bot.knowledge.fact import Fact
from bot.knowledge.registry import Knowledge
from bot.speech import Speech

_HELP = "legal_aid_12348"


class Wording:
    """Says the templates of one folder; one environment per language is kept.

    `grounds` tells which facts their plain sentences rest on. Raises ContentError when that is broken.
    """

    def __init__(self, folder: Path, knowledge: Knowledge) -> None:
        self._loader = jinja2.FileSystemLoader(folder)
        self._facts: Mapping[str, Fact] = {fact.id: fact for fact in knowledge.facts()}
        self._help = knowledge.procedures[_HELP].phone
        self._environments: dict[str, jinja2.Environment] = {}
        self.grounds = grounds.load(folder.parent / "grounds")

    @property
    def help(self) -> str:
        """The number of the free legal advice that every careful sentence sends to."""
        return self._help

    def say(self, template: str, speech: Speech, **values: Any) -> str:
        """One template with these values. A list given as `said` takes up the source texts it says."""
        said = self._environment(speech).get_template(template).render(values)
        lines = [line.rstrip() for line in said.strip().splitlines()]
        return "\n".join(line for at, line in enumerate(lines) if line or lines[at - 1])

    def careful(self, template: str, speech: Speech, today: date, **values: Any) -> str:
        """A template, with care when one of its plain sentences rests on a fact past its review `today`.

        One that words that itself takes the day as `aged`; after any other stands one sentence.
        """
        heard: list[str] = []
        said = self.say(template, speech, said=heard, **values)
        day = None if values.get("aged") else self.past(self.grounds.of(heard), today)
        if day is None:
            return said
        if "aged" in values:
            return self.say(template, speech, **values | {"aged": day})
        return "\n".join((said, *self.care(day, speech)))

    def past(self, ids: Iterable[str], today: date) -> date | None:
        """The day on which the oldest of these facts was last checked, when one of them is past its review."""
        found = [fact for id in ids if (fact := self._facts.get(id))]
        return min((fact.checked for fact in found if fact.review_by < today), default=None)

    def care(self, day: date, speech: Speech) -> tuple[str, ...]:
        """The sentence that claims nothing since facts last checked on `day` are past their review."""
        return (self.say("aged.j2", speech, day=day, help=self._help),)

    def _environment(self, speech: Speech) -> jinja2.Environment:
        if speech.locale not in self._environments:
            made = ImmutableSandboxedEnvironment(
                loader=self._loader,
                undefined=jinja2.StrictUndefined,
                autoescape=False,
                trim_blocks=True,
                lstrip_blocks=True,
                extensions=["jinja2.ext.i18n"],
            )
            made.install_gettext_callables(  # type: ignore[attr-defined]
                _noting(speech), lambda one, many, n: speech(one if n == 1 else many), newstyle=True
            )
            made.globals["say"] = speech
            self._environments[speech.locale] = made
        return self._environments[speech.locale]


def _noting(speech: Speech) -> Callable[[jinja2.runtime.Context, str], str]:
    """A speech for templates that also notes in the template's `said`, where it has one, what is said."""

    @jinja2.pass_context
    def say(context: jinja2.runtime.Context, text: str) -> str:
        if (said := context.get("said")) is not None:
            said.append(text)
        return speech(text)

    return say
