"""Playing a flow: moves, languages, channels, time, ways to a step."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine.matching import normal
from bot.preview.play import with_pseudo
from bot.preview.pseudo import longer, turned
from bot.preview.run import Move
from bot.preview.working_copy import WorkingCopy
from post.errors import BadInput, Conflict
from tests.preview.desk import edit, notes, play, tap, through
from tests.running import shipped_book


def test_the_long_language_is_longer_and_keeps_what_is_put_in() -> None:
    source = "Rufen Sie {em.police} an: https://example.org/hilfe"
    text = longer(source)
    assert len(text) >= 1.4 * len(source)
    assert "{em.police}" in text
    assert "https://example.org/hilfe" in text
    assert "Rufen" not in text
    assert normal(text).startswith("rufen sie")


def test_the_turned_language_turns_words_alone() -> None:
    text = turned("Nein, {em.police} hilft.")
    assert "{em.police}" in text
    assert text.startswith("\u200f\u202eNein\u202c\u200f,")
    assert normal(turned("Ich weiß es nicht")) == normal("Ich weiß es nicht")


def test_words_that_people_type_stay_as_they_are() -> None:
    texts = with_pseudo(shipped_book(False)).texts
    for place in ("bot/back_words", "report/triggers.words", "report/area/options.work.accept"):
        assert texts.get("x-long", place, "zurück, weg") == "zurück, weg"
    assert texts.get("x-long", "report/title", "weg") != "weg"
    assert texts.get("en", "report/title", "Diskriminierung melden") == "Report discrimination"


# playing


def test_a_handoff_is_played_and_nothing_is_handed_over() -> None:
    playing = play("report")
    playing.jump("report", "talk")
    tap(playing, "yes")
    assert "Vorschau: nichts wird übergeben" in notes(playing)
    assert playing.run.session.case
    playing.do(Move("type", "Hallo?"))
    assert "an die Beratung" in notes(playing)


def test_undo_takes_the_last_move_back() -> None:
    playing = play("report")
    through(playing, "place")
    playing.undo()
    assert playing.run.at() == "wish"
    assert playing.state()["answers"] == {"report": {"age": "adult"}}
    for _ in range(3):
        playing.undo()
    assert playing.run.at() == "age"


def test_what_cannot_be_done_here_changes_nothing() -> None:
    playing = play("report")
    before = playing.state()
    for move in (Move("tap", "no_such"), Move("command", "sudo"), Move("type", "x" * 5000)):
        with pytest.raises(BadInput):
            playing.do(move)
    assert playing.state() == before


def test_the_channel_decides_what_may_be_told() -> None:
    playing = play("report")
    playing.jump("report", "grounds")
    assert playing.run.at() == "grounds"
    playing.on_messenger(True)
    assert playing.run.at() == "menu"
    playing.on_messenger(False)
    assert playing.run.at() == "grounds"


def test_a_day_later_the_conversation_is_forgotten() -> None:
    playing = play("report")
    through(playing, "wish")
    playing.do(Move("wait", "3600"))
    assert "später" in notes(playing)
    assert playing.state()["ahead"] == 3600
    assert playing.run.at() == "wish"
    playing.do(Move("wait", "86400"))
    assert "vergessen" in notes(playing)
    assert playing.run.session.path == []


def test_languages_change_in_the_middle_and_the_place_stays() -> None:
    playing = play("report")
    playing.jump("report", "area")
    for lang in ("en", "x-rtl", "x-long", "de"):
        playing.speak(lang)
        assert playing.run.at() == "area"
        assert playing.note == ""
    with pytest.raises(BadInput):
        playing.speak("tlh")


def test_the_reminder_comes_when_it_is_due(tmp_path: Path) -> None:
    playing = play("report")
    through(playing, "wish")
    for _ in range(5):
        playing.do(Move("wait", "3600"))
    assert "Erinnerung" not in notes(playing)
    playing.do(Move("wait", "3600"))
    assert "Erinnerung nach 6 Stunden" in notes(playing)
    assert "Hier ist noch eine Frage offen" in playing.run.entries[-1].message.text
    assert "reminded: true" in playing.save_test(tmp_path, "erinnert").text
    tap(playing, "on")
    assert playing.run.at() == "wish"
    assert "reminded" not in playing.save_test(tmp_path, "macht weiter").text


def test_a_reminder_comes_before_all_is_forgotten(tmp_path: Path) -> None:
    playing = play("report")
    through(playing, "place")
    playing.do(Move("wait", "86400"))
    assert "vergessen" in notes(playing)
    assert [entry.who for entry in playing.run.entries] == ["note"], "the phone was cleared"
    saved = playing.save_test(tmp_path, "vergessen")
    expected = 'expect: {at: "", reminded: true, forgotten: true, cleared: true}'
    assert expected in saved.text
    assert saved.others == []


def test_words_of_danger_show_the_card() -> None:
    playing = play("report")
    playing.do(Move("type", "Ich will nicht mehr leben"))
    assert "110" in playing.run.entries[-1].message.text
    assert playing.run.at() == "danger"


# ways to a step


@pytest.mark.parametrize("flow", ["report", "health", "school", "welcome"])
def test_every_step_is_reached_by_real_answers(flow: str) -> None:
    playing = play(flow)
    for step in shipped_book(False).flows[flow].steps:
        playing.jump(flow, step)
        assert f"{flow}/{step}" in playing.run.passed, step
        assert all(move.kind != "place" for move in playing.moves), step


def test_to_a_step_without_a_way_one_is_simply_put(copy: WorkingCopy) -> None:
    book = edit(
        copy,
        "report.yaml",
        lambda text: text.replace(
            "when: {area: work}", 'when: {area: work, place: elsewhere, against_city: "no"}'
        ),
    )
    playing = play("report", book)
    playing.jump("report", "deadline_work")
    assert playing.run.at() == "grounds"
    assert "kein Weg" in playing.note
    with pytest.raises(Conflict):
        playing.save_test(copy.flows, "geht nicht")
    with pytest.raises(BadInput):
        playing.jump("report", "nowhere")


EVERY_KIND = """
lotse: 1
flow: kinds
title: Alle Arten
menu: 99
start: age
triggers: {deeplink: kinds}
data:
  age: {type: number, keep: session}
  since: {type: date, keep: session}
  wishes: {type: choice, keep: session}
