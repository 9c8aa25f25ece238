"""The preview as editors use it: the real command, a working copy of their own, a real browser."""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, Route, expect

from tests import report_way
from tests.browser.browsing import OFFICE, PHONE, Complaints, visit
from tests.running import ROOT


class Preview(msgspec.Struct):
    folder: Path
    address: str

    @property
    def origin(self) -> str:
        return self.address.partition("/#")[0]

    def edit(self, name: str, before: str, after: str) -> None:
        path = self.folder / "flows" / name
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after), "utf-8")


@asynccontextmanager
async def previewing(folder: Path) -> AsyncIterator[Preview]:
    """`lotse flows preview` in a folder, until the test is over."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "lotse", "flows", "preview", "--port", "0"),
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8"},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout
        line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+/#token=\S+", line)
        assert found, line
        yield Preview(folder, found[0])
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), 20)


@pytest.fixture
async def preview(tmp_path: Path) -> AsyncIterator[Preview]:
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    shutil.copytree(ROOT / "translations", tmp_path / "translations")
    async with previewing(tmp_path) as running:
        yield running


@asynccontextmanager
async def opened(
    chrome: Browser, preview: Preview, complaints: Complaints, **context: Any
) -> AsyncIterator[Page]:
    path = preview.address.removeprefix(preview.origin)
    async with visit(chrome, preview.origin, path, complaints, **(context or OFFICE)) as page:
        await expect(step(page, "safe").or_(step(page, "urgent"))).to_be_visible()
        yield page


def step(page: Page, name: str) -> Locator:
    return page.locator(f'[data-testid="graph"] [data-step="{name}"]')


async def present(page: Page, name: str) -> None:
    """The step is marked in the graph, and named beside it."""
    await expect(page.get_by_test_id("step")).to_have_text(name)
    await expect(step(page, name)).to_have_attribute("aria-current", "step")
    await expect(page.locator('[data-testid="graph"] [aria-current]')).to_have_count(1)


def said(page: Page, who: str = "bot") -> Locator:
    return page.locator(f'[data-testid="message"][data-who="{who}"]')


async def tap(page: Page, label: str) -> None:
    await page.locator(".open").get_by_test_id("option").filter(has_text=label).click()


ADVICE = ("report/wish", "advice")
WISH = report_way.asks("report/wish")


async def report(page: Page) -> None:
    await page.get_by_test_id("flow").select_option("report")
    await present(page, "age")


async def to_wish(page: Page) -> None:
    for place, option in report_way.TO_GROUNDS[:2]:
        await present(page, place.partition("/")[2])
        await tap(page, report_way.label((place, option)))
    await present(page, "wish")


async def test_an_editor_plays_a_flow_beside_its_graph(
    chrome: Browser, preview: Preview, complaints: Complaints
) -> None:
    async with opened(chrome, preview, complaints) as page:
        assert "token" not in page.url
        assert await page.context.cookies() == []
        await report(page)
        await to_wish(page)
        await expect(step(page, "safe")).to_have_class(re.compile("passed"))
        await expect(page.get_by_test_id("line")).to_have_text(re.compile(r"report\.yaml:\d+"))
        await tap(page, report_way.label(ADVICE))
        await expect(page.get_by_test_id("answers")).to_contain_text("report.wish = advice")
        await page.get_by_test_id("input").fill(report_way.label(("report/place", "city")))
        await page.get_by_test_id("send").click()
        await present(page, "city")
        await page.get_by_test_id("bar-back").click()
        await present(page, "place")
        await page.get_by_test_id("undo").click()
        await present(page, "city")
        await page.reload()
        await present(page, "city")
    assert complaints == []


async def test_languages_real_and_pseudo(
    chrome: Browser, preview: Preview, complaints: Complaints
) -> None:
    async with opened(chrome, preview, complaints) as page:
        await report(page)
        await tap(page, report_way.label(report_way.TO_GROUNDS[0]))
        await present(page, "safe")
        language = page.get_by_test_id("language")
        await language.select_option("en")
        await expect(said(page).last).to_contain_text("safe")
        await expect(step(page, "safe")).to_contain_text("safe")
        await language.select_option("x-rtl")
        await expect(said(page).last).to_have_attribute("dir", "rtl")
        await language.select_option("x-long")
        await expect(said(page).last).to_contain_text("Šîñd Šîé")
        await present(page, "safe")
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(width) == 0
    assert complaints == []


async def test_a_graph_that_comes_late_does_not_replace_the_present_one(
    chrome: Browser, preview: Preview, complaints: Complaints
) -> None:
    async with opened(chrome, preview, complaints) as page:
        held: list[Route] = []

        async def hold(route: Route) -> None:
            held.append(route)

        await page.route("**/graph", hold, times=1)
        await page.get_by_test_id("flow").select_option("school")
        while not held:
            await asyncio.sleep(0.01)
        late = await held[0].fetch()
        await report(page)
        await held[0].fulfill(response=late)
        await page.evaluate("() => new Promise(requestAnimationFrame)")
        await present(page, "age")
    assert complaints == []


async def test_a_click_on_a_step_leads_there(
    chrome: Browser, preview: Preview, complaints: Complaints
) -> None:
    async with opened(chrome, preview, complaints) as page:
        await report(page)
        await step(page, "talk").click()
        await expect(said(page).last).to_contain_text("Das geben wir weiter an")
        await present(page, "talk")
        await tap(page, "Ja, abschicken")
        await expect(said(page, "note").last).to_contain_text("Vorschau: nichts wird übergeben")
        # By keyboard: an answer, and the next question has the focus.
        await report(page)
        await to_wish(page)
        await page.locator(".open").get_by_test_id("option").first.focus()
        await page.keyboard.press("Enter")
        await present(page, "place")
        await expect(page.locator(".open").get_by_test_id("option").first).to_be_focused()
        # Into the graph, along its steps, there.
        await report(page)
        await step(page, "age").focus()
        for key in ("ArrowDown", "ArrowDown", "Enter"):
            await page.keyboard.press(key)
        await expect(page.get_by_test_id("step")).not_to_have_text("age")
    assert complaints == []


async def test_a_save_shows_at_once_and_errors_leave_the_last_good_version(
    chrome: Browser, preview: Preview, complaints: Complaints
) -> None:
    async with opened(chrome, preview, complaints) as page:
        await report(page)
        await to_wish(page)
        preview.edit("report.yaml", f"ask: {WISH}", "ask: Was brauchen Sie heute?")
        await expect(said(page).last).to_contain_text("Was brauchen Sie heute?")
        await expect(step(page, "wish")).to_contain_text("Was brauchen Sie heute?")
        await present(page, "wish")

        preview.edit("report.yaml", "next: place}", "next: plaze}")
        problems = page.get_by_test_id("problems")
        await expect(problems).to_contain_text(re.compile(r"flows/report\.yaml:\d+:\d+"))
        await expect(problems).to_contain_text("„place“?")
        await tap(page, report_way.label(ADVICE))
        await present(page, "place")

        preview.edit("report.yaml", "next: plaze}", "next: place}")
        await expect(problems).to_be_hidden()
        await present(page, "place")
    assert complaints == []


async def test_time_can_be_jumped_over(
    chrome: Browser, preview: Preview, complaints: Complaints
) -> None:
    async with opened(chrome, preview, complaints) as page:
        await report(page)
        await to_wish(page)
        await page.get_by_test_id("wait-hour").click()
        await expect(said(page, "note").last).to_contain_text("1 Stunde später")
        await expect(page.get_by_test_id("clock")).to_contain_text("vorgestellt")
        await page.get_by_test_id("wait-day").click()
        await expect(said(page, "note").last).to_contain_text("vergessen")
    assert complaints == []


async def test_what_was_played_becomes_a_test(
    chrome: Browser, preview: Preview, complaints: Complaints
) -> None:
    async with opened(chrome, preview, complaints) as page:
        await report(page)
        await to_wish(page)
        await tap(page, report_way.label(("report/wish", "anonymous")))
        await page.get_by_test_id("save").click()
        await page.get_by_test_id("save-now").click()
        await expect(page.get_by_test_id("refused")).to_contain_text("Namen")
        await page.get_by_test_id("name").fill("meldet ohne Namen")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("saved")).to_contain_text("bestanden in: de")
        await page.get_by_test_id("close").click()
    saved = preview.folder / "tests" / "flows" / "report_meldet_ohne_namen.yaml"
    assert saved.read_text("utf-8").startswith("test: meldet ohne Namen\nflow: report\nin: all\n")
    assert complaints == []


async def test_hostile_words_stay_words(
    chrome: Browser, preview: Preview, complaints: Complaints
) -> None:
    hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    async with opened(chrome, preview, complaints) as page:
        preview.edit("report.yaml", f"ask: {WISH}", f"ask: '{hostile}'")
        await report(page)
        await to_wish(page)
        await expect(said(page).last).to_contain_text("<img src=x")
        await page.get_by_test_id("input").fill(hostile)
        await page.get_by_test_id("send").click()
        await expect(said(page, "resident").last).to_contain_text("<img src=x")
        assert await page.locator("main img, main script").count() == 0
        assert await page.title() == "Vorschau · Lotse"
    assert complaints == []


async def test_it_waits_for_the_first_version_without_errors(
    chrome: Browser, tmp_path: Path, complaints: Complaints
) -> None:
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    shutil.copytree(ROOT / "translations", tmp_path / "translations")
    broken = tmp_path / "flows" / "report.yaml"
    good = broken.read_text("utf-8")
    broken.write_text(good.replace("start: age", "start: aeg"), "utf-8")
    async with previewing(tmp_path) as preview:
        path = preview.address.removeprefix(preview.origin)
        async with visit(chrome, preview.origin, path, complaints, **OFFICE) as page:
            await expect(page.get_by_test_id("problems")).to_contain_text("geht es los")
            broken.write_text(good, "utf-8")
            await expect(said(page).last).to_contain_text("Wo wohnen Sie?")
            await expect(page.get_by_test_id("problems")).to_be_hidden()
    assert complaints == []


async def test_without_the_token_nothing_is_shown(
    chrome: Browser, preview: Preview, complaints: Complaints
) -> None:
    async with visit(chrome, preview.origin, "/", complaints, **OFFICE) as page:
        await expect(page.get_by_test_id("note")).to_contain_text("Adresse aus dem Terminal")
        await expect(page.get_by_test_id("message")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(
    chrome: Browser, preview: Preview, complaints: Complaints, scheme: str
) -> None:
    context = {**OFFICE, "color_scheme": scheme, "bypass_csp": True}
    async with opened(chrome, preview, complaints, **context) as page:
        await report(page)
        await to_wish(page)
        preview.edit("health.yaml", "lotse: 1", "lotse: 7")
        await expect(page.get_by_test_id("problems")).to_be_visible()
        found = await Axe().run(page)
        assert [f"{v['id']}: {v['nodes'][0]['html']}" for v in found.response["violations"]] == []


async def test_it_can_be_used_on_a_small_screen(
    chrome: Browser, preview: Preview, complaints: Complaints
) -> None:
    async with opened(chrome, preview, complaints, **PHONE) as page:
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(width) == 0
        await report(page)
        await to_wish(page)
    assert complaints == []
