"""Backups: whole or refused, between both databases, and no way back for what was erased."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update

from handoff import backup, backup_file
from handoff.case_store import insert_parcel
from handoff.cases import State
from handoff.epochs import Epochs
from handoff.ledger import Erased, Ledger
from handoff.records import NewItem, Note, Parcel
from handoff.replay import Replay
from handoff.roster_seal import RosterSeal
from handoff.staff_store import StaffStore
from handoff.store import Store
from handoff.tables import audit, cases, items, metadata, staff, to_send
from post.errors import BadInput, CannotOpen, Conflict, SettingsError
from post.ids import StaffId
from post.keyring import KeyRing
from tests.handoff.kept import COUNSELLOR, TEXT, Clock, Kept


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ring(tmp_path: Path, clock: Clock) -> KeyRing:
    return KeyRing.load_or_create(tmp_path / "keys", clock.time)


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Ledger:
    ledger = Ledger(tmp_path / "ledger", clock)
    ledger.create()
    return ledger


@pytest.fixture
async def kept(store: Store, ring: KeyRing, ledger: Ledger, clock: Clock) -> Kept:
    kept = Kept(store, ring, ledger, clock)
    await kept.hire()
    return kept


@pytest.fixture
async def other(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty database of the kind that `store` is not."""
    kind = request.node.callspec.params["store"]
    if kind == "postgresql":
        store = Store(f"sqlite:///{tmp_path / 'other.db'}")
    else:
        store = Store(request.getfixturevalue("postgresql"))
        async with store.writing() as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))
    yield store
    await store.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lotse.backup"


async def save(store: Store, file: Path) -> dict[str, int]:
    return await backup.save(store, file, version="0.1.0", made="2026-11-23T10:00:00Z", demo=False)


async def replayed(kept: Kept, store: Store, ledger: Ledger) -> int:
    people = StaffStore(store, kept.now, RosterSeal(kept.keyring))
    return await Replay(store, ledger, people, kept.now).replay()


async def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    async with store.reading() as connection:
        found = {}
        for table in metadata.sorted_tables:
            query = select(table).order_by(*table.primary_key.columns)
            found[table.name] = [tuple(row) for row in await connection.execute(query)]
        return found


async def test_from_either_database_to_the_other_and_back(
    kept: Kept, store: Store, other: Store, file: Path
) -> None:
    opened = [await kept.open(str(native)) for native in range(3)]
    before = await everything(store)
    counted = await save(store, file)
    assert counted == {name: len(rows) for name, rows in before.items() if rows}
    loaded = await backup.load(other, kept.keyring, file, replace=False)
    assert (loaded.cases, loaded.dead, loaded.undelivered) == (3, 0, 0)
    assert await everything(other) == before
    await save(other, file)
    await backup.load(store, kept.keyring, file, replace=True)
    assert await everything(store) == before
    for case in opened:
        assert TEXT.encode() in await kept.read(case.id)


async def test_what_comes_after_a_restore_is_numbered_beyond_what_was_handed_out(
    kept: Kept, store: Store, file: Path
) -> None:
    await kept.open("1")
    await save(store, file)
    later = await kept.open("2")
    handed_out = (await kept.items.items(later.id, 0))[-1].n
    await backup.load(store, kept.keyring, file, replace=True)
    new = await kept.open("3")
    assert (await kept.items.items(new.id, 0))[-1].n > handed_out
    async with store.writing() as connection:
        row = {"at": "x", "actor": "server", "verb": "v", "object": "o"}
        await connection.execute(insert(audit).values(row))


async def test_the_audit_is_append_only_after_a_restore_as_well(
    kept: Kept, store: Store, file: Path
) -> None:
    await kept.open()
    await save(store, file)
    await backup.load(store, kept.keyring, file, replace=True)
    with pytest.raises(Exception, match="append-only"):
        async with store.writing() as connection:
            await connection.execute(update(audit).values(actor="somebody"))


async def test_yesterdays_backup_brings_no_erased_case_back(
    kept: Kept, store: Store, ledger: Ledger, file: Path, clock: Clock
) -> None:
    erased, stays = await kept.open("1"), await kept.open("2")
    await save(store, file)
    clock.pass_by(days=1)
    await kept.erase(erased)
    await backup.load(store, kept.keyring, file, replace=True)
    assert TEXT.encode() in await kept.read(erased.id)  # the backup alone would bring it back
    assert await replayed(kept, store, ledger) == 1
    assert await kept.state(erased.id) == State.ERASED
    assert await kept.items.items(erased.id, 0) == []
    assert await kept.cases.wrap(erased.id, COUNSELLOR) is None
    assert TEXT.encode() in await kept.read(stays.id)
    assert await replayed(kept, store, ledger) == 0


