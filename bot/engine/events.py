"""What can happen to a conversation, and what it asks the world to do: two closed unions."""

from __future__ import annotations

from typing import Literal

import msgspec

from post.desk import Answer
from post.messages import Message

Command = Literal[
    "start", "back", "help", "menu", "restart", "language", "human", "erase", "forget"
]
"""erase asks first; forget is for a channel whose page has asked already."""
COMMANDS: tuple[Command, ...] = (
    "start",
    "back",
    "help",
    "menu",
    "restart",
    "language",
    "human",
    "erase",
    "forget",
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
    """Something that is not text: photo, voice, sticker, contact …"""

    kind: str


class CaseOpened(msgspec.Struct, frozen=True, tag=True):
    case: str
    number: str


class NobodyThere(msgspec.Struct, frozen=True, tag=True):
    """The office cannot open cases yet."""


class CaseEnded(msgspec.Struct, frozen=True, tag=True):
    """The case no longer takes messages; `text` is what the resident had written to it."""

    text: str


Event = Started | Typed | Tapped | Commanded | Sent | CaseOpened | NobodyThere | CaseEnded


class OpenCase(msgspec.Struct, frozen=True, tag=True):
    """The resident agreed to hand this over."""

    team: str
    flow: str
    title: str
    answers: tuple[Answer, ...]


class ForCase(msgspec.Struct, frozen=True, tag=True):
    """Words for the counsellor."""

    text: str


class WithdrawCase(msgspec.Struct, frozen=True, tag=True):
    case: str


Effect = OpenCase | ForCase | WithdrawCase


class Context(msgspec.Struct, frozen=True):
    """What a step needs to know of the world.

    `now` in seconds since 1970. `messenger`: a company can read along here. `human`: a counsellor
    has taken the conversation. `safe_url`: where the web chat is.
    """

    now: float
    messenger: bool = False
    human: bool = False
    safe_url: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """`erased`: nothing of this session is to be kept. `tapped`: the label of the tapped button."""

    messages: tuple[Message, ...]
    effect: Effect | None = None
    erased: bool = False
    tapped: str = ""
