"""The command line as editors and translators use it."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import polib
import pytest

from lotse.settings import speaks_german
from tests.tools.conftest import ROOT, Lotse, change

TEST = """\
test: tells it
flow: report
in: all
play:
  - start: report
  - tap: "yes"
  - expect: {at: area}
"""


# check


def test_check_tells_errors_with_their_place_in_german_or_english(folder: Path, lotse: Lotse):
    change(folder / "flows/report.yaml", "start: safe", "start: save")
    code, out, err = lotse("flows", "check")
    assert (code, out) == (1, "")
    assert err.startswith('flows/report.yaml:7:8: There is no step "save" to start with.')
    assert '→ Did you mean "safe"?' in err
    assert err.endswith("1 problem.\n")
    _, _, german = lotse("flows", "check", lang="de_DE.UTF-8")
    assert german.startswith("flows/report.yaml:7:8: Es gibt keinen Schritt „save“ für den Anfang.")
    assert "→ Meinten Sie „safe“?" in german


def test_a_start_with_errors_tells_them_in_german_too(folder: Path, lotse: Lotse):
    change(folder / "flows/report.yaml", "start: safe", "start: save")
    code, _, err = lotse("flows", "graph", "report", lang="de")
    assert code == 1
    assert "Es gibt keinen Schritt „save“" in err


def test_check_passes_but_a_release_needs_more(folder: Path, lotse: Lotse):
    code, out, err = lotse("flows", "check")
    assert (code, err) == (0, "")
    assert "flows, " in out
    assert "[before a release]" in out
    code, out, err = lotse("flows", "check", "--release")
    assert code == 1
    assert err == "Not ready for a release.\n"
    assert 'The fact "' in out or "facts are not confirmed" in out


def test_json_is_one_object_with_every_problem(folder: Path, lotse: Lotse):
    code, out, _ = lotse("flows", "check", "--json")
    problems = json.loads(out)["problems"]
    assert code == 0
    assert {"file", "line", "column", "what", "todo", "severity"} == set(problems[0])
    assert {problem["severity"] for problem in problems} == {"release", "warning"}
    change(folder / "flows/report.yaml", "start: safe", "start: save")
    code, out, _ = lotse("flows", "check", "--json", lang="de")
    (problem,) = json.loads(out)["problems"]
    assert code == 1
    assert problem == {
        "file": "flows/report.yaml",
        "line": 7,
        "column": 8,
        "what": "Es gibt keinen Schritt „save“ für den Anfang.",
        "todo": "Meinten Sie „safe“?",
        "severity": "error",
    }


def found(lotse: Lotse) -> list[str]:
    _, out, _ = lotse("flows", "check", "--json")
    return [
        f"{one['severity']}: {one['file']}: {one['what']}" for one in json.loads(out)["problems"]
    ]


def test_what_a_release_lacks(folder: Path, lotse: Lotse):
    change(folder / "flows/report.yaml", "ask: Was ist passiert?", "ask: Was ist dort passiert?")
    change(
        folder / "flows/report.yaml", "{label: Schule,", '{label: "Schule, Kita oder Hochschule",'
    )
    text = (folder / "translations/en/report.po").read_text(encoding="utf-8")
    reviewed = '# reviewed: Test, 2026-11-23\nmsgctxt "report/area/ask"'
    (folder / "translations/en/report.po").write_text(
        text.replace(reviewed, 'msgctxt "report/area/ask"'), encoding="utf-8"
    )
    told = found(lotse)
    po = "translations/en/report.po"
    for wanted in (
        f'release: {po}: Nobody has reviewed "report/area/ask" yet.',
        f'release: {po}: The German text of "report/story/ask" has changed.',
        f'release: {po}: The translation of "report/story/help" has to be looked at again.',
        f'release: {po}: "report/office/ask" is not translated.',
        'warning: flows/report.yaml: The label "Schule, Kita oder Hochschule" has 28 characters.',
        'warning: translations/en/info.po: There is no catalogue "info" in this language.',
        'release: translations/ar/report.po: There is no catalogue "report" in this language.',
    ):
        assert wanted in told, "\n".join(told)


def test_facts_that_are_open_or_overdue(folder: Path, lotse: Lotse):
    facts = folder / "flows/facts/all.yaml"
    facts.write_text(
        facts.read_text(encoding="utf-8")
        + "x.old: {value: a, de: b, otherwise: c, source: d, owner: e, checked: 2020-01-01, "
        "recheck: 30d, confirmed: true}\n"
        + "x.open: {value: a, de: b, otherwise: c, source: d, owner: e, checked: 2026-11-23}\n"
        + "x.none: {value: null, de: b, otherwise: c, source: d, owner: e, checked: 2026-11-23}\n",
        encoding="utf-8",
    )
    told = found(lotse)
    for what in (
        'The fact "x.old" was last checked on 2020-01-01.',
        'The fact "x.open" is not confirmed.',
        'The fact "x.none" has no value yet.',
    ):
        assert f"release: flows/facts/all.yaml: {what}" in told


def test_words_of_danger_that_nobody_has_read(folder: Path, lotse: Lotse):
    danger = folder / "flows/danger.yaml"
    german = "de: {phrases: [will sterben, mich umbringen], unless: [sterben vor lachen]"
    change(danger, german, f"{german}, reviewed: 'Test, 2026-11-23'")
    told = [line for line in found(lotse) if "words of danger" in line]
    assert told == [
        'release: flows/danger.yaml: There are no words of danger in "ar".',
        'release: flows/danger.yaml: Nobody has reviewed the words of danger in "en" yet.',
    ]
    simple = folder / "translations/de-simple/report.po"
    simple.parent.mkdir()
    english = (folder / "translations/en/report.po").read_text(encoding="utf-8")
    simple.write_text(english.replace("Language: en", "Language: de_simple"), encoding="utf-8")
    told = [line for line in found(lotse) if "words of danger" in line]
    assert len(told) == 2, "de-simple is German"


def test_hard_german_is_told(folder: Path, lotse: Lotse):
    hard = (
        "Antragsberechtigte Personen haben die erforderlichen Nachweise unverzüglich und "
        "vollständig bei der zuständigen Ausländerbehörde einzureichen, andernfalls kann eine "
        "Entscheidung nicht innerhalb der gesetzlichen Frist getroffen werden."
    )
    change(folder / "flows/report.yaml", "help: Zum Beispiel bei der Arbeit.", f"help: {hard}")
    assert any('"report/area/help" is as hard to read' in one for one in found(lotse))


def test_many_findings_of_a_kind_share_a_line(folder: Path, lotse: Lotse):
    _, out, _ = lotse("translations", "update", "tr")
    _, out, _ = lotse("flows", "check")
    (line,) = [line for line in out.splitlines() if "translations/tr/report.po" in line]
    assert (
        "texts are not translated: report/title, report/triggers.words, report/safe/ask …" in line
    )


def test_many_files_of_a_language_share_a_line(folder: Path, lotse: Lotse):
    for name in ("one", "two"):
        text = (folder / "flows/report.yaml").read_text(encoding="utf-8")
        text = text.replace("flow: report", f"flow: {name}").replace("deeplink: report", "")
        text = text.replace("{, words", "{words")
        (folder / f"flows/{name}.yaml").write_text(text, encoding="utf-8")
    lotse("translations", "update", "tr")
    _, out, _ = lotse("flows", "check")
    (line,) = [
        line
        for line in out.splitlines()
        if "translations/tr:" in line and "before a release" in line and "not translated" in line
    ]
    assert "one.po" in line
    assert "two.po" in line
    assert "report.po" in line


def test_what_a_release_lacks_is_summed_up(folder: Path, lotse: Lotse):
    _, out, _ = lotse("flows", "check")
    (line,) = [line for line in out.splitlines() if line.startswith("To settle before")]
    assert "facts, see docs/for-the-office.md; " in line
    assert "languages of the words of danger" in line


# test, new, graph, schema, facts


def test_tests_are_played_in_every_language(folder: Path, lotse: Lotse):
    (folder / "tests/flows").mkdir(parents=True)
    path = folder / "tests/flows/a.yaml"
    path.write_text(TEST, encoding="utf-8")
    code, out, err = lotse("flows", "test")
    assert (code, err) == (0, "")
    assert "✓ tests/flows/a.yaml: de, ar, en" in out
    assert "1 tests, 3 conversations, 0 with errors" in out
    path.write_text(TEST.replace("at: area", "at: story"), encoding="utf-8")
    code, out, err = lotse("flows", "test", str(path), lang="de")
    assert code == 1
    assert "✗" in out
    assert f"{path}:7:5: tells it (en): erwartet war at story, gefunden area." in err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TEST.replace("in: all", "in: [xx]"), "languages that are not there: xx."),
        ("test: x\nflow: report\nplay: [jump]", "one move"),
        ("", "empty"),
    ],
)
def test_tests_that_cannot_be_played(folder: Path, lotse: Lotse, text: str, message: str):
    path = folder / "a.yaml"
    path.write_text(text, encoding="utf-8")
    code, _, err = lotse("flows", "test", str(path))
    assert code == 1
    assert message in err


def test_no_tests_are_no_success(folder: Path, lotse: Lotse):
    assert lotse("flows", "test")[0] == 1
    assert lotse("flows", "test", "missing.yaml")[0] == 1


def test_a_new_flow_passes_the_checks_and_its_test(folder: Path, lotse: Lotse):
    code, out, _ = lotse("flows", "new", "my-flow")
    assert code == 0
    assert out.startswith("New: flows/my-flow.yaml\nNew: tests/flows/my-flow_first.yaml\n")
    assert lotse("flows", "check")[0] == 0
    assert not [one for one in found(lotse) if "flows/my-flow.yaml" in one]
    code, out, _ = lotse("flows", "test")
    assert (code, "✓ tests/flows/my-flow_first.yaml: de, ar, en" in out) == (0, True)
    before = (folder / "flows/my-flow.yaml").read_bytes()
    code, _, err = lotse("flows", "new", "my-flow")
    assert (code, err) == (1, "flows/my-flow.yaml exists already.\n")
    assert (folder / "flows/my-flow.yaml").read_bytes() == before


@pytest.mark.parametrize("name", ["Ümlaut", "../x", "a b", ""])
def test_names_that_cannot_be(folder: Path, lotse: Lotse, name: str):
    code, _, err = lotse("flows", "new", name)
    assert code == 1
    assert "cannot be an id" in err


def test_a_picture_goes_to_a_file_or_to_the_terminal(folder: Path, lotse: Lotse):
    code, out, _ = lotse("flows", "graph", "report")
    assert code == 0
    assert ET.fromstring(out).get("aria-label") == "✋ Melden"
    assert lotse("flows", "graph", "report", "-o", "out/report.svg")[0] == 0
    assert (folder / "out/report.svg").read_text(encoding="utf-8") == out
    code, _, err = lotse("flows", "graph", "repotr", lang="de")
    assert (code, err) == (1, "Es gibt keinen Ablauf „repotr“. Meinten Sie „report“?\n")


def test_schema_and_facts_are_written(folder: Path, lotse: Lotse):
    _, out, _ = lotse("flows", "schema")
    assert json.loads(out)["title"] == "Ein Ablauf für Lotse"
    _, out, _ = lotse("flows", "facts")
    assert out.startswith("# Was die Stadt noch bestätigen muss\n")


# translations


def entries(folder: Path, lang: str, name: str) -> dict[str, polib.POEntry]:
    return {e.msgctxt: e for e in polib.pofile(str(folder / "translations" / lang / f"{name}.po"))}


def test_update_follows_the_german_texts(folder: Path, lotse: Lotse):
    code, out, _ = lotse("translations", "update", "en")
    assert (code, out.startswith("en: ")) == (0, True)
    change(folder / "flows/report.yaml", "ask: Wo ist es passiert?", "ask: Wo ist es passiert")
    lotse("translations", "update")
    entry = entries(folder, "en", "report")["report/area/ask"]
    assert (entry.fuzzy, entry.previous_msgid) == (True, "Wo ist es passiert?")
    code, out, _ = lotse("translations", "update", "--same-meaning", "report/area")
    assert code == 0
    entry = entries(folder, "en", "report")["report/area/ask"]
    assert not entry.fuzzy
    assert "same meaning: " in entry.tcomment
    assert lotse("flows", "check")[0] == 0


def test_a_step_that_is_not_there(folder: Path, lotse: Lotse):
    code, _, err = lotse("translations", "update", "--same-meaning", "report/aera")
    assert code == 1
    assert 'No text stands at "report/aera".\n    → Did you mean "report/area"?' in err


@pytest.mark.parametrize("lang", ["de", "../x", "EN"])
def test_languages_that_cannot_be(folder: Path, lotse: Lotse, lang: str):
    code, _, err = lotse("translations", "update", lang)
    assert code == 1
    assert "cannot name a language" in err
    assert not (folder / "x").exists()


def test_a_new_language_is_not_offered_before_anything_is_translated(folder: Path, lotse: Lotse):
    lotse("translations", "update", "tr")
    assert len(entries(folder, "tr", "report")) > 10
    assert "Languages: de, ar, en\n" in lotse("flows", "check")[1]
    po = folder / "translations/tr/report.po"
    file = polib.pofile(str(po))
    file[0].msgstr = "Bildir"
    file.save()
    assert "Languages: de, tr, ar, en\n" in lotse("flows", "check")[1]


def test_stats(folder: Path, lotse: Lotse):
    lotse("translations", "update")
    code, out, _ = lotse("translations", "stats", lang="de")
    assert code == 0
    assert out.splitlines()[0].split() == ["fertig", "geprüft", "veraltet", "fehlt"]
    (row,) = [line.split() for line in out.splitlines() if line.startswith("en/report")]
    assert [int(cell) for cell in row[1:5]] == count(folder)


def count(folder: Path) -> list[int]:
    listed = [e for e in entries(folder, "en", "report").values() if not e.obsolete]
    fuzzy = sum(e.fuzzy for e in listed)
    done = sum(bool(e.msgstr) and not e.fuzzy for e in listed)
    reviewed = sum("reviewed: " in e.tcomment and not e.fuzzy for e in listed)
    return [done, reviewed, fuzzy, len(listed) - done - fuzzy]


def test_a_sheet_goes_out_and_comes_back(folder: Path, lotse: Lotse):
    lotse("translations", "update")
    assert lotse("translations", "export", "en", "-o", "en.xlsx")[0] == 0
    code, out, err = lotse("translations", "import", "en.xlsx")
    assert (code, err) == (0, "")
    assert out == "en: 0 taken over, 0 marked as reviewed.\n"
    code, _, err = lotse("translations", "import", "missing.xlsx")
    assert (code, "cannot be read" in err) == (1, True)


def test_drafts_need_a_model_and_say_so(folder: Path, lotse: Lotse):
    before = {path: path.read_bytes() for path in (folder / "translations").rglob("*.po")}
    code, _, err = lotse("translations", "draft", "en")
    assert code == 1
    assert "There is no translation model from German to en on this machine." in err
    assert {path: path.read_bytes() for path in (folder / "translations").rglob("*.po")} == before


class Loud:
    """Translates into capital letters, facts and all."""

    def model(self, target: str) -> str:
        return f"de-{target} 1.9"

    def translate(self, texts: Sequence[str], target: str) -> list[str]:
        return [text.upper() for text in texts]


# words and time

LANGUAGES = ("en", "tr", "ar", "fa", "ru", "uk", "pl", "ro", "bg", "ku", "fr", "es", "sr", "vi")


@pytest.mark.parametrize(
    ("set_to", "german"),
    [
        ({"LANG": "de_DE.UTF-8"}, True),
        ({"LANG": "de"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "de", "LC_ALL": "en_GB"}, False),
        ({"LANG": "en", "LC_MESSAGES": "de_AT"}, True),
        ({}, False),
    ],
)
def test_which_language_the_terminal_speaks(
    monkeypatch: pytest.MonkeyPatch, set_to: dict[str, str], german: bool
):
    for name in ("LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in set_to.items():
        monkeypatch.setenv(name, value)
    assert speaks_german() == german


def test_sixteen_languages_are_checked_and_tested(lotse: Lotse, tmp_path: Path):
    """How long it takes, `make bench` says."""
    for lang in (*LANGUAGES, "it"):
        (tmp_path / lang).mkdir()
        for path in (ROOT / "translations" / "en").glob("*.po"):
            text = path.read_text(encoding="utf-8")
            text = text.replace('"Language: en\\n"', f'"Language: {lang}\\n"')
            (tmp_path / lang / path.name).write_text(text, encoding="utf-8")
    folders = ("--folder", str(ROOT / "flows"), "--translations", str(tmp_path))
    assert lotse("flows", "check", *folders)[0] == 0
    code, out, err = lotse("flows", "test", *folders, "--tests", str(ROOT / "tests" / "flows"))
    assert code == 0, err
    assert f"{len(list((ROOT / 'tests' / 'flows').iterdir()))} tests, " in out


def test_drafts_with_a_model(folder: Path, lotse: Lotse, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("lotse.drafting.Drafter", lambda folder: contextlib.nullcontext(Loud()))
    code, out, err = lotse("translations", "draft", "tr")
    assert (code, err) == (0, "")
    entry = entries(folder, "tr", "report")["report/area/ask"]
    assert (entry.msgstr, entry.fuzzy) == ("WO IST ES PASSIERT?", True)
    assert "drafts, " in out
    assert not out.endswith(" 0 of no use.\n"), "what lost its facts is left out"


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="GNU gettext is not installed")
def test_a_release_hears_what_gettext_says(folder: Path, lotse: Lotse):
    twice = '\nmsgctxt "report/area/ask"\nmsgid "Wo ist es passiert?"\nmsgstr "Where?"\n'
    with (folder / "translations/en/report.po").open("a", encoding="utf-8") as file:
        file.write(twice)
    _, out, _ = lotse("flows", "check", "--release")
    assert "translations/en/report.po:1:1: msgfmt --check: " in out
    assert "duplicate message definition" in out


def test_texts_that_are_gone_are_told(folder: Path, lotse: Lotse):
    po = folder / "translations/en/report.po"
    with po.open("a", encoding="utf-8") as file:
        file.write('\nmsgctxt "report/gone/ask"\nmsgid "Weg"\nmsgstr "Gone"\n')
    gone = 'warning: translations/en/report.po: Nothing is said at "report/gone/ask" any more.'
    assert gone in found(lotse)
