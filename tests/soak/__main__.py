"""`python -m tests.soak`: the long run, whose figures stand in docs/benchmarks-soak.md."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.running import ROOT
from tests.soak.people import WAY
from tests.soak.run import Found, Plan, soak

REPORT = ROOT / "docs" / "benchmarks-soak.md"
WORDS, ANSWERS = 10, 5


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--messages", type=int, default=100_000)
    asked.add_argument("--faults", type=int, default=1_000)
    asked.add_argument("--at-once", type=int, default=48, help="chats at a time")
    asked.add_argument("--pause", type=float, default=0.5, help="seconds between faults")
    asked.add_argument("--seed", type=int, default=int(time.time()))
    asked.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    given = asked.parse_args()
    plan = Plan(
        chats=given.messages // (1 + len(WAY) + WORDS + ANSWERS) + 1,
        at_once=given.at_once,
        words=WORDS,
        answers=ANSWERS,
        faults=given.faults,
        seed=given.seed,
        pause=given.pause,
    )
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="lotse-soak") as folder:
        found = asyncio.run(soak(Path(folder), plan))
    text = report(plan, found, time.monotonic() - begun)
    sys.stdout.write(text)
    if given.write:
        REPORT.write_text(text, "utf-8")
    return 1 if found.broken else 0


def report(plan: Plan, found: Found, seconds: float) -> str:
    """As Markdown, with the command that makes it."""
    command = f"make soak (seed {plan.seed}, {plan.at_once} chats at a time)"
    rows = [f"| {kind} | {n} |" for kind, n in sorted(found.faults.items())]
    rows += [f"| died at the point `{name}` | {n} |" for name, n in sorted(found.deaths.items())]
    wrong = "\n".join(f"- {one}" for one in found.broken) or "None."
    return (
        "# Under load while things fail\n"
        f"`{command}`: {found.messages:,} messages, "
        f"{found.faults.total() + found.deaths.total():,} faults, {seconds / 60:.0f} minutes, "
        f"{plan.webs} web processes and {plan.workers} workers on one Valkey and one SQLite.\n\n"
        "Each message is looked for afterwards, in the case or in the chat: lost, doubled, out of "
        "order, or readable in a file, each would stand here.\n\n"
        f"## Broken promises\n{wrong}\n\n"
        "## Faults that happened\n| fault | times |\n|---|---:|\n" + "\n".join(rows) + "\n"
    )


if __name__ == "__main__":
    sys.exit(main())
