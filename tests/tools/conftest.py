from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.engine.book import Book
from bot.library import load_book
from lotse.__main__ import main

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "engine" / "small"
Lotse = Callable[..., tuple[int, str, str]]
"""Runs the command line; gives its exit code, what it said on stdout and what on stderr."""


@pytest.fixture(scope="session")
def book() -> Book:
    """The city's own flows."""
    return load_book(ROOT / "flows", ROOT / "translations", demo=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with small flows, their catalogues and no tests."""
    shutil.copytree(SMALL / "flows", tmp_path / "flows")
    shutil.copytree(SMALL / "translations", tmp_path / "translations")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def lotse(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, lang: str = "C") -> tuple[int, str, str]:
        monkeypatch.setenv("LANG", lang)
        monkeypatch.setattr(sys, "argv", ["lotse", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), said.out, said.err

    return run


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
