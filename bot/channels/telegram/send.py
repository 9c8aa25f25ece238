"""From a Message to Bot API calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from bot.channels.telegram.api import TelegramApi, TelegramRefused
from bot.engine.direction import lined
from post.messages import Button, Message, Outgoing

MAX_TEXT = 4096
"""UTF-16 units Telegram takes in one message."""
_CONTROLS_PER_ROW = 3
_DELETED_AT_ONCE = 100


class _Message(msgspec.Struct):
    message_id: int


_sent = msgspec.json.Decoder(_Message).decode


class TelegramSender:
    """`footer` is a line under every text in the person's language (demo), or empty. `rtl` tells
    whether a language is written from right to left. `media` is where recordings are.
    """

    def __init__(
        self,
        api: TelegramApi,
        footer: Callable[[str], str],
        rtl: Callable[[str], bool] = lambda lang: False,
        media: Path | None = None,
    ) -> None:
        self._api = api
        self._footer = footer
        self._rtl = rtl
        self._media = media

    async def send(self, outgoing: Outgoing) -> list[str]:
        """The ids of the new messages. Raises DeliveryError."""
        message = outgoing.message
        if message.play and (played := await self._played(outgoing)) is not None:
            return played
        *before, last = split(self._text(message))
        markup = _keyboard(message, rtl=self._rtl(message.lang))
        if outgoing.replaces and not before and await self._edited(outgoing, last, markup):
            return []
        sent = [await self._new(_params(outgoing.native, part, None)) for part in before]
        sent.append(await self._new(_params(outgoing.native, last, markup)))
        return [message_id for message_id in sent if message_id]

    async def clear(self, native: str, shown: Sequence[str]) -> None:
        """Delete messages, the bot's and the resident's.

        Telegram passes over what is gone; what it refuses stays. Raises DeliveryError when it
        could not be asked.
        """
        ids = [int(shown_id) for shown_id in shown]
        for at in range(0, len(ids), _DELETED_AT_ONCE):
            params = {"chat_id": int(native), "message_ids": ids[at : at + _DELETED_AT_ONCE]}
            try:
                await self._api.call("deleteMessages", params)
            except TelegramRefused as error:
                if error.retry_after is not None:
                    raise

    async def _played(self, outgoing: Outgoing) -> list[str] | None:
        """The recording, sent; None when it is gone, or this person's Telegram takes none."""
        (file,) = outgoing.message.audio
        content = await asyncio.to_thread(_content, self._media, file)
        if content is None:
            return None
        name = file.rpartition("/")[2]
        params = {"chat_id": outgoing.native, "caption": self._footer(outgoing.message.lang)}
        # Some people allow nobody to send them voice messages: then it comes as a file.
        for method, field in (("sendVoice", "voice"), ("sendDocument", "document")):
            try:
                answer = await self._api.upload(method, params, field, name, content)
            except TelegramRefused as error:
                if not error.permanent or error.status != 400:
                    raise
            else:
                return [shown] if (shown := _id_of(answer)) else []
        return None

    async def _new(self, params: dict[str, Any]) -> str:
        return _id_of(await self._api.call("sendMessage", params))

    async def _edited(self, outgoing: Outgoing, text: str, markup: dict[str, Any] | None) -> bool:
        """Put the text in the place of the tapped message; False when that is not possible."""
        params = _params(outgoing.native, text, markup)
        params["message_id"] = int(outgoing.replaces)
        try:
            await self._api.call("editMessageText", params)
        except TelegramRefused as error:
            if not error.permanent or error.status != 400:
                raise
            return "not modified" in error.why
        return True

    def _text(self, message: Message) -> str:
        text = message.text
        if message.chosen:
            text = f"✓ {message.chosen}\n\n{text}"
        if message.author != "counsellor" and self._rtl(message.lang):
            text = lined(text)
        if message.author == "counsellor":
            text = f"👤 {message.name}:\n{text}"
        if message.link and not _linkable(message.link):
            text = f"{text}\n\n{message.link}"
        footer = self._footer(message.lang)
        return f"{text}\n\n— {footer}" if footer else text


def _id_of(answer: msgspec.Raw) -> str:
    """The message is out, so an answer that we cannot read is no reason to send it again."""
    try:
        return str(_sent(answer).message_id)
    except msgspec.DecodeError:
        return ""


def _content(media: Path | None, file: str) -> bytes | None:
    try:
        return (media / file).read_bytes() if media else None
    except OSError:
        return None


def split(text: str, limit: int = MAX_TEXT) -> list[str]:
    """Parts that Telegram takes, cut at line ends or blanks where there are any."""
    parts = []
    while _units(text) > limit:
        end = _fitting(text, limit)
        cut = max(text.rfind("\n", 0, end), text.rfind(" ", 0, end))
        cut = cut if cut > end // 2 else end
        parts.append(text[:cut])
        text = text[cut:].lstrip()
    return [*parts, text]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fitting(text: str, limit: int) -> int:
    """How many characters from the start fit into `limit` UTF-16 units."""
    units = 0
    for at, char in enumerate(text):
        units += 2 if ord(char) > 0xFFFF else 1
        if units > limit:
            return at
    return len(text)


def _params(chat: str, text: str, markup: dict[str, Any] | None) -> dict[str, Any]:
    params: dict[str, Any] = {
        "chat_id": int(chat),
        "text": text or "…",
        # A preview would make Telegram fetch the page, and tell the page's owner.
        "link_preview_options": {"is_disabled": True},
    }
    if markup is not None:
        params["reply_markup"] = markup
    return params


def _keyboard(message: Message, *, rtl: bool) -> dict[str, Any] | None:
    """Telegram lays a row out from left to right, in every language: where people read from right
    to left, each button has a row of its own.
    """
    per_row = 1 if rtl else _CONTROLS_PER_ROW
    answers = message.buttons
    if rtl:
        answers = tuple((_lined(button),) for row in answers for button in row)
    rows = [[_button(button) for button in row] for row in answers]
    if message.link and _linkable(message.link):
        host = urlsplit(message.link).hostname or message.link
        rows.insert(0, [{"text": f"🔗 {host.removeprefix('www.')}", "url": message.link}])
    controls = message.controls
    rows += [
        [_button(button) for button in controls[at : at + per_row]]
        for at in range(0, len(controls), per_row)
    ]
    return {"inline_keyboard": rows} if rows else None


def _lined(button: Button) -> Button:
    return Button(lined(button.label), button.data)


def _linkable(address: str) -> bool:
    """Telegram refuses buttons to plain http and to names without a dot."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "").strip(".")


def _button(button: Button) -> dict[str, str]:
    return {"text": button.label, "callback_data": button.data}
