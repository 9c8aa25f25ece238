"""The book: everything a conversation can say, read-only, swapped as a whole on reload."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import partial
from typing import Protocol

import msgspec

from bot.engine.danger import Danger
from bot.engine.days import Calendar
from bot.engine.direction import filled
from bot.engine.facts import PLACEHOLDER, Fact
from bot.engine.flow import Flow, Say
from bot.engine.notices import Notice
from bot.engine.replies import CannedReply
from bot.engine.teams import Team
from bot.engine.words import WORDS
from post.deadlines import Rule
from post.documentation import Documentation

_VALUE = re.compile(r"\{([a-z_]+)\}")


class Language(msgspec.Struct, frozen=True):
    """`id` as in the translations' folder names; `name` in its own script. `machine`: translated,
    and no person has reviewed any of it yet.
    """

    id: str
    name: str
    dir: str = "ltr"
    machine: bool = False


class Recording(msgspec.Struct, frozen=True):
    """A text read aloud: `file` as it lies below flows/media ("tr/rathaus.mp3"). `script` is what
    was read, None where nobody wrote it down.
    """

    file: str
    script: str | None = None


class Texts(Protocol):
    def get(self, lang: str, place: str, source: str) -> str:
        """The translation of the German `source`; `source` itself where there is none."""


class Book(msgspec.Struct, frozen=True):
    """`demo`: unconfirmed facts are shown, marked."""

    flows: Mapping[str, Flow]
    facts: Mapping[str, Fact]
    teams: Mapping[str, Team]
    languages: tuple[Language, ...]
    texts: Texts
    demo: bool = False
    danger: Danger = Danger()
    notices: tuple[Notice, ...] = ()
    drafts: Mapping[str, Mapping[tuple[str, str], str]] = {}
    """Unreviewed translations of high-risk flows: language → (place, source) → text."""
    recordings: Mapping[str, Mapping[str, Recording]] = {}
    """Language → name without its ending → the recording."""
    deadlines: tuple[Rule, ...] = ()
    """What the desk counts by."""
    documentation: Documentation = Documentation()
    replies: tuple[CannedReply, ...] = ()

    def menu(self) -> list[Flow]:
        listed = [flow for flow in self.flows.values() if flow.menu is not None]
        return sorted(listed, key=lambda flow: (flow.menu or 0, flow.id))

    def shows(self, name: str) -> bool:
        """Whether a flow shows this file of flows/media."""
        steps = (step for flow in self.flows.values() for step in flow.steps.values())
        return any(isinstance(step, Say) and name == step.image for step in steps)

    def plays(self, file: str) -> bool:
        """Whether this file below flows/media ("tr/rathaus.mp3") is a recording of ours."""
        listed = self.recordings.values()
        return any(file == known.file for of_lang in listed for known in of_lang.values())

    def word(self, lang: str, key: str, today: dt.date, **values: str) -> str:
        """One of the engine's own texts with its values put in.

        Values come last: a person's words in braces are never taken for a fact.
        """
        text = self.texts.get(lang, f"bot/{key}", WORDS[key])
        text = self._with_facts(text, lang, today)
        if not values:
            return text
        return filled(
            text, _VALUE, lambda found: values.get(found[1], found[0]), rtl=self.rtl(lang)
        )

    def day(self, lang: str, day: dt.date) -> str:
        """A day as the language writes it."""
        return Calendar(self.word(lang, "date_form", day), (), ()).write(day)

    def text(self, lang: str, place: str, source: str, today: dt.date) -> str:
        """A flow's text with its facts put in. Only texts of flows come here, never a person's."""
        draft = self.drafts[lang].get((place, source)) if lang in self.drafts else None
        return self._with_facts(draft or self.texts.get(lang, place, source), lang, today)

    def unreviewed(self, lang: str, place: str, source: str) -> bool:
        """Whether people must be told that nobody has checked this translation."""
        return lang in self.drafts and (place, source) in self.drafts[lang]

    def accepted(self, lang: str, place: str, words: tuple[str, ...]) -> tuple[str, ...]:
        """A list of words in a language: lists are written per language, not translated."""
        if not words:
            return ()
        listed = self.texts.get(lang, place, ", ".join(words))
        return tuple(word.strip() for word in listed.split(",")) + words

    def first_team(self) -> str:
        """Who takes over where no flow says it."""
        return next(iter(self.teams))

    def direction(self, lang: str) -> str:
        return next((known.dir for known in self.languages if known.id == lang), "ltr")

    def machine_made(self, lang: str) -> bool:
        """Whether people must be told, once, that nobody has read this language's texts."""
        return any(known.id == lang and known.machine for known in self.languages)

    def rtl(self, lang: str) -> bool:
        """Whether the language is written from right to left."""
        return self.direction(lang) == "rtl"

    def _with_facts(self, text: str, lang: str, today: dt.date) -> str:
        if "{" not in text:
            return text
        fact = partial(self._fact, lang=lang, today=today)
        return filled(text, PLACEHOLDER, lambda put: fact(put[1], put[0]), rtl=self.rtl(lang))

    def _fact(self, fact_id: str, written: str, lang: str, today: dt.date) -> str:
        fact = self.facts.get(fact_id)
        if fact is None:
            return written
        if not fact.value or not (fact.free() or self.demo):
            return self.texts.get(lang, f"facts/{fact_id}/otherwise", fact.otherwise)
        value = self.texts.get(lang, f"facts/{fact_id}/value", fact.value)
        if not fact.free():
            value = f"{value} {self.texts.get(lang, 'bot/unconfirmed', WORDS['unconfirmed'])}"
        if fact.overdue(today):
            value = f"{value} ({self.word(lang, 'as_of', today, date=f'{fact.checked:%m/%Y}')})"
        return value
