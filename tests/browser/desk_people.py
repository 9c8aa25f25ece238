"""What people do at the desk's page with their keys, and cases as residents' browsers make them."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import itertools
import json
import secrets
import uuid
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from playwright.async_api import Browser, Page, expect
from pyrage import decrypt, encrypt, x25519

from handoff.item_store import ItemStore
from handoff.records import Entry, NewItem, Present
from lotse.wiring import utc_now
from post.desk import Answer, Intake, Notice, TakenIn
from post.ids import CaseId, ChatAddress, ItemId, Recipient
from post.line import Agreed, Kept, Offer, SealedCase, SealedItem, Work
from post.sealing import Item, chain_hash, padded
from tests.browser.browsing import OFFICE, Complaints, visit
from tests.running import Running, free_port

TEAM = "ads"
NOTICE = Notice("2026-1", "de", "2026-11-23")
AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "hasPrf": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@asynccontextmanager
async def real_office(valkey_url: str, folder: Path) -> AsyncIterator[Running]:
    """Lotse as after a first real start: nobody can sign in yet."""
    port = free_port()
    url = f"http://localhost:{port}"
    async with Running(folder, valkey_url, port=port, demo=False, public_url=url) as running:
        yield running


class Authenticator:
    """A virtual device that keeps passkeys (WebAuthn Level 3, automation)."""

    def __init__(self, session: Any, its_id: str) -> None:
        self._session = session
        self._id = its_id

    @classmethod
    async def plug_in(cls, page: Page, **features: Any) -> Authenticator:
        session = await page.context.new_cdp_session(page)
        await session.send("WebAuthn.enable", {"enableUI": False})
        options = {"options": {**AUTHENTICATOR, **features}}
        made = await session.send("WebAuthn.addVirtualAuthenticator", options)
        return cls(session, made["authenticatorId"])

    async def credentials(self) -> list[dict[str, Any]]:
        answer = await self._session.send("WebAuthn.getCredentials", {"authenticatorId": self._id})
        found: list[dict[str, Any]] = answer["credentials"]
        return found

    async def refuses(self) -> None:
        """From now on the person does not confirm."""
        await self._session.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": False}
        )

    async def unplug(self) -> None:
        await self._session.send(
            "WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self._id}
        )


async def introduce(page: Page, name: str, shown: str) -> str:
    """Name, generated passphrase, typed again; returns the passphrase."""
    await page.get_by_test_id("setup-name").fill(name)
    await page.get_by_test_id("setup-shown").fill(shown)
    await page.get_by_test_id("setup-next").click()
    return await new_phrase(page)


async def new_phrase(page: Page) -> str:
    passphrase = await page.get_by_test_id("passphrase").inner_text()
    await page.get_by_test_id("setup-next").click()
    await page.get_by_test_id("passphrase-again").fill(passphrase)
    await page.get_by_test_id("setup-next").click()
    return passphrase


async def take_papers(page: Page) -> list[str]:
    """Both recovery papers as they are written down; each is shown once."""
    papers = []
    for n in (1, 2):
        await page.get_by_test_id(f"paper-{n}").wait_for()
        text = await page.get_by_test_id(f"paper-{n}").inner_text()
        papers.append("".join(text.split()))
        await page.get_by_test_id(f"paper-{n}-done").click()
    return papers


async def set_up(office: Running, page: Page, name: str = "ada") -> tuple[str, list[str]]:
    """The first lead up to the offered passkey; returns passphrase and papers."""
    token = await office.parts.joining.setup_token()
    await page.goto(f"{office.url}/desk/#setup={token}")
    passphrase = await introduce(page, name, "Ada L.")
    papers = await take_papers(page)
    await page.get_by_test_id("finish").click()
    await expect(page.get_by_test_id("passkey-decline")).to_be_visible()
    return passphrase, papers


async def invitation(lead: Page, role: str = "counsellor") -> str:
    """The address of a fresh invitation."""
    await lead.get_by_test_id("nav-staff").click()
    await lead.locator("#invite-role").select_option(role)
    link = lead.get_by_test_id("invite-link")
    before = await link.input_value() if await link.count() else ""
    await lead.get_by_test_id("invite").click()
    await expect(link).not_to_have_value(before)
    return await link.input_value()


async def join(page: Page, link: str, name: str, shown: str) -> str:
    """By an invitation up to the offered passkey; returns the passphrase."""
    await page.goto(link)
    passphrase = await introduce(page, name, shown)
    await page.get_by_test_id("finish").click()
    await expect(page.get_by_test_id("passkey-decline")).to_be_visible()
    return passphrase


async def confirm(lead: Page) -> None:
    await lead.get_by_test_id("nav-staff").click()
    await lead.get_by_test_id("confirm-staff").first.click()
    await expect(lead.get_by_test_id("confirm-staff")).to_have_count(0)


class Two(NamedTuple):
    lead: Page
    second: Page
    phrase: str
    """The lead's."""
    papers: list[str]


