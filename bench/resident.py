"""One resident's phone: what it shows, and the updates that Telegram would send for it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import msgspec

from bench.stub_api import Call
from bench.talk import LANGUAGE, Said

_NO_KEYBOARD = msgspec.Raw(b"null")
_BOT = {"id": 1, "is_bot": True, "first_name": "Bench"}
_encode = msgspec.json.Encoder().encode


class _Button(msgspec.Struct):
    text: str
    callback_data: str


class _Keyboard(msgspec.Struct):
    inline_keyboard: list[list[_Button]]


_decode = msgspec.json.Decoder(_Keyboard).decode


class Resident:
    """Not thread-safe and one step at a time, like a person."""

    def __init__(self, number: int) -> None:
        self.said: list[Said] = []
        self.surplus = 0
        """Messages that came when no answer was open: a bot must not send any."""
        self.data: list[str] = []
        """Callback data of the open question's buttons."""
        self._open: Call | None = None
        self._answered: asyncio.Future[float] | None = None
        self._chat = {"id": number, "type": "private", "first_name": "Ada"}
        self._person = {
            "id": number,
            "is_bot": False,
            "first_name": "Ada",
            "language_code": LANGUAGE,
        }

    def expect(self) -> asyncio.Future[float]:
        """A new step begins. The answer is there when the next buttons are: the time of that."""
        self.said = []
        self._answered = asyncio.get_running_loop().create_future()
        return self._answered

    def take(self, call: Call) -> None:
        """The bot's next message arrived at the stub."""
        if self._answered is None or self._answered.done():
            self.surplus += 1
            return
        if call.markup == _NO_KEYBOARD:
            self.said.append(Said(call.method, call.text))
            return
        rows = _decode(call.markup).inline_keyboard
        self.data = [button.callback_data for row in rows for button in row]
        labels = [[button.text for button in row] for row in rows]
        self.said.append(Said(call.method, call.text, labels))
        self._open = call
        self._answered.set_result(call.at)

    def start(self, update_id: int) -> bytes:
        """The update for /start."""
        message = {
            "message_id": 1,
            "from": self._person,
            "chat": self._chat,
            "date": int(time.time()),
            "text": "/start",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        }
        return _encode({"update_id": update_id, "message": message})

    def tap(self, update_id: int, button: int) -> bytes:
        """The update for a tap on a button of the open question."""
        if self._open is None:
            raise RuntimeError("nothing to tap on yet")
        callback: dict[str, Any] = {
            "id": str(update_id),
            "from": self._person,
            "chat_instance": "1",
            "data": self.data[button],
            "message": {
                "message_id": self._open.message,
                "from": _BOT,
                "chat": self._chat,
                "date": int(time.time()),
                "text": self._open.text,
                "reply_markup": self._open.markup,
            },
        }
        return _encode({"update_id": update_id, "callback_query": callback})
