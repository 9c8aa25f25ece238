"""What the clock does with cases, on real stores: each step once, whoever does it and when."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from handoff.cases import Case, State
from handoff.line_store import LineStore
from handoff.pings import Pings
from handoff.tables import deadlines, to_send
from handoff.timer_store import TimerStore
from handoff.timers import Timers
from post.desk import Team
from post.errors import StoreAway
from post.hours import Hours
from post.ids import CaseId
from tests.handoff.office import OTHER_CHATS, Office, notices

NINE_TO_FIVE = Team("ads", "ADS", hours=Hours())
"""Monday to Friday, nine to five in Hannover; the office's clock begins on a Monday at eleven."""
_NOTICE = to_send.c.item.like("%:%")
Told = list[tuple[str, str, str]]


def timers_of(office: Office, told: Told | None = None) -> Timers:
    async def on_reminder(team: str, case: CaseId, what: str) -> None:
        (told if told is not None else []).append((team, case, what))

    store = LineStore(office.store, office.clock)
    return Timers(
        store=TimerStore(office.store, office.clock),
        hands=office.desk.hands,
        absences=office.absences,
        deadlines=office.deadlines,
        pings=Pings(store, office.keyring, office.outbox, notices),
        valkey=office.valkey,
        now=office.clock,
        on_reminder=on_reminder,
    )


async def case_of(office: Office, case: CaseId) -> Case:
    found = await office.desk._cases.case(case)
    assert found is not None
    return found


async def new_words(office: Office) -> list[str]:
    """The keys of what residents were told since this was asked last, of all chats."""
    async with office.store.reading() as connection:
        assert list(await connection.execute(select(to_send.c.item).where(_NOTICE))) == []
    found = []
    for claimed in await office.outbox.claim(10):
        now = claimed
        while now is not None:
            found.append(now.outgoing.message.text)
            now = await office.outbox.done(now)
    return [text.split("|")[1] for text in found if "|" in text]


async def test_a_new_case_is_reminded_of_twice(ready_office: Office) -> None:
    office, told = ready_office, []
    timers = timers_of(office, told)
    taken = await office.open_case()
    case = await case_of(office, taken.case)
    # Monday 11:00 and 12 working hours of 8 a day: Tuesday 15:00 in Hannover, then Thursday 11:00.
    assert (case.timer, case.due) == ("remind_12", at("2026-11-24T14:00"))
    office.clock.time = datetime(2026, 11, 24, 13, 59, tzinfo=UTC)
    await timers.round()
    assert told == []
    office.clock.pass_by(minutes=1)
    await timers.round()
    await timers.round()
    assert told == [("ads", taken.case, "remind_12")]
    case = await case_of(office, taken.case)
    assert (case.timer, case.due) == ("remind_24", at("2026-11-26T10:00"))
    assert (case.state, case.epoch) == (State.NEW, 1)
    listed = (await office.lead.get("/cases?state=open")).json()["cases"]
    assert [one["overdue"] for one in listed] == [True]
    office.clock.pass_by(days=3)
    await timers.round()
    await timers.round()
    assert [what for _, _, what in told] == ["remind_12", "remind_24"]
    assert (await case_of(office, taken.case)).timer is None
    assert await new_words(office) == []


async def test_a_resident_who_is_silent_is_reminded_and_then_it_ends(ready_office: Office) -> None:
    office, told = ready_office, []
    timers = timers_of(office, told)
    taken = await office.claimed_case()
    await office.lead.reply(taken.case, "Guten Tag")
    office.clock.pass_by(days=14)
    await timers.round()
    case = await case_of(office, taken.case)
    assert (case.state, case.timer) == (State.WAITING, "expire")
    assert await new_words(office) == ["desk_claimed", "desk_gentle"]
    office.clock.pass_by(days=15, hours=23)
    await timers.round()
    assert (await case_of(office, taken.case)).state == State.WAITING
    office.clock.pass_by(hours=2)
    await timers.round()
    case = await case_of(office, taken.case)
    assert (case.state, case.timer, case.due) == (State.CLOSED, None, None)
    assert await new_words(office) == ["desk_expired"]
    assert told == []
    assert ("server", "close_silent", f"case:{taken.case}") in await office.noted()


async def test_it_never_ends_while_a_deadline_is_open(ready_office: Office) -> None:
    office = ready_office
    timers = timers_of(office)
    taken = await office.claimed_case()
    await office.lead.reply(taken.case, "Guten Tag")
    office.clock.pass_by(days=14)
    await timers.round()
    row = {"id": "1" * 32, "case": taken.case, "day": "2027-02-01", "open": True}
    async with office.store.writing() as connection:
        await connection.execute(insert(deadlines), [row])
    office.clock.pass_by(days=20)
    await timers.round()
    assert (await case_of(office, taken.case)).state == State.WAITING
    async with office.store.writing() as connection:
        await connection.execute(deadlines.update().values(open=False))
    await timers.round()
    assert (await case_of(office, taken.case)).state == State.CLOSED


async def test_a_promised_day_makes_it_active_again(ready_office: Office) -> None:
    office, told = ready_office, []
    timers = timers_of(office, told)
    taken = await office.claimed_case()
    body = {"epoch": 2, "answer_by": "2026-12-06"}  # a Sunday
    assert (await office.lead.post(f"/cases/{taken.case}/schedule", body)).status_code == 200
    case = await case_of(office, taken.case)
    assert (case.timer, case.due) == ("date", at("2026-12-04T08:00"))
    office.clock.time = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)
    await timers.round()
    case = await case_of(office, taken.case)
    assert (case.state, case.owner, case.epoch) == (State.ACTIVE, office.lead.id, 2)
    assert [what for _, _, what in told] == ["date"]


