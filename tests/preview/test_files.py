"""Files that are saved while one plays, and tests that are written from playing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import golden
from bot.engine.problems import Problem
from bot.preview.run import Move
from bot.preview.working_copy import WorkingCopy
from post.errors import BadInput, Conflict
from tests import report_way
from tests.preview.desk import edit, play, through
from tests.running import shipped_book


def test_a_save_changes_the_texts_and_not_the_place(copy: WorkingCopy) -> None:
    assert copy.book
    playing = play("report", copy.book)
    through(playing, "wish")
    asked = f"ask: {report_way.asks('report/wish')}"
    playing.catch_up(edit(copy, "report.yaml", lambda text: text.replace(asked, "ask: Was nun?")))
    assert playing.run.at() == "wish"
    assert playing.run.entries[-1].message.text == "Was nun?"
    assert playing.note == ""


def test_a_renamed_step_is_the_same_place(copy: WorkingCopy) -> None:
    assert copy.book
    playing = play("report", copy.book)
    through(playing, "wish")

    def renamed(text: str) -> str:
        text = text.replace(": wish}", ": aim}")
        return text.replace("\n  wish:\n", "\n  aim:\n    renamed_from: [wish]\n")

    playing.catch_up(edit(copy, "report.yaml", renamed))
    assert playing.run.at() == "aim"
    assert playing.note == ""


def test_where_the_answers_lead_elsewhere_one_stays_and_is_told(copy: WorkingCopy) -> None:
    assert copy.book
    playing = play("report", copy.book)
    through(playing, "place")
    playing.catch_up(
        edit(
            copy,
            "report.yaml",
            lambda text: text.replace(
                "accept: [beratung, beraten, reden], next: place",
                "accept: [beratung, beraten, reden], next: info",
            ),
        )
    )
    assert playing.run.at() == "place"
    assert "an eine andere Stelle" in playing.note
    with pytest.raises(Conflict):
        playing.save_test(copy.flows, "geht nicht")


def test_a_file_with_errors_leaves_the_last_good_version(copy: WorkingCopy) -> None:
    book = edit(copy, "report.yaml", lambda text: text.replace("next: wish}", "next: wihs}"))
    assert "wish" in book.flows["report"].steps
    assert copy.problems[0].line > 1
    assert 'Did you mean "wish"?' in copy.problems[0].todo
    assert not copy.refresh()
    edit(copy, "report.yaml", lambda text: text.replace("next: wihs}", "next: wish}"))
    assert copy.problems == []


async def test_who_waits_hears_of_a_saved_file(copy: WorkingCopy) -> None:
    version = copy.version
    watching = asyncio.create_task(copy.watch())
    waiting = asyncio.create_task(copy.newer(version, 20, lambda: False))
    await asyncio.sleep(0)
    (copy.flows / "welcome.yaml").touch()
    await asyncio.wait_for(waiting, 10)
    assert copy.version == version + 1
    watching.cancel()


# saving a test


def test_a_saved_test_passes_where_it_says_so(tmp_path: Path) -> None:
    playing = play("report")
    through(playing, "city")
    playing.do(Move("command", "back"))
    saved = playing.save_test(tmp_path, "Ändert die Antwort: zurück!")
    offered = [language.id for language in shipped_book(False).languages]
    assert saved.langs == offered
    assert saved.file.endswith("report_aendert_die_antwort_zurueck.yaml")
    problems: list[Problem] = []
    test = golden.read_test(Path(saved.file).read_text("utf-8"), saved.file, problems)
    assert problems == []
    assert test
    assert test.name == "Ändert die Antwort: zurück!"
    assert [golden.play(shipped_book(False), test, lang) for lang in offered] == [
        [] for _ in offered
    ]
    expected = test.play[-1].value
    assert expected["at"] == "place"
    assert expected["saved"] == {"age": "adult", "wish": "advice", "place": "city"}
    again = playing.save_test(tmp_path, "Ändert die Antwort: zurück!")
    assert again.file.endswith("_2.yaml")


def test_a_test_with_german_words_is_for_german(tmp_path: Path) -> None:
    playing = play("report")
    through(playing, "wish")
    playing.do(Move("type", report_way.label(("report/wish", "unsure"))))
    assert playing.run.at() == "info"
    saved = playing.save_test(tmp_path, "mit Wörtern")
    assert saved.langs[0] == "de"
    assert "en" in saved.others
    assert f"in: [{', '.join(saved.langs)}]\n" in saved.text


def test_what_cannot_be_a_test_is_said(tmp_path: Path) -> None:
    playing = play("report")
    through(playing, "wish")
    old = playing.run.entries[2].message.buttons[1][0]
    playing.do(Move("tap", "", old.data))
    with pytest.raises(Conflict, match="alten Knopf"):
        playing.save_test(tmp_path, "alt")
    with pytest.raises(BadInput, match="Namen"):
        play("report").save_test(tmp_path, " ?! ")
    assert list(tmp_path.iterdir()) == []
