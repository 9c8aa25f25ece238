"""What the desk says to its staff when something does not work: what happened and what to do."""

from __future__ import annotations

from typing import Literal

from post.errors import HTTP_STATUS, LotseError

Lang = Literal["de", "en"]

_TEXTS: dict[str, tuple[str, str]] = {
    "claimed": (
        "{winner} war schneller und hat diesen Fall übernommen.",
        "{winner} was faster and has taken this case.",
    ),
    "stale": (
        "Der Fall hat sich inzwischen geändert. Bitte laden Sie ihn neu.",
        "The case has changed meanwhile. Please load it again.",
    ),
    "closed": (
        "In diesem Zustand des Falls geht das nicht.",
        "This is not possible in the case's present state.",
    ),
    "chain": (
        "Inzwischen ist etwas dazugekommen. Die Nachricht wird neu versiegelt.",
        "Something was added meanwhile. The message is sealed again.",
    ),
    "name_taken": (
        "Diesen Anmeldenamen gibt es schon. Bitte wählen Sie einen anderen.",
        "This sign-in name is taken. Please choose another one.",
    ),
    "fingerprint": (
        "Der Fingerabdruck stimmt nicht überein. Bitte vergleichen Sie ihn noch einmal laut.",
        "The fingerprint does not match. Please compare it aloud once more.",
    ),
    "invitation": (
        "Dieser Link ist benutzt oder älter als 24 Stunden. Bitten Sie um einen neuen.",
        "This link is used or older than 24 hours. Please ask for a new one.",
    ),
    "attempt": (
        "Diese Anmeldung ist zu alt. Bitte melden Sie sich noch einmal an.",
        "This sign-in is too old. Please sign in again.",
    ),
    "sign_in": (
        "Name oder Passwortsatz stimmt nicht. Bitte versuchen Sie es noch einmal.",
        "The name or the passphrase is wrong. Please try again.",
    ),
    "not_signed_in": (
        "Sie sind nicht mehr angemeldet. Bitte melden Sie sich an.",
        "You are not signed in any more. Please sign in.",
    ),
    "not_allowed": (
        "Dafür haben Sie keine Berechtigung.",
        "You are not allowed to do this.",
    ),
    "unconfirmed": (
        "Ihr Schlüssel ist noch nicht bestätigt. Bitte vergleichen Sie den Fingerabdruck mit der "
        "Leitung.",
        "Your key is not confirmed yet. Please compare the fingerprint with a lead.",
    ),
    "origin": (
        "Die Anfrage kam von einer fremden Seite und wurde abgelehnt.",
        "The request came from a foreign page and was refused.",
    ),
    "not_found": (
        "Das gibt es nicht (mehr).",
        "There is no such thing (any more).",
    ),
    "too_large": (
        "Das ist zu groß. Bitte kürzen Sie.",
        "This is too large. Please shorten it.",
    ),
    "text": (
        "Die Antwort ist leer oder länger als 4.000 Zeichen.",
        "The reply is empty or longer than 4,000 characters.",
    ),
    "name": (
        "Bitte wählen Sie einen Anmeldenamen aus Buchstaben, Ziffern und . - _ @ (höchstens 64).",
        "Please choose a sign-in name of letters, digits and . - _ @ (at most 64).",
    ),
    "shown_name": (
        "Bitte geben Sie den Namen an, den Ratsuchende lesen sollen (höchstens 64 Zeichen).",
        "Please give the name that residents shall read (at most 64 characters).",
    ),
    "recovery": (
        "Es fehlen zwei verschiedene Wiederherstellungsblätter. Bitte beginnen Sie noch einmal.",
        "Two different recovery papers are missing. Please begin again.",
    ),
    "bad_input": (
        "Die Anfrage ist nicht vollständig oder nicht lesbar. Bitte laden Sie die Seite neu.",
        "The request is incomplete or cannot be read. Please load the page again.",
    ),
    "store_away": (
        "Ein Speicher ist gerade nicht erreichbar. Es ging nichts verloren; gleich noch einmal.",
        "A store cannot be reached right now. Nothing was lost; please try again soon.",
    ),
    "error": (
        "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
        "This did not work. Please try again.",
    ),
    "missing_setup": (
        "Die Beratungsstelle ist noch nicht eingerichtet. Der Link dafür steht im Terminal.",
        "The office is not set up yet. The link for it stands in the terminal.",
    ),
    "missing_confirm": (
        "Ein Schlüssel ist noch nicht bestätigt: Die Leitung vergleicht den Fingerabdruck laut.",
        "A key is not confirmed yet: a lead compares the fingerprint aloud.",
    ),
    "missing_second": (
        "Es braucht eine zweite Person mit Schlüssel. Die Leitung kann sie einladen.",
        "A second person with a key is needed. A lead can invite them.",
    ),
    "missing_recovery": (
        "Die zwei Wiederherstellungsblätter fehlen.",
        "The two recovery papers are missing.",
    ),
}


def language(accepted: str) -> Lang:
    """German or English by an Accept-Language header, German when it names neither."""
    ranked = sorted((_weighed(part) for part in accepted.split(",")[:20]), reverse=True)
    for weight, tag in ranked:
        if weight > 0 and tag in ("de", "en"):
            return "de" if tag == "de" else "en"
    return "de"


def wording(key: str, lang: Lang, **values: str) -> str:
    german, english = _TEXTS[key]
    text = german if lang == "de" else english
    return text.format(**values) if values else text


def worded(error: LotseError, lang: Lang) -> LotseError:
    """The same error, with a text for people: by its code, else by its kind."""
    key = next((key for key in (error.code, *_kinds(error)) if key in _TEXTS), "error")
    values = error.details if key == "claimed" else {}
    error.args = (wording(key, lang, **values),)
    return error


def _kinds(error: LotseError) -> list[str]:
    return [kind.code for kind in type(error).__mro__ if kind in HTTP_STATUS]


def _weighed(part: str) -> tuple[float, str]:
    tag, _, weight = part.strip().partition(";q=")
    try:
        return (float(weight) if weight else 1.0), tag.split("-")[0].lower()
    except ValueError:
        return 0.0, ""