async def test_an_offer_that_nobody_accepts_goes_back(ready_office: Office) -> None:
    office, told = ready_office, []
    timers = timers_of(office, told)
    taken = await office.claimed_case()
    offer = {"epoch": 2, "to": office.second.id}
    assert (await office.lead.post(f"/cases/{taken.case}/offer", offer)).status_code == 200
    office.clock.time = datetime(2026, 11, 24, 15, 59, tzinfo=UTC)
    await timers.round()
    assert (await case_of(office, taken.case)).state == State.HANDOVER
    office.clock.pass_by(minutes=1)
    await timers.round()
    case = await case_of(office, taken.case)
    assert (case.state, case.owner) == (State.ACTIVE, office.lead.id)
    assert [what for _, _, what in told] == ["return"]


async def test_two_workers_at_once_do_it_once(ready_office: Office) -> None:
    office, told = ready_office, []
    workers = [timers_of(office, told) for _ in range(4)]
    new = await office.open_case(chat=OTHER_CHATS[0])
    silent = await office.claimed_case()
    await office.lead.reply(silent.case, "Guten Tag")
    office.clock.pass_by(days=14)
    await asyncio.gather(*(worker.round() for worker in workers))
    assert [one for one in told if one[2] == "remind_12"] == [("ads", new.case, "remind_12")]
    noted = await office.noted()
    assert noted.count(("server", "remind", f"case:{silent.case}")) == 1
    assert (await new_words(office)).count("desk_gentle") == 1


async def test_a_worker_killed_halfway_and_a_clock_that_goes_back(
    ready_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = ready_office
    told: Told = []
    taken = await office.claimed_case()
    await office.lead.reply(taken.case, "Guten Tag")
    office.clock.pass_by(days=14)

    async def killed(*_: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        # The step is written; the process dies before the resident is told.
        patch.setattr(office.desk.hands._relay, "relay_soon", killed)
        with pytest.raises(asyncio.CancelledError):
            await timers_of(office, told).round()
    office.clock.pass_by(hours=-1)
    await timers_of(office, told).round()
    await office.desk.relay_pending()
    assert (await new_words(office)).count("desk_gentle") == 1
    assert (await case_of(office, taken.case)).timer == "expire"


async def test_a_case_that_is_being_withdrawn_is_left_alone(ready_office: Office) -> None:
    office, told = ready_office, []
    taken = await office.open_case()
    await office.desk.withdraw_later(taken.case, int(office.clock().timestamp()) + 10**7)
    office.clock.pass_by(days=5)
    await timers_of(office, told).round()
    assert told == []
    assert (await case_of(office, taken.case)).timer == "remind_12"


async def test_a_step_that_fails_does_not_hold_up_the_others(
    ready_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, told = ready_office, []

    async def away() -> None:
        raise StoreAway("SQL", "x")

    timers = timers_of(office, told)
    monkeypatch.setattr(office.absences, "begin", away)
    taken = await office.open_case()
    office.clock.pass_by(days=2)
    await timers.round()
    assert told == [("ads", taken.case, "remind_12")]


async def test_deadlines_are_told_of_once_a_day_whoever_looks(ready_office: Office) -> None:
    office, told = ready_office, []
    taken = await office.claimed_case()
    days = {"deadlines": [{"id": "2" * 32, "day": "2026-11-30", "open": True}]}
    assert (await office.lead.put(f"/cases/{taken.case}/deadlines", days)).status_code == 200
    for worker in (timers_of(office, told), timers_of(office, told)):
        await worker.round()
        await worker.round()
    assert told == [("ads", taken.case, "deadline")]
    office.clock.pass_by(days=4)
    await timers_of(office, told).round()
    assert told == [("ads", taken.case, "deadline")] * 2


async def test_more_than_one_page(ready_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handoff.timer_store.PAGE", 1)
    monkeypatch.setattr("handoff.timers.PAGE", 1)
    office, told = ready_office, []
    for chat in OTHER_CHATS:
        await office.open_case(chat=chat)
    office.clock.pass_by(days=2)
    await timers_of(office, told).round()
    assert len(told) == len(OTHER_CHATS)


async def test_the_promise_stands_only_where_the_team_has_confirmed_it(
    ready_office: Office,
) -> None:
    office = ready_office
    assert (await office.open_case(chat=OTHER_CHATS[0])).answer_by == ""
    office.teams["ads"] = Team("ads", "ADS", hours=Hours(confirmed=True, promise=3))
    taken = await office.open_case()
    assert taken.answer_by == "2026-11-26"
    await office.lead.claim(taken.case)
    assert office.desk.timing.promised(await case_of(office, taken.case)) == "2026-11-26"
    await office.lead.reply(taken.case, "Guten Tag")
    assert office.desk.timing.promised(await case_of(office, taken.case)) == ""


async def test_the_state_says_whether_somebody_is_there(ready_office: Office) -> None:
    office = ready_office
    office.teams["ads"] = NINE_TO_FIVE
    team = (await office.lead.get("/state")).json()["teams"][0]
    assert team["open_now"] is True
    assert (team["next_open"], team["promise"]) == ("2026-11-23T10:00:00+00:00", 2)
    office.clock.time = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    team = (await office.lead.get("/state")).json()["teams"][0]
    assert (team["open_now"], team["next_open"]) == (False, "2026-11-30T08:00:00+00:00")


def at(text: str) -> int:
    """Seconds since 1970 of a moment in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
