"""What a resident reads when something happens to their case, and who answers them from then on.

The words lie, sealed, in SQL with what made them necessary, and go out after it (see relay). With
them goes the mark by which the bot falls silent or speaks again (see docs/decisions/0004).
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from handoff.case_store import CaseStore
from handoff.cases import Case, State, Verb
from handoff.records import BY_HAND, Parcel
from handoff.relay import Outward, Relay
from post.errors import Conflict
from post.ids import ChatAddress, random_id
from post.keyring import KeyRing
from post.messages import Button, Message
from post.outbox import Who, line_mark

Notices = Callable[[str, str, dict[str, str]], str]
"""(language, key, values) → the text in the resident's language."""

PROGRAM_TAP = "c.program"
"""What the button "go on with the program" says: a command of the resident's side."""
_KEYS: dict[Verb, str] = {
    Verb.CLAIM: "desk_claimed",
    Verb.ACCEPT: "desk_handed_over",
    Verb.DEPUTE: "desk_deputed",
    Verb.WAIT: "desk_waiting",
    Verb.SCHEDULE: "desk_scheduled",
    Verb.REMIND: "desk_gentle",
    Verb.RELEASE: "desk_released",
    Verb.FREE: "desk_released",
    Verb.TAKE_BACK: "desk_released",
    Verb.CLOSE: "desk_closed",
    Verb.EXPIRE: "desk_expired",
}
_NAMED = frozenset({"desk_claimed", "desk_handed_over", "desk_deputed"})
_NUMBERED = frozenset({"desk_closed", "desk_expired", "desk_reopened"})
_SILENT = frozenset({Verb.OFFER, Verb.REFUSE, Verb.RETURN, Verb.RECALL, Verb.DUE})
"""Nothing changes for the resident."""
_WITH_THE_PROGRAM = frozenset({Verb.CLAIM, Verb.ACCEPT, Verb.DEPUTE})
"""Where a human begins to answer, the resident can still ask for the program."""


def who_answers(case: Case) -> Who:
    if case.state in (State.CLOSED, State.ERASED):
        return "ended"
    return "human" if case.owner else "bot"


class Telling:
    """All methods raise StoreAway."""

    def __init__(self, cases: CaseStore, relay: Relay, keyring: KeyRing, notices: Notices) -> None:
        self._cases = cases
        self._relay = relay
        self._keyring = keyring
        self._notices = notices

    async def chat(self, case: Case) -> ChatAddress:
        """Where the resident is. Raises Conflict "no_chat" for a case made by hand, "stale" when
        the case was erased.
        """
        if case.channel in BY_HAND:
            raise Conflict("there is no chat to write to", code="no_chat")
        chat = await self.find_chat(case)
        if chat is None:
            raise Conflict("the case was erased", code="stale")
        return chat

    async def find_chat(self, case: Case) -> ChatAddress | None:
        """None where there is no chat (any more)."""
        sealed = await self._cases.route(case.id)
        if sealed is None:
            return None
        content = self._keyring.open("route", case.id, sealed)
        return msgspec.msgpack.decode(content, type=ChatAddress)

    async def of(self, before: Case, after: Case, verb: Verb, name: str = "") -> Parcel | None:
        """What `verb` is told of; None for nothing. `name`: who has the case from now on."""
        silent = verb in _SILENT or before.channel in BY_HAND
        if silent or (verb == Verb.REMIND and before.state != State.WAITING):
            return None
        return self.heard(after, _KEYS[verb], await self.chat(after), verb, name)

    def heard(self, case: Case, key: str, chat: ChatAddress, verb: Verb, name: str = "") -> Parcel:
        text = self._notices(case.lang, key, self._values(case, key, name))
        buttons: tuple[tuple[Button, ...], ...] = ()
        if verb in _WITH_THE_PROGRAM:
            label = self._notices(case.lang, "program_button", {})
            buttons = ((Button(label, PROGRAM_TAP),),)
        message = Message(text, lang=case.lang, author="notice", buttons=buttons)
        # The epoch alone does not tell two waits, or two promises, of one owner apart.
        once = f"{verb}:{case.epoch}:{random_id()[:12]}"
        line = line_mark(case.id, case.epoch, who_answers(case))
        return self._relay.parcel(case.id, once, Outward(f"{once}:{case.id}", chat, message, line))

    def _values(self, case: Case, key: str, name: str) -> dict[str, str]:
        if key in _NAMED:
            return {"name": name}
        if key in _NUMBERED:
            return {"number": case.number}
        if key == "desk_scheduled" and case.answer_by:
            year, month, day = (str(int(part)) for part in case.answer_by.split("-"))
            written = {"day": day, "month": month, "year": year}
            return {"day": self._notices(case.lang, "date_form", written)}
        return {}
