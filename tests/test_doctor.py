"""`lotse doctor`: finds what is wrong, says what to do, and deals with what was set aside."""

from __future__ import annotations

import asyncio
import re
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from lotse import doctor_words
from lotse.doctor import examine
from lotse.doctor_words import KINDS, OUTCOMES, PARTS, WORDS
from lotse.finding import Finding
from lotse.settings import Settings
from post.dead_letters import MAX_FAILURES, Kind, Outcome, of_message
from post.ids import ChatAddress
from post.messages import Message, Outgoing
from post.outbox import chat_key, sealed_entry
from tests.running import ROOT, Running, free_port
from tests.telegram_server import TelegramServer
from tests.test_up import Program
from tests.test_webhook import HEADERS, SECRET, message

PHONE = ChatAddress("telegram", "7")


def settings(folder: Path, **values: Any) -> Settings:
    wanted = {"data": folder / "data", "secret_file": folder / "keys", **values}
    return Settings(_env_file=None, **wanted)


@pytest.fixture
async def running(lotse: Running, valkey_url: str) -> Running:
    """The whole program, and the settings of somebody who looks at it from a terminal."""
    object.__setattr__(lotse.settings, "valkey_url", valkey_url)
    lotse.parts.ledger.create()
    await lotse.parts.delivery.stop()
    async with asyncio.timeout(60):
        while not await lotse.parts.valkey.listeners():
            await asyncio.sleep(0.02)
    return lotse


async def found(lotse: Running) -> dict[str, Finding]:
    """Every finding by its code; each has its words."""
    listed = await examine(lotse.settings)
    for one in listed:
        for words in WORDS[one.code]:
            assert "{" not in words.format(**one.values)
        assert one.part in PARTS
    return {one.code: one for one in listed}


def levels(listed: dict[str, Finding], level: str) -> set[str]:
    return {code for code, one in listed.items() if one.level == level}


async def test_a_program_that_is_well_has_nothing_to_be_done(running: Running) -> None:
    listed = await found(running)
    assert levels(listed, "bad") == set()
    assert levels(listed, "hint") == {"demo"}
    assert {"keys", "ledger", "disk", "database", "valkey", "clock", "running", "outbox",
            "no_letters", "telegram_off", "flows"} == levels(listed, "ok")  # fmt: skip


async def test_looking_changes_nothing(tmp_path: Path, valkey_url: str) -> None:
    listed = await examine(settings(tmp_path, demo=True))
    codes = {one.code for one in listed if one.level == "bad"}
    assert codes == {"keys_not_yet", "database_not_yet", "not_running"}
    assert list(tmp_path.iterdir()) == []


async def test_keys_that_others_can_read(running: Running) -> None:
    running.settings.secret_file.chmod(0o644)
    listed = await found(running)
    assert levels(listed, "bad") == {"keys_open"}
    assert listed["keys_open"].values["mode"] == "644"


async def test_keys_that_are_gone_or_broken(running: Running) -> None:
    file = running.settings.secret_file
    content = file.read_bytes()
    file.write_bytes(content[:50])
    assert "keys_broken" in levels(await found(running), "bad")
    file.unlink()
    assert "keys_gone" in levels(await found(running), "bad")


async def test_a_ledger_that_is_damaged_or_gone(running: Running) -> None:
    file = running.settings.ledger
    content = file.read_bytes()
    file.write_bytes(content.replace(b"ledger", b"lodger"))
    assert levels(await found(running), "bad") == {"ledger_broken"}
    file.unlink()
    assert levels(await found(running), "bad") == {"ledger_gone"}


