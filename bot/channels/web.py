"""The web chat: JSON over HTTP, fetched by cursor (contract: docs/web-chat.md).

The conversation's token lives in the tab. Its keyed hash names the chat, so the token itself is
stored nowhere; nothing else tells two visitors of one phone apart.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from bot.channels.web_http import answer, chat_of, read, sender
from bot.channels.web_words import WEB_WORDS
from bot.conversation import Conversation
from bot.engine.book import Book
from bot.engine.events import COMMANDS, Commanded, Event, SealedGiven, Started, Tapped, Typed
from bot.engine.languages import SOURCE, ours, wished
from bot.update import Update
from post.errors import BadInput, NotSignedIn, TooLarge
from post.figures import Figures
from post.ids import ChatAddress
from post.messages import Button, SealedQuestion
from post.outbox import Fetched, Outbox

MAX_TEXT = 4000
"""Characters of one message, as in Telegram."""
MEDIA = "/chat/api/media"
"""Where the pictures and recordings of flows are fetched."""
MAX_WAIT = 25.0
"""Seconds a poll may wait: below the idle limit of the proxies on the way."""
_SOUNDS = {".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".m4a": "audio/mp4"}
"""By their ending; the system's table may not know them."""
_MAX_WISH = 400
"""Characters of an Accept-Language header that are read."""
_CLIENT_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
LEAVE_FOR = "https://www.wetter.de/"
"""Where "leave quickly" goes: a page anybody might have open."""


class _Sealed(msgspec.Struct):
    turn: int
    kind: str


class _Send(msgspec.Struct):
    id: str
    text: str | None = None
    tap: str | None = None
    command: str | None = None
    sealed: _Sealed | None = None


class _Begin(msgspec.Struct):
    lang: str = ""


class WebChat:
    def __init__(
        self,
        *,
        conversation: Conversation,
        outbox: Outbox,
        book: Callable[[], Book],
        demo: bool,
        media: Path,
        figures: Figures,
    ) -> None:
        self._figures = figures
        self._conversation = conversation
        self._outbox = outbox
        self._book = book
        self._demo = demo
        self._media = media
        self.stopping = False

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/chat/api")
        router.add_api_route("/start", self.start, methods=["GET"])
        router.add_api_route("/sessions", self.begin, methods=["POST"], status_code=201)
        router.add_api_route("/messages", self.fetch, methods=["GET"])
        router.add_api_route("/media/{name}", self.media, methods=["GET"])
        router.add_api_route("/media/{lang}/{name}", self.recording, methods=["GET"])
        router.add_api_route("/messages", self.send, methods=["POST"], status_code=202)
        return router

    async def start(self, request: Request, lang: str = "") -> Response:
        """The page's own words and the languages there are.

        `known`: whether the address or the browser tells of one that we speak.
        """
        book = self._book()
        languages = {language.id: language for language in book.languages}
        accepted = request.headers.get("accept-language", "")[:_MAX_WISH]
        wish = ours(lang, languages) or wished(accepted, languages)
        chosen = languages[wish or SOURCE]
        words = {
            key: book.texts.get(chosen.id, f"web/{key}", text) for key, text in WEB_WORDS.items()
        }
        return answer(
            {
                "lang": chosen.id,
                "dir": chosen.dir,
                "known": bool(wish),
                "demo": self._demo,
                "languages": [msgspec.to_builtins(language) for language in book.languages],
                "words": words,
                "leave": LEAVE_FOR,
            }
        )

    async def begin(self, request: Request) -> Response:
        """Open a conversation; its first messages wait in its box."""
        wish = await read(request, _Begin)
        token = secrets.token_urlsafe(32)
        update = Update(f"web:{secrets.token_hex(16)}", chat_of(token), Started(), wish.lang)
        await self._conversation.receive(update)
        self._figures.sessions_begun += 1
        return answer({"token": token}, 201)

    async def send(self, request: Request) -> Response:
        """One send of the resident; the same client id again has no second effect."""
        chat = sender(request)
        await self._known(chat)
        sent = await read(request, _Send)
        if not _CLIENT_ID.fullmatch(sent.id):
            raise BadInput("the client id must have 8 to 64 letters, digits, -", code="client_id")
        update = Update(f"web:{chat.native}:{sent.id}", chat, _event(sent), ref=sent.id)
        await self._conversation.receive(update)
        return answer({}, 202)

    async def media(self, name: str) -> Response:
        """A picture that a flow of the present book names, or a recording of the source's."""
        book = self._book()
        return self._file(name, book.shows(name) or book.plays(name))

    async def recording(self, lang: str, name: str) -> Response:
        """What is said, read aloud in one language."""
        file = f"{lang}/{name}"
        return self._file(file, self._book().plays(file))

    def _file(self, name: str, known: bool) -> Response:
        path = self._media / name
        if not known or not path.is_file():
            return Response(status_code=404)
        headers = {"Cache-Control": "private, max-age=3600"}
        return FileResponse(path, headers=headers, media_type=_SOUNDS.get(path.suffix))

    async def fetch(self, request: Request, after: str = "0", wait: float = 0) -> Response:
        """What lies in the box after the cursor; waits a while when there is nothing yet."""
        chat = sender(request)
        cursor = _cursor(after)
        await self._acknowledge(chat, cursor)
        if cursor == "0":
            await self._known(chat)
        # In this order "not a number" becomes 0.
        seconds = 0.0 if self.stopping else min(max(0.0, wait), MAX_WAIT)
        found = _up_to_reply(await self._outbox.fetch_waiting(chat, cursor, seconds))
        if not found:
            await self._known(chat)
        messages = [self._shown(fetched) for fetched in found]
        return answer(
            {
                "messages": messages,
                "cursor": found[-1].cursor if found else cursor,
                "lang": _language(found),
            }
        )

    async def _known(self, chat: ChatAddress) -> None:
        """Raises NotSignedIn when nothing is kept of this chat (any more)."""
        if not await self._outbox.exists(chat):
            raise NotSignedIn("this conversation is over or unknown", code="expired")

    async def _acknowledge(self, chat: ChatAddress, cursor: str) -> None:
        """Reading on from a counsellor's reply is how we know that it arrived."""
        if cursor == "0":
            return
        last = await self._outbox.at(chat, cursor)
        if last and last.outgoing.receipt:
            await self._conversation.delivered(last.outgoing.receipt)

    def _shown(self, fetched: Fetched) -> dict[str, Any]:
        message = fetched.outgoing.message
        shown: dict[str, Any] = {
            "cursor": fetched.cursor,
            "author": message.author,
            "text": message.text,
            "buttons": [[self._button(button) for button in row] for row in message.buttons],
            "lang": message.lang,
            "dir": self._book().direction(message.lang),
            "at": dt.datetime.fromtimestamp(fetched.outgoing.at, dt.UTC).isoformat("T", "seconds"),
        }
        fields = {"name": "name", "ref": "ref", "erase": "erased", "link": "link", "item": "item"}
        fields |= {"intake": "intake", "sealed": "sealed"}
        for field, name in fields.items():
            if value := getattr(message, field):
                shown[name] = value
        if message.seal:
            shown["seal"] = _seal(message.seal)
        if message.image:
            shown["image"] = f"{MEDIA}/{message.image}"
        if message.audio:
            shown["audio"] = [f"{MEDIA}/{file}" for file in message.audio]
        return shown

    def _button(self, button: Button) -> dict[str, str]:
        shown = {"label": button.label, "data": button.data}
        if button.lang:
            shown |= {"lang": button.lang, "dir": self._book().direction(button.lang)}
        return shown


