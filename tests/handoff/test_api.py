"""The door: who may use which route, foreign pages, odd bodies."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from fastapi import Response
from fastapi.routing import APIRoute
from sqlalchemy import text

from handoff.door import Door
from handoff.wording import language
from tests.handoff.office import ORIGIN, Office


def routes_of(routes: list[Any]) -> set[tuple[str, str]]:
    found = set()
    for route in routes:
        if isinstance(route, APIRoute) and route.path.startswith("/desk"):
            found |= {(method, route.path) for method in route.methods}
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        if inner is not None:
            found |= routes_of(inner.routes)
    return found


async def ask(client: httpx.AsyncClient, method: str, path: str, **more: Any) -> httpx.Response:
    path = re.sub(r"\{\w+\}", "0" * 32, path)
    more.setdefault("json", {} if method in ("POST", "PUT") else None)
    return await client.request(method, path, **more)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Lotse-Desk": "0"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": f"{ORIGIN}.evil.test"},
    ],
    ids=str,
)
async def test_a_foreign_page_changes_nothing(lite_office: Office, headers: dict[str, str]) -> None:
    writing = [route for route in routes_of(lite_office.app.routes) if route[0] != "GET"]
    assert len(writing) > 20
    for route in writing:
        answer = await ask(lite_office.lead.client, *route, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "origin"), route
    assert (await lite_office.lead.get("/state")).json()["signed_in"] is True


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b'{"name":"bernd"}', "text/plain", 422),
        (b"name=bernd", "application/x-www-form-urlencoded", 422),
        (b'{"name":"bernd"}', "application/json; charset=utf-8", 200),
        (b"", "application/json", 422),
        (b"{", "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"name":1}', "application/json", 422),
        (b'{"name":"\\ud800"}', "application/json", 422),
        (b'{"name":"\xff"}', "application/json", 422),
        (b'{"name":NaN}', "application/json", 422),
        (b'{"name":' + b"[" * 20_000, "application/json", 422),
        (b'{"name":"' + b"a" * 100_000 + b'"}', "application/json", 413),
    ],
)
async def test_odd_bodies_get_a_clear_answer(
    lite_office: Office, content: bytes, kind: str, status: int
) -> None:
    client = lite_office.browser().client
    headers = {"Content-Type": kind}
    answer = await client.post("/desk/api/sign-in", content=content, headers=headers)
    assert answer.status_code == status
    assert b"aaaa" not in answer.content


@pytest.mark.parametrize(
    "path",
    [
        "/cases/%00",
        "/cases/..%2f..%2fx",
        f"/cases/{'0' * 31}G",
        f"/cases/{'0' * 32}",
        f"/cases/{'0' * 32}/items",
        "/cases?state=erased",
        "/cases?state=%00",
    ],
)
async def test_odd_addresses_find_nothing(lite_office: Office, path: str) -> None:
    assert (await lite_office.lead.get(path)).status_code in (404, 422)


@pytest.mark.parametrize(
    "after", ["-1", "x", "1e3", "", "²", "9" * 400, "9007199254740993", "0" * 30 + "9" * 30]
)
async def test_odd_cursors_are_refused(lite_office: Office, after: str) -> None:
    taken = await lite_office.open_case()
    answer = await lite_office.lead.get(f"/cases/{taken.case}/items?after={after}")
    assert answer.status_code == 422


async def test_a_case_whose_key_is_gone_says_so(lite_office: Office) -> None:
    taken = await lite_office.open_case()
    async with lite_office.store.writing() as connection:
        await connection.execute(text("UPDATE shares SET sealed = :other"), {"other": b"0" * 90})
    answer = await lite_office.lead.get(f"/cases/{taken.case}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (410, "cannot_open")
    assert "Tell the operators" in answer.json()["error"]["message"]


@pytest.mark.parametrize("epoch", [-1, 0, 2, 2**63, 2**200])
async def test_odd_epochs_are_stale(lite_office: Office, epoch: int) -> None:
    taken = await lite_office.open_case()
    answer = await lite_office.lead.claim(taken.case, epoch)
    assert answer.status_code in (409, 422)
    assert (await lite_office.lead.get(f"/cases/{taken.case}")).json()["state"] == "NEW"


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("", "de"),
        ("de", "de"),
        ("en-US,en;q=0.9", "en"),
        ("tr,en;q=0.5,de;q=0.4", "en"),
        ("en;q=0.1,de;q=0.2", "de"),
        ("ar", "de"),
        ("en;q=nonsense", "de"),
        (",;q=,,", "de"),
    ],
)
def test_the_language_of_the_desk(accepted: str, lang: str) -> None:
    assert language(accepted) == lang


def test_the_cookie_of_a_secure_address_is_bound_to_it(lite_office: Office) -> None:
    door = Door(lite_office.auth, frozenset({"https://lotse.test"}), secure=True)
    cookie = door.let_in(Response(), "token").headers["set-cookie"]
    assert cookie.startswith("__Host-lotse-desk=token; ")
    assert "; Secure" in cookie
    assert "Domain" not in cookie
