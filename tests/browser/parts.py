"""The page's modules by themselves: served from the folders, with the product's own policy."""

from __future__ import annotations

import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, Route

from lotse.web import CONTENT_SECURITY_POLICY
from tests.running import ROOT

ORIGIN = "http://localhost:9"
"""Nothing listens there; every answer comes from the folders below."""
FOLDERS = {
    "/static/": ROOT / "bot" / "channels" / "web_static",
    "/post/": ROOT / "post" / "browser",
}


@asynccontextmanager
async def parts(chrome: Browser) -> AsyncIterator[Page]:
    """An empty page that can import the modules of the chat."""
    context = await chrome.new_context()
    await context.route("**/*", _answer)
    page = await context.new_page()
    await page.goto(f"{ORIGIN}/empty")
    try:
        yield page
    finally:
        await context.close()


async def run(page: Page, imports: str, body: str, given: Any = None) -> Any:
    """Run `body` with what `imports` names ("{a, b} from /post/x.js; {c} from …") and `given`."""
    lines = []
    for one in imports.split(";"):
        names, _, path = one.strip().partition(" from ")
        lines.append(f"const {names} = await import('{path}');")
    code = f"async (given) => {{ {' '.join(lines)} {body} }}"
    return await page.evaluate(code, given)


async def _answer(route: Route) -> None:
    path = route.request.url.removeprefix(ORIGIN)
    for prefix, folder in FOLDERS.items():
        if path.startswith(prefix):
            file = folder / path.removeprefix(prefix)
            kind = mimetypes.guess_type(file.name)[0] or "text/plain"
            await route.fulfill(body=file.read_bytes(), content_type=kind, headers=_headers(kind))
            return
    await route.fulfill(body="<!doctype html><title>-</title>", headers=_headers("text/html"))


def _headers(kind: str) -> dict[str, str]:
    return {"content-security-policy": CONTENT_SECURITY_POLICY, "content-type": kind}