async def test_whoever_was_revoked_since_stays_revoked(
    kept: Kept, store: Store, ledger: Ledger, file: Path
) -> None:
    case = await kept.open()
    await save(store, file)
    ledger.revoke(COUNSELLOR, 1)
    ledger.revoke(StaffId("f" * 32), 1)
    assert await replayed(kept, store, ledger) == 1
    await backup.load(store, kept.keyring, file, replace=True)
    assert await replayed(kept, store, ledger) == 1
    person = await StaffStore(store, kept.now, RosterSeal(kept.keyring)).member(COUNSELLOR)
    assert person is not None
    assert (person.revoked, person.genuine) == (True, True)
    assert await kept.cases.wrap(case.id, COUNSELLOR) is None


async def test_somebody_who_enrolled_anew_after_it_is_not_revoked_again(
    kept: Kept, store: Store, ledger: Ledger
) -> None:
    ledger.revoke(COUNSELLOR, 1)
    async with store.writing() as connection:
        await connection.execute(update(staff).values(generation=2))
    assert await replayed(kept, store, ledger) == 0


async def test_a_week_later_the_backup_is_dead_without_any_ledger(
    kept: Kept, store: Store, ring: KeyRing, file: Path, clock: Clock
) -> None:
    erased, stays = await kept.open("1"), await kept.open("2")
    await save(store, file)
    await kept.erase(erased)
    worker = Epochs(store, ring, clock.time)
    for _ in range(7 * 4):
        clock.pass_by(hours=6)
        await worker.turn()
    assert TEXT.encode() in await kept.read(stays.id)
    loaded = await backup.load(store, ring, file, replace=True)
    assert loaded.dead == 2
    with pytest.raises(CannotOpen):
        await kept.read(erased.id)
    async with store.reading() as connection:
        route = (await connection.execute(select(cases.c.route))).scalars().first()
    with pytest.raises(CannotOpen):
        ring.open("route", erased.id, route or b"")


async def test_replies_that_were_on_their_way_are_told_and_not_sent_again(
    kept: Kept, store: Store, file: Path
) -> None:
    case, safe = await kept.open("1"), await kept.open("2")
    await kept.set(safe.id, resident="age1resident")
    async with store.writing() as connection:
        for of in (case, safe):
            reply = NewItem("reply", f"staff:{COUNSELLOR}", 0, b"x", "sent")  # type: ignore[arg-type]
            row = {name: getattr(reply, name) for name in reply.__struct_fields__}
            row |= {"case": of.id, "sha256": "", "day": "2026-11-23"}
            await connection.execute(insert(items).values(row))
            await insert_parcel(connection, Parcel(of.id, "reply", b"sealed"))
            await insert_parcel(connection, Parcel(of.id, "claim:2", b"sealed"))
    await save(store, file)
    loaded = await backup.load(store, kept.keyring, file, replace=True)
    assert loaded.undelivered == 1
    async with store.reading() as connection:
        assert (await connection.execute(select(to_send))).all() == []
        query = select(items.c.case, items.c.delivery, items.c.delivery_why)
        told = await connection.execute(query.where(items.c.item == "reply"))
        found = {row.case: (row.delivery, row.delivery_why) for row in told}
    # On the safe line the page reads the sealed item itself: that is its delivery.
    assert found == {case.id: ("undeliverable", "restored"), safe.id: ("sent", None)}


async def test_a_database_with_something_in_it_is_left_alone(
    kept: Kept, store: Store, file: Path
) -> None:
    await save(store, file)
    case = await kept.open()
    before = await everything(store)
    with pytest.raises(Conflict, match="--replace"):
        await backup.load(store, kept.keyring, file, replace=False)
    assert await everything(store) == before
    assert TEXT.encode() in await kept.read(case.id)


