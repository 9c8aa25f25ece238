"""Keyed hashes over what makes somebody count, and over the recovery papers.

Whoever changes the database past the program has not the key ring: their rows do not count.
"""

from __future__ import annotations

import hmac
import json
from typing import Any

from handoff.records import Member, Method
from post.keyring import KeyRing

UNSEALED = ""
"""The seal of a row of the first version, which knew no seals."""


class RosterSeal:
    def __init__(self, keyring: KeyRing) -> None:
        self._keyring = keyring

    def of_member(self, person: Member) -> str:
        return self._of(
            "member",
            person.id,
            person.name,
            person.shown_name,
            person.role,
            person.recipient,
            person.confirmed,
            sorted(person.teams),
            person.revoked,
            person.generation,
        )

    def of_method(self, method: Method) -> str:
        public = (method.public_key or b"").hex()
        return self._of("method", method.id, method.staff, method.kind, method.credential, public)

    def of_paper(self, team: str, paper: int, recipient: str) -> str:
        return self._of("paper", team, paper, recipient)

    def _of(self, *facts: Any) -> str:
        return self._keyring.roster_seal(json.dumps(facts, separators=(",", ":")))


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
