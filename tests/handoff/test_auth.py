"""Sign-in by sealed nonce, decoys, delays, sessions."""

from __future__ import annotations

import base64
import hashlib
import os

import msgspec
import pytest
from sqlalchemy import text

from handoff.age_scrypt import looks_like_sealed_identity
from handoff.auth import LONGEST_DELAY, delay_after
from post.keyring import KeyRing
from post.sealing import open_with
from tests.handoff.office import Office


def binary(answer: dict[str, str], key: str) -> bytes:
    return base64.b64decode(answer[key])


async def test_signing_in_and_out(lite_office: Office) -> None:
    browser = lite_office.second
    browser.client.cookies.clear()
    assert (await browser.get("/cases")).status_code == 401
    signed_in = await browser.sign_in()
    assert signed_in.status_code == 201
    assert signed_in.json()["me"]["name"] == "bernd"
    cookie = signed_in.headers["set-cookie"]
    assert cookie.startswith("lotse-desk=")
    assert "HttpOnly; Max-Age=28800; Path=/; SameSite=strict" in cookie
    assert "Secure" not in cookie
    assert (await browser.get("/cases")).status_code == 200
    token = browser.client.cookies["lotse-desk"]
    assert (await browser.client.delete("/desk/api/session")).status_code == 204
    browser.client.cookies.set("lotse-desk", token)
    assert (await browser.get("/cases")).status_code == 401


async def test_the_name_is_taken_without_regard_to_case(lite_office: Office) -> None:
    lite_office.second.name = " BernD "
    assert (await lite_office.second.sign_in()).status_code == 201


async def test_an_attempt_can_be_used_once(lite_office: Office) -> None:
    browser = lite_office.second
    challenge = (await browser.post("/sign-in", {"name": "bernd"})).json()
    wrong = base64.b64encode(os.urandom(32)).decode()
    given = {"attempt": challenge["attempt"], "nonce": wrong}
    first = await browser.post("/sessions", given)
    second = await browser.post("/sessions", given)
    assert first.json()["error"]["code"] == "sign_in"
    assert second.json()["error"]["code"] == "attempt"
    assert (first.status_code, second.status_code) == (403, 403)


async def test_an_attempt_ends_after_two_minutes(lite_office: Office) -> None:
    challenge = (await lite_office.second.post("/sign-in", {"name": "bernd"})).json()
    left = await lite_office.valkey.client.ttl(f"a:{challenge['attempt']}")
    assert 110 < left <= 120


async def test_an_unknown_name_cannot_be_told_from_a_known_one(lite_office: Office) -> None:
    browser = lite_office.browser()
    known = (await browser.post("/sign-in", {"name": "bernd"})).json()
    unknown = (await browser.post("/sign-in", {"name": "Nobody"})).json()
    again = (await browser.post("/sign-in", {"name": "nobody "})).json()
    other = (await browser.post("/sign-in", {"name": "somebody"})).json()
    assert known.keys() == unknown.keys()
    assert len(known["attempt"]) == len(unknown["attempt"])
    assert len(known["sealed_identity"]) == len(unknown["sealed_identity"])
    assert looks_like_sealed_identity(binary(unknown, "sealed_identity"))
    assert unknown["sealed_identity"] == again["sealed_identity"] != other["sealed_identity"]
    nonce = binary(unknown, "sealed_nonce")
    assert nonce.startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert unknown["sealed_nonce"] != again["sealed_nonce"]
    guess = {"attempt": unknown["attempt"], "nonce": base64.b64encode(bytes(32)).decode()}
    answer = await browser.post("/sessions", guess)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "sign_in")


@pytest.mark.parametrize("name", ["", "\x00", "a" * 60_000, "../x", "' OR 1=1 --", "😀"])
async def test_odd_names_get_a_decoy_as_well(lite_office: Office, name: str) -> None:
    answer = await lite_office.browser().post("/sign-in", {"name": name})
    assert answer.status_code == 200
    assert looks_like_sealed_identity(binary(answer.json(), "sealed_identity"))


@pytest.mark.parametrize("name", ["bernd", "nobody"])
async def test_wrong_nonces_slow_down_and_never_lock_out(lite_office: Office, name: str) -> None:
    office, stranger = lite_office, lite_office.browser()
    office.slept.clear()
    for _ in range(8):
        challenge = (await stranger.post("/sign-in", {"name": name})).json()
        wrong = {"attempt": challenge["attempt"], "nonce": base64.b64encode(bytes(32)).decode()}
        assert (await stranger.post("/sessions", wrong)).status_code == 403
    assert office.slept == [0, 0.25, 0.5, 1, 2, 4, 4, 4]
    if name == "bernd":
        assert (await office.second.sign_in()).status_code == 201
        await stranger.post("/sign-in", {"name": name})
        assert office.slept[-1] == 0


def test_the_delay_is_bounded() -> None:
    assert [delay_after(wrong) for wrong in (-1, 0, 1, 10**9)] == [0, 0, 0.25, LONGEST_DELAY]


