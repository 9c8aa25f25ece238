"""Every problem that an editor can meet has a German form."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.engine.checks import check
from bot.engine.problems import Problem
from bot.engine.reader import read_flow
from bot.problem_words import SENTENCES, german, in_german
from tests.engine.conftest import small_book
from tests.tools.conftest import ROOT

SAYS = [
    *sorted((ROOT / "bot" / "engine").rglob("*.py")),
    *(
        ROOT / "bot" / f"{name}.py"
        for name in (
            "catalogue",
            "catalogue_checks",
            "glossary",
            "inspection",
            "library",
            "po",
            "recordings",
            "sheet_import",
        )
    ),
]
BROKEN = sorted((ROOT / "tests" / "flows_broken").glob("*.yaml"))


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """What a module says: texts given to problem() and Problem(), or named what and todo."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        said: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            said = list(node.args) if name in {"problem", "Problem", "_problem", "_at"} else []
        elif isinstance(node, ast.Assign):
            names = [
                name.id
                for target in node.targets
                for name in ast.walk(target)
                if isinstance(name, ast.Name)
            ]
            said = [node.value] if {"what", "todo"} & set(names) else []
        for value in said:
            yield from ((node.lineno, one) for one in _texts(value) if _says_something(one))


def _says_something(text: str) -> bool:
    """Not an id or a mark, nor values alone (their words are said elsewhere)."""
    return " " in text and any(c.isalpha() for c in text.replace("X", ""))


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(v.value) if isinstance(v, ast.Constant) else "X" for v in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.BoolOp | ast.Tuple):
        for value in node.values if isinstance(node, ast.BoolOp) else node.elts:
            yield from _texts(value)


@pytest.mark.parametrize("path", SAYS, ids=lambda path: str(path.relative_to(ROOT / "bot")))
def test_every_sentence_in_the_code_has_a_german_form(path: Path):
    missing = [f"{path.name}:{line}: {one}" for line, one in sentences(path) if not german(one)]
    assert missing == [], "add them to bot/problem_words_de.py"


def test_many_sentences_are_looked_at():
    assert len([one for path in SAYS for one in sentences(path)]) > 100


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_every_broken_flow_is_told_in_german(path: Path):
    book = small_book()
    problems: list[Problem] = []
    flow = read_flow(path.read_text(encoding="utf-8"), "x.yaml", problems)
    if flow:
        problems = check({flow.id: flow}, book.facts, book.teams)
    assert problems
    for problem in problems:
        assert german(problem.what), problem.what
        assert not problem.todo or german(problem.todo), problem.todo


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ('There is no team "adz".', "Es gibt kein Team „adz“."),
        ('Did you mean "ads"?', "Meinten Sie „ads“?"),
        ('Steps "hello" needs "say".', "Schritt „hello“ braucht „say“."),
        ('A flow needs "title".', "Ein Ablauf braucht „title“."),
        ('There is no step "a" to start with.', "Es gibt keinen Schritt „a“ für den Anfang."),
        (
            "This is not valid YAML: mapping values are not allowed here.",
            "Das ist kein gültiges YAML: hier darf kein Doppelpunkt stehen.",
        ),
        ("This is not valid YAML: something new.", "Das ist kein gültiges YAML: something new."),
    ],
)
def test_german_sentences(english: str, expected: str):
    assert german(english) == expected


def test_what_has_no_german_form_stays_english():
    problem = Problem("f.yaml", 3, 5, "Nobody wrote this.", "Write a text.")
    told = Problem("f.yaml", 3, 5, "Nobody wrote this.", "Schreiben Sie einen Text.")
    assert in_german(problem) == told


def test_both_forms_have_the_same_slots():
    for english, translated in SENTENCES.items():
        slots = [sorted(set(re.findall("<([a-z]+)>", form))) for form in (english, translated)]
        assert slots[0] == slots[1], english
