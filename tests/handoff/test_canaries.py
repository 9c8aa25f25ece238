"""Planted words: whatever a resident says, and who they are, lies nowhere in the clear."""

from __future__ import annotations

import base64
import logging
from pathlib import Path

import pytest
import structlog

from post.desk import Answer
from post.errors import StoreAway
from post.ids import ChatAddress
from tests.handoff.office import Office, new_item_id

CANARIES = [
    "kanarienvogel-antwort",
    "kanarienvogel-antwort-deutsch",
    "kanarienvogel-nachricht",
    "kanarienvogel-reply",
    "kanarienvogel-titel",
    "8150047110042",
]


async def test_planted_words_are_in_no_file(
    lite_office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    answer, german, message, reply, title, chat = CANARIES
    office, address = lite_office, ChatAddress("telegram", chat)
    answers = (Answer("story", "What?", answer, "Was?", german),)
    taken = await office.open_case(chat=address, answers=answers, title=title)
    await office.desk.add(taken.case, new_item_id(), message, "en")
    await office.lead.claim(taken.case)

    async def away(*_args: object, **_more: object) -> bool:
        raise StoreAway("Valkey")

    with structlog.testing.capture_logs() as logged, monkeypatch.context() as patched:
        patched.setattr(office.outbox, "put", away)
        assert (await office.lead.reply(taken.case, reply)).status_code == 201
    assert [line["event"] for line in logged] == ["relay_later"]
    await office.desk.relay_pending()
    opened = str(await office.lead.read(taken.case))
    for canary in CANARIES[:-1]:
        assert canary in opened

    rdb = await stored_by_valkey(office)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"lotse.db", "lotse.db-wal"}
    places = {path.name: path.read_bytes() for path in files}
    places |= {"valkey": rdb, "log": f"{logged}{caplog.text}{capfd.readouterr()}".encode()}
    assert taken.number.encode() in places["lotse.db"] + places["lotse.db-wal"]
    for canary in CANARIES:
        for form in forms(canary):
            assert [name for name, content in places.items() if form in content] == []


async def stored_by_valkey(office: Office) -> bytes:
    """Every key with its value as Valkey would write it to its files."""
    client, found = office.valkey.client, b""
    async for key in client.scan_iter("*"):
        found += key
        kind = await client.type(key)
        if kind == b"string":
            found += await client.get(key)
        elif kind == b"list":
            found += b"".join(await client.lrange(key, 0, -1))
        elif kind == b"zset":
            found += b"".join(await client.zrange(key, 0, -1))
    assert len(found) > 500
    return found


def forms(canary: str) -> list[bytes]:
    raw = canary.encode()
    return [raw, base64.b64encode(raw)[:-4], raw.hex().encode(), canary.encode("utf-16-le")]
