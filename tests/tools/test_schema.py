"""The schema for text editors says what the reader says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.engine.reader import _TOP
from bot.engine.steps import KINDS
from bot.new_flow import files
from bot.schema import as_text, flow_schema
from tests.tools.conftest import ROOT

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


def wrong(schema: dict[str, Any], value: Any, at: str = "") -> list[str]:
    """As much of JSON Schema as ours uses."""
    if "anyOf" in schema:
        tried = [wrong(one, value, at) for one in schema["anyOf"]]
        return [] if any(not found for found in tried) else min(tried, key=len)
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: {value!r} is not one of {schema['enum']}"]
    kinds = schema.get("type", [])
    allowed = [
        one for kind in ([kinds] if isinstance(kinds, str) else kinds) for one in TYPES[kind]
    ]
    if allowed and (
        not isinstance(value, tuple(allowed)) or (value is True and bool not in allowed)
    ):
        return [f"{at}: {value!r} is no {kinds}"]
    found = []
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{at}: {value!r} does not fit")
    if isinstance(value, list):
        for number, one in enumerate(value):
            found += wrong(schema.get("items", {}), one, f"{at}/{number}")
    if isinstance(value, dict):
        found += [
            f"{at}: {key} is missing" for key in schema.get("required", []) if key not in value
        ]
        for key, one in value.items():
            found += wrong(schema.get("propertyNames", {}), key, f"{at}/{key}")
            known = schema.get("properties", {}).get(key, schema.get("additionalProperties", {}))
            found += (
                [f"{at}: {key} is unknown"] if known is False else wrong(known, one, f"{at}/{key}")
            )
    return found


def read(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(re.sub(r"\b(\d{4}-\d\d-\d\d)\b", r'"\1"', text))


FLOWS = sorted(
    path for path in (ROOT / "flows").glob("*.yaml") if "\nflow: " in path.read_text("utf-8")
)


def test_the_file_in_docs_is_the_present_one():
    text = (ROOT / "docs" / "flow.schema.json").read_text(encoding="utf-8")
    assert text == as_text(), "call: lotse flows schema -o docs/flow.schema.json"


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_the_citys_flows_fit(path: Path):
    assert wrong(flow_schema(), read(path.read_text(encoding="utf-8"))) == []


def test_the_examples_of_all_step_kinds_fit():
    head = {"lotse": 1, "flow": "x", "title": "x", "start": "x"}
    for kind in KINDS:
        assert wrong(flow_schema(), {**head, "steps": read(kind.example)}) == [], kind.name


def test_the_schema_knows_the_fields_of_the_reader_and_no_others():
    schema = flow_schema()
    assert set(schema["properties"]) == set(_TOP)
    shapes = schema["properties"]["steps"]["additionalProperties"]["anyOf"]
    assert len(shapes) == len(KINDS)
    for kind, shape in zip(KINDS, shapes, strict=True):
        assert kind.fields <= set(shape["properties"]), kind.name
        assert set(shape["required"]) == kind.marks


def test_a_new_flow_fits_and_asks_for_the_schema():
    text = files("x", "ads")["flow"]
    assert text.startswith("# yaml-language-server: $schema=../docs/flow.schema.json\n")
    assert wrong(flow_schema(), read(text)) == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("unknown_top_field", "is unknown"),
        ("unknown_field", "is unknown"),
        ("no_steps", "steps is missing"),
        ("step_id_with_umlaut", "does not fit"),
        ("option_id_in_capitals", "does not fit"),
        ("idle_not_a_time", "does not fit"),
        ("truth_for_a_label", "is no"),
    ],
)
def test_mistakes_of_shape_are_underlined(name: str, found: str):
    text = (ROOT / "tests" / "flows_broken" / f"{name}.yaml").read_text(encoding="utf-8")
    problems = wrong(flow_schema(), read(text))
    assert any(found in problem for problem in problems), problems
