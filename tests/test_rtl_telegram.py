"""From right to left on Telegram: one button a row, lines that begin on the right."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.telegram.send import TelegramSender
from post.messages import Author, Button, Message, Outgoing
from tests.test_attached import Api

CONTROLS = tuple(Button(label, f"c1.{label}") for label in ("back", "menu", "human", "read"))
ANSWERS = ((Button("نعم", "o1.yes"), Button("IHK لا", "o1.no")),)


async def sent(lang: str, text: str, author: Author = "bot", **more: Any) -> dict[str, Any]:
    api: Any = Api()
    sender = TelegramSender(api, lambda lang: "", lambda lang: lang in ("ar", "fa"))
    message = Message(text=text, lang=lang, author=author, **more)
    await sender.send(Outgoing("telegram", "1", message, 0))
    ((_, params),) = api.calls
    return dict(params)


def rows(params: dict[str, Any]) -> list[list[str]]:
    keyboard = params["reply_markup"]["inline_keyboard"]
    return [[button["text"] for button in row] for row in keyboard]


@pytest.mark.parametrize("lang", ["ar", "fa"])
async def test_each_button_has_a_row_of_its_own(lang: str) -> None:
    params = await sent(lang, "؟", buttons=ANSWERS, controls=CONTROLS)
    assert rows(params) == [["نعم"], ["\u200fIHK لا"], ["back"], ["menu"], ["human"], ["read"]]


async def test_from_left_to_right_they_share_rows() -> None:
    params = await sent("de", "?", buttons=ANSWERS, controls=CONTROLS)
    assert rows(params) == [["نعم", "IHK لا"], ["back", "menu", "human"], ["read"]]


async def test_lines_begin_on_the_right_but_not_those_of_people() -> None:
    text = "ADS تساعدك\nنعم"
    assert (await sent("ar", text))["text"] == f"\u200f{text}"
    assert (await sent("ar", text, "notice"))["text"] == f"\u200f{text}"
    assert (await sent("de", text))["text"] == text
    chosen = (await sent("ar", text, chosen="IHK لا"))["text"]
    assert chosen == f"\u200f✓ IHK لا\n\n\u200f{text}"
    reply = (await sent("ar", text, "counsellor", name="Eva"))["text"]
    assert reply == f"👤 Eva:\n{text}"
