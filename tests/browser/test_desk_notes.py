"""What the office writes for itself, drafts, versions, a reply that goes out again, a new case."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import re
from typing import Any

from playwright.async_api import Browser, Page, Route, expect

from post.ids import CaseId, ItemId
from tests.browser.browsing import OFFICE, PHONE, Complaints, visit
from tests.browser.desk_people import telegram_case
from tests.browser.people import answer, messages, report, sign_in
from tests.running import Running

STORY = "Der Vermieter hat Nein gesagt."
PAST = (dt.datetime.now() - dt.timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")


async def at_case(desk: Page, lotse: Running, case: str) -> None:
    """Signed in, with the case on the screen."""
    await sign_in(desk, lotse.name, lotse.passphrase)
    await expect(desk.get_by_test_id("lock")).to_be_visible()
    await desk.evaluate("id => { location.hash = `/cases/${id}` }", case)
    await expect(desk.get_by_test_id("answers")).to_be_visible()


async def open_panel(desk: Page, name: str) -> None:
    panel = desk.get_by_test_id(f"panel-{name}")
    if await panel.get_attribute("open") is None:
        await panel.locator("summary").first.click()


async def kept(desk: Page, doing: Any) -> None:
    """Do something that keeps the draft, and wait until the desk has it."""
    async with desk.expect_response(
        lambda response: response.request.method == "PUT" and response.url.endswith("/draft")
    ):
        await doing


async def test_notes_and_contacts_stand_in_the_conversation(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    case = (await telegram_case(lotse, STORY)).case
    async with visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as desk:
        await at_case(desk, lotse, case)
        await open_panel(desk, "notes")
        await desk.get_by_test_id("note-text").fill("Ich frage den Mieterverein.")
        await desk.get_by_test_id("note-add").click()
        inside = desk.locator('[data-testid="message"][data-author^="office:"]')
        await expect(inside).to_contain_text("Ich frage den Mieterverein.")
        await expect(inside.get_by_test_id("inside")).to_be_visible()
        await expect(desk.get_by_test_id("note-text")).to_have_value("")
        # Written down today, and it stands where it happened: before everything else.
        await desk.get_by_test_id("note-call").check()
        await desk.get_by_test_id("note-at").fill(PAST)
        await desk.get_by_test_id("note-with").fill("Hausverwaltung")
        await desk.get_by_test_id("note-text").fill("Sie ruft zurück.")
        await desk.get_by_test_id("note-add").click()
        first = desk.get_by_test_id("message").first
        await expect(first).to_contain_text("Sie ruft zurück.")
        await expect(first).to_contain_text("Hausverwaltung")
        await expect(desk.get_by_test_id("note-row")).to_have_count(2)
        assert await desk.locator("[data-marks]").count() == 0
        # What is not sent yet is lost by no error, and kept once.
        await desk.route("**/notes", lambda route: route.abort())
        await desk.get_by_test_id("note-text").fill("Zweimal versucht.")
        await desk.get_by_test_id("note-add").click()
        await expect(desk.get_by_test_id("note-trouble")).to_be_visible()
        await desk.unroute("**/notes")
        await desk.get_by_test_id("note-add").click()
        await expect(desk.get_by_test_id("note-row")).to_have_count(3)
        await expect(desk.get_by_test_id("note-trouble")).to_have_count(0)
        # What is typed while one is on its way is the beginning of the next one.
        on_its_way = asyncio.Event()

        async def hold(route: Route) -> None:
            await on_its_way.wait()
            await route.continue_()

        await desk.route("**/notes", hold)
        await desk.get_by_test_id("note-text").fill("Erst dies.")
        await desk.get_by_test_id("note-add").click()
        await expect(desk.get_by_test_id("note-add")).to_be_disabled()
        await desk.get_by_test_id("note-text").fill("Dann das.")
        on_its_way.set()
        await expect(desk.get_by_test_id("note-row")).to_have_count(4)
        await expect(desk.get_by_test_id("note-add")).to_be_enabled()
        await expect(desk.get_by_test_id("note-text")).to_have_value("Dann das.")
    assert [one for one in complaints if "ERR_FAILED" not in one] == []


async def test_a_draft_is_there_after_a_reload_and_on_another_machine(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    case = (await telegram_case(lotse, STORY)).case
    text = "Guten Tag, ich melde mich"
    async with (
        visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as desk,
        visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as other,
    ):
        await at_case(desk, lotse, case)
        await desk.get_by_test_id("claim").click()
        await kept(desk, desk.get_by_test_id("reply-text").fill(text))
        # A colleague and the resident go on meanwhile; nothing of it touches what is written.
        assert await lotse.parts.desk.add(case, ItemId("a" * 32), "Hallo?", "de")
        await expect(desk.get_by_text("Hallo?", exact=True)).to_be_visible()
        await desk.reload()
        await at_case(desk, lotse, case)
        await expect(desk.get_by_test_id("reply-text")).to_have_value(text)
        await at_case(other, lotse, case)
        await expect(other.get_by_test_id("reply-text")).to_have_value(text)
        await kept(other, other.get_by_test_id("reply-text").fill(f"{text} morgen."))
        await other.get_by_test_id("reply-send").click()
        await expect(other.locator('[data-delivery="sent"]')).to_be_visible()
        await other.reload()
        await at_case(other, lotse, case)
        await expect(other.get_by_text(f"{text} morgen.")).to_be_visible()
        await expect(other.get_by_test_id("reply-text")).to_have_value("")
    assert complaints == []


async def test_versions_and_a_reply_that_goes_out_again(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    case = (await telegram_case(lotse, STORY)).case
    port = lotse.parts.desk
    async with visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as desk:
        await at_case(desk, lotse, case)
        await desk.get_by_test_id("claim").click()
        await port.add(case, ItemId("1" * 32), "Es war am 3.", "de")
        await port.add(case, ItemId("2" * 32), "Es war am 13.", "de", edits=ItemId("1" * 32))
        await port.add(case, ItemId("3" * 32), "Es war am 23.", "de", edits=ItemId("1" * 32))
        newest = desk.get_by_test_id("message").filter(has_text="Es war am 23.")
        await expect(newest).to_contain_text("bearbeitet")
        shown = desk.locator('[data-author="resident"]')
        await expect(shown).to_have_count(1)
        await expect(desk.get_by_text("Es war am 3.", exact=True)).to_be_hidden()
        await newest.get_by_test_id("earlier").locator("summary").click()
        await expect(desk.get_by_text("Es war am 3.", exact=True)).to_be_visible()
        await expect(newest.locator(".earlier li")).to_have_count(2)

        await answer(desk, "Wann genau?")
        await expect(desk.locator('[data-delivery="sent"]')).to_be_visible()
        reply = await the_reply(lotse, case)
        await port.undeliverable(f"{case}/{reply}", "Forbidden: bot was blocked by the user")
        refused = desk.locator('[data-delivery="undeliverable"]')
        await expect(refused).to_contain_text("hat den Bot in Telegram blockiert")
        await desk.get_by_test_id("send-again").click()
        await expect(desk.locator('[data-delivery="sent"]')).to_be_visible()
        await expect(desk.get_by_test_id("send-again")).to_have_count(0)
        await port.delivered(f"{case}/{reply}")
        await expect(desk.locator('[data-delivery="delivered"]')).to_be_visible()
    assert complaints == []


async def the_reply(lotse: Running, case: CaseId) -> str:
    parts: Any = lotse.parts
    found = await parts.desk._items.items(case, 0)
    (item,) = [one.item for one in found if one.author.startswith("staff:")]
    return str(item)


async def test_a_case_made_by_hand_and_erased_at_the_persons_wish(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/desk/#/new", complaints, **OFFICE) as desk:
        await sign_in(desk, lotse.name, lotse.passphrase)
        await desk.get_by_test_id("way-visit").check()
        await desk.get_by_test_id("new-lang").select_option("ar")
        await desk.get_by_test_id("new-text").fill("Frau Y. war da. Es geht um die Wohnung.")
        await expect(desk.get_by_test_id("new-make")).to_be_disabled()
        await desk.get_by_test_id("new-agreed").fill("Wir schreiben mit, das Team darf lesen.")
        await desk.get_by_test_id("new-make").click()
        first = desk.get_by_test_id("message")
        await expect(first).to_contain_text("Frau Y. war da.")
        await expect(first).to_contain_text("das Team darf lesen.")
        await expect(desk.get_by_test_id("reply-text")).to_have_count(0)
        await expect(desk.get_by_test_id("note-text")).to_be_visible()
        number = (await desk.locator("h1").inner_text()).split()[-1]
        await open_panel(desk, "lead")
        await desk.get_by_test_id("erase-case").click()
        await desk.get_by_test_id("erase-number").fill("2222-22")
        await desk.get_by_test_id("erase-confirm").click()
        await expect(desk.get_by_test_id("erase-trouble")).to_contain_text("nichts gelöscht")
        await desk.get_by_test_id("erase-number").fill(number)
        await desk.get_by_test_id("erase-confirm").click()
        await expect(desk.get_by_test_id("case-row").filter(has_text=number)).to_have_count(0)
        await expect(desk.get_by_text("Frau Y.")).to_have_count(0)
    refused = [one for one in complaints if "422" not in one]
    assert refused == []


async def test_the_resident_gets_a_photo_and_no_note(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with (
        visit(chrome, lotse.url, "/", complaints, **PHONE) as resident,
        visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as desk,
    ):
        await report(resident)
        await sign_in(desk, lotse.name, lotse.passphrase)
        await desk.get_by_test_id("case-row").first.click()
        await desk.get_by_test_id("claim").click()
        await open_panel(desk, "notes")
        await desk.get_by_test_id("note-text").fill("Nur für uns.")
        await desk.get_by_test_id("note-add").click()
        await expect(desk.get_by_test_id("inside")).to_be_visible()
        picture = await desk.evaluate(
            "() => { const c = document.createElement('canvas'); c.width = c.height = 40;"
            " return c.toDataURL('image/png').split(',')[1]; }"
        )
        chosen: Any = {"name": "Merkblatt.png", "mimeType": "image/png", "buffer": _bytes(picture)}
        await desk.get_by_test_id("attach-file").set_input_files(chosen)
        await expect(desk.get_by_test_id("photo")).to_be_visible()
        shown = messages(resident, "counsellor").last
        await expect(shown.get_by_test_id("photo")).to_have_attribute("src", re.compile("^blob:"))
        # The chain of the replies is whole for the resident, though a note stands before the next.
        await answer(desk, "Sehen Sie das Merkblatt?")
        await expect(messages(resident, "counsellor").last).to_contain_text("Merkblatt?")
        await expect(resident.locator(".entry.mark")).to_have_count(0)
        await expect(resident.get_by_text("Nur für uns.")).to_have_count(0)
        odd: Any = {"name": "x.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}
        await desk.get_by_test_id("attach-file").set_input_files(odd)
        await expect(desk.get_by_test_id("attach-trouble")).to_be_visible()
    assert complaints == []


def _bytes(base64_text: str) -> bytes:
    return base64.b64decode(base64_text)
