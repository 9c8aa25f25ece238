"""The queue's counts are exact, and cheap: as many as the pages show, each found by an index."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest
from sqlalchemy import event, insert

from handoff.cases import OPEN, State
from handoff.queue_store import Counts, QueueStore, Wanted
from handoff.records import Member
from handoff.store import Store
from handoff.tables import cases, exclusions, staff
from post.ids import Recipient, StaffId

TEAMS = ("ads", "school", "work")
PEOPLE = ("ayse", "bernd", "cem")
MANY = 240


def person(name: str, *teams: str) -> Member:
    some_key = Recipient("age1" + "q" * 58)
    return Member(StaffId(name), name, name, "counsellor", some_key, True, teams)


def case_row(n: int, chance: random.Random) -> dict[str, Any]:
    state = chance.choice([*OPEN, State.CLOSED, State.CLOSED, State.ERASED])
    owned = state in OPEN and state != State.NEW
    return {
        "id": f"{n:032x}",
        "number": f"B-{n}",
        "team": chance.choice(TEAMS),
        "flow": "report",
        "state": str(state),
        "epoch": 1,
        "owner": chance.choice(PEOPLE) if owned or state == State.CLOSED else None,
        "lang": "de",
        "channel": "web",
        "day": "2026-11-23",
        "activity": chance.randrange(MANY // 4),
        "withdraw_due": chance.choice([None, None, None, None, 1, 1_800_000_000]),
        "offered_to": chance.choice(PEOPLE) if state == State.HANDOVER else None,
        "intake_id": f"{n:032x}",
        "recipient": "age1" + "q" * 58,
        "demo": False,
        "notice_version": "1",
        "notice_lang": "de",
        "notice_day": "2026-11-23",
        "urgency": chance.choice(["danger", "soon", "ordinary"]),
        "translate": False,
    }


def staff_row(name: str) -> dict[str, Any]:
    row = {column.name: "x" for column in staff.columns if not column.nullable}
    return {**row, "id": name, "name": name, "shown_name": name, "generation": 0}


async def fill(store: Store, seed: int) -> tuple[list[dict[str, Any]], set[tuple[str, str]]]:
    chance = random.Random(seed)
    rows = [case_row(n, chance) for n in range(MANY)]
    kept = {(row["id"], chance.choice(PEOPLE)) for row in rows if chance.random() < 0.2}
    facts = {"by": "lead", "day": "2026-11-23"}
    async with store.writing() as connection:
        await connection.execute(insert(staff), [staff_row(name) for name in PEOPLE])
        await connection.execute(insert(cases), rows)
        of_people = [{"case": case, "staff": who, **facts} for case, who in sorted(kept)]
        await connection.execute(insert(exclusions), of_people)
    return rows, kept


async def shown(queue: QueueStore, viewer: Member, wanted: Wanted) -> list[str]:
    """Walks all pages."""
    found: list[str] = []
    before: str | None = ""
    while before is not None:
        page = await queue.page(viewer, msgspec.structs.replace(wanted, before=before))
        found += [seen.case.id for seen in page.cases]
        before = page.next
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_counts_are_those_of_the_slow_way(store: Store, seed: int) -> None:
    rows, kept = await fill(store, seed)
    queue = QueueStore(store)
    for name, *teams in (("ayse", "ads"), ("bernd", "work", "ads"), ("cem", *TEAMS), ("cem",)):
        viewer = person(name, *teams)
        there = [
            row
            for row in rows
            if row["team"] in teams
            and row["withdraw_due"] is None
            and (row["id"], name) not in kept
        ]
        is_open = [row for row in there if row["state"] in OPEN]
        slow = {
            "open": {row["id"] for row in is_open},
            "mine": {row["id"] for row in is_open if row["owner"] == name},
            "free": {row["id"] for row in is_open if row["owner"] is None},
            "closed": {row["id"] for row in there if row["state"] == State.CLOSED},
        }
        assert not teams or all(slow.values())
        assert await queue.counts(viewer) == Counts(**{k: len(ids) for k, ids in slow.items()})
        for view, wanted in {
            "open": Wanted(limit=17),
            "mine": Wanted(mine=True, limit=17),
            "free": Wanted(free=True, limit=17),
            "closed": Wanted(state="closed", limit=17),
        }.items():
            assert sorted(await shown(queue, viewer, wanted)) == sorted(slow[view])


async def test_no_count_looks_at_each_case(sqlite: Store) -> None:
    """100,000 cases: reading only what an index holds takes 15 ms, the cases themselves 200."""
    queue, said = QueueStore(sqlite), list[tuple[str, Any]]()
    engine = sqlite._engine.sync_engine

    def note(_c: Any, _cursor: Any, statement: str, given: Any, *_more: Any) -> None:
        said.append((statement, given))

    event.listen(engine, "before_cursor_execute", note)
    await queue.counts(person("ayse", "ads", "school"))
    event.remove(engine, "before_cursor_execute", note)
    steps: list[str] = []
    async with sqlite.reading() as connection:
        for statement, given in said:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            steps += [row.detail for row in plan if " cases " in f"{row.detail} "]
    assert len(steps) > len(OPEN)
    for step in steps:
        by_index = step.startswith(
            "SEARCH cases USING COVERING INDEX ix_cases_team_state (team=? A"
        )
        owned = "ix_cases_queue_mine (owner=? AND team=?)" in step
        hidden = "ix_cases_withdraw_due" in step or "(id=?)" in step
        assert by_index or owned or hidden, step
