"""A thousand planted words through every field, with the real processes; then every file is read.

Each canary begins with the same letters, so that one search finds all of them, in every form in
which a program might write them down.
"""

from __future__ import annotations

import base64
import json
import signal
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from handoff.demo import DEMO_NAME
from tests import report_way
from tests.counsellor import Counsellor
from tests.resident import Resident, lookup_of
from tests.running import free_port
from tests.test_up import Program

MARK = "Kanarienvogel7Zx"
CHAT = 815004711_0000
"""Chat ids are canaries too: all begin with the same nine digits."""
SECRET = "a-secret-of-this-test"
REPORT = (report_way.title(), *report_way.labels(report_way.TO_GROUNDS[:-1]))


class Planted:
    """Makes canaries and counts them. Spelled with letters that JSON, SQL and URLs leave alone."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> str:
        self.count += 1
        return f"{MARK}{self.count:05d}"

    def chat(self) -> int:
        self.count += 1
        return CHAT + self.count


def forms() -> dict[str, bytes]:
    """How the common part of all canaries looks in other clothes."""
    found = {"chat id": str(CHAT)[:9].encode()}
    for name, text in {"": MARK, "lower ": MARK.lower(), "upper ": MARK.upper()}.items():
        raw = text.encode()
        found |= {
            f"{name}raw": raw,
            f"{name}UTF-16": text.encode("utf-16-le"),
            f"{name}UTF-32": text.encode("utf-32-le"),
            f"{name}hex": raw.hex().encode(),
            f"{name}backwards": raw[::-1],
        }
        for shift in range(3):
            # The first and last letters of base64 depend on the neighbours.
            whole = base64.b64encode(b"\0" * shift + raw)
            found[f"{name}base64 at {shift}"] = whole[4 if shift else 0 : len(whole) // 4 * 4 - 4]
    return found


def seen_in(places: dict[str, bytes]) -> list[str]:
    return [
        f"{form} in {name}: …{content[at - 30 : at + 50]!r}…"
        for name, content in places.items()
        for form, needle in forms().items()
        if (at := content.find(needle)) >= 0
    ]


@pytest.mark.parametrize(
    "dressed",
    [
        MARK.encode(),
        MARK.lower().encode(),
        MARK.encode("utf-16-le"),
        MARK.encode().hex().encode(),
        MARK.encode()[::-1],
        *(base64.b64encode(b"x" * shift + MARK.encode() + b"00001") for shift in range(5)),
        json.dumps({"text": MARK}).encode(),
        quote(f"?{MARK}").encode(),
        str(CHAT + 17).encode(),
    ],
)
def test_the_search_finds_what_there_is(dressed: bytes) -> None:
    assert seen_in({"a file": b"before" + dressed + b"after"})
    assert not seen_in({"a file": b"before and after, Kanarienvogel without its number"})


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """The real program with every door open; the Bot API it calls is a closed port."""
    port = free_port()
    (tmp_path / "tmp").mkdir()
    settings = {
        "LOTSE_DEMO": "1",
        "LOTSE_PORT": str(port),
        "LOTSE_PUBLIC_URL": f"http://localhost:{port}",
        "LOTSE_TELEGRAM_TOKEN": f"1:{MARK}-token",
        "LOTSE_TELEGRAM_SECRET": SECRET,
        "LOTSE_TELEGRAM_MODE": "webhook",
        "LOTSE_TELEGRAM_API": f"http://127.0.0.1:{free_port()}",
        "TMPDIR": str(tmp_path / "tmp"),
    }
    async with Program(tmp_path, "up", **settings) as running:
        await running.says("Lotse is ready")
        yield running


async def test_a_thousand_planted_words_are_in_no_file(program: Program, tmp_path: Path) -> None:
    planted = Planted()
    async with program.client() as client, program.client() as desk:
        for _ in range(20):
            await chat_fully(client, planted)
        for _ in range(25):
            await telegram_fully(client, planted)
        await errors(client, planted)
        counsellor = Counsellor(desk)
        words = (await program.says(r"passphrase: +((?:\w+ ){6}\w+)"))[1]
        await counsellor.sign_in(DEMO_NAME, words)
        await desk_fully(desk, planted)
        case, resident = await a_case(client, counsellor, planted)
        await a_case_stays_open(resident, planted)

    assert planted.count >= 1000
    running = read_all(tmp_path, program)
    assert {"lotse.sqlite3", "lotse.sqlite3-wal"} <= {Path(name).name for name in running}
    assert any("appendonly" in name for name in running)
    # The search is in the right place: what is no secret is there.
    assert any(case.encode() in content for content in running.values())
    assert seen_in(running) == []

    await program.end(signal.SIGTERM)
    async with Program(tmp_path, "backup", str(tmp_path / "the.backup")) as backup:
        backup.environment |= program.environment
        assert await backup.end() == 0, backup.output
    stopped = read_all(tmp_path, program)
    assert (tmp_path / "the.backup").stat().st_size > 1000
    assert seen_in(stopped) == []


def read_all(folder: Path, program: Program) -> dict[str, bytes]:
    """Database, WAL, Valkey's files, temporary files, backups, and what went to the terminal."""
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert len(program.output) > 500
    return {**files, "the log": program.output.encode()}


