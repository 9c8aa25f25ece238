"""`lotse flows check`."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot.engine.book import Book
from bot.engine.problems import Problem
from bot.findings import RELEASE, Finding
from bot.inspection import inspect
from lotse.commands.console import (
    FLOWS,
    TRANSLATIONS,
    Flows,
    Translations,
    as_json,
    count,
    say,
    show,
)


def check(
    folder: Flows = FLOWS,
    translations: Translations = TRANSLATIONS,
    release: Annotated[bool, typer.Option("--release", help="Fail on what is unfinished.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For other programs.")] = False,
) -> None:
    """Check all flows, facts, teams and catalogues."""
    inspection = inspect(folder, translations, dt.datetime.now(dt.UTC).date())
    findings = inspection.findings
    if release:
        findings = [*findings, *_msgfmt(translations)]
    failed = inspection.stops(release=release) or len(findings) > len(inspection.findings)
    if json:
        typer.echo(as_json(findings))
    else:
        show(findings)
        _conclude(inspection.book, findings, failed=failed)
    if failed:
        raise typer.Exit(1)


def _conclude(book: Book | None, findings: list[Finding], *, failed: bool) -> None:
    if book is None:
        typer.echo(f"\n{count(len(findings))}", err=True)
        return
    steps = sum(len(flow.steps) for flow in book.flows.values())
    langs = ", ".join(language.id for language in book.languages)
    numbers = len(book.flows), steps, len(book.facts)
    german = "{} Abläufe, {} Schritte, {} Angaben: keine Fehler.".format(*numbers)
    english = "{} flows, {} steps, {} facts: no errors.".format(*numbers)
    typer.echo(say(german, english))
    typer.echo(say("Sprachen: ", "Languages: ") + langs)
    found = Counter(finding.severity for finding in findings)
    if found:
        open_, hints = found["release"], found["warning"]
        kinds = f" ({_kinds(findings)})" if open_ else ""
        german = f"Vor der Freigabe zu klären: {open_}{kinds}. Hinweise: {hints}."
        typer.echo(say(german, f"To settle before a release: {open_}{kinds}. Hints: {hints}."))
    if failed:
        typer.echo(say("Nicht zur Freigabe bereit.", "Not ready for a release."), err=True)


def _kinds(findings: list[Finding]) -> str:
    """How much of what a release lacks is for whom."""
    kinds = Counter(_kind(finding) for finding in findings if finding.severity == RELEASE)
    names = {
        "facts": (
            "Angaben, siehe docs/for-the-office.md",
            "facts, see docs/for-the-office.md",
        ),
        "translations": ("Übersetzungen", "translations"),
        "unread": ("Sprachen der Wörter der Gefahr", "languages of the words of danger"),
        "": ("anderes", "other"),
    }
    listed = [f"{kinds[kind]} {say(*name)}" for kind, name in names.items() if kinds[kind]]
    return "; ".join(listed)


def _kind(finding: Finding) -> str:
    if finding.group in ("empty", "unconfirmed", "overdue"):
        return "facts"
    if finding.problem.file.endswith(".po"):
        return "translations"
    return "unread" if finding.group == "unread" else ""


def _msgfmt(translations: Path) -> Iterator[Finding]:
    """What GNU gettext says of the files, where it is installed."""
    program = shutil.which("msgfmt")
    for path in sorted(translations.glob("*/*.po")) if program else ():
        command = [str(program), "--check", "--output-file=/dev/null", str(path)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own files, no shell
        if run.returncode:
            line = next(iter(run.stderr.splitlines()), "")
            yield Finding(RELEASE, Problem(str(path), 1, 1, f"msgfmt --check: {line}"))
