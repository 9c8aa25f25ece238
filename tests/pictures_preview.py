"""The picture in the editors' guide: plays the shipped flows in the preview and looks at it."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from tests.browser.browsing import Complaints, browser, visit
from tests.browser.test_preview import previewing, said, step, tap
from tests.pictures import PICTURES, SETTLE
from tests.running import ROOT

WIDE = {"viewport": {"width": 1360, "height": 820}}


async def take() -> None:
    async with previewing(ROOT) as preview, browser() as chrome:
        complaints = Complaints()
        path = preview.address.removeprefix(preview.origin)
        async with visit(chrome, preview.origin, path, complaints, **WIDE) as page:
            await page.get_by_test_id("flow").select_option("report")
            await expect(step(page, "safe")).to_be_visible()
            await step(page, "place").click()
            await tap(page, "In der Stadt Hannover")
            await tap(page, "Nein")
            await expect(said(page).last).to_contain_text("Wo oder wobei")
            await page.wait_for_timeout(SETTLE)
            await page.screenshot(path=PICTURES / "preview.png")
        if complaints:
            raise SystemExit("\n".join(complaints))


if __name__ == "__main__":
    asyncio.run(take())
