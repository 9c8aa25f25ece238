"""A counsellor without a browser: the desk's HTTP contract, opened with pyrage.

Holds the keys that a browser would hold; the server is only ever asked what a browser asks.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from typing import Any

import httpx
import pyrage

from post.ids import CaseId, ItemId, Recipient
from post.sealing import Item, chain_hash, open_with, padded, seal_for_case

HEADERS = {"x-lotse-desk": "1", "content-type": "application/json"}


class Counsellor:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.identity = ""

    async def sign_in(self, name: str, passphrase: str) -> None:
        begun = await self.post("/sign-in", {"name": name}, 200)
        sealed = base64.b64decode(begun["sealed_identity"])
        self.identity = pyrage.passphrase.decrypt(sealed, passphrase).decode()
        nonce = open_with(base64.b64decode(begun["sealed_nonce"]), self.identity)
        answer = {"attempt": begun["attempt"], "nonce": base64.b64encode(nonce).decode()}
        self.me = (await self.post("/sessions", answer, 201))["me"]

    async def queue(self, state: str = "open") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get(f"/cases?state={state}"))["cases"]
        return found

    async def claim(self, case: dict[str, Any]) -> dict[str, Any]:
        return await self.post(f"/cases/{case['id']}/claim", {"epoch": case["epoch"]}, 200)

    async def open(self, case_id: str) -> tuple[dict[str, Any], str]:
        """The case and its identity, through both locks."""
        case = await self.get(f"/cases/{case_id}")
        inner = open_with(base64.b64decode(case["wrap"]), self.identity)
        return case, open_with(inner, case["share"]).decode()

    async def read(self, case_id: str) -> list[dict[str, Any]]:
        """All items of a case, opened; a broken chain fails the test."""
        _, identity = await self.open(case_id)
        items = (await self.get(f"/cases/{case_id}/items?after=0"))["items"]
        opened, last = [], dict[str, tuple[int, str]]()
        for item in items:
            ciphertext = base64.b64decode(item["ciphertext"])
            envelope = json.loads(open_with(ciphertext, identity))
            number, prev = last.get(envelope["author"], (-1, ""))
            assert envelope["case"] == case_id
            assert (envelope["seq"], envelope["prev"]) == (number + 1, prev)
            last[envelope["author"]] = (envelope["seq"], chain_hash(ciphertext))
            opened.append({**item, **envelope})
        return opened

    async def reply(self, case_id: str, text: str) -> dict[str, Any]:
        body = await self.open_reply(case_id, text)
        return await self.post(f"/cases/{case_id}/items", body, 201)

    async def open_reply(self, case_id: str, text: str) -> dict[str, Any]:
        """The body of a reply that the server passes on to a messenger."""
        case, _ = await self.open(case_id)
        seq = case["seq"]
        item = Item(
            case=CaseId(case_id),
            item=ItemId(str(uuid.uuid4())),
            author=seq["author"],
            seq=seq["next"],
            prev=seq["prev"],
            at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            kind="text",
            lang="de",
            body=text,
        )
        sealed = seal_for_case(item, Recipient(case["recipient"]))
        return {
            "epoch": case["epoch"],
            "item": item.item,
            "seq": item.seq,
            "prev": item.prev,
            "ciphertext": base64.b64encode(sealed).decode(),
            "text": text,
        }

    async def reply_safe(self, case_id: str, text: str) -> dict[str, Any]:
        """A reply on the safe line: for the case and the resident to open, and no text beside."""
        answer = await self.send_reply(case_id, await self.sealed_reply(case_id, text))
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def send_reply(self, case_id: str, body: dict[str, Any]) -> httpx.Response:
        path = f"/desk/api/cases/{case_id}/items"
        return await self.client.post(path, json=body, headers=HEADERS)

    async def sealed_reply(self, case_id: str, text: str) -> dict[str, Any]:
        """The body of a reply on the safe line."""
        case, _ = await self.open(case_id)
        seq = case["seq"]
        item = Item(
            case=CaseId(case_id),
            item=ItemId(str(uuid.uuid4())),
            author=seq["author"],
            seq=seq["next"],
            prev=seq["prev"],
            at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            kind="text",
            lang="de",
            body=text,
        )
        both = [pyrage.x25519.Recipient.from_str(case[who]) for who in ("recipient", "resident")]
        return {
            "epoch": case["epoch"],
            "item": item.item,
            "seq": item.seq,
            "prev": item.prev,
            "ciphertext": base64.b64encode(pyrage.encrypt(padded(item), both)).decode(),
        }

    async def close(self, case_id: str) -> None:
        case = await self.get(f"/cases/{case_id}")
        await self.post(f"/cases/{case_id}/closure", {"epoch": case["epoch"]}, 200)

    async def get(self, path: str) -> dict[str, Any]:
        answer = await self.client.get(f"/desk/api{path}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def post(self, path: str, body: dict[str, Any], status: int) -> dict[str, Any]:
        answer = await self.client.post(f"/desk/api{path}", json=body, headers=HEADERS)
        assert answer.status_code == status, answer.text
        found: dict[str, Any] = answer.json()
        return found
