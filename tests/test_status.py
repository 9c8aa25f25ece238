"""/healthz, /readyz and /metrics: what they say, to whom, and that no figure names a person."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from bot.engine.events import Started, Typed
from bot.update import Update
from lotse import log
from lotse.metrics import Metrics
from lotse.run import quiet_server
from lotse.sources import Sources
from post.errors import StoreAway
from post.figures import Figures, Histogram
from post.ids import ChatAddress
from post.messages import Message
from post.outbox import chat_key, sealed_entry
from tests.counsellor import Counsellor
from tests.running import ROOT, Running, Visitor, as_messenger, free_port

TOKEN = "a-token-of-this-test"
FORWARDED = {"x-forwarded-for": "198.51.100.7"}


async def figures(client: httpx.AsyncClient, **headers: str) -> dict[str, float]:
    """Name with labels → value."""
    answer = await client.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    found = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


@pytest.fixture
async def client(lotse: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as client:
        yield client


@pytest.fixture
async def office(valkey_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    """A real start, with a token for the figures."""
    running = Running(
        tmp_path,
        valkey_url,
        port=free_port(),
        demo=False,
        public_url="https://lotse.example.org",
        metrics_token=TOKEN,
    )
    async with running:
        yield running


# who may know what


async def test_alive_asks_nobody(
    lotse: Running, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("a store was asked")

    monkeypatch.setattr(lotse.parts.valkey, "refuses_writes", asked)
    monkeypatch.setattr(lotse.parts.store, "ping", asked)
    answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


async def test_ready_with_every_reason_in_a_demo(client: httpx.AsyncClient) -> None:
    answer = await client.get("/readyz")
    assert answer.status_code == 200
    checks = {check["name"]: check["ok"] for check in answer.json()["checks"]}
    assert checks == {"process": True, "valkey": True, "database": True, "flows": True}


async def test_in_public_no_reasons_and_no_figures_without_the_token(office: Running) -> None:
    async with httpx.AsyncClient(base_url=office.url, timeout=60) as client:
        for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": TOKEN}):
            assert (await client.get("/readyz", headers=headers)).json() == {"ready": True}
            refused = await client.get("/metrics", headers=headers)
            assert refused.status_code == 401
            assert "lotse_" not in refused.text
        signed = {"authorization": f"Bearer {TOKEN}"}
        assert len((await client.get("/readyz", headers=signed)).json()["checks"]) == 4
        assert (await figures(client, **signed))["lotse_store_up{store=valkey}"] == 1


async def test_without_a_token_the_public_port_has_no_figures(
    valkey_url: str, tmp_path: Path
) -> None:
    """A proxy on this machine passes everybody on, and need not say so."""
    port = free_port()
    running = Running(
        tmp_path, valkey_url, port=port, demo=False, public_url="https://lotse.example.org"
    )
    async with running, httpx.AsyncClient(base_url=running.url, timeout=60) as client:
        assert (await client.get("/metrics")).status_code == 404
        assert (await client.get("/readyz")).json() == {"ready": True}


async def test_what_is_passed_on_is_nobody_of_this_machine(client: httpx.AsyncClient) -> None:
    assert (await client.get("/metrics")).status_code == 200
    assert (await client.get("/metrics", headers=FORWARDED)).status_code == 404
    assert (await client.get("/readyz", headers=FORWARDED)).json() == {"ready": True}


async def test_the_status_port_tells_this_machine(office: Running) -> None:
    server = quiet_server(office.parts.status(trusts_loopback=True))
    port = free_port()
    server.config.port = port
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            # There is a token, so it is asked for here as well.
            assert (await client.get("/metrics")).status_code == 401
            signed = {"authorization": f"Bearer {TOKEN}"}
            assert (await client.get("/metrics", headers=signed)).status_code == 200
            assert (await client.get("/")).status_code == 404
            assert (await client.post("/readyz")).status_code == 405
    finally:
        server.should_exit = True
        await serving


# readiness


async def test_a_store_that_is_away_makes_it_not_ready(
    lotse: Running, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> None:
        raise StoreAway("SQLite", "planted")

    monkeypatch.setattr(lotse.parts.store, "ping", away)
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["error"] == {"code": "store_away", "message": "not ready"}
    wrong = [check for check in answer.json()["checks"] if not check["ok"]]
    assert [check["name"] for check in wrong] == ["database"]
    assert "planted" not in answer.text


async def test_a_valkey_that_cannot_write_is_not_ready(
    lotse: Running, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_section: str) -> dict[str, str]:
        return {"aof_last_write_status": "err"}

    monkeypatch.setattr(lotse.parts.valkey.client, "info", full)
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"][0]["why"] == "cannot write to its disk"


async def test_a_valkey_that_hangs_is_not_ready(
    lotse: Running, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lotse.health.WITHIN", 0.2)
    monkeypatch.setattr(lotse.parts.valkey, "refuses_writes", lambda: asyncio.sleep(60))
    assert (await client.get("/readyz")).status_code == 503


async def test_told_to_stop_it_is_not_ready_and_asks_to_come_back_elsewhere(
    lotse: Running, client: httpx.AsyncClient
) -> None:
    object.__setattr__(lotse.settings, "stop_notice", 60.0)
    assert "connection" not in (await client.get("/privacy")).headers
    lotse.parts.announce_stop()
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "draining"
    served = await client.get("/privacy")
    assert (served.status_code, served.headers["connection"]) == (200, "close")
    assert not lotse.parts.stop.is_set()
    lotse.parts.announce_stop()  # told again: at once
    assert lotse.parts.stop.is_set()


async def test_flows_that_do_not_pass_are_told_and_the_last_good_ones_serve(
    lotse: Running, client: httpx.AsyncClient
) -> None:
    live: Any = lotse.parts.live

    def broken() -> None:
        raise ValueError("an editor's typing error")

    live._load = broken
    log.configure()
    await live._reload(frozenset())
    answer = await client.get("/readyz")
    assert answer.status_code == 200
    assert "older ones serve on" in answer.text
    assert (await figures(client))["lotse_flows_valid"] == 0


# figures


async def test_updates_and_their_time_are_counted(
    lotse: Running, client: httpx.AsyncClient
) -> None:
    visitor = Visitor(client)
    await visitor.begin()
    await visitor.type("menü")
    found = await figures(client)
    assert found["lotse_updates_total{channel=web,outcome=done}"] == 2
    assert found["lotse_update_seconds_count{channel=web}"] == 2
    assert found["lotse_update_seconds_bucket{channel=web,le=+Inf}"] == 2
    assert 0 < found["lotse_update_seconds_sum{channel=web}"] < 60
    assert found["lotse_web_sessions_total"] == 1
    assert found["lotse_updates_in_hand"] == 0


async def test_an_update_that_comes_again_counts_as_seen(
    lotse: Running, client: httpx.AsyncClient
) -> None:
    update = Update("web:1", ChatAddress("web", "a" * 64), Started(), "de", sent_at=1)
    for _ in range(3):
        await lotse.parts.conversation.receive(update)
    found = await figures(client)
    assert found["lotse_updates_total{channel=web,outcome=done}"] == 1
    assert found["lotse_updates_total{channel=web,outcome=seen}"] == 2
    assert found["lotse_update_lag_seconds_bucket{channel=web,le=86400.0}"] == 0
    assert found["lotse_update_lag_seconds_count{channel=web}"] == 3


async def test_an_update_in_hand_shows_its_age(
    lotse: Running, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, go_on = asyncio.Event(), asyncio.Event()
    talk: Any = lotse.parts.conversation
    play = talk._play

    async def slow(*args: Any) -> Any:
        held.set()
        await go_on.wait()
        return await play(*args)

    monkeypatch.setattr(talk, "_play", slow)
    chat = ChatAddress("web", "a" * 64)
    task = asyncio.create_task(talk.receive(Update("web:1", chat, Started(), "de")))
    await held.wait()
    found = await figures(client)
    assert found["lotse_updates_in_hand"] == 1
    assert found["lotse_updates_in_hand_oldest_seconds"] > 0
    go_on.set()
    await task


async def test_the_outbox_shows_depth_and_age(lotse: Running, client: httpx.AsyncClient) -> None:
    await lotse.parts.delivery.stop()
    outbox: Any = lotse.parts.outbox
    for chat, texts in (("1", 3), ("2", 1)):
        address = ChatAddress("telegram", chat)
        for number in range(texts):
            await outbox.put(f"{chat}:{number}", address, [Message("x", "de")])
    (claimed, _) = await outbox.claim(2)
    await outbox.retry(claimed, 600)
    key = claimed.chat
    old = sealed_entry(
        lotse.keyring, key, type(claimed.outgoing)("telegram", "1", Message("x", "de"), 1000.0)
    )
    await lotse.parts.valkey.client.lset(f"o:{key}", 0, old)
    found = await figures(client)
    assert found["lotse_outbox_chats"] == 2
    assert found["lotse_outbox_entries"] == 4
    assert found["lotse_outbox_retrying_chats"] == 1
    assert found["lotse_outbox_oldest_seconds"] > 1_000_000


async def test_cases_are_counted_by_team_and_state(
    lotse: Running, client: httpx.AsyncClient
) -> None:
    as_messenger(lotse)
    visitor = Visitor(client)
    await visitor.begin()
    await visitor.command("human")
    await visitor.type("1")
    await visitor.type("Hallo Beratung")
    found = await figures(client)
    assert found["lotse_cases{state=new,team=ads}"] == 1
    counsellor = Counsellor(client)
    await counsellor.sign_in(lotse.name, lotse.passphrase)
    (case,) = await counsellor.queue()
    await counsellor.claim(case)
    metrics = Metrics(_sources(lotse))
    text, _ = await metrics.render()
    assert b'lotse_cases{state="active",team="ads"} 1.0' in text


async def test_a_store_that_is_away_leaves_its_figures_out(
    lotse: Running, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise StoreAway("Valkey")

    monkeypatch.setattr(lotse.parts.valkey, "call", away)
    found = await figures(client)
    assert found["lotse_store_up{store=valkey}"] == 0
    assert found["lotse_store_up{store=database}"] == 1
    assert "lotse_outbox_chats" not in found
    assert "lotse_replies_waiting" in found


async def test_no_figure_names_a_person(lotse: Running, client: httpx.AsyncClient) -> None:
    chat = ChatAddress("telegram", "815004711")
    receive = lotse.parts.conversation.receive
    await receive(Update("telegram:planted", chat, Started(), "de"))
    await receive(Update("telegram:planted2", chat, Typed("planted words")))
    text = (await client.get("/metrics")).text
    key = chat_key(lotse.keyring, chat)
    for planted in ("planted", "815004711", key, key[:8]):
        assert planted not in text
    labels = set(re.findall(r'(\w+)="', text))
    assert labels <= {"channel", "outcome", "kind", "team", "state", "store", "le", "version",
                      "python"}  # fmt: skip


def _sources(lotse: Running) -> Sources:
    parts: Any = lotse.parts
    return parts._sources


def test_a_histogram_counts_each_value_once_at_its_bound() -> None:
    histogram = Histogram((1.0, 2.0))
    for value in (0.5, 1.0, 1.5, 2.0, 3.0):
        histogram.add(value)
    assert histogram.counts == [2, 2, 1]
    assert histogram.total == 8.0


def test_the_oldest_in_hand_is_the_first_that_has_not_ended() -> None:
    found = Figures()
    first, second = found.taken_up("web"), found.taken_up("web")
    assert (found.in_hand, found.oldest_in_hand > 0) == (2, True)
    found.ended(first, "web", "done")
    found.ended(second, "web", "failed")
    assert (found.in_hand, found.oldest_in_hand) == (0, 0.0)
    assert found.updates == {("web", "done"): 1, ("web", "failed"): 1}


async def test_each_alert_speaks_of_figures_there_are_and_says_what_to_do(lotse: Running) -> None:
    lotse.parts.figures.inbox = (0, 1.0)
    text, _ = await Metrics(_sources(lotse)).render()
    shown = set(re.findall(r"^# TYPE (\w+)", text.decode(), re.MULTILINE))
    shown |= {f"{name}_bucket" for name in shown}
    rules = YAML(typ="safe").load(ROOT / "docs" / "alerts.yaml")["groups"][0]["rules"]
    assert len(rules) > 10
    for rule in rules:
        named = set(re.findall(r"(?:lotse|process)_\w+", rule["expr"]))
        assert named <= shown, rule["alert"]
        assert named or rule["expr"].startswith("up{"), rule["alert"]
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["do"]


async def test_each_figure_is_told_in_the_document(lotse: Running) -> None:
    lotse.parts.figures.inbox = (0, 1.0)
    text, _ = await Metrics(_sources(lotse)).render()
    told = (ROOT / "docs" / "operating.md").read_text()
    for name in re.findall(r"^# TYPE (lotse_\w+)", text.decode(), re.MULTILINE):
        # Related figures share a line, where the end of the name is enough.
        assert name in told or any(
            f"`{end}`" in told or f"`…{end}`" in told or f"`{end}{{" in told
            for end in (f"_{name.split('_', n)[-1]}" for n in range(1, name.count("_") + 1))
        ), name