steps:
  age:
    ask: Wie alt ist Ihr Kind?
    accepts: number
    min: 0
    max: 25
    save: age
    next: sort
  sort:
    branch:
      - {when: {age: {below: 6}}, next: small}
      - {when: {age: {from: 6, to: 9}}, next: middle}
      - {else: wishes}
  small: {say: Für kleine Kinder., next: wishes}
  middle: {say: Für mittlere Kinder., next: wishes}
  wishes:
    ask: Was brauchen Sie?
    save: wishes
    many: true
    options:
      money: {label: Geld}
      room: {label: Eine Wohnung}
    next: since
  since:
    ask: Seit wann sind Sie hier?
    accepts: [date]
    save: since
    next: when
  when:
    branch:
      - {when: {since: {below: 2001-01-01}}, next: long}
      - {else: bye}
  long: {say: Schon lange., next: bye}
  bye:
    say: Danke.
    end: true
"""


def test_ways_through_every_kind_of_question(copy: WorkingCopy) -> None:
    (copy.flows / "kinds.yaml").write_text(EVERY_KIND, encoding="utf-8")
    assert copy.refresh()
    assert copy.problems == []
    assert copy.book
    playing = play("kinds", copy.book)
    for step in copy.book.flows["kinds"].steps:
        playing.jump("kinds", step)
        assert step in playing.state()["passed"], step
        assert all(move.kind != "place" for move in playing.moves), step
    playing.jump("kinds", "small")
    assert playing.moves[-1].value in ("0", "5")
    saved = playing.save_test(copy.flows.parent / "tests", "kleine Kinder")
    assert "saved: {age: " in saved.text
