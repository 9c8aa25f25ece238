"""Problems in files that editors write: where, what is wrong, what to do."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Protocol

import msgspec

from post.errors import LotseError


class Problem(msgspec.Struct, frozen=True, order=True):
    file: str
    line: int
    column: int
    what: str
    todo: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.what}" + (
            f"\n    → {self.todo}" if self.todo else ""
        )


class FlowError(LotseError):
    """One or more files do not pass; `problems` names each place."""

    code = "flow_error"

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InFile(Protocol):
    """A flow: it knows its file, and the line and column of each field."""

    @property
    def file(self) -> str: ...
    def place(self, path: str) -> tuple[int, int]: ...


def in_flow(flow: InFile, path: str, what: str, todo: str) -> Problem:
    return Problem(flow.file, *flow.place(path), what, todo)


def did_you_mean(word: str, known: list[str]) -> str:
    """An advice for a word that is not known here."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f'Did you mean "{close[0]}"?'
    return "Known here: " + ", ".join(sorted(known)) + "." if known else ""
