"""Photos, voice messages and documents on the safe line, and what the server sees of all of it."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.engine import sealed
from lotse.wiring import Lotse
from tests import report_way
from tests.browser.browsing import FLAGS, PHONE, Complaints, chromium, visit
from tests.browser.people import (
    agree,
    asked,
    keep_receipt,
    messages,
    open_with_receipt,
    report,
    told,
    write,
)
from tests.browser.test_safe_line_parts import exif
from tests.counsellor import Counsellor
from tests.running import Running, free_port

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
PLANTED = ("Zitronenfalter-7731", "Bergkristall-4402", "Wollhandkrabbe-9958")


class Watch:
    """Everything that arrives at the server, byte by byte."""

    def __init__(self) -> None:
        self.seen = bytearray()

    def over(self, app: ASGIApp) -> ASGIApp:
        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            self.seen += repr((scope.get("raw_path"), scope.get("query_string"))).encode()
            for name, value in scope.get("headers", ()):
                self.seen += name + value

            async def recorded() -> Message:
                message = await receive()
                self.seen += message.get("body", b"")
                return message

            await app(scope, recorded, send)

        return watched


@pytest.fixture
async def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    watch = Watch()
    plain = Lotse.app
    monkeypatch.setattr(Lotse, "app", lambda parts: watch.over(plain(parts)))
    return watch


@pytest.fixture
async def watched(watch: Watch, tmp_path: Path, valkey_url: str) -> AsyncIterator[Running]:
    async with Running(tmp_path, valkey_url, port=free_port()) as lotse:
        yield lotse


@pytest.fixture
async def recording() -> AsyncIterator[Browser]:
    """A Chromium with a microphone that beeps."""
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=chromium(), headless=True, args=[*FLAGS, *fake]
        )
        yield launched
        await launched.close()


async def photo(page: Page) -> bytes:
    """A JPEG that says where it was taken."""
    made = await page.evaluate(
        """async () => {
          const canvas = document.createElement('canvas');
          canvas.width = 1200; canvas.height = 800;
          canvas.getContext('2d').fillRect(0, 0, 600, 800);
          const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg'));
          const bytes = new Uint8Array(await blob.arrayBuffer());
          return Array.from(bytes);
        }"""
    )
    plain = bytes(made)
    return plain[:2] + exif(1) + plain[2:]


async def attach(page: Page, kind: str, name: str, content: bytes) -> None:
    mime = {"photo": "image/jpeg", "document": "application/pdf"}[kind]
    async with page.expect_file_chooser() as chooser:
        await page.get_by_test_id(f"attach-{kind}").click()
    await (await chooser.value).set_files({"name": name, "mimeType": mime, "buffer": content})


async def items_of(counsellor: Counsellor, case: str, count: int) -> list[dict[str, Any]]:
    for _ in range(150):
        items = await counsellor.read(case)
        if len(items) >= count:
            return items
        await asyncio.sleep(0.1)
    raise AssertionError([item["kind"] for item in items])


async def test_the_server_sees_nothing_of_what_is_sealed(
    recording: Browser, watched: Running, watch: Watch, complaints: Complaints
) -> None:
    story, later, caption = PLANTED
    async with (
        visit(recording, watched.url, "/", complaints, **PHONE) as page,
        httpx.AsyncClient(base_url=watched.url, timeout=60) as client,
    ):
        await page.context.grant_permissions(["microphone"])
        counsellor = Counsellor(client)
        await counsellor.sign_in(watched.name, watched.passphrase)
        digits = await report(page, story)
        (case,) = await counsellor.queue()
        await counsellor.claim(case)

        taken = await photo(page)
        await attach(page, "photo", "IMG_20261123_Zuhause.jpg", taken)
        await expect(page.get_by_test_id("attached").locator("img")).to_be_visible()
        await write(page, caption)
        await attach(page, "document", "Brief.pdf", PDF)
        await page.get_by_test_id("send").click()
        await page.get_by_test_id("attach-voice").click()
        await expect(page.locator("[data-seconds='0:02']")).to_be_visible()
        await page.get_by_test_id("attach-voice").click()
        await expect(page.get_by_test_id("attached").locator("audio")).to_be_visible()
        await page.get_by_test_id("send").click()
        await write(page, later)

        items = await items_of(counsellor, case["id"], 5)
        kinds = [item["kind"] for item in items]
        assert kinds == ["answers", "photo", "document", "voice", "text"]
        sent = {item["kind"]: item["body"] for item in items}
        picture = base64.b64decode(sent["photo"]["data"])
        assert picture[:3] == b"\xff\xd8\xff"
        assert b"Exif" in taken
        assert b"Exif" not in picture
        assert b"GPS" not in picture
        assert sent["photo"]["name"] == "photo.jpg"
        assert sent["photo"]["text"] == caption
        assert base64.b64decode(sent["document"]["data"]) == PDF
        assert base64.b64decode(sent["voice"]["data"])[:4] == b"\x1aE\xdf\xa3"
        assert sent["text"] == later

        await page.reload()
        await expect(messages(page, "resident").last).to_contain_text(later)
        await expect(page.locator("#log img.picture")).to_be_visible()
        await expect(page.locator("#log audio.recording")).to_be_visible()
        async with visit(recording, watched.url, "/#receipt", complaints, **PHONE) as other:
            await open_with_receipt(other, digits)
            await expect(other.locator("#log img.picture")).to_be_visible()

        seen = bytes(watch.seen)
        assert b'"sealed"' in seen
        assert len(seen) > 100_000
        for planted in (*PLANTED, digits, "IMG_2026", "Brief.pdf", "Herkunft, Hautfarbe"):
            assert planted.encode() not in seen, planted
            assert json.dumps(planted)[1:-1].encode() not in seen
            assert base64.b64encode(planted.encode())[:-4] not in seen
    assert complaints == []


async def test_what_cannot_be_attached_is_said(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        await report(page)
        problem = page.locator("#problem")
        await attach(page, "photo", "x.jpg", b"<svg onload=alert(1)>")
        await expect(problem).to_contain_text("können wir hier nicht öffnen")
        await attach(page, "document", "x.pdf", b"MZ\x90")
        await expect(problem).to_contain_text("keine PDF-Datei")
        await attach(page, "document", "x.pdf", b"%PDF-" + b"0" * 5_000_000)
        await expect(problem).to_contain_text("4 MB")
        for number in range(4):
            await attach(page, "document", f"{number}.pdf", PDF)
        await expect(problem).to_contain_text("Mehr passt hier nicht")
        await expect(page.get_by_test_id("attached").locator("li")).to_have_count(3)
        await page.get_by_test_id("attach-remove").first.click()
        await expect(page.get_by_test_id("attached").locator("li")).to_have_count(2)
    assert complaints == []


async def test_what_is_attached_to_an_answer_follows_the_opened_case(
    chrome: Browser, lotse: Running, complaints: Complaints, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shipped story takes words only; here it takes photos as well."""
    shipped = sealed.kinds
    more = {("text",): ("text", "photo")}
    monkeypatch.setattr(sealed, "kinds", lambda step: more.get(shipped(step), shipped(step)))
    async with (
        visit(chrome, lotse.url, "/", complaints, **PHONE) as page,
        httpx.AsyncClient(base_url=lotse.url, timeout=60) as client,
    ):
        await told(page)
        await attach(page, "photo", "x.jpg", await photo(page))
        await expect(page.get_by_test_id("attached").locator("img")).to_be_visible()
        await write(page, "Sehen Sie das Foto.")
        await asked(page, report_way.TO_CONSENT[0][0])
        await page.reload()
        answered = messages(page, "resident").filter(has_text="Sehen Sie das Foto.")
        await expect(answered.locator("img")).to_be_visible()
        await agree(page)
        await keep_receipt(page)
        counsellor = Counsellor(client)
        await counsellor.sign_in(lotse.name, lotse.passphrase)
        (case,) = await counsellor.queue()
        await counsellor.claim(case)
        first, second = await items_of(counsellor, case["id"], 2)
        (given,) = [one for one in first["body"]["answers"] if one["id"] == "story"]
        assert given["answer"] == "Sehen Sie das Foto."
        assert given["attached"] == ["photo"]
        assert second["kind"] == "photo"
        assert second["body"]["of"] == "story"
        # A reload sends none of it again, and shows it once.
        await page.reload()
        await expect(page.locator("#log img.picture")).to_have_count(1)
        assert len(await counsellor.read(case["id"])) == 2
    assert complaints == []
