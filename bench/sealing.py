"""What sealing costs: unlocking and opening in Chromium, sealing and releasing a share here.

`python -m bench.sealing`. The modules are the product's own, served from the source folder under
the program's policy; there is no server and no network in these figures.
"""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import sys
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
from playwright.async_api import Browser, Page, Route, async_playwright
from pyrage import encrypt, x25519

from bench.drive import BenchFailed
from bench.parts import micros
from handoff.age_scrypt import LOG_N, seal_for_passphrase
from lotse.web import CONTENT_SECURITY_POLICY
from post.ids import CaseId, ItemId, random_id
from post.keyring import KeyRing
from post.sealing import Item, chain_hash, lock_case, padded, seal_for_case

_ROOT = Path(__file__).resolve().parent.parent
_FOLDERS = {"/post/": _ROOT / "post" / "browser", "/desk/": _ROOT / "handoff" / "console"}
_ORIGIN = "http://localhost"
_ITEMS = 100
_TIMES = 5
_PASSPHRASE = "seven words that only this measurement knows"
_CASE = "0" * 32
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]


class Sealing(msgspec.Struct):
    """Wall-clock ms in Chromium (medians), CPU µs of one call here."""

    unlock_passphrase: float
    unlock_passkey: float
    open_items: float
    seal_text: float
    seal_photo: float
    lock_case: float
    seal_here: float
    lock_here: float
    release: float


def measure() -> Sealing:
    return asyncio.run(_measure())


async def _measure() -> Sealing:
    program = os.environ.get("LOTSE_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), "")
    if not program:
        raise BenchFailed("Chromium is missing; run: sh tests/prepare.sh")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=_FLAGS)
        try:
            in_browser = await _in_browser(browser)
        finally:
            await browser.close()
    return Sealing(**in_browser, **_here())


def _here() -> dict[str, float]:
    keyring, case = KeyRing.fresh(), random_id()
    people = {str(n): str(x25519.Identity.generate().to_public()) for n in range(5)}
    papers = (people["0"], people["1"])
    recipient = lock_case({}, None).recipient
    share = keyring.seal("share", case, str(x25519.Identity.generate()).encode())
    item = _item(0, "")
    return {
        "seal_here": micros(lambda: seal_for_case(item, recipient), 1_000),
        "lock_here": micros(lambda: lock_case(people, papers), 200),  # type: ignore[arg-type]
        "release": micros(lambda: keyring.open("share", case, share), 5_000),
    }


async def _in_browser(browser: Browser) -> dict[str, float]:
    page = await browser.new_page()
    await page.route("**/*", _serve)
    await page.goto(f"{_ORIGIN}/")
    case, mine, share = (x25519.Identity.generate() for _ in range(3))
    inner = encrypt(str(case).encode(), [share.to_public()])
    given = {
        "passphrase": _PASSPHRASE,
        "sealed": _b64(seal_for_passphrase(str(mine).encode(), _PASSPHRASE)),
        "forPasskey": _b64(encrypt(str(mine).encode(), [_passkey().to_public()])),
        "wrap": _b64(encrypt(inner, [mine.to_public()])),
        "share": str(share),
        "items": _items(str(case.to_public())),
        "recipients": [str(case.to_public()), str(mine.to_public())],
        "caseId": _CASE,
    }
    found = await _medians(page, given)
    await page.close()
    return found


async def _medians(page: Page, given: dict[str, Any]) -> dict[str, float]:
    rounds = [await page.evaluate(_SCRIPT, given) for _ in range(_TIMES)]
    return {name: median(one[name] for one in rounds) for name in rounds[0]}


def _passkey() -> x25519.Identity:
    """The identity of a passkey whose PRF output is 32 zeros (tests/vectors/keys.json)."""
    vectors = msgspec.json.decode((_ROOT / "tests" / "vectors" / "keys.json").read_bytes())
    return x25519.Identity.from_str(vectors["passkeys"][0]["identity"])


def _items(recipient: str) -> list[str]:
    """A conversation of 100 items, each chained to the one before it."""
    files, prev = [], ""
    for number in range(_ITEMS):
        content = padded(_item(number, prev))
        sealed = encrypt(content, [x25519.Recipient.from_str(recipient)])
        prev = chain_hash(sealed)
        files.append(_b64(sealed))
    return files


def _item(number: int, prev: str) -> Item:
    return Item(
        case=CaseId(_CASE),
        item=ItemId(f"item-{number:04}"),
        author="resident",
        seq=number,
        prev=prev,
        at="2026-01-01T00:00:00Z",
        kind="text",
        lang="en",
        body="They sent me away at the counter. " * 10,
    )


