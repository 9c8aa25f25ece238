from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.browser.browsing import PATIENCE, Complaints, browser

expect.set_options(timeout=PATIENCE)


@pytest.fixture
async def chrome() -> AsyncIterator[Browser]:
    async with browser() as launched:
        yield launched


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()
