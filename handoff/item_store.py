"""Items, what was read of them, and what still has to be relayed. Every method is one transaction.

Items of one case are written one after the other: the case's row is locked first. So an author's
numbers have no gaps, and the cursor `n` of a case never skips an item that is still on its way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.case_store import (
    Now,
    has_open_case,
    head_of,
    insert_item,
    insert_note,
    insert_parcel,
    locked_case,
    next_activity,
    set_state,
)
from handoff.cases import Case, State
from handoff.records import (
    Appended,
    Delivery,
    Entry,
    Head,
    Note,
    Parcel,
    Present,
    StoredItem,
    Twin,
)
from handoff.store import Store
from handoff.tables import cases, drafts, items, reads, to_send
from post.fault_points import reached
from post.ids import CaseId, ItemId, StaffId

PAGE_LIMIT = 100
PAGE_BYTES = 4 * 1024 * 1024
"""Of ciphertext in one page, unless one item alone has more: a case may hold many large ones."""

Make = Callable[[Present], Entry | None]


class ItemStore:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now

    async def append(
        self, case_id: CaseId, item: ItemId, author: str, make: Make
    ) -> Appended | None:
        """Add what `make` returns, in the transaction in which it saw the case.

        None when there is no such case. `make` returns None to let its twin stand; what it raises
        changes nothing.
        """
        async with self._store.writing() as connection:
            case = await locked_case(connection, case_id)
            if case is None:
                return None
            twin = await _twin(connection, case_id, item)
            head = await head_of(connection, case_id, author)
            busy = case.state == State.CLOSED and await _busy(connection, case_id)
            entry = make(Present(case, head, twin, busy))
            if entry is None:
                return Appended(twin.n if twin else 0, new=False)
            reached("after_seal")
            return Appended(await self._write(connection, entry), new=True)

    async def _write(self, connection: AsyncConnection, entry: Entry) -> int:
        if entry.moves:
            await set_state(connection, entry.case)
        else:
            moved = update(cases).where(cases.c.id == entry.case.id)
            await connection.execute(moved.values(activity=next_activity()))
        day = self._now().date().isoformat()
        n = await insert_item(connection, entry.case.id, entry.item, day)
        if entry.parcel is not None:
            await insert_parcel(connection, entry.parcel)
        if entry.note is not None:
            await insert_note(connection, entry.note, self._now())
        if entry.item.delivery is not None:
            # What was sent is no draft any more, whatever becomes of the answer to the sender.
            author = entry.item.author.removeprefix("staff:")
            mine = (drafts.c.case == entry.case.id, drafts.c.staff == author)
            await connection.execute(delete(drafts).where(*mine))
        return n

    async def head(self, case_id: CaseId, author: str) -> Head:
        async with self._store.reading() as connection:
            return await head_of(connection, case_id, author)

    async def items(self, case_id: CaseId, after: int) -> list[StoredItem]:
        """Those after the cursor, oldest first, at most PAGE_LIMIT and PAGE_BYTES."""
        async with self._store.reading() as connection:
            last = await last_of_page(connection, case_id, after, PAGE_LIMIT)
            query = select(items).where(items.c.case == case_id, items.c.n > after)
            query = query.where(items.c.n <= last).order_by(items.c.n)
            return [_item(row) for row in await connection.execute(query)]

    async def mark_read(self, case_id: CaseId, staff_id: StaffId, n: int) -> None:
        """`staff_id` has seen everything up to cursor `n`; never goes back."""
        mine = (reads.c.case == case_id, reads.c.staff == staff_id)
        async with self._store.reading() as connection:
            seen = (await connection.execute(select(reads.c.n).where(*mine))).scalar()
        if seen is not None and seen >= n:
            return
        async with self._store.writing() as connection:
            case = await locked_case(connection, case_id)
            if case is None or case.state == State.ERASED:
                return
            change = await connection.execute(update(reads).where(*mine).values(n=n))
            if change.rowcount == 0:
                row = {"case": case_id, "staff": staff_id, "n": n}
                await connection.execute(insert(reads).values(row))

    async def parcels(self, case_id: CaseId) -> list[Parcel]:
        """What is to be relayed to the case's chat, in the order in which it was made."""
        query = select(to_send).where(to_send.c.case == case_id).order_by(to_send.c.n)
        async with self._store.reading() as connection:
            rows = await connection.execute(query)
            return [Parcel(CaseId(row.case), row.item, row.sealed) for row in rows]

    async def cases_with_parcels(self) -> list[CaseId]:
        query = select(to_send.c.case).distinct()
        async with self._store.reading() as connection:
            return [CaseId(case) for case in (await connection.execute(query)).scalars()]

    async def drop_parcel(self, case_id: CaseId, item: str) -> None:
        async with self._store.writing() as connection:
            await _drop(connection, case_id, item)

    async def waiting(self) -> int:
        """How much has not been relayed or delivered yet, of all cases."""
        async with self._store.reading() as connection:
            found = await connection.execute(select(func.count()).select_from(to_send))
            return int(found.scalar_one())

    async def settle(self, case_id: CaseId, item: str, delivery: Delivery, why: str | None) -> bool:
        """How the delivery of a reply ended; False when there is no such reply any more."""
        async with self._store.writing() as connection:
            await _drop(connection, case_id, item)
            change = (
                update(items)
                .where(items.c.case == case_id, items.c.item == item)
                .where(items.c.delivery == "sent")
                .values(delivery=delivery, delivery_why=why)
            )
            return bool((await connection.execute(change)).rowcount == 1)

    async def send_again(self, before: Case, item: ItemId, parcel: Parcel, note: Note) -> bool:
        """An undeliverable reply goes on its way once more, while the case's owner and epoch are
        those of `before`; False when it is not undeliverable (any more).
        """
        mine = (items.c.case == before.id, items.c.item == item)
        async with self._store.writing() as connection:
            case = await locked_case(connection, before.id)
            if case is None or (case.owner, case.epoch) != (before.owner, before.epoch):
                return False
            change = update(items).where(*mine, items.c.delivery == "undeliverable")
            changed = await connection.execute(change.values(delivery="sent", delivery_why=None))
            if changed.rowcount != 1:
                return False
            await insert_parcel(connection, parcel)
            await insert_note(connection, note, self._now())
            return True

    async def is_by(self, case_id: CaseId, item: str, author: str) -> bool:
        """Whether the case has this item, by this author."""
        query = select(items.c.n).where(items.c.case == case_id, items.c.item == item)
        async with self._store.reading() as connection:
            found = await connection.execute(query.where(items.c.author == author))
            return found.first() is not None

    async def item(self, case_id: CaseId, item: str) -> StoredItem | None:
        query = select(items).where(items.c.case == case_id, items.c.item == item)
        async with self._store.reading() as connection:
            row = (await connection.execute(query)).first()
            return _item(row) if row else None


