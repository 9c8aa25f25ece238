"""Replies that counsellors need again and again, from flows/replies.yaml.

The desk offers them in the resident's language; a person reads each before it is sent. Fields in
braces are filled in there.
"""

from __future__ import annotations

import re

import msgspec

from bot.engine.fields import Fields
from bot.engine.problems import Problem, did_you_mean
from bot.engine.yaml_nodes import parse

FIELDS = ("name", "number", "day", "office")
"""The counsellor's shown name, the case's number, a day, the team's name."""
MAX_TITLE = 60
MAX_TEXT = 1500
"""Characters: a reply holds the translation and the German text."""
_FIELD = re.compile(r"\{([^{}]*)\}")


class CannedReply(msgspec.Struct, frozen=True, kw_only=True):
    """`title` and `title_en` are for counsellors only; `text` is the German source."""

    id: str
    title: str
    title_en: str
    text: str
    file: str
    line: int


def read_replies(text: str, file: str, problems: list[Problem]) -> tuple[CannedReply, ...]:
    """In the order of the file."""
    root = parse(text, file, problems)
    if root is None:
        return ()
    entries = Fields(root, file, problems, "the file of replies").entries("reply")
    return tuple(_reply(reply_id, fields) for reply_id, fields in entries.items())


def _reply(reply_id: str, fields: Fields) -> CannedReply:
    fields.named_well(reply_id)
    fields.only({"title", "title_en", "text"})
    title, title_en = fields.text("title", needed=True), fields.text("title_en", needed=True)
    text = fields.text("text", needed=True)
    _check_length(fields, "title", title, MAX_TITLE)
    _check_length(fields, "title_en", title_en, MAX_TITLE)
    _check_length(fields, "text", text, MAX_TEXT)
    for name in _FIELD.findall(text):
        if name not in FIELDS:
            todo = did_you_mean(name, list(FIELDS))
            fields.problem(f'There is no field "{name}".', todo, fields.key_place("text"))
    return CannedReply(
        id=reply_id,
        title=title,
        title_en=title_en,
        text=text,
        file=fields.file,
        line=fields.place[0],
    )


def _check_length(fields: Fields, key: str, text: str, most: int) -> None:
    if len(text) > most:
        what = f'"{key}" has {len(text)} characters.'
        fields.problem(what, f"At most {most}.", fields.key_place(key))
