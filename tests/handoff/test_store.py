"""The database: what migrations build, how it is set, and how its absence shows."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from handoff.migrations import upgrade
from handoff.store import Store
from handoff.tables import metadata
from post.errors import SettingsError, StoreAway


async def test_migrations_build_exactly_the_tables(store: Store) -> None:
    await store.migrate()

    def difference(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with store.reading() as connection:
        assert await connection.run_sync(difference) == []


async def test_processes_that_migrate_together_do_not_disturb_each_other(
    tmp_path: Path, postgresql: str
) -> None:
    one, other = Store(postgresql), Store(postgresql)
    async with one.writing() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await asyncio.gather(one.migrate(), other.migrate())
    async with other.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM cases"))).scalar() == 0
    await one.close()
    await other.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1), ("foreign_keys", 1)],
)
async def test_sqlite_is_set_to_keep_and_to_forget(
    sqlite: Store, pragma: str, value: object
) -> None:
    async with sqlite.reading() as connection:
        assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar() == value


async def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    async def fail() -> None:
        async with store.writing() as connection:
            await connection.execute(text("INSERT INTO recovery VALUES ('ads', 1, 'age1', '')"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with store.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM recovery"))).scalar() == 0


async def test_writers_wait_for_each_other(store: Store) -> None:
    async with store.writing() as connection:
        await connection.execute(text("INSERT INTO recovery VALUES ('ads', 1, '0', '')"))

    async def count_up() -> None:
        async with store.writing() as connection:
            query = text("SELECT recipient FROM recovery WHERE paper = 1 FOR UPDATE")
            if store.kind == "SQLite":
                query = text("SELECT recipient FROM recovery WHERE paper = 1")
            now = int((await connection.execute(query)).scalar_one())
            await asyncio.sleep(0)
            change = text("UPDATE recovery SET recipient = :next WHERE paper = 1")
            await connection.execute(change, {"next": str(now + 1)})

    await asyncio.gather(*(count_up() for _ in range(40)))
    async with store.reading() as connection:
        query = text("SELECT recipient FROM recovery")
        assert (await connection.execute(query)).scalar() == "40"


async def test_a_database_that_is_away_is_named(tmp_path: Path) -> None:
    for url, kind in [
        (f"sqlite:///{tmp_path}/no/such/folder/x.db", "SQLite"),
        ("postgresql://lotse:geheimnis@127.0.0.1:1/lotse", "PostgreSQL"),
    ]:
        store = Store(url)
        with pytest.raises(StoreAway) as away:
            await store.open()
        assert away.value.store == kind
        assert "geheimnis" not in str(away.value)
        await store.close()


async def test_a_locked_sqlite_is_away_not_broken(
    sqlite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handoff.store._PRAGMAS", ("PRAGMA busy_timeout=50",))
    impatient = Store(f"sqlite:///{tmp_path / 'lotse.db'}")
    async with sqlite.writing() as connection:
        await connection.execute(text("INSERT INTO recovery VALUES ('ads', 1, 'age1', '')"))
        with pytest.raises(StoreAway, match="SQLite"):
            async with impatient.writing():
                pass
    await impatient.close()


@pytest.mark.parametrize("url", ["mysql://u:geheimnis@h/x", "geheimnis", ""])
def test_other_addresses_are_refused_without_showing_them(url: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Store(url)
    assert "geheimnis" not in str(refused.value)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_an_office_of_the_first_version_keeps_its_people(
    tmp_path: Path, postgresql: str, kind: str
) -> None:
    store = Store(postgresql if kind == "postgresql" else f"sqlite:///{tmp_path / 'old.sqlite3'}")
    if kind == "postgresql":
        async with store.writing() as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))

    def build_first(connection: Connection) -> None:
        upgrade(connection, "0001")
        connection.execute(
            text(
                "INSERT INTO staff (id, name, shown_name, role, recipient, sealed_identity, "
                "confirmed_at, created) VALUES "
                "('a', 'anna', 'Anna B.', 'lead', 'age1a', :sealed, '2026-11-01', '2026-11-01')"
            ),
            {"sealed": b"sealed"},
        )
        connection.execute(text("INSERT INTO recovery VALUES (1, 'age1one'), (2, 'age1two')"))

    async with store.writing() as connection:
        await connection.run_sync(build_first)
    await store.migrate()
    async with store.reading() as connection:
        team = (await connection.execute(text("SELECT staff, team FROM memberships"))).all()
        method = (
            await connection.execute(text("SELECT kind, sealed_identity FROM unlock_methods"))
        ).all()
        papers = (await connection.execute(text("SELECT team, paper FROM recovery"))).all()
    assert [tuple(row) for row in team] == [("a", "ads")]
    assert [tuple(row) for row in method] == [("passphrase", b"sealed")]
    assert [tuple(row) for row in papers] == [("ads", 1), ("ads", 2)]
    await store.close()


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
async def test_the_audit_can_only_grow(store: Store, change: str) -> None:
    async with store.writing() as connection:
        await connection.execute(
            text("INSERT INTO audit (at, actor, verb, object) VALUES ('d', 'server', 'v', 'o')")
        )
    with pytest.raises(IntegrityError, match="append-only"):
        async with store.writing() as connection:
            await connection.execute(text(change))
