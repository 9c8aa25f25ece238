from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import polib
import pytest

from bot import po
from bot.engine.problems import FlowError
from bot.texts import Text

DAY = dt.date(2026, 11, 23)
BY = po.Signature("Ada", DAY)


def text(place: str, source: str, **more) -> Text:
    return Text(place=place, source=source, catalogue="f", file="flows/f.yaml", **more)


AREA = text("f/area/ask", "Wo ist es passiert?")
LABEL = text("f/area/options.work.label", "Arbeit", kind="label")
WORDS = text("f/area/options.work.accept", "chef, firma", kind="words")
TEXTS = [AREA, LABEL, WORDS]


@pytest.fixture
def english(tmp_path: Path) -> Path:
    """A folder with an English catalogue in which all is translated and one text reviewed."""
    po.update(tmp_path, "en", TEXTS)
    file = po.open_file(tmp_path, "en", "f")
    for entry, translation in zip(file, ("Where did it happen?", "Work", "boss"), strict=True):
        po.translate(entry, translation)
    po.review(file[0], BY)
    po.save(file)
    return tmp_path


def entries(folder: Path) -> dict[str, polib.POEntry]:
    return {entry.msgctxt: entry for entry in polib.pofile(str(folder / "en" / "f.po"))}


def test_a_new_language_gets_every_text(tmp_path: Path):
    assert po.update(tmp_path, "sr-latn", TEXTS) == po.Changes(added=3)
    file = po.open_file(tmp_path, "sr-latn", "f")
    assert [(e.msgctxt, e.msgid, e.msgstr) for e in file] == [
        (one.place, one.source, "") for one in TEXTS
    ]
    assert file.metadata["Language"] == "sr_latn"


def test_what_is_up_to_date_is_not_touched(english: Path):
    path = english / "en" / "f.po"
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert not po.update(english, "en", TEXTS)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_changed_source_makes_the_entry_fuzzy_and_keeps_what_was(english: Path):
    changed = text(AREA.place, "Wo genau ist es passiert?")
    assert po.update(english, "en", [changed, LABEL, WORDS]) == po.Changes(changed=1)
    entry = entries(english)[AREA.place]
    assert (entry.msgid, entry.previous_msgid) == (changed.source, AREA.source)
    assert entry.msgstr == "Where did it happen?"
    assert entry.fuzzy
    assert not po.is_reviewed(entry)
    assert entry.tcomment == "reviewed before: Ada, 2026-11-23"


def test_a_second_change_keeps_the_text_that_the_translation_fits(english: Path):
    for source in ("Wo genau?", "Wo genau war es?"):
        po.update(english, "en", [text(AREA.place, source), LABEL, WORDS])
    assert entries(english)[AREA.place].previous_msgid == AREA.source


def test_a_change_taken_back_brings_the_review_back(english: Path):
    po.update(english, "en", [text(AREA.place, "Wo genau?"), LABEL, WORDS])
    po.update(english, "en", TEXTS)
    entry = entries(english)[AREA.place]
    assert po.is_reviewed(entry)
    assert entry.previous_msgid is None


@pytest.mark.parametrize("updated_first", [True, False])
def test_the_same_meaning_keeps_the_review_and_names_who_said_so(
    english: Path, updated_first: bool
):
    changed = [text(AREA.place, "Wo ist es passiert"), text(LABEL.place, "Die Arbeit"), WORDS]
    if updated_first:
        po.update(english, "en", changed)
    po.update(english, "en", changed, {AREA.place}, po.Signature("Bob", DAY))
    entry, other = entries(english)[AREA.place], entries(english)[LABEL.place]
    assert po.is_reviewed(entry)
    assert entry.tcomment.splitlines() == [
        "reviewed: Ada, 2026-11-23",
        "same meaning: Bob, 2026-11-23",
    ]
    assert other.fuzzy


def test_a_changed_list_of_words_is_never_fuzzy(english: Path):
    po.update(english, "en", [AREA, LABEL, text(WORDS.place, "chef, job", kind="words")])
    entry = entries(english)[WORDS.place]
    assert (entry.msgid, entry.msgstr, entry.fuzzy) == ("chef, job", "boss", False)


def test_what_is_gone_stays_as_obsolete_and_comes_back(english: Path):
    assert po.update(english, "en", [LABEL, WORDS]) == po.Changes(obsolete=1)
    assert entries(english)[AREA.place].obsolete
    assert not po.update(english, "en", [LABEL, WORDS]), "it is told once"
    po.update(english, "en", TEXTS)
    entry = entries(english)[AREA.place]
    assert not entry.obsolete
    assert po.is_reviewed(entry)


def test_a_flow_that_is_gone_leaves_its_translations(english: Path):
    assert po.update(english, "en", []) == po.Changes(obsolete=3)
    assert all(entry.obsolete for entry in entries(english).values())


def test_a_renamed_step_takes_its_entries_along(english: Path):
    renamed = [
        text("f/place/ask", AREA.source, former=("f/area/ask",)),
        text("f/place/options.work.label", "Arbeit", former=("f/area/options.work.label",)),
    ]
    assert po.update(english, "en", renamed) == po.Changes(renamed=2, obsolete=1)
    found = entries(english)
    assert po.is_reviewed(found["f/place/ask"])
    assert found["f/place/options.work.label"].msgstr == "Work"
    assert AREA.place not in found


def test_comments_and_head_of_a_file_stay(english: Path):
    path = english / "en" / "f.po"
    path.write_text("# By Ada\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    po.update(english, "en", [*TEXTS, text("f/new/ask", "Neu?")])
    assert path.read_text(encoding="utf-8").startswith("# By Ada\n")


def test_a_draft_is_fuzzy_until_a_person_reviews_it(english: Path):
    file = po.open_file(english, "en", "f")
    po.draft(file[1], "Labour", "a model")
    assert file[1].fuzzy
    assert file[1].tcomment == "machine: a model"
    po.review(file[1], BY)
    assert po.is_reviewed(file[1])
    assert file[1].tcomment == "reviewed: Ada, 2026-11-23"


def test_a_new_translation_needs_a_new_review(english: Path):
    file = po.open_file(english, "en", "f")
    po.translate(file[0], "Where?")
    assert not po.is_reviewed(file[0])
    assert file[0].tcomment == ""


def test_stats_count_against_the_present_texts(english: Path):
    changed = [text(AREA.place, "Wo?"), LABEL, WORDS, text("f/new/ask", "Neu?")]
    (row,) = po.stats(english, ["en"], changed)
    assert (row.texts, row.done, row.reviewed, row.fuzzy, row.missing) == (4, 2, 0, 0, 2)
    po.update(english, "en", changed)
    (row,) = po.stats(english, ["en"], changed)
    assert (row.texts, row.done, row.reviewed, row.fuzzy, row.missing) == (4, 2, 0, 1, 1)
    po.update(english, "en", TEXTS)
    (row,) = po.stats(english, ["en"], TEXTS)
    assert (row.done, row.reviewed) == (3, 1)


def test_a_file_that_is_no_catalogue_is_told_with_its_line(english: Path):
    path = english / "en" / "f.po"
    path.write_text('msgid ""\nmsgstr ""\n\nfoo\n', encoding="utf-8")
    with pytest.raises(FlowError) as caught:
        po.update(english, "en", TEXTS)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == (str(path), 4)


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="GNU gettext is not installed")
def test_msgfmt_finds_nothing_to_say(english: Path):
    po.update(english, "en", [text(AREA.place, "Wo?"), LABEL])
    command = ["msgfmt", "--check", "--output-file=/dev/null", str(english / "en" / "f.po")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
