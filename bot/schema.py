"""The flow language as a JSON Schema: what editors' text editors complete and underline.

It knows the shape only. What belongs together (targets, data, facts) is for `lotse flows check`.
"""

from __future__ import annotations

import json
from typing import Any

from bot.engine.flow import ACCEPTED
from bot.engine.reader import ABOUT_STATUS
from bot.engine.steps import COMMON, KINDS, Kind
from bot.engine.steps.handoff import LEVELS

Schema = dict[str, Any]

_ID: Schema = {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,39}$"}
_TEXT: Schema = {"type": ["string", "integer"]}
_WORDS: Schema = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_FLAG: Schema = {"type": "boolean"}
_DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_TIME: Schema = {"type": "string", "pattern": "^[0-9]{1,4}[mhd]$"}
_LIMIT: Schema = {"type": ["number", "string"]}


def _about(description: str, schema: Schema) -> Schema:
    return {**schema, "description": description}


def _fields(properties: Schema, needed: list[str] | None = None) -> Schema:
    required = {"required": needed} if needed else {}
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **required,
    }


def _named(schema: Schema) -> Schema:
    """A mapping whose keys are ids that the editor chooses."""
    return {"type": "object", "propertyNames": _ID, "additionalProperties": schema}


_OPTION = _fields(
    {
        "label": _about("Was auf dem Knopf steht (am besten bis 24 Zeichen)", _TEXT),
        "next": _about("Kennung des nächsten Schritts", _ID),
        "accept": _about("Andere Wörter für diese Antwort", _WORDS),
    },
    ["label"],
)
_COMPARED = _fields({"below": _LIMIT, "above": _LIMIT, "from": _LIMIT, "to": _LIMIT})
_WHEN: Schema = {"type": "object", "additionalProperties": {"anyOf": [_WORDS, _COMPARED]}}
_CASE: Schema = {
    "anyOf": [
        _fields(
            {
                "when": _WHEN,
                "next": _ID,
            },
            ["when", "next"],
        ),
        _fields({"else": _ID}, ["else"]),
    ]
}
_STEP_FIELDS: Schema = {
    "say": _about("Was gesagt wird; {ads.email} setzt eine Angabe ein", _TEXT),
    "ask": _about("Die Frage", _TEXT),
    "options": _about("Antworten: Kennung und Knopf", _named(_OPTION)),
    "many": _about("Mehrere Antworten sind möglich", _FLAG),
    "exact": _about("Getippt zählt nur, was wörtlich ein Knopf oder accept-Wort ist", _FLAG),
    "accepts": _about("Antwort in eigenen Worten oder als Datei", _WORDS),
    "min": _about("Mindestens", {"type": "number"}),
    "max": _about("Höchstens", {"type": "number"}),
    "save": _about("Unter welcher Angabe aus data die Antwort steht", _ID),
    "unclear": _about(
        "Wohin nach mehreren unklaren Antworten",
        _fields({"tries": {"type": "integer", "minimum": 1, "maximum": 5}, "then": _ID}),
    ),
    "branch": _about("Verzweigung; die letzte Zeile ist else", {"type": "array", "items": _CASE}),
    "call": _about("Spielt einen anderen Ablauf und kommt zurück", _ID),
    "handoff": _about(
        "Übergabe an einen Menschen",
        _fields({"team": _ID, "consent": _about("Angaben, die mitgehen", _WORDS)}, ["team"]),
    ),
    "urgency": _about(
        "Für wen es eilt: Bedingungen wie in einer Verzweigung",
        _fields(dict.fromkeys(LEVELS, _WHEN)),
    ),
    "next": _about("Kennung des nächsten Schritts", _ID),
    "end": _about("Hier endet der Ablauf", _FLAG),
    "link": _about("Adresse, die mit https:// beginnt", _TEXT),
    "image": _about("Datei in flows/media", _TEXT),
    "audio": _about("Aufnahme: die Datei dieses Namens in flows/media/<Sprache>", _TEXT),
    "from": _about("Erster Tag, an dem es gesagt wird", _DAY),
    "until": _about("Letzter Tag, an dem es gesagt wird", _DAY),
    "help": _about("Erscheint bei „Ich verstehe nicht“", _TEXT),
    "checkpoint": _about("Hier landet man sicher, wenn sich der Ablauf ändert", _FLAG),
    "renamed_from": _about("Frühere Kennungen dieses Schritts", _WORDS),
}
_DATA = _fields(
    {
        "type": {"enum": ["choice", *ACCEPTED]},
        "keep": {"enum": ["never", "session", "case"]},
        "sensitive": _about("Nur auf dem sicheren Weg fragen", _FLAG),
        "about": {"enum": list(ABOUT_STATUS)},
    }
)


def flow_schema() -> Schema:
    properties: Schema = {
        "lotse": _about("Version der Ablaufsprache", {"enum": [1, "1"]}),
        "flow": _about("Kennung; bleibt für immer", _ID),
        "title": _about("Titel im Menü", _TEXT),
        "icon": _about("Ein Emoji vor dem Titel", _TEXT),
        "menu": _about("Platz im Menü; ohne: nicht im Menü", {"type": "integer"}),
        "risk": _about("high: Übersetzungen brauchen eine Prüfung", {"enum": ["normal", "high"]}),
        "start": _about("Kennung des ersten Schritts", _ID),
        "triggers": _fields({"deeplink": _ID, "words": _WORDS}),
        "idle": _fields({"remind": _TIME, "forget": _TIME}),
        "data": _about("Was gefragt und wie lange es behalten wird", _named(_DATA)),
        "steps": {**_named({"anyOf": [_step(kind) for kind in KINDS]}), "minProperties": 1},
        "redirects": {"type": "object", "additionalProperties": _ID},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ein Ablauf für Lotse",
        **_fields(properties, ["lotse", "flow", "title", "start", "steps"]),
    }


def as_text() -> str:
    """As it lies in docs/flow.schema.json."""
    return json.dumps(flow_schema(), ensure_ascii=False, indent=2) + "\n"


def _step(kind: Kind) -> Schema:
    known = sorted(kind.fields | COMMON)
    return _fields({field: _STEP_FIELDS[field] for field in known}, sorted(kind.marks))
