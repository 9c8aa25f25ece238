"""YAML with the place of every value, and without the parts that surprise people.

Anchors, aliases, tags and duplicate keys are refused: an editor would not see what they do, and
they are how a small file grows into gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, NodeEvent
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from bot.engine.problems import Problem

MAX_BYTES = 512 * 1024
_BARE_BOOLS = {"yes", "no", "on", "off", "true", "false", "y", "n"}
_PREFIX = "tag:yaml.org,2002:"

Place = tuple[int, int]


class Node(msgspec.Struct, frozen=True):
    """A value and where it stands: a text, number, truth value, None, list or mapping of Nodes."""

    value: Any
    place: Place
    keys: dict[str, Place] = {}

    def items(self) -> Iterator[tuple[str, Node]]:
        yield from self.value.items()


def parse(text: str, file: str, problems: list[Problem]) -> Node | None:
    """The document's root, or None when it is not YAML at all; problems are added to the list."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        problems.append(
            Problem(file, 1, 1, "This file is too large.", "Split it into several flows.")
        )
        return None
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
                problems.append(
                    _at(event.start_mark, file, "Anchors (&) and aliases (*) are not allowed here.")
                )
                return None
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = f"This is not valid YAML: {error.problem or error.context}."
        problems.append(
            _at(mark, file, what, "Look at the indentation (spaces, no tabs), colons and quotes.")
        )
        return None
    except YAMLError as error:
        problems.append(Problem(file, 1, 1, f"This file cannot be read: {error}"))
        return None
    if root is None:
        problems.append(Problem(file, 1, 1, "This file is empty."))
        return None
    return _convert(root, file, problems)


def _convert(node: Any, file: str, problems: list[Problem]) -> Node:
    place = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, MappingNode):
        return _mapping(node, place, file, problems)
    if isinstance(node, SequenceNode):
        return Node([_convert(child, file, problems) for child in node.value], place)
    return Node(_scalar(node), place)


def _mapping(node: MappingNode, place: Place, file: str, problems: list[Problem]) -> Node:
    values: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key_node.style is None and key.lower() in _BARE_BOOLS:
            what = f"{key} without quotation marks means something else to YAML."
            problems.append(_at(key_node.start_mark, file, what, f'Write "{key}" instead.'))
        if key in values:
            what = f'"{key}" stands here twice.'
            problems.append(_at(key_node.start_mark, file, what, "Remove or rename one of them."))
        values[key] = _convert(value_node, file, problems)
        keys[key] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
    return Node(values, place, keys)


def _scalar(node: ScalarNode) -> Any:
    kind = str(node.tag).removeprefix(_PREFIX)
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() == "true"
    if kind == "int":
        try:
            return int(node.value.replace("_", ""), 0)
        except ValueError:
            return node.value
    return node.value


def _at(mark: Any, file: str, what: str, todo: str = "") -> Problem:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(file, line, column, what, todo)
