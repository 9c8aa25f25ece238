"""What goes on in Telegram while a person answers: edits, files, a chat that blocks the bot."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.files import LARGEST
from tests import report_way
from tests.counsellor import Counsellor
from tests.running import Running
from tests.telegram_server import TelegramServer
from tests.telegram_server.faces import VisibleMessage
from tests.test_telegram_path import AFTER_STORY, CHAT, REPORT, STORY, OurPhone, settings, until

EXIF = b"Exif\x00\x00planted-position 52.37N 9.73E"
TAIL = b"planted-after-the-end"


def jpeg(*, beside: bytes = EXIF, tail: bytes = TAIL) -> bytes:
    """The segments of a photo as a phone writes it; nobody draws it here."""

    def segment(marker: int, content: bytes) -> bytes:
        return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content

    head = segment(0xE0, b"JFIF\x00\x01\x01") + segment(0xE1, beside) + segment(0xFE, beside)
    frame = segment(0xC0, bytes([8, 0, 64, 0, 64, 1, 1, 0x11, 0]))
    return b"\xff\xd8" + head + frame + segment(0xDA, bytes(6)) + b"pixels\xff\xd9" + tail


class Stretch:
    """A claimed case of somebody in Telegram, and the counsellor who has it."""

    def __init__(self, server: TelegramServer, lotse: Running, counsellor: Counsellor) -> None:
        self.server, self.lotse, self.counsellor = server, lotse, counsellor
        self.phone = OurPhone(server)
        self.case = ""

    async def open(self) -> None:
        await self.phone.send("/start")
        for label in REPORT:
            await self.phone.tap(label)
        await self.phone.wait_for(report_way.asks(report_way.STORY))
        await self.phone.send(STORY)
        for label in AFTER_STORY:
            await self.phone.tap(label)
        await self.phone.tap("✅ Ja, abschicken")
        await self.phone.wait_for("Ihr Anliegen ist angekommen")
        (found,) = await self.counsellor.queue()
        self.case = found["id"]
        await self.counsellor.claim(found)
        await self.phone.wait_for("liest jetzt, was Sie geschrieben haben")

    async def items(self, kind: str = "") -> list[dict[str, Any]]:
        read = await self.counsellor.read(self.case)
        return [one for one in read if one["author"] == "resident" and kind in ("", one["kind"])]

    async def several(self, count: int) -> list[dict[str, Any]]:
        """The resident's items once there are so many."""
        await until(lambda: self._has(count))
        return await self.items()

    async def _has(self, count: int) -> bool:
        return len(await self.items()) >= count


@asynccontextmanager
async def stretch(valkey_url: str, folder: Path, mode: str) -> AsyncIterator[Stretch]:
    async with TelegramServer() as server:
        values = settings(mode, server.base_url, server.token)
        async with (
            Running(folder, valkey_url, **values) as lotse,
            httpx.AsyncClient(base_url=lotse.url, timeout=60) as client,
        ):
            counsellor = Counsellor(client)
            await counsellor.sign_in(lotse.name, lotse.passphrase)
            there = Stretch(server, lotse, counsellor)
            await there.open()
            yield there


@pytest.mark.parametrize("mode", ["webhook", "polling"])
async def test_an_edit_is_a_new_version_and_files_are_sealed(
    mode: str, valkey_url: str, tmp_path: Path
) -> None:
    async with stretch(valkey_url, tmp_path, mode) as there:
        server = there.server
        first = await server.user_sends(CHAT, "Der Termin war am 3.")
        await there.several(1)
        await server.user_edits(CHAT, first.message_id, "Der Termin war am 13.")
        await server.user_edits(CHAT, first.message_id, "Der Termin war am 13. Mai.")
        said = await there.several(3)
        assert said[0]["body"] == "Der Termin war am 3."
        assert [one.get("edits") for one in said] == [None, said[0]["item"], said[0]["item"]]
        assert said[2]["body"] == "Der Termin war am 13. Mai."

        await server.user_sends_file(CHAT, "photo", jpeg(), caption="Die Absage")
        await server.user_sends_file(CHAT, "document", b"%PDF-1.7 brief", "Brief \u202efdp.exe")
        await server.user_sends_file(CHAT, "voice", b"OggS stimme")
        photo, paper, voice = (await there.several(6))[3:]
        assert [one["kind"] for one in (photo, paper, voice)] == ["photo", "document", "voice"]
        assert photo["body"]["text"] == "Die Absage"
        shown = base64.b64decode(photo["body"]["data"])
        assert shown == jpeg(beside=b"", tail=b"").replace(b"\xff\xe1\x00\x02\xff\xfe\x00\x02", b"")
        assert b"planted" not in shown
        assert paper["body"]["type"] == "application/pdf"
        assert base64.b64decode(voice["body"]["data"]) == b"OggS stimme"