async def _serve(route: Route) -> None:
    path = route.request.url.removeprefix(_ORIGIN)
    folder = _FOLDERS.get(path[:6])
    if folder is not None:
        headers = {"content-type": "text/javascript"}
        await route.fulfill(path=folder / path[6:], headers=headers)
    elif path == "/":
        headers = {"content-type": "text/html", "content-security-policy": CONTENT_SECURITY_POLICY}
        await route.fulfill(body="<!doctype html><title>bench</title>", headers=headers)
    else:
        await route.fulfill(status=404)


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


_SCRIPT = """async (given) => {
    const { fromBase64, openCaseKey, openItem, sealForCase, sha256 } =
        await import('/post/sealing.js');
    const { Chain } = await import('/post/chain.js');
    const { parsed } = await import('/post/envelope.js');
    const { lockCase } = await import('/post/wrapping.js');
    globalThis.policy ??= trustedTypes.createPolicy('lotse', { createScriptURL: (url) => url });
    const took = async (what) => {
        const began = performance.now();
        const value = await what();
        return [performance.now() - began, value];
    };
    const worker = async (job) => {
        const address = policy.createScriptURL('/desk/unlock-worker.js');
        const one = new Worker(address, { type: 'module' });
        const { result, failure } = await new Promise((done) => {
            one.onmessage = ({ data }) => done(data);
            one.postMessage(job);
        });
        one.terminate();
        if (failure) throw new Error(failure);
        return result;
    };
    const { passphrase } = given;
    const prf = new Uint8Array(32);
    const [byPassphrase, { key: mine }] = await took(() =>
        worker({ job: 'openByPassphrase', sealed: fromBase64(given.sealed), passphrase }));
    const forPasskey = fromBase64(given.forPasskey);
    const [byPasskey] = await took(() => worker({ job: 'openByPasskey', sealed: forPasskey, prf }));
    const [opening] = await took(async () => {
        const key = await openCaseKey(given, mine);
        const chain = new Chain(given.caseId);
        for (const [seq, text] of given.items.entries()) {
            const file = fromBase64(text);
            const envelope = parsed(await openItem(file, key));
            const row = { item: envelope.item, author: 'resident', seq };
            if (chain.take(row, await sha256(file), envelope).length) throw new Error('chain');
        }
    });
    const item = { v: 1, suite: 'age-x25519', case: given.caseId, item: 'x', author: 'resident',
        seq: 0, prev: '', at: '', kind: 'text', lang: 'en', body: 'x'.repeat(300) };
    const photo = { ...item, kind: 'photo',
        body: { name: 'a.jpg', type: 'image/jpeg', data: 'A'.repeat(2 * 1024 * 1024) } };
    const [text] = await took(() => sealForCase(item, ...given.recipients));
    const [picture] = await took(() => sealForCase(photo, ...given.recipients));
    const [own] = given.recipients;
    const holders = Object.fromEntries([0, 1, 2, 3, 4].map((n) => [n, own]));
    const [locking] = await took(() => lockCase({ share: own, holders, papers: [own, own] }));
    return { unlock_passphrase: byPassphrase, unlock_passkey: byPasskey, open_items: opening,
        seal_text: text, seal_photo: picture, lock_case: locking };
}"""


def lines(found: Sealing) -> list[str]:
    return [
        "| | |",
        "|---|---:|",
        f"| Unlock by passphrase (scrypt log N {LOG_N}), ms | {found.unlock_passphrase:,.0f} |",
        f"| Unlock by passkey, without the gesture, ms | {found.unlock_passkey:,.0f} |",
        f"| A case of {_ITEMS} items opened, chain checked, ms | {found.open_items:,.0f} |",
        f"| A message sealed for case and resident, ms | {found.seal_text:,.1f} |",
        f"| A photo of 1.5 MiB sealed, ms | {found.seal_photo:,.0f} |",
        f"| A case locked for five counsellors and recovery, ms | {found.lock_case:,.1f} |",
        f"| The server seals an item of a messenger, CPU µs | {found.seal_here:,.0f} |",
        f"| The server locks a case for five and recovery, CPU µs | {found.lock_here:,.0f} |",
        f"| A share unsealed for its release, CPU µs | {found.release:,.1f} |",
    ]


def main() -> None:
    try:
        sys.stdout.write("\n".join(lines(measure())) + "\n")
    except BenchFailed as error:
        sys.exit(f"No figures: {error}")


if __name__ == "__main__":
    main()