async def test_a_disk_that_is_full(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(running.folder)
    for free, level in ((150_000_000, "bad"), (900_000_000, "hint")):
        monkeypatch.setattr(
            "lotse.doctor.shutil.disk_usage", lambda _, free=free: usage._replace(free=free)
        )
        assert (await found(running))["disk_little"].level == level


async def test_a_database_without_our_tables(running: Running) -> None:
    empty = f"sqlite+aiosqlite:///{running.folder}/empty.sqlite3"
    object.__setattr__(running.settings, "database_url", empty)
    assert levels(await found(running), "bad") == {"database_old"}


async def test_a_database_that_is_away(running: Running) -> None:
    away = f"postgresql://lotse:planted@127.0.0.1:{free_port()}/lotse"
    object.__setattr__(running.settings, "database_url", away)
    listed = await found(running)
    assert levels(listed, "bad") == {"database_away"}
    assert "planted" not in str(listed)


SERVER = {
    "evicting": ({"maxmemory-policy": "allkeys-lru"}, "valkey_evicts", "bad"),
    "not writing": ({"appendonly": "no"}, "valkey_forgets", "bad"),
    "writing now and then": ({"appendfsync": "everysec"}, "valkey_fsync", "hint"),
    "nearly full": ({"maxmemory": "1mb"}, "valkey_full", "bad"),
}


@pytest.mark.parametrize(("wrong", "code", "level"), SERVER.values(), ids=SERVER.keys())
async def test_a_valkey_that_loses_things(
    running: Running, wrong: dict[str, str], code: str, level: str
) -> None:
    client: Any = running.parts.valkey.client
    before = {name: (await client.config_get(name))[name] for name in wrong}
    try:
        for name, value in wrong.items():
            await client.config_set(name, value)
        listed = await found(running)
    finally:
        for name, value in before.items():
            await client.config_set(name, value)
    assert listed[code].level == level


async def test_a_valkey_that_is_away(running: Running) -> None:
    object.__setattr__(running.settings, "valkey_url", f"redis://127.0.0.1:{free_port()}")
    assert levels(await found(running), "bad") == {"valkey_away"}


async def test_clocks_that_are_apart(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    there = time.time()
    for seconds, level in ((5, "hint"), (3600, "bad")):
        monkeypatch.setattr("lotse.doctor_valkey.time.time", lambda by=seconds: there + by)
        assert (await found(running))["clock_apart"].level == level


async def test_stores_without_a_program(valkey_url: str, tmp_path: Path) -> None:
    listed = await examine(settings(tmp_path, demo=True, valkey_url=valkey_url))
    assert "nobody_runs" in {one.code for one in listed if one.level == "bad"}


async def test_what_waits_for_too_long(running: Running) -> None:
    parts, key = running.parts, chat_key(running.keyring, PHONE)
    old = Outgoing("telegram", "7", Message("x", "de"), time.time() - 3600)
    await parts.valkey.client.rpush(f"o:{key}", sealed_entry(running.keyring, key, old))
    await parts.valkey.client.zadd("due", {key: 0})
    listed = await found(running)
    assert listed["outbox_old"].level == "hint"
    assert listed["outbox_old"].values["minutes"] == "60"


async def test_a_worker_that_stands_still(running: Running) -> None:
    await running.parts.idle.stop()
    past = (time.time() - 3600) * 1000
    await running.parts.valkey.client.zadd("idle", {"0" * 32: past})
    assert levels(await found(running), "bad") == {"worker_late"}


async def test_what_was_set_aside_has_to_be_looked_at(running: Running) -> None:
    parts, key = running.parts, chat_key(running.keyring, PHONE)
    await parts.outbox.put("x", PHONE, [Message("x", "de")])
    entry: Any = await parts.valkey.client.lindex(f"o:{key}", 0)
    letter = of_message(key, Outgoing("telegram", "7", Message("x", "de"), 0.0), "", "", 1)
    await parts.letters.keep_message(letter, entry[:16])
    await parts.valkey.client.incr("aside:lost")
    listed = await found(running)
    assert levels(listed, "bad") == {"letters"}
    assert listed["letters"].values["count"] == "1"
    assert "letters_lost" in levels(listed, "hint")


async def test_flows_that_do_not_pass(running: Running) -> None:
    flows = running.folder / "flows"
    shutil.copytree(ROOT / "flows", flows)
    welcome = flows / "welcome.yaml"
    welcome.write_text(welcome.read_text().replace("next:", "nxet:", 1))
    object.__setattr__(running.settings, "flows", flows)
    listed = await found(running)
    assert levels(listed, "bad") == {"flows_broken"}
    assert "welcome.yaml:" in listed["flows_broken"].values["place"]


async def test_telegram_as_it_is(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async with TelegramServer() as server:
        for name, value in {
            "telegram_token": type(running.settings.telegram_token)(server.token),
            "telegram_api": server.base_url,
            "telegram_mode": "webhook",
            "public_url": "https://lotse.example.org",
        }.items():
            object.__setattr__(running.settings, name, value)
        assert "webhook_other" in levels(await found(running), "bad")
        url = "https://lotse.example.org/telegram/webhook"
        told = {"url": url, "pending_update_count": 0}

        async def waiting(_api: object) -> Any:
            from bot.channels.telegram.inbox import Waiting  # noqa: PLC0415

            return Waiting(**told)

        monkeypatch.setattr("lotse.doctor.waiting", waiting)
        assert "telegram" in levels(await found(running), "ok")
        told["pending_update_count"] = 500
        assert "telegram_waits" in levels(await found(running), "hint")
        told |= {"last_error_date": int(time.time()), "last_error_message": "Connection refused"}
        listed = await found(running)
        assert listed["webhook_fails"].values["why"] == "Connection refused"
        monkeypatch.undo()
        token = type(running.settings.telegram_token)("1:unknown")
        object.__setattr__(running.settings, "telegram_token", token)
        assert "telegram_token" in levels(await found(running), "bad")
        object.__setattr__(running.settings, "telegram_api", f"http://127.0.0.1:{free_port()}")
        assert "telegram_away" in levels(await found(running), "bad")


async def test_a_part_that_breaks_or_hangs_does_not_hide_the_others(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("planted")

    monkeypatch.setattr("lotse.doctor.load_book", broken)
    monkeypatch.setattr("lotse.doctor.WITHIN", 1.0)
    monkeypatch.setattr("lotse.doctor.Store.open", lambda _: asyncio.sleep(60))
    listed = await found(running)
    assert levels(listed, "bad") == {"broken", "silent"}
    assert listed["broken"].values == {"error": "KeyError"}


def test_every_kind_and_outcome_has_its_words() -> None:
    assert set(KINDS) == set(Kind.__args__)
    assert set(OUTCOMES) == {*Outcome.__args__, "gone"}


def test_all_words_are_there_in_both_languages_with_the_same_values() -> None:
    for table in (WORDS, PARTS, KINDS, OUTCOMES):
        for german, english in table.values():
            assert german
            assert english
            names = [set(re.findall(r"\{(\w+)\}", text)) for text in (german, english)]
            assert names[0] == names[1], german
    used = set(re.findall(r'"([a-z_]+)"', Path(doctor_words.__file__).read_text()))
    assert set(WORDS) <= used


# the command, with real processes


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """The real program behind a webhook; the Bot API it calls is a closed port."""
    port = free_port()
    values = {
        "LOTSE_DEMO": "1",
        "LOTSE_PORT": str(port),
        "LOTSE_PUBLIC_URL": f"http://localhost:{port}",
        "LOTSE_TELEGRAM_TOKEN": "1:token",
        "LOTSE_TELEGRAM_SECRET": SECRET,
        "LOTSE_TELEGRAM_MODE": "webhook",
        "LOTSE_TELEGRAM_API": f"http://127.0.0.1:{free_port()}",
        "LANG": "en_GB.UTF-8",
    }
    async with Program(tmp_path, "up", **values) as running:
        await running.says("Lotse is ready")
        yield running


async def call(program: Program, *command: str) -> tuple[int, str]:
    """Exit status and output of `lotse …` beside the running program."""
    beside = Program(program.folder, *command)
    beside.environment = program.environment
    async with beside:
        code = await beside.end()
    assert "Traceback" not in beside.output
    return code, beside.output


async def test_letters_are_listed_without_words_tried_again_and_dropped(program: Program) -> None:
    body = message() | {"message": {"message_id": "planted", "chat": {"id": 7, "type": "private"}}}
    async with program.client() as client:
        for _ in range(MAX_FAILURES):
            await client.post("/telegram/webhook", json=body, headers=HEADERS)
    code, output = await call(program, "doctor")
    assert code == 1
    assert "✗ Set aside: 1 letters were set aside" in output
    assert "✗ Telegram: Telegram cannot be reached" in output

    code, output = await call(program, "doctor", "letters")
    assert code == 0
    line = output.splitlines()[-1]
    listed = re.fullmatch(
        r"([0-9a-f]{12})  [\d-]+ [\d:]+  unreadable  telegram  [0-9a-f]{8} +5  BadInput", line
    )
    assert listed, output
    assert "planted" not in output

    code, output = await call(program, "doctor", "replay", "--all")
    assert (code, "failed again" in output) == (1, True)
    code, output = await call(program, "doctor", "drop", "0000")
    assert (code, "nothing" in output) == (1, True)
    code, output = await call(program, "doctor", "drop", listed[1])
    assert (code, output.strip()) == (0, "Thrown away.")
    assert (await call(program, "doctor", "letters"))[1].strip() == "Nothing was set aside."
    assert (await call(program, "doctor", "replay", "--all"))[0] == 0


async def test_without_a_program_it_says_so(tmp_path: Path) -> None:
    for command in (("doctor", "letters"), ("doctor", "replay", "--all")):
        async with Program(tmp_path, *command) as beside:
            assert await beside.end() == 1
        assert "Traceback" not in beside.output
        assert "No Lotse is running" in beside.output or "key file" in beside.output
