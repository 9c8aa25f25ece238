"""Passkeys: adding one, signing in by it, and what is refused."""

from __future__ import annotations

import base64
import copy
import hashlib
from typing import Any

import pyrage
import pytest
from pyrage import x25519
from sqlalchemy import text
from webauthn.helpers import base64url_to_bytes

from post.ids import Recipient
from post.sealing import open_with, seal_for_person
from tests.handoff.authenticator import Authenticator
from tests.handoff.office import ORIGIN, Browser, Office

HOST = "desk.test"


@pytest.fixture
def key() -> Authenticator:
    return Authenticator(ORIGIN, HOST)


def sealed_for(unlocking: x25519.Identity, browser: Browser) -> str:
    recipient = Recipient(str(unlocking.to_public()))
    return base64.b64encode(seal_for_person(str(browser.identity).encode(), recipient)).decode()


async def begin_adding(browser: Browser) -> dict[str, Any]:
    return (await browser.post("/me/passkeys/options", {})).json()


async def add(browser: Browser, key: Authenticator, begun: dict[str, Any] | None = None, **more):
    begun = begun or await begin_adding(browser)
    body = {
        "attempt": begun["attempt"],
        "label": "Schlüssel am Bund",
        "credential": key.create(begun["options"]),
        "sealed_identity": sealed_for(x25519.Identity.generate(), browser),
        **more,
    }
    return await browser.post("/me/passkeys", body)


async def begin(browser: Browser) -> dict[str, Any]:
    return (await browser.post("/sign-in/passkey", {})).json()


async def finish(browser: Browser, begun: dict[str, Any], credential: Any):
    body = {"attempt": begun["attempt"], "credential": credential}
    return await browser.post("/sessions/passkey", body)


