"""Signing in and unlocking at the desk, with virtual authenticators in a real Chromium."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Request, expect

from tests.browser.browsing import OFFICE, PHONE, Complaints, visit
from tests.browser.desk_people import Authenticator, new_phrase, real_office, set_up
from tests.browser.people import from_menu, sign_in
from tests.running import Running


@pytest.fixture
async def office(valkey_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    async with real_office(valkey_url, tmp_path) as running:
        yield running


async def inside(page: Page) -> None:
    await expect(page.get_by_test_id("lock")).to_be_visible()


async def outside(page: Page) -> None:
    await expect(page.get_by_test_id("signin-name")).to_be_visible()


async def test_one_gesture_signs_in_and_unlocks(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with visit(chrome, office.url, "/desk/", complaints, **PHONE) as page:
        sent: list[str] = []

        def note(request: Request) -> None:
            sent.append(request.post_data or "")

        page.on("request", note)
        device = await Authenticator.plug_in(page)
        await set_up(office, page)
        await page.get_by_test_id("passkey-add").click()
        await expect(page.get_by_test_id("not-ready")).to_be_visible()
        assert page.url.endswith("/desk/#/cases")
        made = await device.credentials()
        assert [(one["rpId"], one["isResidentCredential"]) for one in made] == [("localhost", True)]

        await from_menu(page, "sign-out")
        await page.get_by_test_id("signin-passkey").click()
        await inside(page)

        # A reload forgets the key; the passkey opens it again.
        await page.reload()
        await page.get_by_test_id("signin-passkey").click()
        await inside(page)
        # The credential was posted, what it yields for the lock was not.
        assert any('"clientDataJSON"' in body for body in sent)
        assert [body for body in sent if '"results"' in body or '"first"' in body] == []
        kept = await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        assert "AGE-SECRET-KEY" not in kept

        await device.refuses()
        await page.get_by_test_id("lock").click()
        await page.get_by_test_id("signin-passkey").click()
        await expect(page.get_by_test_id("signin-error")).to_contain_text("Abgebrochen")
    assert complaints == []


async def test_declining_the_passkey_leaves_the_passphrase(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with visit(chrome, office.url, "/desk/", complaints, **OFFICE) as page:
        passphrase, _ = await set_up(office, page)
        await expect(page.get_by_text("Ohne Passkey bleibt nur die Passphrase")).to_be_visible()
        await page.get_by_test_id("passkey-decline").click()
        await expect(page.get_by_test_id("not-ready")).to_be_visible()
        await from_menu(page, "sign-out")
        await sign_in(page, "ada", passphrase)
        await inside(page)
        await from_menu(page, "nav-keys")
        await expect(page.get_by_test_id("method")).to_have_count(1)
        await expect(page.get_by_test_id("method-remove")).to_have_count(0)
    assert complaints == []


async def test_a_key_without_prf_is_not_kept_and_says_why(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with visit(chrome, office.url, "/desk/", complaints, **OFFICE) as page:
        await Authenticator.plug_in(page, hasPrf=False)
        await set_up(office, page)
        await page.get_by_test_id("passkey-add").click()
        await expect(page.get_by_test_id("passkey-error")).to_contain_text("keine Fälle öffnen")
        await page.get_by_test_id("passkey-decline").click()
        await from_menu(page, "nav-keys")
        await expect(page.get_by_test_id("method")).to_have_count(1)
    assert complaints == []


async def test_a_browser_without_prf_signs_in_but_does_not_open(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    """A passkey that was made elsewhere, in a browser that does not know the extension."""
    async with visit(chrome, office.url, "/desk/", complaints, **OFFICE) as page:
        await Authenticator.plug_in(page)
        passphrase, _ = await set_up(office, page)
        await page.get_by_test_id("passkey-add").click()
        await expect(page.get_by_test_id("not-ready")).to_be_visible()
        await from_menu(page, "sign-out")
        await outside(page)
        await page.evaluate(
            """() => {
                const ask = navigator.credentials.get.bind(navigator.credentials);
                navigator.credentials.get = (options) => {
                    delete options.publicKey.extensions;
                    return ask(options);
                };
            }"""
        )
        await page.get_by_test_id("signin-passkey").click()
        error = page.get_by_test_id("signin-error")
        await expect(error).to_contain_text("kann Sie anmelden, aber hier keine Fälle öffnen")
        await expect(page.get_by_test_id("signin-name")).to_have_value("ada")
        await page.get_by_test_id("signin-passphrase").fill(passphrase)
        await page.get_by_test_id("signin-submit").click()
        await inside(page)
    assert complaints == []


async def test_my_keys(chrome: Browser, office: Running, complaints: Complaints) -> None:
    async with visit(chrome, office.url, "/desk/", complaints, **OFFICE) as page:
        await Authenticator.plug_in(page)
        passphrase, _ = await set_up(office, page)
        await page.get_by_test_id("passkey-decline").click()
        await from_menu(page, "nav-keys")

        await page.get_by_test_id("keys-add-passkey").click()
        await page.get_by_test_id("proof-passphrase").fill("something else entirely")
        await page.get_by_test_id("proof-submit").click()
        await expect(page.get_by_test_id("proof-error")).to_be_visible()
        await page.get_by_test_id("proof-passphrase").fill(passphrase)
        await page.get_by_test_id("proof-submit").click()
        await page.get_by_test_id("passkey-label").fill("Büro <b>1</b>")
        await page.get_by_test_id("passkey-add").click()
        await expect(page.get_by_test_id("method")).to_have_count(2)
        await expect(page.get_by_role("heading", name="Büro <b>1</b>")).to_be_visible()

        # A new passphrase, proved by the passkey; the old one opens nothing any more.
        await page.get_by_test_id("keys-new-phrase").click()
        await page.get_by_test_id("proof-passkey").click()
        changed = await new_phrase(page)
        await expect(page.get_by_text("Die neue Passphrase gilt")).to_be_visible()
        assert changed != passphrase
        await from_menu(page, "sign-out")
        await sign_in(page, "ada", passphrase)
        await expect(page.get_by_test_id("signin-error")).to_be_visible()
        await sign_in(page, "ada", changed)
        await inside(page)

        await from_menu(page, "nav-keys")
        await page.get_by_test_id("method-remove").click()
        await page.get_by_test_id("remove-confirm").click()
        await expect(page.get_by_test_id("method")).to_have_count(1)
        await from_menu(page, "sign-out")
        await page.get_by_test_id("signin-passkey").click()
        await expect(page.get_by_test_id("signin-error")).to_be_visible()
    assert complaints == []


async def test_signing_out_everywhere_and_the_back_button(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with visit(chrome, office.url, "/desk/", complaints, **OFFICE) as page:
        passphrase, _ = await set_up(office, page)
        await page.get_by_test_id("passkey-decline").click()
        async with visit(chrome, office.url, "/desk/", complaints, **OFFICE) as other:
            await sign_in(other, "ada", passphrase)
            await inside(other)
            await from_menu(other, "nav-keys")
            await other.get_by_test_id("sign-out-all").click()
            await other.get_by_test_id("sign-out-all-confirm").click()
            await outside(other)
            await other.go_back()
            await outside(other)
            await expect(other.get_by_text("Ada L.")).to_have_count(0)
            await expect(other.get_by_test_id("method")).to_have_count(0)
        # The first browser is signed out too, without touching it.
        await expect(page.get_by_test_id("lock")).to_have_count(0, timeout=60_000)
        await outside(page)
    assert complaints == []


async def test_the_desk_locks_after_the_teams_minutes(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with visit(chrome, office.url, "/desk/", complaints, **OFFICE) as page:
        passphrase, _ = await set_up(office, page)
        await page.get_by_test_id("passkey-decline").click()
        await page.clock.install()

        async def five_minutes(route):  # type: ignore[no-untyped-def]
            answer = await route.fetch()
            state = await answer.json()
            if "me" in state:
                state["me"]["lock_minutes"] = 5
            await route.fulfill(response=answer, json=state)

        await page.route("**/desk/api/state", five_minutes)
        await page.reload()
        await sign_in(page, "ada", passphrase)
        await inside(page)
        await page.clock.fast_forward("03:55")
        await expect(page.get_by_text("In einer Minute wird gesperrt")).to_have_count(0)
        await page.clock.fast_forward("00:10")
        await expect(page.get_by_text("In einer Minute wird gesperrt")).to_be_visible()
        await page.clock.fast_forward("01:00")
        await outside(page)
        assert json.loads(await page.evaluate("JSON.stringify({...localStorage})")) is not None
    assert complaints == []
