"""E-mail: one short text to one address, through the city's SMTP server.

Rules
- Never without TLS, except towards this machine, or where LOTSE_SMTP_URL says `tls=off`.
- What went wrong is told by a code, never by the server's words: those may repeat the address.
"""

from __future__ import annotations

import re
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from handoff.case_store import Now
from post.errors import SettingsError

Tls = Literal["implicit", "starttls", "maybe", "off"]
Failure = Literal["mail_away", "mail_refused", "mail_sign_in", "mail_tls"]

WITHIN = 20.0  # seconds
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
_LONGEST_ADDRESS = 254


class NotSent(Exception):
    """`why` is a Failure; `passing`: worth trying again."""

    def __init__(self, why: Failure, *, passing: bool = True) -> None:
        super().__init__(why)
        self.why = why
        self.passing = passing


class Server(msgspec.Struct, frozen=True):
    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: Tls = "starttls"


def server_of(url: str) -> Server | None:
    """`smtp://USER:PASSWORD@HOST:587` (STARTTLS) or `smtps://…:465`; None for "".

    Raises SettingsError, without repeating the address.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingsError("must look like smtp://user:password@host:587")
    tls: Tls = "implicit" if parts.scheme == "smtps" else "starttls"
    if parts.scheme == "smtp" and parse_qs(parts.query).get("tls") == ["off"]:
        tls = "off"
    elif parts.scheme == "smtp" and parts.hostname in _LOCAL:
        tls = "maybe"
    usual = 465 if tls == "implicit" else 587
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname, port or usual, user, password, tls)


def is_address(text: str) -> bool:
    """Plain ones only: nothing that could become a header or a second address."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


class Mailer:
    """`sender` is the address all mail comes from."""

    def __init__(self, server: Server | None, sender: str, now: Now) -> None:
        self._server = server
        self._sender = sender
        self._now = now

    @property
    def possible(self) -> bool:
        return self._server is not None

    async def send(self, to: str, subject: str, text: str) -> None:
        """Raises NotSent."""
        if self._server is None:
            raise NotSent("mail_away", passing=False)
        # Costs 30 ms, and most processes never send any.
        from aiosmtplib import errors, send  # noqa: PLC0415

        server = self._server
        start = {"starttls": True, "maybe": None, "off": False, "implicit": False}[server.tls]
        try:
            await send(
                self._message(to, subject, text),
                hostname=server.host,
                port=server.port,
                username=server.user or None,
                password=server.password or None,
                use_tls=server.tls == "implicit",
                start_tls=start,
                timeout=WITHIN,
                local_hostname="localhost",
            )
        except errors.SMTPAuthenticationError:
            raise NotSent("mail_sign_in") from None
        except (errors.SMTPRecipientsRefused, errors.SMTPResponseException) as error:
            raise _refused(error) from None
        except (ssl.SSLError, errors.SMTPException, OSError, TimeoutError) as error:
            secured = isinstance(error, ssl.SSLError) or re.search("TLS|SSL", str(error))
            raise NotSent("mail_tls" if secured else "mail_away") from None

    def _message(self, to: str, subject: str, text: str) -> EmailMessage:
        user, _, domain = self._sender.partition("@")
        message = EmailMessage()
        message["From"] = Address("Lotse", user, domain)
        message["To"] = Address(addr_spec=to)
        message["Subject"] = subject
        message["Date"] = format_datetime(self._now())
        message["Message-ID"] = make_msgid(domain=domain)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message


def _refused(error: Exception) -> NotSent:
    """5xx is for good, all else passes."""
    refusals = getattr(error, "recipients", None) or [error]
    codes = [getattr(each, "code", 0) for each in refusals]
    return NotSent("mail_refused", passing=not all(code >= 500 for code in codes))
