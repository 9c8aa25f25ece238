"""The editors' folders as a whole: flows, facts, teams, catalogues."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import catalogue
from bot.engine.problems import FlowError, Problem
from bot.library import load_book
from post.hours import Hours

SMALL = Path(__file__).parent / "small"
HEADER = 'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
ENTRY = 'msgctxt "info/title"\nmsgid "Neu hier"\nmsgstr "{}"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "small")


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(FlowError) as caught:
        load_book(folder / "flows", folder / "translations", demo=True)
    return [
        str(problem).removeprefix(f"{folder}/").replace("\n    → ", " → ")
        for problem in caught.value.problems
    ]


def test_a_good_folder_loads(folder: Path):
    book = load_book(folder / "flows", folder / "translations", demo=False)
    assert [flow.id for flow in book.menu()] == ["info", "report"]
    assert [language.id for language in book.languages] == ["de", "ar", "en"]
    assert (book.direction("ar"), book.direction("de"), book.direction("xx")) == (
        "rtl",
        "ltr",
        "ltr",
    )
    assert book.first_team() == "ads"
    assert book.flows["report"].forget == 12 * 3600


def test_problems_name_files_from_the_working_folder(folder: Path, monkeypatch):
    (folder / "flows" / "info.yaml").write_text("lotse: 1", encoding="utf-8")
    monkeypatch.chdir(folder)
    with pytest.raises(FlowError) as caught:
        load_book(folder / "flows", folder / "translations", demo=True)
    assert str(caught.value).startswith("flows/info.yaml:1:1: A flow needs ")


def test_a_folder_without_flows(tmp_path: Path):
    (found, danger, teams) = problems_of(tmp_path)
    assert "danger.yaml:1:1: This file is missing." in danger
    assert "There is no flow in this folder. → Set LOTSE_FLOWS" in found
    assert "teams.yaml:1:1: This file is missing." in teams


def test_two_flows_with_one_id(folder: Path):
    shutil.copy(folder / "flows" / "info.yaml", folder / "flows" / "zinfo.yaml")
    (found,) = problems_of(folder)
    assert found.startswith('flows/zinfo.yaml:1:1: The id "info" is also used in')


def test_one_fact_twice(folder: Path):
    facts = folder / "flows" / "facts"
    shutil.copy(facts / "all.yaml", facts / "more.yaml")
    found = problems_of(folder)
    assert len(found) == 7
    assert 'facts/more.yaml:1:13: The fact "em.police" also stands in' in found[0].replace(
        "1:1:", "1:13:"
    )


def test_a_file_in_another_encoding(folder: Path):
    path = folder / "flows" / "info.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").replace("Schön", "Schön").encode("latin-1"))
    (found,) = problems_of(folder)
    assert found.startswith("flows/info.yaml:1:1: This file cannot be read:")
    assert found.endswith("→ Save it as UTF-8.")


def test_files_that_cannot_be_opened(folder: Path):
    for path in (folder / "flows/info.yaml", folder / "flows/facts/all.yaml"):
        path.unlink()
        path.mkdir()
    found = problems_of(folder)
    assert len(found) == 2
    assert all("This file cannot be read" in problem for problem in found)


def test_two_flows_with_one_deep_link(folder: Path):
    path = folder / "flows" / "friend.yaml"
    text = path.read_text(encoding="utf-8").replace("deeplink: friend", "deeplink: report")
    path.write_text(text, encoding="utf-8")
    (found,) = problems_of(folder)
    assert 'report.yaml:8:22: The deep link "report" also leads to friend.' in found


def test_a_fact_that_the_engine_needs(folder: Path):
    path = folder / "flows" / "facts" / "all.yaml"
    text = path.read_text(encoding="utf-8").replace("em.ambulance", "em.rescue")
    path.write_text(text, encoding="utf-8")
    found = problems_of(folder)
    assert any('The text "notice" needs the fact "em.ambulance".' in problem for problem in found)


def test_a_fact_within_a_fact(folder: Path):
    path = folder / "flows" / "facts" / "all.yaml"
    text = path.read_text(encoding="utf-8").replace("die Zentrale", '"oder {em.police}"')
    path.write_text(text, encoding="utf-8")
    (found,) = problems_of(folder)
    assert 'A fact cannot have facts in it: "ads.phone". → Write it out.' in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ads: {de: x}", 'Team "ads" needs "name"'),
        ("ads: {name: x, telegram: maybe}", '"maybe" is not possible for telegram.'),
        ("ads: {name: x, phone: 1}", '"phone" is not known in team "ads".'),
        ("- ads", "The teams file must be fields"),
        ("ads: {name: x, hours: {monday: 9-15}}", '"monday" is not known in "hours".'),
        ("ads: {name: x, hours: {mon: 15-9}}", '"15-9" are no hours of a day.'),
        ("ads: {name: x, hours: {mon: morgens}}", '"morgens" are no hours of a day.'),
        ("ads: {name: x, hours: {mon: '9-12, 11-15'}}", '"9-12, 11-15" are no hours of a day.'),
        ("ads: {name: x, hours: {mon: 9-24:30}}", '"9-24:30" are no hours of a day.'),
        ("ads: {name: x, hours: {mon: 9-12:75}}", '"9-12:75" are no hours of a day.'),
        ("ads: {name: x, hours: {}}", "This team never works."),
        ("ads: {name: x, holidays: Niedersachsen}", '"Niedersachsen" is not possible for holidays'),
        ("ads: {name: x, closed: [24.12.2026]}", '"24.12.2026" is not a day.'),
        ("ads: {name: x, promise: 0}", '"promise" is 0.'),
        ("ads: {name: x, reminders: [24, 12]}", "A team is reminded twice"),
        ("ads: {name: x, reminders: [12]}", "A team is reminded twice"),
        ("ads: {name: x, hours_confirmed: ja}", '"hours_confirmed" is true or false.'),
        ("'ads", "not valid YAML"),
        ("{}", "There is no team."),
    ],
)
def test_what_is_wrong_with_teams(folder: Path, text: str, expected: str):
    (folder / "flows" / "teams.yaml").write_text(text, encoding="utf-8")
    found = problems_of(folder)
    assert found[0].startswith("flows/teams.yaml:1:")
    assert expected in found[0]


def test_the_hours_of_a_team(folder: Path):
    (folder / "flows" / "teams.yaml").write_text(
        "ads:\n  name: x\n  hours: {mon: 9-12:30, wed: '8:05-12, 13 – 24'}\n"
        "  holidays: none\n  closed: [2026-12-24]\n  promise: 3\n  reminders: [4, 8]\n"
        "  hours_confirmed: true\nopen: {name: y}\n",
        encoding="utf-8",
    )
    teams = load_book(folder / "flows", folder / "translations", demo=True).teams
    wednesday = ((8 * 60 + 5, 12 * 60), (13 * 60, 24 * 60))
    assert teams["ads"].hours == Hours(
        week=(((9 * 60, 12 * 60 + 30),), (), wednesday, (), (), (), ()),
        holidays="",
        closed=("2026-12-24",),
        promise=3,
        reminders=(4, 8),
        confirmed=True,
    )
    assert teams["open"].hours == Hours()


# catalogues


def write(folder: Path, lang: str, text: str, name: str = "info.po") -> Path:
    path = folder / lang / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_catalogue_answers_by_place_and_source(tmp_path: Path):
    write(tmp_path, "en", HEADER.format("en") + ENTRY.format("New here"))
    problems: list[Problem] = []
    texts = catalogue.load(tmp_path, problems)
    assert problems == []
    assert texts.get("en", "info/title", "Neu hier") == "New here"
    assert texts.get("en", "info/title", "Neu bei uns") == "Neu bei uns", "the source has changed"
    assert texts.get("en", "other/title", "Neu hier") == "Neu hier"
    assert texts.get("fr", "info/title", "Neu hier") == "Neu hier"


@pytest.mark.parametrize(
    ("lang", "header", "name", "direction"),
    [
        ("en", "en", "English", "ltr"),
        ("tr", "tr", "Türkçe", "ltr"),
        ("fa", "fa", "فارسی / دری", "rtl"),
        ("de-simple", "de_simple", "Deutsch (leicht)", "ltr"),
        ("zz", "zz", "zz", "ltr"),
        ("sr-latn", "sr_Latn", "Srpski (latinica)", "ltr"),
    ],
)
def test_languages_bear_their_own_name(
    tmp_path: Path, lang: str, header: str, name: str, direction: str
):
    write(tmp_path, lang, HEADER.format(header) + ENTRY.format("x"))
    problems: list[Problem] = []
    _, language = catalogue.load(tmp_path, problems).languages()
    assert problems == []
    assert (language.id, language.name, language.dir) == (lang, name, direction)


@pytest.mark.parametrize(
    ("lang", "text", "place", "expected"),
    [
        ("en", HEADER.format("tr") + ENTRY.format("x"), 1, "Write Language: en"),
        ("en", HEADER.format("en") + ENTRY.format("x") + "foo\n", 9, "misformatted keyword."),
        ("en", ENTRY.format("x"), 1, 'The header says Language: "None"'),
        ("pt_BR", HEADER.format("pt_BR") + ENTRY.format("x"), 1, "cannot name a language"),
    ],
)
def test_what_is_wrong_with_a_catalogue(
    tmp_path: Path, lang: str, text: str, place: int, expected: str
):
    path = write(tmp_path, lang, text)
    write(tmp_path, "fr", HEADER.format("fr") + ENTRY.format("Nouveau"))
    problems: list[Problem] = []
    texts = catalogue.load(tmp_path, problems)
    (problem,) = problems
    assert (problem.file, problem.line) == (str(path), place)
    assert expected in str(problem)
    assert [language.id for language in texts.languages()] == ["de", "fr"], "the others count"


def test_a_catalogue_in_another_encoding(tmp_path: Path):
    path = write(tmp_path, "en", "")
    path.write_bytes((HEADER.format("en") + ENTRY.format("Grüße")).encode("latin-1"))
    problems: list[Problem] = []
    catalogue.load(tmp_path, problems)
    assert "Save it as UTF-8" in str(problems[0])


def test_the_citys_own_folder_loads(book):
    assert {flow.id for flow in book.menu()} >= {"welcome", "health", "school", "report"}
