"""Conversations as a server might show them, and what a reader must say of each entry."""

from __future__ import annotations

from typing import Any


def told(use: str, *marks: str, **change: int) -> dict[str, Any]:
    return {"use": use, "marks": list(marks), **change}


CHAINS = [
    {"name": "whole", "entries": [told("r0"), told("s0"), told("r1"), told("s1"), told("r2")]},
    {"name": "only one author", "entries": [told("r0"), told("r1"), told("r2")]},
    {"name": "cut-off tail: cannot be noticed", "entries": [told("r0"), told("r1")]},
    {"name": "the middle deleted", "entries": [told("r0"), told("r2", "gap")]},
    {"name": "the beginning deleted", "entries": [told("r1", "gap"), told("r2")]},
    {"name": "re-ordered", "entries": [told("r0"), told("r2", "gap"), told("r1", "repeat")]},
    {"name": "re-ordered across authors: allowed", "entries": [told("s0"), told("r0"), told("s1")]},
    {"name": "repeated", "entries": [told("r0"), told("r1"), told("r1", "repeat"), told("r2")]},
    {
        "name": "repeated later",
        "entries": [told("r0"), told("r1"), told("r2"), told("r0", "repeat")],
    },
    {
        "name": "two with one number",
        "entries": [told("r0"), told("r1"), told("r1 of a second tab", "repeat"), told("r2")],
    },
    {
        "name": "exchanged for one with the same number",
        "entries": [told("r0"), told("r1 of a second tab"), told("r2", "broken")],
    },
    {
        "name": "wrong hash",
        "entries": [told("r0"), told("r1"), told("r2 on a wrong hash", "broken")],
    },
    {
        "name": "forged by the server",
        "entries": [told("r0"), told("r1"), told("r2 forged with no past", "broken")],
    },
    {
        "name": "swapped in from another case",
        "entries": [told("r0 of another case", "wrong_case"), told("r1", "broken")],
    },
    {
        "name": "label of another author",
        "entries": [told("r0"), told("r1 as staff", "wrong_label", "broken")],
    },
    {
        "name": "cut off",
        "entries": [told("r0"), told("r1", "unopened", cut=100), told("r2", "broken")],
    },
    {"name": "cut off in the head", "entries": [told("r0", "unopened", keep=80)]},
    {"name": "nothing", "entries": [told("r0", "unopened", keep=0)]},
    {
        "name": "one bit of the text",
        "entries": [told("r0"), told("r1", "unopened", flip=900), told("r2", "broken")],
    },
    {"name": "one bit of the head", "entries": [told("r0", "unopened", flip=70)]},
    {
        "name": "not for this case's key",
        "entries": [told("r0"), told("r1 for somebody else", "unopened"), told("r2", "broken")],
    },
    {
        "name": "no envelope",
        "entries": [told("r0"), told("r1 no envelope", "malformed"), told("r2", "broken")],
    },
    {"name": "an unknown version", "entries": [told("r0"), told("r1 version 2", "malformed")]},
]
"""What a reader must say of each entry. "flip": one bit of that byte; "keep": only so many bytes;
"cut": so many bytes are missing at the end.
"""
