"""`make bench`: measure everything on this machine and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench import parts, ready, tools, webhook
from bench.drive import BenchFailed
from bench.peers.started import Start, aiogram, lotse, stub_api
from bench.report import Results, page
from bench.stopping import on_signals
from bench.webhook import Round, Sizes

_PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def main() -> None:
    options = _options()
    on_signals()
    try:
        with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
            results = _measure(options, Path(folder))
    except BenchFailed as error:
        logs = [log for log in getattr(error, "__notes__", ()) if log]
        sys.exit("\n\n".join([f"No figures: {error}", *logs]))
    except KeyboardInterrupt:
        sys.exit("Stopped; nothing was written.")
    options.output.write_text(page(results), encoding="utf-8")
    print(f"Written to {options.output.name}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--residents", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--output", type=Path, default=_PAGE)
    options = parser.parse_args()
    if min(options.residents, options.at_once, options.rounds, options.starts) < 1:
        parser.error("every number is at least 1")
    return options


def _measure(options: argparse.Namespace, folder: Path) -> Results:
    sizes = Sizes(options.residents, options.at_once, options.rounds)
    print("Small parts …", flush=True)
    measured = parts.measure()
    print("Editors' tools …", flush=True)
    of_editors = tools.measure(folder / "languages")
    starts = []
    for number in range(options.starts):
        print(f"Start {number + 1} of {options.starts} …", flush=True)
        starts.append(ready.measure(folder / f"start-{number}"))
    rounds: dict[str, list[Round]] = {"lotse": [], "aiogram": []}
    with stub_api(folder / "stub") as stub:
        script = webhook.record(folder / "record", stub)
        for number in range(sizes.rounds):
            for name, start in _turns(number):
                print(f"Round {number + 1} of {sizes.rounds}: {name} …", flush=True)
                place = folder / f"{name}-{number}"
                rounds[name].append(webhook.measure(start, place, stub, script, sizes))
    return Results(
        sizes=sizes,
        starts=starts,
        lotse=rounds["lotse"],
        aiogram=rounds["aiogram"],
        parts=measured,
        tools=of_editors,
        script=script,
    )


def _turns(number: int) -> list[tuple[str, Start]]:
    """The peers take turns in beginning."""
    peers: list[tuple[str, Start]] = [("lotse", lotse), ("aiogram", aiogram)]
    return peers if number % 2 == 0 else peers[::-1]


if __name__ == "__main__":
    main()
