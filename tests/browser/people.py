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


async def report(page: Page, story: str = STORY) -> None:
    """Through the report flow up to the sent case."""
    await expect(page.get_by_test_id("option").first).to_be_visible()
    for label, question in zip(REPORT, QUESTIONS, strict=True):
        await tap(page, label)
        await expect(messages(page, "bot").last).to_contain_text(question)
    await write(page, story)
    await expect(messages(page, "bot").last).to_contain_text("Das sollten Sie vorher wissen")
    await tap(page, "Ja")
    await expect(messages(page, "bot").last).to_contain_text("Das geben wir weiter an")
    await tap(page, "Ja, abschicken")
    await expect(page.get_by_text("Ihr Anliegen ist angekommen")).to_be_visible()


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
