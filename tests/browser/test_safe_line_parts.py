"""What the resident's browser computes, held against Python: receipt, keys, wraps, vault, photo."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import struct
from collections.abc import AsyncIterator

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from playwright.async_api import Browser, Page
from pyrage import x25519

from post.ids import CaseId, ItemId
from post.sealing import Item, open_with, padded
from tests.browser.parts import parts, run
from tests.browser.test_attached import picture
from tests.vectors_guard import VECTORS, build

DIGITS = "12345678901234567890123456789039"
SALT = bytes(range(16))
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


@pytest.fixture
async def page(chrome: Browser) -> AsyncIterator[Page]:
    async with parts(chrome) as opened:
        yield opened


def check_digits(thirty: str) -> str:
    """ISO 7064 MOD 97-10, written down independently."""
    return f"{98 - int(thirty) * 100 % 97:02d}"


def derived(salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, info).derive(DIGITS.encode())


def raw_recipient(text: str) -> bytes:
    """The 32 bytes inside age1…"""
    values = [BECH32.index(char) for char in text.removeprefix("age1")[:-6]]
    bits = "".join(f"{value:05b}" for value in values)[:256]
    return int(bits, 2).to_bytes(32)


async def test_receipts_are_random_and_carry_their_check_digits(page: Page) -> None:
    body = "return Array.from({length: 500}, newReceipt)"
    made = await run(page, "{newReceipt} from /post/receipt.js", body)
    assert len(set(made)) == 500
    assert all(len(digits) == 32 and digits[30:] == check_digits(digits[:30]) for digits in made)
    counts = [sum(digits[:30].count(str(n)) for digits in made) for n in range(10)]
    # 15,000 digits: 1,500 each, give or take eight standard deviations.
    assert all(1_200 < count < 1_800 for count in counts)


async def test_every_slip_of_one_digit_and_every_swap_is_told(page: Page) -> None:
    good = DIGITS[:30] + check_digits(DIGITS[:30])
    slips = {good[:at] + n + good[at + 1 :] for at in range(32) for n in "0123456789"} - {good}
    swaps = {good[:at] + good[at + 1] + good[at] + good[at + 2 :] for at in range(31)} - {good}
    body = "return given.map((typed) => readReceipt(typed).fault)"
    faults = await run(page, "{readReceipt} from /post/receipt.js", body, [*slips, *swaps])
    assert set(faults) == {"slip"}
    assert len(faults) == len(slips) + len(swaps)


async def test_a_receipt_is_read_in_any_script_and_with_anything_between(page: Page) -> None:
    good = DIGITS[:30] + check_digits(DIGITS[:30])
    blocks = " ".join(good[at : at + 4] for at in range(0, 32, 4))
    scripts = [
        "".join(chr(zero + int(digit)) for digit in good)
        for zero in (0x660, 0x6F0, 0x966, 0xFF10, 0x1040, 0x1D7CE, 0x1D7D8)
    ]
    typed = [blocks, f"  {blocks.replace(' ', '-')}\n", f"\u2066{blocks}\u2069", *scripts]
    body = "return given.map(readReceipt)"
    found = await run(page, "{readReceipt} from /post/receipt.js", body, typed)
    assert found == [{"digits": good, "fault": ""}] * len(typed)
    wrong = await run(
        page, "{readReceipt} from /post/receipt.js", body, ["", good[:-1], good + "0", f"x{good}"]
    )
    assert [one["fault"] for one in wrong] == ["short", "short", "long", "letters"]


async def test_what_is_derived_is_what_the_papers_say(page: Page) -> None:
    body = """
    const resident = await residentOf(given.digits, given.salt);
    return [await lookupOf(given.digits), await identityText(given.digits, given.salt),
            resident.recipient, resident.key.extractable];"""
    given = {"digits": DIGITS, "salt": base64.b64encode(SALT).decode()}
    imports = "{residentOf, lookupOf, identityText} from /post/resident.js"
    lookup, identity, recipient, extractable = await run(page, imports, body, given)
    assert lookup == derived(b"", b"lotse receipt lookup v1").hex()
    secret = derived(SALT, b"lotse resident identity v1")
    assert (
        raw_recipient(recipient)
        == X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    )
    assert str(x25519.Identity.from_str(identity).to_public()) == recipient
    assert extractable is False


async def test_wraps_open_with_both_locks_and_only_so(page: Page) -> None:
    share, anna, first, second = (x25519.Identity.generate() for _ in range(4))
    given = {
        "share": str(share.to_public()),
        "holders": {"anna": str(anna.to_public())},
        "papers": [str(first.to_public()), str(second.to_public())],
    }
    lock = await run(
        page, "{lockCase} from /post/wrapping.js", "return await lockCase(given)", given
    )
    wrap = base64.b64decode(lock["wraps"]["anna"])
    recovery = base64.b64decode(lock["recoveryWrap"])
    case = open_with(open_with(wrap, str(anna)), str(share)).decode()
    papers = open_with(open_with(recovery, str(first)), str(second))
    assert open_with(papers, str(share)).decode() == case
    assert str(x25519.Identity.from_str(case).to_public()) == lock["recipient"]
    demo = await run(
        page,
        "{lockCase} from /post/wrapping.js",
        "return await lockCase(given)",
        {**given, "papers": None},
    )
    assert demo["recoveryWrap"] is None
    assert demo["recipient"] != lock["recipient"]


async def test_an_item_opens_for_the_case_and_for_the_resident(page: Page) -> None:
    case, resident = x25519.Identity.generate(), x25519.Identity.generate()
    item = Item(
        case=CaseId("c-1"),
        item=ItemId("i-1"),
        author="resident",
        seq=0,
        prev="",
        at="2026-11-23T10:00:00Z",
        kind="photo",
        lang="fa",
        body={"name": "photo.jpg", "type": "image/jpeg", "data": "AAAA", "text": "سلام 🌊"},
    )
    envelope = json.loads(padded(item))
    given = {"envelope": envelope, "to": [str(i.to_public()) for i in (case, resident)]}
    body = "return toBase64(await sealForCase(given.envelope, ...given.to))"
    imports = "{sealForCase, toBase64} from /post/sealing.js"
    sealed = base64.b64decode(await run(page, imports, body, given))
    assert open_with(sealed, str(case)) == open_with(sealed, str(resident)) == padded(item)


async def test_the_vault_gives_back_only_what_was_put_there(page: Page) -> None:
    body = """
    const held = new Map();
    const store = {put: async (name, text) => held.set(name, text),
                   get: async (name) => held.get(name) ?? null};
    const key = newVaultKey();
    const vault = new Vault(key, store);
    await vault.putJson('one', {text: 'geheim 🌊'});
    await vault.putJson('two', {text: 'anderes'});
    const large = crypto.getRandomValues(new Uint8Array(60_000)).slice();
    const whole = new Uint8Array(6_000_000);
    for (let at = 0; at < whole.length; at += large.length) whole.set(large, at);
    await vault.put('large', whole);
    const back = await vault.get('large');
    const same = back.length === whole.length && back.every((byte, at) => byte === whole[at]);
    const again = await new Vault(key, store).getJson('one');
    held.set('swapped', held.get('two'));
    const swapped = await vault.get('swapped');
    const bytes = fromBase64(held.get('two'));
    bytes[20] ^= 1;
    held.set('two', toBase64(bytes));
    const changed = await vault.get('two');
    const foreign = await new Vault(newVaultKey(), store).get('one');
    return {names: [...held.keys()], same, again, swapped, changed, foreign,
            seen: [...held.values()].some((text) => atob(text).includes('geheim'))};"""
    imports = (
        "{Vault, newVaultKey} from /post/vault.js; {fromBase64, toBase64} from /post/sealing.js"
    )
    found = await run(page, imports, body)
    assert found["again"] == {"text": "geheim 🌊"}
    assert found["same"] is True
    assert {"large", "large-1", "large-2"} <= set(found["names"])
    assert (found["swapped"], found["changed"], found["foreign"]) == (None, None, None)
    assert found["seen"] is False


@pytest.mark.parametrize("bits", [0, 9, 16])
async def test_the_work_is_done_aside(page: Page, bits: int) -> None:
    given = {"challenge": "abc", "bits": bits}
    w = await run(page, "{doWork} from /post/work.js", "return await doWork(given)", given)
    digest = hashlib.sha256(f"abc:{w}".encode()).digest()
    assert int.from_bytes(digest) >> (256 - bits) == 0 if bits else w == "0"


def exif(orientation: int) -> bytes:
    """An APP1 segment that says how the picture lies and has a place (GPS) in it."""
    entries = struct.pack("<HHII", 0x0112, 3, 1, orientation)
    entries += struct.pack("<HHII", 0x8825, 4, 1, 38)
    tiff = b"II*\0\x08\0\0\0" + struct.pack("<H", 2) + entries + struct.pack("<I", 0)
    body = b"Exif\0\0" + tiff + b"GPS 52.3744N 9.7386E"
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


async def test_a_photo_leaves_without_where_it_was_taken_and_not_too_large(page: Page) -> None:
    draw = """
    const canvas = document.createElement('canvas');
    canvas.width = 3000; canvas.height = 1500;
    const context = canvas.getContext('2d');
    context.fillStyle = '#ff0000'; context.fillRect(0, 0, 3000, 1500);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg'));
    return toBase64(new Uint8Array(await blob.arrayBuffer()));"""
    plain = base64.b64decode(await run(page, "{toBase64} from /post/sealing.js", draw))
    photo = plain[:2] + exif(6) + plain[2:]
    body = """
    const bytes = await redrawn(new Blob([fromBase64(given)]));
    const image = await createImageBitmap(new Blob([bytes]));
    return {data: toBase64(bytes), width: image.width, height: image.height};"""
    imports = "{redrawn} from /static/line/photo.js; {fromBase64, toBase64} from /post/sealing.js"
    found = await run(page, imports, body, base64.b64encode(photo).decode())
    data = base64.b64decode(found["data"])
    assert data[:3] == b"\xff\xd8\xff"
    assert b"Exif" in photo
    assert b"Exif" not in data
    assert b"GPS" not in data
    # Orientation 6 lies on its side: it was turned before it lost the note that says so.
    assert (found["width"], found["height"]) == (1024, 2048)
    png = base64.b64encode(picture(40, 30)).decode()
    assert (await run(page, imports, body, png))["width"] == 40
    broken = base64.b64encode(b"<svg onload=alert(1)>").decode()
    refused = await run(
        page,
        imports,
        "return redrawn(new Blob([fromBase64(given)])).then(() => 'shown', () => 'refused')",
        broken,
    )
    assert refused == "refused"


def test_the_guards_vectors_are_the_engines_present_answers() -> None:
    assert json.load(io.StringIO(VECTORS.read_text(encoding="utf-8"))) == json.loads(
        json.dumps(build())
    ), "run: python -m tests.vectors_guard"


async def test_the_guard_finds_what_the_engine_finds(page: Page) -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    body = """
    const guards = Object.fromEntries(Object.entries(given.commands).map(
      ([lang, commands]) => [lang, new Guard({commands, danger: given.lists})]));
    const wrong = [];
    for (const [text, found] of given.danger) {
      if (guards.de.isDanger(text) !== found) wrong.push(['danger', text, found]);
    }
    for (const [lang, text, name] of given.command) {
      if (guards[lang].command(text) !== name) wrong.push(['command', lang, text, name]);
    }
    for (const [text, plain] of given.normal) {
      if (normal(text) !== plain) wrong.push(['normal', text, plain, normal(text)]);
    }
    for (const [choices, text, strict, id] of given.choices) {
      const found = meant(text, choices, strict);
      if (found !== id) wrong.push(['meant', text, strict, id, found]);
    }
    return wrong;"""
    imports = "{Guard} from /static/line/guard.js; {normal, meant} from /static/line/plain.js"
    assert await run(page, imports, body, vectors) == []
    assert sum(found for _, found in vectors["danger"]) > 200
    assert len(vectors["danger"]) > 1000
    assert sum(name is not None for *_, name in vectors["command"]) > 40
