"""A passkey authenticator in Python: what a security key and a browser send (WebAuthn Level 3).

One ES256 credential, attestation "none".
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

USER_PRESENT, USER_VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


class Authenticator:
    """`verifies`: it asked for a PIN or a fingerprint; `counts`: it counts its signatures."""

    def __init__(self, origin: str, host: str, *, verifies: bool = True) -> None:
        self.origin, self.host, self.verifies = origin, host, verifies
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.count = 0
        self.user = b""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        self.user = base64url_to_bytes(options["user"]["id"])
        client = self._client("webauthn.create", options["challenge"])
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + self._cose()
        data = self._data(HAS_KEY) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential({"attestationObject": bytes_to_base64url(statement)}, client)

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        self.count += 1
        client = self._client("webauthn.get", options["challenge"])
        data = self._data()
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(signed),
            "userHandle": bytes_to_base64url(self.user),
        }
        return self._credential(response, client)

    def _credential(self, response: dict[str, Any], client: bytes) -> dict[str, Any]:
        name = bytes_to_base64url(self.id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": {**response, "clientDataJSON": bytes_to_base64url(client)},
            "clientExtensionResults": {},
        }

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, flags: int = 0) -> bytes:
        flags |= USER_PRESENT | (USER_VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _cose(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
