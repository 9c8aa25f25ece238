"""The safe line where things go wrong: taken back, twice, closed, interrupted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Browser, Page, Route, expect

from tests import report_way
from tests.browser.browsing import PHONE, Complaints, visit
from tests.browser.parts import parts, run
from tests.browser.people import (
    STORY,
    agree,
    asked,
    keep_receipt,
    messages,
    open_with_receipt,
    report,
    tap,
    to_consent,
    told,
    write,
)
from tests.browser.test_safe_line import counsellor, taken, until_items  # noqa: F401
from tests.browser.test_safe_line_files import PDF, attach
from tests.counsellor import Counsellor
from tests.running import Running


async def test_only_what_was_agreed_to_is_handed_over(
    chrome: Browser,
    lotse: Running,
    complaints: Complaints,
    counsellor: Counsellor,  # noqa: F811
) -> None:
    """A file of an answer that was taken back stays with the resident."""
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await told(page)
        await attach(page, "document", "brief.pdf", PDF)
        await write(page, "Mit einem Brief.")
        await asked(page, report_way.TO_CONSENT[0][0])
        await page.get_by_test_id("bar-back").click()
        await asked(page, report_way.STORY)
        await write(page, STORY)
        await agree(page)
        await keep_receipt(page)
        await write(page, "Noch etwas.")
        items = await until_items(counsellor, await taken(counsellor), 2)
        assert [item["kind"] for item in items] == ["answers", "text"]
        assert report_way.told(items[0]["body"]["answers"]) == STORY
    assert complaints == []


async def test_after_a_closed_case_comes_a_new_one_with_digits_of_its_own(
    chrome: Browser,
    lotse: Running,
    complaints: Complaints,
    counsellor: Counsellor,  # noqa: F811
) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        first = await report(page)
        case = await taken(counsellor)
        await counsellor.close(case)
        await expect(page.get_by_test_id("open-hint")).to_be_visible()
        await page.get_by_test_id("bar-menu").click()
        await expect(messages(page, "bot").last).to_contain_text("Wobei")
        await told(page)
        await write(page, "Es ist wieder passiert.")
        await agree(page)
        second = await digits_of(page)
        await page.get_by_test_id("receipt-kept").click()
        assert second != first
        other = await taken(counsellor)
        assert other != case
        await write(page, "Und noch etwas.")
        items = await until_items(counsellor, other, 2)
        assert report_way.told(items[0]["body"]["answers"]) == "Es ist wieder passiert."
        assert items[1]["body"] == "Und noch etwas."


async def test_two_tabs_of_one_conversation_make_one_receipt(
    chrome: Browser,
    lotse: Running,
    complaints: Complaints,
    counsellor: Counsellor,  # noqa: F811
) -> None:
    """A duplicated tab has the same session, and both hear that it was agreed to."""
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await told(page)
        await write(page, STORY)
        await asked(page, report_way.TO_CONSENT[0][0])
        kept = await page.evaluate("JSON.stringify(sessionStorage)")
        twin = await page.context.new_page()
        await twin.add_init_script(
            f"for (const [name, value] of Object.entries({kept})) sessionStorage[name] = value"
        )
        await twin.goto(lotse.url)
        await asked(twin, report_way.TO_CONSENT[0][0])
        await page.route("**/vault/receipt", slow(1.5))
        await twin.route("**/vault/receipt", slow(0.5))
        await agree(page)
        mine, theirs = await digits_of(page), await digits_of(twin)
        assert mine == theirs
        assert len(await counsellor.queue()) == 1
        async with visit(chrome, lotse.url, "/#receipt", complaints, **PHONE) as other:
            await open_with_receipt(other, mine)
            await expect(other.locator("dl.answers")).to_contain_text(STORY)


def slow(seconds: float) -> Callable[[Route], Awaitable[None]]:
    """What is put away arrives late."""

    async def late(route: Route) -> None:
        if route.request.method == "PUT":
            await asyncio.sleep(seconds)
        await route.continue_()

    return late


async def digits_of(page: Page) -> str:
    await expect(page.get_by_test_id("receipt-digits")).to_be_visible()
    blocks = page.get_by_test_id("receipt-digits").locator("[aria-hidden]")
    return "".join(await blocks.all_inner_texts())


async def test_a_text_that_was_held_back_says_so_as_long_as_it_stands_there(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await told(page)
        async with page.expect_response("**/chat/api/messages"):
            await write(page, "Ich will nicht mehr leben")
        await expect(messages(page, "bot").last).to_contain_text("110")
        await expect(page.locator("#problem")).to_contain_text("noch nicht gesendet")


async def test_nobody_believes_that_a_closed_case_is_still_read(
    chrome: Browser,
    lotse: Running,
    complaints: Complaints,
    counsellor: Counsellor,  # noqa: F811
) -> None:
    posted: list[str] = []
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        page.on("request", lambda request: posted.append(request.post_data or ""))
        await report(page)
        await counsellor.close(await taken(counsellor))
        await expect(page.get_by_test_id("open-hint")).to_contain_text("nicht verschlossen")
        secret = "Er stand gestern vor meiner Tür."
        await write(page, secret)
        await expect(page.locator("#problem")).to_contain_text("liest hier nicht mehr")
        await expect(page.get_by_test_id("input")).to_have_value(secret)
        assert not any(secret in body for body in posted)
        await page.get_by_test_id("send").click()
        await expect(page.get_by_test_id("input")).to_have_value("")
        await expect(messages(page, "resident").last).to_contain_text(secret)


async def test_a_closed_case_goes_on_sealed_when_a_human_is_wanted(
    chrome: Browser,
    lotse: Running,
    complaints: Complaints,
    counsellor: Counsellor,  # noqa: F811
) -> None:
    posted: list[str] = []
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        page.on("request", lambda request: posted.append(request.post_data or ""))
        await report(page)
        case = await taken(counsellor)
        await counsellor.close(case)
        await expect(page.get_by_test_id("open-hint")).to_be_visible()
        await page.get_by_test_id("bar-human").click()
        await expect(messages(page, "bot").last).to_contain_text("ist zu Ende")
        await expect(page.get_by_test_id("open-hint")).to_be_hidden()
        secret = "Er stand gestern vor meiner Tür."
        await write(page, secret)
        items = await until_items(counsellor, case, 2)
        assert items[1]["body"] == secret
        await expect(messages(page, "notice").last).to_contain_text("wieder offen")
        assert not any(secret in body for body in posted)
    assert complaints == []


async def test_the_intake_begins_though_the_line_was_bad_at_that_moment(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    tries = 0

    async def bad(route: Route) -> None:
        nonlocal tries
        tries += 1
        if tries <= 2:
            await route.abort()
        else:
            await route.continue_()

    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await told(page)
        await write(page, STORY)
        await to_consent(page)
        await expect(messages(page, "bot").last).to_contain_text("Das geben wir weiter an")
        await page.route("**/chat/api/line", bad)
        await tap(page, "Ja, abschicken")
        await keep_receipt(page)
        assert tries > 2


async def test_what_was_written_to_the_case_survives_a_reload_before_it_arrived(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async def away(route: Route) -> None:
        if route.request.method == "POST":
            await route.fulfill(status=503, body="{}", content_type="application/json")
        else:
            await route.continue_()

    text = "Das darf nicht verloren gehen."
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await report(page)
        await page.route("**/line/items*", away)
        async with page.expect_response("**/vault/composer"):
            await write(page, text)
        await page.unroute("**/line/items*")
        await page.reload()
        await expect(page.get_by_test_id("input")).to_have_value(text)
        await page.get_by_test_id("send").click()
        await expect(messages(page, "resident").last).to_contain_text(text)
        await expect(page.locator(".state")).to_have_count(0)
        # Arrived: it does not come back.
        async with page.expect_response("**/vault/composer"):
            pass
        await page.reload()
        await expect(messages(page, "resident").last).to_contain_text(text)
        await expect(page.get_by_test_id("input")).to_have_value("")


async def test_digits_that_nobody_kept_are_shown_again(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await told(page)
        await write(page, STORY)
        await agree(page)
        shown = await digits_of(page)
        # As Android's "back" closes a dialog, whatever the page says.
        await page.evaluate("document.querySelector('dialog[open]').close()")
        await expect(page.get_by_test_id("receipt-digits")).to_have_count(0)
        await page.reload()
        assert await digits_of(page) == shown


async def test_digits_of_another_case_do_not_replace_the_own(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with (
        visit(chrome, lotse.url, "/", complaints, **PHONE) as page,
        visit(chrome, lotse.url, "/", complaints, **PHONE) as other,
    ):
        mine, theirs = await report(page), await report(other)
        await page.evaluate("sessionStorage.removeItem('lotse-vault')")
        await page.reload()
        await expect(messages(page, "bot").last).to_be_visible()
        for digits in (theirs, mine):
            await page.get_by_test_id("more").click()
            await page.get_by_test_id("my-case").click()
            await page.get_by_test_id("digits").fill(digits)
            async with page.expect_response("**/chat/api/line"):
                await page.get_by_test_id("unlock").click()
            if digits == theirs:
                await expect(page.get_by_test_id("digits-fault")).not_to_be_empty()
                await page.get_by_test_id("close-here").click()
                names = await page.evaluate(
                    """async () => (await (await fetch('/chat/api/vault', {headers: {
                      Authorization: `Bearer ${sessionStorage.lotse}`}})).json()).names"""
                )
                vault = await page.evaluate(OPENED, names)
                assert theirs not in vault
        await expect(page.locator("dl.answers")).to_contain_text(STORY)


OPENED = """async (names) => {
  const { Vault } = await import('/post/vault.js');
  const { LineApi } = await import('/static/line/api.js');
  const vault = new Vault(sessionStorage['lotse-vault'], new LineApi(sessionStorage.lotse));
  return JSON.stringify(await Promise.all(names.map((name) => vault.getJson(name))));
}"""


async def test_an_odd_link_costs_no_message(chrome: Browser) -> None:
    async with parts(chrome) as page:
        drawn: Any = await run(
            page,
            "{drawAttached} from /static/attached.js",
            "return given.map((link) => drawAttached({link}).map(({href}) => href))",
            ["http://[", "javascript:alert(1)", "https://a.example/"],
        )
        assert drawn == [[], [], ["https://a.example/"]]


async def test_what_can_be_attached_has_a_name_for_those_who_listen(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await told(page)
        group = page.locator("#tray [role=group]")
        await expect(group).to_have_attribute("aria-label", "Etwas dazugeben")
        # The row takes room; the question above it stays in sight.
        await expect(page.get_by_test_id("sealed").last).to_be_in_viewport(ratio=1)
