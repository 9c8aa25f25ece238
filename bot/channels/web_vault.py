"""What a resident's browser needs beside the conversation: the vault, passages, the guard."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response

from bot.channels.web_http import answer, chat_of, read, sender
from bot.conversation import Conversation
from bot.engine.book import Book
from bot.engine.events import Arrived
from bot.engine.typed import command_words
from bot.passages import TOKEN_LENGTH, Passages
from bot.update import Update
from bot.vault import LARGEST_ENTRY, Vault
from post.errors import BadInput, Gone

MAX_SEALED = LARGEST_ENTRY * 4 // 3 + 1024
"""Bytes of the largest entry in base64, and the JSON around it."""
_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")


class _Sealed(msgspec.Struct):
    sealed: bytes


class _Token(msgspec.Struct):
    token: str


class WebVault:
    def __init__(
        self,
        *,
        vault: Vault,
        passages: Passages,
        conversation: Conversation,
        book: Callable[[], Book],
    ) -> None:
        self._vault = vault
        self._passages = passages
        self._conversation = conversation
        self._book = book

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/chat/api")
        router.add_api_route("/vault", self.names, methods=["GET"])
        router.add_api_route("/vault/{name}", self.get, methods=["GET"])
        router.add_api_route("/vault/{name}", self.put, methods=["PUT"], status_code=204)
        router.add_api_route("/doors", self.arrive, methods=["POST"], status_code=201)
        router.add_api_route("/guard", self.guard, methods=["GET"])
        return router

    async def names(self, request: Request) -> Response:
        return answer({"names": await self._vault.names(sender(request))})

    async def get(self, request: Request, name: str) -> Response:
        sealed = await self._vault.get(sender(request), _checked(name))
        return answer({"sealed": msgspec.to_builtins(sealed)})

    async def put(self, request: Request, name: str) -> Response:
        chat = sender(request)
        content = (await read(request, _Sealed, MAX_SEALED)).sealed
        await self._vault.put(chat, _checked(name), content)
        return Response(status_code=204)

    async def arrive(self, request: Request) -> Response:
        """From a messenger, by its link: the conversation goes on here."""
        given = (await read(request, _Token)).token
        if len(given) != TOKEN_LENGTH:
            raise Gone("This link was used or is too old.", code="door")
        session = await self._passages.take(given)
        token = secrets.token_urlsafe(32)
        update = Update(f"web:{secrets.token_hex(16)}", chat_of(token), Arrived(), session.lang)
        await self._conversation.receive(update, session)
        return answer({"token": token, "lang": session.lang}, 201)

    async def guard(self, lang: str = "de") -> Response:
        """What the browser looks for in typed words before it seals them."""
        book = self._book()
        known = {language.id for language in book.languages}
        danger: dict[str, Any] = {
            "phrases": book.danger.phrases,
            "unless": book.danger.unless,
            "ordinary": book.danger.ordinary,
        }
        words = command_words(book, lang if lang in known else "de")
        return answer({"commands": words, "danger": danger})


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise BadInput("a name has 1 to 64 letters, digits or -", code="name")
    return name
