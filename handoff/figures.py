"""The figures that are shown: tables of a team's quarter, small numbers hidden (see disclosure).

Each field of the documentation is a table, with the number of cases in which each code stands, and
last how many say nothing. What was counted under a code that the documentation does not have any
more counts as nothing said: that a retired code is listed at all would tell that there was one.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from handoff.coding import FIRST_ANSWER, CodedField, FieldsOf
from handoff.disclosure import LOWEST, Shown, protect
from handoff.statistics import Counted
from post.spreadsheet import harmless

Lang = Literal["de", "en"]
NOTHING = ""
_NOTHING_SAID = {"de": "nicht festgehalten", "en": "not recorded"}
_HEADS = {
    "de": ["Quartal", "Team", "Merkmal", "Wert", "Fälle", "Fälle insgesamt"],
    "en": ["quarter", "team", "field", "value", "cases", "cases in all"],
}
_SEPARATOR = {"de": ";", "en": ","}
"""What spreadsheets of the language take for the border between two cells."""


class Cell(msgspec.Struct, frozen=True):
    code: str
    label: str
    n: Shown


class Table(msgspec.Struct, frozen=True):
    """`many`: a case may stand in several cells."""

    id: str
    label: str
    many: bool
    cells: list[Cell]


class Quarter(msgspec.Struct, frozen=True):
    """`total`: the team's cases of this quarter."""

    quarter: str
    team: str
    total: int
    tables: list[Table]


def figures(counted: Iterable[Counted], fields_of: FieldsOf, lang: Lang) -> list[Quarter]:
    return [
        Quarter(
            quarter.quarter,
            quarter.team,
            len(quarter.cases),
            [_table(field, quarter, lang) for field in (*fields_of(quarter.team), FIRST_ANSWER)],
        )
        for quarter in counted
        # None is smaller (see statistics): a table changed past the program is not shown.
        if len(quarter.cases) >= LOWEST
    ]


def _table(field: CodedField, counted: Counted, lang: Lang) -> Table:
    numbers: Counter[str] = Counter()
    for case in counted.cases:
        said = set(case.get(field.id, ())) & set(field.codes)
        if len(said) > 1 and not field.many:
            said = set()
        numbers.update(said or {NOTHING})
    shown = protect({code: numbers[code] for code in (*field.codes, NOTHING)}, many=field.many)
    labels = {**field.codes, NOTHING: _NOTHING_SAID}
    cells = [Cell(code, labels[code][lang], number) for code, number in shown.items()]
    return Table(field.id, field.label[lang], field.many, cells)


def as_csv(quarters: Iterable[Quarter], team_names: dict[str, str], lang: Lang) -> bytes:
    """For spreadsheets: UTF-8 with its mark, no cell that is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=_SEPARATOR[lang], quoting=csv.QUOTE_ALL)
    writer.writerow(_HEADS[lang])
    for quarter in quarters:
        team = team_names.get(quarter.team, quarter.team)
        for table in quarter.tables:
            for cell in table.cells:
                row = (quarter.quarter, team, table.label, cell.label, cell.n, quarter.total)
                writer.writerow([harmless(str(value)) for value in row])
    return text.getvalue().encode("utf-8-sig")


def as_json(quarters: list[Quarter]) -> dict[str, Any]:
    """As it is shown: what is hidden is hidden here as well."""
    return {"lowest_shown": LOWEST, "quarters": msgspec.to_builtins(quarters)}
