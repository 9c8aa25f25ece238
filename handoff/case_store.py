"""Cases, their keys and the audit in SQL. Every method is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    and_,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.cases import OPEN, Case, State
from handoff.records import Head, NewItem, Note, Opening, Parcel
from handoff.store import Store
from handoff.tables import audit, cases, deadlines, exclusions, items, mutes, shares, to_send, wraps
from post.ids import CaseId, ItemId, Recipient, StaffId
from post.sealing import chain_hash

Now = Callable[[], datetime]
Alive = Callable[[bytes], bool]
"""Whether the key that sealed a record still exists (KeyRing.alive)."""
Holders = Mapping[str, Iterable[str]]
QUEUE_LIMIT = 500
_OF_THE_STATE = ("timer", "due", "waiting_for", "answer_by", "offered_to", "answered")
case_of = [cases.c[name] for name in Case.__struct_fields__]


class BeforeHearing(msgspec.Struct, frozen=True):
    """`route` is sealed, None for an erased case; `closed` the day of closing; `muted`: the team
    takes no messages of the case's chat.
    """

    case: Case
    route: bytes | None
    closed: str | None
    muted: bool


class KeyIsGone(Exception):
    """What was about to be written could never be opened again."""


class CaseStore:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now

    async def open_case(self, opening: Opening, note: Note, alive: Alive) -> bool:
        """False when the intake or the number is taken, the chat has an open case by now, or a key
        that sealed it was destroyed meanwhile: nothing was written, and the caller looks again.
        """
        row = {
            **case_values(opening.case),
            "activity": next_activity(),
            "intake_id": opening.intake_id,
            "chat_lookup": opening.chat_lookup,
            "route": opening.route,
            "notice_version": opening.notice.version,
            "notice_lang": opening.notice.lang,
            "notice_day": opening.notice.day,
        }
        case = opening.case.id
        try:
            async with self._store.writing() as connection:
                if await has_open_case(connection, opening.chat_lookup):
                    return False
                await connection.execute(insert(cases).values(row))
                await connection.execute(
                    insert(wraps),
                    [{"case": case, "holder": h, "wrap": w} for h, w in opening.wraps.items()],
                )
                share = {"case": case, "sealed": opening.sealed_share}
                await connection.execute(insert(shares).values(share))
                await insert_item(connection, case, opening.first, opening.case.day)
                await insert_note(connection, note, self._now())
                refuse_dead(alive, opening.sealed_share, opening.route)
        except (IntegrityError, KeyIsGone):
            return False
        return True

    async def case(self, case_id: CaseId) -> Case | None:
        return await self._one(cases.c.id == case_id)

    async def case_of_intake(self, intake_id: ItemId) -> Case | None:
        return await self._one(cases.c.intake_id == intake_id)

    async def newest_open(self, chat_lookup: str) -> Case | None:
        return await self._one(cases.c.chat_lookup == chat_lookup, cases.c.state.in_(OPEN))

    async def route(self, case_id: CaseId) -> bytes | None:
        """The sealed address of the case's chat; None when it was erased."""
        return await self._bytes(select(cases.c.route).where(cases.c.id == case_id))

    async def wrap(self, case_id: CaseId, holder: str) -> bytes | None:
        query = select(wraps.c.wrap).where(wraps.c.case == case_id, wraps.c.holder == holder)
        return await self._bytes(query)

    async def release_share(self, case_id: CaseId, note: Note) -> bytes | None:
        """The sealed office share; that it was handed out is written down first."""
        async with self._store.writing() as connection:
            query = select(shares.c.sealed).where(shares.c.case == case_id)
            sealed: bytes | None = (await connection.execute(query)).scalar()
            if sealed is not None:
                await insert_note(connection, note, self._now())
            return sealed

    async def move(self, before: Case, after: Case, note: Note, parcel: Parcel | None) -> bool:
        """Change a case that is still as it was in `before`; False when somebody was faster."""
        async with self._store.writing() as connection:
            if not await move_case(connection, before, after, self._day()):
                return False
            await insert_note(connection, note, self._now())
            if parcel is not None:
                await insert_parcel(connection, parcel)
            return True

    async def held_wrongly(self, holders: Holders) -> list[Case]:
        """Open cases whose owner is none of their team's key-holders, or from whom they are kept.

        `holders` are the staff ids of each team.
        """
        return await self._found(
            cases.c.state.in_(OPEN), cases.c.owner.is_not(None), _wrongly(holders, cases.c.owner)
        )

    async def offered_wrongly(self, holders: Holders) -> list[Case]:
        """Cases offered to somebody who may not have them (any more)."""
        return await self._found(
            cases.c.offered_to.is_not(None), _wrongly(holders, cases.c.offered_to)
        )

    async def is_kept(self, case_id: CaseId, staff_id: StaffId) -> bool:
        """Whether the case is kept from this person."""
        mine = (exclusions.c.case == case_id, exclusions.c.staff == staff_id)
        async with self._store.reading() as connection:
            return (
                await connection.execute(select(exclusions.c.case).where(*mine))
            ).first() is not None

    async def has_deadline(self, case_id: CaseId) -> bool:
        """Whether one of its deadlines is still open."""
        query = select(deadlines.c.id).where(deadlines.c.case == case_id, deadlines.c.open)
        async with self._store.reading() as connection:
            return (await connection.execute(query.limit(1))).first() is not None

    async def before_hearing(self, case_id: CaseId) -> BeforeHearing | None:
        """What decides on a message of the resident, read at once; None: there is no such case."""
        return await self._hearing(cases.c.id == case_id)

    async def newest_closed(self, chat_lookup: str) -> BeforeHearing | None:
        """Of this chat, the case that was closed last."""
        return await self._hearing(
            cases.c.chat_lookup == chat_lookup, cases.c.state == State.CLOSED
        )

    async def _hearing(self, *conditions: ColumnElement[bool]) -> BeforeHearing | None:
        muted = exists().where(
            mutes.c.chat_lookup == cases.c.chat_lookup, mutes.c.team == cases.c.team
        )
        query: Select[Any] = select(*case_of, cases.c.route, cases.c.closed, muted.label("muted"))
        query = query.where(*conditions).order_by(cases.c.activity.desc()).limit(1)
        async with self._store.reading() as connection:
            row = (await connection.execute(query)).first()
            if row is None:
                return None
            return BeforeHearing(case_from(row), row.route, row.closed, bool(row.muted))

    async def _found(self, *conditions: ColumnElement[bool]) -> list[Case]:
        query = select(*case_of).where(*conditions).limit(QUEUE_LIMIT)
        async with self._store.reading() as connection:
            return [case_from(row) for row in await connection.execute(query)]

    def _day(self) -> str:
        return self._now().date().isoformat()

    async def _one(self, *conditions: ColumnElement[bool]) -> Case | None:
        query = select(*case_of).where(*conditions).order_by(cases.c.activity.desc()).limit(1)
        async with self._store.reading() as connection:
            row = (await connection.execute(query)).first()
            return case_from(row) if row else None

    async def _bytes(self, query: Select[Any]) -> bytes | None:
        async with self._store.reading() as connection:
            found: bytes | None = (await connection.execute(query)).scalar()
            return found


