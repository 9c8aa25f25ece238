"""Coded values: what may stand in the statistics of a case. Codes only, never a word of its own.

The fields and their codes are the office's (flows/documentation.yaml). What the server knows by
itself it adds: how long the first answer took.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import msgspec

from handoff.office_hours import spans_on
from post.errors import BadInput
from post.hours import Hours

Coded = dict[str, list[str]]
"""Field → its codes. A field that says nothing is left out."""

Label = Mapping[str, str]
"""A text by language: "de" and "en"."""


class CodedField(msgspec.Struct, frozen=True):
    """`many`: several codes may hold at once. The codes stand in the order of the file. `known`:
    which code follows from what the server knows of a case ("channel" or "lang") → value → code.
    """

    id: str
    label: Label
    codes: Mapping[str, Label]
    many: bool = False
    known: Mapping[str, Mapping[str, str]] = msgspec.field(default_factory=dict)


Fields = tuple[CodedField, ...]
FieldsOf = Callable[[str], Fields]
"""Team → its fields, as they are now."""

_LONGEST_WAIT = 10  # working days that are told apart at most

FIRST_ANSWER = CodedField(
    "first_answer",
    {"de": "Zeit bis zur ersten Antwort", "en": "Time to the first answer"},
    {
        "day_0": {"de": "am selben Tag", "en": "the same day"},
        "day_1": {"de": "am nächsten Arbeitstag", "en": "the next working day"},
        "day_2": {"de": "nach 2 Arbeitstagen", "en": "after 2 working days"},
        "day_3_5": {"de": "nach 3 bis 5 Arbeitstagen", "en": "after 3 to 5 working days"},
        "day_6_10": {"de": "nach 6 bis 10 Arbeitstagen", "en": "after 6 to 10 working days"},
        "longer": {"de": "später", "en": "later"},
        "none": {"de": "keine Antwort nötig oder möglich", "en": "no answer needed or possible"},
    },
)


def checked(coded: Mapping[str, list[str] | str | None], fields: Fields) -> Coded:
    """What was given, in one form: sorted, empty fields left out.

    Raises BadInput "coded" for a field or code that is not in the list, or several where one holds.
    """
    known = {field.id: field for field in fields}
    found: Coded = {}
    for name, given in coded.items():
        codes = [given] if isinstance(given, str) else sorted(set(given or ()))
        field = known.get(name)
        if field is None or not set(codes) <= set(field.codes):
            raise BadInput("not a code of the documentation", code="coded")
        if len(codes) > 1 and not field.many:
            raise BadInput("one code only", code="coded")
        if codes:
            found[name] = codes
    return dict(sorted(found.items()))


def known_by_itself(fields: Fields, **values: str) -> Coded:
    """The codes that follow from the server's own values of a case."""
    found: Coded = {}
    for field in fields:
        for name, codes in field.known.items():
            code = codes.get(values.get(name, ""))
            if code in field.codes:
                found[field.id] = [str(code)]
    return found


def first_answer(asked: str, answered: str | None, hours: Hours) -> str:
    """The class of the time from one day (ISO) to the other, in the team's working days."""
    if answered is None:
        return "none"
    day, last = dt.date.fromisoformat(asked), dt.date.fromisoformat(answered)
    waited = 0
    while day < last and waited <= _LONGEST_WAIT:
        day += dt.timedelta(days=1)
        waited += bool(spans_on(hours, day))
    if last <= dt.date.fromisoformat(asked) or waited == 0:
        return "day_0"
    if waited <= 2:
        return f"day_{waited}"
    return "day_3_5" if waited <= 5 else "day_6_10" if waited <= _LONGEST_WAIT else "longer"
