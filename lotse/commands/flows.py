"""`lotse flows …`: what editors call."""

from __future__ import annotations

import typer

from lotse.commands.counts import counts
from lotse.commands.flows_check import check
from lotse.commands.flows_new import new
from lotse.commands.flows_test import run_tests
from lotse.commands.flows_write import facts, graph, write_schema
from lotse.commands.preview import preview

app = typer.Typer(no_args_is_help=True, help="Check, test, draw and begin flows.")
app.command()(check)
app.command("test")(run_tests)
app.command()(preview)
app.command()(new)
app.command()(graph)
app.command("schema")(write_schema)
app.command()(facts)
app.command()(counts)
