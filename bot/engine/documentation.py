"""Reads flows/documentation.yaml: what the desk writes down of a case, and what it suggests from
the resident's answers. Meaning: docs/documentation.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine.deadline_rules import words
from bot.engine.fields import Fields
from bot.engine.flow import AskOptions, Flow
from bot.engine.problems import Problem, did_you_mean
from bot.engine.yaml_nodes import parse
from post.documentation import CodedField, Documentation

OF_THE_CASE = ("case.channel", "case.lang", "case.interpreter", "case.deadline")
_FIELD = {"label", "hint", "many", "optional", "values", "suggest"}

Suggested = dict[str, dict[str, tuple[str, ...]]]


def read_documentation(
    text: str, file: str, flows: Mapping[str, Flow], problems: list[Problem]
) -> Documentation:
    """`flows`: whose answers suggest something; those that could not be read are not there."""
    root = parse(text, file, problems)
    if root is None:
        return Documentation()
    top = Fields(root, file, problems, "the documentation file")
    top.only({"version", "default", "sets"})
    sets = {name: _fields(fields, flows) for name, fields in top.below("sets").items()}
    default = top.identifier("default", needed=True)
    if default and default not in sets:
        todo = did_you_mean(default, sorted(sets))
        top.problem(f'There is no set "{default}".', todo, top.key_place("default"))
    return Documentation(top.text("version", needed=True), default, sets)


def _fields(of_set: Fields, flows: Mapping[str, Flow]) -> tuple[CodedField, ...]:
    return tuple(
        _field(field_id, fields, flows) for field_id, fields in of_set.entries("field").items()
    )


def _field(field_id: str, fields: Fields, flows: Mapping[str, Flow]) -> CodedField:
    fields.named_well(field_id)
    fields.only(_FIELD)
    values = {}
    for code in fields.part("values").node.value:
        fields.named_well(code, fields.part("values").key_place(code))
        values[code] = words(fields.part("values"), code, needed=True)
    if not values:
        fields.problem(f'{fields.what} needs "values".', "Add a line values: …")
    return CodedField(
        id=field_id,
        label=words(fields, "label", needed=True),
        values=values,
        many=fields.flag("many"),
        needed=not fields.flag("optional"),
        hint=words(fields, "hint"),
        suggest=_suggested(fields, values, flows),
    )


def _suggested(
    fields: Fields, values: Mapping[str, object], flows: Mapping[str, Flow]
) -> Suggested:
    found: Suggested = {}
    for key, of_answer in fields.below("suggest").items():
        labels = _labels(key, of_answer, flows)
        named: dict[str, tuple[str, ...]] = {}
        for option in of_answer.node.value:
            codes = of_answer.texts(option)
            _check(of_answer, option, codes, labels, values)
            named |= dict.fromkeys({option, (labels or {}).get(option, option)}, codes)
        # A flow hands its own answers over under their bare names.
        for name in {key, key.partition(".")[2] if key not in OF_THE_CASE else key}:
            found[name] = {**found.get(name, {}), **named}
    return found


def _labels(key: str, fields: Fields, flows: Mapping[str, Flow]) -> dict[str, str] | None:
    """Option → German label of the question that `key` ("flow.data") is asked by; None when it
    is a fact of the case.
    """
    if key in OF_THE_CASE:
        return None
    flow_id, _, data = key.partition(".")
    question = flows[flow_id].asking(data) if flow_id in flows else None
    if isinstance(question, AskOptions):
        return {option.id: option.label for option in question.options}
    if flows:
        todo = "Write it as flow.data, like report.area, or case.channel, case.lang …"
        fields.problem(f'No question with options is saved as "{key}".', todo)
    return None


def _check(
    fields: Fields,
    option: str,
    codes: tuple[str, ...],
    labels: dict[str, str] | None,
    values: Mapping[str, object],
) -> None:
    place = fields.key_place(option)
    if labels is not None and option not in labels:
        fields.problem(
            f'There is no option "{option}".', did_you_mean(option, sorted(labels)), place
        )
    for code in codes:
        if code not in values:
            fields.problem(
                f'There is no value "{code}".', did_you_mean(code, sorted(values)), place
            )
