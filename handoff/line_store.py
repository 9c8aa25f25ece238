"""The safe line in SQL: cases that a browser sealed. Every method is one transaction."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.case_store import (
    Alive,
    KeyIsGone,
    Now,
    case_from,
    case_of,
    case_values,
    has_open_case,
    head_of,
    insert_item,
    insert_note,
    locked_case,
    next_activity,
    refuse_dead,
)
from handoff.cases import Case, State
from handoff.item_store import last_of_page
from handoff.records import Head, NewItem, Note
from handoff.store import Store
from handoff.tables import cases, items, reads, shares, staff, wraps
from post.desk import Notice
from post.ids import CaseId, ItemId
from post.line import LineItem, Read

PAGE_ITEMS = 50
_FOR_THE_RESIDENT = items.c.author.not_like("office:%")
"""The office's own entries do not exist on the resident's side: neither they nor their number."""


class LineOpening(msgspec.Struct, frozen=True):
    """Everything that opening a case of the safe line writes; all bytes are sealed."""

    case: Case
    intake_id: ItemId
    chat_lookup: str
    route: bytes
    notice: Notice
    wraps: dict[str, bytes]
    share: bytes
    salt: bytes
    resident: str
    receipt_lookup: str
    ping: bytes | None
    first: NewItem


class Held(msgspec.Struct, frozen=True):
    """A case of the safe line as it lies in the store; salt and ping are sealed."""

    case: Case
    resident: str
    closed: str
    counsellor: str
    salt: bytes | None
    ping: bytes | None
    head: Head
    status: Read


class LineStore:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now

    async def open_case(self, opening: LineOpening, note: Note, alive: Alive) -> bool:
        """False when intake, number or receipt are taken, the chat has an open case, or a key
        that sealed it was destroyed meanwhile.
        """
        case = opening.case.id
        keys = [{"case": case, "holder": h, "wrap": w} for h, w in opening.wraps.items()]
        ping = [opening.ping] if opening.ping else []
        share = {"case": case, "sealed": opening.share, "salt": opening.salt}
        try:
            async with self._store.writing() as connection:
                if await has_open_case(connection, opening.chat_lookup):
                    return False
                await connection.execute(insert(cases).values(_row(opening)))
                await connection.execute(insert(wraps), keys)
                await connection.execute(insert(shares).values(share))
                await insert_item(connection, case, opening.first, opening.case.day)
                await insert_note(connection, note, self._now())
                refuse_dead(alive, opening.share, opening.salt, opening.route, *ping)
        except (IntegrityError, KeyIsGone):
            return False
        return True

    async def held(self, case: str, chat_lookup: str) -> Held | None:
        """The case of this id, else the one that this chat was bound to last."""
        query = _held().where(cases.c.id == case if case else cases.c.chat_lookup == chat_lookup)
        query = query.where(or_(cases.c.resident.is_not(None), cases.c.state == State.ERASED))
        query = query.order_by(cases.c.activity.desc()).limit(1)
        async with self._store.reading() as connection:
            row = (await connection.execute(query)).first()
            if row is None:
                return None
            head = await head_of(connection, CaseId(row.id), "resident")
            return Held(
                case=case_from(row),
                resident=row.resident or "",
                closed=row.closed or "",
                counsellor=row.owner_name or "",
                salt=row.salt,
                ping=row.ping,
                head=head,
                status=await _status(connection, CaseId(row.id)),
            )

    async def case_of_receipt(self, receipt_lookup: str) -> CaseId | None:
        query = select(cases.c.id).where(cases.c.receipt_lookup == receipt_lookup)
        async with self._store.reading() as connection:
            found: str | None = (await connection.execute(query)).scalar()
            return CaseId(found) if found else None

    async def resident(self, case: CaseId) -> str | None:
        """The resident's recipient; None for a case that is not on the safe line."""
        query = select(cases.c.resident).where(cases.c.id == case)
        async with self._store.reading() as connection:
            found: str | None = (await connection.execute(query)).scalar()
            return found

    async def bind(self, case: CaseId, chat_lookup: str, route: bytes, alive: Alive) -> Case | None:
        """From now on this chat is the case's; the case as it is then.

        Raises KeyIsGone: the caller seals the route again.
        """
        change = update(cases).where(cases.c.id == case, cases.c.state != State.ERASED)
        async with self._store.writing() as connection:
            await connection.execute(change.values(chat_lookup=chat_lookup, route=route))
            refuse_dead(alive, route)
            return await locked_case(connection, case)

    async def ping(self, case: CaseId) -> bytes | None:
        async with self._store.reading() as connection:
            query = select(cases.c.ping).where(cases.c.id == case)
            found: bytes | None = (await connection.execute(query)).scalar()
            return found

    async def set_ping(self, case: CaseId, before: bytes, after: bytes, alive: Alive) -> bool:
        """False when it is not as it was `before`, or sealed with a key that is gone."""
        change = update(cases).where(cases.c.id == case, cases.c.ping == before)
        try:
            async with self._store.writing() as connection:
                changed = await connection.execute(change.values(ping=after))
                refuse_dead(alive, after)
                return bool(changed.rowcount == 1)
        except KeyIsGone:
            return False

    async def items(self, case: CaseId, after: int) -> list[LineItem]:
        """At most PAGE_ITEMS; large ones make a page shorter (last_of_page)."""
        of_case = (items.c.case == case, items.c.n > after, _FOR_THE_RESIDENT)
        async with self._store.reading() as connection:
            last = await last_of_page(connection, case, after, PAGE_ITEMS, _FOR_THE_RESIDENT)
            query = select(items, staff.c.shown_name).select_from(
                items.outerjoin(staff, items.c.author == "staff:" + staff.c.id)
            )
            query = query.where(*of_case, items.c.n <= last).order_by(items.c.n)
            return [_item(row) for row in await connection.execute(query)]

    async def delivered(self, case: CaseId, upto: int) -> bool:
        """The counsellors' items up to this one have reached the resident; whether any is new."""
        change = update(items).where(
            items.c.case == case, items.c.n <= upto, items.c.delivery == "sent"
        )
        async with self._store.writing() as connection:
            changed = await connection.execute(change.values(delivery="delivered"))
            return bool(changed.rowcount)


