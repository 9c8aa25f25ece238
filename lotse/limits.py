"""What any request must keep to before a route sees it: size, time, encoding, and how many of
the dear ones come from one address.

Rules
- Each route has its own, smaller limit for bodies; here is the one that no route can forget.
- Addresses are never stored or logged. A count belongs to a hash under a key that is made anew
  with each process and never leaves its memory.
- Requests of this machine itself are not counted, unless it is a proxy that says for whom it
  speaks (LOTSE_TRUSTED_PROXIES): else a proxy would make everybody one.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import math
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from post.errors import BadInput, LotseError, TooLarge, TooMany

LARGEST_BODY = 12 * 1024 * 1024
"""Bytes: a ciphertext of 8 MiB in base64 and what stands around it."""
CHUNK_WITHIN = 30.0
"""Seconds for the next piece of a body; slow lines are fine, standing ones are not."""
BODY_WITHIN = 600.0
"""Seconds for a whole body: 12 MiB at 20 KB/s."""
MOST_ADDRESSES = 50_000

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Allowance(NamedTuple):
    """`at_once` requests from one address, and then one each `every` seconds."""

    method: str
    path: re.Pattern[str]
    at_once: int
    every: float


def _rule(method: str, path: str, at_once: int, every: float) -> Allowance:
    return Allowance(method, re.compile(path), at_once, every)


ALLOWANCES = (
    # A whole shelter or advice centre may share one address.
    _rule("POST", r"/chat/api/sessions", 60, 2.0),
    _rule("POST", r"/chat/api/(doors|line/(receipts|work|offer|cases|withdrawal))", 30, 6.0),
    _rule("POST", r"/desk/api/(sign-in|sessions)(/passkey)?", 60, 2.0),
    _rule("POST", r"/desk/api/(accounts|invitations/look)", 30, 6.0),
)
"""Guessing is hopeless in any case (receipts, tokens and nonces are random); this is against the
load it makes. Opening cases costs a proof of work besides (see the safe line).
"""


class Limits:
    """ASGI middleware. `trusted`: the proxies whose X-Forwarded-For is believed."""

    def __init__(
        self,
        app: ASGIApp,
        refuse: Callable[[LotseError, Scope], ASGIApp],
        trusted: tuple[Network, ...] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._refuse = refuse
        self._trusted = trusted
        self._counts = Counts(clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            headers = dict(scope["headers"])
            _check_head(headers)
            self._check_count(scope, headers)
        except LotseError as error:
            await self._refuse(error, scope)(scope, receive, send)
            return
        await self._app(scope, _bounded(receive), send)

    def _check_count(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        # A path may come as %2Fchat…: what is compared is what the routes compare.
        for number, rule in enumerate(ALLOWANCES):
            if scope["method"] == rule.method and rule.path.fullmatch(scope["path"]):
                address = client_of(scope, headers, self._trusted)
                if address is not None:
                    self._counts.take(number, rule, address)
                return


class Counts:
    """How much of its allowance each address has used: token buckets, in memory only."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._full_at: OrderedDict[bytes, float] = OrderedDict()
        """When each bucket is full again: all that a bucket is."""

    def take(self, number: int, rule: Allowance, address: Address) -> None:
        """Raises TooMany when there is nothing left."""
        now, name = self._clock(), self._name(number, address)
        full_at = max(self._full_at.pop(name, now), now)
        wait = full_at + rule.every - now - rule.at_once * rule.every
        if wait > 0:
            self._full_at[name] = full_at
            raise TooMany("too many requests from this address", retry_after=math.ceil(wait))
        self._full_at[name] = full_at + rule.every
        if len(self._full_at) > MOST_ADDRESSES:
            self._full_at.popitem(last=False)

    def _name(self, number: int, address: Address) -> bytes:
        # One household has a whole /64 of IPv6.
        packed = address.packed[:8] if address.version == 6 else address.packed
        return hashlib.blake2s(bytes([number]) + packed, key=self._key).digest()


def client_of(
    scope: Scope, headers: dict[bytes, bytes], trusted: tuple[Network, ...]
) -> Address | None:
    """Who asks, or None for this machine itself: the last address no trusted proxy has."""
    client = scope.get("client")
    current = _address(client[0]) if client else None
    named = headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")
    while named and current is not None and any(current in network for network in trusted):
        before = _address(named.pop())
        if before is None:
            break
        current = before
    return None if current is None or current.is_loopback else current


def networks(text: str) -> tuple[Network, ...]:
    """Addresses and networks, separated by commas. Raises ValueError."""
    parts = [part.strip() for part in text.split(",")]
    return tuple(ipaddress.ip_network(part, strict=False) for part in parts if part)


def _address(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    mapped = found.ipv4_mapped if found.version == 6 else None
    return mapped or found


def _check_head(headers: dict[bytes, bytes]) -> None:
    if headers.get(b"content-encoding", b"identity").strip().lower() not in (b"", b"identity"):
        # Nothing of ours compresses what it sends; a few bytes could become gigabytes.
        raise BadInput("send it uncompressed", code="encoding")
    declared = headers.get(b"content-length", b"0")
    if not declared.isdigit() or int(declared[:20]) > LARGEST_BODY:
        raise TooLarge("this is too large")


def _bounded(receive: Receive) -> Receive:
    """Counts the bytes and the time of a body while it arrives."""
    size, ends, whole = 0, None, False

    async def bounded() -> Message:
        nonlocal size, ends, whole
        if whole:  # what follows is the wait for the client to hang up: as long as it likes
            return await receive()
        now = asyncio.get_running_loop().time()
        ends = now + BODY_WITHIN if ends is None else ends
        try:
            async with asyncio.timeout(min(CHUNK_WITHIN, ends - now)):
                message = await receive()
        except TimeoutError:
            raise BadInput("this took too long to arrive", code="slow") from None
        size += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if size > LARGEST_BODY:
            raise TooLarge("this is too large")
        return message

    return bounded
