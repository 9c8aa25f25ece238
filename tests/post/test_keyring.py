"""The key ring: rotation, several processes on one file, a file that is old, torn or lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import msgspec
import pytest

from post import keyfile
from post.errors import CannotOpen, Conflict, SettingsError, StoreAway
from post.keyfile import PURPOSES
from post.keyring import IN_EPOCHS, KEY_ID_BYTES, KeyRing

_SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def test_what_an_older_key_sealed_opens_after_a_rotation(path: Path) -> None:
    ring = KeyRing.load_or_create(path)
    before = ring.seal("share", "a", b"old")
    assert ring.rotate("share")
    after = ring.seal("share", "a", b"new")
    assert before[:KEY_ID_BYTES] != after[:KEY_ID_BYTES]
    again = KeyRing.load_or_create(path)
    assert [again.open("share", "a", one) for one in (before, after)] == [b"old", b"new"]


def test_the_file_is_private_and_leaves_nothing_beside_it(path: Path) -> None:
    os.umask(0o022)
    ring = KeyRing.load_or_create(path)
    ring.rotate("session")
    assert path.stat().st_mode & 0o777 == 0o600
    assert {found.name for found in path.parent.iterdir()} == {"keys", "keys.lock"}
    assert path.with_name("keys.lock").stat().st_mode & 0o777 == 0o600


def test_a_second_process_seals_with_the_new_key_at_once(path: Path) -> None:
    one, two = KeyRing.load_or_create(path), KeyRing.load_or_create(path)
    one.rotate("share")
    assert one.seal("share", "a", b"")[:KEY_ID_BYTES] == two.seal("share", "a", b"")[:KEY_ID_BYTES]


def test_a_second_process_opens_what_a_key_unknown_to_it_has_sealed(path: Path) -> None:
    one, two = KeyRing.load_or_create(path), KeyRing.load_or_create(path)
    one.rotate("session")
    assert two.open("session", "a", one.seal("session", "a", b"x")) == b"x"


def test_a_destroyed_key_opens_nothing_in_any_process(path: Path) -> None:
    one, two = KeyRing.load_or_create(path), KeyRing.load_or_create(path)
    sealed = two.seal("share", "a", b"x")
    one.rotate("share")
    assert one.destroy("share", sealed[:KEY_ID_BYTES].hex())
    assert not one.destroy("share", sealed[:KEY_ID_BYTES].hex())
    assert not two.alive(sealed)
    for ring in (one, two, KeyRing.load_or_create(path)):
        with pytest.raises(CannotOpen):
            ring.open("share", "a", sealed)


def test_the_key_that_seals_is_not_destroyed(path: Path) -> None:
    ring = KeyRing.load_or_create(path)
    sealed = ring.seal("share", "a", b"x")
    with pytest.raises(Conflict):
        ring.destroy("share", sealed[:KEY_ID_BYTES].hex())
    assert ring.open("share", "a", sealed) == b"x"


def test_of_two_that_rotate_for_the_same_reason_one_does(path: Path) -> None:
    now = [1_000_000.0]
    one = KeyRing.load_or_create(path, lambda: now[0])
    two = KeyRing.load_or_create(path, lambda: now[0])
    now[0] += 600
    assert [one.rotate("share", after=600), two.rotate("share", after=600)] == [True, False]
    assert len([key for key in two.listed() if key.purpose == "share"]) == 2


def test_keyed_hashes_stay_what_they_were(path: Path) -> None:
    ring = KeyRing.load_or_create(path)
    before = ring.lookup("chat", "1"), ring.roster_seal("row"), ring.stable_bytes("x", 8)
    for purpose in ("lookup", "roster", "decoy"):
        with pytest.raises(SettingsError):
            ring.rotate(purpose)
    again = KeyRing.load_or_create(path)
    assert before == (
        again.lookup("chat", "1"),
        again.roster_seal("row"),
        again.stable_bytes("x", 8),
    )


def test_a_file_of_the_first_version_gets_keys_for_what_is_new(path: Path) -> None:
    first = [key for key in keyfile.all_new(0) if key.purpose in keyfile._FIRST]
    old = [{"id": k.id, "purpose": k.purpose, "epoch": 1, "key": k.key} for k in first]
    path.write_bytes(msgspec.json.encode({"version": 1, "keys": old}))
    ring = KeyRing.load_or_create(path)
    assert {key.purpose for key in ring.listed()} == set(PURPOSES)
    sealed = ring.seal("vault", "a", b"x")
    assert KeyRing.load_or_create(path).open("vault", "a", sealed) == b"x"
    # Made at an unknown time: they are the first to be rotated.
    of_old = [key for key in ring.listed() if key.purpose in keyfile._FIRST]
    assert {key.made for key in of_old if key.purpose in IN_EPOCHS} == {0.0}


@pytest.mark.parametrize("version", [1, 2])
def test_a_key_that_was_lost_stops_the_start(path: Path, version: int) -> None:
    KeyRing.load_or_create(path)
    stored = msgspec.json.decode(path.read_bytes())
    stored["version"] = version
    stored["keys"] = [key for key in stored["keys"] if key["purpose"] != "share"]
    if version == 1:
        del stored["purposes"]
    path.write_bytes(msgspec.json.encode(stored))
    before = path.read_bytes()
    with pytest.raises(SettingsError, match="share"):
        KeyRing.load_or_create(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"{", b'{"version":3,"keys":[]}', b"\xff" * 40])
def test_a_file_that_cannot_be_read_stops_the_start_and_stays(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(SettingsError):
        KeyRing.load_or_create(path)
    assert path.read_bytes() == content


def test_a_file_that_is_away_for_a_while_changes_nothing_but_is_not_taken_for_alive(
    path: Path,
) -> None:
    ring = KeyRing.load_or_create(path)
    sealed = ring.seal("share", "a", b"x")
    path.rename(path.with_name("elsewhere"))
    assert ring.open("share", "a", sealed) == b"x"
    assert ring.open("share", "a", ring.seal("share", "a", b"y")) == b"y"
    with pytest.raises(StoreAway):
        ring.alive(sealed)
    with pytest.raises(SettingsError):
        ring.rotate("share")


def _rotate_for_ever(path: Path) -> None:
    ring = KeyRing.load_or_create(path)
    while True:
        ring.rotate("share")


def test_killed_while_it_rotates_the_file_is_whole_each_time(path: Path) -> None:
    KeyRing.load_or_create(path)
    for _ in range(4):
        before = path.stat().st_ino
        process = _SPAWN.Process(target=_rotate_for_ever, args=(path,))
        process.start()
        while path.stat().st_ino == before:
            time.sleep(0.001)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        assert process.exitcode == -signal.SIGKILL
        keys = KeyRing.load_or_create(path).listed()
        assert {key.purpose for key in keys} == set(PURPOSES)
    assert len(keys) > len(PURPOSES)


def _rotate_some(path: Path) -> None:
    ring = KeyRing.load_or_create(path)
    for _ in range(20):
        ring.rotate("share")


def test_processes_that_rotate_at_the_same_time_lose_no_key(path: Path) -> None:
    KeyRing.load_or_create(path)
    processes = [_SPAWN.Process(target=_rotate_some, args=(path,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    epochs = [key.epoch for key in KeyRing.load_or_create(path).listed() if key.purpose == "share"]
    assert epochs == list(range(1, 62))
