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
    "cannot_open": (
        "Der Schlüssel dazu ist vernichtet oder nicht mehr da. Dieser Fall lässt sich nicht mehr "
        "öffnen. Sagen Sie der Technik Bescheid.",
        "The key for this was destroyed or is missing. This case cannot be opened any more. "
        "Tell the operators.",
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
    "passkey": (
        "Der Passkey passt nicht, oder die Anmeldung hat zu lange gedauert. Bitte versuchen Sie es "
        "noch einmal, oder nehmen Sie den Passwortsatz.",
        "The passkey does not fit, or signing in took too long. Please try again, or use the "
        "passphrase.",
    ),
    "passkeys": (
        "Mehr Passkeys gehen nicht. Bitte entfernen Sie zuerst einen alten.",
        "No more passkeys are possible. Please remove an old one first.",
    ),
    "prf": (
        "Die Seite hat etwas mitgeschickt, was im Browser bleiben muss. Es wurde nicht "
        "angenommen. Bitte laden Sie die Seite neu.",
        "The page sent along what must stay in the browser. It was not accepted. Please load the "
        "page again.",
    ),
    "label": (
        "Bitte geben Sie dem Schlüssel einen Namen (höchstens 64 Zeichen).",
        "Please give the key a name (at most 64 characters).",
    ),
    "sealed_identity": (
        "Der versiegelte Schlüssel ist beschädigt. Bitte laden Sie die Seite neu und versuchen "
        "Sie es noch einmal.",
        "The sealed key is damaged. Please load the page again and try once more.",
    ),
    "last_method": (
        "Das ist Ihr letzter Weg, sich anzumelden. Bitte richten Sie zuerst einen anderen ein.",
        "This is your last way to sign in. Please set up another one first.",
    ),
    "yourself": (
        "Das geht nicht bei Ihnen selbst. Bitte fragen Sie eine andere Leitung.",
        "You cannot do this to yourself. Please ask another lead.",
    ),
    "last_holder": (
        "Dann hätten in einem Team weniger als zwei Personen einen Schlüssel, und es nähme keine "
        "neuen Anliegen mehr an.",
        "A team would then have fewer than two people with a key, and it would take no new cases.",
    ),
    "changed": (
        "Dieser Eintrag wurde gesperrt oder an Lotse vorbei verändert. Er kann nur noch entzogen "
        "werden.",
        "This entry was revoked, or changed past Lotse. It can only be revoked.",
    ),
    "other_team": (
        "Diese Person gehört auch zu einem Team, das Sie nicht leiten. Bitte fragen Sie die "
        "Betriebsstelle.",
        "This person also belongs to a team that you do not lead. Please ask the operator.",
    ),
    "teams": (
        "Bitte wählen Sie mindestens ein Team, das es gibt.",
        "Please choose at least one team that exists.",
    ),
    "no_wrap": (
        "Sie haben selbst keinen Schlüssel zu diesem Anliegen und können ihn nicht weitergeben.",
        "You have no key to this case yourself and cannot pass it on.",
    ),
    "no_holder": (
        "Dann könnte niemand mehr dieses Anliegen lesen. Bitte geben Sie es zuerst jemandem frei.",
        "Nobody could read this case any more then. Please give it to somebody first.",
    ),
    "no_papers": (
        "Dafür gibt es keine Wiederherstellungsblätter.",
        "There are no recovery papers for this.",
    ),
    "drill": (
        "Die Blätter haben die Probe nicht geöffnet, oder sie hat zu lange gedauert. Bitte "
        "beginnen Sie noch einmal.",
        "The papers did not open the test, or it took too long. Please begin again.",
    ),
    "age": (
        "Das ist nicht richtig versiegelt. Bitte laden Sie die Seite neu und versuchen Sie es "
        "noch einmal.",
        "This is not sealed properly. Please load the page again and try once more.",
    ),
    "withdrawing": (
        "Die ratsuchende Person zieht dieses Anliegen gerade zurück. Es lässt sich nicht öffnen.",
        "The resident is withdrawing this case. It cannot be opened.",
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