def _language(found: Sequence[Fetched]) -> str:
    """The conversation's own; "" where nothing tells it."""
    spoken = (one.outgoing.message for one in reversed(found) if not one.outgoing.message.aside)
    return next((message.lang for message in spoken), "")


def _seal(question: SealedQuestion) -> dict[str, Any]:
    return {
        "turn": question.turn,
        "key": question.key,
        "question": question.question,
        "question_de": question.question_de,
        "kinds": question.kinds,
        "options": [
            {"id": option.id, "label": option.label, "label_de": option.label_de}
            for option in question.options
        ],
        "many": question.many,
        "min": question.at_least,
        "max": question.at_most,
    }


def _event(sent: _Send) -> Event:
    parts = (sent.text, sent.tap, sent.command, sent.sealed)
    if sum(part is not None for part in parts) != 1:
        raise BadInput("exactly one of text, tap, command and sealed", code="one_of")
    if sent.sealed is not None:
        return SealedGiven(sent.sealed.turn, sent.sealed.kind, sent.id)
    if sent.text is not None:
        # The engine marks with it what stays in the browser (bot.engine.sealed).
        text = sent.text.replace("\0", "").strip()
        if not text:
            raise BadInput("there is nothing in this message", code="empty")
        if len(text) > MAX_TEXT:
            raise TooLarge("this text is too long", code="too_long")
        return Typed(text)
    if sent.tap is not None:
        return Tapped(sent.tap[:64])
    # The page has asked "really?" itself: ask no second time.
    wanted = "forget" if sent.command == "erase" else sent.command
    command = next((known for known in COMMANDS if known == wanted), None)
    if command is None:
        raise BadInput("no such command", code="command")
    return Commanded(command)


def _up_to_reply(found: list[Fetched]) -> list[Fetched]:
    """A batch ends at a counsellor's reply, so that its cursor acknowledges just that reply."""
    for at, fetched in enumerate(found):
        if fetched.outgoing.receipt:
            return found[: at + 1]
    return found


def _cursor(text: str) -> str:
    first, _, second = text.partition("-")
    if not (first.isdecimal() and first.isascii() and len(first) <= 15):
        raise BadInput("not a cursor", code="cursor")
    if second and not (second.isdecimal() and second.isascii() and len(second) <= 15):
        raise BadInput("not a cursor", code="cursor")
    return text