def _row(opening: LineOpening) -> dict[str, Any]:
    named = ("intake_id", "chat_lookup", "route", "resident", "receipt_lookup", "ping")
    return {
        **case_values(opening.case),
        **{name: getattr(opening, name) for name in named},
        "activity": next_activity(),
        "notice_version": opening.notice.version,
        "notice_lang": opening.notice.lang,
        "notice_day": opening.notice.day,
    }


def _held() -> Select[Any]:
    return select(
        *case_of,
        *(cases.c.resident, cases.c.closed, cases.c.ping),
        staff.c.shown_name.label("owner_name"),
        shares.c.salt,
    ).select_from(
        cases.outerjoin(staff, staff.c.id == cases.c.owner).outerjoin(
            shares, shares.c.case == cases.c.id
        )
    )


async def _status(connection: AsyncConnection, case: CaseId) -> Read:
    """Whether the resident's last message was read, and whether it was answered."""
    of_case = items.c.case == case
    mine = select(func.max(items.c.n)).where(of_case, items.c.author == "resident")
    last = (await connection.execute(mine)).scalar() or 0
    answered = select(items.c.n).where(of_case, items.c.author.like("staff:%"), items.c.n > last)
    if (await connection.execute(answered.limit(1))).first():
        return "answered"
    seen = select(func.max(reads.c.n)).where(reads.c.case == case)
    return "read" if ((await connection.execute(seen)).scalar() or 0) >= last > 0 else "unread"


def _item(row: Row[Any]) -> LineItem:
    return LineItem(
        n=row.n,
        item=ItemId(row.item),
        author=row.author,
        seq=row.seq,
        ciphertext=row.ciphertext,
        day=row.day,
        name=row.shown_name or "",
    )
