"""Recordings as files: what is taken, what is wrong, what is still to be read aloud."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import recordings
from bot.engine.book import Recording
from bot.engine.problems import FlowError
from lotse.__main__ import app
from tests.recorded import record, silence

SMALL = Path(__file__).parents[1] / "engine" / "small"


def test_the_languages_folder_and_for_german_the_common_one(tmp_path: Path):
    record(tmp_path, "de/welcome.mp3", "\ufeffWillkommen!\n")
    record(tmp_path, "ar/welcome.mp3")
    record(tmp_path, "rathaus.mp3", "Das Rathaus.")
    record(tmp_path, "xx/welcome.mp3")
    (tmp_path / "rathaus.jpg").write_bytes(b"")
    found, wrong = recordings.load(tmp_path, ["de", "ar", "tr"])
    assert wrong == []
    assert found == {
        "de": {
            "rathaus": Recording("rathaus.mp3", "Das Rathaus."),
            "welcome": Recording("de/welcome.mp3", "Willkommen!\n"),
        },
        "ar": {"welcome": Recording("ar/welcome.mp3", None)},
    }


def test_nothing_recorded_is_nothing_wrong(tmp_path: Path):
    assert recordings.load(tmp_path / "media", ["de"]) == ({}, [])


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.mp3", b"<html>", "no .mp3 file"),
        ("a.ogg", silence(), "no .ogg file"),
        ("a.m4a", silence(), "no .m4a file"),
        ("a.mp3", b"", "no .mp3 file"),
        ("a.mp3", silence(160), "2.4 MB, at most 2"),
    ],
)
def test_a_file_that_nobody_could_play_is_left_out(
    tmp_path: Path, name: str, content: bytes, why: str
):
    record(tmp_path, "de/good.mp3")
    (tmp_path / "de" / name).write_bytes(content)
    found, (problem,) = recordings.load(tmp_path, ["de"])
    assert list(found["de"]) == ["good"]
    assert why in problem.what
    assert problem.file.endswith(name)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.mp3", b"ID3\4"), ("a.ogg", b"OggS"), ("a.m4a", b"\0\0\0\x20ftypM4A ")],
)
def test_the_three_kinds_are_taken(tmp_path: Path, name: str, content: bytes):
    path = tmp_path / name
    path.write_bytes(content + bytes(20))
    assert recordings.load(tmp_path, ["de"]) == ({"de": {"a": Recording(name)}}, [])


def test_a_text_that_cannot_be_read_lets_nothing_be_played(tmp_path: Path):
    record(tmp_path, "de/a.mp3", "Hallo")
    (tmp_path / "de" / "a.txt").write_bytes(b"\xff\xfe\xff")
    found, (problem,) = recordings.load(tmp_path, ["de"])
    assert found["de"]["a"].script == ""
    assert problem.todo == "Save it as UTF-8."


# the command


@pytest.fixture
def office(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    return tmp_path


def run(office: Path, *args: str) -> tuple[int, str]:
    folders = ["--flows", str(office / "flows"), "--translations", str(office / "translations")]
    command = ["translations", "recordings", *args, *folders]
    result = CliRunner(env={"LANG": "de_DE.UTF-8"}).invoke(app, command)
    return result.exit_code, result.output


def test_the_sheet_is_read_recorded_and_then_it_is_done(office: Path):
    sheet = office / "sheet"
    code, printed = run(office, "en", "-o", str(sheet))
    assert code == 0
    assert "bot-choose_language" in printed
    page = (sheet / "script.html").read_text(encoding="utf-8")
    assert '<p class=text lang="en" dir="ltr">' in page
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sheet.glob("*.txt")}
    assert "bot-consent_question" in texts
    for name, text in texts.items():
        assert f"<code>{name}.mp3</code>" in page
        record(office / "flows" / "media", f"en/{name}.mp3", text)
    code, printed = run(office, "en", "-o", str(office / "again"))
    assert code == 0
    assert "fehlt" not in printed
    assert list((office / "again").glob("*.txt")) == []


def test_what_a_flow_names_is_asked_for_with_its_answers_and_open_facts(office: Path):
    path = next(p for p in (office / "flows").glob("*.yaml") if "\n  area:\n" in p.read_text())
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n  area:\n", "\n  area:\n    audio: wo.mp3\n"), "utf-8")
    record(office / "flows" / "media", "de/wo.mp3", "Etwas anderes.")
    code, printed = run(office, "de", "-o", str(office / "sheet"))
    assert code == 0
    (line,) = [line for line in printed.splitlines() if line.startswith("wo ")]
    assert "Text hat sich geändert" in line
    asked = (office / "sheet" / "wo.txt").read_text(encoding="utf-8").splitlines()
    assert len(asked) > 2
    code, printed = run(office)
    assert "geändert" in printed
    assert any(line.split()[:3] == ["de", "0", "1"] for line in printed.splitlines())


def test_a_wrong_file_and_a_wrong_language_are_told(office: Path):
    bad = office / "flows" / "media" / "en" / "bot-menu.mp3"
    bad.parent.mkdir(parents=True)
    bad.write_bytes(b"<html>")
    code, printed = run(office, "en")
    assert code == 1
    assert "bot-menu.mp3" in printed
    folders = [f"--{name}={office / name}" for name in ("flows", "translations")]
    told = CliRunner().invoke(app, ["translations", "recordings", "zz", *folders])
    assert isinstance(told.exception, FlowError)
    assert told.exception.problems[0].what == 'There is no language "zz" here.'
