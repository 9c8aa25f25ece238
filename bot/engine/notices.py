"""Notices: banners over all flows for a while, from flows/notices.yaml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import msgspec

from bot.engine.facts import PLACEHOLDER, Fact
from bot.engine.fields import Fields
from bot.engine.problems import Problem, did_you_mean
from bot.engine.yaml_nodes import parse

MAX_TEXT = 500
"""Characters: a banner stands over what people came for."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """`since` and `until` are the first and the last day it is shown; None: no such limit."""

    id: str
    text: str
    file: str
    line: int
    since: dt.date | None = None
    until: dt.date | None = None

    def valid(self, today: dt.date) -> bool:
        return (self.since is None or self.since <= today) and (
            self.until is None or today <= self.until
        )


def read_notices(text: str, file: str, problems: list[Problem]) -> tuple[Notice, ...]:
    """In the order of the file. A file without any notice in it (only comments) is fine."""
    if not _says_something(text):
        return ()
    root = parse(text, file, problems)
    if root is None:
        return ()
    entries = Fields(root, file, problems, "the notices file").entries("notice")
    return tuple(_notice(notice_id, fields) for notice_id, fields in entries.items())


def check_notices(notices: tuple[Notice, ...], facts: Mapping[str, Fact]) -> Iterator[Problem]:
    for notice in notices:
        for found in PLACEHOLDER.finditer(notice.text):
            if found[1] not in facts:
                what = f'There is no fact "{found[1]}".'
                todo = did_you_mean(found[1], list(facts))
                yield Problem(notice.file, notice.line, 1, what, todo)


def _says_something(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


def _notice(notice_id: str, fields: Fields) -> Notice:
    fields.named_well(notice_id)
    fields.only({"text", "from", "until"})
    text = fields.text("text", needed=True)
    if len(text) > MAX_TEXT:
        what = f"This notice has {len(text)} characters."
        fields.problem(what, f"At most {MAX_TEXT}: it stands over everything else.")
    since, until = _day(fields, "from"), _day(fields, "until")
    if since and until and until < since:
        what = 'This notice ends before it begins ("until" is before "from").'
        fields.problem(what, "Exchange the two days.", fields.key_place("until"))
    return Notice(
        id=notice_id,
        text=text,
        file=fields.file,
        line=fields.place[0],
        since=since,
        until=until,
    )


def _day(fields: Fields, key: str) -> dt.date | None:
    text = fields.text(key)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        todo = "Write it like 2026-12-24."
        fields.problem(f'"{text}" is not a day.', todo, fields.key_place(key))
        return None
