"""What hangs on a message of the bot: links, pictures and recordings, channel by channel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from bot.channels.telegram.send import TelegramSender
from bot.engine.flow import Flow, Say
from post.messages import Button, Message, Outgoing
from tests.recorded import record, silence, speak
from tests.running import Running, Visitor

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


class Api:
    """The far end: remembers what it was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []

    async def call(self, method: str, params: dict[str, Any]) -> msgspec.Raw:
        self.calls.append((method, params))
        return msgspec.Raw(b'{"message_id": 1}')


async def telegram(link: str, **more: Any) -> dict[str, Any]:
    api = Api()
    sender = TelegramSender(api, lambda lang: "")  # type: ignore[arg-type]
    message = Message(text="Mehr dazu", lang="de", link=link, **more)
    await sender.send(Outgoing("telegram", "1", message, 0))
    ((_, params),) = api.calls
    return params


async def test_telegram_shows_a_link_as_a_button_that_says_where_it_leads() -> None:
    address = "https://www.hannover.example/a?b=1"
    params = await telegram(address, buttons=((Button("Ja", "o1.yes"),),))
    assert params["reply_markup"]["inline_keyboard"] == [
        [{"text": "🔗 hannover.example", "url": address}],
        [{"text": "Ja", "callback_data": "o1.yes"}],
    ]
    assert params["text"] == "Mehr dazu"


@pytest.mark.parametrize(
    "address", ["http://hannover.example/", "https://localhost/x", "https://[broken/"]
)
async def test_what_telegram_would_refuse_as_a_button_stands_in_the_text(address: str) -> None:
    params = await telegram(address)
    assert params["text"] == f"Mehr dazu\n\n{address}"
    assert "reply_markup" not in params


async def test_without_a_link_nothing_is_added() -> None:
    assert (await telegram(""))["text"] == "Mehr dazu"


@pytest.fixture
async def visitor(lotse: Running) -> Any:
    """Somebody in the web chat, whose first flow begins with a picture."""
    folder = lotse.folder / "media"
    folder.mkdir()
    for name in ("rathaus.png", "secret.png"):
        (folder / name).write_bytes(PICTURE)
    web: Any = lotse.parts.web_chat
    web._media = folder
    book = lotse.parts.current_book()
    show(lotse, book.menu()[0])
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as client:
        found = Visitor(client)
        await found.begin("de")
        yield found


def show(lotse: Running, flow: Flow) -> None:
    """The flow begins with a picture and a link from now on."""
    first = Say(
        id="look",
        text="So sieht es aus.",
        next=flow.start,
        link="https://hannover.example/",
        image="rathaus.png",
    )
    changed = msgspec.structs.replace(flow, steps={**flow.steps, "look": first}, start="look")
    parts: Any = lotse.parts
    flows = {**parts.current_book().flows, flow.id: changed}
    book = msgspec.structs.replace(parts.current_book(), flows=flows)
    web: Any = parts.web_chat
    web._book = parts.conversation._book = lambda: book


async def test_the_web_chat_tells_where_it_all_is(lotse: Running, visitor: Visitor) -> None:
    said = await visitor.type("neu in hannover")
    shown = next(message for message in said if message["text"] == "So sieht es aus.")
    assert shown["link"] == "https://hannover.example/"
    assert shown["image"] == "/chat/api/media/rathaus.png"
    assert "audio" not in shown
    picture = await visitor.client.get(shown["image"])
    assert (picture.status_code, picture.content) == (200, PICTURE)
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["rathaus.mp3", "secret.png", "..%2fkeys", "%2e%2e/keys", "rathaus.png/x", ""]
)
async def test_nothing_else_is_given_out(lotse: Running, visitor: Visitor, name: str) -> None:
    answer = await visitor.client.get(f"/chat/api/media/{name}")
    assert answer.status_code in (404, 405)
    assert PICTURE not in answer.content


async def test_a_recording_is_given_out_in_its_language(
    lotse: Running, visitor: Visitor, tmp_path: Path
) -> None:
    record(tmp_path, "de/bot-menu.mp3")
    record(tmp_path, "bot-welcome.ogg")
    (tmp_path / "bot-welcome.ogg").write_bytes(b"OggS" + silence())
    record(tmp_path, "xx/secret.mp3")
    speak(lotse, tmp_path)
    (menu,) = await visitor.command("menu")
    assert menu["audio"] == ["/chat/api/media/de/bot-menu.mp3"]
    for address, kind in ((menu["audio"][0], "mpeg"), ("/chat/api/media/bot-welcome.ogg", "ogg")):
        found = await visitor.client.get(address)
        assert (found.status_code, found.headers["content-type"]) == (200, f"audio/{kind}")
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.content.endswith(silence())
    first = await visitor.client.get(menu["audio"][0], headers={"Range": "bytes=0-3"})
    assert (first.status_code, first.content) == (206, silence()[:4])
    for name in ("xx/secret.mp3", "de/other.mp3", "de/..%2f..%2fkeys", "..%2f/keys"):
        assert (await visitor.client.get(f"/chat/api/media/{name}")).status_code == 404


def test_the_page_draws_what_hangs_on_a_message() -> None:
    page = Path(__file__).parents[1] / "bot" / "channels" / "web_static" / "message.js"
    assert "drawAttached(message)" in page.read_text(encoding="utf-8")
