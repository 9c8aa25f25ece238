"""What commands have in common when they speak to the person at the terminal: German or English."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from bot.engine.problems import Problem
from bot.findings import Finding, Group, Severity
from bot.problem_words import in_german
from lotse.settings import speaks_german

Flows = Annotated[Path, typer.Option("--folder", "--flows", help="The folder with the flows.")]
Translations = Annotated[Path, typer.Option(help="The folder with the catalogues.")]
Tests = Annotated[Path, typer.Option(help="The folder with the tests.")]
FLOWS = Path("flows")
TRANSLATIONS = Path("translations")
TESTS = Path("tests/flows")
_GROUPS: dict[Group, tuple[str, str]] = {
    "empty": ("Angaben ohne Wert", "facts without a value"),
    "unconfirmed": ("Angaben sind nicht bestätigt", "facts are not confirmed"),
    "overdue": ("Angaben sind überfällig", "facts are overdue"),
    "untranslated": ("Texte sind nicht übersetzt", "texts are not translated"),
    "fuzzy": ("Übersetzungen sind veraltet", "translations are out of date"),
    "unreviewed": ("Übersetzungen sind nicht geprüft", "translations are not reviewed"),
    "unread": (
        "Sprachen: die Wörter der Gefahr hat niemand gelesen (docs/for-the-office.md)",
        "languages: nobody has read the words of danger (docs/for-the-office.md)",
    ),
    "names": (
        "Texte sind nur durch die Namen von Stellen schwer",
        "texts are hard only because of the names of offices",
    ),
    "gone": ("Texte werden nicht mehr gesagt", "texts are not said any more"),
}
_SEVERITIES = {
    "error": ("Fehler", "error"),
    "release": ("vor der Freigabe", "before a release"),
    "warning": ("Hinweis", "hint"),
}
_TOGETHER = 2
"""More findings of a group than these in one file are told in one line."""


def say(german: str, english: str) -> str:
    return german if speaks_german() else english


def count(number: int) -> str:
    if number == 1:
        return say("1 Problem.", "1 problem.")
    return say(f"{number} Probleme.", f"{number} problems.")


def told(problem: Problem) -> str:
    return str(in_german(problem) if speaks_german() else problem)


def show(findings: Iterable[Finding]) -> None:
    """Errors on stderr, the rest on stdout; many of a kind share a line."""
    groups: dict[tuple[str, Group, Severity], list[Finding]] = {}
    for finding in findings:
        if finding.group:
            key = (finding.problem.file, finding.group, finding.severity)
            groups.setdefault(key, []).append(finding)
            continue
        _line(finding, told(finding.problem))
    for (where, group, _), listed in _by_language(groups).items():
        if len(listed) <= _TOGETHER:
            for finding in listed:
                _line(finding, told(finding.problem))
            continue
        files = Counter(finding.problem.file for finding in listed)
        first = listed[0].problem
        at = f"{where}:{first.line}:{first.column}" if where in files else where
        subjects = _list([finding.subject for finding in listed])
        if where not in files:
            subjects = ", ".join(f"{Path(file).name} {number}" for file, number in files.items())
        _line(listed[0], f"{at}: {len(listed)} {say(*_GROUPS[group])}: {subjects}")


def _by_language(
    groups: Mapping[tuple[str, Group, Severity], list[Finding]],
) -> dict[tuple[str, Group, Severity], list[Finding]]:
    """What is open in many catalogues of a language is told once, under its folder."""
    files = Counter(
        (str(Path(file).parent), *kind) for file, *kind in groups if file.endswith(".po")
    )
    folded: dict[tuple[str, Group, Severity], list[Finding]] = {}
    for (file, group, severity), listed in groups.items():
        folder = str(Path(file).parent)
        where = folder if files[folder, group, severity] > _TOGETHER else file
        folded.setdefault((where, group, severity), []).extend(listed)
    return folded


def _list(subjects: list[str]) -> str:
    """Facts in full: somebody has to ask for each. Of texts the first ones do."""
    shown = subjects if "/" not in subjects[0] else subjects[:3]
    return ", ".join(shown) + (" …" if len(shown) < len(subjects) else "")


def as_json(findings: Iterable[Finding]) -> str:
    problems = [
        {
            **msgspec.to_builtins(
                in_german(finding.problem) if speaks_german() else finding.problem
            ),
            "severity": finding.severity,
        }
        for finding in findings
    ]
    return json.dumps({"problems": problems}, ensure_ascii=False, indent=2)


def _line(finding: Finding, text: str) -> None:
    mark = say(*_SEVERITIES[finding.severity])
    error = finding.severity == "error"
    typer.echo(text if error else f"[{mark}] {text}", err=error)
