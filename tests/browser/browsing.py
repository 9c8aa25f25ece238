"""Chromium as people use it; whatever the page complains about fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
SMALL_PHONE = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
OFFICE = {"viewport": {"width": 1280, "height": 800}}
PATIENCE = 60_000
"""Milliseconds: only so that a hanging test ends."""


def chromium() -> str:
    found = os.environ.get("LOTSE_CHROMIUM") or next(
        (path for name in NAMES if (path := shutil.which(name))), ""
    )
    assert found, "Chromium is missing; run: sh tests/prepare.sh"
    return found


@asynccontextmanager
async def browser(*more: str) -> AsyncIterator[Browser]:
    """A Chromium of one's own, with `more` flags."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=chromium(), headless=True, args=[*FLAGS, *more]
        )
        try:
            yield launched
        finally:
            await launched.close()


class Complaints(list[str]):
    """What pages complained about: console errors, policy violations, foreign requests."""

    def watch(self, page: Page, origin: str) -> None:
        def on_console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and "status of 4" not in message.text:
                self.append(message.text)

        page.on("console", on_console)
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((origin, "blob:", "data:"))
                else self.append(f"foreign request: {request.url}")
            ),
        )


@asynccontextmanager
async def visit(
    browser: Browser, origin: str, path: str, complaints: Complaints, **context: Any
) -> AsyncIterator[Page]:
    """A page of a person of their own: nothing is shared with others."""
    person: BrowserContext = await browser.new_context(**{"locale": "de-DE", **context})
    person.set_default_timeout(PATIENCE)
    page = await person.new_page()
    complaints.watch(page, origin)
    await page.goto(f"{origin}{path}")
    try:
        yield page
    finally:
        # A request that a test holds up may still be on its way.
        await page.unroute_all(behavior="ignoreErrors")
        await person.unroute_all(behavior="ignoreErrors")
        await person.close()
