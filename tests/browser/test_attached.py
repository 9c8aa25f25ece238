"""What hangs on a message, in the resident's page: a link, a picture."""

from __future__ import annotations

import struct
import zlib
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from tests.browser.browsing import SMALL_PHONE, Complaints, visit
from tests.browser.people import write
from tests.running import Running
from tests.test_attached import show


def picture(width: int, height: int) -> bytes:
    """A grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(b"\0" + b"\x88" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


async def test_a_picture_and_a_link_are_shown_on_a_small_phone(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    folder = lotse.folder / "media"
    folder.mkdir()
    (folder / "rathaus.png").write_bytes(picture(900, 300))
    web: Any = lotse.parts.web_chat
    web._media = folder
    show(lotse, lotse.parts.current_book().menu()[0])
    phone: dict[str, Any] = {**SMALL_PHONE, "bypass_csp": True}
    async with visit(chrome, lotse.url, "/", complaints, **phone) as page:
        await expect(page.get_by_test_id("option").first).to_be_visible()
        await write(page, "neu in hannover")
        link = page.get_by_test_id("link")
        await expect(link).to_have_attribute("href", "https://hannover.example/")
        await expect(link).to_have_attribute("rel", "noopener noreferrer")
        image = page.locator("img.picture")
        await expect(image).to_be_visible()
        await expect(image).to_have_js_property("naturalWidth", 900)
        box, screen = await image.bounding_box(), page.viewport_size
        assert box
        assert screen
        assert box["width"] < screen["width"]
        touch = await link.bounding_box()
        assert touch
        assert touch["height"] >= 44
        found = await Axe().run(page)
        assert [violation["id"] for violation in found.response["violations"]] == []
    assert complaints == []
