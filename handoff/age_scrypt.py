"""Age files for a passphrase, with a work factor that browsers open.

The format is C2SP's age v1 (https://age-encryption.org/v1): one scrypt stanza, HKDF-SHA-256 for
the header's MAC, ChaCha20-Poly1305 in STREAM chunks. Why not pyrage: it measures this machine and
picks work factors above log N 20, which age's library for browsers refuses. In the product
browsers seal; this file makes the demo counsellor's identity and the decoys of the sign-in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

LOG_N = 18
"""2**18 rounds, 256 MiB: about a second on an office computer."""

IDENTITY_LENGTH = 74
"""Characters of `AGE-SECRET-KEY-1…`."""

_VERSION = b"age-encryption.org/v1\n"
_SALT_LABEL = b"age-encryption.org/v1/scrypt"
_CHUNK = 64 * 1024
_SALT, _BODY, _MAC, _PAYLOAD_NONCE, _TAG = 16, 32, 32, 16, 16
_FORM = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} [1-9][0-9]\n"
    rb"[A-Za-z0-9+/]{43}\n--- [A-Za-z0-9+/]{43}\n",
)


def seal_for_passphrase(content: bytes, passphrase: str, log_n: int = LOG_N) -> bytes:
    """Takes 128 · 8 · 2**log_n bytes of memory; call it outside the event loop."""
    file_key, salt = os.urandom(16), os.urandom(_SALT)
    scrypt = Scrypt(salt=_SALT_LABEL + salt, length=32, n=2**log_n, r=8, p=1)
    wrap_key = scrypt.derive(passphrase.encode())
    body = ChaCha20Poly1305(wrap_key).encrypt(bytes(12), file_key, None)
    unsigned = _header(salt, log_n, body)
    mac = hmac.new(_derived(file_key, b"", b"header"), unsigned, hashlib.sha256).digest()
    nonce = os.urandom(_PAYLOAD_NONCE)
    payload_key = _derived(file_key, nonce, b"payload")
    return unsigned + b" " + _base64(mac) + b"\n" + nonce + _stream(payload_key, content)


def decoy_identity(bytes_of: Callable[[int], bytes], log_n: int = LOG_N) -> bytes:
    """A file of a sealed identity's form and length that no passphrase opens.

    `bytes_of` gives that many bytes that look random.
    """
    parts = _split(bytes_of, (_SALT, _BODY, _MAC, _PAYLOAD_NONCE + IDENTITY_LENGTH + _TAG))
    salt, body, mac, payload = parts
    return _header(salt, log_n, body) + b" " + _base64(mac) + b"\n" + payload


def looks_like_sealed_identity(sealed: bytes) -> bool:
    """Form and length only: what is inside, nobody but the passphrase's owner can tell.

    Every identity has the same length, so that a decoy cannot be told by it.
    """
    return len(sealed) == len(decoy_identity(bytes)) and _FORM.match(sealed) is not None


def _split(bytes_of: Callable[[int], bytes], lengths: tuple[int, ...]) -> list[bytes]:
    whole, parts = bytes_of(sum(lengths)), []
    for length in lengths:
        parts.append(whole[:length])
        whole = whole[length:]
    return parts


def _header(salt: bytes, log_n: int, body: bytes) -> bytes:
    """The header as far as its MAC covers it."""
    stanza = b"-> scrypt %s %d\n%s\n" % (_base64(salt), log_n, _base64(body))
    return _VERSION + stanza + b"---"


def _stream(key: bytes, content: bytes) -> bytes:
    """STREAM: the nonce counts the chunks, its last byte marks the final one."""
    cipher = ChaCha20Poly1305(key)
    last = max(0, (len(content) - 1) // _CHUNK)
    return b"".join(
        cipher.encrypt(
            at.to_bytes(11, "big") + bytes([at == last]),
            content[at * _CHUNK : (at + 1) * _CHUNK],
            None,
        )
        for at in range(last + 1)
    )


def _derived(file_key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(file_key)


def _base64(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")
