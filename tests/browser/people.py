"""What a resident and a counsellor do with their pages."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

REPORT = (
    "Diskriminierung melden",
    "Ja",
    "Beratung bekommen",
    "In der Stadt Hannover",
    "Nein",
    "Wohnung",
    "Weniger als 2 Monate",
    "Herkunft, Hautfarbe",
)
STORY = "Ich wollte eine Wohnung ansehen. Der Vermieter hat meinen Namen gehört und aufgelegt."


async def tap(page: Page, label: str) -> None:
    """Tap the option of the open question that ends with these words."""
    name = re.compile(rf"{re.escape(label)}")
    await page.get_by_test_id("option").filter(has_text=name).last.click()


async def told(page: Page) -> None:
    """Through the report flow up to the story, which is sealed."""
    await expect(page.get_by_test_id("option").first).to_be_visible()
    for label, question in zip(REPORT, QUESTIONS, strict=True):
        await tap(page, label)
        await expect(messages(page, "bot").last).to_contain_text(question)


async def agree(page: Page) -> None:
    """From the story to "yes, send it"."""
    await expect(messages(page, "bot").last).to_contain_text("Das sollten Sie vorher wissen")
    await tap(page, "Ja")
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


QUESTIONS = (
    "Sind Sie jetzt in Sicherheit?",
    "Was möchten Sie?",
    "In welchem Ort",
    "Geht es um die Stadt",
    "Wo oder wobei",
    "Wann ist es passiert?",
    "Warum ist es passiert?",
    "Was ist passiert?",
)


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
