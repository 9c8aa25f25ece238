"""Editors' files that are kept taken apart: the same book, without the work, whatever happens."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from bot import catalogue, compiled
from bot.catalogue import Catalogue
from bot.engine import yaml_nodes
from bot.engine.book import Book
from bot.engine.problems import FlowError
from bot.library import load_book

SMALL = Path(__file__).parents[1] / "engine" / "small"


@pytest.fixture(autouse=True)
def kept(tmp_path: Path) -> Iterator[Path]:
    """An empty folder to keep things in; afterwards there is the one of all tests again."""
    before = compiled._Folder.path
    compiled.use(tmp_path / "kept")
    yield tmp_path / "kept"
    compiled.use(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "small")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is taken apart from now on: "yaml" or the catalogue's path."""
    found: list[str] = []
    composed, read = yaml_nodes._composed, catalogue._parsed
    monkeypatch.setattr(
        yaml_nodes, "_composed", lambda *given: (found.append("yaml"), composed(*given))[1]
    )
    monkeypatch.setattr(
        catalogue,
        "_parsed",
        lambda path, *rest: (found.append(path.stem), read(path, *rest))[1],
    )
    return found


def started(folder: Path) -> Book:
    """The book as a process reads it that has just begun."""
    yaml_nodes._KNOWN.clear()
    catalogue._READ.clear()
    return load_book(folder / "flows", folder / "translations", demo=True)


def written(book: Book) -> tuple[object, ...]:
    texts = book.texts
    assert isinstance(texts, Catalogue)
    return book.flows, book.facts, book.teams, book.languages, book.drafts, texts.entries()


def test_nothing_is_taken_apart_a_second_time(folder: Path, parsed: list[str]) -> None:
    first = started(folder)
    assert "yaml" in parsed
    assert "report" in parsed
    parsed.clear()
    assert written(started(folder)) == written(first)
    assert parsed == []


def test_a_copy_elsewhere_is_not_taken_apart_but_names_its_own_files(
    folder: Path, tmp_path: Path, parsed: list[str]
) -> None:
    started(folder)
    parsed.clear()
    copy = shutil.copytree(folder, tmp_path / "copy")
    book = started(copy)
    assert parsed == []
    assert isinstance(book.texts, Catalogue)
    named = {entry.file for entry in book.texts.entries()["en"]}
    assert named == {str(path) for path in copy.glob("translations/en/*.po")}
    assert all(flow.file.startswith(str(copy)) for flow in book.flows.values())


def test_what_was_changed_is_taken_apart_anew(folder: Path, parsed: list[str]) -> None:
    before = started(folder)
    parsed.clear()
    path = folder / "translations" / "en" / "report.po"
    path.write_text(path.read_text().replace('"Report"', '"Report it"'))
    after = started(folder)
    assert parsed == ["report"]
    assert written(after) != written(before)


def test_the_same_file_in_another_languages_folder_is_still_refused(
    folder: Path, parsed: list[str]
) -> None:
    started(folder)
    shutil.copytree(folder / "translations" / "en", folder / "translations" / "fr")
    with pytest.raises(FlowError, match='The header says Language: "en"'):
        started(folder)


def test_problems_are_found_each_time(folder: Path) -> None:
    path = folder / "flows" / "info.yaml"
    path.write_text(path.read_text() + "\n% surprise\n")
    said = []
    for _ in range(2):
        with pytest.raises(FlowError) as caught:
            started(folder)
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert "begins with %" in said[0]


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _one_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _something_else(path: Path) -> None:
    data = msgspec.msgpack.encode({"value": [[[]]], "place": "nowhere"})
    path.write_bytes(compiled._digest(data) + data)


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [_empty, _half, _one_bit, _something_else, _a_folder])
def test_damage_does_not_matter(
    folder: Path, kept: Path, parsed: list[str], damage: Callable[[Path], None]
) -> None:
    first = started(folder)
    parsed.clear()
    files = list(kept.iterdir())
    assert files
    for path in files:
        damage(path)
    assert written(started(folder)) == written(first)
    assert len(parsed) == len(files)


def test_another_version_of_the_program_takes_everything_apart_anew(
    folder: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    started(folder)
    parsed.clear()
    rows = compiled.Kept(list[catalogue._Row], [catalogue.__file__, __file__], ["babel"])
    monkeypatch.setattr(catalogue, "_ROWS", rows)
    started(folder)
    assert parsed
    assert "yaml" not in parsed


def test_a_folder_that_others_can_write_to_is_left_alone(folder: Path, kept: Path) -> None:
    kept.chmod(0o777)
    compiled.use(kept)
    started(folder)
    assert list(kept.iterdir()) == []


def test_without_a_folder_it_works_as_well(folder: Path, tmp_path: Path) -> None:
    first = started(folder)
    for nowhere in (None, Path("/dev/null"), Path("/dev/null/lotse")):
        compiled.use(nowhere)
        assert written(started(folder)) == written(first)


def test_what_cannot_be_written_leaves_nothing_behind(
    folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        first = started(folder)
        assert list(kept.iterdir()) == []
    assert written(started(folder)) == written(first)
    assert list(kept.iterdir())


def test_it_does_not_grow_without_end(
    folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(folder)
    many = len(list(kept.iterdir()))
    monkeypatch.setattr(compiled, "MAX_FILES", many - 1)
    path = folder / "flows" / "info.yaml"
    path.write_text(path.read_text() + "# changed\n")
    compiled.use(kept)  # as a new process does
    started(folder)
    assert len(list(kept.iterdir())) < many
