"""Headers of catalogues that tools for PO files would stumble over."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import catalogue
from bot.engine.problems import Problem
from bot.problem_words import german

ENTRY = '\nmsgctxt "a/b/say"\nmsgid "Guten Tag"\nmsgstr "Hello"\n'


def put(folder: Path, name: str, *lines: str) -> None:
    head = "".join(f'"{line}\\n"\n' for line in ("Language: en", *lines))
    path = folder / "en" / f"{name}.po"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'msgid ""\nmsgstr ""\n{head}{ENTRY}', encoding="utf-8")


@pytest.mark.parametrize(
    "rule",
    [
        "nplurals=foo; plural=(n != 1);",
        "nplurals=2; plural=(n != ;",
        "nplurals=2; plural=__import__('os');",
        "two",
    ],
)
def test_a_broken_plural_rule_is_named_and_the_other_files_count(tmp_path: Path, rule: str):
    put(tmp_path, "broken", f"Plural-Forms: {rule}")
    put(tmp_path, "good", "Plural-Forms: nplurals=2; plural=(n != 1);")
    put(tmp_path, "bare")
    problems: list[Problem] = []
    loaded = catalogue.load(tmp_path, problems)
    [problem] = problems
    assert (Path(problem.file).name, problem.line) == ("broken.po", 4)
    assert german(problem.what) == "Die Zeile „Plural-Forms“ im Kopf der Datei ist fehlerhaft."
    assert german(problem.todo)
    assert len(loaded.entries()["en"]) == 2
