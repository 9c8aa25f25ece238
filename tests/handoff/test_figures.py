"""The figures as they are shown: nothing small, also for whoever adds, subtracts and compares."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.coding import FIRST_ANSWER, CodedField
from handoff.disclosure import LOWEST
from handoff.figures import Quarter, Table, as_csv, as_json, figures
from handoff.slips import Slip
from handoff.statistics import Batch, Counted, Waiting, _enter
from tests.handoff.office import Office

WORDS = {"de": "x", "en": "x"}
SIZES = {"area": 4, "language": 7, "result": 2}
FIELDS = (
    *(
        CodedField(name, WORDS, {f"{name}{n}": WORDS for n in range(size)})
        for name, size in SIZES.items()
    ),
    CodedField("grounds", WORDS, {f"g{n}": WORDS for n in range(5)}, many=True),
)


def one_of(name: str) -> st.SearchStrategy[list[str]]:
    # Lopsided, as life is: most say the same, few say something else.
    codes = [f"{name}{n}" for n in range(SIZES[name])]
    return st.sampled_from([codes[0]] * 8 + [codes[1]] * 3 + codes).map(lambda code: [code])


CASE = st.fixed_dictionaries(
    {},
    optional={
        **{name: one_of(name) for name in SIZES},
        "grounds": st.lists(st.sampled_from([f"g{n}" for n in range(5)]), max_size=3, unique=True),
        FIRST_ANSWER.id: st.sampled_from(list(FIRST_ANSWER.codes)).map(lambda code: [code]),
    },
)
POPULATION = st.lists(CASE, min_size=LOWEST, max_size=60)


def shown(cases: list[dict[str, list[str]]], quarter: str = "2026-Q4") -> list[Quarter]:
    return figures([Counted("ads", quarter, cases)], lambda _: FIELDS, "en")


def possible(table: Table, total: int) -> list[set[int]]:
    """What an attacker must think possible for each cell shown as "<5": they know the number of
    cases, all other cells, and that cells shown as "." are large ones.
    """
    left = total - sum(cell.n for cell in table.cells if isinstance(cell.n, int))
    smalls = sum(cell.n == "<5" for cell in table.cells)
    partners = sum(cell.n == "." for cell in table.cells)
    found = set()
    for mine in range(LOWEST):
        rest = left - mine
        most_of_others = (LOWEST - 1) * (smalls - 1)
        if partners:
            fits = rest >= LOWEST * partners
        elif table.many:
            fits = rest <= most_of_others
        else:
            fits = 0 <= rest <= most_of_others
        if fits or (table.many and partners):
            found.add(mine)
    return [found] * smalls


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(POPULATION)
def test_an_attack_with_all_tables_finds_nothing(cases: list[dict[str, list[str]]]) -> None:
    (quarter,) = shown(cases)
    assert quarter.total == len(cases)
    for table in quarter.tables:
        numbers = [cell.n for cell in table.cells]
        assert all(number >= LOWEST for number in numbers if isinstance(number, int))
        for values in possible(table, quarter.total):
            assert values == set(range(LOWEST)), table
        # One hidden number alone would be the difference to the number of cases.
        hidden = sum(not isinstance(number, int) for number in numbers)
        assert hidden != 1


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(POPULATION)
def test_every_case_is_in_a_table_once(cases: list[dict[str, list[str]]]) -> None:
    """Or the number of cases would not be each table's sum, and the method not be right."""
    (quarter,) = shown(cases * LOWEST)
    for table in quarter.tables:
        numbers = [cell.n for cell in table.cells]
        if not table.many and all(isinstance(number, int) for number in numbers):
            assert sum(number for number in numbers if isinstance(number, int)) == quarter.total


def test_what_is_not_in_the_documentation_any_more_says_nothing() -> None:
    cases = [{"result": ["retired"]}] * 6 + [{"result": ["result0"]}] * 6 + [{}] * 5
    cases += [{"result": ["result1"]}] * 7
    (quarter,) = shown(cases)
    table = next(table for table in quarter.tables if table.id == "result")
    assert [(cell.code, cell.n) for cell in table.cells] == [
        ("result0", 6),
        ("result1", 7),
        ("", 11),
    ]


def test_a_table_of_too_few_is_not_shown_at_all() -> None:
    assert shown([{}] * 4) == []


@pytest.mark.parametrize("lang", ["de", "en"])
def test_files_are_harmless_to_spreadsheets(lang: Any) -> None:
    evil = {"de": '=HYPERLINK("http://x";"y")', "en": "@SUM(1+1)"}
    fields = (
        CodedField("f", {"de": "+1", "en": "-1"}, {"a": evil, "b": {"de": "\t=1", "en": "ok"}}),
    )
    quarters = figures([Counted("ads", "2026-Q4", [{"f": ["a"]}] * 9)], lambda _: fields, lang)
    content = as_csv(quarters, {"ads": "=cmd|'/C calc'!A0"}, lang)
    assert content.startswith(b"\xef\xbb\xbf")
    delimiter = ";" if lang == "de" else ","
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))
    assert len(rows) == 1 + 3 + len(FIRST_ANSWER.codes) + 1
    for row in rows:
        assert len(row) == 6
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row), row
    told = {cell.n for quarter in quarters for table in quarter.tables for cell in table.cells}
    assert {row[4] for row in rows[1:]} == {str(number) for number in told}
    assert json.loads(json.dumps(as_json(quarters)))["quarters"][0]["total"] == 9


async def entered(office: Office, team: str, quarter: str, many: int, area: str = "work") -> None:
    slips = [
        Waiting(f"{team}{quarter}{n}", quarter, Slip(team, {"area": [area]})) for n in range(many)
    ]
    async with office.store.writing() as connection:
        await _enter(connection, team, Batch(quarter, slips))


async def test_who_sees_which_figures(lite_office: Office) -> None:
    office = lite_office
    await office.set_up_other_team()
    await entered(office, "ads", "2026-Q3", 12)
    await entered(office, "ads", "2026-Q2", 7)
    await entered(office, "school", "2026-Q3", 30)
    editor = await office.new_colleague("eva", "Eva", role="editor")
    for who in (office.lead, editor):
        found = (await who.get("/figures")).json()["quarters"]
        assert [(each["team"], each["quarter"], each["total"]) for each in found] == [
            ("ads", "2026-Q3", 12),
            ("ads", "2026-Q2", 7),
        ]
    assert (await office.lead.get("/figures?team=school")).status_code == 404
    assert (await office.second.get("/figures")).status_code == 403
    one = (await office.lead.get("/figures?quarters=1")).json()["quarters"]
    assert [each["quarter"] for each in one] == ["2026-Q3"]
    for wrong in ("0", "-1", "41", "x", "²"):
        assert (await office.lead.get(f"/figures?quarters={wrong}")).status_code == 422
    file = await office.other_lead.get("/figures.csv?team=school&lang=de")
    assert file.headers["content-disposition"] == 'attachment; filename="lotse.csv"'
    assert "Schulberatung" in file.text
    assert "Antidiskriminierung" not in file.text
    data = await office.lead.get("/figures.json")
    assert data.json() == (await office.lead.get("/figures")).json()


async def test_what_was_shown_of_a_quarter_stays_the_same(lite_office: Office) -> None:
    """Nobody learns something by comparing it before and after."""
    office = lite_office
    await entered(office, "ads", "2026-Q2", 9)
    before = (await office.lead.get("/figures")).json()["quarters"]
    await entered(office, "ads", "2026-Q3", 6, "housing")
    after = (await office.lead.get("/figures")).json()["quarters"]
    assert after[1:] == before
