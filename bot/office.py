"""The list for the office: facts to confirm or to fill in, words of danger to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.engine.danger import Danger, Listed
from bot.engine.facts import Fact
from bot.engine.languages import KNOWN
from bot.engine.promise import written_span
from bot.engine.teams import Team
from post.deadlines import Rule

_DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_DANGER = """\
## Wörter der Gefahr

Wer schreibt, dass er nicht mehr leben will oder bedroht wird, sieht sofort die Notrufnummern. Die
Wörter dafür stehen in `{file}`. Jede Sprache soll jemand lesen, der mit ihr aufgewachsen ist:

1. Lesen Sie die Liste `phrases`. Würde ein Mensch in Gefahr so schreiben? Streichen Sie, was
   niemand sagt. Ergänzen Sie, was fehlt, auch so, wie man es am Telefon tippt.
2. Lesen Sie `unless` (Redensarten ohne Gefahr) und `ordinary` (gewöhnliche Wörter, die fast so
   aussehen wie eines der Gefahr). Was kann noch verwechselt werden?
3. Schreiben Sie zu jeder Änderung Sätze in `tests/engine/danger_sentences.yaml`: was auffallen muss
   (`hit`) und was nicht (`miss`). `make test` prüft sie.
4. Tragen Sie ein, wer gelesen hat, und wann: `reviewed: NAME, 2026-11-23`.

| Sprache | Wortfolgen | Gelesen von |
|---|---|---|
{rows}
"""
_WITNESS = """\
## Ein Satz im Hinweis vor dem Abschicken

Vor jedem Abschicken lesen die Menschen: „Sehr selten fragt ein Gericht die Beratung. Dann muss sie
vielleicht sagen, was sie weiß.“ Bitte prüfen Sie für jede Stelle, ob das stimmt (Zeugnispflicht,
Verschwiegenheit, § 87 AufenthG). Der Satz steht in `bot/engine/words.py` (`consent_who`); wer ihn
ändert, gibt dort auch `NOTICE_VERSION` einen neuen Wert.
"""
_ORDER = """\
## Die Reihenfolge der Sprachen

In dieser Reihenfolge werden die Sprachen angeboten, acht auf einer Seite: {names}. Sie folgt einer
Statistik der Stadt von 2018 und dem, was wir seitdem wissen. Bitte nennen Sie die Zahlen von heute;
die Reihenfolge steht in `bot/engine/languages.py`.
"""
_HOURS = """\
## Wann die Teams da sind

Noch nicht bestätigt. Lotse rechnet mit diesen Zeiten aus, wann ein Team erinnert wird. Den Menschen
nennt es Zeiten und Tag der Antwort erst, wenn das Team sie bestätigt: in `flows/teams.yaml`
berichtigen und `hours_confirmed: true` schreiben.

{table}"""
_DEADLINES = """\
## Fristen, die das Pult ausrechnet

Die Beratung bekommt damit Fristhinweise, keine Rechtsberatung (siehe `docs/deadlines.md`). Bitte
den amtlichen Text lesen, in `flows/deadlines.yaml` berichtigen, was nicht stimmt, und
`confirmed: true` schreiben. `moves: yes` erst, wenn feststeht, dass die Frist bei einem freien
Tag am nächsten Werktag endet. Die Werte der Dokumentation (`flows/documentation.yaml`) bitte mit
dem eigenen Dokumentationsstandard abgleichen.

{table}"""
_HEAD = """\
# Was die Stadt noch bestätigen muss

Lotse nennt Telefonnummern, Adressen, Fristen und Rechtslagen erst, wenn die zuständige Stelle sie
bestätigt hat. Bis dahin lesen die Menschen einen Ersatztext (`otherwise`). Diese Liste macht
`lotse flows facts -o docs/for-the-office.md`; bitte nicht von Hand ändern.

