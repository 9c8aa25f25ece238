"""The vectors of docs/sealing.md, replayed in Chromium by the modules that both pages use.

No server: the modules come from the source folder, under the policy that the program sends.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pyrage
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from playwright.async_api import Browser, Page, Route

from lotse.web import CONTENT_SECURITY_POLICY
from tests.browser.browsing import Complaints
from tests.test_vectors import ROOT, built, changed, load
from tests.vectors import reference

ORIGIN = "http://localhost"
FOLDERS = {"/post/": ROOT / "post" / "browser", "/desk/": ROOT / "handoff" / "console"}


@pytest.fixture
async def page(chrome: Browser, complaints: Complaints) -> AsyncIterator[Page]:
    async def serve(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/":
            headers = {
                "content-type": "text/html; charset=utf-8",
                "content-security-policy": CONTENT_SECURITY_POLICY,
            }
            await route.fulfill(body="<!doctype html><title>vectors</title>", headers=headers)
        elif path[:6] not in FOLDERS:
            await route.fulfill(status=404)
        else:
            await route.fulfill(path=_file(path), headers={"content-type": "text/javascript"})

    page = await chrome.new_page()
    complaints.watch(page, ORIGIN)
    await page.route("**/*", serve)
    await page.goto(f"{ORIGIN}/")
    yield page
    await page.close()
    assert complaints == []


def _file(path: str) -> Path:
    folder = FOLDERS[path[:6]]
    file = (folder / path[6:]).resolve()
    assert file.is_relative_to(folder), path
    return file


async def test_receipts(page: Page) -> None:
    vectors = load("receipts")
    told = await page.evaluate(
        """async (typed) => {
            const { readReceipt } = await import('/post/receipt.js');
            return typed.map(readReceipt);
        }""",
        [one["typed"] for one in vectors["good"] + vectors["bad"]],
    )
    for one, found in zip(vectors["good"] + vectors["bad"], told, strict=True):
        assert found["fault"] == one.get("fault", ""), one["name"]
        if "digits" in one:
            assert found["digits"] == one["digits"]


async def test_new_receipts_are_receipts(page: Page) -> None:
    made = await page.evaluate(
        """async () => {
            const { newReceipt, inBlocks } = await import('/post/receipt.js');
            const made = Array.from({ length: 500 }, newReceipt);
            return made.map((digits) => [digits, inBlocks(digits).join('')]);
        }"""
    )
    assert len({digits for digits, _ in made}) == 500
    for digits, blocks in made:
        assert reference.is_receipt(digits)
        assert blocks == digits
    counted = [sum(digits[:30].count(str(d)) for digits, _ in made) for d in range(10)]
    # 15,000 digits: ±200 of 1,500 are more than five standard deviations.
    assert max(abs(count - 1500) for count in counted) < 200


async def test_what_is_derived_from_a_receipt(page: Page) -> None:
    vectors = load("receipts")["derived"]
    told = await page.evaluate(
        """async (vectors) => {
            const { residentOf, identityText, lookupOf } = await import('/post/resident.js');
            return Promise.all(vectors.map(async ({ digits, salt }) => ({
                identity: await identityText(digits, salt),
                recipient: (await residentOf(digits, salt)).recipient,
                lookup: await lookupOf(digits),
            })));
        }""",
        vectors,
    )
    for one, found in zip(vectors, told, strict=True):
        assert one | found == one


async def test_fingerprints(page: Page) -> None:
    vectors = load("keys")["fingerprints"]
    told = await page.evaluate(
        """async (recipients) => {
            const { fingerprintOf } = await import('/post/sealing.js');
            return Promise.all(recipients.map(fingerprintOf));
        }""",
        [one["recipient"] for one in vectors],
    )
    assert told == [one["fingerprint"] for one in vectors]


async def test_canonical_json(page: Page) -> None:
    vectors = load("canonical")
    values = [one["json"] for one in vectors["values"]]
    texts, formed, left_out = await page.evaluate(
        """async ([values, units]) => {
            const { canonical, wellFormed } = await import('/post/envelope.js');
            return [
                values.map((text) => canonical(JSON.parse(text))),
                units.map((codes) => wellFormed(String.fromCharCode(...codes))),
                canonical({ a: undefined, b: 1 }),
            ];
        }""",
        [values, [one["units"] for one in vectors["well_formed"]]],
    )
    assert texts == [one["canonical"] for one in vectors["values"]]
    assert formed == [one["text"] for one in vectors["well_formed"]]
    assert left_out == '{"b":1}'


async def test_items_of_all_kinds(page: Page) -> None:
    vectors = load("items")
    told = await page.evaluate(
        """async ({ case: caseKey, resident, items }) => {
            const { fromBase64, keyFrom, openItem, sha256 } = await import('/post/sealing.js');
            const { padded, parsed } = await import('/post/envelope.js');
            const hash = (text) => sha256(new TextEncoder().encode(text));
            const keys = await Promise.all([caseKey, resident].map(keyFrom));
            return Promise.all(items.map(async ({ item, ciphertext }) => {
                const envelope = { v: 1, suite: 'age-x25519', ...item };
                const file = fromBase64(ciphertext);
                const opened = await Promise.all(keys.map((key) => openItem(file, key)));
                return {
                    made: await hash(padded(envelope)),
                    opened: await Promise.all(opened.map(hash)),
                    body: parsed(opened[0])?.body,
                };
            }));
        }""",
        vectors,
    )
    for one, found in zip(vectors["items"], told, strict=True):
        assert found["made"] == one["sha256"]
        assert found["opened"] == [one["sha256"]] * 2
        assert found["body"] == one["item"]["body"]


async def test_every_size_class_at_its_edges(page: Page) -> None:
    edges = load("items")["edges"]
    told = await page.evaluate(
        """async (edges) => {
            const { padded } = await import('/post/envelope.js');
            const base = { v: 1, suite: 'age-x25519' };
            return edges.map(({ item, body_repeat: [letter, times] }) =>
                padded({ ...base, ...item, body: letter.repeat(times) }).length);
        }""",
        edges,
    )
    assert told == [one["size"] for one in edges]


async def test_wraps(page: Page) -> None:
    vectors = load("wraps")
    told = await page.evaluate(
        """async ({ identities, wrap, refused }) => {
            const { keyFrom, openCaseKey, recipientOf } = await import('/post/sealing.js');
            const mine = await keyFrom(identities.counsellor);
            const open = async (one) => {
                try {
                    const locks = { wrap: one, share: identities.share };
                    return await recipientOf(await openCaseKey(locks, mine));
                } catch (error) {
                    return null;
                }
            };
            return [await open(wrap), await Promise.all(refused.map((one) => open(one.wrap)))];
        }""",
        vectors,
    )
    assert told[0] == vectors["recipient"]
    assert told[1] == [None] * len(vectors["refused"])


async def test_what_the_browser_locks_opens_elsewhere(page: Page) -> None:
    keys = load("wraps")["identities"]
    of = reference.recipient_of
    papers = ("paper 1", "paper 2")
    locked = await page.evaluate(
        """async (given) => {
            const { lockCase } = await import('/post/wrapping.js');
            return lockCase(given);
        }""",
        {
            "share": of(keys["share"]),
            "holders": {"a": of(keys["counsellor"]), "b": of(keys["somebody else"])},
            "papers": [of(keys[paper]) for paper in papers],
        },
    )
    assert set(locked["wraps"]) == {"a", "b"}
    for staff, name in (("a", "counsellor"), ("b", "somebody else")):
        wrap = base64.b64decode(locked["wraps"][staff])
        case = reference.open_wrap(wrap, keys[name], keys["share"])
        assert of(case) == locked["recipient"]
    recovery = base64.b64decode(locked["recoveryWrap"])
    opened = reference.open_recovery(recovery, *(keys[paper] for paper in papers), keys["share"])
    assert opened == case


async def test_what_the_browser_seals_opens_elsewhere(page: Page) -> None:
    vectors = load("items")
    sealed = await page.evaluate(
        """async ({ recipients, items }) => {
            const { sealForCase, toBase64 } = await import('/post/sealing.js');
            const base = { v: 1, suite: 'age-x25519' };
            return Promise.all(items.map(async ({ item }) =>
                toBase64(await sealForCase({ ...base, ...item }, ...recipients))));
        }""",
        vectors,
    )
    for one, text in zip(vectors["items"], sealed, strict=True):
        for reader in ("case", "resident"):
            content = reference.open_age(base64.b64decode(text), vectors[reader])
            assert hashlib.sha256(content).hexdigest() == one["sha256"]


async def test_chains(page: Page) -> None:
    vectors = load("chains")
    played = []
    for chain in vectors["chains"]:
        rows = [changed(entry, vectors["rows"][entry["use"]]) for entry in chain["entries"]]
        played.append(
            [{**row, "ciphertext": base64.b64encode(row["ciphertext"]).decode()} for row in rows]
        )
    told = await page.evaluate(
        """async ([caseId, identity, played]) => {
            const { fromBase64, keyFrom, openItem, sha256 } = await import('/post/sealing.js');
            const { Chain } = await import('/post/chain.js');
            const { parsed } = await import('/post/envelope.js');
            const key = await keyFrom(identity);
            const read = async (chain, row) => {
                const file = fromBase64(row.ciphertext);
                const text = await openItem(file, key).catch(() => null);
                const envelope = text === null ? null : parsed(text);
                const marks = chain.take(row, await sha256(file), envelope);
                if (!envelope) marks.push(text === null ? 'unopened' : 'malformed');
                return marks;
            };
            const all = [];
            for (const rows of played) {
                const chain = new Chain(caseId);
                const marks = [];
                for (const row of rows) marks.push(await read(chain, row));
                all.push(marks);
            }
            return all;
        }""",
        [vectors["case"], vectors["identity"], played],
    )
    for chain, marks in zip(vectors["chains"], told, strict=True):
        wanted = [sorted(entry["marks"]) for entry in chain["entries"]]
        assert [sorted(one) for one in marks] == wanted, chain["name"]


async def test_marks_with_which_no_text_is_shown(page: Page) -> None:
    refused = await page.evaluate(
        "async () => [...(await import('/post/chain.js')).REFUSED].sort()"
    )
    assert refused == sorted(reference.MARKS_WITHOUT_TEXT)


async def test_hostile_files_are_refused_before_any_key_is_tried(page: Page) -> None:
    vectors = load("hostile")
    files = [[file["name"], base64.b64encode(built(file)).decode()] for file in vectors["files"]]
    told = await page.evaluate(
        """async ([identity, files]) => {
            const { fromBase64, keyFrom, openItem } = await import('/post/sealing.js');
            const key = await keyFrom(identity);
            let tried = 0;
            const real = crypto.subtle.deriveBits;
            crypto.subtle.deriveBits = function (...given) {
                tried += 1;
                return real.apply(this, given);
            };
            const said = [];
            for (const [name, file] of files) {
                const opened = openItem(fromBase64(file), key);
                said.push([name, await opened.catch((error) => error.message)]);
            }
            return { said, tried };
        }""",
        [vectors["identity"], files],
    )
    assert told["tried"] == 0
    words = dict(told["said"])
    assert words["scrypt with 2^40 rounds"] == "sealed for a passphrase"
    assert words["seven locks"] == "too many locks"
    assert set(words.values()) <= {
        "sealed for a passphrase", "too many locks", "not an age file of ours",
    }  # fmt: skip


async def test_a_passphrase_file_with_too_many_rounds_is_refused(page: Page) -> None:
    """The sealed identity comes from the server, and unlocking runs scrypt with what it says."""
    file = built(load("hostile")["files"][0])
    said = await page.evaluate(
        """async (file) => {
            const { Decrypter } = await import('/post/vendor/age.min.js');
            const { fromBase64 } = await import('/post/sealing.js');
            const decrypter = new Decrypter();
            decrypter.addPassphrase('seven words of a passphrase');
            return decrypter.decrypt(fromBase64(file)).catch((error) => error.message);
        }""",
        base64.b64encode(file).decode(),
    )
    assert "work factor is too high" in said


async def test_the_vault_has_the_form_that_is_specified(page: Page) -> None:
    key = bytes(range(32))
    stored = await page.evaluate(
        """async (keyText) => {
            const { Vault } = await import('/post/vault.js');
            const kept = new Map();
            const store = {
                put: async (name, text) => kept.set(name, text),
                get: async (name) => kept.get(name) ?? null,
            };
            const vault = new Vault(keyText, store);
            await vault.putJson('receipt', { digits: '12' });
            const moved = new Map([['other', kept.get('receipt')]]);
            const other = new Vault(keyText, { get: async (name) => moved.get(name) ?? null });
            return [kept.get('receipt'), await vault.getJson('receipt'), await other.get('other')];
        }""",
        base64.b64encode(key).decode(),
    )
    record = base64.b64decode(stored[0])
    content = AESGCM(key).decrypt(record[:12], record[12:], b"receipt")
    assert (content[0], json.loads(content[1:])) == (1, {"digits": "12"})
    assert stored[1] == {"digits": "12"}
    assert stored[2] is None, "an entry under another name must not open"


async def test_deadlines_are_counted_as_in_python(page: Page) -> None:
    vectors = load("deadlines")
    told = await page.evaluate(
        """async ({ counted: cases, no_days: none, ...calendar }) => {
            const { counted } = await import('/desk/deadlines.js');
            const one = ({ event, length, moves }) => counted(event, { length, moves }, calendar);
            return [cases.map(one), none.map((event) => one({ ...cases[0], event }))];
        }""",
        vectors,
    )
    for one, found in zip(vectors["counted"], told[0], strict=True):
        assert found | one == one | {"why": found["why"]}, one["name"]
    assert told[1] == [None] * len(vectors["no_days"])


async def test_a_passkey_unlocks_in_the_desks_worker(page: Page) -> None:
    keys = load("wraps")["identities"]
    mine, told = keys["counsellor"], []
    for one in load("keys")["passkeys"]:
        owner = pyrage.x25519.Recipient.from_str(one["recipient"])
        sealed = base64.b64encode(pyrage.encrypt(mine.encode(), [owner])).decode()
        told.append(await page.evaluate(WORKER, [sealed, one["prf"]]))
    assert told == [reference.recipient_of(mine)] * len(told)
    assert len(told) == 3


WORKER = """async ([sealed, prf]) => {
    const { fromBase64, recipientOf } = await import('/post/sealing.js');
    globalThis.policy ??= trustedTypes.createPolicy('lotse', { createScriptURL: (url) => url });
    const address = globalThis.policy.createScriptURL('/desk/unlock-worker.js');
    const worker = new Worker(address, { type: 'module' });
    const answer = await new Promise((done) => {
        worker.onmessage = ({ data }) => done(data);
        worker.postMessage({
            job: 'openByPasskey', sealed: fromBase64(sealed), prf: fromBase64(prf),
        });
    });
    worker.terminate();
    return answer.failure ?? recipientOf(answer.result.key);
}"""
