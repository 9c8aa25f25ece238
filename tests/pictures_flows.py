"""Pictures of the four flows on a phone, one for each flow and language.

    python -m tests.pictures_flows            German, Arabic and Turkish
    python -m tests.pictures_flows de ar fa   any languages there are

Answers are named by their ids, so every language takes the same way. A flow whose way has changed
says where it got stuck: mend its line in WALKS.
"""

from __future__ import annotations

import asyncio
import base64
import sys

from playwright.async_api import Browser, Error, Page

from tests.browser.browsing import Complaints, browser, visit
from tests.pictures import PICTURES, SETTLE, demo
from tests.running import ROOT, Running
from tests.small_png import smaller

LANGS = ("de", "ar", "tr")
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
SPEECH = (ROOT / "tests" / "browser" / "speech.js").read_text(encoding="utf-8")
STUCK = 15_000
"""Milliseconds after which the way must have changed."""
LOOK, DONE = "*", "done"
"""Take a picture; end a choice of several."""

WALKS = {
    "welcome": f"f-welcome {LOOK} city {LOOK} register {LOOK}",
    "health": f"f-health {LOOK} calm {LOOK} costs none {LOOK}",
    "school": f"f-school {LOOK} place {LOOK} primary new none {LOOK}",
    "report": (
        f"f-report adult {LOOK} yes advice city no housing recent {LOOK} origin {LOOK} {DONE}"
    ),
}

_SIDE_BY_SIDE = """<!doctype html><style>
body{{margin:0;padding:8px;display:inline-flex;gap:8px;background:#8a979c}}img{{display:block}}
</style><body>{pictures}</body>"""


async def take(langs: tuple[str, ...]) -> None:
    PICTURES.mkdir(exist_ok=True)
    async with demo() as lotse, browser() as chrome:
        known = {language.id for language in lotse.parts.current_book().languages}
        for lang in langs:
            if lang not in known:
                sys.stdout.write(f"{lang}: there is no such language yet\n")
                continue
            for flow, walk in WALKS.items():
                await picture(chrome, lotse, lang, flow, walk.split())


async def picture(chrome: Browser, lotse: Running, lang: str, flow: str, walk: list[str]) -> None:
    complaints = Complaints()
    async with visit(chrome, lotse.url, "/imprint", complaints, **PHONE) as page:
        # As on a telephone that has a voice for the language: with the buttons to read aloud.
        await page.add_init_script(SPEECH)
        await page.goto(f"{lotse.url}/?lang={lang}")
        await page.locator("[data-tap]").first.wait_for()
        await page.evaluate(
            "lang => voicesCome([{lang, name: lang, voiceURI: lang, localService: true}])", lang
        )
        shots = []
        for step in walk:
            if step == LOOK:
                await page.wait_for_timeout(SETTLE)
                shots.append(await page.screenshot())
            else:
                await go(page, step, f"{flow} ({lang})")
        found = await side_by_side(page, shots)
    path = PICTURES / f"flow-{flow}-{lang}.png"
    path.write_bytes(smaller(found))
    sys.stdout.write(f"{path.name}: {path.stat().st_size // 1024} KiB\n")
    if complaints:
        raise SystemExit("\n".join(complaints))


async def go(page: Page, option: str, where: str) -> None:
    """Tap an answer, and wait for what follows. A tick of several answers leads nowhere yet."""
    answers = page.locator(f'.options:not(.old) [data-tap$=".{option}"], [data-choice="{option}"]')
    button = page.locator(".seal-done:enabled") if option == DONE else answers
    said = page.locator(".message.bot")
    before = await said.count()
    try:
        ticks = await button.last.get_attribute("aria-pressed", timeout=STUCK)
        await button.last.click(timeout=STUCK)
        if ticks is None:
            await said.nth(before).wait_for(timeout=STUCK)
    except Error:
        shown = await said.last.inner_text()
        raise SystemExit(f"{where}: no way on by {option!r} from:\n{shown}") from None


async def side_by_side(page: Page, shots: list[bytes]) -> bytes:
    addresses = [f"data:image/png;base64,{base64.b64encode(shot).decode()}" for shot in shots]
    sheet = await page.context.new_page()
    pictures = "".join(f'<img src="{address}">' for address in addresses)
    await sheet.set_content(_SIDE_BY_SIDE.format(pictures=pictures))
    for image in await sheet.locator("img").all():
        await image.evaluate("image => image.decode()")
    return await sheet.locator("body").screenshot()


if __name__ == "__main__":
    asyncio.run(take(tuple(sys.argv[1:]) or LANGS))