So geht es: die Angabe prüfen, in der genannten Datei unter ihrer Kennung den `value` berichtigen,
bei `checked` den Tag der Prüfung eintragen und `confirmed: true` schreiben.
"""


def to_confirm(
    facts: Mapping[str, Fact],
    danger: Danger,
    teams: Mapping[str, Team] | None = None,
    rules: Sequence[Rule] = (),
) -> str:
    """Markdown, in German: grouped by whose word counts, empty facts first; then the teams' hours,
    the desk's deadlines, a sentence of the notice, the order of the languages, and the languages of
    the words of danger.
    """
    by_owner: dict[str, list[Fact]] = {}
    for fact in sorted(facts.values(), key=lambda fact: fact.id):
        if not (fact.value and fact.confirmed):
            by_owner.setdefault(fact.owner, []).append(fact)
    owners = sorted(by_owner, key=_as_number)
    open_, empty = sum(map(len, by_owner.values())), sum(map(_empty, by_owner.values()))
    parts = [_HEAD, f"Offen: {open_} von {len(facts)} Angaben, davon {empty} ohne Wert.\n"]
    if owners:
        rows = [
            f"| {_cell(one)} | {len(by_owner[one])} | {_empty(by_owner[one])} |" for one in owners
        ]
        parts.append(_table(("Zuständig", "offen", "davon ohne Wert"), rows))
    for owner in owners:
        parts.append(f"## Zuständig: {_cell(owner)}\n")
        parts += _of_owner(by_owner[owner])
    waiting = [team for team in (teams or {}).values() if not team.hours.confirmed]
    if waiting:
        parts.append(_HOURS.format(table=_hours(waiting)))
    if unread := [rule for rule in rules if not rule.confirmed]:
        parts.append(_DEADLINES.format(table=_deadlines(unread)))
    names = ", ".join(known.name for known in KNOWN.values())
    parts += [_WITNESS, _ORDER.format(names=names)]
    if danger.listed:
        parts.append(_to_read(danger.listed))
    return "\n".join(parts)


def _of_owner(listed: list[Fact]) -> Iterator[str]:
    """What is missing, then what is to be confirmed."""
    missing = [_row(fact, fact.otherwise) for fact in listed if not fact.value]
    known = [_row(fact, fact.value + _shown(fact)) for fact in listed if fact.value]
    if missing:
        yield "**Fehlt noch**\n"
        yield _table(("Was", "Bis dahin steht da", "Quelle", "Kennung und Datei"), missing)
    if known:
        yield "**Bitte prüfen und bestätigen**\n"
        yield _table(("Was", "Das steht da", "Quelle, zuletzt geprüft", "Kennung und Datei"), known)


def _hours(teams: list[Team]) -> str:
    head = ("Team", "Zeiten", "Feiertage", "Antwort nach", "Erinnert nach")
    rows = []
    for team in teams:
        hours = team.hours
        days = [
            f"{name} {' und '.join(map(written_span, spans))}"
            for name, spans in zip(_DAYS, hours.week, strict=True)
            if spans
        ]
        answer, first, second = hours.promise, *hours.reminders
        cells = (
            _cell(team.name),
            ", ".join(days),
            hours.holidays or "keine",
            f"{answer} Werktagen" if answer > 1 else "1 Werktag",
            f"{first} und {second} Arbeitsstunden",
        )
        rows.append("| " + " | ".join(cells) + " |")
    return _table(head, rows)


def _deadlines(rules: list[Rule]) -> str:
    one = {"days": "Tag", "weeks": "Woche", "months": "Monat", "years": "Jahr"}
    many = {"days": "Tage", "weeks": "Wochen", "months": "Monate", "years": "Jahre"}
    rows = []
    for rule in rules:
        number, unit = rule.length.number, rule.length.unit
        length = f"{number} {(one if number == 1 else many)[unit]}"
        cells = (rule.norm, rule.title["de"], length, rule.begins["de"], rule.source)
        rows.append("| " + " | ".join([*map(_cell, cells), f"`{rule.id}`"]) + " |")
    return _table(("Norm", "Was", "Länge", "Ab wann", "Gelesen wurde", "Kennung"), rows)


def _empty(listed: Iterable[Fact]) -> int:
    return sum(not fact.value for fact in listed)


def _table(head: Sequence[str], rows: Iterable[str]) -> str:
    return "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *rows]) + "\n"


def _to_read(listed: Sequence[Listed]) -> str:
    rows = (
        f"| `{entry.lang}` | {entry.phrases} | {_cell(entry.reviewed) or '**noch niemand**'} |"
        for entry in listed
    )
    return _DANGER.format(file=listed[0].file, rows="\n".join(rows))


def _row(fact: Fact, text: str) -> str:
    """Without line numbers: they would change with every edit."""
    source = f"{_cell(fact.source)}; {fact.checked:%d.%m.%Y}" if fact.value else _cell(fact.source)
    cells = (_cell(fact.about), _cell(text), source, f"`{fact.id}` in {fact.file}")
    return "| " + " | ".join(cells) + " |"


def _shown(fact: Fact) -> str:
    if fact.basis == "emergency":
        return " (Notruf: wird schon gezeigt)"
    return " (aus dem Plan der Stadt: wird schon gezeigt)" if fact.basis else ""


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _as_number(owner: str) -> tuple[float, str]:
    try:
        return float(owner), owner
    except ValueError:
        return float("inf"), owner
