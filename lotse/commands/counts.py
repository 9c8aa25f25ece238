"""`lotse flows counts`: how the flows are used, without people."""

from __future__ import annotations

import time
from typing import Annotated, Literal

import typer

from lotse import settings

MAX_MONTHS = 13
"""Older ones are forgotten: see bot/counts.py."""


def counts(
    flow: Annotated[str, typer.Argument(help='One flow; "bot" for the menu and the like.')] = "",
    months: Annotated[
        int, typer.Option(help="How many finished months.", min=1, max=MAX_MONTHS)
    ] = 1,
    languages: Annotated[bool, typer.Option("--languages", help="Each language too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="For a spreadsheet.")] = False,
) -> None:
    """How often people arrived at a step, were not understood, asked for help, went back, left."""
    from lotse.counts import Wish, report  # noqa: PLC0415 - other commands need no Valkey

    if as_json and as_csv:
        raise typer.BadParameter("Either --json or --csv.")
    form: Literal["table", "json", "csv"] = "json" if as_json else "csv" if as_csv else "table"
    wish = Wish(flow=flow, months=months, languages=languages, form=form)
    typer.echo(report(settings.read(), wish, time.time()), nl=not as_csv)
