"""The list for the office: facts to confirm or to fill in, words of danger to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.engine.danger import Danger, Listed
from bot.engine.facts import Fact

_DAY = 86_400
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

Vor jedem Abschicken lesen die Menschen: „Sehr selten kann ein Gericht verlangen, dass die Beratung
sagt, was sie weiß.“ Bitte prüfen Sie für jede Stelle, ob das stimmt (Zeugnispflicht,
Verschwiegenheit, § 87 AufenthG). Der Satz steht in `bot/engine/words.py` (`consent_who`); wer ihn
ändert, gibt dort auch `NOTICE_VERSION` einen neuen Wert.
"""
_HEAD = """\
# Was die Stadt noch bestätigen muss

Lotse nennt Telefonnummern, Adressen, Fristen und Rechtslagen erst, wenn die zuständige Stelle sie
bestätigt hat. Bis dahin lesen die Menschen einen Ersatztext. Diese Liste macht
`lotse flows facts -o docs/for-the-office.md`; bitte nicht von Hand ändern.

So geht es: die Angabe prüfen, in der genannten Datei den `value` berichtigen, bei `checked` den Tag
der Prüfung eintragen und `confirmed: true` schreiben.
"""


def to_confirm(facts: Mapping[str, Fact], danger: Danger) -> str:
    """Markdown, in German: grouped by whose word counts, empty facts first; then a sentence
    of the notice, and the languages of the words of danger.
    """
    open_ = [fact for fact in facts.values() if not (fact.value and fact.confirmed)]
    owners = sorted({fact.owner for fact in open_}, key=_as_number)
    empty = sum(not fact.value for fact in open_)
    parts = [_HEAD, f"Offen: {len(open_)} von {len(facts)} Angaben, davon {empty} ohne Wert.\n"]
    for owner in owners:
        listed = sorted((f for f in open_ if f.owner == owner), key=lambda f: (bool(f.value), f.id))
        rows = [_row(fact) for fact in listed]
        parts.append(
            f"## Zuständig: {_cell(owner)}\n\n"
            "| Angabe | Was es ist | Steht jetzt da | Quelle | Geprüft | Wieder prüfen | Datei |\n"
            "|---|---|---|---|---|---|---|\n" + "\n".join(rows) + "\n"
        )
    parts.append(_WITNESS)
    if danger.listed:
        parts.append(_to_read(danger.listed))
    return "\n".join(parts)


def _to_read(listed: Sequence[Listed]) -> str:
    rows = (
        f"| `{entry.lang}` | {entry.phrases} | {_cell(entry.reviewed) or '**noch niemand**'} |"
        for entry in listed
    )
    return _DANGER.format(file=listed[0].file, rows="\n".join(rows))


def _row(fact: Fact) -> str:
    value = _cell(fact.value) if fact.value else f"**fehlt**; bis dahin: {_cell(fact.otherwise)}"
    if fact.basis == "emergency":
        value += " (Notruf: wird schon gezeigt)"
    elif fact.basis:
        value += " (aus dem Plan der Stadt: wird schon gezeigt)"
    again = f"nach {fact.recheck // _DAY} Tagen" if fact.recheck else "–"
    cells = (
        f"`{fact.id}`",
        _cell(fact.about),
        value,
        _cell(fact.source),
        f"{fact.checked:%d.%m.%Y}",
        again,
        f"{fact.file}:{fact.line}",
    )
    return "| " + " | ".join(cells) + " |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _as_number(owner: str) -> tuple[float, str]:
    try:
        return float(owner), owner
    except ValueError:
        return float("inf"), owner
