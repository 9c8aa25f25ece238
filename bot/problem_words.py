"""Problems in the editor's language: the code says them in English, here they become German.

The tables in `problem_words_de*.py` map each English sentence, with <slots> for what changes, to
its German one. Slots named `thing` and `yaml` are looked up in tables of their own. A sentence that
is not in the tables stays English: an untranslated problem is better than none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.engine.problems import Problem
from bot.problem_words_de import FLOWS, THINGS, YAML_SENTENCES
from bot.problem_words_de_texts import TEXTS

SENTENCES = {**FLOWS, **TEXTS}
_SLOT = re.compile(r"<([a-z]+)>")


def in_german(problem: Problem) -> Problem:
    """The same problem at the same place, in German words as far as there are some."""
    what = german(problem.what) or problem.what
    todo = german(problem.todo) or problem.todo
    return Problem(problem.file, problem.line, problem.column, what, todo)


def german(sentence: str) -> str | None:
    """The German form, or None when the table has none."""
    found = _find(sentence, _SENTENCES)
    return found[:1].upper() + found[1:] if found and sentence[:1].isupper() else found


def _find(sentence: str, table: list[tuple[re.Pattern[str], str]]) -> str | None:
    for pattern, form in table:
        found = pattern.fullmatch(sentence)
        if found:
            values = {name: _slot(name, value) for name, value in found.groupdict().items()}
            return _SLOT.sub(lambda slot, values=values: values[slot[1]], form)  # type: ignore[misc]
    return None


def _slot(name: str, value: str) -> str:
    if name == "thing":
        return _find(value, _THINGS) or value
    if name == "yaml":
        return _find(value, _YAML) or value
    return value


def _compiled(table: Mapping[str, str]) -> list[tuple[re.Pattern[str], str]]:
    """Sentences with the most fixed words come first, so that a general one cannot hide them."""
    ordered = sorted(table.items(), key=lambda pair: -len(_SLOT.sub("", pair[0])))
    return [(_pattern(english), form) for english, form in ordered]


def _pattern(english: str) -> re.Pattern[str]:
    parts = _SLOT.split(english)
    text, names = parts[::2], parts[1::2]
    pattern = re.escape(text[0])
    for name, following in zip(names, text[1:], strict=True):
        pattern += f"(?P<{name}>.+?)" + re.escape(following)
    return re.compile(pattern, re.DOTALL | re.IGNORECASE)


_SENTENCES = _compiled(SENTENCES)
_THINGS = _compiled(THINGS)
_YAML = _compiled(YAML_SENTENCES)
