"""What a resident and a counsellor do with their pages."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

from tests import report_way

STORY = "Ich wollte eine Wohnung ansehen. Der Vermieter hat meinen Namen gehört und aufgelegt."


async def tap(page: Page, label: str) -> None:
    """Tap the option of the open question that ends with these words."""
    name = re.compile(rf"{re.escape(label)}")
    await page.get_by_test_id("option").filter(has_text=name).last.click()


async def told(page: Page) -> None:
    """Through the report flow, the short way, up to the story, which is sealed."""
    await _begun(page)
    await _through(page, report_way.STRAIGHT)
    await asked(page, report_way.STORY)


async def at_grounds(page: Page) -> None:
    """Through the report flow up to the first question that is sealed."""
    await _begun(page)
    await _through(page, report_way.TO_GROUNDS)
    await asked(page, report_way.GROUNDS)


async def reasoned(page: Page, *grounds: str) -> None:
    """From the grounds to the story."""
    for ground in grounds:
        await tap(page, report_way.ground(ground))
    await page.locator(".seal-done:enabled").click()
    await _through(page, report_way.TO_STORY)
    await asked(page, report_way.STORY)


async def evidence(page: Page) -> None:
    """What the long way asks after the story."""
    await asked(page, report_way.EVIDENCE[0])
    await tap(page, report_way.label(report_way.EVIDENCE))
    await tap(page, report_way.done())


async def to_consent(page: Page) -> None:
    """From the story to the consent, the short way."""
    await _through(page, report_way.TO_CONSENT)


async def agree(page: Page) -> None:
    """From the story to "yes, send it"."""
    await to_consent(page)
    await expect(messages(page, "bot").last).to_contain_text("Das geben wir weiter an")
    await tap(page, "Ja, abschicken")


async def report(page: Page, story: str = STORY) -> str:
    """Through the report flow up to the sent case; returns the receipt's digits."""
    await told(page)
    await write(page, story)
    await agree(page)
    return await keep_receipt(page)


async def keep_receipt(page: Page) -> str:
    """The 32 digits that are shown once the case is open."""
    await expect(page.get_by_test_id("receipt-digits")).to_be_visible()
    shown = await page.get_by_test_id("receipt-digits").locator("[aria-hidden]").all_inner_texts()
    await page.get_by_test_id("receipt-kept").click()
    await expect(page.get_by_text("Ihr Anliegen ist angekommen")).to_be_visible()
    await expect(page.get_by_test_id("input")).to_have_value("")
    return "".join(shown)


async def open_with_receipt(page: Page, digits: str) -> None:
    await page.get_by_test_id("digits").fill(digits)
    await page.get_by_test_id("receipt-open").click()


async def my_case(page: Page) -> Locator:
    """The panel of the open case."""
    await page.get_by_test_id("more").click()
    await page.get_by_test_id("my-case").click()
    return page.get_by_test_id("case-facts")


async def asked(page: Page, place: str) -> None:
    """This question ("flow/step") is the open one."""
    await expect(messages(page, "bot").last).to_contain_text(report_way.asks(place))


async def _begun(page: Page) -> None:
    await expect(page.get_by_test_id("option").first).to_be_visible()
    await tap(page, report_way.title())


async def _through(page: Page, way: tuple[report_way.Choice, ...]) -> None:
    for place, option in way:
        await asked(page, place)
        await tap(page, report_way.label((place, option)))


async def write(page: Page, text: str) -> None:
    await page.get_by_test_id("input").fill(text)
    await page.get_by_test_id("send").click()


def messages(page: Page, author: str) -> Locator:
    return page.locator(f'[data-testid="message"][data-author="{author}"]')


async def sign_in(page: Page, name: str, passphrase: str) -> None:
    await page.get_by_test_id("signin-name").fill(name)
    await page.get_by_test_id("signin-passphrase").fill(passphrase)
    await page.get_by_test_id("signin-submit").click()


async def answer(page: Page, text: str) -> None:
    await page.get_by_test_id("reply-text").fill(text)
    await page.get_by_test_id("reply-send").click()


async def from_menu(page: Page, testid: str, menu: str = "person-menu") -> None:
    """What stands in a menu: behind the person's name, or another one."""
    entry = page.get_by_test_id(menu).get_by_test_id(testid)
    if not await entry.is_visible():
        await page.get_by_test_id(menu).locator("summary").click()
    await entry.click()