async def test_a_session_slides_and_ends_when_idle(lite_office: Office) -> None:
    office = lite_office
    for browser in (office.lead, office.second):
        await browser.get("/state")
    keys = [key async for key in office.valkey.client.scan_iter("d:*")]
    for key in keys:
        await office.valkey.client.expire(key, 100)
    token = office.lead.client.cookies["lotse-desk"]
    assert (await office.auth.who(token, keep_alive=False)).name == "ayse"
    assert [await office.valkey.client.ttl(key) for key in keys] == [100, 100]
    await office.lead.get("/state")
    assert sorted([await office.valkey.client.ttl(key) for key in keys]) == [100, 28800]
    for key in keys:
        await office.valkey.client.delete(key)
    assert (await office.lead.get("/state")).json()["signed_in"] is False


async def test_a_session_made_up_in_the_store_does_not_count(lite_office: Office) -> None:
    office = lite_office
    keys = [key async for key in office.valkey.client.scan_iter("d:*")]
    one, other = [await office.valkey.client.get(key) for key in keys]
    await office.valkey.client.set(keys[0], other)
    await office.valkey.client.set(keys[1], KeyRing.fresh().seal("login", "x", b"y"))
    assert one != other
    for browser in (office.lead, office.second):
        assert (await browser.get("/cases")).status_code == 401


async def test_an_attempt_made_up_in_the_store_does_not_count(lite_office: Office) -> None:
    office, stranger = lite_office, lite_office.browser()
    forged = msgspec.msgpack.encode(("key", office.lead.id, bytes(32)))
    for sealed in (forged, KeyRing.fresh().seal("login", "a:forged", forged)):
        await office.valkey.client.set("a:forged", sealed)
        given = {"attempt": "forged", "nonce": base64.b64encode(bytes(32)).decode()}
        answer = await stranger.post("/sessions", given)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "attempt")


async def test_whoever_left_is_signed_in_nowhere(lite_office: Office) -> None:
    office = lite_office
    challenge = (await office.second.post("/sign-in", {"name": "bernd"})).json()
    nonce = open_with(binary(challenge, "sealed_nonce"), str(office.second.identity))
    async with office.store.writing() as connection:
        await connection.execute(text("DELETE FROM memberships"))
        await connection.execute(text("DELETE FROM unlock_methods"))
        await connection.execute(text("DELETE FROM staff WHERE name = 'bernd'"))
    given = {"attempt": challenge["attempt"], "nonce": base64.b64encode(nonce).decode()}
    assert (await office.second.get("/cases")).status_code == 401
    assert (await office.second.post("/sessions", given)).status_code == 403


async def test_neither_token_nor_name_lies_in_valkey(lite_office: Office) -> None:
    office = lite_office
    await office.browser().post("/sign-in", {"name": "bernd"})
    token = office.lead.client.cookies["lotse-desk"].encode()
    dumped = b""
    async for key in office.valkey.client.scan_iter("*"):
        if await office.valkey.client.type(key) == b"string":
            dumped += key + await office.valkey.client.get(key)
    assert len(dumped) > 100
    for secret in (token, b"bernd", office.lead.id.encode()):
        assert secret not in dumped


async def test_a_session_that_somebody_set_before_is_never_taken_over(
    lite_office: Office,
) -> None:
    browser = lite_office.second
    chosen = "chosen-by-the-attacker-chosen-by-the-attacker"
    browser.client.cookies.clear()
    browser.client.cookies.set("lotse-desk", chosen)
    answer = await browser.sign_in()
    assert answer.status_code == 201
    token = answer.cookies["lotse-desk"]
    assert token != chosen
    browser.client.cookies.clear()
    browser.client.cookies.set("lotse-desk", chosen)
    assert (await browser.get("/cases")).status_code == 401
    browser.client.cookies.clear()
    browser.client.cookies.set("lotse-desk", token)
    assert (await browser.get("/cases")).status_code == 200


async def test_a_session_of_the_first_version_is_over(lite_office: Office) -> None:
    office, browser = lite_office, lite_office.second
    token = browser.client.cookies["lotse-desk"]
    key = f"d:{hashlib.sha256(token.encode()).hexdigest()}"
    old = office.keyring.seal("login", key, browser.id.encode())
    assert await office.valkey.client.set(key, old, xx=True)
    assert (await browser.get("/cases")).status_code == 401
    assert (await office.lead.get("/cases")).status_code == 200


@pytest.mark.parametrize("host", ["evil.test", "desk.test.evil.test", "desk.test:1", "", "\u00e4"])
async def test_the_host_header_decides_nothing(lite_office: Office, host: str) -> None:
    office = lite_office
    headers = {"Host": host.encode("utf-8")}
    answer = await office.lead.client.get("/desk/api/state", headers=headers)
    assert answer.json()["origin_host"] == "desk.test"
    assert b"evil" not in answer.content
    invited = await office.lead.client.post(
        "/desk/api/invitations", json={"role": "editor", "team": "ads"}, headers=headers
    )
    assert invited.status_code == 201
    assert b"evil" not in invited.content + str(invited.headers).encode()


async def test_somebody_without_a_passphrase_looks_unknown(lite_office: Office) -> None:
    office = lite_office
    async with office.store.writing() as connection:
        await connection.execute(text("DELETE FROM unlock_methods"))
    answers = [
        (await office.browser().post("/sign-in", {"name": name})).json()
        for name in ("bernd", "nobody")
    ]
    assert {len(answer["sealed_identity"]) for answer in answers} == {
        len(answers[0]["sealed_identity"])
    }
    assert looks_like_sealed_identity(binary(answers[0], "sealed_identity"))
