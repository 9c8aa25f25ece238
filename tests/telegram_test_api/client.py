"""The people of telegram-test-api: they write, tap and read through its own test routes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from aiohttp import ClientSession

from tests.telegram_server.faces import VisibleMessage, button_rows, newest_with, transcript

LOOK_AGAIN = 0.05


class NpmUser:
    """One person in a private chat with the bot of that token; the chat id is their user id."""

    def __init__(
        self,
        http: ClientSession,
        base_url: str,
        token: str,
        chat_id: int,
        language_code: str | None = "de",
    ) -> None:
        self.chat_id = chat_id
        self.language_code = language_code
        self._http = http
        self._base_url = base_url
        self._token = token

    async def send(self, text: str) -> None:
        message: dict[str, Any] = {**self._envelope(), "date": int(time.time()), "text": text}
        if not text.startswith("/"):
            await self._post("sendMessage", message)
            return
        length = len(text.split(maxsplit=1)[0])
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        await self._post("sendCommand", message)

    async def tap(self, label_or_data: str) -> None:
        """Presses that button of the newest message that has it now, after edits too."""
        seen = newest_with(await self.messages(), label_or_data)
        button = seen.button(label_or_data)
        if button is None or button.data is None:
            raise LookupError(f"{label_or_data!r} is a link, the bot hears nothing of it")
        keyboard = [
            [{"text": b.label, ("url" if b.url else "callback_data"): b.url or b.data} for b in row]
            for row in seen.buttons
        ]
        message = {
            "message_id": seen.message_id,
            "from": {"id": 666, "is_bot": True, "first_name": "Test First name"},
            "chat": self._envelope()["chat"],
            "date": seen.date,
            "text": seen.text,
            "reply_markup": {"inline_keyboard": keyboard},
        }
        await self._post(
            "sendCallback", {**self._envelope(), "message": message, "data": button.data}
        )

    async def messages(self) -> list[VisibleMessage]:
        """The bot's messages in this chat as they are now, oldest first."""
        history = await self._post("getUpdatesHistory", {"token": self._token})
        items = [item for item in history["result"] if self._is_from_bot(item)]
        return [_seen(item) for item in sorted(items, key=lambda item: int(item["messageId"]))]

    async def new_messages(self) -> list[VisibleMessage]:
        """Only those that no call of this has returned before."""
        call = {"token": self._token, "chatId": self.chat_id}
        fresh = await self._post("getUpdates", call)
        return [_seen(item) for item in fresh["result"]]

    async def wait_for(
        self,
        predicate: Callable[[VisibleMessage], object] | str,
        timeout: float = 60.0,
        after: int = 0,
    ) -> VisibleMessage:
        """The newest message of the bot that fits (a string: that contains it).

        `after`: only messages with a larger id. AssertionError after `timeout` seconds.
        """

        def fits(message: VisibleMessage) -> bool:
            if isinstance(predicate, str):
                return predicate in message.text
            return bool(predicate(message))

        until = time.monotonic() + timeout
        while True:
            messages = await self.messages()
            for message in reversed(messages):
                if message.message_id > after and fits(message):
                    return message
            if time.monotonic() > until:
                raise AssertionError(f"not within {timeout} s; the bot:\n{transcript(messages)}")
            await asyncio.sleep(LOOK_AGAIN)

    def _envelope(self) -> dict[str, Any]:
        sender: dict[str, Any] = {"id": self.chat_id, "is_bot": False, "first_name": "Test"}
        if self.language_code:
            sender["language_code"] = self.language_code
        chat = {"id": self.chat_id, "first_name": "Test", "type": "private"}
        return {"botToken": self._token, "from": sender, "chat": chat}

    def _is_from_bot(self, item: dict[str, Any]) -> bool:
        """Users' messages name a chat, the bot's hold the arguments of its call."""
        return str(item.get("message", {}).get("chat_id")) == str(self.chat_id)

    async def _post(self, route: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self._http.post(f"{self._base_url}/{route}", json=body) as response:
            response.raise_for_status()
            answer: dict[str, Any] = await response.json()
            return answer


def _seen(item: dict[str, Any]) -> VisibleMessage:
    message = item["message"]
    return VisibleMessage(
        message_id=int(item["messageId"]),
        author="bot",
        text=message["text"],
        buttons=button_rows(message.get("reply_markup") or {}),
        edited="edit_date" in message,
        date=int(item["time"]) // 1000,
    )
