"""YAML with the place of every value, and without the parts that surprise people.

Anchors, aliases, tags and duplicate keys are refused: an editor would not see what they do, and
they are how a small file grows into gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from bot.engine.problems import Problem

MAX_BYTES = 512 * 1024
MAX_DEPTH = 20
_BARE_BOOLS = {"yes", "no", "on", "off", "true", "false", "y", "n"}
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
"""Only what comes out as it was written: +49 511 and 0511 are telephone numbers."""
_DIRECTIVE = re.compile("^%", re.MULTILINE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_PREFIX = "tag:yaml.org,2002:"

_MAX_KNOWN = 256
"""Texts that are remembered; with more of them all are forgotten, and read again."""

Place = tuple[int, int]


class Node(msgspec.Struct, frozen=True):
    """A value and where it stands: a text, number, truth value, None, list or mapping of Nodes."""

    value: Any
    place: Place
    keys: dict[str, Place] = {}

    def items(self) -> Iterator[tuple[str, Node]]:
        yield from self.value.items()

    def places(self) -> Iterator[tuple[str, Place]]:
        """Where everything below stands, by its path ("steps.area.ask", "play.0.tap")."""
        inner: list[tuple[str, Node]] = []
        if isinstance(self.value, dict):
            inner = list(self.value.items())
        elif isinstance(self.value, list):
            inner = [(str(at), node) for at, node in enumerate(self.value)]
        for name, node in inner:
            # A mapping is found by its name, a value by itself.
            named = isinstance(node.value, dict) and name in self.keys
            yield name, self.keys[name] if named else node.place
            yield from ((f"{name}.{path}", place) for path, place in node.places())


_KNOWN: dict[str, Node] = {}


def parse(text: str, file: str, problems: list[Problem]) -> Node | None:
    """The document's root, or None when it is not YAML at all; problems are added to the list."""
    if root := known(text):
        return root
    found: list[Problem] = []
    root = _parsed(text, file, found)
    if root and not found:
        know(text, root)
    problems += found
    return root


def known(text: str) -> Node | None:
    """What this text was when it was last parsed without a problem, if that is remembered."""
    return _KNOWN.get(text)


def know(text: str, root: Node) -> None:
    """A text that has not changed is not worked through again, wherever it lies."""
    if len(_KNOWN) >= _MAX_KNOWN:
        _KNOWN.clear()
    _KNOWN[text] = root


def _parsed(text: str, file: str, problems: list[Problem]) -> Node | None:
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        todo = "Split it into several flows."
        problems.append(Problem(file, 1, 1, "This file is too large.", todo))
    elif directive := _DIRECTIVE.search(text):
        line = text.count("\n", 0, directive.start()) + 1
        what = "A line that begins with % changes how all others are read."
        problems.append(Problem(file, line, 1, what, "Remove it."))
    return None if problems else _composed(text, file, problems)


def _composed(text: str, file: str, problems: list[Problem]) -> Node | None:
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _PlainComposer
    try:
        root = yaml.compose(text)
    except _SurpriseError as surprise:
        problems.append(_at(surprise.mark, file, *surprise.args))
        return None
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


class _SurpriseError(Exception):
    """Something that an editor would not see the meaning of: what it is and what to do."""

    def __init__(self, mark: Any, what: str, todo: str) -> None:
        super().__init__(what, todo)
        self.mark = mark


class _PlainComposer(Composer):
    """Builds the nodes of plain YAML only, and only so deep."""

    _below = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        if event.anchor:  # an alias too bears the name it stands for
            what = "Anchors (&) and aliases (*) are not allowed here."
            raise _SurpriseError(event.start_mark, what, "Write it out.")
        if event.tag:
            what = f"Tags ({event.tag}) are not allowed here."
            todo = "If the text begins with !, put it in quotes."
            raise _SurpriseError(event.start_mark, what, todo)
        if self._below >= MAX_DEPTH:
            what = "This is nested too deeply."
            raise _SurpriseError(event.start_mark, what, "Look at the brackets.")
        self._below += 1
        node = super().compose_node(parent, index)
        self._below -= 1
        return node


def _convert(node: Any, file: str, problems: list[Problem]) -> Node:
    place = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, MappingNode):
        return _mapping(node, place, file, problems)
    if isinstance(node, SequenceNode):
        return Node([_convert(child, file, problems) for child in node.value], place)
    if _SURROGATE.search(node.value):
        what = "This text has half a character in it."
        problems.append(Problem(file, *place, what, "Write the character itself, not \\u…."))
    return Node(_scalar(node), place)


def _mapping(node: MappingNode, place: Place, file: str, problems: list[Problem]) -> Node:
    values: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            what = "A list or a mapping cannot be the name of a field."
            problems.append(_at(key_node.start_mark, file, what, "Is a { } or [ ] out of place?"))
            continue
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
    if kind == "int" and _WHOLE.fullmatch(node.value):
        return int(node.value)
    return str(node.value)


def _at(mark: Any, file: str, what: str, todo: str = "") -> Problem:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(file, line, column, what, todo)
