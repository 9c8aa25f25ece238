"""What is written down of a case for the figures: fields with coded values, no free text.

The office changes them in flows/documentation.yaml. A record says by which version it was made.
"""

from __future__ import annotations

import msgspec


class CodedField(msgspec.Struct, frozen=True):
    """`values`: code → words by language. `suggest`: answer's id → (option's id or its German
    label) → codes; ids that begin with "case." are facts of the case itself.
    """

    id: str
    label: dict[str, str]
    values: dict[str, dict[str, str]]
    many: bool = False
    needed: bool = True
    hint: dict[str, str] = {}
    suggest: dict[str, dict[str, tuple[str, ...]]] = {}


class Scheme(msgspec.Struct, frozen=True):
    """The fields of one team."""

    version: str
    fields: tuple[CodedField, ...]


class Documentation(msgspec.Struct, frozen=True):
    """Schemes by team; a team without one has that of `default`."""

    version: str = ""
    default: str = ""
    sets: dict[str, tuple[CodedField, ...]] = {}

    def scheme(self, team: str) -> Scheme:
        found = self.sets.get(team) or self.sets.get(self.default, ())
        return Scheme(self.version, found)
