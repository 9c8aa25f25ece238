"""What Telegram knows: the bot, its chats, their messages, the button presses."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .bell import Bell
from .errors import bad_request, forbidden

BOT_COMMAND = re.compile(r"(?:(?<=\s)|^)/[A-Za-z0-9_]{1,64}(?:@\w+)?")

Json = dict[str, Any]


@dataclass
class Message:
    message_id: int
    chat: Chat
    sender: Json
    date: int
    text: str
    markup: Json | None = None
    edit_date: int | None = None
    protected: bool = False
    attached: tuple[str, str, bytes] | None = None
    """Kind, name and content of a file; the text is its caption."""

    @property
    def from_bot(self) -> bool:
        return bool(self.sender["is_bot"])

    @property
    def inline_markup(self) -> Json | None:
        """Only inline keyboards belong to a message and show in its JSON."""
        return self.markup if self.markup and "inline_keyboard" in self.markup else None

    def as_json(self) -> Json:
        shown: Json = {
            "message_id": self.message_id,
            "from": self.sender,
            "chat": self.chat.as_json(),
            "date": self.date,
            "text": self.text,
        }
        if self.attached:
            kind, name, content = self.attached
            caption = shown.pop("text")
            shown |= {"caption": caption} if caption else {}
            shown[kind] = {"file_id": f"{kind}-{self.message_id}", "file_size": len(content)}
            shown[kind] |= {"file_name": name} if kind == "document" else {}
        if self.edit_date is not None:
            shown["edit_date"] = self.edit_date
        if entities := command_entities(self.text):
            shown["entities"] = entities
        if self.inline_markup:
            shown["reply_markup"] = self.inline_markup
        if self.protected:
            shown["has_protected_content"] = True
        return shown


@dataclass
class Chat:
    """A private chat (positive id: the user's own) or a group (negative id)."""

    chat_id: int
    language_code: str | None = "de"
    title: str = "Test"
    blocked: bool = False
    left: bool = False
    refuses_voice: bool = False
    """Allows nobody to send voice messages."""
    messages: dict[int, Message] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return "private" if self.chat_id > 0 else "group"

    def as_json(self) -> Json:
        name = "first_name" if self.kind == "private" else "title"
        return {"id": self.chat_id, name: self.title, "type": self.kind}

    def user(self, user_id: int | None = None) -> Json:
        user: Json = {
            "id": user_id or abs(self.chat_id),
            "is_bot": False,
            "first_name": self.title if self.kind == "private" else "Member",
        }
        if self.language_code:
            user["language_code"] = self.language_code
        return user


@dataclass
class Query:
    """One press of a button; `answer` holds what answerCallbackQuery said to it."""

    query_id: str
    pressed_at: float
    answer: dict[str, str] | None = None


@dataclass
class Profile:
    """What setMyCommands and its kin have set, by (scope, language)."""

    commands: dict[tuple[str, str], list[object]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)


class World:
    """All state but the updates on their way. `clock` tells Unix time in seconds."""

    def __init__(self, bot: Json, clock: Callable[[], float]) -> None:
        self.bot = bot
        self.clock = clock
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.uploads: dict[str, bytes] = {}
        self.profile = Profile()
        self.changed = Bell()
        self._message_ids = itertools.count(1)
        self._query_ids = itertools.count(4_000_000_000_000_000_001)

    def open_chat(self, chat_id: int) -> Chat:
        """The chat, made when it is new: a bot cannot open one itself, a user does."""
        return self.chats.setdefault(chat_id, Chat(chat_id))

    def writable_chat(self, chat_id: int) -> Chat:
        chat = self.known_chat(chat_id)
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if chat.left:
            raise forbidden("bot is not a member of the group chat")
        return chat

    def known_chat(self, chat_id: int) -> Chat:
        if chat_id not in self.chats:
            raise bad_request("chat not found")
        return self.chats[chat_id]

    def add_message(self, chat: Chat, sender: Json, text: str, markup: Json | None) -> Message:
        """Ids count over all chats, as they do for one account of Telegram."""
        message = Message(
            next(self._message_ids), chat, sender, int(self.clock()), clean(text), markup
        )
        chat.messages[message.message_id] = message
        self.changed.ring()
        return message

    def add_query(self) -> Query:
        query = Query(str(next(self._query_ids)), self.clock())
        self.queries[query.query_id] = query
        return query


def clean(text: str) -> str:
    """Text as Telegram keeps it: no carriage returns or control characters, ends trimmed."""
    without_returns = text.replace("\r", "")
    return "".join(c if c >= " " or c == "\n" else " " for c in without_returns).strip()


def command_entities(text: str) -> list[Json]:
    """Commands that Telegram marks; offsets count UTF-16 units (Bot API, MessageEntity)."""
    return [
        {
            "type": "bot_command",
            "offset": _utf16_units(text[: found.start()]),
            "length": _utf16_units(found.group()),
        }
        for found in BOT_COMMAND.finditer(text)
    ]


def _utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
