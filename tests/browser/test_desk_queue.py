"""The list of cases and a case's way through the hands, as counsellors go it all day."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect
from sqlalchemy import update

from handoff.tables import cases
from post.desk import TakenIn
from post.ids import ItemId
from tests.browser.browsing import OFFICE, Complaints, visit
from tests.browser.desk_people import real_office, telegram_case, two_at_work
from tests.browser.people import from_menu, sign_in
from tests.browser.test_chat import overflow, violations
from tests.running import Running

STORY = "Ich wollte eine Wohnung ansehen."
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "bypass_csp": True}
NOTIFIED = """
window.told = [];
window.Notification = class {
    static permission = 'granted';
    static requestPermission = async () => 'granted';
    constructor(title, { body }) { window.told.push([title, body]); }
};
"""
ASLEEP = 30
"""Cases in which something happens while the page cannot hear."""


@pytest.fixture
async def office(valkey_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    async with real_office(valkey_url, tmp_path) as running:
        yield running


def row(page: Page, case: TakenIn) -> Locator:
    return page.get_by_test_id("case-row").filter(has_text=case.number)


async def marked(office: Running, case: TakenIn, **values: Any) -> None:
    """Facts that take a clock or an intake of their own."""
    async with office.parts.store.writing() as connection:
        change = update(cases).where(cases.c.id == case.case).values(**values)
        await connection.execute(change)


async def hear(office: Running, case: TakenIn, text: str) -> None:
    """The resident writes."""
    assert await office.parts.desk.add(case.case, ItemId(str(uuid.uuid4())), text, "de")


async def fine(page: Page) -> None:
    assert await overflow(page) == 0
    assert await violations(page) == []


async def test_a_case_goes_from_hand_to_hand(
    chrome: Browser, office: Running, complaints: Complaints
) -> None:
    async with two_at_work(chrome, office, complaints) as (lead, second, *_):
        case = await telegram_case(office, STORY)
        other = await telegram_case(office, "Eine andere Sache.")
        await marked(office, other, urgency="danger")
        for page in (lead, second):
            await page.get_by_test_id("nav-cases").click()
            await expect(page.get_by_test_id("case-row")).to_have_count(2)

        # Two look at it, each sees the other; one takes it with a key.
        await row(second, case).click()
        await expect(row(lead, case).get_by_test_id("row-looking")).to_contain_text("Bo M.")
        await row(lead, case).click()
        await expect(second.get_by_test_id("looking")).to_contain_text("Ada L.")
        await expect(second.get_by_test_id("claim")).to_be_visible()
        await second.keyboard.press("c")
        await expect(second.get_by_test_id("reply-text")).to_be_visible()
        await expect(lead.get_by_test_id("case-follows")).to_contain_text("Bo M. ist dran")

        # A date, another office, an offer that is taken back.
        await second.get_by_test_id("schedule").click()
        day = dt.date.today() + dt.timedelta(days=10)
        await second.get_by_test_id("answer-by").fill(day.isoformat())
        await second.get_by_test_id("schedule-confirm").click()
        await expect(second.get_by_test_id("case-follows")).to_contain_text("Sie antworten bis")
        await hear(office, case, "Noch etwas.")
        await expect(second.get_by_test_id("case-state")).to_have_text("In Arbeit")
        await from_menu(second, "wait", "more-actions")
        await expect(second.get_by_test_id("case-state")).to_have_text("Wartet auf andere Stelle")
        await from_menu(second, "offer", "more-actions")
        await second.get_by_role("radio", name="Ada L.").check()
        await second.get_by_test_id("offer-confirm").click()
        await expect(lead.get_by_test_id("case-follows")).to_contain_text("Bo M. bietet Ihnen")
        await lead.get_by_test_id("refuse").click()
        await expect(second.get_by_test_id("case-state")).to_have_text("In Arbeit")
        await from_menu(second, "offer", "more-actions")
        await second.get_by_role("radio", name="Ada L.").check()
        await second.get_by_test_id("offer-confirm").click()
        await second.get_by_test_id("recall").click()
        await expect(second.get_by_test_id("reply-text")).to_be_visible()

        # Taken back while the owner writes: the text stays, and the page says whose it is.
        await second.get_by_test_id("reply-text").fill("Ein angefangener Satz")
        await from_menu(lead, "take-back", "more-actions")
        await lead.get_by_role("radio", name="Befangenheit").check()
        await lead.get_by_test_id("take-confirm").click()
        await lead.get_by_test_id("claim").click()
        await expect(lead.get_by_test_id("reply-text")).to_be_visible()
        await expect(second.get_by_test_id("case-follows")).to_contain_text("Ada L. ist dran")
        await expect(second.get_by_test_id("leftover")).to_have_text("Ein angefangener Satz")

        # Somebody was faster: between the press and its arrival the lead takes the other case.
        async def late(route: Route) -> None:
            await lead.goto(f"{office.url}/desk/#/cases/{other.case}")
            await lead.get_by_test_id("claim").click()
            await expect(lead.get_by_test_id("reply-text")).to_be_visible()
            await route.continue_()

        await second.goto(f"{office.url}/desk/#/cases/{other.case}")
        await second.route("**/claim", late)
        await second.get_by_test_id("claim").click()
        await expect(second.get_by_test_id("claim-lost")).to_contain_text("Ada L. war schneller")
        await expect(second.get_by_test_id("case-follows")).to_contain_text("Ada L. ist dran")

        # The end: closed as abuse, after a question that says what it does.
        await from_menu(lead, "mute", "more-actions")
        await expect(lead.get_by_role("dialog")).to_contain_text("keinen Fall mehr öffnen")
        await lead.get_by_test_id("mute-confirm").click()
        await expect(lead.get_by_test_id("case-state")).to_have_text("Geschlossen")
        await lead.get_by_test_id("nav-staff").click()
        await lead.get_by_test_id("muted").get_by_role("button").click()
        await expect(lead.get_by_test_id("muted")).to_have_count(0)

        # Who is away is shown as such, and a lead may end it.
        await from_menu(second, "nav-keys")
        await second.get_by_test_id("own-absences").click()
        await expect(second.get_by_test_id("no-absence")).to_be_visible()
        await second.get_by_test_id("own-last").fill(day.isoformat())
        await second.get_by_test_id("own-deputy").select_option(label="Ada L.")
        await second.get_by_test_id("own-add").click()
        await expect(second.get_by_test_id("absence")).to_contain_text("Vertretung: Ada L.")
        await lead.goto(f"{office.url}/desk/#/cases/{case.case}")
        await from_menu(lead, "offer", "more-actions")
        await expect(lead.get_by_role("dialog")).to_contain_text("abwesend bis")
        await expect(lead.get_by_role("radio")).to_be_disabled()
        await lead.keyboard.press("Escape")
        await from_menu(lead, "nav-keys")
        await lead.get_by_test_id("own-absences").click()
        await lead.get_by_test_id("absences-who").select_option(label="Bo M.")
        await lead.get_by_test_id("absence").get_by_role("button").click()
        await expect(lead.get_by_test_id("no-absence")).to_have_count(2)
    assert complaints == []


async def test_the_list_is_filtered_paged_and_walked_by_keys(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/desk/", complaints, **NARROW) as page:
        await page.add_init_script(NOTIFIED)
        await page.reload()
        await sign_in(page, lotse.name, lotse.passphrase)
        await expect(page.get_by_test_id("queue-empty")).to_contain_text("Neue erscheinen hier")
        await fine(page)
        await from_menu(page, "nav-keys")
        await page.get_by_test_id("own-notices").click()
        await page.get_by_test_id("notices-show").check()
        await fine(page)
        many = [await telegram_case(lotse, STORY) for _ in range(104)]
        turkish = await telegram_case(lotse, STORY, lang="tr")
        await marked(lotse, turkish, urgency="soon")
        await marked(lotse, many[0], urgency="danger", timer="remind_24")
        # Told at another window that something waits: nothing of a case, and not a hundred times.
        await expect(page).to_have_title("(105) Hinweise · Lotse: Beratung")
        told = await page.evaluate("told")
        assert 1 <= len(told) < 20
        assert {tuple(one) for one in told} == {("Lotse: Beratung", "In Lotse wartet etwas.")}
        await page.set_viewport_size({"width": 1280, "height": 800})
        await page.get_by_test_id("nav-cases").click()
        await page.get_by_test_id("tab-mine").click()
        await expect(page.get_by_test_id("queue-empty")).to_contain_text("keinen Fall")
        await page.get_by_test_id("tab-open").click()
        rows = page.get_by_test_id("case-row")
        await expect(rows).to_have_count(100)
        await expect(page.get_by_test_id("tab-open")).to_contain_text("105")
        await page.get_by_test_id("queue-more").click()
        await expect(rows).to_have_count(105)
        await expect(page.get_by_test_id("queue-more")).to_have_count(0)
        await expect(rows.nth(0)).to_contain_text("Gefahr")
        await expect(rows.nth(0).get_by_test_id("overdue")).to_be_visible()
        await expect(rows.nth(1)).to_contain_text("Eilig")

        # Keys: down, up, take it; back to the same list with the filter that was chosen.
        await page.get_by_test_id("filter-lang").select_option("tr")
        await expect(rows).to_have_count(1)
        await page.locator("body").press("j")
        await expect(rows.first).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("claim")).to_be_visible()
        await page.keyboard.press("u")
        await expect(rows).to_have_count(1)
        assert "lang=tr" in page.url
        await page.get_by_test_id("filter-urgency").select_option("ordinary")
        await expect(page.get_by_test_id("queue-empty")).to_contain_text("Filter")
        await page.get_by_test_id("filters-off").click()
        await expect(rows).to_have_count(100)
        await page.locator("body").press("j")
        await page.keyboard.press("j")
        await page.keyboard.press("k")
        await expect(rows.nth(0)).to_be_focused()
        await page.keyboard.press("c")
        await expect(page.get_by_test_id("reply-text")).to_be_visible()
        await page.keyboard.press("g")
        await page.keyboard.press("q")
        await page.get_by_test_id("tab-mine").click()
        await expect(rows).to_have_count(1)
        await page.get_by_test_id("tab-free").click()
        await expect(page.get_by_test_id("tab-free")).to_contain_text("104")

        # The sheet of keys; letters can be switched off, Ctrl+K stays.
        await page.locator("body").press("?")
        await expect(page.get_by_test_id("keys-help")).to_be_visible()
        await fine(page)
        await page.get_by_test_id("keys-on").uncheck()
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id("keys-help")).to_have_count(0)
        await page.locator("body").press("?")
        await page.locator("body").press("Control+k")
        await expect(page.get_by_test_id("search")).to_be_visible()
        await expect(page.get_by_test_id("keys-help")).to_have_count(0)
        await page.set_viewport_size(NARROW["viewport"])
        await page.keyboard.press("Escape")
        await page.get_by_test_id("filters").locator("summary").click()
        await fine(page)
    assert complaints == []


# Of several items that are opened at once, the first is opened last.
BACKWARDS = """() => {
    const digest = crypto.subtle.digest.bind(crypto.subtle);
    let wait = 400;
    crypto.subtle.digest = async (...given) => {
        await new Promise((wake) => setTimeout(wake, (wait = Math.max(0, wait - 20))));
        return digest(...given);
    };
}"""


async def test_after_a_long_sleep_nothing_is_missing_and_nothing_doubled(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as page:
        await sign_in(page, lotse.name, lotse.passphrase)
        found = [await telegram_case(lotse, f"{STORY} {n}") for n in range(ASLEEP)]
        await expect(page.get_by_test_id("case-row")).to_have_count(ASLEEP)
        await expect(page).to_have_title(f"({ASLEEP}) Fälle · Lotse: Beratung")
        for case in found[:2]:
            await row(page, case).click()
            await expect(page.get_by_test_id("message")).to_have_count(1)
            await page.get_by_test_id("case-state").wait_for()
            await page.locator("body").press("u")
        await expect(page).to_have_title(f"({ASLEEP - 2}) Fälle · Lotse: Beratung")
        await row(page, found[0]).click()
        await expect(page.get_by_test_id("message")).to_have_count(1)

        asleep = await page.context.new_cdp_session(page)
        await page.context.set_offline(True)
        lotse.parts.feed._pass_on(None)  # what is connected ends: the machine sleeps
        await asleep.send("Page.setWebLifecycleState", {"state": "frozen"})
        for n in range(5):
            for case in found:
                await hear(lotse, case, f"Nachricht {n}")
        await asleep.send("Page.setWebLifecycleState", {"state": "active"})
        await page.evaluate(BACKWARDS)
        await page.context.set_offline(False)

        said = page.get_by_test_id("message")
        await expect(said).to_have_count(6)
        await expect(page.locator("[data-marks]")).to_have_count(0)
        assert [await one.locator(".text").last.inner_text() for one in await said.all()][1:] == [
            f"Nachricht {n}" for n in range(5)
        ]
        await page.locator("body").press("u")
        rows = page.get_by_test_id("case-row")
        await expect(rows).to_have_count(ASLEEP)
        await expect(rows.filter(has_text="5 neu")).to_have_count(1)
        await expect(rows.filter(has_text="6 neu")).to_have_count(ASLEEP - 2)
        # What was read before the sleep is told from what came in it.
        await row(page, found[1]).click()
        await expect(said).to_have_count(6)
        await expect(page.get_by_test_id("new-from")).to_be_visible()
        order = page.locator('[data-testid="message"], [data-testid="new-from"]')
        await expect(order.nth(1)).to_have_attribute("data-testid", "new-from")

        # The search finds what is open here, and only that; nothing goes out for it.
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.locator("body").press("/")
        await page.get_by_test_id("search-words").fill("NACHRICHT 3")
        await expect(page.get_by_test_id("search-hit")).to_have_count(2)
        await page.get_by_test_id("search-here").check()
        await expect(page.get_by_test_id("search-hit")).to_have_count(1)
        await expect(page.locator("mark")).to_have_text(["Nachricht", "3"])
        await page.get_by_test_id("search-hit").click()
        await expect(page.locator(".talk > .shown")).to_contain_text("Nachricht 3")
        assert [url for url in asked if "/api/" in url and not url.endswith("/look")] == []
        await page.get_by_test_id("lock").click()
        await expect(page.get_by_test_id("signin-passphrase")).to_be_visible()
        assert "Nachricht" not in await page.content()
        await expect(page).not_to_have_title("(")
    assert [one for one in complaints if "INTERNET_DISCONNECTED" not in one] == []
