"""Reads flows/deadlines.yaml: rules of law that the desk counts by. Meaning: docs/deadlines.md."""

from __future__ import annotations

import datetime as dt
from typing import cast

from bot.engine.fields import Fields
from bot.engine.problems import Problem
from bot.engine.yaml_nodes import parse
from post.deadlines import Length, Moves, Rule, length_of

LANGUAGES = ("de", "en")
_FIELDS = {
    "norm",
    "areas",
    "length",
    "moves",
    "title",
    "begins",
    "text",
    "doubt",
    "moves_why",
    "source",
    "url",
    "checked",
    "confirmed",
}


def read_rules(text: str, file: str, problems: list[Problem]) -> tuple[Rule, ...]:
    """In the order of the file: the desk offers them in it."""
    root = parse(text, file, problems)
    if root is None:
        return ()
    entries = Fields(root, file, problems, "the deadlines file").entries("deadline")
    return tuple(_rule(rule_id, fields) for rule_id, fields in entries.items())


def words(fields: Fields, key: str, *, needed: bool = False) -> dict[str, str]:
    """A text in the desk's languages: {de: …, en: …}."""
    if not fields.has(key):
        if needed:
            fields.problem(f'{fields.what} needs "{key}".', f"Add a line {key}: …")
        return {}
    part = fields.part(key)
    part.only(set(LANGUAGES))
    return {lang: part.text(lang, needed=True) for lang in LANGUAGES}


def _rule(rule_id: str, fields: Fields) -> Rule:
    fields.named_well(rule_id)
    fields.only(_FIELDS)
    return Rule(
        id=rule_id,
        norm=fields.text("norm", needed=True),
        length=_length(fields),
        moves=cast(Moves, fields.one_of("moves", ["yes", "doubt", "no"], "doubt")),
        title=words(fields, "title", needed=True),
        begins=words(fields, "begins", needed=True),
        text=words(fields, "text", needed=True),
        doubt=words(fields, "doubt"),
        moves_why=words(fields, "moves_why"),
        source=fields.text("source", needed=True),
        url=_url(fields),
        checked=fields.day("checked", needed=True) or dt.date.min,
        confirmed=fields.flag("confirmed"),
        areas=fields.texts("areas"),
        file=fields.file,
        line=fields.place[0],
    )


def _length(fields: Fields) -> Length:
    text = fields.text("length", needed=True)
    found = length_of(text)
    if text and found is None:
        todo = "Write it like 3 weeks, 2 months or 1 year."
        fields.problem(f'"{text}" is not a length of time.', todo, fields.key_place("length"))
    return found or Length(1, "days")


def _url(fields: Fields) -> str:
    url = fields.text("url")
    if url and not url.startswith("https://"):
        todo = "Write the whole address, beginning with https://."
        fields.problem(f'"{url}" is not an address.', todo, fields.key_place("url"))
        return ""
    return url