def headers(planted: Planted) -> dict[str, str]:
    return {
        "user-agent": planted(),
        "accept-language": planted(),
        "referer": f"http://localhost/{planted()}",
        "cookie": f"lotse-desk={planted()}; other={planted()}",
        "x-forwarded-for": planted(),
        "x-odd": planted(),
    }


async def chat_fully(client: httpx.AsyncClient, planted: Planted) -> None:
    """A conversation in the web chat with a canary in everything that can be sent."""
    given = headers(planted)
    await client.get(f"/chat/api/start?lang={planted()}&x={planted()}", headers=given)
    begun = await client.post("/chat/api/sessions", json={"lang": planted()}, headers=given)
    token = {**given, "authorization": f"Bearer {begun.json()['token']}"}
    for body in (
        {"id": planted(), "text": f"{planted()} Anna wohnt in {planted()}"},
        {"id": planted(), "tap": f"o1.{planted()}"},
        {"id": planted(), "command": planted()},
        {"id": planted(), "text": planted(), planted(): planted()},
        {"id": planted(), "sealed": {"turn": 1, "kind": planted()}},
    ):
        await client.post("/chat/api/messages", json=body, headers=token)
    vault = {"sealed": base64.b64encode(planted().encode()).decode()}
    await client.put(f"/chat/api/vault/{planted()}", json=vault, headers=token)
    await client.get(f"/chat/api/vault/{planted()}", headers=token)
    await client.get(f"/chat/api/messages?after={planted()}", headers=token)
    await client.get(f"/chat/api/guard?lang={planted()}", headers=token)
    await client.get(f"/chat/api/media/{planted()}.jpg", headers=token)
    read = await client.get("/chat/api/messages?after=0", headers=token)
    assert MARK in read.text  # what was typed did arrive


async def telegram_fully(client: httpx.AsyncClient, planted: Planted) -> None:
    """Updates of every kind from one person, with a canary in every text of them."""
    chat = planted.chat()
    person = {
        "id": chat,
        "is_bot": False,
        "first_name": planted(),
        "last_name": planted(),
        "username": planted(),
        "language_code": "de",
    }
    place = {"id": chat, "type": "private", "first_name": planted()}
    message = {"message_id": 7, "date": 1_700_000_000, "chat": place, "from": person}
    file = {"file_id": planted(), "file_unique_id": planted(), "file_size": 10}
    contents: list[dict[str, Any]] = [
        {"text": "/start"},
        {"text": planted()},
        {"text": f"/start {planted()}"},
        {"caption": planted(), "photo": [{**file, "width": 1, "height": 1}]},
        {"caption": planted(), "document": {**file, "file_name": f"../{planted()}.pdf"}},
        {"voice": {**file, "duration": 1}},
        {"contact": {"phone_number": planted(), "first_name": planted(), "user_id": chat}},
        {"venue": {"title": planted(), "address": planted()}},
        {"text": planted(), "forward_sender_name": planted()},
        {"sticker": {**file, "emoji": planted()}},
    ]
    updates: list[Any] = [{"message": {**message, **content}} for content in contents]
    updates += [
        {"edited_message": {**message, "text": planted()}},
        {
            "callback_query": {
                "id": planted(),
                "from": person,
                "message": message,
                "data": f"o1.{planted()}",
            }
        },
        {planted(): {"text": planted()}},
        {"message": planted()},
    ]
    known = {"x-telegram-bot-api-secret-token": SECRET}
    for update in updates:
        body = {"update_id": uuid.uuid4().int % 2**31, **update}
        answer = await client.post("/telegram/webhook", json=body, headers=known)
        assert answer.status_code in (200, 400), answer.text
        assert MARK not in answer.text or "callback_query" in update
    broken = f'{{"update_id": 1, "message": "{planted()}'
    await client.post("/telegram/webhook", content=broken, headers=known)
    wrong = {"x-telegram-bot-api-secret-token": planted()}
    await client.post("/telegram/webhook", content=broken, headers=wrong)


