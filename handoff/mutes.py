"""Abuse: a case is closed for it, and the office takes no messages of this chat any more.

The chat can still ask the program everything. What is kept is the keyed hash of its address, for
one team; a lead of the team lifts it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

import msgspec
from sqlalchemy import delete, insert, select

from handoff.case_store import insert_note, insert_parcel, move_case
from handoff.cases import Case, Verb, was_done
from handoff.entitled import leads
from handoff.hands import Hands
from handoff.queue import Queue
from handoff.records import Member, Note, Parcel, Seen
from handoff.relay import Relay
from handoff.store import Store
from handoff.tables import mutes, staff
from handoff.telling import Telling
from post.errors import Conflict, NotFound
from post.ids import CaseId, ChatAddress
from post.keyring import KeyRing


class Muted(msgspec.Struct, frozen=True):
    """A chat that is not heard: since which day, and the shown name of who decided it."""

    id: str
    team: str
    day: str
    by: str


class Mutes:
    """All methods raise StoreAway."""

    def __init__(
        self,
        *,
        store: Store,
        hands: Hands,
        queue: Queue,
        relay: Relay,
        telling: Telling,
        keyring: KeyRing,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._hands = hands
        self._queue = queue
        self._relay = relay
        self._telling = telling
        self._keyring = keyring
        self._now = now

    async def mute(self, by: Member, case_id: CaseId, epoch: int) -> Seen:
        """Close a case of one's own as abuse. Raises NotFound; Conflict as closing does, and
        "no_chat" for a case made by hand.
        """
        before = (await self._queue.look(by, case_id)).case
        if not was_done(before, Verb.CLOSE, by.id, epoch):
            after = await self._hands.after(before, Verb.CLOSE, by, epoch)
            chat = await self._telling.find_chat(before)
            if chat is None:
                raise Conflict("nobody writes to this case", code="no_chat")
            parcel = self._telling.heard(after, "desk_muted", chat, Verb.CLOSE)
            if not await self._written(by, before, after, chat, parcel):
                raise Conflict("the case has changed", code="stale")
        await self._relay.relay_soon(case_id)
        await self._hands.changed(case_id)
        return await self._queue.look(by, case_id)

    async def silences(self, chat: ChatAddress, team: str) -> bool:
        """Whether the team takes no messages of this chat."""
        mine = (mutes.c.chat_lookup == self._lookup(chat), mutes.c.team == team)
        async with self._store.reading() as connection:
            return (await connection.execute(select(mutes.c.team).where(*mine))).first() is not None

    async def all(self, by: Member) -> list[Muted]:
        """Of the teams that this person leads, newest first."""
        teams = [team for team in by.teams if leads(by, team)]
        query = (
            select(mutes, staff.c.shown_name)
            .select_from(mutes.outerjoin(staff, staff.c.id == mutes.c.by))
            .where(mutes.c.team.in_(teams))
            .order_by(mutes.c.day.desc(), mutes.c.chat_lookup)
        )
        async with self._store.reading() as connection:
            rows = await connection.execute(query)
            return [
                Muted(_id(row.team, row.chat_lookup), row.team, row.day, row.shown_name or "")
                for row in rows
            ]

    async def lift(self, by: Member, mute_id: str) -> None:
        """Raises NotFound, also for what another team has muted."""
        teams = [team for team in by.teams if leads(by, team)]
        async with self._store.writing() as connection:
            for row in await connection.execute(select(mutes).where(mutes.c.team.in_(teams))):
                if _id(row.team, row.chat_lookup) == mute_id:
                    mine = (mutes.c.chat_lookup == row.chat_lookup, mutes.c.team == row.team)
                    await connection.execute(delete(mutes).where(*mine))
                    note = Note(f"staff:{by.id}", "unmute", f"team:{row.team}")
                    await insert_note(connection, note, self._now())
                    return
        raise NotFound("no such mute")

    def _lookup(self, chat: ChatAddress) -> str:
        return self._keyring.lookup("chat", str(chat))

    async def _written(
        self, by: Member, before: Case, after: Case, chat: ChatAddress, parcel: Parcel
    ) -> bool:
        day, lookup = self._now().date().isoformat(), self._lookup(chat)
        async with self._store.writing() as connection:
            if not await move_case(connection, before, after, day):
                return False
            mine = (mutes.c.chat_lookup == lookup, mutes.c.team == after.team)
            await connection.execute(delete(mutes).where(*mine))
            row = {"chat_lookup": lookup, "team": after.team, "by": by.id, "day": day}
            await connection.execute(insert(mutes).values(row))
            note = Note(f"staff:{by.id}", "mute", f"case:{after.id}")
            await insert_note(connection, note, self._now())
            await insert_parcel(connection, parcel)
            return True


def _id(team: str, chat_lookup: str) -> str:
    """Names a mute towards leads, without the hash by which the chat is known."""
    return hashlib.sha256(f"{team}:{chat_lookup}".encode()).hexdigest()[:32]
