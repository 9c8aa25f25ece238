"""What any route answers to bodies that nobody should send, and how often one address may ask."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from lotse import limits
from lotse.limits import ALLOWANCES, LARGEST_BODY, Counts, client_of, networks
from lotse.settings import read
from post.errors import SettingsError, TooMany
from tests.counsellor import Counsellor
from tests.running import Running, Visitor, free_port

PLANTED = "planted-7c1e"
MEGABYTE = 1024 * 1024
BODIES = {
    "nothing": b"",
    "no JSON": PLANTED.encode(),
    "cut off": b'{"id": "',
    "an array": b"[1, 2]",
    "deep": b"[" * 50_000,
    "deep objects": b'{"id":' * 5_000,
    "keys twice": b'{"id":"%s","id":2,"name":1,"name":2}' % PLANTED.encode(),
    "NaN": b'{"epoch":NaN,"seq":Infinity,"wait":1e999}',
    "2^63": b'{"epoch":9223372036854775808,"seq":-9223372036854775809}',
    "half a surrogate pair": rb'{"name":"\ud800","id":"\udc00","token":"\ud83d"}',
    "no UTF-8": b'{"name":"\xff\xfe","token":"\xc0\xaf"}',
    "NUL": rb'{"name":"\u0000","token":"\u0000","id":"\u0000","lookup":"\u0000"}',
    "a long key": b'{"%s":1}' % (b"k" * 60_000),
}
LARGE_BODIES = re.compile(r"/chat/api/(line/(cases|items)|vault/.*)|/desk/api/cases/[^/]*/items")
"""The routes that take a photo or a voice message; every other one stops at 64 KiB or sooner."""
ODD_IDS = ("0" * 32, "..%2f..%2fetc%2fpasswd", "%00", "%ff", "a" * 3000, "%F0%9F%A6%9C", "1e9")


def routes_of(app: Any) -> list[tuple[str, str]]:
    """Every method and path of the real application, what ends a session last."""
    while not isinstance(app, FastAPI):
        app = app._app
    found = [
        (method, route.path)
        for route in _flat(app.routes)
        for method in sorted(route.methods - {"HEAD"})
    ]
    assert len(found) > 25
    return sorted(found, key=lambda one: (one[0] == "DELETE", one))


def _flat(routes: list[Any]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif (inner := getattr(route, "original_router", None)) is not None:
            yield from _flat(inner.routes)


@pytest.fixture
async def known(lotse: Running) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is both: in a conversation, and signed in at the desk."""
    headers = {"content-type": "application/json", "x-lotse-desk": "1"}
    async with httpx.AsyncClient(base_url=lotse.url, headers=headers, timeout=60) as client:
        visitor = Visitor(client)
        await visitor.begin()
        await Counsellor(client).sign_in(lotse.name, lotse.passphrase)
        client.headers["authorization"] = f"Bearer {visitor.token}"
        yield client


async def status_of(client: httpx.AsyncClient, method: str, path: str, **given: Any) -> int:
    """Its status; what it answers holds none of what was sent."""
    async with client.stream(method, path, **given) as answer:
        kind = answer.headers.get("content-type", "")
        if kind.startswith("text/event-stream"):
            return answer.status_code
        content = await answer.aread()
    if answer.status_code >= 400 and "/api/" in path and "/media/" not in path:
        assert json.loads(content)["error"]["code"], (method, path)
    assert PLANTED.encode() not in content, (method, path)
    return answer.status_code


def filled(path: str, value: str = "0" * 32) -> str:
    return re.sub(r"\{[^}]+\}", value, path)


async def test_no_route_falls_over_an_odd_body(lotse: Running, known: httpx.AsyncClient) -> None:
    routes, broken = routes_of(lotse.parts.app()), []
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as nobody:
        for method, path in routes:
            for name, body in BODIES.items():
                for client in (nobody, known):
                    status = await status_of(client, method, filled(path), content=body)
                    if status >= 500:
                        broken.append((method, path, name, status))
    assert broken == []


async def test_no_route_falls_over_an_odd_id(lotse: Running, known: httpx.AsyncClient) -> None:
    broken = []
    for method, path in routes_of(lotse.parts.app()):
        for value in ODD_IDS if "{" in path else ():
            status = await status_of(known, method, filled(path, value), content=b"{}")
            if status >= 500 or (status == 200 and "/api/" in path):
                broken.append((method, path, value, status))
    assert broken == []


async def test_no_route_takes_a_large_body_that_needs_none(
    lotse: Running, known: httpx.AsyncClient
) -> None:
    body = b'{"text":"' + b"x" * (10 * MEGABYTE) + b'"}'
    taken = []
    for method, path in routes_of(lotse.parts.app()):
        if method in ("GET", "DELETE"):  # they have no body, and reading none is what they do
            continue
        given = {"method": method, "path": filled(path, "x1"), "content": body}
        status = await status_of(known, **given)
        may = LARGE_BODIES.fullmatch(filled(path, "x1")) is not None
        # Some take no body at all and never look: nothing of it was read then.
        if status >= 500 or (
            status < 400 and not may and not await _ignores_its_body(known, method, path)
        ):
            taken.append((method, path, status))
    assert taken == []


async def _ignores_its_body(client: httpx.AsyncClient, method: str, path: str) -> bool:
    return await status_of(client, method, filled(path, "x1"), content=b"\xff{") < 400