async def move_case(connection: AsyncConnection, before: Case, after: Case, day: str) -> bool:
    """Write `after`, if the case is still as in `before`. Its time of keeping counts from its
    closing, and begins anew when it is closed again.
    """
    change = (
        update(cases)
        .where(cases.c.id == before.id, cases.c.epoch == before.epoch)
        .where(cases.c.state == before.state)
        .where(cases.c.withdraw_due.is_not_distinct_from(before.withdraw_due))
        # A reminder changes nothing else: without these two workers would both send it.
        .where(cases.c.timer.is_not_distinct_from(before.timer))
        .where(cases.c.due.is_not_distinct_from(before.due))
        .values(
            state=after.state,
            epoch=after.epoch,
            owner=after.owner,
            **{name: getattr(after, name) for name in _OF_THE_STATE},
            activity=next_activity(),
            closed=day if after.state == State.CLOSED else None,
        )
    )
    return bool((await connection.execute(change)).rowcount == 1)


async def has_open_case(connection: AsyncConnection, chat_lookup: str) -> bool:
    """To be asked in the transaction that opens one: a chat has one open case at most."""
    if connection.dialect.name == "postgresql":
        # There is no row yet to be locked: whoever opens a case for this chat waits for the other.
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(chat_lookup))))
    mine = (cases.c.chat_lookup == chat_lookup, cases.c.state.in_(OPEN))
    return (await connection.execute(select(cases.c.id).where(*mine).limit(1))).first() is not None


