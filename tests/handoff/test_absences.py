"""Absences: who may enter them, what becomes of the cases, and that it happens once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from handoff.cases import State
from handoff.tables import absences
from post.ids import CaseId
from tests.handoff.office import OTHER_CHATS, Browser, Office

TODAY, TOMORROW, LATER = "2026-11-23", "2026-11-24", "2026-11-30"


def span(first: str = TODAY, last: str = LATER, deputy: str | None = None) -> dict[str, Any]:
    return {"first_day": first, "last_day": last, "deputy": deputy}


async def absent(browser: Browser, **days: Any) -> str:
    answer = await browser.put("/me/absences", span(**days))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["absence"]["id"])


async def stands(office: Office, case: CaseId) -> tuple[State, str | None, int]:
    found = await office.desk._cases.case(case)
    assert found is not None
    return found.state, found.owner, found.epoch


async def test_ones_own_absences(ready_office: Office) -> None:
    office = ready_office
    one = await absent(office.second, first=TOMORROW, deputy=office.lead.id)
    listed = (await office.second.get("/me/absences")).json()["absences"]
    assert listed == [
        {"id": one, "first_day": TOMORROW, "last_day": LATER, "deputy": office.lead.id}
    ]
    assert (await office.lead.get("/me/absences")).json()["absences"] == []
    assert (await office.lead.delete(f"/me/absences/{one}")).status_code == 404
    assert (await office.second.delete(f"/me/absences/{one}")).status_code == 204
    assert (await office.second.get("/me/absences")).json()["absences"] == []
    noted = [verb for _, verb, _ in await office.noted() if verb in ("absent", "present")]
    assert noted == ["absent", "present"]


async def test_leads_enter_them_for_their_people_and_nobody_else_does(ready_office: Office) -> None:
    office = ready_office
    await office.set_up_other_team()
    where = f"/staff/{office.second.id}/absences"
    assert (await office.lead.put(where, span(first=TOMORROW))).status_code == 201
    one = (await office.lead.get(where)).json()["absences"][0]["id"]
    assert (await office.second.get(where)).status_code == 403
    stranger = office.other_lead
    assert (await stranger.get(where)).status_code == 404
    assert (await stranger.put(where, span())).status_code == 404
    assert (await stranger.delete(f"{where}/{one}")).status_code == 404
    assert (await office.lead.delete(f"{where}/{one}")).status_code == 204


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (span(LATER, TOMORROW), "days"),
        (span("2026-11-01", "2026-11-22"), "days"),
        (span(TODAY, "2029-01-01"), "days"),
        (span("2026-11-31", "2026-12-01"), "days"),
        (span("morgen", LATER), "days"),
        (span(deputy="0" * 32), "deputy"),
    ],
)
async def test_what_is_no_absence(ready_office: Office, days: dict[str, Any], code: str) -> None:
    answer = await ready_office.second.put("/me/absences", days)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


async def test_a_deputy_is_a_key_holder_of_the_team_and_somebody_else(ready_office: Office) -> None:
    office = ready_office
    await office.set_up_other_team()
    editor = await office.new_colleague("eda", "Eda", role="editor")
    for who in (office.second, editor, office.other_lead):
        answer = await office.second.put("/me/absences", span(deputy=who.id))
        assert answer.json()["error"]["code"] == "deputy"


async def test_the_same_days_twice_are_refused(ready_office: Office) -> None:
    office = ready_office
    await absent(office.second, first="2026-12-01", last="2026-12-05")
    for first, last in (("2026-12-05", "2026-12-09"), ("2026-11-30", "2026-12-01")):
        answer = await office.second.put("/me/absences", span(first, last))
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "overlap")
    await absent(office.second, first="2026-12-06", last="2026-12-06")


async def test_on_the_first_day_cases_go_to_the_deputy(ready_office: Office) -> None:
    office = ready_office
    taken = await office.claimed_case()
    await absent(office.lead, first=TOMORROW, deputy=office.second.id)
    await office.absences.begin()
    assert await stands(office, taken.case) == (State.ACTIVE, office.lead.id, 2)
    office.clock.pass_by(days=1)
    await office.absences.begin()
    assert await stands(office, taken.case) == (State.ACTIVE, office.second.id, 3)
    await office.absences.begin()
    assert await stands(office, taken.case) == (State.ACTIVE, office.second.id, 3)
    assert ("server", "depute", f"case:{taken.case}") in await office.noted()


async def test_without_a_deputy_they_are_free_and_it_happens_once(ready_office: Office) -> None:
    office = ready_office
    taken = await office.claimed_case()
    await absent(office.lead)  # from today on: at once
    assert await stands(office, taken.case) == (State.NEW, None, 3)
    # Back early: nobody takes the case away again.
    assert (await office.lead.claim(taken.case, 3)).status_code == 200
    await office.absences.begin()
    assert await stands(office, taken.case) == (State.ACTIVE, office.lead.id, 4)


async def test_a_deputy_who_may_not_have_it_or_is_away_does_not_get_it(
    ready_office: Office,
) -> None:
    office = ready_office
    kept = await office.open_case(chat=OTHER_CHATS[0])
    await office.lead.claim(kept.case)
    third = await office.new_colleague("cem", "Cem T.")
    excluded = await office.lead.post(f"/cases/{kept.case}/exclusions", {"staff": third.id})
    assert excluded.status_code == 201
    await absent(office.lead, deputy=third.id)
    assert (await stands(office, kept.case))[:2] == (State.NEW, None)
    other = await office.open_case(chat=OTHER_CHATS[1])
    await office.second.claim(other.case)
    await absent(office.second, deputy=office.lead.id)
    assert (await stands(office, other.case))[:2] == (State.NEW, None)


async def test_what_is_offered_to_an_absent_person_goes_back_and_no_more_comes(
    ready_office: Office,
) -> None:
    office = ready_office
    taken = await office.claimed_case()
    offer = {"epoch": 2, "to": office.second.id}
    assert (await office.lead.post(f"/cases/{taken.case}/offer", offer)).status_code == 200
    await absent(office.second)
    assert await stands(office, taken.case) == (State.ACTIVE, office.lead.id, 3)
    answer = await office.lead.post(f"/cases/{taken.case}/offer", {**offer, "epoch": 3})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "absent")


async def test_a_message_to_an_absent_owner_is_for_everybody(ready_office: Office) -> None:
    office = ready_office
    await absent(office.lead)
    taken = await office.claimed_case()  # in spite of it: that ends nothing
    reply = await office.lead.reply(taken.case, "Guten Tag")
    assert reply.status_code == 201
    assert (await stands(office, taken.case))[0] == State.WAITING
    await office.desk.add(taken.case, "12345678", "Danke", "de")  # type: ignore[arg-type]
    assert (await stands(office, taken.case))[:2] == (State.NEW, None)


async def test_what_is_over_is_forgotten(ready_office: Office) -> None:
    office = ready_office
    await absent(office.second, last=TODAY)
    office.clock.pass_by(days=1)
    await office.absences.forget_past()
    async with office.store.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(absences))).scalar() == 0