async def test_compressed_and_endless_bodies_are_refused_at_the_door(
    lotse: Running, known: httpx.AsyncClient
) -> None:
    bomb = gzip.compress(b" " * (50 * MEGABYTE))
    assert len(bomb) < 100_000

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 65536

    for method, path in routes_of(lotse.parts.app()):
        headers = {"content-encoding": "gzip"}
        status = await status_of(known, method, filled(path), content=bomb, headers=headers)
        assert status == 422, (method, path)
    declared = {"content-length": str(LARGEST_BODY + 1)}
    with pytest.raises(httpx.TransportError):  # we never send so much: the connection is closed
        await known.post("/chat/api/messages", content=endless(), headers=declared)


async def test_a_body_that_stands_still_is_given_up(
    lotse: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CHUNK_WITHIN", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", lotse.settings.port)
    writer.write(
        b"POST /chat/api/sessions HTTP/1.1\r\nhost: localhost\r\ncontent-length: 20\r\n\r\n{"
    )
    async with asyncio.timeout(30):
        line = await reader.readline()
    assert b" 422 " in line
    writer.close()


# addresses


@pytest.fixture
async def behind_a_proxy(valkey_url: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    running = Running(tmp_path, valkey_url, port=free_port(), trusted_proxies="127.0.0.1")
    async with running, httpx.AsyncClient(base_url=running.url, timeout=60) as client:
        yield client


async def test_one_address_is_slowed_down_and_no_other(behind_a_proxy: httpx.AsyncClient) -> None:
    async def join(address: str, **headers: str) -> httpx.Response:
        return await behind_a_proxy.post(
            "/desk/api/invitations/look",
            json={"token": "x"},
            headers={"x-lotse-desk": "1", "x-forwarded-for": address, **headers},
        )

    most = next(rule.at_once for rule in ALLOWANCES if "invitations" in rule.path.pattern)
    answers = [await join("203.0.113.7") for _ in range(most)]
    assert {answer.status_code for answer in answers} == {410}
    refused = await join("203.0.113.7")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert refused.json()["error"]["code"] == "too_many"
    # Who writes the header themselves only adds to its left.
    assert (await join("198.51.100.1, 203.0.113.7")).status_code == 429
    assert (await join("203.0.113.8")).status_code == 410


def scope(client: str) -> dict[str, Any]:
    return {"client": (client, 1)}


PROXIES = networks("10.0.0.1, 10.1.0.0/16, 127.0.0.1, fd00::/8")
CLIENTS = [
    ("203.0.113.7", "", "203.0.113.7"),
    ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
    ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
    ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
    ("10.0.0.1", "198.51.100.1, 10.1.2.3", "198.51.100.1"),
    ("10.0.0.1", "nonsense", "10.0.0.1"),
    ("10.0.0.1", "", "10.0.0.1"),
    ("fd00::1", "2001:db8::5", "2001:db8::5"),
    ("::ffff:203.0.113.7", "", "203.0.113.7"),
    ("127.0.0.1", "", None),
    ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
    ("::1", "", None),
]


@pytest.mark.parametrize(("peer", "header", "found"), CLIENTS)
def test_who_asks(peer: str, header: str, found: str | None) -> None:
    headers = {b"x-forwarded-for": header.encode()} if header else {}
    address = client_of(scope(peer), headers, PROXIES)
    assert (None if address is None else str(address)) == found


def test_nobody_is_believed_unless_named() -> None:
    headers = {b"x-forwarded-for": b"198.51.100.1"}
    assert client_of(scope("127.0.0.1"), headers, ()) is None
    assert str(client_of(scope("10.0.0.1"), headers, ())) == "10.0.0.1"


def test_an_allowance_comes_back_with_time_and_keeps_no_address() -> None:
    now = [0.0]
    counts, rule = Counts(lambda: now[0]), limits._rule("POST", "/x", 3, 2.0)
    address = client_of(scope("203.0.113.7"), {}, ())
    for _ in range(3):
        counts.take(0, rule, address)
    with pytest.raises(TooMany) as refused:
        counts.take(0, rule, address)
    assert refused.value.retry_after == 2
    now[0] = 2.0
    counts.take(0, rule, address)
    assert address.packed not in b"".join(counts._full_at)
    neighbours = [client_of(scope(f"2001:db8::{n}"), {}, ()) for n in range(1, 6)]
    for neighbour in neighbours[:3]:
        counts.take(0, rule, neighbour)
    with pytest.raises(TooMany):  # one household, one allowance
        counts.take(0, rule, neighbours[3])


def test_counts_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 100)
    counts, rule = Counts(lambda: 0.0), limits._rule("POST", "/x", 3, 2.0)
    for number in range(500):
        counts.take(0, rule, client_of(scope(f"203.0.{number // 250}.{number % 250}"), {}, ()))
    assert len(counts._full_at) == 100


def test_a_wrong_proxy_setting_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_TRUSTED_PROXIES", "my-proxy")
    with pytest.raises(SettingsError, match=r"LOTSE_TRUSTED_PROXIES: .*addresses or networks"):
        read()


# headers


async def test_the_microphone_belongs_to_the_chat_alone(lotse: Running) -> None:
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as client:
        said = {
            path: (await client.get(path)).headers["permissions-policy"]
            for path in ("/", "/desk/", "/privacy", "/healthz", "/static/app.js", "/nothing-here")
        }
    with_it = [path for path, policy in said.items() if "microphone=(self)" in policy]
    assert with_it == ["/"]
    assert all("camera=()" in policy for policy in said.values())


async def test_no_answer_to_a_resident_sets_a_cookie(lotse: Running) -> None:
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as client:
        visitor = Visitor(client)
        await visitor.begin()
        for path in ("/", "/privacy", "/imprint", "/accessibility", "/widget.js"):
            assert "set-cookie" not in (await client.get(path)).headers
        assert "set-cookie" not in (await visitor.post(command="menu")).headers
        assert len(client.cookies) == 0
