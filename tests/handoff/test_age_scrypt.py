"""Our age files for a passphrase, opened by two other implementations."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
from pathlib import Path

import pyrage
import pytest

from handoff.age_scrypt import LOG_N, decoy_identity, looks_like_sealed_identity
from handoff.age_scrypt import seal_for_passphrase as seal

IDENTITY = str(pyrage.x25519.Identity.generate()).encode()


@pytest.mark.parametrize("length", [0, 1, 74, 65_535, 65_536, 65_537, 131_072, 200_000])
def test_pyrage_opens_it(length: int) -> None:
    content = os.urandom(length)
    assert pyrage.passphrase.decrypt(seal(content, "sieben wörter", 4), "sieben wörter") == content


def test_another_passphrase_or_a_changed_byte_does_not_open_it() -> None:
    sealed = seal(IDENTITY, "right", 4)
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(sealed, "wrong")
    for at in (30, 100, 200, len(sealed) - 1):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises((pyrage.DecryptError, ValueError)):
            pyrage.passphrase.decrypt(changed, "right")


def test_the_product_uses_the_work_factor_that_browsers_open() -> None:
    sealed = seal(IDENTITY, "right")
    assert LOG_N == 18
    assert b" 18\n" in sealed.split(b"\n---")[0]
    assert pyrage.passphrase.decrypt(sealed, "right") == IDENTITY


@pytest.mark.skipif(shutil.which("age") is None, reason="the age tool is not installed")
def test_the_age_tool_opens_it(tmp_path: Path) -> None:
    file = tmp_path / "identity.age"
    file.write_bytes(seal(IDENTITY, "right", 10))
    # age asks for the passphrase on the terminal only, so it gets one.
    terminal, its_end = pty.openpty()
    process = subprocess.Popen(
        ["setsid", "--ctty", "--wait", "age", "-d", str(file)],
        stdin=its_end,
        stdout=subprocess.PIPE,
        stderr=its_end,
    )
    os.close(its_end)
    os.write(terminal, b"right\n")
    opened, _ = process.communicate(timeout=30)
    os.close(terminal)
    assert (process.returncode, opened) == (0, IDENTITY)


def test_a_decoy_has_the_form_and_length_of_the_real_thing() -> None:
    real, decoy = seal(IDENTITY, "right", 10), decoy_identity(os.urandom)
    assert len(real) == len(decoy)
    assert looks_like_sealed_identity(real)
    assert looks_like_sealed_identity(decoy)
    assert real.count(b"\n-> ") == decoy[: decoy.index(b"---")].count(b"\n-> ") == 1
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(decoy_identity(os.urandom, 10), "right")


@pytest.mark.parametrize(
    "odd",
    [
        b"",
        b"AGE-SECRET-KEY-1" + b"A" * 240,
        seal(IDENTITY + b"\n", "right", 10),
        seal(IDENTITY[:-1], "right", 10),
        pyrage.encrypt(IDENTITY, [pyrage.x25519.Identity.generate().to_public()]),
    ],
)
def test_other_things_are_no_sealed_identity(odd: bytes) -> None:
    assert not looks_like_sealed_identity(odd)
