"""Demo mode: one counsellor, a passphrase for each run, no recovery."""

from __future__ import annotations

import pyrage
import pytest
from sqlalchemy import text

from handoff.demo import ensure_demo, new_passphrase, word_list
from handoff.store import Store
from post.desk import TakenIn
from post.keyring import KeyRing
from post.valkey import Valkey
from tests.handoff.office import LOW_LOG_N, Browser, Office, intake


@pytest.fixture
async def demo(sqlite: Store, valkey: Valkey, keyring: KeyRing):
    office = Office(sqlite, valkey, keyring, demo=True)
    yield office
    await office.aclose()


async def start(office: Office) -> str | None:
    return await ensure_demo(office.store, office.keyring, office.clock, log_n=LOW_LOG_N)


async def signed_in(office: Office, passphrase: str) -> Browser:
    browser = office.browser()
    browser.name, browser.passphrase = "demo", passphrase
    answer = await browser.sign_in()
    assert answer.status_code == 201
    me = answer.json()["me"]
    assert (me["role"], me["shown_name"], me["confirmed"]) == ("lead", "Demo-Beratung", True)
    return browser


async def test_each_start_has_a_passphrase_for_the_same_counsellor(demo: Office) -> None:
    first, second = await start(demo), await start(demo)
    assert first != second
    with pytest.raises(pyrage.DecryptError):
        await signed_in(demo, first)
    browser = await signed_in(demo, second)
    assert len(await demo.roster.everybody()) == 1
    state = (await browser.get("/state")).json()
    assert (state["demo"], state["ready"], state["needs_setup"]) == (True, True, False)
    assert await demo.roster.has_demo()


async def test_cases_of_an_earlier_run_still_open(demo: Office) -> None:
    await start(demo)
    taken = await demo.desk.take_in(intake())
    assert isinstance(taken, TakenIn)
    passphrase = await start(demo)
    browser = await signed_in(demo, passphrase)
    member = await demo.roster.named("demo")
    method = await demo.roster.methods.passphrase(member.id)
    identity = pyrage.passphrase.decrypt(method.sealed_identity, passphrase).decode()
    browser.identity = pyrage.x25519.Identity.from_str(identity)
    [item] = await browser.read(taken.case)
    assert item["body"]["title"] == "Report discrimination"
    [case] = (await browser.get("/cases")).json()["cases"]
    assert case["demo"] is True


async def test_the_passphrase_is_kept_nowhere(demo: Office, tmp_path) -> None:
    passphrase = await start(demo)
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert len(everything) > 10_000
    assert passphrase.encode() not in everything
    async with demo.store.reading() as connection:
        kept = (await connection.execute(text("SELECT demo_identity FROM staff"))).scalar_one()
    assert b"AGE-SECRET-KEY" not in kept


async def test_a_real_office_gets_no_demo_counsellor(lite_office: Office) -> None:
    assert await start(lite_office) is None
    assert not await lite_office.roster.has_demo()
    assert {member.name for member in await lite_office.roster.everybody()} == {"ayse", "bernd"}


def test_passphrases_are_seven_words_of_the_list() -> None:
    words = word_list()
    assert len(words) == len(set(words)) >= 2048
    drawn = {new_passphrase() for _ in range(50)}
    assert len(drawn) == 50
    for passphrase in drawn:
        assert len(passphrase.split()) == 7
        assert set(passphrase.split()) <= set(words)
