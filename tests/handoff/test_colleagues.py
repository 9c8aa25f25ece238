"""With whom somebody works, who of them is away, and what each of them has not read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from handoff.tables import absences
from tests.handoff.office import OTHER_CHATS, Office


def day(office: Office, after: int) -> str:
    return (office.clock() + timedelta(days=after)).date().isoformat()


async def away(office: Office, staff: str, first_day: str, last_day: str) -> None:
    row = {"id": f"{staff[:8]}{first_day}", "staff": staff, "begun": True}
    async with office.store.writing() as connection:
        days = {"first_day": first_day, "last_day": last_day}
        await connection.execute(insert(absences).values(row | days))


async def colleagues(office: Office) -> dict[str, str | None]:
    found = (await office.lead.get("/colleagues")).json()["colleagues"]
    return {one["shown_name"]: one["away_until"] for one in found}


async def test_who_holds_keys_of_a_shared_team_is_a_colleague(ready_office: Office) -> None:
    office = ready_office
    await office.set_up_other_team()
    await office.new_colleague("eva", "Eva", role="editor")
    await office.new_colleague("cem", "Cem", confirmed=False)
    await office.new_colleague("zoe", "zoe")
    assert await colleagues(office) == {"Bernd M.": None, "zoe": None}
    found = (await office.lead.get("/colleagues")).json()["colleagues"]
    assert {tuple(one["teams"]) for one in found} == {("ads",)}


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        ((0, 0), 0),
        ((-3, 4), 4),
        ((1, 4), None),
        ((-3, -1), None),
    ],
)
async def test_an_absence_that_has_begun_is_shown(
    ready_office: Office, days: tuple[int, int], shown: int | None
) -> None:
    office = ready_office
    first, last = (day(office, n) for n in days)
    await away(office, office.second.id, first, last)
    until = None if shown is None else day(office, shown)
    assert await colleagues(office) == {"Bernd M.": until}


async def test_what_is_unread_is_counted_for_each_case_by_itself(ready_office: Office) -> None:
    office = ready_office
    first = await office.open_case()
    second = await office.open_case(chat=OTHER_CHATS[0])
    await office.lead.read(first.case)
    await office.lead.read(second.case)
    listed = (await office.lead.get("/cases")).json()["cases"]
    assert [one["unread"] for one in listed] == [0, 0]
    listed = (await office.second.get("/cases")).json()["cases"]
    assert [one["unread"] for one in listed] == [1, 1]


async def test_the_list_by_state_and_by_age(ready_office: Office) -> None:
    office = ready_office
    free, owned = await office.open_case(), await office.open_case(chat=OTHER_CHATS[0])
    await office.lead.claim(owned.case)

    async def shown(query: str) -> list[str]:
        answer = await office.lead.get(f"/cases?{query}")
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["cases"]]

    assert await shown("state=NEW") == [free.case]
    assert await shown("state=ACTIVE") == [owned.case]
    assert await shown("state=HANDOVER") == []
    assert set(await shown(f"until={day(office, 0)}")) == {free.case, owned.case}
    assert await shown(f"until={day(office, -1)}") == []
    assert (await office.lead.get("/cases?state=ERASED")).status_code == 422
