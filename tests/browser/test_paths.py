"""The two main paths in a real Chromium: on the web and on Telegram, up to the answer."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, expect

from tests import report_way
from tests.browser.browsing import OFFICE, PHONE, Complaints, visit
from tests.browser.people import (
    STORY,
    answer,
    from_menu,
    messages,
    report,
    sign_in,
    tap,
    write,
)
from tests.running import Running
from tests.telegram_server import TelegramServer
from tests.test_telegram_path import AFTER_STORY, CHAT, REPORT, OurPhone, settings


async def test_a_resident_and_a_counsellor_talk(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with (
        visit(chrome, lotse.url, "/", complaints, **PHONE) as resident,
        visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as desk,
    ):
        await expect(resident.get_by_test_id("demo-banner")).to_be_visible()
        await sign_in(desk, lotse.name, "not the passphrase at all")
        await expect(desk.get_by_test_id("signin-error")).to_be_visible()
        await sign_in(desk, lotse.name, lotse.passphrase)
        await expect(desk.get_by_test_id("demo-banner")).to_be_visible()

        await report(resident)
        # The case appears at the desk without a reload.
        await desk.get_by_test_id("case-row").first.click()
        await expect(desk.get_by_test_id("answers")).to_contain_text(STORY)
        await desk.get_by_test_id("claim").click()
        await expect(resident.get_by_text("liest jetzt, was Sie geschrieben haben")).to_be_visible()

        await answer(desk, "Guten Tag! Wann war der Termin?")
        reply = messages(resident, "counsellor").last
        await expect(reply).to_contain_text("Wann war der Termin?")
        await expect(reply).to_contain_text("Demo-Beratung")

        await write(resident, "Am Montag um 10 Uhr.")
        await expect(messages(desk, "resident").last).to_contain_text("Am Montag um 10 Uhr.")

        # A reload of the resident's tab keeps the conversation.
        await resident.reload()
        await expect(messages(resident, "counsellor").last).to_contain_text("Wann war der Termin?")
        await expect(messages(resident, "resident").last).to_contain_text("Am Montag")

        await from_menu(desk, "close-case", "more-actions")
        await desk.get_by_test_id("close-confirm").click()
        await expect(resident.get_by_text("Beratung ist zu Ende")).to_be_visible()
        await write(resident, "menü")
        await expect(messages(resident, "bot").last).to_contain_text("Wobei kann ich")
        await tap(resident, "Neu in Hannover")
        await expect(messages(resident, "bot").last).to_contain_text("Wo wohnen Sie?")
    assert complaints == []


async def test_a_resident_on_telegram_and_a_counsellor_talk(
    chrome: Browser, valkey_url: str, tmp_path: Path, complaints: Complaints
) -> None:
    async with TelegramServer() as server:
        values = settings("webhook", server.base_url, server.token)
        async with Running(tmp_path, valkey_url, **values) as lotse:
            phone = OurPhone(server)
            async with visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as desk:
                await sign_in(desk, lotse.name, lotse.passphrase)
                await phone.send("/start")
                for label in REPORT:
                    await phone.tap(label)
                await phone.wait_for(report_way.asks(report_way.STORY))
                await phone.send(STORY)
                for label in AFTER_STORY:
                    await phone.tap(label)
                await phone.tap("✅ Ja, abschicken")
                await desk.get_by_test_id("case-row").first.click()
                await expect(desk.get_by_test_id("answers")).to_contain_text(STORY)
                await desk.get_by_test_id("claim").click()
                await answer(desk, "Haben Sie die Absage schriftlich?")
                await phone.wait_for("Haben Sie die Absage schriftlich?")
                await phone.send("Ja, als E-Mail.")
                await expect(messages(desk, "resident").last).to_contain_text("Ja, als E-Mail.")
    assert server.chat(CHAT)
    assert complaints == []
