"""Cases that end by being erased: at the resident's wish, or because their time of keeping is over.

Rules
- What waits in Valkey for the chat goes before the case does: a reply that was not yet fetched or
  sent is content as well.
- Where the wish could still be undone, the resident reads at the end that the case is gone, and
  the channel is asked to clear what it shows. Undoing ends when that falls due, not when it is
  carried out: so nobody reads "erased" of a case that is kept.
- A case that changes while it is being erased is looked at again; each step may be run twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from handoff.case_store import CaseStore
from handoff.cases import OPEN, Case, State, Verb, transition
from handoff.erasure import Erasure
from handoff.feed import Publish, announce
from handoff.ledger import Ledger
from handoff.records import Note
from handoff.store import Store
from post.errors import CannotOpen, Conflict
from post.ids import CaseId, ChatAddress
from post.keyring import KeyRing
from post.messages import Message
from post.outbox import Outbox, line_mark

Notices = Callable[[str, str, dict[str, str]], str]
_TRIES = 5


class Withdrawals:
    """All methods raise StoreAway; then they are to be called again."""

    def __init__(
        self,
        *,
        store: Store,
        ledger: Ledger,
        keyring: KeyRing,
        outbox: Outbox,
        notices: Notices,
        now: Callable[[], datetime],
        publish: Publish,
    ) -> None:
        self._cases = CaseStore(store, now)
        self._erasure = Erasure(store, ledger, now)
        self._keyring = keyring
        self._outbox = outbox
        self._notices = notices
        self._publish = publish
        self.erased: Callable[[], None] = _nothing
        """Called after an erasure: what is remembered of any case in memory is to go."""

    async def at_once(self, case: CaseId, note: Note | None = None) -> None:
        """At the resident's wish; nothing is left to undo. `note`: who carried it out for them."""
        await self._erase(case, note or Note("resident", "withdraw", f"case:{case}"))

    async def later(self, case: CaseId, due: int) -> None:
        """Shut the case for the counsellors and erase it at `due`, unless it is kept."""
        note = Note("resident", "withdraw_later", f"case:{case}")
        if await self._erasure.withdraw_later(case, due, note):
            await self._changed(case)

    async def undo(self, case: CaseId) -> bool:
        """False when it is too late."""
        if await self._erasure.keep(case, Note("resident", "keep", f"case:{case}")):
            await self._changed(case)
            return True
        found = await self._cases.case(case)
        return found is not None and found.state != State.ERASED and found.withdraw_due is None

    async def erase_due(self) -> None:
        """Carry out the wishes that can be undone no more."""
        for case in await self._erasure.due():
            await self._say_erased(case)
            await self._erase(case.id, Note("server", "withdraw", f"case:{case.id}"), told=True)

    async def erase_expired(self, keep_days: dict[str, int], other_days: int) -> None:
        """Erase closed cases whose time of keeping is over: days by team, and of other teams."""
        for case in await self._erasure.expired(keep_days, other_days):
            await self._erase(case.id, Note("server", "expire", f"case:{case.id}"))

    async def _say_erased(self, case: Case) -> None:
        chat = await self._chat(case.id)
        if chat is None:
            return
        text = self._notices(case.lang, "erased_withdrawn", {})
        message = Message(text, lang=case.lang, author="notice", erase=True)
        line = line_mark(case.id, case.epoch + 1, "ended")
        await self._outbox.put(f"erased:{case.id}", chat, [message], line=line, instead=True)

    async def _erase(self, case: CaseId, note: Note, *, told: bool = False) -> None:
        """`told`: what waits for the chat now is the last word of this case."""
        for _ in range(_TRIES):
            before = await self._cases.case(case)
            if before is None or before.state == State.ERASED:
                return
            if not told:
                await self._empty_chat(before)
            after = transition(before, Verb.WITHDRAW)
            if await self._erasure.erase(before, after, note):
                self.erased()
                await self._changed(case)
                return
        raise Conflict("the case changed all the time")

    async def _empty_chat(self, case: Case) -> None:
        """Before the erasure, which also erases whose chat it was.

        A chat that has another case by now keeps what waits for it. The mark is "bot", not
        "ended": the resident's step that withdraws may run once more, and must find its case then.
        """
        chat = await self._chat(case.id)
        if chat is None:
            return
        if case.owner is not None and case.state in OPEN:
            line = line_mark(case.id, case.epoch + 1, "bot")
            await self._outbox.put(f"withdraw:{case.id}", chat, [], line=line)
        other = await self._cases.newest_open(self._keyring.lookup("chat", str(chat)))
        if other is None or other.id == case.id:
            await self._outbox.drop(chat)

    async def _chat(self, case: CaseId) -> ChatAddress | None:
        """None when nobody can be reached there any more."""
        sealed = await self._cases.route(case)
        try:
            content = self._keyring.open("route", case, sealed) if sealed else b""
        except CannotOpen:
            return None
        return msgspec.msgpack.decode(content, type=ChatAddress) if content else None

    async def _changed(self, case: CaseId) -> None:
        await announce(self._publish, f"case:{case}")


def _nothing() -> None:
    """Where nothing is remembered."""
