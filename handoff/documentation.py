"""The documentation's fields as the page and the statistics get them."""

from __future__ import annotations

from typing import Any

from handoff import coding
from post.documentation import CodedField, Scheme


def as_json(scheme: Scheme) -> dict[str, Any]:
    """What `GET documentation` answers. See docs/documentation.md."""
    return {"version": scheme.version, "fields": [_field(field) for field in scheme.fields]}


def coded_fields(scheme: Scheme) -> coding.Fields:
    """The same for the slip: what may be counted."""
    return tuple(
        coding.CodedField(field.id, field.label, field.values, field.many, _known(field))
        for field in scheme.fields
    )


def _known(field: CodedField) -> dict[str, dict[str, str]]:
    """Which code follows from a fact of the case that the server knows."""
    return {
        fact: {value: codes[0] for value, codes in field.suggest[f"case.{fact}"].items() if codes}
        for fact in ("channel", "lang")
        if f"case.{fact}" in field.suggest
    }


def _field(field: CodedField) -> dict[str, Any]:
    return {
        "id": field.id,
        "label": field.label,
        "hint": field.hint,
        "many": field.many,
        "needed": field.needed,
        "values": [{"code": code, "label": label} for code, label in field.values.items()],
        "suggest": field.suggest,
    }
