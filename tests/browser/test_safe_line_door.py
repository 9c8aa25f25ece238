"""One tap in the messenger opens the safe line, with the answers given so far."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, expect

from bot.engine.session import Session
from bot.passages import Passages, new_token
from tests import report_way
from tests.browser.browsing import PHONE, Complaints, visit
from tests.browser.people import (
    STORY,
    evidence,
    keep_receipt,
    messages,
    my_case,
    reasoned,
    tap,
    to_consent,
    write,
)
from tests.running import Running
from tests.telegram_server import TelegramServer
from tests.test_passage import PHONE as TELEGRAM
from tests.test_passage import led
from tests.test_telegram_path import settings


async def test_the_messengers_link_goes_on_here_and_stays_nowhere(
    chrome: Browser, valkey_url: str, tmp_path: Path, complaints: Complaints
) -> None:
    async with TelegramServer() as telegram:
        values = settings("webhook", telegram.base_url, telegram.token)
        async with Running(tmp_path, valkey_url, demo=False, **values) as lotse:
            token = await led(telegram)
            async with visit(chrome, lotse.url, f"/#go={token}", complaints, **PHONE) as page:
                await expect(messages(page, "bot").first).to_contain_text("sicheren Seite")
                assert await page.evaluate("location.href") == f"{lotse.url}/"
                assert await page.evaluate("history.length") <= 2
                await reasoned(page, "religion")
                await write(page, STORY)
                await evidence(page)
                await to_consent(page)
                area = report_way.label(("report/area", "housing"))
                await expect(messages(page, "bot").last).to_contain_text(area)
                # A reload goes on here; the link itself is used up.
                await page.reload()
                await expect(messages(page, "resident").filter(has_text=STORY)).to_be_visible()
            async with visit(chrome, lotse.url, f"/#go={token}", complaints, **PHONE) as page:
                await expect(page.get_by_test_id("refused")).to_be_visible()
                await page.get_by_test_id("start-again").click()
                await expect(page.get_by_test_id("option").first).to_be_visible()
    assert complaints == []


async def test_an_answer_waits_in_the_messenger_only_when_wished(
    chrome: Browser, valkey_url: str, tmp_path: Path, complaints: Complaints
) -> None:
    async with TelegramServer() as telegram:
        values = settings("webhook", telegram.base_url, telegram.token)
        async with Running(tmp_path, valkey_url, **values) as lotse:
            token = new_token()
            passages = Passages(lotse.parts.valkey, lotse.parts.keyring)
            await passages.open(token, Session("de", welcomed=True), TELEGRAM)
            async with visit(chrome, lotse.url, f"/#go={token}", complaints, **PHONE) as page:
                await expect(messages(page, "bot").first).to_be_visible()
                await page.get_by_test_id("bar-human").click()
                await tap(page, "Ja, abschicken")
                await keep_receipt(page)
                await my_case(page)
                ping = page.get_by_test_id("ping")
                assert await ping.is_checked() is False
                await ping.click()
                await expect(ping).to_be_enabled()
                await page.get_by_test_id("close-here").click()
                await my_case(page)
                await expect(page.get_by_test_id("ping")).to_be_checked()
    assert complaints == []
