"""More than 500 texts that try to be more, in every field that a resident or a colleague can fill,
shown by the real pages: no script runs, nothing is asked of another host, all of it is only text.
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Callable
from typing import Any

from playwright.async_api import Browser, Dialog, Page, Route, expect
from playwright.async_api import Error as PlaywrightError

from tests.browser.browsing import OFFICE, PHONE, Complaints, visit
from tests.browser.desk_people import SafeCase
from tests.browser.payloads import payloads
from tests.browser.people import sign_in
from tests.running import Running

PAYLOADS = payloads()
ACTIVE = (
    "script, iframe, object, embed, link, meta, base, style, math, portal, marquee, template, "
    "[onerror], [onload], [onfocus], [onclick], [ontoggle], [srcdoc], [href^='javascript' i]"
)
"""What payloads would become; the pages' own ones are there from the beginning."""
PATIENT = 120_000
PDF = base64.b64encode(b"%PDF-1.4").decode()
Change = Callable[[Any], Any]


class Guard:
    """Notes everything that only something that ran could do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.dialogs: list[str] = []
        self.active = 0
        page.on("dialog", self._dismiss)

    async def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        with contextlib.suppress(Exception):
            await dialog.dismiss()

    async def begin(self) -> None:
        """What the page itself has of elements that could do something."""
        self.active = await self._active()

    async def nothing_ran(self) -> None:
        assert await self.page.evaluate("window.ran") is None
        assert await self.page.evaluate("({}).ran") is None
        assert self.dialogs == []
        assert len(self.page.frames) == 1
        assert await self._active() == self.active
        sources = await self.page.evaluate(
            "[...document.querySelectorAll('[src],[href],[action]')].map((one) =>"
            " new URL(one.getAttribute('src') ?? one.getAttribute('href')"
            " ?? one.getAttribute('action'), location.href).href)"
        )
        origin = self.page.url.split("/desk/")[0].split("#")[0].rstrip("/")
        assert [one for one in sources if not one.startswith((origin, "blob:"))] == []

    async def _active(self) -> int:
        return int(await self.page.locator(ACTIVE).count())


async def shown(page: Page, where: str) -> set[str]:
    """The texts of all elements that fit."""
    texts = await page.locator(where).evaluate_all("all => all.map((one) => one.textContent)")
    return set(texts)


async def test_what_residents_write_is_only_text_at_the_desk(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    async with visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as desk:
        guard = Guard(desk)
        await sign_in(desk, lotse.name, lotse.passphrase)
        await expect(desk.get_by_test_id("lock")).to_be_visible()
        rows = [
            {
                "id": one,
                "question": one,
                "answer": one,
                "question_de": one + " ",
                "answer_de": one + " ",
            }
            for one in PAYLOADS
        ]
        everything = "\n".join(PAYLOADS)
        notice = {"version": everything, "lang": "<b>", "day": everything}
        case = await SafeCase.open(lotse, rows, title=everything, flow=everything, notice=notice)
        await case.write_many("text", PAYLOADS)
        files = [{"name": one, "type": one, "data": PDF, "text": one} for one in PAYLOADS]
        await case.write_many("document", files)
        await case.write("photo", {"name": "x", "type": everything, "data": everything})
        await desk.get_by_test_id("case-row").first.click()
        messages = desk.get_by_test_id("message")
        await expect(messages).to_have_count(2 * len(PAYLOADS) + 2, timeout=PATIENT)
        await guard.begin()
        await guard.nothing_ran()
        written = set(PAYLOADS)
        assert written <= await shown(desk, "article > p.text")
        assert written <= await shown(desk, ".answers td .text")
        assert written <= await shown(desk, ".answers th .text")
        assert everything in await shown(desk, "article h3")
        names = await shown(desk, '[data-testid="file-name"]')
        assert names
        assert [name for name in names if not harmless_name(name)] == []
        # Touching and focusing everything starts nothing either.
        await desk.keyboard.press("Control+a")
        await desk.mouse.wheel(0, 100_000)
        await guard.nothing_ran()

        # A table that is copied into a spreadsheet holds no formula.
        copied = await desk.evaluate(
            """() => {
                const table = document.querySelector('.answers');
                document.getSelection().selectAllChildren(table);
                const board = new DataTransfer();
                const event = new ClipboardEvent('copy', {clipboardData: board, bubbles: true});
                table.dispatchEvent(event);
                return board.getData('text/plain');
            }"""
        )
        cells = [cell for line in copied.split("\n") for cell in line.split("\t")]
        assert any(cell.startswith("'=") for cell in cells)
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    assert complaints == []


def harmless_name(name: str) -> bool:
    odd = set(name) & set('/\\:*?"<>|=+@')
    printable = all(char.isprintable() for char in name)
    return name.endswith(".pdf") and not name.startswith((".", "-")) and not odd and printable


def filled(value: Any, keys: frozenset[str], text: str) -> Any:
    """The same answer with `text` in the named fields."""
    if isinstance(value, dict):
        return {
            key: text if key in keys and isinstance(old, str | None) else filled(old, keys, text)
            for key, old in value.items()
        }
    return [filled(each, keys, text) for each in value] if isinstance(value, list) else value


def multiplied(field: str, keys: str) -> Change:
    """One entry of the list for each payload, which stands in all `keys`."""

    def change(content: Any) -> Any:
        entries = content[field]
        if entries:
            names = frozenset(keys.split())
            content[field] = [
                {
                    **filled(entries[0], names, one),
                    "n": -at,
                    "id": entries[0].get("id", "") + str(at),
                }
                for at, one in enumerate(PAYLOADS)
            ]
        return content

    return change


def counted(content: Any) -> Any:
    cells = dict.fromkeys(("arrived", "unclear", "help", "back", "left", "human"), "<5")
    content["rows"] = [
        {"month": one, "flow": one, "step": one, "lang": one, **cells} for one in PAYLOADS
    ]
    content["months"] = PAYLOADS
    return content


def system(content: Any) -> Any:
    return {part: dict.fromkeys(PAYLOADS, "\n".join(PAYLOADS[:20])) for part in content}


async def altered(page: Page, path: str, change: Change) -> None:
    async def answer(route: Route) -> None:
        response = await route.fetch()
        if not response.ok:
            await route.fulfill(response=response)
            return
        await route.fulfill(response=response, json=change(await response.json()))

    await page.route(f"**/desk/api/{path}", answer)


async def test_what_colleagues_write_is_only_text_at_the_desk(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    """Names, labels, teams, reasons: also those that the server itself would refuse."""
    everything = "\n".join(PAYLOADS)
    async with visit(chrome, lotse.url, "/desk/", complaints, **OFFICE) as desk:
        guard = Guard(desk)
        await SafeCase.open(lotse, [{"id": "x", "question": "x", "answer": "x"}])
        await altered(desk, "state", lambda one: filled(one, frozenset({"ready_why"}), everything))
        await altered(desk, "cases?*", multiplied("cases", "number lang channel team state day"))
        await altered(desk, "staff", multiplied("staff", "name shown_name role fingerprint"))
        await altered(
            desk, "audit", multiplied("entries", "actor actor_name verb object object_name at")
        )
        await altered(desk, "me/methods", multiplied("methods", "label created kind"))
        await altered(desk, "counts", counted)
        await altered(desk, "system", system)
        await altered(desk, "recovery", lambda one: {"teams": [team_of(text) for text in PAYLOADS]})
        await sign_in(desk, lotse.name, lotse.passphrase)
        rows = desk.get_by_test_id("case-row")
        await expect(rows).to_have_count(len(PAYLOADS), timeout=PATIENT)
        await guard.begin()
        await guard.nothing_ran()
        for area, testid in (
            ("staff", "staff-row"),
            ("audit", "audit-entry"),
            ("recovery", "recovery-team"),
            ("counts", "counts"),
            ("system", "system"),
            ("keys", "method"),
        ):
            if area == "keys":
                await desk.get_by_test_id("person-menu").locator("summary").click()
            await desk.get_by_test_id(f"nav-{area}").click()
            await expect(desk.get_by_test_id(testid).last).to_be_visible(timeout=PATIENT)
            await guard.nothing_ran()
    assert complaints == []


def team_of(text: str) -> dict[str, Any]:
    return {"team": text, "papers": [text, text], "last_drill": {"day": text, "by": text}}


async def test_what_anybody_writes_is_only_text_in_the_chat(
    chrome: Browser, lotse: Running, complaints: Complaints
) -> None:
    """Every field of a message, whoever its author is."""

    async def filled_in(route: Route) -> None:
        # The page waits up to 25 seconds for an answer.
        with contextlib.suppress(PlaywrightError):
            response = await route.fetch(timeout=PATIENT)
            content = await response.json()
            messages = content.get("messages", [])
            if messages:
                content["messages"] = [*messages[:-1], *many(messages[-1])]
            await route.fulfill(response=response, json=content)

    async with visit(chrome, lotse.url, "/", complaints, **PHONE) as page:
        guard = Guard(page)
        await expect(page.get_by_test_id("option").first).to_be_visible()
        await guard.begin()
        await page.route("**/chat/api/messages?*", filled_in)
        await page.reload()
        messages = page.get_by_test_id("message")
        options = page.get_by_test_id("option").filter(has_text=PAYLOADS[-1])
        await expect(options.last).to_be_attached(timeout=PATIENT)
        assert await messages.count() > 2 * len(PAYLOADS)
        await guard.nothing_ran()
        assert set(PAYLOADS) <= {
            text for one in await shown(page, ".bubble, .text, p") for text in (one,)
        }
    assert complaints == []


def many(real: dict[str, Any]) -> list[dict[str, Any]]:
    """Messages like a real one with a payload in each of their texts; the last one has buttons."""
    made = [
        {**real, "author": author, "text": one, "name": one, "buttons": [], "cursor": f"1-{at}{n}"}
        for n, author in enumerate(("counsellor", "notice"))
        for at, one in enumerate(PAYLOADS)
    ]
    buttons = [[{"label": one, "data": "x"}] for one in PAYLOADS]
    return [*made, {**real, "text": "\n".join(PAYLOADS), "buttons": buttons}]
