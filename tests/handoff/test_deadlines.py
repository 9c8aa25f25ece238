"""A case's deadlines on the server: days only, who may set them, who is reminded when."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from handoff.tables import deadlines
from post.ids import CaseId
from tests.handoff.office import OTHER_CHATS, Office

FIRST, SECOND = "a" * 32, "b" * 32


def one(its_id: str, day: str, *, still: bool = True) -> dict[str, Any]:
    return {"id": its_id, "day": day, "open": still}


async def nearest(office: Office, case: str) -> str | None:
    found: str | None = (await office.lead.get(f"/cases/{case}")).json()["deadline"]
    return found


async def test_the_list_that_comes_is_the_list(ready_office: Office) -> None:
    office = ready_office
    case = (await office.open_case()).case
    path = f"/cases/{case}/deadlines"
    assert (await office.lead.get(path)).json() == {"deadlines": []}
    assert await nearest(office, case) is None
    both = [one(FIRST, "2026-12-14"), one(SECOND, "2026-11-30", still=False)]
    # Somebody who does not own the case enters it as well.
    assert (await office.second.put(path, {"deadlines": both})).status_code == 200
    assert (await office.lead.get(path)).json()["deadlines"] == sorted(both, key=lambda d: d["day"])
    assert await nearest(office, case) == "2026-12-14"
    again = [one(FIRST, "2026-12-15"), one(SECOND, "2026-11-30")]
    assert (await office.lead.put(path, {"deadlines": again})).status_code == 200
    assert await nearest(office, case) == "2026-11-30"
    assert (await office.lead.put(path, {"deadlines": []})).status_code == 200
    assert await nearest(office, case) is None
    entries = (await office.lead.get("/audit")).json()["entries"]
    assert [entry["verb"] for entry in entries].count("deadlines") == 3


@pytest.mark.parametrize(
    "given",
    [
        [one("A" * 32, "2026-12-14")],
        [one(FIRST, "2026-02-30")],
        [one(FIRST, "14.12.2026")],
        [one(FIRST, "2026-12-14"), one(FIRST, "2026-12-15")],
        [one(f"{n:032x}", "2026-12-14") for n in range(21)],
        [{"id": FIRST, "day": "2026-12-14"}],
        [{**one(FIRST, "2026-12-14"), "open": "yes"}],
    ],
)
async def test_what_is_no_deadline_is_refused(lite_office: Office, given: Any) -> None:
    case = (await lite_office.open_case()).case
    answer = await lite_office.lead.put(f"/cases/{case}/deadlines", {"deadlines": given})
    assert answer.status_code == 422
    assert await nearest(lite_office, case) is None


async def test_no_other_cases_deadline_is_touched(lite_office: Office) -> None:
    office = lite_office
    case, other = [(await office.open_case(chat=chat)).case for chat in OTHER_CHATS[:2]]
    theirs = {"deadlines": [one(FIRST, "2026-12-14")]}
    assert (await office.lead.put(f"/cases/{case}/deadlines", theirs)).status_code == 200
    assert (await office.lead.put(f"/cases/{other}/deadlines", theirs)).status_code == 422
    assert await nearest(office, case) == "2026-12-14"
    assert await nearest(office, other) is None


async def test_who_is_reminded_of_what(ready_office: Office) -> None:
    office = ready_office
    case = (await office.open_case()).case
    today = dt.date(2026, 12, 1)
    ids = {left: f"{left:032x}" for left in (0, 1, 2, 3, 7, 14, 15)}
    days = [one(ids[n], (today + dt.timedelta(days=n)).isoformat()) for n in ids]
    days.append(one(SECOND, "2026-12-02", still=False))
    days.append(one(FIRST, "2026-11-30"))
    await office.lead.put(f"/cases/{case}/deadlines", {"deadlines": days})
    found = await office.deadlines.due(today)
    assert [due.left for due in found] == [0, 1, 3, 7, 14]
    assert {(due.case, due.team, due.owner) for due in found} == {(case, "ads", None)}
    epoch = (await office.lead.get(f"/cases/{case}")).json()["epoch"]
    claimed = await office.lead.post(f"/cases/{case}/claim", {"epoch": epoch})
    assert claimed.status_code == 200, claimed.text
    assert {due.owner for due in await office.deadlines.due(today)} == {office.lead.id}
    closed = await office.lead.post(f"/cases/{case}/closure", {"epoch": claimed.json()["epoch"]})
    assert closed.status_code == 200, closed.text
    assert await office.deadlines.due(today) == []


async def test_an_erased_case_has_none(ready_office: Office) -> None:
    office = ready_office
    case = (await office.open_case()).case
    path = f"/cases/{case}/deadlines"
    await office.lead.put(path, {"deadlines": [one(FIRST, "2026-12-14")]})
    await office.desk.withdraw_later(CaseId(case), int(office.clock().timestamp()) + 3600)
    refused = await office.lead.put(path, {"deadlines": []})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "withdrawing")
    await office.desk.withdraw(CaseId(case))
    async with office.store.reading() as connection:
        assert (await connection.execute(select(deadlines.c.id))).all() == []
    assert (await office.lead.put(path, {"deadlines": []})).status_code in (404, 409)


async def test_rules_and_fields_come_from_the_editors_files(lite_office: Office) -> None:
    rules = (await lite_office.lead.get("/deadline-rules?team=ads")).json()
    assert rules["land"] == "NI"
    assert "agg-15-4" in [rule["id"] for rule in rules["rules"]]
    foreign = (await lite_office.lead.get("/deadline-rules?team=school")).json()
    assert foreign == rules, "of other teams there is nothing to know"
    scheme = (await lite_office.lead.get("/documentation?team=ads")).json()
    fields = {field["id"]: field for field in scheme["fields"]}
    assert fields["grounds"]["many"]
    assert fields["grounds"]["suggest"]["grounds"]["Wenig Geld"] == ["social"]
    assert fields["area"]["values"][0]["code"] == "work"


async def test_an_export_is_written_down(lite_office: Office) -> None:
    case = (await lite_office.open_case()).case
    for kind in ("print", "archive", "bundle"):
        path = f"/cases/{case}/exported"
        assert (await lite_office.lead.post(path, {"kind": kind})).status_code == 204
    assert (await lite_office.lead.post(path, {"kind": "mail"})).status_code == 422
    entries = (await lite_office.lead.get("/audit")).json()["entries"]
    verbs = [entry["verb"] for entry in entries if entry["object"] == f"case:{case}"]
    assert verbs[:3] == ["export_bundle", "export_archive", "export_print"]
