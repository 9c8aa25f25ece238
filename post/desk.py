"""The desk port: what the resident's side may ask of the counsellors' side.

Every call is idempotent by its id, so that an update that comes again changes nothing.
"""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

from post.hours import Hours
from post.ids import CaseId, ChatAddress, ItemId

Urgency = Literal["danger", "soon", "ordinary"]
"""soon: something runs out within 7 days."""


class Team(msgspec.Struct, frozen=True):
    """What the desk must know of a team: `keep_days` after closing its cases are erased, after
    `lock_minutes` without a key or a touch its pages lock themselves. `hours`: when it works, and
    what it promises.
    """

    id: str
    name: str
    keep_days: int = 90
    lock_minutes: int = 15
    hours: Hours = Hours()


class Answer(msgspec.Struct, frozen=True):
    """One answer: data key, question and answer as the resident saw them and in German.

    `sealed` names an answer that only the resident's browser knows; `answer` is empty then.
    """

    id: str
    question: str
    answer: str
    question_de: str = ""
    answer_de: str = ""
    sealed: str = ""


class Notice(msgspec.Struct, frozen=True):
    """Which notice was agreed to: its version, the language it was read in, the day (ISO)."""

    version: str
    lang: str
    day: str


class Intake(msgspec.Struct, frozen=True):
    """Everything a resident agreed to hand over. `id` is unique per handoff.

    `urgency` is known outside of what is sealed: it follows from nothing sensitive. `interpreter`:
    a human who interprets is wished.
    """

    id: ItemId
    chat: ChatAddress
    team: str
    flow: str
    title: str
    lang: str
    answers: tuple[Answer, ...]
    notice: Notice
    urgency: Urgency = "ordinary"
    interpreter: bool = False


class TakenIn(msgspec.Struct, frozen=True):
    """`number` is what people say on the phone: short, speakable, not secret.

    `joined`: the chat had an open case already; nothing of the intake was written to it.
    `answer_by` is the day (ISO) on which somebody has answered, "" where nothing is promised.
    """

    case: CaseId
    number: str
    joined: bool = False
    answer_by: str = ""


class NobodyYet(msgspec.Struct, frozen=True):
    """The office cannot open cases yet: fewer than two key-holders or no recovery key.

    `muted`: it takes no messages from this chat any more, because of abuse.
    """

    muted: bool = False


class Line(msgspec.Struct, frozen=True):
    """A case of a chat. `safe`: on the safe line, where only browsers can read it. `closed`: it is
    over, and a message would open it again.
    """

    case: CaseId
    number: str
    counsellor: str = ""
    safe: bool = False
    closed: bool = False


class Attached(msgspec.Struct, frozen=True):
    """A file of a resident, checked: `content` is what `type` says, `name` is hostile."""

    kind: Literal["photo", "voice", "document"]
    name: str
    type: str
    content: bytes


class Receipts(Protocol):
    """What is told of messages that carried a receipt."""

    async def delivered(self, receipt: str) -> None:
        """It reached the channel."""

    async def undeliverable(self, receipt: str, why: str) -> None:
        """It was given up; whoever wrote it must see that."""


class DeskPort(Protocol):
    async def take_in(self, intake: Intake) -> TakenIn | NobodyYet:
        """Open a case. Raises StoreAway."""

    async def add(
        self,
        case: CaseId,
        item: ItemId,
        text: str,
        lang: str,
        *,
        edits: ItemId | None = None,
        file: Attached | None = None,
    ) -> bool:
        """Add a resident's message; False when the case no longer takes any. Raises StoreAway.

        `edits` names the message whose newer version this is; where the case has none such,
        nothing is added. `file` comes with `text` beside it, which may be empty.
        """

    async def line_of(self, chat: ChatAddress) -> Line | None:
        """The chat's open case, for a conversation whose session is gone."""

    async def past_line_of(self, chat: ChatAddress) -> Line | None:
        """The chat's last case that is closed, as long as a message opens it again."""

    async def withdraw(self, case: CaseId) -> None:
        """Erase the case at the resident's wish, at once."""

    async def withdraw_later(self, case: CaseId, due: int) -> None:
        """Lock the case now and erase it at `due` (seconds since 1970), unless it is kept."""

    async def keep(self, case: CaseId) -> bool:
        """Undo withdraw_later; False when the case is erased already. Raises StoreAway."""

    async def delivered(self, receipt: str) -> None:
        """A counsellor's reply reached the channel."""

    async def undeliverable(self, receipt: str, why: str) -> None:
        """A counsellor's reply was given up; the counsellor must see it."""
