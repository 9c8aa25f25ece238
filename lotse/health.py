"""Whether this process can do its work now, and if not, why: for load balancers and operators.

A process is ready while both stores answer and take writes, there are flows, and it has not been
told to stop. Reasons name stores, never addresses or anybody's words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from bot.reload import LiveBook
from handoff.store import Store
from post.errors import StoreAway
from post.valkey import Valkey

WITHIN = 3.0
"""Seconds that a store may take to answer: who asks has little patience."""


class Check(msgspec.Struct, frozen=True):
    """`code` is for programs: "store_away", "flows", "draining"; `why` for people, "" if fine.

    With `ok`, a `why` is something that an operator should know of nevertheless.
    """

    name: str
    ok: bool
    code: str = ""
    why: str = ""


class Health:
    """`opened`: both stores were reached once. `draining`: this process was told to stop."""

    def __init__(
        self,
        *,
        valkey: Valkey,
        store: Store,
        live: LiveBook,
        opened: Callable[[], bool],
        draining: Callable[[], bool],
    ) -> None:
        self._valkey = valkey
        self._store = store
        self._live = live
        self._opened = opened
        self._draining = draining

    async def checks(self) -> list[Check]:
        """Everything that makes this process ready, what is wrong first."""
        found = [
            self._is_serving(),
            *await asyncio.gather(self._valkey_answers(), self._store_answers()),
            self._has_flows(),
        ]
        return sorted(found, key=lambda check: check.ok)

    def _is_serving(self) -> Check:
        if self._draining():
            return Check("process", False, "draining", "it was told to stop")
        return Check("process", True)

    async def _valkey_answers(self) -> Check:
        if not self._opened():
            return _away("valkey", "not reached since the start")
        try:
            async with asyncio.timeout(WITHIN):
                refused = await self._valkey.refuses_writes()
        except (StoreAway, TimeoutError):
            return _away("valkey", "does not answer")
        return _away("valkey", "cannot write to its disk") if refused else Check("valkey", True)

    async def _store_answers(self) -> Check:
        if not self._opened():
            return _away("database", "not reached since the start")
        try:
            async with asyncio.timeout(WITHIN):
                await self._store.ping()
        except (StoreAway, TimeoutError):
            return _away("database", "does not answer")
        return Check("database", True)

    def _has_flows(self) -> Check:
        if not self._live.book.flows:
            return Check("flows", False, "flows", "there are none")
        if not self._live.passed:
            return Check("flows", True, why="the newest files do not pass, older ones serve on")
        return Check("flows", True)


def _away(name: str, why: str) -> Check:
    return Check(name, False, StoreAway.code, why)
