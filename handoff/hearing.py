"""A resident's message to a case: whether it is heard, and what becomes of the case."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from handoff.case_store import CaseStore
from handoff.cases import Case, Facts, State, Verb, transition
from handoff.records import Parcel, Present
from handoff.telling import Telling
from handoff.timing import Timing
from post.errors import Conflict
from post.ids import CaseId, ChatAddress
from post.keyring import KeyRing

Heard = Callable[[Present], tuple[Case, Parcel | None]]
"""The case after a message, and what the resident is told of it. Raises Conflict "closed"."""


class Hearing:
    """All methods raise StoreAway."""

    def __init__(
        self, cases: CaseStore, telling: Telling, timing: Timing, keyring: KeyRing
    ) -> None:
        self._cases = cases
        self._telling = telling
        self._timing = timing
        self._keyring = keyring

    async def of(self, case_id: CaseId) -> Heard:
        """What is known before the message is written; the rest follows in its transaction.

        Raises Conflict: "closed" for a case that was erased, "muted" where the office takes no
        messages from this chat any more.
        """
        found = await self._cases.before_hearing(case_id)
        if found is None or found.route is None:
            raise Conflict("the case was erased", code="closed")
        if found.muted:
            raise Conflict("the office takes no messages from this chat", code="muted")
        content = self._keyring.open("route", case_id, found.route)
        chat = msgspec.msgpack.decode(content, type=ChatAddress)
        owner = found.case.owner
        facts = Facts(
            away=owner is not None and await self._timing.away(owner),
            reopens=self._timing.reopens(found.closed),
        )
        return lambda present: self._heard(present, chat, facts)

    def _heard(
        self, present: Present, chat: ChatAddress, facts: Facts
    ) -> tuple[Case, Parcel | None]:
        before = present.case
        if present.busy:
            raise Conflict("the chat has another open case by now", code="closed")
        after = self._timing.timed(transition(before, Verb.HEAR, facts=facts))
        if before.state == State.CLOSED:
            return after, self._telling.heard(after, "desk_reopened", chat, Verb.HEAR)
        if after.owner != before.owner:
            return after, self._telling.heard(after, "desk_released", chat, Verb.HEAR)
        return after, None
