"""Machine drafts of translations: always marked, never over what a person wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from bot import po
from bot.catalogue import language
from bot.catalogue_checks import faults
from bot.findings import ERROR
from bot.texts import Text


class Translator(Protocol):
    """Translates on this machine; what it is given never leaves it."""

    def model(self, target: str) -> str:
        """The name of the model from German into `target`; empty when there is none."""
        ...

    def translate(self, texts: Sequence[str], target: str) -> list[str]:
        """As many as there were texts, in their order."""
        ...


class Drafted(msgspec.Struct):
    """`spoilt` are places whose draft lost a placeholder or the like; they stay untranslated."""

    made: int = 0
    spoilt: list[str] = []


def draft(folder: Path, lang: str, texts: Iterable[Text], translator: Translator) -> Drafted:
    """Fill what is empty. The language's files must be up to date (`po.update`)."""
    model = translator.model(lang)
    result = Drafted()
    grouped: dict[str, list[Text]] = {}
    for text in texts:
        if text.kind in ("text", "label"):
            grouped.setdefault(text.catalogue, []).append(text)
    for name, listed in grouped.items():
        file = po.open_file(folder, lang, name)
        empty = {e.msgctxt: e for e in file if not e.msgstr and not e.obsolete}
        wanted = [text for text in listed if text.place in empty]
        answers = translator.translate([text.source for text in wanted], lang) if wanted else []
        for text, answer in zip(wanted, answers, strict=True):
            if _usable(text, answer, lang):
                po.draft(empty[text.place], answer, model)
                result.made += 1
            else:
                result.spoilt.append(text.place)
        po.save(file)
    return result


def _usable(text: Text, answer: str, lang: str) -> bool:
    if not answer.strip():
        return False
    found = faults(text.source, answer, text.kind, language(lang).dir)
    return not any(severity == ERROR for severity, _, _ in found)
