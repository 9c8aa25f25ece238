"""What can happen to a conversation, and what it asks the world to do: two closed unions."""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.engine.counting import Count
from bot.engine.session import Session
from post.desk import Answer, Urgency
from post.messages import Message

Command = Literal[
    "start",
    "back",
    "help",
    "repeat",
    "menu",
    "restart",
    "language",
    "human",
    "erase",
    "forget",
    "german",
    "danger",
    "read",
    "program",
]
"""erase asks first; forget is for a channel whose page has asked already. german shows the open
question in German, beside a translation that nobody has reviewed. danger: words of danger were
found where they were typed, and stay there. read: what was said last, to be heard. program: the
flows again, beside a counsellor."""
COMMANDS: tuple[Command, ...] = (
    "start",
    "back",
    "help",
    "repeat",
    "menu",
    "restart",
    "language",
    "human",
    "erase",
    "forget",
    "german",
    "danger",
    "read",
    "program",
)


class Started(msgspec.Struct, frozen=True, tag=True):
    """The resident opened the chat; `payload` may name a flow (deep link)."""

    payload: str = ""


class Typed(msgspec.Struct, frozen=True, tag=True):
    text: str


class Tapped(msgspec.Struct, frozen=True, tag=True):
    """A button came back; `data` is what the codec made, or anything at all."""

    data: str


class Commanded(msgspec.Struct, frozen=True, tag=True):
    name: Command


class Sent(msgspec.Struct, frozen=True, tag=True):
    """Something that is not text: photo, voice, sticker, contact …, and the words written to it.

    `ref` is what the channel knows a file by that can be fetched, `name` its name there.
    """

    kind: str
    caption: str = ""
    ref: str = ""
    name: str = ""


class Edited(msgspec.Struct, frozen=True, tag=True):
    """The person changed a message of theirs; `text` is what it says now."""

    text: str


class SealedGiven(msgspec.Struct, frozen=True, tag=True):
    """The question of this number was answered; the answer stays in the browser under `ref`."""

    turn: int
    kind: str
    ref: str


class Arrived(msgspec.Struct, frozen=True, tag=True):
    """The conversation goes on here, on the safe line, where it stood in a messenger."""


class CaseFound(msgspec.Struct, frozen=True, tag=True):
    """Somebody opened their case of the safe line again, by its receipt; or `again`: by writing
    to it after it was closed, of which the desk tells.
    """

    case: str
    number: str
    closed: bool = False
    again: bool = False


class CaseErased(msgspec.Struct, frozen=True, tag=True):
    """The case was withdrawn by its receipt."""

    case: str


class CaseOpened(msgspec.Struct, frozen=True, tag=True):
    """`answer_by` is the day (ISO) on which somebody has answered, "" where nothing is promised."""

    case: str
    number: str
    answer_by: str = ""


class NobodyThere(msgspec.Struct, frozen=True, tag=True):
    """The office cannot open cases yet. `muted`: it takes none from here any more."""

    muted: bool = False


class CaseEnded(msgspec.Struct, frozen=True, tag=True):
    """The case no longer takes messages; `text` is what the resident had written to it."""

    text: str


class Reminded(msgspec.Struct, frozen=True, tag=True):
    """Nobody answered for as long as the flow's `idle.remind` says."""


class Forgotten(msgspec.Struct, frozen=True, tag=True):
    """Nobody answered for so long that the conversation is to be forgotten."""


class FileNotTaken(msgspec.Struct, frozen=True, tag=True):
    """A file could not be handed over; `why` is that of bot.files.FileRefused."""

    why: str


OfPerson = Started | Tapped | Typed | Commanded | Sent | SealedGiven
"""What a person does."""
Event = (
    OfPerson
    | Arrived
    | CaseFound
    | CaseErased
    | CaseOpened
    | NobodyThere
    | CaseEnded
    | Edited
    | FileNotTaken
    | Reminded
    | Forgotten
)


class OpenCase(msgspec.Struct, frozen=True, tag=True):
    """The resident agreed to hand this over."""

    team: str
    flow: str
    title: str
    answers: tuple[Answer, ...]
    urgency: Urgency = "ordinary"
    interpreter: bool = False


class ForCase(msgspec.Struct, frozen=True, tag=True):
    """Words for the counsellor. `handoff`: answers of a flow, for the case that is open already.

    When the desk took those, the answer to it is CaseOpened with that same case. `edits`: they are
    the newer version of the message with which they came. `file`: what is to be fetched and given
    along; when that fails the answer is FileNotTaken.
    """

    text: str
    handoff: bool = False
    edits: bool = False
    file: Sent | None = None


class WithdrawCase(msgspec.Struct, frozen=True, tag=True):
    """Erase the case: at `due` (seconds since 1970), 0 for at once."""

    case: str
    due: int = 0


class KeepCase(msgspec.Struct, frozen=True, tag=True):
    """Do not erase it after all."""

    case: str


Effect = OpenCase | ForCase | WithdrawCase | KeepCase


class Context(msgspec.Struct, frozen=True):
    """What a step needs to know of the world.

    `now` in seconds since 1970. `messenger`: a company can read along here. `human`: a counsellor
    has taken the conversation. `safe_url`: where the safe line is. `seals`: this is the safe line,
    whose browser seals what is sensitive. `seems` is the language that typed words are surely in,
    "" where that is not sure; `stranger`: the channel tells of no language that we speak.
    """

    now: float
    messenger: bool = False
    human: bool = False
    safe_url: str = ""
    seals: bool = False
    seems: str = ""
    stranger: bool = False


class Outcome(msgspec.Struct, frozen=True):
    """`erased`: nothing of this session is to be kept. `tapped`: the label of the tapped button.

    `counts`: what happened, for the counts without people. `door`: the conversation as it is to go
    on where `safe_url` leads. `refused`: why what was sent must not have come in this form; nothing
    is to be kept of it.
    """

    messages: tuple[Message, ...]
    effect: Effect | None = None
    erased: bool = False
    tapped: str = ""
    counts: tuple[Count, ...] = ()
    door: Session | None = None
    refused: str = ""
    unasked: bool = False
    """The person asked for nothing of what is said: a counsellor who begins to answer ends it."""
