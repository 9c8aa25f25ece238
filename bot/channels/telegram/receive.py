"""Bot API updates, decoded and checked at the door.

Only what we use is decoded (msgspec, 2 µs an update); unknown fields and kinds pass by. "Not for
us" is None, broken is BadInput.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from bot.engine.events import (
    COMMANDS,
    Command,
    Commanded,
    Edited,
    Event,
    Sent,
    Started,
    Tapped,
    Typed,
)
from bot.update import Update
from post.errors import BadInput
from post.ids import ChatAddress

CHANNEL = "telegram"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query")
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


_FETCHED = frozenset({"photo", "voice", "document"})
_LONGEST_REF, _LONGEST_NAME = 512, 200


class _User(msgspec.Struct):
    id: int
    language_code: str = ""


class _Chat(msgspec.Struct):
    id: int
    type: str = "private"


class _Message(msgspec.Struct):
    message_id: int
    chat: _Chat
    date: int = 0
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
    edited_message: _Message | None = None
    callback_query: _Callback | None = None


_decode = msgspec.json.Decoder(TelegramUpdate).decode


def read_update(body: bytes | msgspec.Raw) -> TelegramUpdate:
    """Raises BadInput for what is not an update."""
    try:
        return _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("not a Bot API update", code="not_an_update") from error


class Bare(msgspec.Struct, frozen=True):
    """What is known of an update that cannot be read: its id, and perhaps its chat."""

    id: str
    number: int
    chat: ChatAddress | None


class _Numbered(msgspec.Struct):
    update_id: Annotated[int, msgspec.Meta(ge=0, le=_LARGEST_ID)]


def read_bare(body: bytes | msgspec.Raw) -> Bare | None:
    """None for what does not even have an id of its own."""
    try:
        number = msgspec.json.decode(body, type=_Numbered).update_id
        content = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return Bare(_identity(number), number, _private_chat(content))


def _private_chat(content: dict[str, Any]) -> ChatAddress | None:
    """Where a message or the message under a button stands, whatever else is wrong with it."""
    message = content.get("message", content.get("edited_message"))
    if not isinstance(message, dict):
        callback = content.get("callback_query")
        message = callback.get("message") if isinstance(callback, dict) else None
    chat = message.get("chat") if isinstance(message, dict) else None
    if not isinstance(chat, dict) or chat.get("type") != "private":
        return None
    native = chat.get("id")
    return ChatAddress(CHANNEL, str(native)) if isinstance(native, int) else None


def to_update(received: TelegramUpdate) -> Update | None:
    """What the conversation is to deal with; None for what is not for us (groups, other kinds)."""
    identity = _identity(received.update_id)
    if received.callback_query is not None:
        return _from_callback(identity, received.callback_query)
    message = received.message or received.edited_message
    if message is None or message.chat.type != "private":
        return None
    event = _event(message) if received.message else _edit(message)
    if event is None:
        return None
    lang = message.from_.language_code if message.from_ else ""
    chat = ChatAddress(CHANNEL, str(message.chat.id))
    return Update(
        identity, chat, event, lang, own=str(message.message_id), sent_at=max(message.date, 0)
    )


def _identity(number: int) -> str:
    return f"{CHANNEL}:{number}"


def read_again(body: bytes) -> Update | None:
    """What could not be read once, perhaps by an older program; None: not for us.

    Raises BadInput.
    """
    return to_update(read_update(body))


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
        if (what := getattr(message, kind)) is not None:
            ref, name = _file(kind, what)
            return Sent(kind, message.caption or "", ref, name)
    return None


def _edit(message: _Message) -> Event | None:
    """Only words are edited here: a command was carried out, a caption stays as it came."""
    return Edited(message.text) if message.text and not _command(message.text) else None


def _file(kind: str, what: Any) -> tuple[str, str]:
    """Telegram's id of a file that may be fetched, and its name; both "" for anything else."""
    if kind not in _FETCHED:
        return "", ""
    # A photo comes in several sizes, the largest last.
    found = what[-1] if isinstance(what, list) and what else what
    if not isinstance(found, dict) or not isinstance(found.get("file_id"), str):
        return "", ""
    name = found.get("file_name")
    return found["file_id"][:_LONGEST_REF], name[:_LONGEST_NAME] if isinstance(name, str) else ""


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
