"""Cases of the safe line at the desk: what is sent, to whom it is sealed, what hangs on it."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.browser.browsing import OFFICE, Complaints, visit
from tests.browser.desk_people import SafeCase, real_office, set_up, two_at_work
from tests.browser.people import answer, from_menu, sign_in
from tests.running import Running

STORY = "Ich wollte eine Wohnung ansehen."
ANSWERS = [{"id": "story", "question": "Was ist passiert?", "answer": STORY}]
DRAWN = """() => {
    const canvas = document.createElement('canvas');
    canvas.width = 2400;
    canvas.height = 1200;
    canvas.getContext('2d').fillRect(0, 0, 2400, 1200);
    return canvas.toDataURL('image/jpeg').split(',')[1];
}"""


@pytest.fixture
async def office(valkey_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    async with real_office(valkey_url, tmp_path) as running:
        yield running


async def open_demo_case(desk: Page, lotse: Running) -> SafeCase:
    """A case of the safe line, opened and claimed at the demo's desk."""
    await sign_in(desk, lotse.name, lotse.passphrase)
    await expect(desk.get_by_test_id("lock")).to_be_visible()
    case = await SafeCase.open(lotse, ANSWERS)
    await desk.get_by_test_id("case-row").first.click()
    await expect(desk.get_by_test_id("answers")).to_contain_text(STORY)
    await desk.get_by_test_id("claim").click()
    return case


def posted_items(page: Page) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    def note(request: Any) -> None:
        if request.method == "POST" and request.url.endswith("/items"):
            sent.append(json.loads(request.post_data))

    page.on("request", note)
    return sent


