"""The queue's page at the server with very many cases in the store."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import create_engine, insert

from bench.desk_office import Office, office, percentile
from bench.processes import cpu_seconds
from handoff.tables import cases, items
from tests.counsellor import Counsellor

_CHUNK = 5_000
_LANGS = ("de", "tr", "ar", "en", "fa", "uk")
VIEWS = {
    "open": "state=open",
    "open, second page": "state=open&before=",
    "mine": "state=open&mine=yes",
    "free": "state=open&owner=none",
    "one language": "state=open&lang=tr",
    "urgent": "state=open&urgency=danger",
    "closed": "state=closed",
}


class View(msgspec.Struct):
    """Milliseconds from the request to the whole answer; `cpu` the program's, per request."""

    name: str
    p50: float
    p95: float
    cpu: float
    shown: int


async def measure(folder: Path, many: int, times: int) -> list[View]:
    with office(folder) as running:
        lead = await running.lead()
        fill(running.database, many, lead.me["id"])
        found = [await _view(running, lead, name, times) for name in VIEWS]
        await lead.client.aclose()
    return found


async def _view(running: Office, lead: Counsellor, name: str, times: int) -> View:
    query = VIEWS[name]
    if query.endswith("before="):
        query += (await lead.get("/cases?state=open"))["next"]
    took: list[float] = []
    before, shown = cpu_seconds(running.process.pid), 0
    for _ in range(times):
        began = time.perf_counter()
        shown = len((await lead.get(f"/cases?{query}"))["cases"])
        took.append((time.perf_counter() - began) * 1000)
    cpu = (cpu_seconds(running.process.pid) - before) * 1000 / times
    return View(name, percentile(took, 50), percentile(took, 95), cpu, shown)


def fill(database: Path, many: int, owner: str) -> None:
    """Cases as years of work leave them: nine of ten closed, some open ones the owner's."""
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        for start in range(0, many, _CHUNK):
            made = list(_made(start, min(many, start + _CHUNK), owner))
            connection.execute(insert(cases), made)
            connection.execute(insert(items), [_item(case["id"]) for case in made])
    engine.dispose()


def _made(start: int, end: int, owner: str) -> Iterator[dict[str, Any]]:
    for number in range(start, end):
        is_open = number % 10 == 0
        state = ("NEW", "WAITING", "ACTIVE")[number // 10 % 3] if is_open else "CLOSED"
        mine = is_open and state != "NEW" and number % 100 == 10
        yield {
            "id": secrets.token_hex(16),
            "number": f"B-{number:06}",
            "team": "ads",
            "flow": "report",
            "state": state,
            "epoch": 1,
            "owner": owner if mine or state == "ACTIVE" else None,
            "lang": _LANGS[number // 10 % len(_LANGS)],
            "channel": "web",
            "day": "2026-11-23",
            "activity": 1 + number * 7919 % 1_000_003,
            "closed": None if is_open else "2026-11-20",
            "intake_id": secrets.token_hex(16),
            "recipient": "age1" + "q" * 58,
            "demo": True,
            "notice_version": "2026-1",
            "notice_lang": "de",
            "notice_day": "2026-11-23",
            "urgency": _urgency(number),
            "waiting_for": "resident" if state == "WAITING" else None,
            "translate": False,
        }


def _urgency(number: int) -> str:
    if number % 1000 == 0:
        return "danger"
    return "soon" if number % 70 == 0 else "ordinary"


def _item(case: str) -> dict[str, Any]:
    return {
        "case": case,
        "item": secrets.token_hex(16),
        "author": "resident",
        "seq": 0,
        "ciphertext": secrets.token_bytes(400),
        "sha256": secrets.token_hex(32),
        "day": "2026-11-23",
    }
