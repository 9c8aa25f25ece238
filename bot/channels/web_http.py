"""What the web chat's routes share: tokens, bodies, answers."""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

import msgspec
from fastapi import Request, Response

from post.errors import BadInput, NotSignedIn, TooLarge
from post.ids import ChatAddress

CHANNEL = "web"
TOKEN_LENGTH = 43
MAX_BODY = 64 * 1024

Body = TypeVar("Body")


def chat_of(token: str) -> ChatAddress:
    """The token itself is kept nowhere: who reads the stores cannot write in its name."""
    return ChatAddress(CHANNEL, hashlib.sha256(token.encode()).hexdigest())


def sender(request: Request) -> ChatAddress:
    """Raises NotSignedIn for a request without a token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or len(token) != TOKEN_LENGTH or not token.isascii():
        raise NotSignedIn("no conversation", code="expired")
    return chat_of(token)


async def read(request: Request, kind: type[Body], most: int = MAX_BODY) -> Body:
    """The body as `kind`. Raises TooLarge beyond `most` bytes, BadInput for anything else."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise TooLarge("this is too large", code="too_long")
    try:
        return msgspec.json.decode(body or b"{}", type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("this is not the JSON expected here", code="json") from error


def answer(content: dict[str, Any], status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")


def refusal(code: str, message: str, status: int, **more: Any) -> Response:
    """An error with more in it than words."""
    return answer({"error": {"code": code, "message": message, **more}, **more}, status)
