"""Reading fields out of a Node: every mismatch becomes a Problem with its place."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from bot.engine.problems import Problem, did_you_mean
from bot.engine.yaml_nodes import Node, Place

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_SPAN = re.compile(r"(\d{1,4})([mhd])")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400}


class Fields:
    """One mapping of a file, with the list that problems go to."""

    def __init__(
        self,
        node: Node,
        file: str,
        problems: list[Problem],
        what: str,
        place: Place | None = None,
    ) -> None:
        self.file = file
        self.problems = problems
        self.what = what
        self.place = place or node.place
        self.node = node
        if not isinstance(node.value, dict):
            self.problem(f"{what} must be fields with values (name: value).")
            self.node = Node({}, node.place)

    def problem(self, what: str, todo: str = "", place: Place | None = None) -> None:
        line, column = place or self.place
        what = what[:1].upper() + what[1:]
        self.problems.append(Problem(self.file, line, column, what, todo))

    def only(self, known: set[str]) -> None:
        for key, place in self.node.keys.items():
            if key not in known:
                what = f'"{key}" is not known in {self.what}.'
                self.problem(what, did_you_mean(key, sorted(known)), place)

    def has(self, key: str) -> bool:
        return key in self.node.value

    def key_place(self, key: str) -> Place:
        return self.node.keys.get(key, self.place)

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self._value(key, needed)
        if value is None:
            return ""
        if not _is_word(value):
            todo = "Put it in quotation marks." if isinstance(value, bool) else ""
            self.problem(f'"{key}" must be a text.', todo, self.key_place(key))
            return ""
        value = str(value)
        if needed and not value.strip():
            self.problem(f'"{key}" is empty.', "Write a text.", self.key_place(key))
        return value.rstrip("\n")

    def identifier(self, key: str, *, needed: bool = False) -> str:
        text = self.text(key, needed=needed)
        if text and not self.named_well(text, self.key_place(key)):
            return ""
        return text

    def named_well(self, name: str, place: Place | None = None) -> bool:
        """Whether an id is possible; it travels on buttons and in catalogues."""
        if is_identifier(name):
            return True
        todo = "Use small letters a–z, digits, - and _ (at most 40)."
        self.problem(f'"{name}" cannot be an id.', todo, place)
        return False

    def flag(self, key: str) -> bool:
        value = self._value(key, False)
        if value is not None and not isinstance(value, bool):
            self.problem(f'"{key}" is true or false.', "", self.key_place(key))
        return value is True

    def number(self, key: str) -> int | None:
        value = self._value(key, False)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self.problem(f'"{key}" must be a whole number.', "", self.key_place(key))
            return None
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        node = self.node.value.get(key)
        if node is None:
            return ()
        entries = node.value if isinstance(node.value, list) else [node]
        if not all(_is_word(entry.value) for entry in entries):
            self.problem(f'"{key}" must be a list of words.', "", node.place)
            return ()
        return tuple(str(entry.value) for entry in entries)

    def span(self, key: str) -> int:
        """A time such as 30m, 6h or 2d, in seconds; 0 when it is left out."""
        text = self.text(key)
        found = _SPAN.fullmatch(text)
        if text and not found:
            self.problem(
                f'"{text}" is not a time.', "Write it like 30m, 6h or 2d.", self.key_place(key)
            )
        return int(found[1]) * _SECONDS[found[2]] if found else 0

    def day(self, key: str, *, needed: bool = False) -> dt.date | None:
        text = self.text(key, needed=needed)
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError:
            todo = "Write it like 2026-11-23."
            self.problem(f'"{text}" is not a day.', todo, self.key_place(key))
            return None

    def one_of(self, key: str, known: list[str], default: str) -> str:
        text = self.text(key)
        if text and text not in known:
            self.problem(
                f'"{text}" is not possible for {key}.',
                did_you_mean(text, known),
                self.key_place(key),
            )
            return default
        return text or default

    def below(self, key: str) -> dict[str, Fields]:
        """The mapping under `key`: name → fields."""
        node = self.node.value.get(key)
        if node is None:
            return {}
        return Fields(node, self.file, self.problems, f'"{key}"').entries(key)

    def entries(self, kind: str) -> dict[str, Fields]:
        """All fields of this mapping, each a mapping of its own that stands where its name does."""
        return {
            name: Fields(node, self.file, self.problems, f'{kind} "{name}"', self.key_place(name))
            for name, node in self.node.items()
        }

    def listed(self, key: str) -> list[Fields]:
        node = self.node.value.get(key)
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.problem(f'"{key}" must be a list (lines with "- ").', "", node.place)
            return []
        return [Fields(child, self.file, self.problems, key) for child in node.value]

    def part(self, key: str) -> Fields:
        """The mapping under `key`; an empty one where it is left out."""
        node = self.node.value.get(key, Node({}, self.place))
        return Fields(node, self.file, self.problems, f'"{key}"', self.key_place(key))

    def _value(self, key: str, needed: bool) -> Any:
        node = self.node.value.get(key)
        if node is None:
            if needed:
                self.problem(f'{self.what} needs "{key}".', f"Add a line {key}: …")
            return None
        return node.value


def _is_word(value: Any) -> bool:
    """Numbers stand for their digits; true and false are no words."""
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def is_identifier(text: str) -> bool:
    return _ID.fullmatch(text) is not None
