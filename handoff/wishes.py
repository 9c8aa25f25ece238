"""What a resident wishes besides an answer: a machine that translates, a human who interprets.

Rules
- On the safe line the server sees none of the words. Translating them shows them to it for a
  moment, so the resident is asked, once, with what it means; their answer can be changed at any
  time. Asking again is not possible: a no is a no.
- An interpreter is a state, told to the resident as what it is: we are looking for somebody.
- What the resident is told is written in the transaction that makes it necessary (see relay).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from handoff.case_store import CaseStore
from handoff.cases import OPEN, Case, Interpreter
from handoff.desk import Desk
from handoff.feed import Publish, announce
from handoff.item_store import ItemStore
from handoff.records import Member, Note, Parcel, Seen
from handoff.relay import Outward, Relay
from handoff.store import Store
from handoff.wish_store import WishStore
from post.errors import CannotOpen, Conflict, NotFound
from post.ids import CaseId, ChatAddress, random_id
from post.keyring import KeyRing
from post.messages import Button, Message
from post.outbox import Outbox

Notices = Callable[[str, str, dict[str, str]], str]
YES, NO = "line:translate:yes", "line:translate:no"
"""What the two buttons of the question say; the resident's page takes them, not the bot."""
_TOLD = {"wanted": "desk_interpreter_wanted", "arranged": "desk_interpreter_arranged"}


class Wishes:
    """All methods raise StoreAway when SQL cannot be reached."""

    def __init__(
        self,
        *,
        store: Store,
        desk: Desk,
        keyring: KeyRing,
        outbox: Outbox,
        notices: Notices,
        now: Callable[[], datetime],
        publish: Publish,
    ) -> None:
        self._store = WishStore(store, now)
        self._cases = CaseStore(store, now)
        self._relay = Relay(ItemStore(store, now), keyring, outbox)
        self._desk = desk
        self._keyring = keyring
        self._notices = notices
        self._publish = publish

    async def ask_translate(self, by: Member, case_id: CaseId) -> Seen:
        """Ask the resident whether their words may be translated.

        Raises NotFound, Conflict: "server_line" where the server has the words anyway, "stale" to
        whoever does not have the case, "asked" when it was asked before.
        """
        seen = await self._desk.look(by, case_id)
        if seen.resident is None:
            raise Conflict("there is nothing to ask on this line", code="server_line")
        if seen.case.owner != by.id or seen.case.state not in OPEN:
            raise Conflict("the case has changed hands", code="stale")
        word = self._words(seen.case)
        buttons = ((Button(word("yes"), YES),), (Button(word("no"), NO),))
        message = Message(
            word("desk_translate_ask"), lang=seen.case.lang, author="notice", buttons=buttons
        )
        parcel = await self._parcel(seen.case, "translate", message)
        note = Note(f"staff:{by.id}", "translate_ask", f"case:{case_id}")
        if parcel is None or not await self._store.ask_translate(case_id, by.id, note, parcel):
            raise Conflict("the resident was asked before", code="asked")
        await self._told(case_id)
        return await self._desk.look(by, case_id)

    async def set_translate(self, case_id: CaseId, *, on: bool) -> None:
        """The resident's answer, or their change of mind. Raises NotFound "line"."""
        case = await self._cases.case(case_id)
        if case is None:
            raise NotFound("no such case", code="line")
        key = "desk_translate_on" if on else "desk_translate_off"
        message = Message(self._words(case)(key), lang=case.lang, author="notice")
        parcel = await self._parcel(case, f"translate-{random_id()}", message)
        note = Note("resident", "translate_on" if on else "translate_off", f"case:{case_id}")
        if parcel and await self._store.set_translate(case_id, on=on, note=note, parcel=parcel):
            await self._told(case_id)

    async def set_interpreter(self, by: Member, case_id: CaseId, state: Interpreter | None) -> Seen:
        """Raises NotFound."""
        seen = await self._desk.look(by, case_id)
        parcel = None
        if state is not None:
            text = self._words(seen.case)(_TOLD[state])
            message = Message(text, lang=seen.case.lang, author="notice")
            parcel = await self._parcel(seen.case, f"interpreter-{random_id()}", message)
        note = Note(f"staff:{by.id}", f"interpreter_{state or 'none'}", f"case:{case_id}")
        if await self._store.set_interpreter(case_id, state, note, parcel):
            await self._told(case_id)
        return await self._desk.look(by, case_id)

    def _words(self, case: Case) -> Callable[[str], str]:
        return lambda key: self._notices(case.lang, key, {})

    async def _parcel(self, case: Case, item: str, message: Message) -> Parcel | None:
        """None for a case without a chat, such as one that was made by hand."""
        sealed = await self._cases.route(case.id)
        try:
            content = self._keyring.open("route", case.id, sealed) if sealed else b""
        except CannotOpen:
            return None
        if not content:
            return None
        chat = msgspec.msgpack.decode(content, type=ChatAddress)
        return self._relay.parcel(case.id, item, Outward(f"{item}:{case.id}", chat, message))

    async def _told(self, case: CaseId) -> None:
        await self._relay.relay_soon(case)
        await announce(self._publish, f"case:{case}")
