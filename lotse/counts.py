"""What `lotse flows counts` prints: the counts of finished months in one of three forms."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import Any, Literal

import msgspec

from bot.count_rows import ALL, Row, rows
from bot.counts import BATCH, Cell, months_before, read_month
from bot.engine.book import Book
from bot.engine.counting import BOT, WHATS, What
from bot.library import load_book
from lotse.commands.console import say
from lotse.embedded import socket_path
from lotse.settings import Settings
from post.errors import NotFound, SettingsError, StoreAway
from post.spreadsheet import harmless
from post.valkey import Valkey

Form = Literal["table", "json", "csv"]
_HEADS: dict[What, tuple[str, str]] = {
    "arrived": ("erreicht", "arrived"),
    "unclear": ("unklar", "unclear"),
    "help": ("Hilfe", "help"),
    "back": ("zurück", "back"),
    "left": ("verlassen", "left"),
    "human": ("Mensch", "human"),
}
"""The table's heads in German and English; JSON and CSV have the English ones."""


class Wish(msgspec.Struct, frozen=True):
    """`flow` empty for all, `months` how many finished ones, `languages` each by itself too."""

    flow: str = ""
    months: int = 1
    languages: bool = False
    form: Form = "table"


def report(settings: Settings, wish: Wish, now: float) -> str:
    """Raises NotFound for an unknown flow, SettingsError or StoreAway without a running Valkey."""
    book = load_book(settings.flows, settings.translations, demo=False)
    if wish.flow and wish.flow != BOT and wish.flow not in book.flows:
        known = ", ".join([*book.flows, BOT])
        raise NotFound(
            say(
                f"Es gibt keinen Ablauf „{wish.flow}“. Es gibt: {known}",
                f'There is no flow "{wish.flow}". There are: {known}',
            )
        )
    months = asyncio.run(_read(settings, months_before(now, wish.months)))
    return written(book, wish, months)


def written(book: Book, wish: Wish, months: dict[str, dict[Cell, int]]) -> str:
    found = {
        month: [row for row in rows(book, cells, wish.flow) if wish.languages or row.lang == ALL]
        for month, cells in months.items()
        if cells
    }
    if wish.form == "json":
        return msgspec.json.encode({"months": list(months), "rows": _records(found)}).decode()
    if wish.form == "csv":
        return _csv(found)
    if not found:
        return _nothing(", ".join(months))
    return "\n\n".join([*(_table(month, found[month]) for month in found), _legend()])


def _nothing(months: str) -> str:
    return say(
        f"In {months} wurde nichts gezählt. Gezeigt werden nur Monate, die vorbei sind.\n"
        f"Zum Monat kommt etwas hinzu, wenn jeweils {BATCH} Gespräche begonnen haben.",
        f"Nothing was counted in {months}. Only months that are over are shown.\n"
        f"Something is added to the month each time that {BATCH} conversations have begun.",
    )


def _legend() -> str:
    return say(
        "<5: weniger als fünf, auch null. Ein einzelner Punkt: geheim, damit niemand kleine\n"
        "Zahlen ausrechnen kann. Gezählt wird, wie oft, nicht wer (docs/counts.md).",
        "<5: less than five, nought as well. A single point: hidden, so that nobody can work out\n"
        "small numbers. Counted is how often, not who (docs/counts.md).",
    )


async def _read(settings: Settings, months: list[str]) -> dict[str, dict[Cell, int]]:
    url = settings.valkey_url or f"unix://{socket_path(settings.data / 'valkey')}"
    valkey = Valkey(url, connections=1)
    try:
        return {month: await read_month(valkey, month) for month in months}
    except StoreAway as error:
        if settings.valkey_url:
            raise
        raise SettingsError(_not_running(settings)) from error
    finally:
        await valkey.close()


def _not_running(settings: Settings) -> str:
    return say(
        f"Die Zahlen hat das laufende Programm, und auf {settings.data} läuft keines.\n"
        "Starten Sie es mit: lotse up (oder setzen Sie LOTSE_DATA oder LOTSE_VALKEY_URL)",
        f"The counts are kept by the running program, and none is running on {settings.data}.\n"
        "Start it with: lotse up (or set LOTSE_DATA or LOTSE_VALKEY_URL to where it runs)",
    )


def _records(found: dict[str, list[Row]]) -> list[dict[str, Any]]:
    return [
        {"month": month, "flow": row.flow, "step": row.step, "lang": row.lang} | dict(row.cells)
        for month, listed in found.items()
        for row in listed
    ]


def _csv(found: dict[str, list[Row]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["month", "flow", "step", "lang", *WHATS])
    for record in _records(found):
        writer.writerow([harmless(str(value)) for value in record.values()])
    return text.getvalue()


def _table(month: str, listed: list[Row]) -> str:
    heads = [say(*_HEADS[what]) for what in WHATS]
    lines = [["", "", "", *heads], *(_line(row) for row in listed)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    return "\n".join([month, "", *(_aligned(line, widths) for line in lines)])


def _line(row: Row) -> list[str]:
    step = f"{row.step} ({say('entfernt', 'gone')})" if row.gone else row.step
    lang = "" if row.lang == ALL else row.lang
    return [row.flow, step, lang, *(str(row.cells[what]) for what in WHATS)]


def _aligned(line: list[str], widths: list[int]) -> str:
    """Names to the left, numbers to the right."""
    names = [cell.ljust(width) for cell, width in zip(line[:3], widths[:3], strict=True)]
    numbers = [cell.rjust(width) for cell, width in zip(line[3:], widths[3:], strict=True)]
    return "  ".join([*names, *numbers]).rstrip()
