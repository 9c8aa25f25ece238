"""The picture in the editors' guide: plays the shipped flows in the preview and looks at it."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from tests import report_way
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
            await expect(step(page, "age")).to_be_visible()
            await step(page, "place").click()
            for choice in report_way.TO_GROUNDS[3:5]:
                await tap(page, report_way.label(choice))
            await expect(said(page).last).to_contain_text(report_way.asks("report/area"))
            await page.wait_for_timeout(SETTLE)
            await page.screenshot(path=PICTURES / "preview.png")
        if complaints:
            raise SystemExit("\n".join(complaints))


if __name__ == "__main__":
    asyncio.run(take())