async def _busy(connection: AsyncConnection, case_id: CaseId) -> bool:
    """Whether the closed case's chat has an open one by now."""
    query = select(cases.c.chat_lookup).where(cases.c.id == case_id)
    chat = (await connection.execute(query)).scalar()
    return chat is not None and await has_open_case(connection, chat)


async def last_of_page(
    connection: AsyncConnection,
    case_id: CaseId,
    after: int,
    limit: int,
    shown: ColumnElement[bool] | None = None,
) -> int:
    """The cursor that ends a page of at most `limit` items and, from the second on, PAGE_BYTES.

    `shown` limits which of the case's items there are for the reader.
    """
    size = func.length(items.c.ciphertext).label("size")
    query = select(items.c.n, size).where(items.c.case == case_id, items.c.n > after)
    query = query.where(true() if shown is None else shown)
    last = total = 0
    for row in await connection.execute(query.order_by(items.c.n).limit(limit)):
        total += row.size
        if last and total > PAGE_BYTES:
            break
        last = row.n
    return last


async def _drop(connection: AsyncConnection, case_id: CaseId, item: str) -> None:
    gone = delete(to_send).where(to_send.c.case == case_id, to_send.c.item == item)
    await connection.execute(gone)


async def _twin(connection: AsyncConnection, case_id: CaseId, item: ItemId) -> Twin | None:
    query = select(items.c.n, items.c.author, items.c.sha256)
    found = await connection.execute(query.where(items.c.case == case_id, items.c.item == item))
    row = found.first()
    return Twin(row.n, row.author, row.sha256) if row else None


def _item(row: Row[Any]) -> StoredItem:
    return StoredItem(
        n=row.n,
        item=ItemId(row.item),
        author=row.author,
        seq=row.seq,
        ciphertext=row.ciphertext,
        day=row.day,
        delivery=row.delivery,
        delivery_why=row.delivery_why,
    )
