"""Taking a case back: at once, or later with a change of mind; and its time of keeping."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from handoff.cases import State
from handoff.ledger import Erased
from handoff.tables import audit, cases, exclusions, items, reads, shares, to_send, wraps
from post.desk import TakenIn, Team
from post.errors import StoreAway
from post.outbox import chat_key, line_mark
from tests.handoff.office import CHAT, OTHER_CHATS, Office

UNDO = 24 * 3600


async def withdrawing(office: Office) -> TakenIn:
    taken = await office.claimed_case()
    await office.desk.withdraw_later(taken.case, int(office.clock().timestamp()) + UNDO)
    return taken


async def row_of(office: Office, case: str) -> Any:
    async with office.store.reading() as connection:
        return (await connection.execute(select(cases).where(cases.c.id == case))).one()


async def left_of(office: Office, case: str) -> list[str]:
    found = []
    async with office.store.reading() as connection:
        for table in (items, wraps, shares, exclusions, to_send, reads):
            query = select(table.c.case).where(table.c.case == case)
            if (await connection.execute(query)).first() is not None:
                found.append(table.name)
    return found


async def verbs(office: Office) -> list[str]:
    async with office.store.reading() as connection:
        query = select(audit.c.actor, audit.c.verb).order_by(audit.c.n)
        return [f"{row.actor.split(':')[0]} {row.verb}" for row in await connection.execute(query)]


async def texts(office: Office) -> list[str]:
    claimed = await office.outbox.claim(10)
    return [entry.outgoing.message.text for entry in claimed]


async def test_meanwhile_nobody_at_the_desk_opens_or_writes(ready_office: Office) -> None:
    office = ready_office
    taken = await withdrawing(office)
    lead = office.lead
    assert (await lead.get("/cases?state=open")).json()["cases"] == []
    opened = (await lead.get(f"/cases/{taken.case}")).json()
    assert (opened["withdrawing"], opened.get("share")) == (True, None)
    refused = {
        "items": await lead.get(f"/cases/{taken.case}/items?after=0"),
        "release": await lead.post(f"/cases/{taken.case}/release", {"epoch": 2}),
        "close": await lead.post(f"/cases/{taken.case}/closure", {"epoch": 2}),
        "claim": await lead.claim(taken.case, 2),
    }
    codes = {name: answer.json()["error"]["code"] for name, answer in refused.items()}
    assert set(codes.values()) == {"withdrawing"}, codes
    assert {answer.status_code for answer in refused.values()} == {409}


async def test_a_reply_under_way_is_refused_as_well(ready_office: Office) -> None:
    office = ready_office
    taken = await office.claimed_case()
    reply = await office.lead.sealed_reply(taken.case, "too late")
    await office.desk.withdraw_later(taken.case, int(office.clock().timestamp()) + UNDO)
    answer = await office.lead.post(f"/cases/{taken.case}/items", reply)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "withdrawing")


async def test_thinking_better_of_it_gives_everything_back(ready_office: Office) -> None:
    office = ready_office
    taken = await withdrawing(office)
    office.clock.pass_by(hours=23, minutes=59)
    await office.desk.withdrawals.erase_due()
    assert await office.desk.keep(taken.case)
    assert await office.desk.keep(taken.case)  # the same wish once more
    assert [case["id"] for case in (await office.lead.get("/cases?state=open")).json()["cases"]]
    assert (await office.lead.reply(taken.case, "We go on.")).status_code == 201
    office.clock.pass_by(hours=48)
    await office.desk.withdrawals.erase_due()
    assert (await row_of(office, taken.case)).state != State.ERASED
    noted = await verbs(office)
    assert noted.count("resident withdraw_later") == noted.count("resident keep") == 1


async def test_the_first_wish_decides_when(ready_office: Office) -> None:
    office = ready_office
    taken = await withdrawing(office)
    due = (await row_of(office, taken.case)).withdraw_due
    await office.desk.withdraw_later(taken.case, due + 999)
    assert (await row_of(office, taken.case)).withdraw_due == due


async def test_when_it_falls_due_nothing_is_left_and_the_resident_reads_it(
    ready_office: Office,
) -> None:
    office = ready_office
    taken = await office.claimed_case()
    await office.lead.reply(taken.case, "not read yet")
    key = chat_key(office.keyring, CHAT)
    await office.valkey.client.set(f"s:{key}", b"a session")
    await office.desk.withdraw_later(taken.case, int(office.clock().timestamp()) + UNDO)
    office.clock.pass_by(hours=24)
    assert not await office.desk.keep(taken.case)  # too late, though not carried out yet
    await office.desk.withdrawals.erase_due()
    assert await left_of(office, taken.case) == []
    row = await row_of(office, taken.case)
    blank = {row.flow, row.lang, row.recipient, row.route, row.chat_lookup, row.owner}
    assert blank == {"", None}
    assert (row.closed, row.withdraw_due, row.ping, row.resident) == (None,) * 4
    assert await texts(office) == ["en|erased_withdrawn|"]
    client = office.valkey.client
    assert await client.get(f"s:{key}") is None
    assert await client.get(f"l:{key}") == line_mark(taken.case, 3, "ended").encode()
    assert Erased(taken.case, "2026-11-24") in office.ledger.entries()
    assert not await office.desk.keep(taken.case)
    assert "server withdraw" in await verbs(office)


async def test_it_is_said_once_whatever_breaks_off(
    ready_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = ready_office
    taken = await withdrawing(office)
    office.clock.pass_by(hours=24)

    def full(_case: str) -> None:
        raise StoreAway("ledger", "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(office.ledger, "erase", full)
        with pytest.raises(StoreAway):
            await office.desk.withdrawals.erase_due()
    # The ledger could not say so: then the case must still be there.
    assert (await row_of(office, taken.case)).state == State.ACTIVE
    assert office.ledger.entries() == []
    await office.desk.withdrawals.erase_due()
    await office.desk.withdrawals.erase_due()
    assert (await row_of(office, taken.case)).state == State.ERASED
    assert await texts(office) == ["en|erased_withdrawn|"]


async def test_at_once_takes_what_waits_for_the_chat_along(ready_office: Office) -> None:
    office = ready_office
    taken = await office.claimed_case()
    await office.lead.reply(taken.case, "nobody will read this")
    await office.desk.withdraw(taken.case)
    await office.desk.withdraw(taken.case)
    assert await texts(office) == []
    assert await left_of(office, taken.case) == []
    assert [entry for entry in office.ledger.entries() if isinstance(entry, Erased)] == [
        Erased(taken.case, "2026-11-23")
    ]


async def test_at_once_after_all(ready_office: Office) -> None:
    office = ready_office
    taken = await withdrawing(office)
    await office.desk.withdraw(taken.case)
    assert (await row_of(office, taken.case)).state == State.ERASED


async def close(office: Office, taken: TakenIn) -> None:
    epoch = (await office.lead.get(f"/cases/{taken.case}")).json()["epoch"]
    closed = await office.lead.post(f"/cases/{taken.case}/closure", {"epoch": epoch})
    assert closed.status_code == 200


async def test_each_team_keeps_its_closed_cases_for_its_time(ready_office: Office) -> None:
    office = ready_office
    taken, open_still = await office.claimed_case(), await office.open_case(chat=OTHER_CHATS[0])
    await close(office, taken)
    assert (await row_of(office, taken.case)).closed == "2026-11-23"
    expire = office.desk.withdrawals.erase_expired
    office.clock.pass_by(days=29)
    await expire({"ads": 30}, 90)
    assert (await row_of(office, taken.case)).state == State.CLOSED
    office.clock.pass_by(days=1)
    await expire({"ads": 31, "school": 1}, 1)
    assert (await row_of(office, taken.case)).state == State.CLOSED
    await expire({"ads": 30}, 90)
    assert (await row_of(office, taken.case)).state == State.ERASED
    assert (await row_of(office, open_still.case)).state == State.NEW
    assert "server expire" in await verbs(office)
    assert Erased(taken.case, "2026-12-23") in office.ledger.entries()


async def test_teams_that_are_gone_keep_for_ninety_days(ready_office: Office) -> None:
    office = ready_office
    taken = await office.claimed_case()
    await close(office, taken)
    office.clock.pass_by(days=89)
    await office.desk.withdrawals.erase_expired({"school": 1}, 90)
    assert (await row_of(office, taken.case)).state == State.CLOSED
    office.clock.pass_by(days=1)
    await office.desk.withdrawals.erase_expired({"school": 1}, 90)
    assert (await row_of(office, taken.case)).state == State.ERASED


async def test_an_old_cases_end_takes_nothing_from_the_chats_new_one(
    ready_office: Office,
) -> None:
    office = ready_office
    old = await office.claimed_case()
    await close(office, old)
    office.clock.pass_by(days=90)
    new = await office.open_case()
    assert (await office.lead.claim(new.case)).status_code == 200
    before = await office.valkey.client.lrange(f"o:{chat_key(office.keyring, CHAT)}", 0, -1)
    assert before
    await office.desk.withdrawals.erase_expired({}, 90)
    assert (await row_of(office, old.case)).state == State.ERASED
    after = await office.valkey.client.lrange(f"o:{chat_key(office.keyring, CHAT)}", 0, -1)
    assert after == before


def test_a_teams_own_time_comes_from_the_book() -> None:
    assert Team("ads", "x").keep_days == 90
