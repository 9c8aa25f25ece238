"""What the worker does so that nothing is kept longer than promised.

Rules
- Withdrawals that fall due and what Valkey and the database still hold of erased content go within
  a minute; cases whose time is over several times a day; epochs turn when they are due.
- A step that fails is told in the log and tried again in the next round; the others go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import structlog

from handoff.epochs import Epochs
from handoff.ledger import Ledger
from handoff.store import Store
from handoff.withdrawal import Withdrawals
from post.desk import Team
from post.errors import LotseError
from post.keyring import KeyRing
from post.valkey import Valkey

ROUND = 15.0
"""Seconds between looks for what is due; erased content is gone after two of them at most."""
EPOCHS_EVERY = 600.0
EXPIRE_EVERY = 3 * 3600.0
REWRITE_EVERY = 40.0
"""Seconds at least between rewrites of Valkey's append-only file, which writes all of it."""
OTHER_TEAMS_DAYS = 90
"""How long closed cases of a team are kept that is not in the file of teams any more."""
_log = structlog.get_logger(__name__)


class Keeping:
    """`passed` is a clock that only goes forward, in seconds; `now` is the wall's."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: KeyRing,
        ledger: Ledger,
        withdrawals: Withdrawals,
        valkey: Valkey,
        teams: Callable[[], Mapping[str, Team]],
        now: Callable[[], datetime],
        passed: Callable[[], float],
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._withdrawals = withdrawals
        self._valkey = valkey
        self._teams = teams
        self._passed = passed
        self._epochs = Epochs(store, keyring, lambda: now().timestamp())
        self._last: dict[str, float] = {}
        self._scrubbed = -1
        self._rewritten = b"never"

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.round()
            await asyncio.sleep(ROUND)

    async def round(self) -> None:
        await self._try("withdrawals", self._withdrawals.erase_due)
        await self._try("scrub", self._scrub)
        await self._try("rewrite", self._rewrite)
        await self._every(EPOCHS_EVERY, "epochs", self._epochs.turn)
        await self._every(EXPIRE_EVERY, "expire", self._expire)

    async def _try(self, name: str, step: Callable[[], Awaitable[None]]) -> bool:
        try:
            await step()
        except LotseError as error:
            _log.warning("keeping_later", step=name, error=type(error).__name__, code=error.code)
            return False
        return True

    async def _every(self, seconds: float, name: str, step: Callable[[], Awaitable[None]]) -> None:
        last = self._last.get(name)
        if last is not None and self._passed() - last < seconds:
            return
        if await self._try(name, step):
            self._last[name] = self._passed()

    async def _expire(self) -> None:
        days = {team.id: team.keep_days for team in self._teams().values()}
        await self._withdrawals.erase_expired(days, OTHER_TEAMS_DAYS)

    async def _scrub(self) -> None:
        """After every erasure, whichever process it was: the ledger has grown."""
        size = self._ledger.size()
        if size != self._scrubbed and await self._store.scrub(thorough=True):
            self._scrubbed = size

    async def _rewrite(self) -> None:
        """Let Valkey write its file anew, so that it holds nothing any more that was deleted."""
        erasures = await self._valkey.erasures()
        if erasures == self._rewritten:
            return
        last = self._last.get("rewrite")
        if last is not None and self._passed() - last < REWRITE_EVERY:
            return
        if await self._valkey.rewrite_file():
            self._rewritten = erasures
            self._last["rewrite"] = self._passed()
