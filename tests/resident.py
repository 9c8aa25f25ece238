"""A resident without a browser: does what the page of the safe line does, sealed with pyrage.

Holds what a browser would hold (the receipt, the answers, the case's chain); the server is only
ever asked what the page asks.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
import uuid
from typing import Any

import httpx
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyrage import decrypt, encrypt, x25519

from post.ids import CaseId, ItemId
from post.sealing import Item, chain_hash, padded
from tests.running import Visitor

IDENTITY = b"lotse resident identity v1"
LOOKUP = b"lotse receipt lookup v1"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


class Resident(Visitor):
    """`sealed` keeps the answers by their ref, as the vault does."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        super().__init__(client)
        self.receipt = ""
        self.sealed: dict[str, Any] = {}
        self.vault_key = secrets.token_bytes(32)
        self.case = ""
        self.recipients: list[str] = []
        self.salt = b""
        self.next, self.prev = 0, ""

    # answering

    @property
    def seal(self) -> dict[str, Any]:
        """The open question whose answer is sealed here."""
        bot = [message for message in self.messages if message["author"] == "bot"]
        found: dict[str, Any] = bot[-1].get("seal") or {}
        assert found, f"no sealed question in {self.texts()[-2:]}"
        return found

    async def choose(self, *labels: str) -> list[dict[str, Any]]:
        """Options of a sealed question, by words of their labels."""
        seal = self.seal
        chosen = [
            option
            for option in seal["options"]
            if any(label in option["label"] for label in labels)
        ]
        assert len(chosen) == len(labels), (labels, seal["options"])
        answer = {
            "options": [option["id"] for option in chosen],
            "answer": ", ".join(option["label"] for option in chosen),
            "answer_de": ", ".join(option["label_de"] for option in chosen),
        }
        return await self.answer("choice", answer)

    async def write(self, text: str) -> list[dict[str, Any]]:
        """The answer to a sealed question in own words."""
        return await self.answer("text", {"answer": text})

    async def answer(self, kind: str, given: dict[str, Any]) -> list[dict[str, Any]]:
        turn, ref = self.seal["turn"], str(uuid.uuid4())
        await self.keep(ref, json.dumps(given).encode())
        self.sealed[ref] = given
        body = {"id": ref, "sealed": {"turn": turn, "kind": kind}}
        response = await self.client.post("/chat/api/messages", json=body, headers=self.headers)
        assert response.status_code == 202, response.text
        return await self.read()

    # the vault

    async def keep(self, name: str, content: bytes) -> None:
        nonce = secrets.token_bytes(12)
        sealed = nonce + AESGCM(self.vault_key).encrypt(nonce, content, name.encode())
        response = await self.put(f"/vault/{name}", {"sealed": b64(sealed)})
        assert response.status_code == 204, response.text

    async def kept(self, name: str) -> bytes:
        found = await self.client.get(f"/chat/api/vault/{name}", headers=self.headers)
        assert found.status_code == 200, found.text
        sealed = base64.b64decode(found.json()["sealed"])
        return AESGCM(self.vault_key).decrypt(sealed[:12], sealed[12:], name.encode())

    # opening the case

    async def offer(self) -> httpx.Response:
        return await self.line("POST", "/offer", {})

    async def open(self) -> dict[str, Any]:
        """Offer, seal, send: the whole way of the page after "intake"."""
        offered = await self.offer()
        assert offered.status_code == 200, offered.text
        made = self.case_for(offered.json())
        answer = await self.line("POST", "/cases", made)
        assert answer.status_code == 201, answer.text
        await self.read()
        found: dict[str, Any] = answer.json()
        return found

    def case_for(self, offer: dict[str, Any]) -> dict[str, Any]:
        """The body that opens the case of an offer."""
        self.receipt = self.receipt or new_receipt()
        self.case, self.salt = offer["case"], base64.b64decode(offer["salt"])
        identity = x25519.Identity.generate()
        mine = x25519.Identity.from_str(resident_identity(self.receipt, self.salt))
        self.recipients = [str(identity.to_public()), str(mine.to_public())]
        item = self.next_item("answers", self.answers_of(offer), offer["lang"], first=True)
        return {
            "ticket": offer["ticket"],
            "version": offer["version"],
            "recipient": self.recipients[0],
            **wrapped(str(identity), offer),
            "resident": self.recipients[1],
            "lookup": lookup_of(self.receipt),
            "item": {"item": item["item"], "ciphertext": item["ciphertext"]},
            "work": done(offer["work"]),
        }

    def answers_of(self, offer: dict[str, Any]) -> dict[str, Any]:
        answers = []
        for answer in offer["answers"]:
            ref = answer.pop("sealed", "")
            answers.append({**answer, **self.sealed.get(ref, {})})
        named = {name: offer[name] for name in ("flow", "title", "notice")}
        return {**named, "answers": answers, "resident": self.recipients[1]}

    # the open case

    async def state(self) -> dict[str, Any]:
        answer = await self.line("GET", "")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def next_item(
        self, kind: str, body: Any, lang: str = "de", *, first: bool = False
    ) -> dict[str, Any]:
        """The body of a message to the counsellors; the chain goes on with it."""
        if first:
            self.next, self.prev = 0, ""
        item = Item(
            case=CaseId(self.case),
            item=ItemId(str(uuid.uuid4())),
            author="resident",
            seq=self.next,
            prev=self.prev,
            at=dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            kind=kind,
            lang=lang,
            body=body,
        )
        sealed = encrypt(padded(item), [x25519.Recipient.from_str(r) for r in self.recipients])
        made = {"item": item.item, "seq": item.seq, "prev": item.prev, "ciphertext": b64(sealed)}
        self.next, self.prev = item.seq + 1, chain_hash(sealed)
        return made

    async def say(self, text: str) -> dict[str, Any]:
        """Write to the counsellors."""
        answer = await self.line("POST", "/items", self.next_item("text", text))
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def heard(self, after: int = 0) -> list[dict[str, Any]]:
        """The case's items, opened with what the receipt makes."""
        answer = await self.line("GET", f"/items?after={after}")
        assert answer.status_code == 200, answer.text
        identity = x25519.Identity.from_str(resident_identity(self.receipt, self.salt))
        found = []
        for item in answer.json()["items"]:
            envelope = json.loads(decrypt(base64.b64decode(item["ciphertext"]), [identity]))
            assert (envelope["case"], envelope["item"]) == (self.case, item["item"])
            found.append({**item, **envelope})
        return found

    # the receipt

    async def work(self) -> dict[str, str]:
        asked = (await self.line("POST", "/work", {})).json()
        return {"challenge": asked["challenge"], "w": done(asked)}

    async def redeem(self, receipt: str) -> httpx.Response:
        """Open a case on this device; everything needed comes from the receipt."""
        body = {"lookup": lookup_of(receipt), "work": await self.work()}
        answer = await self.client.post("/chat/api/line/receipts", json=body)
        if answer.status_code == 201:
            self.receipt, self.token = receipt, answer.json()["token"]
            self.take_up(answer.json())
            await self.read()
        return answer

    def take_up(self, state: dict[str, Any]) -> None:
        """Go on with the case of `GET line`."""
        self.case, self.salt = state["case"], base64.b64decode(state["salt"])
        self.recipients = [state["recipient"], state["resident"]]
        self.next, self.prev = state["seq"]["next"], state["seq"]["prev"]

    async def withdraw(self, receipt: str = "") -> httpx.Response:
        return await self.line(
            "POST", "/withdrawal", {"lookup": lookup_of(receipt or self.receipt)}
        )

    # asking

    @property
    def headers(self) -> dict[str, str]:
        return super().headers if self.token else {}

    async def line(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self.client.request(
            method, f"/chat/api/line{path}", json=body, headers=self.headers
        )

    async def put(self, path: str, body: Any) -> httpx.Response:
        return await self.client.put(f"/chat/api{path}", json=body, headers=self.headers)


def wrapped(identity: str, offer: dict[str, Any]) -> dict[str, Any]:
    """The case's key behind its two locks, for everybody of an offer."""
    inner = encrypt(identity.encode(), [x25519.Recipient.from_str(offer["share"])])

    def locked(content: bytes, recipient: str) -> bytes:
        return encrypt(content, [x25519.Recipient.from_str(recipient)])

    papers = offer["recovery"]
    return {
        "wraps": {staff: b64(locked(inner, to)) for staff, to in offer["holders"].items()},
        "recovery_wrap": b64(locked(locked(inner, papers[1]), papers[0])) if papers else None,
    }


def new_receipt() -> str:
    """30 random digits and two check digits (ISO 7064 MOD 97-10)."""
    digits = "".join(secrets.choice("0123456789") for _ in range(30))
    return f"{digits}{98 - int(digits) * 100 % 97:02}"


def resident_identity(receipt: str, salt: bytes) -> str:
    return bech32("age-secret-key-", hkdf(receipt, salt, IDENTITY)).upper()


def lookup_of(receipt: str) -> str:
    return hkdf(receipt, b"", LOOKUP).hex()


def hkdf(receipt: str, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 (RFC 5869) of the digits, 32 bytes."""
    secret = hmac.digest(salt or bytes(32), receipt.encode(), "sha256")
    return hmac.digest(secret, info + b"\x01", "sha256")


def done(work: dict[str, Any]) -> str:
    """A text that answers a proof of work."""
    for number in range(2**30):
        digest = hashlib.sha256(f"{work['challenge']}:{number}".encode()).digest()
        if int.from_bytes(digest, "big") >> (256 - work["bits"]) == 0:
            return str(number)
    raise AssertionError("no answer found")


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def bech32(prefix: str, content: bytes) -> str:
    """BIP 173, as age writes its identities."""
    number = int.from_bytes(content, "big") << (-len(content) * 8 % 5)
    length = -(-len(content) * 8 // 5)
    words = [number >> 5 * (length - 1 - at) & 31 for at in range(length)]
    expanded = [*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix)]
    check = _polymod([*expanded, *words, 0, 0, 0, 0, 0, 0]) ^ 1
    words += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return prefix + "1" + "".join(_BECH32[word] for word in words)


def _polymod(words: list[int]) -> int:
    check = 1
    for word in words:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ word
        for at, step in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= step if top >> at & 1 else 0
    return check
