from __future__ import annotations

import pytest

from bot.engine.fields import Fields
from bot.engine.problems import FlowError, Problem, did_you_mean
from bot.engine.yaml_nodes import parse


def fields(text: str) -> Fields:
    problems: list[Problem] = []
    node = parse(text, "x.yaml", problems)
    assert node is not None
    return Fields(node, "x.yaml", problems, "the thing")


def only_problem(of: Fields) -> str:
    assert len(of.problems) == 1, of.problems
    return str(of.problems[0])


def test_not_a_mapping_reads_as_nothing():
    of = fields("- a")
    assert only_problem(of) == "x.yaml:1:1: The thing must be fields with values (name: value)."
    assert of.text("a") == ""


def test_unknown_fields_are_named_with_advice():
    of = fields("lable: x\nnext: y")
    of.only({"label", "next"})
    assert only_problem(of) == (
        'x.yaml:1:1: "lable" is not known in the thing.\n    → Did you mean "label"?'
    )


@pytest.mark.parametrize(("text", "value"), [("a: x", "x"), ("a: 112", "112"), ('a: "x\n\n"', "x")])
def test_a_text(text: str, value: str):
    assert fields(text).text("a") == value


@pytest.mark.parametrize("text", ["a: true", "a: [x]", "a: {b: c}"])
def test_not_a_text(text: str):
    of = fields(text)
    assert of.text("a") == ""
    assert "must be a text" in only_problem(of)


def test_a_text_that_is_needed():
    of = fields("b: x")
    assert of.text("a") == ""
    assert of.problems == []
    of.text("a", needed=True)
    assert only_problem(of) == 'x.yaml:1:1: The thing needs "a".\n    → Add a line a: …'
    of = fields('a: " "')
    of.text("a", needed=True)
    assert "is empty" in only_problem(of)
    assert fields('a: " "').problems == []


@pytest.mark.parametrize("text", ["Über", "a b", "_a", "a" * 41, "ä"])
def test_not_an_identifier(text: str):
    of = fields(f"a: {text}")
    assert of.identifier("a") == ""
    assert "cannot be an id" in only_problem(of)


def test_an_identifier():
    assert fields("a: step_2-b").identifier("a") == "step_2-b"
    assert fields("b: x").identifier("a") == ""


def test_a_flag():
    assert fields("a: true").flag("a") is True
    assert fields("a: false").flag("a") is False
    assert fields("b: x").flag("a") is False
    of = fields("a: maybe")
    assert of.flag("a") is False
    assert "true or false" in only_problem(of)


def test_a_number():
    assert fields("a: 3").number("a") == 3
    assert fields("b: 3").number("a") is None
    for text in ("a: three", "a: true", "a: 1.5"):
        of = fields(text)
        assert of.number("a") is None
        assert "whole number" in only_problem(of)


def test_words():
    assert fields("a: [x, 3]").texts("a") == ("x", "3")
    assert fields("a: x").texts("a") == ("x",)
    assert fields("b: x").texts("a") == ()
    for text in ("a: [x, true]", "a: [[x]]", "a:", "a: {b: c}"):
        of = fields(text)
        assert of.texts("a") == ()
        assert "list of words" in only_problem(of)


@pytest.mark.parametrize(
    ("text", "seconds"), [("30m", 1800), ("6h", 21_600), ("2d", 172_800), ("0h", 0)]
)
def test_a_span(text: str, seconds: int):
    assert fields(f"a: {text}").span("a") == seconds


def test_not_a_span():
    assert fields("b: x").span("a") == 0
    of = fields("a: 6 hours")
    assert of.span("a") == 0
    assert "Write it like 30m" in only_problem(of)


def test_one_of():
    assert fields("a: high").one_of("a", ["normal", "high"], "normal") == "high"
    assert fields("b: x").one_of("a", ["normal", "high"], "normal") == "normal"
    of = fields("a: hihg")
    assert of.one_of("a", ["normal", "high"], "normal") == "normal"
    assert 'Did you mean "high"?' in only_problem(of)


def test_what_stands_below():
    of = fields("a: {x: {size: 1}, y: {size: 2}}")
    assert {key: part.number("size") for key, part in of.below("a").items()} == {"x": 1, "y": 2}
    assert of.below("b") == {}
    of = fields("a:")
    assert of.below("a") == {}
    assert "must be fields" in only_problem(of)


def test_what_is_listed():
    of = fields("a: [{size: 1}, {size: 2}]")
    assert [part.number("size") for part in of.listed("a")] == [1, 2]
    assert of.listed("b") == []
    of = fields("a: {size: 1}")
    assert of.listed("a") == []
    assert "must be a list" in only_problem(of)


def test_a_part():
    part = fields("b: 1\na: {size: 1}").part("a")
    assert part.has("size")
    assert part.number("size") == 1
    assert part.place == (2, 1), "found by its name"
    missing = fields("b: x").part("a")
    assert (missing.number("size"), missing.problems) == (None, [])


def test_advice():
    assert did_you_mean("stroy", ["story", "area"]) == 'Did you mean "story"?'
    assert did_you_mean("xyz", ["story", "area"]) == "Known here: area, story."
    assert did_you_mean("xyz", []) == ""


def test_a_flow_error_names_every_place_in_order():
    error = FlowError([Problem("b", 1, 1, "Second."), Problem("a", 9, 2, "First.", "Do this.")])
    assert str(error) == "a:9:2: First.\n    → Do this.\nb:1:1: Second."
    assert error.code == "flow_error"
