"""`python -m bench.desk`: the desk with very many cases, people and messages; writes
docs/benchmarks-desk.md. Its parts: `queue`, `screen`, `talks`.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import msgspec

from bench import desk_queue, desk_screen, desk_talks
from bench.desk_queue import View
from bench.desk_screen import Screen
from bench.desk_talks import Talks
from bench.drive import BenchFailed
from bench.stopping import on_signals

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks-desk.md"


class Found(msgspec.Struct):
    """`busy`: how many processes waited for a core when it began, per core."""

    cases: int
    busy: float
    queue: list[View] | None = None
    screen: Screen | None = None
    talks: Talks | None = None


def main() -> None:
    options = _options()
    on_signals()
    try:
        with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
            found = asyncio.run(measure(options, Path(folder)))
    except BenchFailed as error:
        sys.exit("\n\n".join([f"No figures: {error}", *getattr(error, "__notes__", ())]))
    except KeyboardInterrupt:
        sys.exit("Stopped; nothing was written.")
    text = "\n".join(page(found)) + "\n"
    sys.stdout.write(text)
    if options.only is None:
        options.output.write_text(text, encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__)
    parser.add_argument("--only", choices=("queue", "screen", "talks"), help="writes no page")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--counsellors", type=int, default=50)
    parser.add_argument("--chats", type=int, default=500)
    parser.add_argument("--messages", type=int, default=4, help="of each resident")
    parser.add_argument("--long", type=int, default=200, help="messages of the long case")
    parser.add_argument("--arrivals", type=int, default=60)
    parser.add_argument("--output", type=Path, default=PAGE)
    return parser.parse_args()


async def measure(options: argparse.Namespace, folder: Path) -> Found:
    found = Found(options.cases, os.getloadavg()[0] / (os.cpu_count() or 1))
    if options.only in (None, "queue"):
        found.queue = await desk_queue.measure(folder / "queue", options.cases, options.requests)
    if options.only in (None, "screen"):
        found.screen = await desk_screen.measure(
            folder / "screen", options.long, 5, options.arrivals
        )
    if options.only in (None, "talks"):
        found.talks = await desk_talks.measure(
            folder / "talks", options.counsellors, options.chats, options.messages
        )
    return found


def page(found: Found) -> Iterator[str]:
    yield from _head(found)
    if found.queue:
        yield from _queue(found.queue, found.cases)
    if found.screen:
        yield from _screen(found.screen)
    if found.talks:
        yield from _talks(found.talks)


def _head(found: Found) -> Iterator[str]:
    yield "# Benchmarks of the desk"
    yield ""
    yield "Written by `python -m bench.desk`; do not edit by hand."
    yield ""
    yield f"- Date: {dt.datetime.now(dt.UTC).date().isoformat()}"
    machine = f"{platform.system()} on {platform.machine()}, Python {platform.python_version()}"
    yield f"- Machine: {os.cpu_count()} cores, {machine}; everything on this one machine"
    yield f"- When it began, {found.busy:.1f} processes per core waited or ran already"
    if found.busy > 1:
        yield "- **The machine was busy with other work: times say little, CPU and counts count.**"


def _queue(views: list[View], cases: int) -> Iterator[str]:
    yield ""
    yield f"## The queue with {cases:,} cases"
    yield "SQLite; `GET /desk/api/cases`, request to whole answer. Wished: p95 < 50 ms."
    yield ""
    yield "| which | cases shown | p50, ms | p95, ms | CPU of the program, ms |"
    yield "|---|---:|---:|---:|---:|"
    for view in views:
        times = f"{view.p50:,.0f} | {view.p95:,.0f} | {view.cpu:,.1f}"
        yield f"| {view.name} | {view.shown} | {times} |"


def _screen(screen: Screen) -> Iterator[str]:
    yield ""
    yield "## On the screen"
    yield "Chromium, headless, 1280 × 800; medians of five."
    yield ""
    yield "| | ms | wished |"
    yield "|---|---:|---:|"
    yield f"| Unlocked by passphrase, queue shown | {median(screen.unlock):,.0f} | < 3,000 |"
    yield (
        f"| A case of {screen.messages} messages opened, all of them shown | "
        f"{median(screen.opened):,.0f} | < 1,000 |"
    )
    yield (
        f"| A resident's message → on the counsellor's screen, p50 of {screen.arrivals} | "
        f"{screen.arrived_p50:,.0f} | |"
    )
    yield f"| … p95 | {screen.arrived_p95:,.0f} | < 300 |"


def _talks(talks: Talks) -> Iterator[str]:
    yield ""
    yield f"## {talks.counsellors} counsellors, {talks.chats} open chats"
    yield (
        "All residents write as fast as they get their answers, all pages of the desk listen; each "
        "message is opened by the counsellor whose case it is in."
    )
    yield ""
    yield "| | |"
    yield "|---|---:|"
    yield f"| Messages sent | {talks.sent:,} |"
    yield f"| Lost | {talks.lost:,} |"
    yield f"| Read twice | {talks.twice:,} |"
    yield f"| Read per second | {talks.per_second:,.0f} |"
    yield f"| From the request to the opened text, p50, ms | {talks.p50:,.0f} |"
    yield f"| … p95, ms | {talks.p95:,.0f} |"
    yield f"| CPU of the program per message, ms | {talks.cpu:,.1f} |"


if __name__ == "__main__":
    main()
