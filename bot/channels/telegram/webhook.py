"""POST /telegram/webhook: 200 only after the commit.

A plain ASGI application, because it is the hot path. The answer's body carries
`answerCallbackQuery`, which needs no result; it is built by us alone, nothing of a person's text
ever gets into it.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import msgspec
import structlog

from bot.channels.telegram.receive import (
    CHANNEL,
    MAX_UPDATE_BYTES,
    read_bare,
    read_update,
    to_update,
)
from bot.conversation import Conversation
from post.errors import BadInput, LotseError, NotSignedIn, TooLarge, http_status

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_SECRET_HEADER = b"x-telegram-bot-api-secret-token"
log = structlog.get_logger()


class TelegramWebhook:
    def __init__(self, conversation: Conversation, secret: str) -> None:
        self._conversation = conversation
        self._secret = secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._deal_with(scope, receive)
            status = 200
        except LotseError as error:
            answer, status = (
                msgspec.json.encode({"error": {"code": error.code}}),
                http_status(error),
            )
            if isinstance(error, BadInput) and not isinstance(error, TooLarge):
                status = 400
        except Exception as error:
            # 500 lets Telegram bring it again.
            log.error("webhook broke", exc_info=error)
            answer, status = b"{}", 500
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [
                    (b"content-type", b"application/json"),
                    (b"content-length", str(len(answer)).encode()),
                ],
            }
        )
        await send({"type": "http.response.body", "body": answer})

    async def _deal_with(self, scope: Scope, receive: Receive) -> bytes:
        headers = dict(scope["headers"])
        if not hmac.compare_digest(headers.get(_SECRET_HEADER, b""), self._secret):
            raise NotSignedIn("wrong or missing secret", code="wrong_secret")
        body = await _body(headers, receive)
        try:
            update = read_update(body)
        except BadInput:
            # Telegram brings what it is not rid of again and again, before all that follows it.
            bare = read_bare(body)
            if bare and await self._conversation.unread(bare.id, CHANNEL, bare.chat, body):
                return b"{}"
            raise
        known = to_update(update)
        if known is not None:
            await self._conversation.receive(known)
        if update.callback_query is not None:
            return msgspec.json.encode(
                {
                    "method": "answerCallbackQuery",
                    "callback_query_id": update.callback_query.id[:128],
                }
            )
        return b"{}"


async def _body(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    declared = headers.get(b"content-length", b"0")
    if not declared.isdigit() or int(declared) > MAX_UPDATE_BYTES:
        raise TooLarge("larger than an update can be")
    body = bytearray()
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise BadInput("the body ended early", code="cut_off")
        body += event.get("body", b"")
        if len(body) > MAX_UPDATE_BYTES:
            raise TooLarge("larger than an update can be")
        if not event.get("more_body"):
            return bytes(body)
