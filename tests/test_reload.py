"""Live reload: what editors save goes live if it passes; otherwise the last good version serves."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.engine.book import Book
from bot.engine.problems import FlowError
from bot.library import load_book
from bot.reload import LiveBook, look
from tests.recorded import record
from tests.running import Visitor
from tests.test_up import Program, until

SMALL = Path(__file__).parent / "engine" / "small"
OLD, NEW = "Wo ist es passiert?", "Wo war das?"
EVERY = 0.02


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "small")
    return tmp_path / "small"


@asynccontextmanager
async def watching(folder: Path) -> AsyncIterator[LiveBook]:
    def load() -> Book:
        return load_book(folder / "flows", folder / "translations", demo=True)

    live = LiveBook(load, folder / "flows", folder / "translations", every=EVERY)
    task = asyncio.create_task(live.run())
    try:
        yield live
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def save(folder: Path, old: str, new: str, name: str = "report.yaml") -> None:
    path = folder / "flows" / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def asked(live: LiveBook) -> str:
    step = live.book.flows["report"].steps["area"]
    return getattr(step, "text", "")


async def seen(live: LiveBook, text: str) -> None:
    async def is_seen() -> bool:
        return asked(live) == text

    await until(is_seen)


async def test_a_saved_flow_goes_live(folder: Path) -> None:
    async with watching(folder) as live:
        before = live.book
        save(folder, OLD, NEW)
        await seen(live, NEW)
        assert live.book is not before
        assert getattr(before.flows["report"].steps["area"], "text", "") == OLD


async def test_what_does_not_pass_never_goes_live_and_is_logged(folder: Path) -> None:
    with capture_logs() as logs:
        async with watching(folder) as live:
            before = live.book
            save(folder, "next: story}", "next: storry}")

            async def logged() -> bool:
                return any(entry["event"] == "flow problem" for entry in logs)

            await until(logged)
            assert live.book is before
            problem = next(entry for entry in logs if entry["event"] == "flow problem")
            assert problem["place"].endswith("report.yaml:59:39")
            assert problem["do"] == 'Did you mean "story"?'
            assert problem["log_level"] == "error"
            reported = len(logs)
            await asyncio.sleep(EVERY * 10)
            assert len(logs) == reported, "once is enough"
            save(folder, "next: storry}", "next: story}")
            save(folder, OLD, NEW)
            await seen(live, NEW)


async def test_translations_facts_and_notices_go_live_too(folder: Path) -> None:
    async with watching(folder) as live:
        (folder / "flows" / "notices.yaml").write_text("a: {text: Hinweis}", encoding="utf-8")

        async def noticed() -> bool:
            return bool(live.book.notices)

        await until(noticed)
        (folder / "translations" / "ar" / "bot.po").unlink()

        async def unlearned() -> bool:
            return "ar" not in {language.id for language in live.book.languages}

        await until(unlearned)


async def test_a_recording_goes_live_too(folder: Path) -> None:
    async with watching(folder) as live:
        assert live.book.recordings == {}
        record(folder / "flows" / "media", "en/bot-menu.mp3")

        async def is_heard() -> bool:
            return live.book.plays("en/bot-menu.mp3")

        await until(is_heard)


async def test_files_that_are_still_being_written_are_waited_for(folder: Path) -> None:
    looks = 0

    def load() -> Book:
        nonlocal looks
        looks += 1
        return load_book(folder / "flows", folder / "translations", demo=True)

    live = LiveBook(load, folder / "flows", folder / "translations", every=EVERY * 5)
    task = asyncio.create_task(live.run())
    path = folder / "flows" / "report.yaml"
    for at in range(30):
        os.utime(path, ns=(at, at))
        await asyncio.sleep(EVERY)
    assert looks == 1, "nothing was read while the files kept changing"
    save(folder, OLD, NEW)
    await seen(live, NEW)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_an_unexpected_fault_leaves_the_last_good_version(folder: Path) -> None:
    book = load_book(folder / "flows", folder / "translations", demo=True)
    faults = 0

    def load() -> Book:
        nonlocal faults
        faults += 1
        raise ZeroDivisionError

    live = LiveBook(load, folder / "flows", book=book, every=EVERY)
    task = asyncio.create_task(live.run())
    save(folder, OLD, NEW)

    async def fell() -> bool:
        return bool(faults)

    await until(fell)
    await asyncio.sleep(EVERY * 3)
    assert live.book is book
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_without_any_good_version_there_is_no_start(folder: Path) -> None:
    save(folder, "flow: report", "flow: report\nflwo: x")
    with pytest.raises(FlowError):
        LiveBook(lambda: load_book(folder / "flows", folder / "translations", demo=True), folder)


def test_a_look_sees_names_times_and_sizes(folder: Path) -> None:
    before = look((folder,))
    (folder / "flows" / "notes.txt").write_text("nothing to do with flows")
    assert look((folder,)) == before
    path = folder / "flows" / "report.yaml"
    os.utime(path, ns=(1, 1))
    assert look((folder,)) != before
    assert look((folder / "missing",)) == frozenset()


def test_a_file_that_goes_away_during_the_look_is_no_fault(folder: Path) -> None:
    (folder / "flows" / "gone.yaml").symlink_to(folder / "nowhere")
    assert not [name for name, _, _ in look((folder,)) if "gone" in name]


async def test_the_running_program_takes_edits_over(tmp_path: Path, folder: Path) -> None:
    """The whole program: a chat in the middle sees the new text, then survives a broken file."""
    settings = {
        "LOTSE_FLOWS": str(folder / "flows"),
        "LOTSE_TRANSLATIONS": str(folder / "translations"),
    }
    async with Program(tmp_path, "up", **settings) as program:
        await program.says("Lotse is ready")
        async with program.client() as client:
            visitor = Visitor(client)
            await visitor.begin()
            await visitor.tap("Melden")
            await visitor.tap("Ja")
            assert visitor.texts()[-1] == OLD
            save(folder, OLD, NEW)
            await program.says("flows taken over")
            await visitor.type("hilfe")
            assert visitor.texts()[-1] == NEW
            save(folder, "next: story}", "next: storry}")
            await program.says(r"flow problem.*report\.yaml:59:39")
            await visitor.type("hilfe")
            assert visitor.texts()[-1] == NEW
            assert (await client.get("/readyz")).status_code == 200
