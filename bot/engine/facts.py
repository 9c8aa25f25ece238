"""Facts: a phone number, an address, a deadline stands once and is used as {ads.phone}.

What may be shown: a confirmed fact; the plan's own facts and the emergency numbers (`basis`); an
unconfirmed one, marked, in demo mode only. Otherwise its `otherwise` text stands in, so that an
empty or doubtful number is never shown.
"""

from __future__ import annotations

import datetime as dt
import re

import msgspec

from bot.engine.fields import Fields
from bot.engine.problems import Problem
from bot.engine.yaml_nodes import parse

PLACEHOLDER = re.compile(r"\{([a-z0-9_]+(?:\.[a-z0-9_]+)*)\}")
_ID = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_FIELDS = {
    "value",
    "de",
    "otherwise",
    "source",
    "checked",
    "recheck",
    "owner",
    "confirmed",
    "basis",
}


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """`basis` is "plan" or "emergency" for what may be shown without the office's word.

    `recheck` in seconds after `checked` (ISO day). `about`, `source` and `owner` are for the people
    who confirm it: what it is, where it was found, whose word counts.
    """

    id: str
    file: str
    line: int
    value: str
    otherwise: str
    checked: dt.date
    recheck: int
    confirmed: bool
    basis: str
    about: str = ""
    source: str = ""
    owner: str = ""

    def free(self) -> bool:
        """May be shown to residents as it is."""
        return bool(self.value) and (self.confirmed or bool(self.basis))

    def overdue(self, today: dt.date) -> bool:
        return bool(self.recheck) and today > self.checked + dt.timedelta(seconds=self.recheck)


def read_facts(text: str, file: str, problems: list[Problem]) -> dict[str, Fact]:
    root = parse(text, file, problems)
    if root is None:
        return {}
    facts = {}
    for fact_id, fields in Fields(root, file, problems, "a file of facts").entries("fact").items():
        if not _ID.fullmatch(fact_id):
            what = f'"{fact_id}" cannot name a fact.'
            fields.problem(what, "Write it like ads.phone: small letters, digits, _ and one dot.")
        facts[fact_id] = _fact(fact_id, fields)
    return facts


def _fact(fact_id: str, fields: Fields) -> Fact:
    fields.only(_FIELDS)
    return Fact(
        id=fact_id,
        file=fields.file,
        line=fields.place[0],
        value=fields.text("value"),
        otherwise=fields.text("otherwise", needed=True),
        checked=fields.day("checked", needed=True) or dt.date.min,
        recheck=fields.span("recheck"),
        confirmed=fields.flag("confirmed"),
        basis=fields.one_of("basis", ["plan", "emergency"], ""),
        about=fields.text("de", needed=True),
        source=fields.text("source", needed=True),
        owner=fields.text("owner", needed=True),
    )
