"""What a resident reads: the words every channel can show."""

from __future__ import annotations

from typing import Literal

import msgspec

Author = Literal["bot", "counsellor", "resident", "notice"]


class Button(msgspec.Struct, frozen=True, array_like=True):
    """A choice. `data` comes back when it is tapped: at most 64 bytes (Telegram's limit).

    `lang` where the label is in another language than its message.
    """

    label: str
    data: str
    lang: str = ""


class SealedOption(msgspec.Struct, frozen=True, array_like=True):
    """An option of a question whose answer stays in the resident's browser."""

    id: str
    label: str
    label_de: str


class SealedQuestion(msgspec.Struct, frozen=True, omit_defaults=True):
    """The open question's answer is sealed in the resident's browser; the engine never learns it.

    `turn` numbers the question, `key` is the answer's data key. `kinds` are what it takes (text,
    photo, voice …, or "choice"); `many`: several options may be chosen, `at_least` to `at_most` (0:
    no limit). The German texts stand beside the resident's for the counsellor.
    """

    turn: int
    key: str
    question: str
    question_de: str
    kinds: tuple[str, ...]
    options: tuple[SealedOption, ...] = ()
    many: bool = False
    at_least: int = 1
    at_most: int = 0


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message to a resident.

    `buttons` are rows of answers; `controls` (back, menu, a human …) are for channels that have
    no bar of their own for them. `chosen` is the label of the tap this message answers; `edits`
    allows the channel to put it in the place of the message that was tapped. `ref` is the
    client's id of a send that this message echoes. `erase` asks the channel to forget what it
    shows before this message. `link` is an address (http, https); `image` names a picture that
    belongs to the text, `audio` the recordings that read it aloud, in their order. The text says
    everything without them, too. `play`: the recordings were asked for and are what is to be sent;
    the text stands in for one that is gone. `aside`: it is in another language than the
    conversation, which goes on in its own.

    On the safe line: `seal` is a question whose answer the browser seals, `intake` asks the
    browser to seal what was agreed to be handed over, and `item` names the case's item whose
    sealed words stand in the place of the text. `sealed`: this echoes an answer that the browser
    keeps.
    """

    text: str
    lang: str
    author: Author = "bot"
    name: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    controls: tuple[Button, ...] = ()
    chosen: str = ""
    edits: bool = False
    ref: str = ""
    erase: bool = False
    link: str = ""
    image: str = ""
    audio: tuple[str, ...] = ()
    play: bool = False
    aside: bool = False
    seal: SealedQuestion | None = None
    intake: bool = False
    item: str = ""
    sealed: bool = False


class Outgoing(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message on its way: what lies, sealed, in the outbox.

    `native` is the channel's id of the chat; `replaces` the channel's id of the message that may
    be edited; `receipt` names the desk's record of a reply, told when it was delivered or not.
    """

    channel: str
    native: str
    message: Message
    at: float
    replaces: str = ""
    receipt: str = ""
