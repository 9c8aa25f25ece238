"""An SMTP server on a socket of this machine, which keeps what it takes."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Kept:
    """What the server took; `refuses` are answers it gives instead, to RCPT."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], Message]] = []
        self.users: list[str] = []
        self.refuses: list[str] = []
        self.port = 0

    async def handle_RCPT(  # noqa: N802 (the library calls it so)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.refuses:
            return self.refuses.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content)
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, message))
        return "250 OK"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _how: str, who: Any) -> Any:
        assert isinstance(who, LoginPassword)
        self.users.append(who.login.decode())
        return AuthResult(success=who.password == b"geheim", handled=False)


@asynccontextmanager
async def smtp_server(*, sign_in: bool = False) -> AsyncIterator[Kept]:
    kept = Kept()
    more: dict[str, Any] = {}
    if sign_in:
        more = {
            "authenticator": kept.authenticate,
            "auth_required": True,
            "auth_require_tls": False,
        }
    spoken: list[SMTP] = []

    def answering() -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # signing in without TLS: on this machine only
            spoken.append(SMTP(kept, hostname="localhost", **more))
        return spoken[-1]

    server = await asyncio.get_running_loop().create_server(answering, "127.0.0.1", 0)
    kept.port = server.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        server.close()
        for each in spoken:
            if each.transport is not None:
                each.transport.abort()
        await server.wait_closed()
        await asyncio.sleep(0)
