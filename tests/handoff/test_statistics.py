"""What is counted of closed cases, and that nothing leads from a row back to its case."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from handoff.cases import State
from handoff.coding import CodedField, checked, first_answer
from handoff.quarters import after, first_day_after, first_day_of, newest_due, quarter_of
from handoff.slips import Slip, opened
from handoff.statistics import Waiting, batches
from handoff.tables import cases, metadata, slips, statistics
from handoff.withdrawal import Withdrawals
from post.desk import TakenIn
from post.errors import BadInput
from post.hours import Hours
from post.ids import CaseId, ChatAddress
from tests.handoff.office import Browser, Office

CODED = {"area": "work", "grounds": ["racism", "age"], "result": "reached"}
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))


async def closed(office: Office, n: int, coded: Any = CODED, who: Browser | None = None) -> TakenIn:
    """A case that was claimed, recorded and closed."""
    who = who or office.lead
    taken = await office.open_case(chat=ChatAddress("telegram", str(9_000 + n)))
    assert (await who.claim(taken.case)).status_code == 200
    if coded is not None:
        assert (await put(who, taken.case, coded)).status_code == 204
    closing = await who.post(f"/cases/{taken.case}/closure", {"epoch": 2})
    assert closing.status_code == 200
    return taken


async def put(who: Browser, case: CaseId, coded: Any) -> Any:
    return await who.put(f"/cases/{case}/slip", {"coded": coded})


async def rows(office: Office, table: Any) -> list[Any]:
    async with office.store.reading() as connection:
        return list(await connection.execute(select(table)))


async def slip_of(office: Office, case: CaseId) -> Slip | None:
    for row in await rows(office, slips):
        if row.case == case and row.sealed is not None:
            return opened(office.keyring, row.id, row.sealed)
    return None


def a_day_when_due(office: Office) -> None:
    """The first moment at which the present quarter may be counted."""
    end = first_day_after(quarter_of(office.clock.time.date()))
    office.clock.time = dt.datetime.combine(end, dt.time(12), dt.UTC) + dt.timedelta(days=31)


@given(DAYS)
def test_quarters(day: dt.date) -> None:
    quarter = quarter_of(day)
    assert first_day_of(quarter) <= day < first_day_after(quarter)
    assert quarter_of(first_day_after(quarter)) == after(quarter) > quarter
    due = newest_due(day)
    assert first_day_after(due) + dt.timedelta(days=31) <= day
    assert first_day_after(after(due)) + dt.timedelta(days=31) > day


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        ("2026-11-23", None, "none"),
        ("2026-11-23", "2026-11-23", "day_0"),
        ("2026-11-20", "2026-11-21", "day_0"),  # on a Saturday
        ("2026-11-20", "2026-11-23", "day_1"),
        ("2026-11-20", "2026-11-24", "day_2"),
        ("2026-12-23", "2026-12-29", "day_3_5"),  # two holidays and a week-end
        ("2026-11-02", "2026-11-16", "day_6_10"),
        ("2026-11-02", "2027-11-02", "longer"),
    ],
)
def test_the_first_answer_in_working_days(asked: str, answered: str | None, expected: str) -> None:
    assert first_answer(asked, answered, Hours()) == expected


def test_only_codes_are_taken() -> None:
    words = {"de": "x", "en": "x"}
    one = CodedField("one", words, {"a": words, "b": words})
    many = CodedField("many", words, {"a": words, "b": words}, many=True)
    fields = (one, many)
    given_ = {"one": "a", "many": ["b", "a", "a"]}
    assert checked(given_, fields) == {"one": ["a"], "many": ["a", "b"]}
    assert checked({"one": None, "many": []}, fields) == {}
    for wrong in ({"one": "c"}, {"one": ["a", "b"]}, {"two": "a"}, {"one": "A word"}):
        with pytest.raises(BadInput):
            checked(wrong, fields)


def test_few_wait_for_the_next_quarter_and_no_quarter_grows() -> None:
    def waiting(quarter: str, many: int) -> list[Waiting]:
        return [Waiting(f"{quarter}{n}", quarter, Slip("ads", {})) for n in range(many)]

    def entered(*found: Any) -> list[tuple[str, int]]:
        return [(batch.quarter, len(batch.slips)) for batch in batches(*found)]

    few, more = waiting("2026-Q1", 4), waiting("2026-Q2", 1)
    assert entered(few, None, "2026-Q1") == []
    assert entered(few + more, None, "2026-Q2") == [("2026-Q2", 5)]
    assert entered(waiting("2026-Q1", 5) + more, None, "2026-Q2") == [("2026-Q1", 5)]
    assert entered(waiting("2026-Q1", 7), "2026-Q1", "2026-Q1") == []
    assert entered(waiting("2026-Q1", 7), "2026-Q1", "2026-Q2") == [("2026-Q2", 7)]
    assert entered([], None, "2026-Q2") == []


async def test_the_slip_of_a_case(ready_office: Office) -> None:
    office = ready_office
    taken = await office.open_case()
    assert (await put(office.second, taken.case, CODED)).json()["error"]["code"] == "stale"
    await office.second.claim(taken.case)
    assert (await put(office.second, taken.case, {"area": "Siemens"})).status_code == 422
    assert (await put(office.second, taken.case, CODED)).status_code == 204
    slip = await slip_of(office, taken.case)
    assert slip is not None
    assert slip.coded["area"] == ["work"]
    assert slip.coded["grounds"] == ["age", "racism"]
    # What the server knows by itself; nobody has answered yet.
    assert (slip.coded["channel"], slip.coded["language"]) == (["telegram"], ["en"])
    assert slip.coded["first_answer"] == ["none"]
    # A lead may mend it; what was there before is gone.
    assert (await put(office.lead, taken.case, {"result": "missed"})).status_code == 204
    assert len(await rows(office, slips)) == 1
    slip = await slip_of(office, taken.case)
    assert slip is not None
    assert "area" not in slip.coded


async def test_slips_are_sealed_of_one_size_and_go_with_the_case(ready_office: Office) -> None:
    office = ready_office
    first = await closed(office, 1)
    await closed(office, 2, {"area": "housing"})
    found = await rows(office, slips)
    assert len({len(row.sealed) for row in found}) == 1
    assert all(b"housing" not in row.sealed for row in found)
    await office.desk.withdraw(first.case)
    assert [row.case for row in await rows(office, slips)] == [
        row.case for row in found if row.case != first.case
    ]


async def test_a_quarter_is_entered_once(ready_office: Office) -> None:
    office = ready_office
    for n in range(6):
        await closed(office, n, None if n == 5 else CODED)
    await office.open_case(chat=ChatAddress("telegram", "1"))
    assert await office.statistics.round() == 0
    a_day_when_due(office)
    office.clock.pass_by(days=-1)
    assert await office.statistics.round() == 0
    office.clock.pass_by(days=1)
    # Two workers at once, and again.
    assert sorted(await asyncio.gather(*[office.statistics.round() for _ in range(2)])) == [0, 6]
    assert await office.statistics.round() == 0
    entered = await rows(office, statistics)
    assert {(row.quarter, row.team) for row in entered} == {("2026-Q4", "ads")}
    assert sum('"work"' in row.coded for row in entered) == 5
    # The one without a record is counted with what the server knows.
    assert sum('"telegram"' in row.coded for row in entered) == 6
    assert [row.sealed for row in await rows(office, slips)] == [None] * 6


async def test_what_is_counted_is_not_changed_any_more(ready_office: Office) -> None:
    office = ready_office
    taken = [await closed(office, n) for n in range(5)]
    a_day_when_due(office)
    assert await office.statistics.round() == 5
    late = await put(office.lead, taken[0].case, CODED)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "counted")
    await office.desk.withdraw(taken[0].case)
    assert len(await rows(office, statistics)) == 5


async def test_a_kill_halfway_doubles_and_loses_nothing(
    ready_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = ready_office
    for n in range(5):
        await closed(office, n)
    a_day_when_due(office)
    import handoff.statistics as module  # noqa: PLC0415

    enter = module._enter

    async def killed(*args: Any) -> None:
        await enter(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_enter", killed)
    with pytest.raises(KeyboardInterrupt):
        await office.statistics.round()
    assert await rows(office, statistics) == []
    monkeypatch.setattr(module, "_enter", enter)
    assert await office.statistics.round() == 5
    assert len(await rows(office, statistics)) == 5


async def test_a_case_whose_time_is_over_is_counted_without_it(ready_office: Office) -> None:
    office = ready_office
    office.clock.time = dt.datetime(2027, 1, 4, 10, tzinfo=dt.UTC)
    taken = [await closed(office, n) for n in range(5)]
    office.clock.time = dt.datetime(2027, 4, 6, 10, tzinfo=dt.UTC)
    erasing: Withdrawals = office.desk.withdrawals
    await erasing.erase_expired({"ads": 90}, 90)
    async with office.store.reading() as connection:
        query = select(cases.c.state).where(cases.c.id.in_([each.case for each in taken]))
        assert set((await connection.execute(query)).scalars()) == {State.ERASED}
    left = await rows(office, slips)
    assert [(row.case, row.quarter) for row in left] == [(None, "2027-Q1")] * 5
    a_day_when_due(office)
    office.clock.time = dt.datetime(2027, 5, 2, 10, tzinfo=dt.UTC)
    assert await office.statistics.round() == 5
    assert {row.quarter for row in await rows(office, statistics)} == {"2027-Q1"}
    assert await rows(office, slips) == []


async def test_a_case_that_came_back_is_counted_when_it_is_closed_again(
    ready_office: Office,
) -> None:
    office = ready_office
    taken = [await closed(office, n) for n in range(6)]
    async with office.store.writing() as connection:
        again = cases.update().where(cases.c.id == taken[0].case)
        await connection.execute(again.values(state=State.NEW, owner=None, closed=None))
    a_day_when_due(office)
    assert await office.statistics.round() == 5
    assert await slip_of(office, taken[0].case) is not None


async def test_nothing_leads_from_a_row_to_its_case(ready_office: Office) -> None:
    """Each case bears a mark that only this test knows: the area. What the store holds of rows and
    cases (ids, order, where rows lie, times, sizes) does not find them together again.
    """
    office = ready_office
    areas = ["work", "housing", "goods", "health", "education", "authority", "police", "shelter"]
    of_case = {}
    for n, area in enumerate(areas):
        taken = await closed(office, n, {"area": area})
        of_case[taken.case] = area
        office.clock.pass_by(hours=1)
    slip_ids = {row.id for row in await rows(office, slips)}
    a_day_when_due(office)
    assert await office.statistics.round() == len(areas)

    entered = await rows(office, statistics)
    everything = await _everything_but(office, statistics)
    columns = set(statistics.c.keys())
    assert columns == {"id", "quarter", "team", "coded"}
    for row in entered:
        assert row.id not in everything
        assert row.id not in slip_ids
        assert "2026-11" not in row.coded
    # As they lie on the disk, they lie by their random ids.
    async with office.store.reading() as connection:
        if office.store.kind == "SQLite":
            with pytest.raises(Exception, match="no such column"):
                await connection.execute(text("SELECT rowid FROM statistics"))
            lying = "SELECT id FROM statistics NOT INDEXED"
        else:
            lying = "SELECT id FROM statistics ORDER BY ctid"
        ids = list((await connection.execute(text(lying))).scalars())
    assert ids == sorted(ids)
    if office.store.kind == "PostgreSQL":
        async with office.store.reading() as connection:
            one = await connection.execute(text("SELECT DISTINCT xmin::text FROM statistics"))
            assert len(one.all()) == 1


async def test_the_order_of_the_rows_is_that_of_chance(lite_office: Office) -> None:
    """Over many batches the order of closing and the order of rows have nothing to do with each
    other: the first slip comes first about as often as any other.
    """
    import handoff.statistics as module  # noqa: PLC0415

    first = [0] * 5
    for n in range(200):
        found = [Waiting(f"{n}-{at}", "2026-Q4", Slip("t", {"at": [str(at)]})) for at in range(5)]
        random.Random(n).shuffle(found)
        async with lite_office.store.writing() as connection:
            await module._enter(connection, f"t{n}", module.Batch("2026-Q4", found))
            query = text("SELECT coded FROM statistics NOT INDEXED WHERE team = :team")
            lying = (await connection.execute(query, {"team": f"t{n}"})).scalars().first()
        first[int(lying.split('"')[3])] += 1
    # Of 200, 40 each; six standard deviations are 34.
    assert all(6 < many < 74 for many in first), first


async def test_the_slips_key_changes_like_the_others(lite_office: Office) -> None:
    """A withdrawn case's slip is dead in a backup once its epoch is over."""
    office = lite_office
    taken = await closed(office, 1)
    (before,) = await rows(office, slips)
    office.keyring.rotate("slip")
    from handoff.epochs import Epochs  # noqa: PLC0415

    await Epochs(office.store, office.keyring, lambda: 0.0).seal_anew()
    (now,) = await rows(office, slips)
    assert now.sealed[:4] != before.sealed[:4]
    assert await slip_of(office, taken.case) is not None


async def _everything_but(office: Office, left_out: Any) -> str:
    found = []
    for table in metadata.sorted_tables:
        if table is not left_out:
            found += [repr(tuple(row)) for row in await rows(office, table)]
    return "\n".join(found)
