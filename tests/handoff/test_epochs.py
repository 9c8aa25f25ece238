"""Epochs: a share that was deleted is dead in every backup; no case that is kept is ever lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from handoff import epochs
from handoff.case_store import case_values, insert_parcel, next_activity, refuse_dead
from handoff.epochs import GRACE, SEALED, SPAN, Epochs
from handoff.ledger import Ledger
from handoff.records import Note, Parcel
from handoff.store import Store
from handoff.tables import cases, shares, slips
from post.errors import CannotOpen, SettingsError, StoreAway
from post.keyring import IN_EPOCHS, KEY_ID_BYTES, KeyRing
from tests.handoff.kept import TEXT, Clock, Kept


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rings(tmp_path: Path, clock: Clock) -> list[KeyRing]:
    """Two processes on one key file."""
    return [KeyRing.load_or_create(tmp_path / "keys", clock.time) for _ in range(2)]


@pytest.fixture
async def kept(store: Store, rings: list[KeyRing], tmp_path: Path, clock: Clock) -> Kept:
    ledger = Ledger(tmp_path / "ledger", clock)
    ledger.create()
    kept = Kept(store, rings[0], ledger, clock)
    await kept.hire()
    return kept


@pytest.fixture
def worker(store: Store, rings: list[KeyRing], clock: Clock) -> Epochs:
    return Epochs(store, rings[1], clock.time)


async def share_of(kept: Kept, case: str) -> bytes:
    async with kept.store.reading() as connection:
        query = select(shares.c.sealed).where(shares.c.case == case)
        return (await connection.execute(query)).scalar_one()


def ages(ring: KeyRing) -> list[int]:
    return [key.epoch for key in ring.listed() if key.purpose == "share"]


async def test_a_week_of_rounds_loses_no_case_and_ends_every_old_key(
    kept: Kept, worker: Epochs, rings: list[KeyRing], clock: Clock
) -> None:
    opened = [await kept.open(str(native)) for native in range(3)]
    stolen = {case.id: await share_of(kept, case.id) for case in opened}
    at_first = {key.id for key in rings[0].listed() if key.purpose in IN_EPOCHS}
    for _ in range(7 * 4):
        clock.pass_by(hours=6)
        await worker.turn()
    for case in opened:
        assert TEXT.encode() in await kept.read(case.id)
        with pytest.raises(CannotOpen):
            rings[0].open("share", case.id, stolen[case.id])
    assert not at_first & {key.id for key in rings[0].listed()}


async def test_every_sealed_column_is_sealed_anew(
    kept: Kept, worker: Epochs, rings: list[KeyRing], clock: Clock
) -> None:
    ring, case = rings[0], await kept.open()
    sealed = Parcel(case.id, "item", ring.seal("to_send", f"{case.id}/item", b"p"))
    async with kept.store.writing() as connection:
        await insert_parcel(connection, sealed)
        salt = ring.seal("share", f"salt:{case.id}", b"s")
        await connection.execute(update(shares).values(salt=salt))
        ping = ring.seal("route", f"ping:{case.id}", b"g")
        await connection.execute(update(cases).values(ping=ping))
        slip = {"id": "its", "case": case.id, "quarter": "2026-Q4"}
        sealed_slip = ring.seal("slip", "its", b"c")
        await connection.execute(insert(slips).values(**slip, sealed=sealed_slip))
    before = {key.id for key in ring.listed() if key.purpose in IN_EPOCHS}
    clock.pass_by(seconds=SPAN)
    await worker.turn()
    clock.pass_by(seconds=GRACE)
    await worker.turn()
    assert not before & {key.id for key in ring.listed()}
    found = {}
    async with kept.store.reading() as connection:
        for column in SEALED:
            row = (await connection.execute(epochs._rows(column))).one()
            value = row._mapping[column.column]
            found[column.column.name + column.table.name] = ring.open(
                column.purpose, column.record(row), value
            )
    assert found.pop("sealedshares").startswith(b"AGE-SECRET-KEY-")
    assert b"telegram" in found.pop("routecases")
    assert found == {
        "saltshares": b"s",
        "pingcases": b"g",
        "sealedto_send": b"p",
        "sealedslips": b"c",
    }


async def test_an_old_key_stays_for_its_grace(
    kept: Kept, worker: Epochs, rings: list[KeyRing], clock: Clock
) -> None:
    await kept.open()
    clock.pass_by(seconds=SPAN)
    await worker.turn()
    clock.pass_by(seconds=GRACE - 1)
    await worker.turn()
    assert 1 in ages(rings[0])
    clock.pass_by(seconds=1)
    await worker.turn()
    assert 1 not in ages(rings[0])


async def test_a_backup_opens_for_days_and_what_was_deleted_is_dead_within_seven(
    kept: Kept, worker: Epochs, rings: list[KeyRing], clock: Clock
) -> None:
    """Whenever within an epoch a share was copied: neither too early nor too late."""
    copies = []
    for hour in range(21 * 24):
        if hour % 12 == 0:
            copies.append((hour, rings[0].seal("share", "a", b"x")))
        await worker.turn()
        for made, copy in copies:
            age = hour - made
            if age < 3.5 * 24:
                assert rings[0].alive(copy)
            elif age >= 7 * 24:
                assert not rings[0].alive(copy)
        clock.pass_by(hours=1)


async def test_a_share_sealed_with_the_old_key_while_the_new_one_comes(
    kept: Kept, worker: Epochs, rings: list[KeyRing], clock: Clock
) -> None:
    """One process has sealed and not committed yet when the other begins the epoch."""
    late = kept.opening()
    clock.pass_by(seconds=SPAN)
    await worker.turn()
    assert await kept.cases.open_case(late, Note("bot", "take_in", "case:x"), rings[0].alive)
    assert (await share_of(kept, late.case.id))[:KEY_ID_BYTES] == late.sealed_share[:KEY_ID_BYTES]
    for _ in range(3):
        clock.pass_by(seconds=GRACE / 2)
        await worker.turn()
    assert 1 not in ages(rings[0])
    assert TEXT.encode() in await kept.read(late.case.id)


async def test_a_share_that_comes_after_its_key_is_gone_is_refused_and_sealed_again(
    kept: Kept, worker: Epochs, rings: list[KeyRing], clock: Clock
) -> None:
    """A process that slept for hours between sealing and writing."""
    late = kept.opening()
    clock.pass_by(seconds=SPAN)
    await worker.turn()
    clock.pass_by(seconds=GRACE)
    await worker.turn()
    note = Note("bot", "take_in", "case:x")
    assert not await kept.cases.open_case(late, note, rings[0].alive)
    assert await kept.cases.case(late.case.id) is None
    again = await kept.open()
    assert TEXT.encode() in await kept.read(again.id)


async def test_writing_and_destroying_at_the_same_time(
    kept: Kept, worker: Epochs, rings: list[KeyRing], clock: Clock
) -> None:
    """The destroyer waits for a writer that is not done yet, and then finds its record."""
    late = kept.opening()
    clock.pass_by(seconds=SPAN)
    await worker.turn()
    clock.pass_by(seconds=GRACE)

    written, go_on = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        row = case_values(late.case) | {
            "activity": next_activity(),
            "intake_id": late.intake_id,
            "notice_version": "",
            "notice_lang": "",
            "notice_day": "",
        }
        async with kept.store.writing() as connection:
            await connection.execute(insert(cases).values(row))
            share = {"case": late.case.id, "sealed": late.sealed_share}
            await connection.execute(insert(shares).values(share))
            refuse_dead(rings[0].alive, late.sealed_share)
            written.set()
            await go_on.wait()

    writing = asyncio.create_task(write())
    await written.wait()
    turning = asyncio.create_task(worker.turn())
    await asyncio.sleep(0.3)
    assert not turning.done()
    go_on.set()
    await writing
    await turning
    assert rings[0].alive(late.sealed_share) or (
        await share_of(kept, late.case.id) != late.sealed_share
    )
    share = rings[0].open("share", late.case.id, await share_of(kept, late.case.id))
    assert share.startswith(b"AGE-SECRET-KEY-")


Cut = Callable[[pytest.MonkeyPatch, Epochs], None]


def _after_one_rotation(patched: pytest.MonkeyPatch, worker: Epochs) -> None:
    rotate, turned = worker._keyring.rotate, []

    def once(*args: object, **more: object) -> bool:
        if turned:
            raise SystemExit
        turned.append(1)
        return rotate(*args, **more)  # type: ignore[arg-type]

    patched.setattr(worker._keyring, "rotate", once)


def _between_two_records(patched: pytest.MonkeyPatch, worker: Epochs) -> None:
    seal, sealed = worker._seal_row, []

    async def once(*args: object) -> int:
        if sealed:
            raise SystemExit
        sealed.append(1)
        return await seal(*args)  # type: ignore[arg-type]

    patched.setattr(worker, "_seal_row", once)


def _before_destroying(patched: pytest.MonkeyPatch, worker: Epochs) -> None:
    async def never(*_args: object) -> None:
        raise SystemExit

    patched.setattr(worker, "_destroy", never)


def _after_destroying_one(patched: pytest.MonkeyPatch, worker: Epochs) -> None:
    destroy = worker._keyring.destroy

    def once(*args: object) -> bool:
        destroy(*args)  # type: ignore[arg-type]
        raise SystemExit

    patched.setattr(worker._keyring, "destroy", once)


@pytest.mark.parametrize(
    ("cut", "later"),
    [
        (_after_one_rotation, 0),
        (_between_two_records, 0),
        (_before_destroying, 1),
        (_after_destroying_one, 1),
    ],
)
async def test_killed_in_each_phase_the_next_round_goes_on(
    kept: Kept,
    worker: Epochs,
    rings: list[KeyRing],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    cut: Cut,
    later: int,
) -> None:
    opened = [await kept.open(str(native)) for native in range(3)]
    clock.pass_by(seconds=SPAN)
    if later:
        await worker.turn()
        clock.pass_by(seconds=GRACE)
    with monkeypatch.context() as patched:
        cut(patched, worker)
        with pytest.raises(SystemExit):
            await worker.turn()
    for case in opened:
        assert TEXT.encode() in await kept.read(case.id)
    for _ in range(2):
        clock.pass_by(seconds=GRACE)
        await Epochs(kept.store, rings[0], clock.time).turn()
    assert 1 not in ages(rings[1])
    for case in opened:
        assert TEXT.encode() in await kept.read(case.id, rings[1])


async def test_a_record_that_nobody_can_open_keeps_no_key_alive(
    kept: Kept, worker: Epochs, rings: list[KeyRing], clock: Clock
) -> None:
    case, spoilt = await kept.open("1"), await kept.open("2")
    async with kept.store.writing() as connection:
        old = await share_of(kept, case.id)
        change = update(shares).where(shares.c.case == spoilt.id)
        await connection.execute(change.values(sealed=old[:-1] + bytes([old[-1] ^ 1])))
    clock.pass_by(seconds=SPAN)
    await worker.turn()
    clock.pass_by(seconds=GRACE)
    await worker.turn()
    assert 1 not in ages(rings[0])
    assert TEXT.encode() in await kept.read(case.id)


async def test_many_records_are_sealed_in_batches(
    kept: Kept, worker: Epochs, rings: list[KeyRing], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epochs, "_PAGE", 2)
    opened = [await kept.open(str(native)) for native in range(5)]
    clock.pass_by(seconds=SPAN)
    await worker.turn()
    clock.pass_by(seconds=GRACE)
    await worker.turn()
    assert 1 not in ages(rings[0])
    for case in opened:
        assert TEXT.encode() in await kept.read(case.id)


async def test_a_key_file_that_cannot_be_written_changes_nothing(
    kept: Kept, worker: Epochs, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await kept.open()
    clock.pass_by(seconds=SPAN)

    def read_only(*_args: object) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", read_only)
        with pytest.raises(SettingsError, match="Read-only"):
            await worker.turn()
    assert TEXT.encode() in await kept.read(case.id)
    (tmp_path / "keys").rename(tmp_path / "gone")
    opening = kept.opening("9")
    with pytest.raises(StoreAway):
        await kept.cases.open_case(opening, Note("bot", "take_in", "x"), kept.keyring.alive)


def test_addresses_of_chats_are_among_what_ends() -> None:
    """Whoever adds a sealed column adds it here, or a backup would keep it alive."""
    names = {(sealed.table.name, sealed.column.name) for sealed in SEALED}
    assert names == {
        ("shares", "sealed"),
        ("shares", "salt"),
        ("cases", "route"),
        ("cases", "ping"),
        ("to_send", "sealed"),
        ("slips", "sealed"),
    }
    assert {sealed.purpose for sealed in SEALED} == set(IN_EPOCHS)
