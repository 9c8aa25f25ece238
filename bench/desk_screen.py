"""The desk on a screen: unlocking, opening a long case, and a message's way to the counsellor."""

from __future__ import annotations

import base64
import os
import shutil
import time
from pathlib import Path

import msgspec
from playwright.async_api import Page, async_playwright, expect

from bench.desk_office import Office, office, percentile
from bench.drive import BenchFailed
from handoff.age_scrypt import LOG_N
from handoff.item_store import ItemStore
from handoff.records import Entry, NewItem, Present
from handoff.store import Store
from lotse.wiring import utc_now
from post.ids import CaseId, ItemId
from tests.resident import Resident

PASSPHRASE = "seven words that only this measurement knows"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
_PATIENCE = 120_000
# Only what is new is looked at: reading the whole page each time would be most of what is measured.
_WATCH = """() => {
    window.shown = {};
    new MutationObserver((changes) => {
        const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
        const text = added.map((one) => one.textContent).join(' ');
        for (const found of text.matchAll(/mark-[0-9]+/g)) {
            window.shown[found[0]] ??= performance.timeOrigin + performance.now();
        }
    }).observe(document.querySelector('.talk'), { childList: true, subtree: true });
}"""


class Screen(msgspec.Struct):
    """Milliseconds of wall clock; `opened` from the click to the last of the messages."""

    messages: int
    unlock: list[float]
    opened: list[float]
    arrived_p50: float
    arrived_p95: float
    arrivals: int


async def measure(folder: Path, messages: int, times: int, arrivals: int) -> Screen:
    program = os.environ.get("LOTSE_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), "")
    if not program:
        raise BenchFailed("Chromium is missing; run: sh tests/prepare.sh")
    expect.set_options(timeout=_PATIENCE)
    with office(folder) as running:
        lead = await running.lead()
        colleague = await running.colleague(lead, "bench", PASSPHRASE, LOG_N)
        resident = await running.resident()
        await _write_many(running, resident, messages)
        await colleague.claim(await colleague.get(f"/cases/{resident.case}"))
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=program, args=_FLAGS)
            unlock, opened = [], []
            for _ in range(times):
                context = await browser.new_context(viewport={"width": 1280, "height": 800})
                page = await context.new_page()
                unlock.append(await _unlock(page, running.url))
                opened.append(await _open(page, messages))
                if len(opened) < times:
                    await context.close()
            took = [await _arrive(page, resident, number) for number in range(arrivals)]
            await browser.close()
        for person in (lead, colleague, resident):
            await person.client.aclose()
    return Screen(messages, unlock, opened, percentile(took, 50), percentile(took, 95), len(took))


async def _unlock(page: Page, url: str) -> float:
    """From the press of the button to the queue."""
    await page.goto(f"{url}/desk/")
    await page.get_by_test_id("signin-name").fill("bench")
    await page.get_by_test_id("signin-passphrase").fill(PASSPHRASE)
    began = time.perf_counter()
    await page.get_by_test_id("signin-submit").click()
    await page.get_by_test_id("case-row").first.wait_for(timeout=_PATIENCE)
    return (time.perf_counter() - began) * 1000


async def _open(page: Page, messages: int) -> float:
    began = time.perf_counter()
    await page.get_by_test_id("case-row").first.click()
    last = page.get_by_test_id("message").nth(messages - 1)
    await last.wait_for(state="attached", timeout=_PATIENCE)
    return (time.perf_counter() - began) * 1000


async def _arrive(page: Page, resident: Resident, number: int) -> float:
    """From the resident's request to the text in the counsellor's page; one clock for both."""
    mark = f"mark-{number}"
    if number == 0:
        await page.evaluate(_WATCH)
    item = resident.next_item("text", f"Noch etwas: {mark}")
    began = time.time() * 1000
    answer = await resident.line("POST", "/items", item)
    assert answer.status_code == 201, answer.text
    found = await page.wait_for_function(
        "mark => window.shown[mark]", arg=mark, polling=100, timeout=_PATIENCE
    )
    return float(await found.json_value()) - began


async def _write_many(running: Office, resident: Resident, messages: int) -> None:
    """A long conversation at once: one person may not send so much in so short a time."""
    store = Store(f"sqlite:///{running.database}")
    items = ItemStore(store, utc_now)
    for number in range(messages):
        made = resident.next_item(
            "text", f"{number}. Sie haben mich am Schalter weggeschickt. " * 4
        )
        new = NewItem(
            ItemId(made["item"]), "resident", made["seq"], base64.b64decode(made["ciphertext"])
        )

        def entry(present: Present, new: NewItem = new) -> Entry:
            return Entry(new, present.case)

        await items.append(CaseId(resident.case), new.item, "resident", entry)
    await store.close()