async def test_a_restore_that_breaks_off_changes_nothing(
    kept: Kept, store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept.open("1")
    await save(store, file)
    await kept.open("2")
    before = await everything(store)

    async def breaks(*_args: object) -> int:
        raise SystemExit

    monkeypatch.setattr(backup, "_drop_parcels", breaks)
    with pytest.raises(SystemExit):
        await backup.load(store, kept.keyring, file, replace=True)
    assert await everything(store) == before


async def test_one_moment_of_the_database(
    kept: Kept, store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case that is opened while the backup is being made is not in it, not even half."""
    await kept.open("1")
    late: list[str] = []

    async def open_another() -> None:
        url = store._engine.url.render_as_string(hide_password=False)
        elsewhere = Kept(Store(url), kept.keyring, kept.ledger, kept.now)
        elsewhere.recipient = kept.recipient
        late.append((await elsewhere.open("2")).id)
        await elsewhere.store.close()

    class Slow(backup_file.BackupWriter):
        def add(self, table: str, row: dict[str, object]) -> None:
            if not late:
                thread = threading.Thread(target=lambda: asyncio.run(open_another()))
                thread.start()
                thread.join()
            super().add(table, row)

    monkeypatch.setattr(backup, "BackupWriter", Slow)
    counted = await save(store, file)
    assert await kept.state(late[0]) == State.NEW
    assert (counted["cases"], counted["shares"], counted["items"]) == (1, 1, 1)


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _last_line_off(content: bytes) -> bytes:
    return b"".join(content.splitlines(keepends=True)[:-1])


def _one_letter(content: bytes) -> bytes:
    return content.replace(b'"ads"', b'"adz"', 1)


def _line_missing(content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join([lines[0], *lines[2:]])


def _line_twice(content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join([lines[0], lines[1], *lines[1:]])


def _more_after_the_end(content: bytes) -> bytes:
    return content + content.splitlines(keepends=True)[1]


@pytest.mark.parametrize(
    "damage", [_cut, _last_line_off, _one_letter, _line_missing, _line_twice, _more_after_the_end]
)
async def test_a_damaged_backup_is_refused_before_anything_is_touched(
    sqlite: Store, ring: KeyRing, ledger: Ledger, clock: Clock, file: Path, damage
) -> None:
    kept = Kept(sqlite, ring, ledger, clock)
    await kept.hire()
    await kept.open()
    await save(sqlite, file)
    file.write_bytes(damage(file.read_bytes()))
    before = await everything(sqlite)
    with pytest.raises(BadInput):
        await backup.load(sqlite, ring, file, replace=True)
    assert await everything(sqlite) == before


@pytest.mark.parametrize("content", [b"", b"{}\n", b"PK\x03\x04", b"[1]\n", b'{"lotse":"x"}\n'])
async def test_some_other_file_is_no_backup_and_is_not_written_over(
    sqlite: Store, ring: KeyRing, file: Path, content: bytes
) -> None:
    file.write_bytes(content)
    with pytest.raises(BadInput):
        await backup.load(sqlite, ring, file, replace=True)
    with pytest.raises(SettingsError):
        await save(sqlite, file)
    assert file.read_bytes() == content


async def test_a_newer_backup_is_refused(sqlite: Store, ring: KeyRing, file: Path) -> None:
    await save(sqlite, file)
    lines = file.read_bytes().splitlines(keepends=True)
    for change in ({"revision": "0999"}, {"format": 2}):
        header = json.loads(lines[0]) | change
        with backup_file.BackupWriter(file, backup_file.Header(**header)):
            pass
        with pytest.raises(BadInput, match="newer"):
            await backup.load(sqlite, ring, file, replace=True)


async def test_a_backup_of_older_tables_is_brought_up_to_date(
    sqlite: Store, ring: KeyRing, file: Path
) -> None:
    header = backup_file.Header("backup", 1, "0001", "0.1.0", "2026-11-01T00:00:00Z", demo=False)
    person = {"id": "a" * 32, "name": "a", "shown_name": "A", "role": "lead", "recipient": "age1"}
    person |= {"sealed_identity": b"sealed", "confirmed_at": None, "created": "2026-11-01"}
    with backup_file.BackupWriter(file, header) as older:
        older.add("staff", {**person, "demo_identity": None})
    await backup.load(sqlite, ring, file, replace=True)
    found = await everything(sqlite)
    assert [row[:2] for row in found["memberships"]] == [("a" * 32, "ads")]
    assert found["unlock_methods"][0][4] == b"sealed"


async def test_the_file_is_private_and_holds_bytes_as_they_lie_in_the_database(
    sqlite: Store, ring: KeyRing, ledger: Ledger, clock: Clock, file: Path
) -> None:
    kept = Kept(sqlite, ring, ledger, clock)
    await kept.hire()
    case = await kept.open()
    await save(sqlite, file)
    await save(sqlite, file)  # a backup takes the place of a backup
    assert file.stat().st_mode & 0o777 == 0o600
    assert not file.with_name("lotse.backup.part").exists()
    rows = [row for table, row in backup_file.rows(file) if table == "wraps"]
    assert rows[0]["wrap"] == await kept.cases.wrap(case.id, COUNSELLOR)
    assert base64.b64encode(rows[0]["wrap"]) in file.read_bytes()


async def test_a_disk_that_is_full_leaves_the_backup_of_before(
    sqlite: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await save(sqlite, file)
    before = file.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_file.os, "fsync", full)
    with pytest.raises(SettingsError, match="No space"):
        await save(sqlite, file)
    assert file.read_bytes() == before
    assert not file.with_name("lotse.backup.part").exists()


async def test_a_ledger_that_was_lost_begins_with_what_the_database_knows(
    kept: Kept, store: Store, tmp_path: Path
) -> None:
    case = await kept.open()
    await kept.erase(case)
    fresh = Ledger(tmp_path / "new.ledger", kept.now)
    people = StaffStore(store, kept.now, RosterSeal(kept.keyring))
    await Replay(store, fresh, people, kept.now).begin()
    assert fresh.entries() == [Erased(case.id, "2026-11-23")]


async def test_notes_of_the_replay_say_what_the_server_did(
    kept: Kept, store: Store, ledger: Ledger
) -> None:
    case = await kept.open()
    ledger.erase(case.id)
    await replayed(kept, store, ledger)
    async with store.reading() as connection:
        query = select(audit).order_by(audit.c.n.desc()).limit(1)
        last = (await connection.execute(query)).one()
    assert Note(last.actor, last.verb, last.object) == Note(
        "server", "erase_again", f"case:{case.id}"
    )
