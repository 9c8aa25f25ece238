"""A second reader of the sealing format, written from docs/sealing.md alone.

It shares no code with the product: pyrage opens age files, everything else stands here. Whoever
wants to read an exported case in another language can follow it line by line.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from typing import Any

import pyrage

BETWEEN = ".,:;/|_"
MARKS_WITHOUT_TEXT = {"unopened", "malformed", "wrong_case"}


class Refused(Exception):
    """This is no age file that Lotse could have made."""


# receipts and derived identities


def receipt_digits(typed: str) -> str | None:
    """The digits of a receipt as 0 to 9; None where there is anything else in it."""
    found = ""
    for char in typed:
        category = unicodedata.category(char)
        if category == "Nd":
            found += str(unicodedata.decimal(char))
        elif not (char.isspace() or category in ("Pd", "Cf") or char in BETWEEN):
            return None
    return found


def check_digits(digits: str) -> str:
    """ISO 7064 MOD 97-10, as in an IBAN."""
    return f"{98 - int(digits) * 100 % 97:02d}"


def is_receipt(digits: str) -> bool:
    return len(digits) == 32 and check_digits(digits[:30]) == digits[30:]


def resident_identity(digits: str, salt: bytes) -> str:
    return age_identity(hkdf(digits.encode("ascii"), salt, b"lotse resident identity v1"))


def receipt_lookup(digits: str) -> str:
    return hkdf(digits.encode("ascii"), b"", b"lotse receipt lookup v1").hex()


def passkey_identity(prf_output: bytes) -> str:
    return age_identity(hkdf(prf_output, b"", b"lotse desk passkey v1"))


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """RFC 5869 with SHA-256 and 32 bytes of output: one block."""
    key = hmac.digest(salt or bytes(32), secret, "sha256")
    return hmac.digest(key, info + b"\x01", "sha256")


def age_identity(secret: bytes) -> str:
    return bech32("age-secret-key-", secret).upper()


def recipient_of(identity: str) -> str:
    return str(pyrage.x25519.Identity.from_str(identity).to_public())


def fingerprint(recipient: str) -> str:
    digest = hashlib.sha256(recipient.encode()).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, 20, 4))


def bech32(prefix: str, data: bytes) -> str:
    """BIP 173, without its limit of 90 characters, as age uses it."""
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    values = [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    spread = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    check = _bech32_sum([*spread, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return f"{prefix}1" + "".join(letters[value] for value in values)


def _bech32_sum(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for at, generator in enumerate(
            (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        ):
            check ^= generator if top >> at & 1 else 0
    return check


# the age file and the envelope inside


def open_age(sealed: bytes, identity: str) -> bytes:
    """Raises Refused for a head that is not ours, pyrage's error where the key does not fit."""
    end = sealed.find(b"\n--- ", 0, 4096)
    lines = sealed[: max(end, 0)].split(b"\n")
    locks = [line for line in lines if line.startswith(b"-> ")]
    if end < 0 or lines[0] != b"age-encryption.org/v1":
        raise Refused("no age file of ours")
    if len(locks) > 6 or any(line.startswith(b"-> scrypt ") for line in locks):
        raise Refused("locks that are not ours")
    return pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(identity)])


def open_wrap(wrap: bytes, mine: str, share: str) -> str:
    return open_age(open_age(wrap, mine), share).decode()


def open_recovery(wrap: bytes, first: str, second: str, share: str) -> str:
    return open_age(open_age(open_age(wrap, first), second), share).decode()


def read_envelope(content: bytes) -> dict[str, Any] | None:
    """None when this is no envelope of version 1."""
    try:
        found = json.loads(content)
    except ValueError:
        return None
    if not isinstance(found, dict) or (found.get("v"), found.get("suite")) != (1, "age-x25519"):
        return None
    texts = [found.get(name) for name in ("case", "item", "author", "prev", "at", "kind", "lang")]
    whole = all(isinstance(text, str) for text in texts)
    seq = found.get("seq")
    return found if whole and type(seq) is int and seq >= 0 else None


class Chain:
    """Whether a case's items, in the order in which they are stored, are whole."""

    def __init__(self, case: str) -> None:
        self.case = case
        self.ends: dict[str, tuple[int, str]] = {}
        self.seen: set[str] = set()

    def take(self, row: dict[str, Any], digest: str, envelope: dict[str, Any] | None) -> list[str]:
        marks = self._labels(row, envelope) if envelope else []
        seq, prev = self.ends.get(row["author"], (0, ""))
        if row["item"] in self.seen or row["seq"] < seq:
            return [*marks, "repeat"]
        if row["seq"] > seq:
            marks.append("gap")
        elif envelope and envelope["prev"] != prev:
            marks.append("broken")
        self.seen.add(row["item"])
        self.ends[row["author"]] = (row["seq"] + 1, digest)
        return marks

    def _labels(self, row: dict[str, Any], envelope: dict[str, Any]) -> list[str]:
        if envelope["case"] != self.case:
            return ["wrong_case"]
        same = all(envelope[name] == row[name] for name in ("item", "author", "seq"))
        return [] if same else ["wrong_label"]


def read_case(case: str, identity: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each row's marks, and its envelope where it may be shown. `ciphertext` are bytes."""
    chain, read = Chain(case), []
    for row in rows:
        try:
            content = open_age(row["ciphertext"], identity)
        except (Refused, pyrage.DecryptError):
            content = None
        envelope = read_envelope(content) if content is not None else None
        marks = chain.take(row, hashlib.sha256(row["ciphertext"]).hexdigest(), envelope)
        if envelope is None:
            marks.append("unopened" if content is None else "malformed")
        shown = not MARKS_WITHOUT_TEXT & set(marks)
        read.append({"marks": marks, "envelope": envelope if shown else None})
    return read
