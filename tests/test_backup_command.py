"""`lotse backup`, `lotse restore` and `lotse keys` as their operator meets them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from handoff import drill
from handoff.ledger import Ledger
from handoff.store import Store
from handoff.tables import audit
from lotse import backup
from lotse.commands import keys
from lotse.embedded import lock_folder
from lotse.settings import Settings
from lotse.wiring import utc_now
from post.errors import BadInput, Conflict, SettingsError
from post.keyring import KeyRing
from post.valkey import Valkey
from tests.running import Running, free_port
from tests.test_up import LOTSE, Program


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None, data=tmp_path / "data", secret_file=tmp_path / "keys", demo=True
    )


@pytest.fixture
async def file(settings: Settings, tmp_path: Path) -> Path:
    """A backup of an office in which one thing has happened; ledger and keys are there."""
    settings.data.mkdir()
    KeyRing.load_or_create(settings.secret_file)
    Ledger(settings.ledger, utc_now).create()
    store = Store(settings.database)
    await store.migrate()
    async with store.writing() as connection:
        row = {"at": "2026-11-23", "actor": "server", "verb": "first", "object": "staff:all"}
        await connection.execute(insert(audit).values(row))
    await store.close()
    await backup.save(settings, tmp_path / "backup")
    return tmp_path / "backup"


async def verbs(settings: Settings) -> list[str]:
    store = Store(settings.database)
    async with store.reading() as connection:
        found = [row.verb for row in await connection.execute(audit.select())]
    await store.close()
    return found


async def something_more(settings: Settings) -> None:
    store = Store(settings.database)
    async with store.writing() as connection:
        row = {"at": "2026-11-24", "actor": "server", "verb": "later", "object": "staff:all"}
        await connection.execute(insert(audit).values(row))
    await store.close()


async def test_back_to_what_it_was(settings: Settings, file: Path) -> None:
    await something_more(settings)
    (settings.data / "valkey").mkdir()
    (settings.data / "valkey" / "appendonly.aof").write_bytes(b"what was to be sent")
    with pytest.raises(Conflict, match="--replace"):
        await backup.restore(settings, file, replace=False)
    assert await verbs(settings) == ["first", "later"]
    assert (settings.data / "valkey").exists()
    await backup.restore(settings, file, replace=True)
    assert await verbs(settings) == ["first"]
    assert not (settings.data / "valkey").exists()


async def test_into_an_empty_folder(settings: Settings, file: Path, tmp_path: Path) -> None:
    moved = settings.model_copy(update={"data": tmp_path / "new machine"})
    await backup.restore(moved, file, replace=False)
    assert await verbs(moved) == ["first"]


async def test_without_the_ledger_nothing_is_put_back(settings: Settings, file: Path) -> None:
    await something_more(settings)
    settings.ledger.unlink()
    with pytest.raises(SettingsError, match=r"ledger .* without it nothing may be put back"):
        await backup.restore(settings, file, replace=True)
    assert await verbs(settings) == ["first", "later"]
    assert not settings.ledger.exists()


async def test_without_the_key_file_no_new_one_is_made(settings: Settings, file: Path) -> None:
    settings.secret_file.unlink()
    with pytest.raises(SettingsError, match="key file"):
        await backup.restore(settings, file, replace=True)
    assert not settings.secret_file.exists()


async def test_not_while_another_lotse_works_on_the_folder(settings: Settings, file: Path) -> None:
    with lock_folder(settings.data), pytest.raises(SettingsError, match="Another Lotse"):
        await backup.restore(settings, file, replace=True)
    await backup.restore(settings, file, replace=True)


async def test_a_demos_backup_is_for_demos(settings: Settings, file: Path) -> None:
    real = settings.model_copy(update={"demo": False, "public_url": "https://lotse.example.org"})
    with pytest.raises(SettingsError, match="a demo"):
        await backup.restore(real, file, replace=True)


async def test_a_damaged_backup_costs_nothing(settings: Settings, file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])
    (settings.data / "valkey").mkdir()
    with pytest.raises(BadInput):
        await backup.restore(settings, file, replace=True)
    assert await verbs(settings) == ["first"]
    assert (settings.data / "valkey").exists()


async def test_a_backup_does_not_lie_beside_what_it_saves(settings: Settings, file: Path) -> None:
    with pytest.raises(SettingsError):
        await backup.save(settings, settings.data / "backup")


async def test_not_while_processes_use_the_same_servers(
    valkey_url: str, tmp_path: Path, file: Path, settings: Settings
) -> None:
    shared = settings.model_copy(update={"valkey_url": valkey_url})
    async with Running(tmp_path / "other", valkey_url, port=free_port()) as running:
        await running.parts.valkey.client.set("kept", "x")
        with pytest.raises(SettingsError, match="running on these stores"):
            await backup.restore(shared, file, replace=True)
        assert await running.parts.valkey.client.get("kept") == b"x"
    await backup.restore(shared, file, replace=True)
    valkey = Valkey(valkey_url)
    assert await valkey.client.dbsize() == 0
    await valkey.close()


async def test_a_valkey_that_is_away_is_told_before_the_database_changes(
    file: Path, settings: Settings
) -> None:
    await something_more(settings)
    nowhere = settings.model_copy(update={"valkey_url": "redis://127.0.0.1:1/0"})
    with pytest.raises(Exception, match="Valkey cannot be reached"):
        await backup.restore(nowhere, file, replace=True)
    assert await verbs(settings) == ["first", "later"]


def run(program: Program, *command: str, lang: str = "C") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LOTSE, *command],
        cwd=program.folder,
        env={**program.environment, "LC_ALL": lang},
        capture_output=True,
        text=True,
        check=False,
    )


async def test_the_whole_way_at_the_terminal(tmp_path: Path) -> None:
    async with Program(tmp_path, "up") as program:
        await program.says("Lotse is ready")
        saved = run(program, "backup", "night.backup")
        assert saved.returncode == 0, saved.stderr
        assert "night.backup" in saved.stdout
        busy = run(program, "restore", "night.backup", "--replace")
        assert (busy.returncode, "Another Lotse" in busy.stderr) == (1, True), busy
    refused = run(program, "restore", "night.backup")
    assert (refused.returncode, "--replace" in refused.stderr) == (1, True)
    restored = run(program, "restore", "night.backup", "--replace", lang="de_DE.UTF-8")
    assert restored.returncode == 0, restored.stderr
    assert "Zurückgespielt" in restored.stdout
    (tmp_path / "lotse.ledger").rename(tmp_path / "lost")
    lost = run(program, "restore", "night.backup", "--replace")
    assert (lost.returncode, "ledger" in lost.stderr) == (1, True)
    (tmp_path / "lost").rename(tmp_path / "lotse.ledger")
    async with Program(tmp_path, "up") as again:
        await again.says("Lotse is ready")
    for name in ("lotse.ledger", "lotse.secret", "night.backup", "data/lotse.sqlite3"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600, name


async def test_a_damaged_ledger_stops_the_start(tmp_path: Path) -> None:
    KeyRing.load_or_create(tmp_path / "lotse.secret")
    (tmp_path / "lotse.ledger").write_text("lotse ledger 1 00000000\nerased x\n")
    async with Program(tmp_path, "up") as program:
        assert await program.end() == 1
    assert "damaged in line 1" in program.output
    assert "Traceback" not in program.output


async def test_a_key_file_that_is_lost_stops_the_start(tmp_path: Path) -> None:
    async with Program(tmp_path, "up") as program:
        await program.says("Lotse is ready")
    (tmp_path / "lotse.secret").unlink()
    async with Program(tmp_path, "up") as again:
        assert await again.end() == 1
    assert "lotse.secret is missing" in again.output
    assert not (tmp_path / "lotse.secret").exists()


@pytest.mark.parametrize("name", ["ledger_file", "secret_file"])
def test_neither_keys_nor_ledger_lie_with_the_data(tmp_path: Path, name: str) -> None:
    inside = {"data": tmp_path / "data", name: tmp_path / "data" / "deep" / "file"}
    with pytest.raises(SettingsError, match=r"LOTSE_(LEDGER|SECRET)_FILE lies inside"):
        Settings(_env_file=None, demo=True, **inside).check()


def test_keys_are_listed_and_rotated_without_their_secrets(tmp_path: Path) -> None:
    program = Program(tmp_path, "up")
    assert run(program, "keys", "list").returncode == 1
    assert not (tmp_path / "lotse.secret").exists()
    KeyRing.load_or_create(tmp_path / "lotse.secret")
    assert run(program, "keys", "rotate").returncode == 0
    listed = run(program, "keys", "list").stdout
    rows = [line.split() for line in listed.splitlines()[1:]]
    shares = [row[2] for row in rows if row[1] == "share"]
    assert shares == ["1", "2"]
    assert [row[2] for row in rows if row[1] == "session"] == ["1"]
    secrets = json.loads((tmp_path / "lotse.secret").read_bytes())["keys"]
    assert len(secrets) == len(rows)
    assert not any(key["key"] in listed for key in secrets)
    assert run(program, "keys", "rotate", "lookup").returncode == 1
    unknown = run(program, "keys", "rotate", "nothing")
    assert (unknown.returncode, "share" in unknown.stderr) == (1, True)


def test_the_recovery_drill_is_one_command(tmp_path: Path) -> None:
    done = run(Program(tmp_path, "up"), "keys", "drill")
    assert done.returncode == 0, done.stderr
    assert [line[:2] for line in done.stdout.splitlines()[:-1]] == [f"{n}." for n in range(1, 8)]
    assert list(tmp_path.iterdir()) == []


def test_a_drill_that_fails_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def wrong(*_args: object) -> None:
        raise drill.DrillFailed

    monkeypatch.setattr(drill._Drill, "_wrap_for", wrong)
    done = CliRunner().invoke(keys.app, ["drill"])
    assert done.exit_code == 1
    assert "5." in done.output
    assert "6." not in done.output
