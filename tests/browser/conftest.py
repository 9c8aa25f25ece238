from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, async_playwright, expect

from tests.browser.browsing import PATIENCE, Complaints
from tests.browser.shared_chromium import SharedChromium

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def shared_chromium() -> Iterator[SharedChromium]:
    shared = SharedChromium()
    yield shared
    shared.close()


@pytest.fixture
async def chrome(shared_chromium: SharedChromium) -> AsyncIterator[Browser]:
    """Chromium as this test's own: closing it ends what the test has opened, no more."""
    address = await asyncio.to_thread(shared_chromium.address)
    async with async_playwright() as playwright:
        connected = await playwright.chromium.connect_over_cdp(address)
        yield connected
        await connected.close()


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()
