"""Files that residents send in a messenger: a channel fetches them, the desk seals them."""

from __future__ import annotations

from typing import Literal, Protocol

from post.desk import Attached

LARGEST = 4 * 1024 * 1024
"""Bytes: in base64 and padded it still fits into an item."""

Why = Literal["large", "kind", "away"]


class FileRefused(Exception):
    """A file that is not taken: too large, of another kind, or not to be had from the channel."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class Files(Protocol):
    async def fetch(self, kind: str, ref: str, name: str) -> Attached:
        """The file that the channel knows as `ref`. Raises FileRefused."""
