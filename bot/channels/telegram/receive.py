"""Bot API updates, decoded and checked at the door.

Only what we use is decoded (msgspec, 2 µs an update); unknown fields and kinds pass by. "Not for
us" is None, broken is BadInput.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from bot.conversation import Update
from bot.engine.events import COMMANDS, Command, Commanded, Event, Sent, Started, Tapped, Typed
from post.errors import BadInput
from post.ids import ChatAddress

CHANNEL = "telegram"
ALLOWED_UPDATES = ("message", "callback_query")
MAX_UPDATE_BYTES = 1024 * 1024
_KINDS = (
    "photo",
    "voice",
    "audio",
    "video",
    "video_note",
    "document",
    "sticker",
    "animation",
    "location",
    "contact",
    "poll",
    "dice",
    "venue",
    "story",
)


class _User(msgspec.Struct):
    id: int
    language_code: str = ""


class _Chat(msgspec.Struct):
    id: int
    type: str = "private"


class _Message(msgspec.Struct):
    message_id: int
    chat: _Chat
    from_: _User | None = msgspec.field(name="from", default=None)
    text: str | None = None
    caption: str | None = None
    photo: Any = None
    voice: Any = None
    audio: Any = None
    video: Any = None
    video_note: Any = None
    document: Any = None
    sticker: Any = None
    animation: Any = None
    location: Any = None
    contact: Any = None
    poll: Any = None
    dice: Any = None
    venue: Any = None
    story: Any = None


class _Callback(msgspec.Struct):
    id: str
    from_: _User = msgspec.field(name="from")
    message: _Message | None = None
    data: str = ""


_LARGEST_ID = 2**53
"""Telegram's ids fit into the numbers of every JSON reader."""


class TelegramUpdate(msgspec.Struct):
    update_id: Annotated[int, msgspec.Meta(ge=0, le=_LARGEST_ID)]
    message: _Message | None = None
    callback_query: _Callback | None = None


_decode = msgspec.json.Decoder(TelegramUpdate).decode


def read_update(body: bytes | msgspec.Raw) -> TelegramUpdate:
    """Raises BadInput for what is not an update."""
    try:
        return _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("not a Bot API update", code="not_an_update") from error


def to_update(received: TelegramUpdate) -> Update | None:
    """What the conversation is to deal with; None for what is not for us (groups, other kinds)."""
    identity = f"{CHANNEL}:{received.update_id}"
    if received.callback_query is not None:
        return _from_callback(identity, received.callback_query)
    message = received.message
    if message is None or message.chat.type != "private":
        return None
    event = _event(message)
    if event is None:
        return None
    lang = message.from_.language_code if message.from_ else ""
    chat = ChatAddress(CHANNEL, str(message.chat.id))
    return Update(identity, chat, event, lang, own=str(message.message_id))


def _from_callback(identity: str, callback: _Callback) -> Update | None:
    message = callback.message
    if message is None or message.chat.type != "private":
        return None
    return Update(
        identity,
        ChatAddress(CHANNEL, str(message.chat.id)),
        Tapped(callback.data),
        callback.from_.language_code,
        replaces=str(message.message_id),
    )


def _event(message: _Message) -> Event | None:
    text = message.text
    if text is not None:
        return _command(text) or Typed(text)
    for kind in _KINDS:
        if getattr(message, kind) is not None:
            return Sent(kind, message.caption or "")
    return None


def _command(text: str) -> Event | None:
    """Commands such as /start report; a slash before anything else is ordinary text."""
    if not text.startswith("/"):
        return None
    head, _, rest = text[1:].partition(" ")
    name = head.partition("@")[0].lower()
    if name == "start":
        return Started(rest.strip()[:64])
    known: dict[str, Command] = {command: command for command in COMMANDS}
    return Commanded(known[name]) if name in known else None
