"""Deadlines, documentation and exports in a counsellor's browser: one way through all three."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from playwright.async_api import Browser, Page, expect
from pyrage import x25519
from sqlalchemy import select

from handoff.tables import audit, deadlines, slips
from tests.browser.browsing import OFFICE, Complaints, visit
from tests.browser.desk_people import SafeCase
from tests.browser.people import answer, sign_in
from tests.running import Running

ANSWERS: list[dict[str, Any]] = [
    {"id": "area", "question": "Wo war es?", "answer": "💼 Arbeit, Bewerbung"},
    {
        "id": "grounds",
        "question": "Warum?",
        "answer": "Herkunft oder Hautfarbe, Alter",
        "options": ["origin", "age"],
    },
    {"id": "story", "question": "Was ist passiert?", "answer": "Die Absage kam am 15.9.2026."},
]
NAME = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{2}\.zip\.age")
NOTE = "Rückruf: ruhig, allein, <b>dringend</b>"


async def opened(desk: Page, lotse: Running) -> None:
    await sign_in(desk, lotse.name, lotse.passphrase)
    await expect(desk.get_by_test_id("lock")).to_be_visible()
    await SafeCase.open(lotse, ANSWERS)
    await desk.get_by_test_id("case-row").first.click()
    await expect(desk.get_by_test_id("answers").first).to_be_visible()
    await desk.get_by_test_id("claim").click()
    await expect(desk.locator("#reply-text")).to_be_visible()


async def panel(desk: Page, name: str) -> None:
    """Open it, whatever was open before."""
    found = desk.get_by_test_id(f"panel-{name}")
    if await found.get_attribute("open") is None:
        await found.locator("summary").click()
    await expect(found.locator(".panel-body")).to_be_visible()


async def days_known(lotse: Running) -> list[tuple[str, bool]]:
    async with lotse.parts.store.reading() as connection:
        found = await connection.execute(select(deadlines.c.day, deadlines.c.open))
        return [(row.day, row.open) for row in found]


async def downloaded(desk: Page, button: str) -> tuple[str, bytes]:
    async with desk.expect_download() as waiting:
        await desk.get_by_test_id(button).click()
    download = await waiting.value
    return download.suggested_filename, Path(await download.path()).read_bytes()


def unpacked(content: bytes) -> tuple[dict[str, Any], str]:
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        return json.loads(folder.read("case.json")), folder.read("case.html").decode()


@pytest.fixture
async def desk(chrome: Browser, lotse: Running, complaints: Complaints) -> AsyncIterator[Page]:
    async with visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as page:
        yield page
    assert complaints == []


async def test_a_deadline_the_documentation_and_what_leaves_the_desk(
    desk: Page, lotse: Running
) -> None:
    await opened(desk, lotse)
    await answer(desk, "Guten Tag, wir sehen uns das an.")
    await expect(desk.get_by_test_id("delivery")).to_have_count(1)
    await the_deadline(desk, lotse)
    await the_documentation(desk)
    await a_note(desk)
    await the_paper(desk)
    await the_bundle(desk)
    await the_archive(desk)
    await closing(desk, lotse)


async def the_deadline(desk: Page, lotse: Running) -> None:
    await panel(desk, "deadlines")
    await expect(desk.get_by_test_id("no-advice")).to_contain_text("keine Rechtsberatung")
    await desk.get_by_test_id("deadline-rule").select_option("agg-15-4")
    await expect(desk.get_by_test_id("deadline-doubt")).to_contain_text("Tarifvertrag")
    await desk.get_by_role("button", name="15.09.2026").click()
    # The 15th of November 2026 is a Sunday: whether it moves is not certain, so the earlier counts.
    await expect(desk.get_by_test_id("deadline-last")).to_have_text("Sonntag, 15. November 2026")
    await expect(desk.get_by_test_id("deadline-result")).to_contain_text("16. November 2026")
    await desk.get_by_test_id("save-deadline").click()
    entered = desk.get_by_test_id("deadline")
    await expect(entered).to_have_count(1)
    await expect(desk.get_by_test_id("deadline-rule")).to_have_value("")
    assert await days_known(lotse) == [("2026-11-15", True)]
    await expect(desk.get_by_test_id("untold")).to_have_count(0)
    # Another one, read from a letter, is kept; the first one is taken back.
    await desk.get_by_test_id("deadline-rule").select_option("read")
    await desk.get_by_test_id("deadline-day").fill("2031-01-31")
    await desk.get_by_test_id("save-deadline").click()
    await expect(entered).to_have_count(2)
    await entered.first.get_by_test_id("deadline-dropped").click()
    await desk.get_by_test_id("drop-deadline").click()
    await expect(entered).to_have_count(1)
    await entered.get_by_test_id("deadline-kept").click()
    await expect(desk.locator('[data-testid="deadline"][data-state="kept"]')).to_be_visible()
    await expect(entered.get_by_test_id("deadline-open")).to_be_enabled()
    assert await days_known(lotse) == [("2031-01-31", False)]
    await entered.get_by_test_id("deadline-open").click()
    await expect(desk.locator('[data-testid="deadline"][data-state="open"]')).to_be_visible()
    await expect(entered.get_by_test_id("deadline-kept")).to_be_enabled()
    assert await days_known(lotse) == [("2031-01-31", True)]


async def the_documentation(desk: Page) -> None:
    await panel(desk, "record")
    await expect(desk.get_by_test_id("record-area")).to_have_value("work")
    await expect(desk.get_by_test_id("record-grounds")).to_contain_text("Rassistisch")
    await desk.get_by_test_id("record-grounds").locator("summary").click()
    await expect(desk.get_by_test_id("record-grounds-racism")).to_be_checked()
    await desk.get_by_test_id("take-over").click()
    await desk.get_by_test_id("record-result").select_option("partly")
    await expect(desk.get_by_test_id("record-state")).to_have_attribute("data-status", "saved")


async def a_note(desk: Page) -> None:
    await panel(desk, "notes")
    await desk.get_by_test_id("note-text").fill(NOTE)
    await desk.get_by_test_id("note-add").click()
    await expect(desk.get_by_test_id("note-row").filter(has_text="Rückruf")).to_have_count(1)


async def the_paper(desk: Page) -> None:
    await panel(desk, "export")
    await desk.get_by_test_id("to-print").click()
    paper = desk.get_by_test_id("print-case")
    await expect(paper).to_contain_text("Vertraulich")
    await expect(paper).to_contain_text("Die Absage kam am 15.9.2026.")
    await expect(paper).not_to_contain_text("Rückruf")
    await desk.get_by_test_id("print-internal").check()
    await expect(paper).to_contain_text(NOTE)
    await expect(paper).to_contain_text("31. Januar 2031")
    await expect(paper).to_contain_text("Ergebnis: Zum Teil erreicht")
    await desk.emulate_media(media="print")
    await expect(desk.get_by_test_id("print")).to_be_hidden()
    await expect(desk.get_by_test_id("lock")).to_be_hidden()
    pdf = await desk.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    await desk.emulate_media(media="screen")
    await desk.evaluate("window.print = () => { window.printed = true }")
    await desk.get_by_test_id("print").click()
    await desk.wait_for_function("window.printed")
    await desk.go_back()


async def the_bundle(desk: Page) -> None:
    name, sealed = await downloaded(desk, "export-bundle-go")
    assert NAME.fullmatch(name), "the number, nothing of the content"
    phrase = await desk.get_by_test_id("export-phrase").inner_text()
    assert len(phrase.split()) == 7
    content, page = unpacked(pyrage.passphrase.decrypt(sealed, phrase))
    assert content["kind"] == "bundle"
    told = [one.get("text", "") for one in content["messages"]]
    assert "Guten Tag, wir sehen uns das an." in told
    assert "Die Absage kam am 15.9.2026." in page
    for word in ("Rückruf", "documentation", "2031"):
        assert word not in json.dumps(content, ensure_ascii=False) + page
    await desk.get_by_test_id("panel-export").get_by_role("button", name="Notiert").click()


async def the_archive(desk: Page) -> None:
    mine = x25519.Identity.generate()
    await desk.get_by_test_id("export-recipient").check()
    await desk.get_by_test_id("export-to").fill("age1nonsense")
    await desk.get_by_test_id("export-archive-go").click()
    await expect(desk.get_by_text("Das ist kein öffentlicher age-Schlüssel.")).to_be_visible()
    await desk.get_by_test_id("export-to").fill(str(mine.to_public()))
    name, sealed = await downloaded(desk, "export-archive-go")
    assert NAME.fullmatch(name)
    content, page = unpacked(pyrage.decrypt(sealed, [mine]))
    assert content["documentation"]["fields"] == {
        "channel": "web",
        "language": "de",
        "grounds": ["racism", "age"],
        "area": "work",
        "result": "partly",
    }
    assert [one["day"] for one in content["deadlines"] if one["state"] == "open"] == ["2031-01-31"]
    assert NOTE in [one.get("text") for one in content["messages"]]
    assert "&lt;b&gt;dringend" in page


async def closing(desk: Page, lotse: Running) -> None:
    await desk.get_by_test_id("more-actions").click()
    await desk.get_by_test_id("close-case").click()
    await expect(desk.get_by_test_id("closing-lacks")).to_contain_text("Form")
    await expect(desk.get_by_test_id("closing-lacks")).not_to_contain_text("Gründe")
    await expect(desk.get_by_test_id("closing-deadline")).to_contain_text("31.01.2031")
    await desk.get_by_test_id("close-confirm").click()
    await expect(desk.get_by_test_id("case-state")).to_have_text("Geschlossen")
    async with lotse.parts.store.reading() as connection:
        assert len((await connection.execute(select(slips.c.case))).all()) == 1
    verbs = await said_of_exports(lotse)
    assert sorted(verbs) == ["export_archive", "export_bundle", "export_print"]


async def said_of_exports(lotse: Running) -> list[str]:
    async with lotse.parts.store.reading() as connection:
        query = select(audit.c.verb).where(audit.c.verb.like("export%"))
        return list((await connection.execute(query)).scalars())
