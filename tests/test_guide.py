"""The editors' guide (flows/README.md), followed to the letter: every file, command, output."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import golden
from bot.engine.fields import Fields
from bot.engine.flow import ACCEPTED
from bot.engine.notices import read_notices
from bot.engine.problems import Problem
from bot.engine.steps import KINDS, read_step
from bot.engine.yaml_nodes import parse
from bot.library import load_book
from bot.preview.play import Play
from bot.preview.run import Move
from lotse.__main__ import app
from tests.running import ROOT, shipped_book

GUIDE = (ROOT / "flows" / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(yaml|po|)\n(.*?)^```$", GUIDE, re.M | re.S)
NOW = 1_795_435_200.0


def block(start: str, kind: str = "yaml") -> str:
    found = [text for known, text in BLOCKS if known == kind and text.startswith(start)]
    assert len(found) == 1, f"{len(found)} blocks begin with {start!r}"
    return found[0]


def printed(command: str) -> list[str]:
    """What the guide shows after `$ command`."""
    return block(f"$ {command}", "").splitlines()[1:]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the editors' folders, as the present one; the terminal speaks German."""
    for folder in ("flows", "translations", "tests/flows"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    return tmp_path


def call(command: str) -> list[str]:
    result = CliRunner().invoke(app, command.split()[1:])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output.splitlines()


def shape(lines: list[str]) -> list[str]:
    """Without what changes with every new flow and language: figures, lists of languages."""
    plain = [re.sub(r"\bde(, [a-z-]+)*\b", "de", line) for line in lines]
    return [re.sub(r"\d+(\.\d+)?", "#", line) for line in plain]


def test_the_half_hour(desk: Path) -> None:
    assert call("lotse flows new lost") == printed("lotse flows new lost")

    flow = desk / "flows" / "lost.yaml"
    text = block("lotse: 1\nflow: lost")
    (desk / "flows" / "facts" / "lost.yaml").write_text(block("lost.papers:"), "utf-8")
    flow.write_text(text.replace("next: sort\n", "next: sorf\n"), "utf-8")
    assert call("lotse flows check") == printed("lotse flows check")

    flow.write_text(text, "utf-8")
    checked = call("lotse flows check")
    assert shape(checked[-3:-1]) == shape(block("10 Abläufe", "").splitlines())
    waiting = [line for line in checked if line.startswith("[vor der Freigabe] flows/facts/lost")]
    assert len(waiting) == 2

    stale = printed("lotse flows test tests/flows/lost_first.yaml")
    played = call("lotse flows test tests/flows/lost_first.yaml")
    for line in stale:
        (wanted,) = shape([line.removesuffix("…").strip()])
        assert any(shown.startswith(wanted) for shown in shape(played)), line
    (desk / "tests" / "flows" / "lost_first.yaml").unlink()

    book = load_book(desk / "flows", desk / "translations", demo=False)
    playing = Play(book, "lost", "de", lambda: NOW)
    playing.do(Move("tap", "papers", playing.run.buttons()["papers"]))
    playing.do(Move("type", "20.11.2026"))
    saved = playing.save_test(Path("tests/flows"), "Ausweis verloren")
    assert saved.text == block("test: Ausweis verloren")
    said = f"Gespeichert: {saved.file} – bestanden in: {', '.join(saved.langs)}."
    assert shape([said]) == shape(block("Gespeichert:", "").splitlines())
    tested = printed("lotse flows test tests/flows/lost_ausweis_verloren.yaml")
    again = call("lotse flows test tests/flows/lost_ausweis_verloren.yaml")
    assert shape(again) == shape(tested)


def test_its_translation(desk: Path) -> None:
    (desk / "flows" / "lost.yaml").write_text(block("lotse: 1\nflow: lost"), "utf-8")
    (desk / "flows" / "facts" / "lost.yaml").write_text(block("lost.papers:"), "utf-8")
    updated = call("lotse translations update en")
    assert shape(updated) == shape(printed("lotse translations update en"))
    catalogue = desk / "translations" / "en" / "lost.po"
    entry = block("msgctxt", "po")
    before = catalogue.read_text("utf-8")
    empty = re.sub(r'msgstr ".*"', 'msgstr ""', entry)
    assert empty in before
    catalogue.write_text(before.replace(empty, entry), "utf-8")
    book = load_book(desk / "flows", desk / "translations", demo=False)
    playing = Play(book, "lost", "en", lambda: NOW)
    assert playing.run.entries[-1].message.text == "What have you lost?"


def step_blocks() -> list[str]:
    section = GUIDE.partition("## Alle Arten von Schritten")[2].partition("\n## ")[0]
    return re.findall(r"^```yaml\n(.*?)^```$", section, re.M | re.S)


@pytest.mark.parametrize("text", step_blocks(), ids=lambda text: text.partition(":")[0])
def test_every_step_that_it_shows_is_one(text: str) -> None:
    problems: list[Problem] = []
    root = parse(text, "guide", problems)
    assert root
    ((name, fields),) = Fields(root, "guide", problems, "steps").entries("step").items()
    assert read_step(fields, name)
    assert problems == []


def test_every_kind_of_step_is_shown() -> None:
    shown = set()
    for text in step_blocks():
        problems: list[Problem] = []
        root = parse(text, "guide", problems)
        assert root
        ((_, fields),) = Fields(root, "guide", problems, "steps").entries("step").items()
        present = set(fields.node.value)
        shown.add(next(kind.name for kind in KINDS if kind.marks <= present))
    assert shown == {kind.name for kind in KINDS}
    section = GUIDE.partition("## Alle Arten von Schritten")[2].partition("\n## ")[0]
    for kind in KINDS:
        for field in kind.fields:
            assert re.search(rf"\b{field}:|`{field}`", section), field
    for kind in ACCEPTED:
        assert f"`{kind}`" in section


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_test_that_it_shows_passes(lang: str) -> None:
    problems: list[Problem] = []
    test = golden.read_test(block("test: meldet bei der Arbeit"), "guide", problems)
    assert problems == []
    assert test
    assert golden.play(shipped_book(False), test, lang) == []


def test_the_notice_that_it_shows_is_one() -> None:
    problems: list[Problem] = []
    (notice,) = read_notices(block("winter-break:"), "guide", problems)
    assert problems == []
    assert notice.since
    assert notice.until


def test_its_commands_and_files_exist() -> None:
    runner = CliRunner()
    commands = set(re.findall(r"`lotse (flows|translations) ([a-z]+)", GUIDE))
    assert len(commands) >= 12
    for group, name in commands:
        assert runner.invoke(app, [group, name, "--help"]).exit_code == 0, (group, name)
    for target in re.findall(r"\]\((\.\./[^)#]+)\)", GUIDE):
        assert (ROOT / "flows" / target).exists(), target
    headings = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", GUIDE, re.M)
    }
    for target in re.findall(r"\]\(#([^)]+)\)", GUIDE):
        assert target in headings, target
