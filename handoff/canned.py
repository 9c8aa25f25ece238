"""Replies for everyday use: those that came with the flows, and a team's own.

Own ones are sealed by the key ring: they are no residents' words, but they tell how a team works.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import msgspec
from sqlalchemy import delete, func, insert, select, update

from handoff.case_store import insert_note
from handoff.entitled import holds_keys
from handoff.records import Member, Note
from handoff.store import Store
from handoff.tables import canned
from post.errors import BadInput, CannotOpen, Conflict, NotFound
from post.keyring import KeyRing

MOST = 200
"""Own replies of a team."""
LONGEST_TITLE = 80
LONGEST_TEXT = 3_800
"""Characters, as of a reply."""
MOST_LANGUAGES = 30
_ID = re.compile(r"[0-9a-f]{32}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,10})?")


class Shipped(msgspec.Struct, frozen=True):
    """A reply of flows/replies.yaml; `texts` by language, the German one always."""

    id: str
    title: str
    title_en: str
    texts: dict[str, str]


class Own(msgspec.Struct, frozen=True):
    """A team's own; `by` is a staff id, `day` when it was changed last."""

    id: str
    title: str
    texts: dict[str, str]
    by: str
    day: str


class _Sealed(msgspec.Struct, frozen=True):
    title: str
    texts: dict[str, str]


class CannedReplies:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: KeyRing,
        shipped: Callable[[], list[Shipped]],
        office: Callable[[str], dict[str, str]],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._keyring = keyring
        self.shipped = shipped
        self.office = office
        """Team → its name by language."""
        self._now = now

    async def own(self, by: Member, team: str) -> list[Own]:
        """Of a team of the asker's, by title. Raises NotFound for any other."""
        _check_team(by, team)
        query = select(canned).where(canned.c.team == team)
        async with self._store.reading() as connection:
            rows = (await connection.execute(query)).all()
        found = [self._opened(row.id, team, row.sealed, row.by, row.day) for row in rows]
        return sorted(filter(None, found), key=lambda one: (one.title.casefold(), one.id))

    async def keep(
        self, by: Member, reply_id: str, team: str, title: str, texts: dict[str, str]
    ) -> bool:
        """Add or change one; whether it is new.

        Raises NotFound, BadInput "canned", Conflict "canned_full".
        """
        _check_team(by, team)
        _check(reply_id, title, texts)
        content = msgspec.json.encode(_Sealed(title.strip(), texts))
        row = {
            "sealed": self._keyring.seal("canned", f"{team}/{reply_id}", content),
            "by": by.id,
            "day": self._now().date().isoformat(),
        }
        mine = (canned.c.id == reply_id, canned.c.team == team)
        async with self._store.writing() as connection:
            changed = await connection.execute(update(canned).where(*mine).values(row))
            new = changed.rowcount == 0
            if new:
                taken = select(canned.c.id).where(canned.c.id == reply_id)
                if (await connection.execute(taken)).first():
                    raise NotFound("no such reply")
                there = select(func.count()).select_from(canned).where(canned.c.team == team)
                if int((await connection.execute(there)).scalar_one()) >= MOST:
                    raise Conflict("the team has too many replies", code="canned_full")
                await connection.execute(insert(canned).values(id=reply_id, team=team, **row))
            note = Note(f"staff:{by.id}", "canned_keep", f"team:{team}")
            await insert_note(connection, note, self._now())
        return new

    async def remove(self, by: Member, reply_id: str) -> None:
        """Raises NotFound, also for one of another team."""
        async with self._store.writing() as connection:
            query = select(canned.c.team).where(canned.c.id == reply_id)
            team: str | None = (await connection.execute(query)).scalar()
            if team is None or not holds_keys(by, team):
                raise NotFound("no such reply")
            await connection.execute(delete(canned).where(canned.c.id == reply_id))
            note = Note(f"staff:{by.id}", "canned_remove", f"team:{team}")
            await insert_note(connection, note, self._now())

    def _opened(self, reply_id: str, team: str, sealed: bytes, by: str, day: str) -> Own | None:
        """None for one that was changed past the program."""
        try:
            content = self._keyring.open("canned", f"{team}/{reply_id}", sealed)
        except CannotOpen:
            return None
        inside = msgspec.json.decode(content, type=_Sealed)
        return Own(reply_id, inside.title, inside.texts, by, day)


def _check_team(by: Member, team: str) -> None:
    if not holds_keys(by, team):
        raise NotFound("no such team")


def _check(reply_id: str, title: str, texts: dict[str, str]) -> None:
    right = (
        _ID.fullmatch(reply_id)
        and 0 < len(title.strip()) <= LONGEST_TITLE
        and 0 < len(texts) <= MOST_LANGUAGES
        and all(_LANGUAGE.fullmatch(lang) for lang in texts)
        and all(text.strip() and len(text) <= LONGEST_TEXT for text in texts.values())
    )
    if not right:
        raise BadInput("a reply has a title and a text", code="canned")