async def errors(client: httpx.AsyncClient, planted: Planted) -> None:
    """What ends badly: unknown pages, bodies that are none, doors and receipts that are guessed."""
    for _ in range(20):
        for path in (f"/{planted()}", f"/static/{planted()}.js", f"/desk/{planted()}?{planted()}"):
            await client.get(path, headers=headers(planted))
        for path in ("/chat/api/sessions", "/chat/api/doors", "/chat/api/line/receipts"):
            for body in (f'{{"token": "{planted()}", "lookup": "{planted()}"}}', planted()):
                await client.post(path, content=body)


async def desk_fully(client: httpx.AsyncClient, planted: Planted) -> None:
    """At the desk: names nobody has, tokens, ids, labels and texts that are refused."""
    desk = {"x-lotse-desk": "1"}
    for path, fields in (
        ("/sign-in", ("name",)),
        ("/sign-in/passkey", ("x",)),
        ("/sessions", ("attempt", "nonce")),
        ("/sessions/passkey", ("attempt", "credential")),
        ("/invitations/look", ("token",)),
        ("/accounts", ("token", "name", "shown_name", "recipient", "sealed_identity")),
        ("/me/passkeys", ("attempt", "label", "credential", "sealed_identity")),
        (f"/cases/{planted()}/items", ("epoch", "item", "prev", "ciphertext", "text")),
        (f"/cases/{planted()}/claim", ("epoch",)),
        (f"/staff/{planted()}/confirmation", ("fingerprint",)),
    ):
        given = {field: planted() for field in fields}
        answer = await client.post(f"/desk/api{path}", json=given, headers=desk)
        assert answer.status_code < 500, (path, answer.text)
    await client.get(f"/desk/api/cases?state={planted()}")
    await client.get(f"/desk/api/audit?before={planted()}")


async def a_case(
    client: httpx.AsyncClient, counsellor: Counsellor, planted: Planted
) -> tuple[str, Resident]:
    """A case on the safe line, answered, with canaries in all that is sealed."""
    resident = Resident(client)
    await resident.begin()
    for label in REPORT:
        await resident.tap(label)
    await until_sealed(resident, planted)
    opened = await resident.open()
    for _ in range(10):
        await resident.say(f"{planted()} und {planted()}")
    file = {"name": f"{planted()}.jpg", "type": "image/jpeg", "data": base64.b64encode(
        f"..{planted()}".encode()).decode(), "text": planted()}  # fmt: skip
    sent = await resident.line("POST", "/items", resident.next_item("photo", file))
    assert sent.status_code == 201, sent.text
    case: str = opened["case"]
    found = next(one for one in await counsellor.queue() if one["id"] == case)
    await counsellor.claim(found)
    for _ in range(5):
        await counsellor.reply_safe(case, planted())
    read = await counsellor.read(case)
    assert str(read).count(MARK) > 25
    await resident.heard()
    return case, resident


async def until_sealed(resident: Resident, planted: Planted) -> None:
    """Through the rest of the report; whatever is sealed holds a canary.

    The office may call, so that a number is asked for; where several answers are possible, one.
    """
    call = report_way.label(("report/reach", "phone"))
    for _ in range(20):
        bot = [message for message in resident.messages if message["author"] == "bot"]
        if bot[-1].get("intake"):
            return
        if seal := bot[-1].get("seal"):
            given = {"answer": planted(), "answer_de": planted()}
            kind = "text" if "text" in seal["kinds"] else "choice"
            if kind == "choice":
                given["options"] = [seal["options"][0]["id"]]
            await resident.answer(kind, given)
        else:
            buttons = [button for row in bot[-1]["buttons"] for button in row]
            labels = [button["label"] for button in buttons]
            wanted = [report_way.done()] if any("☑" in label for label in labels) else [call]
            button = next((one for one in buttons if one["label"] in wanted), buttons[0])
            assert (await resident.post(tap=button["data"])).status_code == 202
            await resident.read()
    raise AssertionError("the flow never came to its end")


async def a_case_stays_open(resident: Resident, planted: Planted) -> None:
    """The receipt is a canary of its own: guessed ones, and the right one in a wrong place."""
    for _ in range(5):
        lookup = lookup_of(resident.receipt[:-6] + f"{planted.count:06d}")
        answer = await resident.line("POST", "/withdrawal", {"lookup": lookup})
        assert answer.status_code in (404, 422), answer.text
