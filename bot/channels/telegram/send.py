"""From a Message to Bot API calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.channels.telegram.api import TelegramApi, TelegramRefused
from post.messages import Button, Message, Outgoing

MAX_TEXT = 4096
"""UTF-16 units Telegram takes in one message."""
_CONTROLS_PER_ROW = 3


class TelegramSender:
    """`footer` is a line under every text in the person's language (demo), or empty."""

    def __init__(self, api: TelegramApi, footer: Callable[[str], str]) -> None:
        self._api = api
        self._footer = footer

    async def send(self, outgoing: Outgoing) -> None:
        """Raises DeliveryError."""
        message = outgoing.message
        *before, last = split(self._text(message))
        markup = _keyboard(message)
        if outgoing.replaces and not before and await self._edited(outgoing, last, markup):
            return
        for part in before:
            await self._api.call("sendMessage", _params(outgoing.native, part, None))
        await self._api.call("sendMessage", _params(outgoing.native, last, markup))

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
        if message.author == "counsellor":
            text = f"👤 {message.name}:\n{text}"
        footer = self._footer(message.lang)
        return f"{text}\n\n— {footer}" if footer else text


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


def _keyboard(message: Message) -> dict[str, Any] | None:
    rows = [[_button(button) for button in row] for row in message.buttons]
    controls = message.controls
    rows += [
        [_button(button) for button in controls[at : at + _CONTROLS_PER_ROW]]
        for at in range(0, len(controls), _CONTROLS_PER_ROW)
    ]
    return {"inline_keyboard": rows} if rows else None


def _button(button: Button) -> dict[str, str]:
    return {"text": button.label, "callback_data": button.data}