async def test_a_reply_is_sealed_for_the_resident_and_no_text_is_sent(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as desk:
        case = await open_demo_case(desk, lotse)
        await expect(desk.get_by_test_id("safe-line")).to_be_visible()
        await expect(desk.get_by_text("Der Text wird hier versiegelt")).to_be_visible()
        sent = posted_items(desk)
        await answer(desk, "Guten Tag! Wann war der Termin?")
        await expect(desk.locator('[data-testid="delivery"]')).to_have_count(1)
        (body,) = sent
        assert "text" not in body
        (reply,) = await case.replies()
        assert reply["body"] == "Guten Tag! Wann war der Termin?"
        assert reply["author"].startswith("staff:")
        # The resident's page has fetched it: delivered.
        await expect(desk.locator('[data-delivery="delivered"]')).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize(
    "lie",
    [
        {"resident": "age1gde3ncmahlqd9gg50tanl99r960llztrhfapnmx853s4tjum03uqfssgdh"},
        {"resident": None},
        {"line": "server", "resident": None},
    ],
    ids=["another key", "no key", "no safe line"],
)
async def test_a_server_that_lies_about_the_resident_gets_no_reply(
    chrome: Browser, lotse: Running, complaints: Complaints, lie: dict[str, Any]
) -> None:
    async def lying(route: Route) -> None:
        response = await route.fetch()
        content = await response.json()
        for one in content.get("cases", [content]):
            one.update(lie)
        await route.fulfill(response=response, json=content)

    async with visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as desk:
        await open_demo_case(desk, lotse)
        await expect(desk.get_by_test_id("reply-text")).to_be_visible()
        await desk.get_by_test_id("nav-cases").click()
        await desk.route("**/desk/api/cases?*", lying)
        await desk.route("**/desk/api/cases/*", lying)
        await desk.reload()
        await sign_in(desk, lotse.name, lotse.passphrase)
        await desk.get_by_test_id("case-row").first.click()
        sent = posted_items(desk)
        await answer(desk, "Das darf niemand mitlesen.")
        refused = desk.get_by_test_id("outgoing")
        await expect(refused).to_contain_text("anderen Schlüssel oder einen anderen Weg")
        assert sent == []
    assert complaints == []


async def test_a_recipient_that_the_server_names_later_is_not_sealed_to(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    foreign = pyrage.x25519.Identity.generate()

    async def lying(route: Route) -> None:
        response = await route.fetch()
        content = await response.json()
        for one in content["cases"]:
            one["recipient"] = str(foreign.to_public())
        await route.fulfill(response=response, json=content)

    async with visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as desk:
        await open_demo_case(desk, lotse)
        await expect(desk.get_by_test_id("reply-text")).to_be_visible()
        await desk.route("**/desk/api/cases?*", lying)
        async with desk.expect_response("**/desk/api/cases?*"):
            await desk.get_by_test_id("nav-cases").click()
        await desk.get_by_test_id("case-row").first.click()
        sent = posted_items(desk)
        await answer(desk, "Das darf niemand mitlesen.")
        await expect(desk.locator('[data-testid="delivery"]')).to_have_count(1)
        (body,) = sent
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(base64.b64decode(body["ciphertext"]), [foreign])
    assert complaints == []


async def test_what_is_attached_is_shown_harmlessly(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as desk:
        case = await open_demo_case(desk, lotse)
        picture = base64.b64decode(await desk.evaluate(DRAWN))
        await case.attach("photo", "brief.jpg", picture, "Der Brief <img src=x>")
        await case.attach("voice", "stimme.ogg", b"OggS" + bytes(100))
        name = "../../Absage \N{RIGHT-TO-LEFT OVERRIDE}fdp.exe"
        await case.attach("document", name, b"%PDF-1.4\n<script>alert(1)</script>")
        await case.attach("photo", "x.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        await case.attach("document", "x.pdf", b"MZ\0\0")
        flood = bytearray(picture)
        at = flood.index(b"\xff\xc0") + 5
        flood[at : at + 4] = b"\xff\xff\xff\xff"
        await case.attach("photo", "flood.jpg", bytes(flood))

        photo = desk.get_by_test_id("photo")
        await expect(photo).to_have_js_property("naturalWidth", 1600)
        assert str(await photo.get_attribute("src")).startswith("blob:")
        voice = desk.get_by_test_id("voice")
        assert str(await voice.get_attribute("src")).startswith("blob:")
        await expect(desk.get_by_test_id("odd-file")).to_have_count(3)
        await expect(desk.get_by_test_id("file-name")).to_have_text("Absage fdp.pdf")
        async with desk.expect_download() as downloading:
            await desk.get_by_test_id("download").click()
        download = await downloading.value
        assert download.suggested_filename == "Absage fdp.pdf"
        assert Path(await download.path()).read_bytes().startswith(b"%PDF-1.4")
        # What was downloaded was opened nowhere in the browser.
        assert len(desk.context.pages) == 1
    assert complaints == []


async def test_a_case_that_is_being_withdrawn_is_shut(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as desk:
        case = await open_demo_case(desk, lotse)
        await desk.get_by_test_id("reply-text").fill("Ein angefangener Satz")
        await lotse.parts.desk.withdrawals.later(case.id, int(time.time()) + 3600)
        await expect(desk.get_by_test_id("case-trouble")).to_contain_text("zurückgezogen")
        await expect(desk.get_by_text(STORY)).to_have_count(0)
        await expect(desk.get_by_test_id("reply-text")).to_have_count(0)
        # The person keeps it after all: it opens again, and the sentence is still there.
        assert await lotse.parts.desk.withdrawals.undo(case.id)
        await expect(desk.get_by_test_id("answers")).to_contain_text(STORY)
        await expect(desk.get_by_test_id("reply-text")).to_have_value("Ein angefangener Satz")
    assert complaints == []


async def test_the_recovery_drill_leaves_no_trace(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with visit(chrome, office.url, "/desk/", complaints, **OFFICE) as lead:
        _, papers = await set_up(office, lead)
        await lead.get_by_test_id("passkey-decline").click()
        await lead.get_by_test_id("nav-recovery").click()
        await expect(lead.get_by_test_id("last-drill")).to_contain_text("Noch nie")
        sent: list[str] = []
        lead.on("request", lambda request: sent.append(request.post_data or ""))
        await lead.get_by_test_id("drill").click()
        field = lead.get_by_test_id("paper-text")
        for wrong, why in (
            ("AGE-SECRET-KEY-1QQQQ", "stimmt ein Zeichen nicht"),
            (papers[1], "das andere Blatt"),
        ):
            await field.fill(wrong)
            await lead.get_by_test_id("paper-submit").click()
            await expect(lead.get_by_test_id("paper-error")).to_contain_text(why)
            await expect(field).to_have_value("")
        typed = " ".join(papers[0][at : at + 4].lower() for at in range(0, len(papers[0]), 4))
        for paper in (typed, papers[1]):
            await field.fill(paper)
            await lead.get_by_test_id("paper-submit").click()
        await expect(lead.get_by_text("Die Probe ist gelungen")).to_be_visible()
        await expect(lead.get_by_test_id("last-drill")).to_contain_text("Zuletzt geprobt")
        page = await lead.content()
        stored = await lead.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        for paper in papers:
            secret = paper.removeprefix("AGE-SECRET-KEY-1")[:12]
            assert secret not in page + stored + "".join(sent)
    assert complaints == []


async def test_both_papers_open_a_case_that_no_key_opens(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with two_at_work(chrome, office, complaints) as (lead, second, _, papers):
        await SafeCase.open(office, ANSWERS)
        await from_menu(second, "sign-out")
        async with office.parts.store.writing() as connection:
            await connection.exec_driver_sql("DELETE FROM wraps WHERE holder != 'recovery'")
        await lead.get_by_test_id("nav-cases").click()
        await lead.get_by_test_id("case-row").first.click()
        await expect(lead.get_by_test_id("case-trouble")).to_be_visible()
        await lead.get_by_test_id("recover").click()
        for paper in papers:
            await lead.get_by_test_id("paper-text").fill(paper)
            await lead.get_by_test_id("paper-submit").click()
        await expect(lead.get_by_test_id("answers")).to_contain_text(STORY)
        await expect(lead.get_by_test_id("case-recovery")).to_have_count(0)
    assert complaints == []