async def test_what_cannot_be_taken_is_told_and_what_was_never_sent_stays_out(
    valkey_url: str, tmp_path: Path
) -> None:
    async with stretch(valkey_url, tmp_path, "webhook") as there:
        server, phone = there.server, there.phone
        story = next(m for m in server.chat(CHAT) if m.text == STORY)
        # An answer to the bot's question is not a message of the case: its edit changes nothing.
        await server.user_edits(CHAT, story.message_id, "etwas ganz anderes")
        await server.user_sends_file(CHAT, "document", b"%PDF-" + bytes(LARGEST), "groß.pdf")
        await phone.wait_for("Diese Datei ist zu groß")
        await server.user_sends_file(CHAT, "document", b"PK\x03\x04 zip", "bilder.zip")
        await phone.wait_for("Diese Art von Datei kann ich nicht annehmen")
        await server.user_sends_file(CHAT, "photo", b"<svg onload=alert(1)>")
        await server.wait_until(CHAT, lambda shown: len(refusals(shown)) == 2, timeout=20)
        server.fail_next("getFile", 502, "Bad Gateway", times=2)
        await server.user_sends_file(CHAT, "voice", b"OggS stimme")
        await phone.wait_for("Die Datei ist leider nicht angekommen")
        server.fail_next("getFile", 502, "Bad Gateway")
        await server.user_sends_file(CHAT, "voice", b"OggS noch einmal")
        await phone.send("Ende")
        said = await there.several(2)
        assert [one["kind"] for one in said] == ["voice", "text"]
        assert len(refusals(server.chat(CHAT))) == 2


def refusals(shown: list[VisibleMessage]) -> list[str]:
    return [message.text for message in shown if "Diese Art von Datei" in message.text]


async def test_a_blocked_chat_is_undeliverable_and_can_be_tried_again(
    valkey_url: str, tmp_path: Path
) -> None:
    async with stretch(valkey_url, tmp_path, "webhook") as there:
        server, desk, case = there.server, there.counsellor, there.case
        server.block(CHAT)
        await desk.reply(case, "Haben Sie die Absage noch?")
        await until(lambda: _is(there, "undeliverable"))
        (reply,) = [one for one in await desk.read(case) if one["author"].startswith("staff:")]
        assert "blocked" in reply["delivery_why"]
        body = {"epoch": (await desk.get(f"/cases/{case}"))["epoch"], "text": reply["body"]}
        again = f"/cases/{case}/items/{reply['item']}/again"
        # Still blocked: it really goes out, and comes back.
        before = len(server.calls("sendMessage"))
        await desk.post(again, body, 200)
        await until(lambda: _is(there, "undeliverable", after=before))
        server.unblock(CHAT)
        await desk.post(again, body, 200)
        await desk.post(again, body, 200)
        await until(lambda: _is(there, "delivered"))
        shown = [m.text for m in server.chat(CHAT) if reply["body"] in m.text]
        assert len(shown) == 1


async def _is(there: Stretch, delivery: str, after: int = 0) -> bool:
    read = await there.counsellor.read(there.case)
    (reply,) = [one for one in read if one["author"].startswith("staff:")]
    sent = len(there.server.calls("sendMessage"))
    return bool(reply["delivery"] == delivery and (not after or sent > after))
