"""A case in Turkish at the desk: translated on this machine, answered in both languages."""

from __future__ import annotations

import re
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from handoff.queue_store import Wanted
from tests.browser.browsing import OFFICE, PHONE, Complaints, visit
from tests.browser.desk_people import SafeCase
from tests.browser.people import messages, my_case, report, sign_in
from tests.running import Running, free_port

MODELS = Path(__file__).parents[1] / "fixtures" / "models"
WROTE, MEANS = "Sözleşmeyi almadım.", "Ich habe den Vertrag nicht bekommen."
ANSWER, SAID = "Bitte rufen Sie 0511 1234 an.", "Lütfen 0511 1234 arayın."
WHERE = {"question_de": "Wo war das?", "answer_de": "Bei der Arbeit"}
ANSWERS = [
    {"id": "area", "question": "Neredeydi?", "answer": "İşte", **WHERE},
    {"id": "story", "question": "Ne oldu?", "answer": WROTE},
]


@pytest.fixture
async def office(valkey_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    """The whole program in demo mode, with the small real models de ↔ en ↔ tr."""
    for file in MODELS.glob("*.argosmodel"):
        zipfile.ZipFile(file).extractall(tmp_path / "models")
    port = free_port()
    async with Running(tmp_path, valkey_url, port=port, models=tmp_path / "models") as running:
        yield running


async def claimed(desk: Page, office: Running) -> SafeCase:
    await sign_in(desk, office.name, office.passphrase)
    await expect(desk.get_by_test_id("lock")).to_be_visible()
    case = await SafeCase.open(office, ANSWERS, lang="tr")
    await desk.get_by_test_id("case-row").first.click()
    await desk.get_by_test_id("claim").click()
    return case


async def allowed(desk: Page, office: Running, case: SafeCase) -> None:
    """The counsellor asks, the resident says yes."""
    await desk.get_by_test_id("panel-language").locator("summary").click()
    await desk.get_by_test_id("translate-ask").click()
    state = desk.get_by_test_id("translate-state")
    await expect(state).to_contain_text("noch nicht geantwortet")
    await office.parts.line.set_translate(case.id, on=True)
    await expect(state).to_contain_text("hat es erlaubt")


async def test_a_turkish_case_is_read_and_answered_in_german(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with visit(chrome, office.url, "/desk/", complaints, **OFFICE) as desk:
        case = await claimed(desk, office)
        asked: list[str] = []
        desk.on(
            "request",
            lambda one: asked.append(one.method) if one.url.endswith("/translate") else None,
        )
        await case.write("text", WROTE)
        written = messages(desk, "resident").filter(has_text=WROTE).last

        # Before the resident's yes nothing leaves the page.
        await expect(written.get_by_test_id("translated-why")).to_contain_text("nicht erlaubt")
        await desk.get_by_test_id("reply-text").fill(ANSWER)
        await expect(desk.get_by_test_id("preview-make")).to_be_disabled()
        assert asked == []
        await allowed(desk, office, case)

        # Then it is translated by itself: the message, and what was typed as an answer.
        await expect(written.get_by_test_id("translated-text")).to_have_text(MEANS)
        await expect(written.locator(".by-machine")).to_contain_text("kann falsch sein")
        given = desk.get_by_test_id("given")
        await expect(given.locator('[data-id="story"]')).to_contain_text(MEANS)
        await expect(given.locator('[data-id="area"]')).to_contain_text("Bei der Arbeit")

        # The answer: German, a preview, changed by hand, sent with both.
        await desk.get_by_test_id("preview-make").click()
        preview = desk.get_by_test_id("preview-text")
        await expect(preview).to_have_value(SAID)
        await preview.fill(f"{SAID} Teşekkürler.")
        await expect(desk.locator("#preview-hint")).to_contain_text("von einem Menschen bearbeitet")
        await desk.get_by_test_id("reply-send").click()
        await expect(desk.get_by_test_id("sent-translated")).to_be_visible()
        (reply,) = await case.replies()
        assert (reply["lang"], reply["original"], reply["translated"]) == ("tr", ANSWER, "edited")
        label = "🤖 Bunu bir program çevirdi. Metni sonra bir insan değiştirdi."
        assert reply["body"] == f"{SAID} Teşekkürler.\n{label}\n\nDeutsch:\n{ANSWER}"

        await from_the_library(desk)
        _, second = await case.replies()
        assert "Donnerstag, 3. Dezember 2026" in second["original"]
        assert "3 Aralık 2026 Perşembe" in second["body"]
        assert second["translated"] == "machine"

        # A text that changes after its preview does not go out with the old one.
        await desk.get_by_test_id("reply-text").fill(ANSWER)
        await desk.get_by_test_id("preview-make").click()
        await expect(preview).to_have_value(SAID)
        await desk.get_by_test_id("reply-text").fill(f"{ANSWER} Danke.")
        await expect(desk.get_by_test_id("reply-send")).to_be_disabled()
        await desk.get_by_test_id("preview-drop").click()
        await expect(desk.get_by_test_id("reply-send")).to_be_enabled()

        # Locking forgets it here, and tells the server to forget.
        assert len(office.parts.translator._memory) > 0
        async with desk.expect_response(re.compile("/translate$")):
            await desk.get_by_test_id("lock").click()
        await expect(desk.get_by_text(MEANS)).to_have_count(0)
        assert len(office.parts.translator._memory) == 0
        assert asked[-1] == "DELETE"
    assert complaints == []


async def from_the_library(desk: Page) -> None:
    """A canned reply comes in both languages; what is missing in it is asked for."""
    await desk.get_by_test_id("reply-text").press_sequentially(":wart")
    await expect(desk.get_by_test_id("canned-offers")).to_contain_text("Entschuldigung")
    await desk.get_by_test_id("reply-text").fill("")
    await desk.get_by_test_id("canned").click()
    # One of the team's own, kept for everybody.
    await desk.get_by_test_id("canned-add").click()
    await desk.get_by_test_id("canned-name").fill("Sprechstunde")
    await desk.get_by_test_id("canned-text-de").fill("Kommen Sie zu {name}.")
    await desk.get_by_test_id("canned-save").click()
    await expect(desk.get_by_test_id("canned-reply").first).to_contain_text("Sprechstunde")
    await desk.get_by_test_id("canned-search").fill("entschuldigung")
    await desk.get_by_test_id("canned-insert").click()
    await expect(desk.get_by_test_id("reply-text")).to_have_value(re.compile("‹Tag›"))
    await desk.get_by_test_id("reply-send").click()
    await expect(desk.get_by_test_id("send-anyway")).to_be_visible()
    await desk.keyboard.press("Escape")
    await desk.get_by_test_id("fields-day").fill("2026-12-03")
    await expect(desk.get_by_test_id("preview-text")).to_have_value(re.compile("3 Aralık 2026"))
    await desk.get_by_test_id("reply-send").click()
    await expect(desk.get_by_test_id("sent-translated")).to_have_count(2)


async def test_a_resident_is_asked_and_can_take_it_back(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    wishes, store = lotse.parts.languages.wishes, lotse.parts.desk
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await report(page)
        (counsellor,) = await lotse.parts.roster.everybody()
        (seen,) = (await store.queue.page(counsellor, Wanted())).cases
        case = seen.case.id
        await store.hands.claim(counsellor, case, seen.case.epoch)
        await wishes.ask_translate(counsellor, case)

        question = messages(page, "notice").filter(has_text="Darf ein Programm")
        await question.get_by_test_id("option").filter(has_text="Ja").click()
        await expect(messages(page, "notice").last).to_contain_text("darf jetzt für die Beratung")
        assert (await store.look(counsellor, case)).case.translate

        # Whoever has allowed it can take it back.
        await my_case(page)
        await expect(page.get_by_test_id("translate")).to_be_checked()
        await page.get_by_test_id("translate").uncheck()
        await expect(messages(page, "notice").last).to_contain_text("bleiben verschlossen")
        assert not (await store.look(counsellor, case)).case.translate
    assert complaints == []