def refuse_dead(alive: Alive, *sealed: bytes) -> None:
    """To be called in a transaction, after the records were written: whoever destroys a key (see
    epochs) waits for our commit, or has done so before. Raises KeyIsGone, which undoes it all.
    """
    if not all(alive(record) for record in sealed):
        raise KeyIsGone


async def locked_case(connection: AsyncConnection, case_id: CaseId) -> Case | None:
    """The case; on PostgreSQL nobody else may change it until the transaction ends."""
    query = select(*case_of).where(cases.c.id == case_id).with_for_update()
    row = (await connection.execute(query)).first()
    return case_from(row) if row else None


async def set_state(connection: AsyncConnection, case: Case) -> None:
    """Write the state of a locked case that goes on, and move it to the front of the queue."""
    change = update(cases).where(cases.c.id == case.id)
    values = {
        "state": case.state,
        "epoch": case.epoch,
        "owner": case.owner,
        "closed": None,
        "activity": next_activity(),
        **{name: getattr(case, name) for name in _OF_THE_STATE},
    }
    await connection.execute(change.values(values))


async def insert_item(connection: AsyncConnection, case_id: CaseId, item: NewItem, day: str) -> int:
    row = {
        **{name: getattr(item, name) for name in item.__struct_fields__},
        "case": case_id,
        "sha256": chain_hash(item.ciphertext),
        "day": day,
    }
    added = await connection.execute(insert(items).values(row).returning(items.c.n))
    return int(added.scalar_one())


async def insert_parcel(connection: AsyncConnection, parcel: Parcel) -> None:
    row = {"case": parcel.case, "item": parcel.item, "sealed": parcel.sealed}
    await connection.execute(insert(to_send).values(row))


async def insert_note(connection: AsyncConnection, note: Note, now: datetime) -> None:
    """Staff answer for the minute they did something; of residents the day is enough."""
    exact = note.actor.startswith("staff:")
    at = now.isoformat(timespec="seconds") if exact else now.date().isoformat()
    row = {"at": at, "actor": note.actor, "verb": note.verb, "object": note.object}
    await connection.execute(insert(audit).values(row))


async def head_of(connection: AsyncConnection, case_id: CaseId, author: str) -> Head:
    query = (
        select(items.c.seq, items.c.sha256)
        .where(items.c.case == case_id, items.c.author == author)
        .order_by(items.c.seq.desc())
        .limit(1)
    )
    last = (await connection.execute(query)).first()
    return Head(last.seq + 1, last.sha256) if last else Head(0, "")


def next_activity() -> ScalarSelect[int]:
    others = cases.alias("others")
    return select(func.coalesce(func.max(others.c.activity), 0) + 1).scalar_subquery()


def case_values(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in case.__struct_fields__}


def case_from(row: Row[Any]) -> Case:
    return Case(
        id=CaseId(row.id),
        number=row.number,
        team=row.team,
        flow=row.flow,
        state=State(row.state),
        epoch=row.epoch,
        owner=StaffId(row.owner) if row.owner else None,
        lang=row.lang,
        channel=row.channel,
        day=row.day,
        recipient=Recipient(row.recipient),
        demo=bool(row.demo),
        withdraw_due=row.withdraw_due,
        urgency=row.urgency,
        timer=row.timer,
        due=row.due,
        waiting_for=row.waiting_for,
        answer_by=row.answer_by,
        offered_to=StaffId(row.offered_to) if row.offered_to else None,
        answered=row.answered,
        interpreter=row.interpreter,
        translate=bool(row.translate),
        translate_asked=row.translate_asked,
    )


def _wrongly(holders: Holders, who: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the person in this column is none of their team's key-holders, or kept from it."""
    rightly = [
        and_(cases.c.team == team, who.in_(list(staff_ids))) for team, staff_ids in holders.items()
    ]
    return or_(~or_(false(), *rightly), excluded(who))


def excluded(staff_id: Any) -> ColumnElement[bool]:
    """Whether the case is kept from this person (an id, or a column with one)."""
    kept = exclusions.c
    return exists().where(kept.case == cases.c.id, kept.staff == staff_id)
