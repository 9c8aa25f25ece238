"""Ids with types of their own, so that a case id never passes for a chat id."""

from __future__ import annotations

import secrets
from typing import NewType

import msgspec

CaseId = NewType("CaseId", str)
"""32 hex digits, random; never derived from anything about the person."""

ItemId = NewType("ItemId", str)
"""Made by the item's author; unique within its case."""

ChatKey = NewType("ChatKey", str)
"""Keyed HMAC of a chat's address: names the chat in stores without telling who it is."""

StaffId = NewType("StaffId", str)
"""32 hex digits, random."""

Recipient = NewType("Recipient", str)
"""An age X25519 recipient, `age1…`."""


class ChatAddress(msgspec.Struct, frozen=True):
    """Where a chat can be reached: the channel's name and the channel's own id for the chat."""

    channel: str
    native: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.native}"


def random_id() -> str:
    """128 random bits as 32 hex digits."""
    return secrets.token_hex(16)
