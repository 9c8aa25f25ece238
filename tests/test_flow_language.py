"""The specification of the flow language, and the tests that show it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.engine.flow import ACCEPTED
from bot.engine.silence import HAPPENINGS
from bot.engine.steps import KINDS

TESTS = Path(__file__).parent
SPECIFICATION = (TESTS.parent / "docs" / "flow-language.md").read_text(encoding="utf-8")
STATEMENT = re.compile(r"^- \*\*L(\d+)\.(\d+)\*\* ", re.MULTILINE)
SHOWN: dict[str, list[str]] = YAML(typ="safe").load(
    (TESTS / "flow_language.yaml").read_text(encoding="utf-8")
)
PLAYED = ("flows/", "flows_broken/")
"""Folders whose files are tests by themselves."""


@cache
def named_in(file: str) -> set[str]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in tree.body if isinstance(node, kinds)}


def missing(reference: str) -> str:
    """What is wrong with the name of a test; empty when it is there."""
    file, _, name = reference.partition("::")
    if not (TESTS / file).is_file():
        return f"{reference}: no such file"
    if file.endswith(".yaml"):
        return "" if file.startswith(PLAYED) and not name else f"{reference}: nobody reads it"
    return (
        "" if name.startswith("test_") and name in named_in(file) else f"{reference}: no such test"
    )


def test_every_statement_has_tests_and_every_test_a_statement():
    stated = [f"L{section}.{number}" for section, number in STATEMENT.findall(SPECIFICATION)]
    assert len(stated) > 100
    assert sorted(stated) == sorted(SHOWN)
    assert [statement for statement, references in SHOWN.items() if not references] == []


def test_every_test_that_is_named_is_there():
    wrong = [
        found for references in SHOWN.values() for one in references if (found := missing(one))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("reference", "wrong"),
    [
        ("engine/test_golden.py::test_golden_conversations", ""),
        ("engine/test_golden.py::test_nothing_of_the_kind", "no such test"),
        ("engine/test_golden.py::of", "no such test"),
        ("engine/test_gold.py::test_golden_conversations", "no such file"),
        ("flows/report_is_forgotten.yaml", ""),
        ("flows/report_is_gone.yaml", "no such file"),
        ("engine/danger_sentences.yaml", "nobody reads it"),
    ],
)
def test_a_name_that_leads_nowhere_is_seen(reference: str, wrong: str):
    assert missing(reference).endswith(wrong)
    assert bool(missing(reference)) == bool(wrong)


def test_numbers_are_given_once_and_in_order():
    numbers = [(int(section), int(number)) for section, number in STATEMENT.findall(SPECIFICATION)]
    assert numbers == sorted(set(numbers))
    headings = re.findall(r"^## (\d+) ", SPECIFICATION, re.MULTILINE)
    assert sorted({str(section) for section, _ in numbers}, key=int) == headings


def test_everything_that_the_language_has_is_named():
    words = set(re.findall(r"[a-z_]+", SPECIFICATION))
    fields = {field for kind in KINDS for field in kind.fields}
    assert (fields | set(ACCEPTED) | set(HAPPENINGS) | {"german"}) - words == set()
