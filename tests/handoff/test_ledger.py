"""The ledger: added to before the database knows, whole after a torn write, never doubted away."""

from __future__ import annotations

import errno
import multiprocessing
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from handoff.ledger import Erased, Ledger, Revoked
from post.errors import SettingsError, StoreAway
from post.ids import CaseId, StaffId

ONE, TWO = CaseId("1" * 32), CaseId("2" * 32)
SOMEBODY = StaffId("a" * 32)


def now() -> datetime:
    return datetime(2026, 11, 23, 23, 59, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = Ledger(tmp_path / "lotse.ledger", now)
    assert ledger.create()
    return ledger


def test_what_was_written_is_read_in_its_order(ledger: Ledger) -> None:
    ledger.erase(ONE)
    ledger.revoke(SOMEBODY, 3)
    ledger.erase(TWO)
    day = "2026-11-23"
    expected = [Erased(ONE, day), Revoked(SOMEBODY, 3, day), Erased(TWO, day)]
    assert Ledger(ledger.path, now).entries() == expected
    assert ledger.path.stat().st_mode & 0o777 == 0o600


def test_creating_it_again_changes_nothing(ledger: Ledger) -> None:
    ledger.erase(ONE)
    assert not ledger.create()
    assert len(ledger.entries()) == 1


def test_a_torn_last_line_is_told_and_gone_with_the_next_entry(ledger: Ledger) -> None:
    ledger.erase(ONE)
    whole = ledger.path.read_bytes()
    ledger.erase(TWO)
    ledger.path.write_bytes(ledger.path.read_bytes()[:-5])
    with structlog.testing.capture_logs() as logged:
        assert [entry.case for entry in ledger.entries()] == [ONE]  # type: ignore[union-attr]
    assert [line["event"] for line in logged] == ["ledger_torn"]
    ledger.revoke(SOMEBODY, 1)
    assert ledger.path.read_bytes().startswith(whole)
    assert len(ledger.entries()) == 2


@pytest.mark.parametrize("kept", range(1, 30))
def test_the_first_line_torn(ledger: Ledger, kept: int) -> None:
    ledger.path.write_bytes(ledger.path.read_bytes()[: min(kept, 23)])
    ledger.erase(ONE)
    assert len(ledger.entries()) == 1


def _swapped(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1].replace(b"1", b"3", 1), lines[2]]


@pytest.mark.parametrize(
    "damage",
    [
        _swapped,
        lambda lines: [lines[0], lines[1][:-9] + b"\n", lines[2]],
        lambda lines: lines[1:],
        lambda lines: [lines[0], b"\n", *lines[1:]],
        lambda lines: [lines[0], b"\xff\xfe\n", lines[2]],
        lambda lines: [b"lotse ledger 2 00000000\n", *lines[1:]],
    ],
)
def test_any_other_damage_stops(ledger: Ledger, damage) -> None:
    ledger.erase(ONE)
    ledger.erase(TWO)
    ledger.path.write_bytes(b"".join(damage(ledger.path.read_bytes().splitlines(keepends=True))))
    with pytest.raises(SettingsError, match="damaged in line"):
        ledger.entries()


def test_a_ledger_that_vanished_is_never_begun_anew_by_an_entry(ledger: Ledger) -> None:
    ledger.path.unlink()
    with pytest.raises(StoreAway):
        ledger.erase(ONE)
    with pytest.raises(SettingsError):
        ledger.entries()
    assert not ledger.exists


def test_a_full_disk_is_told_before_the_database_commits(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreAway, match="No space"):
        ledger.erase(ONE)


def _erase_many(path: Path, digit: str) -> None:
    ledger = Ledger(path, now)
    for number in range(50):
        ledger.erase(CaseId(f"{digit}{number:031}"))


def test_several_processes_write_whole_lines(ledger: Ledger) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_erase_many, args=(ledger.path, d)) for d in "abc"]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert len(set(ledger.entries())) == 150
