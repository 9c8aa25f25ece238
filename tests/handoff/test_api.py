"""The door: who may use which route, foreign pages, odd bodies."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import Response
from fastapi.routing import APIRoute

from handoff.door import Door
from handoff.wording import _TEXTS, language
from tests.handoff.office import ORIGIN, Office

# Route → what anonymous, unconfirmed, counsellor and lead get. 2xx and 4xx for a good request
# of somebody entitled differ by what the request finds; 401 and 403 are the door's.
OPEN_TO_ALL = (None, None, None, None)
SIGNED_IN = (401, None, None, None)
CONFIRMED = (401, 403, None, None)
LEAD = (401, 403, 403, None)
MATRIX: dict[tuple[str, str], tuple[int | None, ...]] = {
    ("GET", "/desk/api/state"): OPEN_TO_ALL,
    ("POST", "/desk/api/invitations/look"): OPEN_TO_ALL,
    ("POST", "/desk/api/accounts"): OPEN_TO_ALL,
    ("POST", "/desk/api/sign-in"): OPEN_TO_ALL,
    ("POST", "/desk/api/sessions"): OPEN_TO_ALL,
    ("DELETE", "/desk/api/session"): OPEN_TO_ALL,
    ("GET", "/desk/api/events"): SIGNED_IN,
    ("GET", "/desk/api/staff"): LEAD,
    ("POST", "/desk/api/invitations"): LEAD,
    ("POST", "/desk/api/staff/{staff_id}/confirmation"): LEAD,
    ("GET", "/desk/api/cases"): CONFIRMED,
    ("GET", "/desk/api/cases/{case_id}"): CONFIRMED,
    ("GET", "/desk/api/cases/{case_id}/items"): CONFIRMED,
    ("POST", "/desk/api/cases/{case_id}/claim"): CONFIRMED,
    ("POST", "/desk/api/cases/{case_id}/release"): CONFIRMED,
    ("POST", "/desk/api/cases/{case_id}/closure"): CONFIRMED,
    ("POST", "/desk/api/cases/{case_id}/items"): CONFIRMED,
}
WRITING = [route for route in MATRIX if route[0] != "GET"]


def routes_of(routes: list[Any]) -> set[tuple[str, str]]:
    found = set()
    for route in routes:
        if isinstance(route, APIRoute) and route.path.startswith("/desk"):
            found |= {(method, route.path) for method in route.methods}
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        if inner is not None:
            found |= routes_of(inner.routes)
    return found


def test_every_route_has_an_entry(lite_office_app_routes: set[tuple[str, str]]) -> None:
    assert lite_office_app_routes == set(MATRIX)


@pytest.fixture
def lite_office_app_routes(lite_office: Office) -> set[tuple[str, str]]:
    return routes_of(lite_office.app.routes)


async def ask(client: httpx.AsyncClient, method: str, path: str, **more: Any) -> httpx.Response:
    path = path.format(case_id="0" * 32, staff_id="0" * 32)
    more.setdefault("json", {} if method == "POST" else None)
    return await client.request(method, path, **more)


@pytest.mark.parametrize("route", MATRIX, ids=" ".join)
async def test_who_may_use_a_route(lite_office: Office, route: tuple[str, str]) -> None:
    office = lite_office
    late = await office.new_colleague("cem", "Cem A.", confirmed=False)
    office.stop.set()
    for who, expected in zip(
        (office.browser(), late, office.second, office.lead), MATRIX[route], strict=True
    ):
        answer = await ask(who.client, *route)
        if expected is None:
            assert answer.status_code not in (401, 403)
        else:
            assert answer.status_code == expected
        assert answer.status_code < 500
        if answer.status_code >= 400:
            error = answer.json()["error"]
            assert error["code"]
            assert error["message"] in {text for pair in _TEXTS.values() for text in pair}


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
    for route in WRITING:
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


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "", "²", "9" * 400, "9007199254740993"])
async def test_odd_cursors_are_refused(lite_office: Office, after: str) -> None:
    taken = await lite_office.open_case()
    answer = await lite_office.lead.get(f"/cases/{taken.case}/items?after={after}")
    assert answer.status_code == 422


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
