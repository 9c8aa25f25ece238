"""Translation at the desk: what residents wrote, and what counsellors are about to answer.

Rules
- A text is translated for a case that the asker may see, and for nothing else. On the safe line
  the server must not see any of its words: there the resident has said yes, or it is refused.
- Nothing is kept or logged here. What the translator remembers of the last minutes goes with
  `forget`: when a case is erased, when a desk is locked.
- German words that people meet on doors and letters stay, with their meaning behind them.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping

import msgspec

from handoff.desk import Desk
from handoff.records import Member
from handoff.translate import Result, Translator
from post.errors import BadInput, Conflict, NotAllowed
from post.ids import CaseId

MOST_TEXTS = 40
LONGEST = 64_000
"""Characters of all texts of a request together."""
PATIENCE = 15.0
"""Seconds; the page gives up after 20."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_MADE = frozenset({"ok", "partly"})

Terms = Callable[[str], Mapping[str, str]]
"""Language → German words that are kept, with what this language says for them ("": nothing)."""
Notices = Callable[[str, str, dict[str, str]], str]


class Translated(msgspec.Struct, frozen=True):
    """`by`: "machine", or "none": `text` is the original. `why` is the translator's status."""

    text: str
    by: str
    why: str


class Translations(msgspec.Struct, frozen=True):
    """`machine` and `edited` are what a resident reads under a translation, in their language."""

    texts: list[Translated]
    machine: str
    edited: str


class DeskTranslation:
    """Raises StoreAway when SQL cannot be reached."""

    def __init__(
        self, *, desk: Desk, translator: Translator, terms: Terms, notices: Notices
    ) -> None:
        self._desk = desk
        self._translator = translator
        self._terms = terms
        self._notices = notices

    async def translate(
        self, by: Member, case: CaseId, texts: list[str], source: str, target: str
    ) -> Translations:
        """Raises NotFound, NotAllowed "not_wished", Conflict "withdrawing", BadInput."""
        _check(texts, source, target)
        await self._check_line(by, case)
        terms = self._terms(_other(source, target))
        protect = (by.shown_name, *terms)
        done = await asyncio.gather(
            *(
                self._translator.translate(text, source, target, protect=protect, timeout=PATIENCE)
                for text in texts
            )
        )
        german = source.partition("-")[0] == "de"
        made = [_translated(result, terms if german else {}) for result in done]
        return Translations(made, **self.labels(target))

    def labels(self, lang: str) -> dict[str, str]:
        """What a resident reads under a translation: by a machine, and changed by a human."""
        named = {"machine": "machine", "edited": "machine_edited"}
        return {how: self._notices(lang, key, {}) for how, key in named.items()}

    def forget(self) -> None:
        self._translator.forget()

    async def _check_line(self, by: Member, case_id: CaseId) -> None:
        seen = await self._desk.look(by, case_id)
        if seen.case.withdraw_due is not None:
            raise Conflict("the resident is taking the case back", code="withdrawing")
        if seen.resident is not None and not seen.case.translate:
            raise NotAllowed("the resident has not said yes to translation", code="not_wished")


def explained(text: str, terms: Mapping[str, str]) -> str:
    """A German word that was kept, with its meaning behind it where it stands first."""
    for word in sorted(terms, key=len, reverse=True):
        said = terms[word]
        if not said or f"{word} (" in text or said in text:
            continue
        found = re.search(rf"\b{re.escape(word)}\b", text)
        if found:
            meaning = said if word in said else f"{word} ({said})"
            text = text[: found.start()] + meaning + text[found.end() :]
    return text


def _translated(result: Result, terms: Mapping[str, str]) -> Translated:
    if result.status not in _MADE:
        return Translated(result.text, "none", result.status)
    return Translated(explained(result.text, terms), "machine", result.status)


def _check(texts: Iterable[str], source: str, target: str) -> None:
    listed = list(texts)
    if not 1 <= len(listed) <= MOST_TEXTS or sum(map(len, listed)) > LONGEST:
        raise BadInput("too many or too long texts", code="too_long_to_translate")
    if not (_LANGUAGE.fullmatch(source) and _LANGUAGE.fullmatch(target)):
        raise BadInput("not a language", code="bad_input")


def _other(source: str, target: str) -> str:
    """The language of the two that is not German."""
    return target if source.partition("-")[0] == "de" else source
