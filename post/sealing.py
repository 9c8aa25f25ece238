"""Sealing for a case: plain age files, so that any age tool can open them with the right key.

Rules (SECURITY: two locks)
- Every case has its own X25519 identity. Whoever makes it wraps it and forgets it; from then on
  the public recipient can add items, and reading takes a wrap.
- wrap          = age[counsellor]( age[office share]( case identity ) ), one per entitled person
- recovery wrap = age[paper 1]( age[paper 2]( age[office share]( case identity ) ) )
- An item is canonical JSON inside an age file to the case. age has neither sender authentication
  nor associated data, hence the envelope: case, author, running number and the hash of the same
  author's previous ciphertext. `pad` hides the length within 1, 4, 16, 64, 256 KiB, then whole MiB.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import msgspec
from pyrage import DecryptError, IdentityError, RecipientError, decrypt, encrypt, x25519

from post.errors import BadInput, CannotOpen
from post.ids import CaseId, ItemId, Recipient

SUITE = "age-x25519"
KIB = 1024
SIZE_CLASSES = (KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB)
MIB = 1024 * KIB


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry of a case before sealing.

    `author` is "resident", "bot", "staff:ID" (replies) or "office:ID" (the office's own entries);
    `seq` counts from 0 per author; `prev` is the hex SHA-256 of that author's previous ciphertext
    ("" for the first); `at` is ISO 8601 in UTC; `edits` is the item whose newer version this is.
    """

    case: CaseId
    item: ItemId
    author: str
    seq: int
    prev: str
    at: str
    kind: str
    lang: str
    body: Any
    edits: str = ""


class CaseLock(msgspec.Struct, frozen=True):
    """What opening a case yields for the stores; the case identity itself is not in it."""

    recipient: Recipient
    share: str
    wraps: dict[str, bytes]
    recovery_wrap: bytes | None


def lock_case(
    counsellors: dict[str, Recipient], recovery: tuple[Recipient, Recipient] | None
) -> CaseLock:
    """Make a case identity and its office share, wrap it for everybody entitled, forget it.

    `counsellors` maps staff ids to recipients. `recovery` is None in demo mode only.
    """
    identity = x25519.Identity.generate()
    share = x25519.Identity.generate()
    inner = encrypt(str(identity).encode(), [share.to_public()])
    wraps = {
        staff: encrypt(inner, [_recipient(recipient)]) for staff, recipient in counsellors.items()
    }
    recovery_wrap = None
    if recovery is not None:
        first, second = recovery
        recovery_wrap = encrypt(encrypt(inner, [_recipient(second)]), [_recipient(first)])
    return CaseLock(Recipient(str(identity.to_public())), str(share), wraps, recovery_wrap)


def seal_for_case(item: Item, recipient: Recipient) -> bytes:
    return encrypt(padded(item), [_recipient(recipient)])


def seal_for_person(content: bytes, recipient: Recipient) -> bytes:
    """Seal something small, such as the nonce of a sign-in, so that only `recipient` opens it."""
    return encrypt(content, [_recipient(recipient)])


def open_with(sealed: bytes, identity: str) -> bytes:
    """Open one age layer. The server has no use for it but tests, vectors and recovery drills do.

    Raises CannotOpen when the identity does not fit or the file was changed.
    """
    try:
        return decrypt(sealed, [x25519.Identity.from_str(identity)])
    except (DecryptError, IdentityError) as error:
        raise CannotOpen("age: wrong key or changed file") from error


def chain_hash(ciphertext: bytes) -> str:
    return hashlib.sha256(ciphertext).hexdigest()


def check_recipient(text: str) -> Recipient:
    """Raises BadInput unless `text` is one X25519 age recipient."""
    _recipient(Recipient(text))
    return Recipient(text)


def fingerprint(recipient: Recipient) -> str:
    """20 hex digits of the recipient's SHA-256 in blocks of four, made to be read aloud."""
    digest = hashlib.sha256(recipient.encode()).hexdigest()[:20]
    return " ".join(digest[at : at + 4] for at in range(0, 20, 4))


def padded(item: Item) -> bytes:
    """The canonical JSON of an item, filled up to its size class."""
    envelope = {"v": 1, "suite": SUITE, "pad": "", **msgspec.to_builtins(item)}
    bare = len(_canonical(envelope))
    envelope["pad"] = "0" * (_size_class(bare) - bare)
    return _canonical(envelope)


def _size_class(length: int) -> int:
    for size in SIZE_CLASSES:
        if length <= size:
            return size
    return -(-length // MIB) * MIB


def _canonical(envelope: dict[str, Any]) -> bytes:
    text = json.dumps(envelope, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    # Half a surrogate pair is no UTF-8 and becomes U+FFFD, as in browsers.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _recipient(text: Recipient) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(text)
    except RecipientError as error:
        raise BadInput("This is not an age recipient (age1…).") from error