@asynccontextmanager
async def two_at_work(
    chrome: Browser, office: Running, complaints: Complaints
) -> AsyncIterator[Two]:
    """A lead and a confirmed counsellor, both signed in, both without a passkey."""
    async with (
        visit(chrome, office.url, "/desk/", complaints, **OFFICE) as lead,
        visit(chrome, office.url, "/desk/", complaints, **OFFICE) as second,
    ):
        phrase, papers = await set_up(office, lead)
        await lead.get_by_test_id("passkey-decline").click()
        await join(second, await invitation(lead), "bo", "Bo M.")
        await second.get_by_test_id("passkey-decline").click()
        await confirm(lead)
        yield Two(lead, second, phrase, papers)


async def telegram_case(office: Running, story: str, **changes: Any) -> TakenIn:
    """A case that the server sealed, as from Telegram."""
    fields: dict[str, Any] = {
        "title": "Diskriminierung melden",
        "answers": (Answer("story", "Was ist passiert?", story),),
        "lang": "de",
        **changes,
    }
    taken = await office.parts.desk.take_in(
        Intake(
            id=ItemId(str(uuid.uuid4())),
            chat=ChatAddress("telegram", str(secrets.randbelow(10**9) + 1)),
            team=TEAM,
            flow="report",
            notice=NOTICE,
            **fields,
        )
    )
    assert isinstance(taken, TakenIn)
    return taken


class SafeCase:
    """A case that a resident's browser sealed, and the browser that goes on writing to it."""

    def __init__(self, office: Running, chat: ChatAddress, case: CaseId) -> None:
        self.id = case
        self.identity = x25519.Identity.generate()
        self._office = office
        self._chat = chat
        self._recipient = Recipient("")
        self._lang = "de"
        self._seq, self._prev = 0, ""

    @classmethod
    async def open(
        cls, office: Running, answers: list[dict[str, Any]], lang: str = "de", **body: Any
    ) -> SafeCase:
        chat = ChatAddress("web", secrets.token_hex(16))
        line = office.parts.line
        offer = await line.offer(Agreed(chat, TEAM, "report", lang, NOTICE))
        assert isinstance(offer, Offer)
        case = cls(office, chat, offer.case)
        case._lang = lang
        case_key = x25519.Identity.generate()
        case._recipient = Recipient(str(case_key.to_public()))
        inner = _locked(str(case_key).encode(), offer.share)
        content = {
            "flow": "report",
            "title": "Diskriminierung melden",
            "answers": answers,
            "notice": {"version": "2026-1", "lang": lang, "day": "2026-11-23"},
            "resident": str(case.identity.to_public()),
            **body,
        }
        item, ciphertext = case._sealed("answers", content)
        papers = offer.recovery
        sealed = SealedCase(
            ticket=offer.ticket,
            version=offer.version,
            recipient=case._recipient,
            wraps={staff: _locked(inner, whose) for staff, whose in offer.holders.items()},
            recovery_wrap=_locked(_locked(inner, papers[1]), papers[0]) if papers else None,
            resident=str(case.identity.to_public()),
            lookup=secrets.token_hex(32),
            item=item,
            ciphertext=ciphertext,
            w=_worked(offer.work),
        )
        await line.open_case(chat, sealed)
        return case

    async def write(self, kind: str, body: Any) -> None:
        """One more item of the resident."""
        seq, prev = self._seq, self._prev
        item, ciphertext = self._sealed(kind, body)
        sealed = SealedItem(item, seq, prev, ciphertext)
        assert isinstance(await self._office.parts.line.add(self.id, self._chat, sealed), Kept)

    async def write_many(self, kind: str, bodies: Iterable[Any]) -> None:
        """As `write`, past the limit of what one person may send in a while."""
        store = ItemStore(self._office.parts.store, utc_now)
        for body in bodies:
            seq = self._seq
            item, ciphertext = self._sealed(kind, body)
            new = NewItem(item, "resident", seq, ciphertext)

            def entry(present: Present, new: NewItem = new) -> Entry:
                return Entry(new, present.case)

            await store.append(self.id, item, "resident", entry)

    async def attach(self, kind: str, name: str, content: bytes, text: str = "") -> None:
        data = base64.b64encode(content).decode()
        more = {"text": text} if text else {}
        await self.write(kind, {"name": name, "type": "x/x", "data": data, **more})

    async def replies(self) -> list[dict[str, Any]]:
        """What counsellors sealed, as the resident's browser opens it."""
        items = await self._office.parts.line.items(self.id, 0)
        sealed = [item.ciphertext for item in items if item.author != "resident"]
        return [json.loads(decrypt(each, [self.identity])) for each in sealed]

    def _sealed(self, kind: str, body: Any) -> tuple[ItemId, bytes]:
        item = ItemId(str(uuid.uuid4()))
        at = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        envelope = Item(
            self.id, item, "resident", self._seq, self._prev, at, kind, self._lang, body
        )
        readers = [x25519.Recipient.from_str(self._recipient), self.identity.to_public()]
        ciphertext = encrypt(padded(envelope), readers)
        self._seq, self._prev = self._seq + 1, chain_hash(ciphertext)
        return item, ciphertext


def _locked(content: bytes, whose: str) -> bytes:
    return encrypt(content, [x25519.Recipient.from_str(whose)])


def _worked(work: Work) -> str:
    for tried in itertools.count():
        digest = hashlib.sha256(f"{work.challenge}:{tried}".encode()).digest()
        if int.from_bytes(digest) >> (256 - work.bits) == 0:
            return str(tried)
    raise AssertionError
