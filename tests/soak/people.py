"""Residents who write, and the counsellor who answers them, whatever fails meanwhile."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
import msgspec

from handoff.demo import DEMO_NAME
from tests.counsellor import Counsellor
from tests.soak.city import City
from tests.telegram_server.faces import VisibleMessage

PATIENCE = 300.0
"""Seconds for one step, however much fails; only so that what hangs comes to an end."""
CANARY = "Kanarienvogel"
"""Stands in everything that residents and the counsellor write."""
WAY = ("Melden", "Arbeit", "Heute", "✅ Ja, abschicken")
_NUMBER = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{2}\b")


class Talk(msgspec.Struct):
    """What one chat and its counsellor have written, and how it was found at the end."""

    chat: int
    case: str = ""
    written: list[str] = msgspec.field(default_factory=list)
    answered: list[str] = msgspec.field(default_factory=list)
    kept: list[str] = msgspec.field(default_factory=list)
    """The resident's words in the case, as the counsellor reads them."""
    delivery: dict[str, str] = msgspec.field(default_factory=dict)
    """Each answer's state at the desk."""


class Patient(httpx.AsyncHTTPTransport):
    """Asks again whatever was not answered: everything at the desk is idempotent by its id."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        why = ""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    try:
                        answer = await super().handle_async_request(request)
                        if answer.status_code < 500:
                            return answer
                        await answer.aread()
                        why = f"{answer.status_code} {answer.text}"
                        await answer.aclose()
                    except httpx.TransportError as error:
                        why = repr(error)
                    await asyncio.sleep(0.2)
        except TimeoutError as error:
            error.add_note(f"{request.method} {request.url.path}: {why}")
            raise


class Desk:
    """One counsellor, for all cases."""

    def __init__(self, city: City) -> None:
        # Straight to the processes: faults of the way in are for Telegram's side.
        client = httpx.AsyncClient(
            base_url=f"http://localhost:{city.proxy.port}", transport=Patient(), timeout=30
        )
        self._counsellor = Counsellor(client)
        self._passphrase = city.passphrase
        self._keys: dict[str, str] = {}

    async def sign_in(self) -> None:
        await self._counsellor.sign_in(DEMO_NAME, self._passphrase)

    async def close(self) -> None:
        await self._counsellor.client.aclose()

    async def find(self, number: str) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            while True:
                for case in await self._counsellor.queue():
                    if case["number"] == number:
                        return case
                await asyncio.sleep(0.2)

    async def claim(self, case: dict[str, Any]) -> None:
        await self._counsellor.claim(case)

    async def reply(self, case: str, text: str) -> None:
        """Sealed once; sent again with the same id and ciphertext until it is there."""
        body = await self._counsellor.open_reply(case, text)
        answer = await self._counsellor.send_reply(case, body)
        assert answer.status_code in (200, 201), answer.text

    async def read(self, case: str) -> list[dict[str, Any]]:
        return await self._counsellor.read(case)

    async def end(self, case: str) -> None:
        await self._counsellor.close(case)


class Resident:
    """From /start to the handoff, and then words; the counsellor answers between them."""

    def __init__(self, city: City, desk: Desk, chat: int, words: int, answers: int) -> None:
        self._telegram = city.telegram
        self._desk = desk
        self._words = words
        self._answers = answers
        self.talk = Talk(chat)

    async def live(self) -> Talk:
        number = await self._hand_over()
        case = await self._desk.find(number)
        self.talk.case = case["id"]
        await self._desk.claim(case)
        await asyncio.gather(self._write(), self._answer())
        await self._read()
        await self._desk.end(self.talk.case)
        return self.talk

    async def _hand_over(self) -> str:
        chat, telegram = self.talk.chat, self._telegram
        await telegram.user_sends(chat, "/start")
        after = 0
        for label in WAY:
            seen = await telegram.wait_for(chat, _has(label), PATIENCE, after)
            after = seen.message_id - 1
            await telegram.user_taps(chat, label)
        seen = await telegram.wait_for(chat, lambda m: _NUMBER.search(m.text), PATIENCE)
        found = _NUMBER.search(seen.text)
        assert found
        return found[0]

    async def _write(self) -> None:
        for at in range(self._words):
            text = f"{CANARY} Wort {self.talk.chat}-{at}"
            self.talk.written.append(text)
            await self._telegram.user_sends(self.talk.chat, text)
            await asyncio.sleep(0)

    async def _answer(self) -> None:
        for at in range(self._answers):
            text = f"{CANARY} Antwort {self.talk.chat}-{at}"
            self.talk.answered.append(text)
            await self._desk.reply(self.talk.case, text)

    async def _read(self) -> None:
        """Until everything that was written is there, and all answers have come to their end."""
        async with asyncio.timeout(PATIENCE):
            while True:
                items = await self._desk.read(self.talk.case)
                mine = [i["body"] for i in items if i["author"] == "resident"]
                self.talk.kept = [words for words in mine if CANARY in str(words)]
                answers = [i for i in items if str(i["author"]).startswith("staff:")]
                self.talk.delivery = {i["body"]: i["delivery"] for i in answers}
                ended = all(state != "sent" for state in self.talk.delivery.values())
                if ended and len(self.talk.kept) >= len(self.talk.written):
                    return
                await asyncio.sleep(0.3)


def _has(label: str) -> Any:
    def fits(message: VisibleMessage) -> bool:
        return message.button(label) is not None

    return fits
