"""What keeps the safe line from being flooded: a proof of work, and limits.

Rules
- Nobody is counted by an address: only by the keyed hash of their conversation, and all together.
- Work gets dearer with what all of them together have done lately; nobody is locked out for others'
  doing, everybody's phone only takes longer.
- A case grows by so many bytes a day and no more, from whichever device they come.
- All of it lies in Valkey and is forgotten within an hour, the bytes within a day.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from post.errors import BadInput, TooMany
from post.line import Work
from post.valkey import Valkey, unreachable

FEWEST_BITS, MOST_BITS = 12, 22
"""4,000 hashes take a phone a moment, 4 million about half a minute."""
CALM = 8
"""So many in a window are ordinary; each doubling of it costs one bit more."""
WINDOW = 600
"""Seconds in which doings count together."""
WORK_SECONDS = 600
"""How long a challenge that was given out can be answered."""
HOUR, DAY = 3600, 24 * 3600
BYTES_A_DAY = 64 * 1024 * 1024
"""Of ciphertext in one case: forty photos, or eight of the largest items."""
_LONGEST_ANSWER = 64


class Toll:
    """All methods raise StoreAway when Valkey cannot be reached."""

    def __init__(self, valkey: Valkey) -> None:
        self._valkey = valkey

    async def ask(self, what: str) -> Work:
        """Work that is checked without being stored (a ticket carries it)."""
        with unreachable():
            lately = await self._valkey.client.get(f"n:{what}")
        return Work(secrets.token_hex(16), bits_for(int(lately or 0)))

    async def ask_once(self, what: str) -> Work:
        """Work that is good for one answer."""
        work = await self.ask(what)
        with unreachable():
            await self._valkey.client.set(f"w:{work.challenge}", work.bits, ex=WORK_SECONDS)
        return work

    async def take(self, challenge: str, w: str) -> None:
        """Raises BadInput "work" for a wrong answer, or one that was given before."""
        key = f"w:{challenge[:_LONGEST_ANSWER]}"
        with unreachable():
            bits = await self._valkey.client.getdel(key)
        if bits is None:
            raise BadInput("this work was done before or is too old", code="work")
        check_work(Work(challenge, int(bits)), w)

    async def count(self, what: str) -> None:
        """One more of what all together do."""
        await self._count(f"n:{what}", WINDOW)

    async def limit(self, what: str, who: str, most: int, seconds: int = WINDOW) -> None:
        """Raises TooMany when `who` does this more often than `most` times within `seconds`."""
        if await self._count(f"n:{what}:{who}", seconds) > most:
            raise TooMany("This was too often in a short time. Wait a little.", retry_after=30)

    async def room(self, who: str, size: int) -> None:
        """Raises TooMany when `who` fills more than BYTES_A_DAY bytes of the disk within a day."""
        if await self._count(f"b:{who}", DAY, size) > BYTES_A_DAY:
            raise TooMany("This was too much for one day. Go on tomorrow.", retry_after=HOUR)

    async def _count(self, key: str, seconds: int, by: int = 1) -> int:
        with unreachable():
            client: Any = self._valkey.client
            async with client.pipeline(transaction=True) as pipe:
                counted, _ = await pipe.incrby(key, by).expire(key, seconds, nx=True).execute()
        return int(counted)


def bits_for(lately: int) -> int:
    return min(FEWEST_BITS + max(lately // CALM, 0).bit_length(), MOST_BITS)


def check_work(work: Work, w: str) -> None:
    """Raises BadInput "work" unless w is what was asked for."""
    digest = hashlib.sha256(f"{work.challenge}:{w}".encode("utf-8", "replace")).digest()
    done = 256 - int.from_bytes(digest, "big").bit_length()
    if len(w) > _LONGEST_ANSWER or done < work.bits:
        raise BadInput("the proof of work is wrong", code="work")
