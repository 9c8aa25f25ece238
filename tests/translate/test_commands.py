"""`lotse models …` and `lotse translations draft`, with the small real models."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import po
from handoff.translation import packages, proofs
from handoff.translation.packages import Hop
from lotse.commands import models as commands
from tests.translate.conftest import SHIPPED

ROOT = Path(__file__).parents[2]
Answer = tuple[int, str, str]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A working folder with small flows and no models."""
    small = ROOT / "tests" / "engine" / "small"
    shutil.copytree(small / "flows", tmp_path / "flows")
    shutil.copytree(small / "translations", tmp_path / "translations")
    return tmp_path


def lotse(place: Path, *arguments: str | Path, lang: str = "C") -> Answer:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LOTSE_", "LC_", "LANG"))
    }
    program = Path(sys.executable).with_name("lotse")
    done = subprocess.run(
        [program, *arguments],
        cwd=place,
        env=kept | {"LANG": lang, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def shipped(*pairs: str) -> list[Path]:
    return [SHIPPED / f"translate-{pair}-1_0.argosmodel" for pair in pairs]


def test_models_are_installed_one_by_one(place: Path):
    bad = place / "bad.argosmodel"
    bad.write_text("no archive")
    code, out, err = lotse(place, "models", "install", *shipped("de_en"), bad, *shipped("en_tr"))
    assert code == 1
    assert out == (
        "translate-de_en-1_0.argosmodel: de-en 1.0 installed.\n"
        "translate-en_tr-1_0.argosmodel: en-tr 1.0 installed.\n"
    )
    assert err == (
        "bad.argosmodel: This is not an intact archive. Download the file again.\n"
        "All other models are as they were.\n"
    )
    code, out, err = lotse(place, "models", "install", *shipped("de_en"), lang="de_DE.UTF-8")
    assert (code, err) == (0, "")
    assert out == "translate-de_en-1_0.argosmodel: de-en 1.0 war schon da.\n"


def test_the_list_tells_the_ways_and_what_was_tried(place: Path):
    code, out, err = lotse(place, "models", "list")
    assert (code, out) == (0, "")
    assert "There is no model in models. Lotse works without translating." in err
    lotse(place, "models", "install", *shipped("de_en", "en_tr"))
    _, out, _ = lotse(place, "models", "list")
    assert "de-en 1.0" in out
    assert "licence not named" in out
    assert "de → en → tr          not tried\n" in out

    code, out, err = lotse(place, "models", "probe")
    assert (code, err) == (0, "")
    assert "  Bitte rufen Sie 0511 123456 an.\n  → Lütfen 0511 123456 arayın.\n" in out
    assert "  4 of 4 sentences intact, " in out
    _, out, _ = lotse(place, "models", "list")
    assert out.count(": 4 of 4 sentences intact\n") == 3

    about = next((place / "models").glob("translate-en_tr*")) / "metadata.json"
    about.write_text(json.dumps(json.loads(about.read_text()) | {"package_version": "2.0"}))
    _, out, _ = lotse(place, "models", "list")
    assert "de → en → tr          not tried with this model\n" in out
    assert out.count(": 4 of 4 sentences intact\n") == 1


def test_a_probe_goes_on_after_a_model_that_broke(place: Path):
    assert lotse(place, "models", "probe")[0] == 1
    lotse(place, "models", "install", *shipped("de_en", "tr_en"))
    weights = next((place / "models").glob("translate-de_en*")) / "model" / "model.bin"
    weights.write_bytes(b"x")
    code, out, err = lotse(place, "models", "probe", lang="de_DE.UTF-8")
    assert code == 1
    assert "Das Modell läuft nicht." in err
    assert "  Sözleşmeyi almadım.\n  → I have not received the contract.\n" in out
    assert set(proofs.read(place / "models")) == {"tr-en"}


def test_proofs_that_cannot_be_read_count_as_none(tmp_path: Path):
    (tmp_path / "proofs.json").write_text("[]")
    assert proofs.read(tmp_path) == {}


def test_every_reason_is_told_in_both_languages():
    raised = set()
    for path in (ROOT / "handoff" / "translation").glob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "NotAPackage(" in line and "class" not in line:
                raised |= {word for word in line.split('"')[1::2] if word.isidentifier()}
    raised.discard("0")
    assert raised == set(commands._WRONG)
    for german, english in commands._WRONG.values():
        assert german != english
        assert german.count("{}") == english.count("{}")


@pytest.mark.parametrize(
    ("hops", "way"),
    [
        ("de-tr de-en en-tr", "de-tr"),
        ("de-en en-tr", "de-en en-tr"),
        ("de-fr fr-tr", None),
        ("de-en tr-en", None),
    ],
)
def test_the_way_is_straight_or_through_english(hops: str, way: str | None):
    known = {Hop(*hop.split("-")) for hop in hops.split()}
    found = packages.route(known, "de", "tr")
    assert (found and " ".join(map(str, found))) == way
    assert packages.route(known | {Hop("en", "de")}, "de", "de") is None


# drafts


def test_a_catalogue_is_drafted_through_english(place: Path):
    """The report of the small flows gets one step whose German the small models know."""
    report = place / "flows" / "report.yaml"
    text = report.read_text(encoding="utf-8")
    assert text.count("Wo ist es passiert?") == 1
    known = "Bitte rufen Sie {em.police} an. Laut § 15 Abs. 4 AGG ist das verboten."
    report.write_text(text.replace("Wo ist es passiert?", f'"{known}"'), encoding="utf-8")
    lotse(place, "models", "install", *shipped("de_en", "en_tr"))
    code, _, err = lotse(place, "translations", "update", "tr")
    assert code == 0, err
    file = po.open_file(place / "translations", "tr", "report")
    by_hand = next(entry for entry in file if entry.msgctxt != "report/area/ask")
    po.translate(by_hand, "Elle yazıldı")
    po.save(file)

    code, out, err = lotse(place, "translations", "draft", "tr")
    assert (code, err) == (0, "")
    assert out.startswith("tr: ")
    entries = {
        entry.msgctxt: entry for entry in po.open_file(place / "translations", "tr", "report")
    }
    drafted = entries["report/area/ask"]
    assert drafted.msgstr == ("Lütfen {em.police} arayın. § 15 Abs. 4 AGG uyarınca bu yasaktır.")
    assert drafted.fuzzy
    assert drafted.tcomment == "machine: de-en 1.0 + en-tr 1.0"
    kept = entries[by_hand.msgctxt]
    assert (kept.msgstr, kept.fuzzy) == ("Elle yazıldı", False)
    assert not po.is_reviewed(drafted)


def test_simple_german_is_no_translation(place: Path):
    lotse(place, "models", "install", *shipped("de_en", "en_de"))
    code, _, err = lotse(place, "translations", "draft", "de-simple")
    assert code == 1
    assert "There is no translation model from German to de-simple on this machine." in err