def refusal(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_a_passkey_signs_in_and_unlocks(lite_office: Office, key: Authenticator) -> None:
    office, browser = lite_office, lite_office.second
    unlocking = x25519.Identity.generate()
    begun = await begin_adding(browser)
    salt = base64url_to_bytes(begun["salt"])
    assert salt == hashlib.sha256(b"lotse desk prf v1").digest()
    assert begun["options"]["rp"]["id"] == HOST
    selection = begun["options"]["authenticatorSelection"]
    assert (selection["residentKey"], selection["userVerification"]) == ("required", "required")
    added = await add(browser, key, begun, sealed_identity=sealed_for(unlocking, browser))
    assert added.status_code == 201
    assert added.json()["method"]["label"] == "Schlüssel am Bund"
    assert (await browser.get("/state")).json()["me"]["methods"] == {
        "passphrase": True,
        "passkeys": 1,
    }
    exclude = (await begin_adding(browser))["options"]["excludeCredentials"]
    assert [each["id"] for each in exclude] == [key.create(begun["options"])["id"]]

    stranger = office.browser()
    begun = await begin(stranger)
    assert begun["options"]["userVerification"] == "required"
    assert begun["options"]["allowCredentials"] == []
    answer = await finish(stranger, begun, key.get(begun["options"]))
    assert (answer.status_code, answer.json()["me"]["id"]) == (201, browser.id)
    sealed = base64.b64decode(answer.json()["sealed_identity"])
    assert open_with(sealed, str(unlocking)).decode() == str(browser.identity)
    assert (await stranger.get("/cases")).status_code == 200
    assert ("staff:" + browser.id, "passkey_add", "staff:" + browser.id) in await office.noted()


async def test_a_challenge_is_used_once_and_ends_soon(
    lite_office: Office, key: Authenticator
) -> None:
    office = lite_office
    await add(office.second, key)
    begun = await begin(office.browser())
    assert 290 < await office.valkey.client.ttl(f"p:{begun['attempt']}") <= 300
    credential = key.get(begun["options"])
    assert (await finish(office.browser(), begun, credential)).status_code == 201
    assert refusal(await finish(office.browser(), begun, credential)) == (403, "passkey")
    adding = await begin_adding(office.second)
    assert (await add(office.second, Authenticator(ORIGIN, HOST), adding)).status_code == 201
    assert refusal(await add(office.second, Authenticator(ORIGIN, HOST), adding)) == (
        422,
        "passkey",
    )


async def test_challenges_are_not_mixed_up(lite_office: Office, key: Authenticator) -> None:
    office = lite_office
    await add(office.second, key)
    signing, adding = await begin(office.second), await begin_adding(office.second)
    assert refusal(await finish(office.browser(), adding, key.get(adding["options"]))) == (
        403,
        "passkey",
    )
    fresh = Authenticator(ORIGIN, HOST)
    mixed = {"attempt": signing["attempt"], "options": {**adding["options"], **signing["options"]}}
    assert refusal(await add(office.second, fresh, mixed)) == (422, "passkey")
    of_the_lead = await begin_adding(office.lead)
    assert refusal(await add(office.second, fresh, of_the_lead)) == (422, "passkey")


@pytest.mark.parametrize(
    ("origin", "host", "verifies"),
    [
        ("https://evil.test", HOST, True),
        (f"{ORIGIN}.evil.test", HOST, True),
        (ORIGIN, "evil.test", True),
        (ORIGIN, HOST, False),
    ],
)
async def test_foreign_origins_hosts_and_unverified_users_are_refused(
    lite_office: Office, key: Authenticator, origin: str, host: str, verifies: bool
) -> None:
    office = lite_office
    odd = Authenticator(origin, host, verifies=verifies)
    assert refusal(await add(office.second, odd)) == (422, "passkey")
    assert (await add(office.second, key)).status_code == 201
    key.origin, key.host, key.verifies = origin, host, verifies
    begun = await begin(office.browser())
    assert refusal(await finish(office.browser(), begun, key.get(begun["options"]))) == (
        403,
        "passkey",
    )


async def test_unknown_foreign_and_nobodys_passkeys_get_the_same_answer(
    lite_office: Office, key: Authenticator
) -> None:
    office = lite_office
    third = await office.new_colleague("cem", "Cem A.")
    await add(third, key)
    unknown, other = Authenticator(ORIGIN, HOST), Authenticator(ORIGIN, HOST)
    other.id = key.id  # somebody else's id, another key
    answers = []
    for odd in (unknown, other):
        begun = await begin(office.browser())
        answers.append(await finish(office.browser(), begun, odd.get(begun["options"])))
    await office.lead.post(f"/staff/{third.id}/revocation", {})
    begun = await begin(office.browser())
    answers.append(await finish(office.browser(), begun, key.get(begun["options"])))
    assert {answer.content for answer in answers} == {answers[0].content}
    assert {answer.status_code for answer in answers} == {403}


async def test_the_prf_output_is_never_taken(lite_office: Office, key: Authenticator) -> None:
    office = lite_office
    begun = await begin_adding(office.second)
    leaking = key.create(begun["options"])
    leaking["clientExtensionResults"] = {"prf": {"results": {"first": "c2VjcmV0"}}}
    assert refusal(await add(office.second, key, begun, credential=leaking)) == (422, "prf")
    await add(office.second, key)
    begun = await begin(office.browser())
    leaking = key.get(begun["options"])
    leaking["clientExtensionResults"] = {"prf": {"results": {"first": "c2VjcmV0"}}}
    assert refusal(await finish(office.browser(), begun, leaking)) == (422, "prf")


async def test_a_counter_that_runs_backwards_is_written_down(
    lite_office: Office, key: Authenticator
) -> None:
    office = lite_office
    await add(office.second, key)
    for count in (4, 9, 2):
        key.count = count
        begun = await begin(office.browser())
        answer = await finish(office.browser(), begun, key.get(begun["options"]))
        assert answer.status_code == 201
    noted = [note for note in await office.noted() if note[1] == "passkey_counter"]
    assert noted == [(f"staff:{office.second.id}", "passkey_counter", f"staff:{office.second.id}")]


async def test_a_passkey_put_into_the_database_signs_nobody_in(
    lite_office: Office, key: Authenticator
) -> None:
    office = lite_office
    await add(office.second, key)
    statement = "UPDATE unlock_methods SET staff = :lead WHERE kind = 'passkey'"
    async with office.store.writing() as connection:
        await connection.execute(text(statement), {"lead": office.lead.id})
    begun = await begin(office.browser())
    answer = await finish(office.browser(), begun, key.get(begun["options"]))
    assert refusal(answer) == (403, "passkey")


async def test_the_passkey_of_a_row_changed_from_outside_signs_nobody_in(
    lite_office: Office, key: Authenticator
) -> None:
    office = lite_office
    await add(office.second, key)
    async with office.store.writing() as connection:
        await connection.execute(text("UPDATE staff SET role = 'lead' WHERE name = 'bernd'"))
    begun = await begin(office.browser())
    answer = await finish(office.browser(), begun, key.get(begun["options"]))
    assert refusal(answer) == (403, "passkey")


async def test_what_is_added_is_checked(lite_office: Office, key: Authenticator) -> None:
    browser = lite_office.second
    two = [x25519.Identity.generate().to_public() for _ in range(2)]
    many = pyrage.encrypt(str(browser.identity).encode(), two)
    short = seal_for_person(b"x", Recipient(str(two[0])))
    for odd in (
        b"",
        b"x",
        many,
        short,
        base64.b64decode(browser.account("", "", "")["sealed_identity"]),
    ):
        answer = await add(browser, key, sealed_identity=base64.b64encode(odd).decode())
        assert answer.status_code == 422, odd[:40]
    for odd in ("", "   ", "x" * 65, "a\u202eb", "a\x00"):
        assert refusal(await add(browser, key, label=odd)) == (422, "label")
    assert (await add(browser, key)).status_code == 201
    assert refusal(await add(browser, key)) == (409, "passkey")
    [_, passkey] = (await browser.get("/me/methods")).json()["methods"]
    assert (await browser.delete(f"/me/methods/{passkey['id']}")).status_code == 204
    assert (await add(browser, key)).status_code == 201


async def test_there_is_a_limit_to_passkeys(
    lite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handoff.passkeys.MOST_PASSKEYS", 1)
    browser = lite_office.second
    assert (await add(browser, Authenticator(ORIGIN, HOST))).status_code == 201
    answer = await add(browser, Authenticator(ORIGIN, HOST))
    assert refusal(answer) == (409, "passkeys")


def broken(credential: dict[str, Any]) -> list[Any]:
    """Everything missing, and everything something else, one after the other."""
    found: list[Any] = [{}, {"id": 1}, {"id": "ü"}]
    odds: list[Any] = [None, 1, "", "AA", "AAAA" * 2000, [], {}, "\ud7ff"]
    for odd in odds:
        found += [{**credential, name: odd} for name in ("id", "rawId", "type", "response")]
        for name in credential["response"]:
            changed = copy.deepcopy(credential)
            changed["response"][name] = odd
            found.append(changed)
    return found


async def test_broken_credentials_get_a_clear_answer(
    lite_office: Office, key: Authenticator
) -> None:
    office = lite_office
    await add(office.second, key)
    stranger = office.browser()
    signing = await begin(stranger)
    for odd in broken(key.get(signing["options"])):
        begun = await begin(stranger)
        assert (await finish(stranger, begun, odd)).status_code in (201, 403, 422)
    fresh = Authenticator(ORIGIN, HOST)
    adding = await begin_adding(office.second)
    for odd in broken(fresh.create(adding["options"])):
        begun = await begin_adding(office.second)
        answer = await add(office.second, fresh, begun, credential=odd)
        assert answer.status_code in (409, 422), odd
