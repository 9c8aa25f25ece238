"""The safe line in the stores, where two things happen at the very same moment."""

from __future__ import annotations

import asyncio
import uuid

from sqlalchemy import func, select

from handoff.case_store import insert_item
from handoff.item_store import PAGE_BYTES
from handoff.line_store import LineOpening, LineStore
from handoff.records import NewItem, Note
from handoff.tables import cases, reads
from post.desk import Notice
from post.ids import ItemId, Recipient, StaffId
from tests.handoff.office import Office


async def opening(office: Office, number: int) -> LineOpening:
    """Offers of one conversation, as the browser has answered them."""
    taken = await office.open_case()
    case = await office.desk._cases.case(taken.case)
    assert case is not None
    await office.desk.withdraw(taken.case)
    fresh = {"id": uuid.uuid4().hex, "number": f"AAAA-{number:02}"}
    seal = office.keyring.seal
    return LineOpening(
        case=type(case)(**{name: getattr(case, name) for name in case.__struct_fields__} | fresh),
        intake_id=ItemId(fresh["id"]),
        chat_lookup="one-chat",
        route=seal("route", fresh["id"], b"chat"),
        notice=Notice("1", "de", "2026-11-23"),
        wraps={office.lead.id: b"wrap"},
        share=seal("share", fresh["id"], b"share"),
        salt=seal("share", f"salt:{fresh['id']}", b"salt"),
        resident=Recipient("age1resident"),
        receipt_lookup=f"receipt-{number}",
        ping=None,
        first=NewItem(ItemId("first"), "resident", 0, b"sealed"),
    )


async def test_two_offers_at_the_same_moment_open_one_case(ready_office: Office) -> None:
    office = ready_office
    store = LineStore(office.store, office.clock)
    openings = [await opening(office, number) for number in range(6)]
    note = Note("bot", "take_in", "case:x")
    done = await asyncio.gather(
        *(store.open_case(one, note, office.keyring.alive) for one in openings)
    )
    assert sum(done) == 1
    async with office.store.reading() as connection:
        mine = select(func.count()).where(cases.c.chat_lookup == "one-chat")
        assert (await connection.execute(mine)).scalar_one() == 1


async def test_a_page_of_large_items_is_short_and_the_next_goes_on(ready_office: Office) -> None:
    office = ready_office
    case = (await office.open_case()).case
    large = bytes(PAGE_BYTES // 2)
    async with office.store.writing() as connection:
        for seq in range(1, 6):
            item = NewItem(ItemId(f"large-{seq}"), "resident", seq, large)
            await insert_item(connection, case, item, "2026-11-23")
    read: list[int] = []
    pages = 0
    while found := await office.desk.items(await office.member(office.lead), case, max([0, *read])):
        assert sum(len(item.ciphertext) for item in found) <= PAGE_BYTES
        read += [item.n for item in found]
        pages += 1
    assert (len(read), len(set(read)), pages) == (6, 6, 3)


async def test_who_was_reading_leaves_no_trace_in_a_case_that_was_erased(
    ready_office: Office,
) -> None:
    office = ready_office
    case = (await office.open_case()).case
    await office.desk.withdraw(case)
    await office.desk._items.mark_read(case, StaffId(office.lead.id), 1)
    async with office.store.reading() as connection:
        assert (await connection.execute(select(reads))).all() == []
