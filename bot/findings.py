"""What `lotse flows check` tells: problems, each with how much it weighs."""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.engine.problems import Problem

Severity = Literal["error", "release", "warning"]
ERROR: Severity = "error"
"""The files do not go live."""
RELEASE: Severity = "release"
"""They go live, but `--release` stops."""
WARNING: Severity = "warning"
"""To think about."""


Group = Literal[
    "",
    "unconfirmed",
    "empty",
    "overdue",
    "untranslated",
    "fuzzy",
    "unreviewed",
    "gone",
    "unread",
    "names",
]
"""Findings of one group in one file are told together."""


class Finding(msgspec.Struct, frozen=True):
    """`subject` is the id or place that a finding of a group is about."""

    severity: Severity
    problem: Problem
    group: Group = ""
    subject: str = ""
