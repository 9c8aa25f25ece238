"""The safe line in a real Chromium against the real server, from the first sealed answer on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Route, expect

from tests import report_way
from tests.browser.browsing import PHONE, Complaints, visit
from tests.browser.people import (
    STORY,
    agree,
    asked,
    at_grounds,
    evidence,
    keep_receipt,
    messages,
    my_case,
    open_with_receipt,
    reasoned,
    report,
    tap,
    told,
    write,
)
from tests.counsellor import Counsellor
from tests.running import Running


@pytest.fixture
async def counsellor(lotse: Running) -> AsyncIterator[Counsellor]:
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as client:
        signed_in = Counsellor(client)
        await signed_in.sign_in(lotse.name, lotse.passphrase)
        yield signed_in


async def taken(counsellor: Counsellor) -> str:
    """The one case there is, claimed."""
    (case,) = await counsellor.queue()
    await counsellor.claim(case)
    return str(case["id"])


async def until_items(counsellor: Counsellor, case: str, count: int) -> list[dict[str, Any]]:
    for _ in range(100):
        items = await counsellor.read(case)
        if len(items) >= count:
            return items
        await asyncio.sleep(0.1)
    raise AssertionError(f"only {len(items)} items")


async def test_the_whole_way(
    chrome: Browser, lotse: Running, complaints: Complaints, counsellor: Counsellor
) -> None:
    async with (
        visit(chrome, lotse.url, "/", complaints, **PHONE) as phone,
        visit(chrome, lotse.url, "/", complaints, **PHONE) as library,
    ):
        await at_grounds(phone)
        await reasoned(phone, "origin", "language")
        await write(phone, STORY)
        await evidence(phone)
        await agree(phone)
        digits = await keep_receipt(phone)
        assert len(digits) == 32
        facts = await my_case(phone)
        await expect(facts).to_contain_text("Noch nicht gelesen")
        await phone.get_by_test_id("close-here").click()

        case = await taken(counsellor)
        (first,) = await counsellor.read(case)
        answers = {answer["id"]: answer for answer in first["body"]["answers"]}
        assert answers["story"]["answer"] == STORY
        both = ", ".join(report_way.ground(ground) for ground in ("origin", "language"))
        assert answers["grounds"]["answer"] == both
        assert answers["grounds"]["options"] == ["origin", "language"]
        opened, _ = await counsellor.open(case)
        assert first["body"]["resident"] == opened["resident"]
        await expect(phone.get_by_text("liest jetzt, was Sie geschrieben haben")).to_be_visible()

        await counsellor.reply_safe(case, "Guten Tag! Wann war der Termin?")
        reply = messages(phone, "counsellor").last
        await expect(reply).to_contain_text("Wann war der Termin?")
        await expect(reply).to_contain_text("Demo-Beratung")
        await expect(phone.locator(".mark")).to_have_count(0)
        facts = await my_case(phone)
        await expect(facts).to_contain_text("Beantwortet")
        await phone.get_by_test_id("close-here").click()
        await write(phone, "Am Montag um 10 Uhr.")
        items = await until_items(counsellor, case, 3)
        assert items[-1]["body"] == "Am Montag um 10 Uhr."

        # Another device: the digits are enough, and both go on from where they are.
        await library.get_by_test_id("have-receipt").click()
        await open_with_receipt(library, digits)
        await expect(library.locator("dl.answers")).to_contain_text(STORY)
        await expect(messages(library, "counsellor").last).to_contain_text("Wann war der Termin?")
        await expect(messages(library, "resident").last).to_contain_text("Am Montag")
        await write(library, "Ich schreibe jetzt aus der Bibliothek.")
        await until_items(counsellor, case, 4)
        await write(phone, "Und ich vom Telefon.")
        items = await until_items(counsellor, case, 5)
        assert [item["seq"] for item in items if item["author"] == "resident"] == [0, 1, 2, 3]

        # Reloading keeps everything readable, without the digits being typed again.
        await phone.reload()
        await expect(messages(phone, "resident").last).to_contain_text("vom Telefon")
        await expect(messages(phone, "counsellor").last).to_contain_text("Wann war der Termin?")
        await expect(messages(phone, "resident").filter(has_text=STORY)).to_have_count(1)
        await expect(phone.locator(".mark")).to_have_count(0)

        await my_case(library)
        await library.get_by_test_id("withdraw").click()
        await library.get_by_test_id("digits").fill(digits)
        await library.get_by_test_id("withdraw-yes").click()
        await expect(library.get_by_test_id("erased")).to_contain_text("überall gelöscht")
        assert await counsellor.queue() == []
        assert await library.evaluate("sessionStorage.length") == 0
    assert complaints == []


async def test_typed_commands_and_words_of_danger_never_leave_as_an_answer(
    chrome: Browser, lotse: Running, complaints: Complaints, counsellor: Counsellor
) -> None:
    posted: list[str] = []
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        page.on("request", lambda request: posted.append(request.post_data or ""))
        await at_grounds(page)
        await write(page, "zurück")
        await asked(page, report_way.TO_GROUNDS[-1][0])
        await tap(page, report_way.label(report_way.TO_GROUNDS[-1]))
        await asked(page, report_way.GROUNDS)
        await write(page, report_way.ground("origin").lower())
        for choice in report_way.TO_STORY:
            await asked(page, choice[0])
            await tap(page, report_way.label(choice))
        await asked(page, report_way.STORY)
        danger = "Mein Mann schlägt mich und ich will nicht mehr leben"
        await write(page, danger)
        await expect(messages(page, "bot").last).to_contain_text("110")
        await expect(page.get_by_test_id("input")).to_have_value(danger)
        assert not any("schlägt" in body for body in posted)
        # The same words again are meant for the counsellors.
        await page.get_by_test_id("send").click()
        await evidence(page)
        await agree(page)
        await keep_receipt(page)
        (first,) = await counsellor.read(await taken(counsellor))
        assert report_way.told(first["body"]["answers"]) == danger
        assert not any("schlägt" in body or "herkunft" in body.lower() for body in posted)
    assert complaints == []


async def test_a_reload_in_the_middle_loses_nothing(
    chrome: Browser, lotse: Running, complaints: Complaints, counsellor: Counsellor
) -> None:
    async def lost(route: Route) -> None:
        if "sealed" in (route.request.post_data or ""):
            await route.abort()
        else:
            await route.fallback()

    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await told(page)
        # Typed, not sent.
        await page.get_by_test_id("input").press_sequentially("Angefangen")
        async with page.expect_request("**/vault/composer"):
            pass
        await page.reload()
        await expect(page.get_by_test_id("input")).to_have_value("Angefangen")
        # Sealed and put away, but never sent.
        await page.route("**/chat/api/messages", lost)
        await write(page, STORY)
        await expect(page.get_by_test_id("try-again")).to_be_visible()
        await page.unroute("**/chat/api/messages")
        await page.reload()
        await expect(page.get_by_test_id("input")).to_have_value(STORY)
        await expect(page.get_by_test_id("sealed-hint")).to_be_visible()
        await page.get_by_test_id("send").click()
        await asked(page, report_way.TO_CONSENT[0][0])
        # Answered: still readable here, and nowhere else.
        await page.reload()
        await expect(messages(page, "resident").last).to_contain_text(STORY)
        await agree(page)
        await keep_receipt(page)
        (first,) = await counsellor.read(await taken(counsellor))
        assert report_way.told(first["body"]["answers"]) == STORY


async def test_offline_while_sealing_opens_one_case(
    chrome: Browser, lotse: Running, complaints: Complaints, counsellor: Counsellor
) -> None:
    tries = 0

    async def shaky(route: Route) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            await route.abort()
        elif tries == 2:  # the server has it; only the answer is lost
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await told(page)
        await write(page, STORY)
        await page.route("**/line/cases", shaky)
        await agree(page)
        digits = await keep_receipt(page)
        assert tries >= 2
        case = await taken(counsellor)
        (first,) = await counsellor.read(case)
        assert report_way.told(first["body"]["answers"]) == STORY
        await write(page, "Noch etwas.")
        await until_items(counsellor, case, 2)
        await page.reload()
        await expect(messages(page, "resident").last).to_contain_text("Noch etwas.")
        async with visit(chrome, lotse.url, "/#receipt", complaints, **PHONE) as other:
            await open_with_receipt(other, digits)
            await expect(other.locator("dl.answers")).to_contain_text(STORY)


async def test_a_changed_roster_is_wrapped_again(
    chrome: Browser, lotse: Running, complaints: Complaints, counsellor: Counsellor
) -> None:
    refused = 0

    async def stale(route: Route) -> None:
        nonlocal refused
        if refused < 2:
            refused += 1
            body = '{"error":{"code":"roster","message":"changed"}}'
            await route.fulfill(status=409, body=body, content_type="application/json")
        else:
            await route.continue_()

    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await told(page)
        await write(page, STORY)
        await page.route("**/line/cases", stale)
        await agree(page)
        await keep_receipt(page)
        assert refused == 2
        (first,) = await counsellor.read(await taken(counsellor))
        assert report_way.told(first["body"]["answers"]) == STORY


async def test_the_form_for_the_receipt_says_what_is_wrong(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/#receipt", complaints, **PHONE) as page:
        fault = page.get_by_test_id("digits-fault")
        for typed, words in (
            ("abc", "nur Ziffern"),
            ("1234", "fehlen noch"),
            ("1" * 33, "zu viele"),
            ("1" * 32, "stimmt nicht"),
            ("٠" * 30 + "٩٨", "kein Anliegen"),
        ):
            await open_with_receipt(page, typed)
            await expect(fault).to_contain_text(words)
        assert await page.evaluate("location.hash") == ""
    assert complaints == []


async def test_what_is_open_can_be_read_again_once_the_digits_are_typed(
    chrome: Browser, lotse: Running, complaints: Complaints, counsellor: Counsellor
) -> None:
    """The tab lost its key: the conversation goes on, and the case is sealed until then."""
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        digits = await report(page)
        await counsellor.reply_safe(await taken(counsellor), "Wir melden uns.")
        await expect(messages(page, "counsellor").last).to_contain_text("Wir melden uns.")
        await page.evaluate("sessionStorage.removeItem('lotse-vault')")
        await page.reload()
        await expect(messages(page, "counsellor").last).to_contain_text("32 Ziffern")
        await write(page, "Das darf nicht offen hinaus.")
        await expect(page.get_by_test_id("input")).to_have_value("Das darf nicht offen hinaus.")
        await my_case(page)
        await page.get_by_test_id("digits").fill(digits)
        await page.get_by_test_id("unlock").click()
        await expect(messages(page, "counsellor").last).to_contain_text("Wir melden uns.")


async def test_hostile_words_of_a_reply_stay_words(
    chrome: Browser, lotse: Running, complaints: Complaints, counsellor: Counsellor
) -> None:
    hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>\u202e'
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await report(page, hostile)
        await counsellor.reply_safe(await taken(counsellor), hostile)
        await expect(messages(page, "counsellor").last).to_contain_text("<img src=x")
        assert await page.locator("main img, main script").count() == 0
        assert await page.title() not in ("1", "2")
    assert complaints == []


async def test_a_copy_for_the_resident(
    chrome: Browser, lotse: Running, complaints: Complaints, counsellor: Counsellor
) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await report(page, "Zeile 1\n<b>Zeile 2</b>")
        await counsellor.reply_safe(await taken(counsellor), "Wir <i>helfen</i>.")
        await expect(messages(page, "counsellor").last).to_contain_text("helfen")
        await my_case(page)
        await page.get_by_test_id("copy").click()
        async with page.expect_download() as download:
            await page.get_by_test_id("copy-make").click()
        file = await (await download.value).path()
        text = file.read_text(encoding="utf-8")
        assert "Wir &lt;i&gt;helfen&lt;/i&gt;." in text
        assert "&lt;b&gt;Zeile 2&lt;/b&gt;" in text
        assert "<script" not in text
    assert complaints == []
