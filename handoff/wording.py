"""What the desk says to its staff when something does not work: what happened and what to do."""

from __future__ import annotations

from typing import Literal

from post.errors import HTTP_STATUS, LotseError

Lang = Literal["de", "en"]

_TEXTS: dict[str, tuple[str, str]] = {
    "not_wished": (
        "Die Person hat noch nicht erlaubt, dass ein Programm übersetzt. Fragen Sie sie im Fall.",
        "The person has not allowed translation by a program yet. Ask them in the case.",
    ),
    "asked": (
        "Die Person wurde schon gefragt. Sie kann ihre Antwort selbst ändern.",
        "The person was asked before. They can change their answer themselves.",
    ),
    "server_line": (
        "In diesem Chat braucht es dafür keine Erlaubnis: Der Server sieht die Texte ohnehin.",
        "No permission is needed in this chat: the server sees the texts anyway.",
    ),
    "too_long_to_translate": (
        "Das ist zu viel auf einmal. Bitte übersetzen Sie es in Teilen.",
        "This is too much at once. Please translate it in parts.",
    ),
    "canned": (
        "Eine Antwort braucht einen Titel (höchstens 80 Zeichen) und einen Text (höchstens 3.800).",
        "A reply needs a title (80 characters at most) and a text (3,800 at most).",
    ),
    "canned_full": (
        "Ihr Team hat schon 200 eigene Antworten. Löschen Sie zuerst welche.",
        "Your team has 200 replies of its own already. Delete some first.",
    ),
    "claimed": (
        "{winner} war schneller und hat diesen Fall übernommen.",
        "{winner} was faster and has taken this case.",
    ),
    "stale": (
        "Der Fall hat sich inzwischen geändert. Bitte laden Sie ihn neu.",
        "The case has changed meanwhile. Please load it again.",
    ),
    "stale_owner": (
        "Inzwischen hat {owner} diesen Fall. Er wird neu geladen.",
        "{owner} has this case by now. It is loaded again.",
    ),
    "state": (
        "In diesem Zustand des Falls geht das nicht.",
        "This is not possible in the case's present state.",
    ),
    "colleague": (
        "Diese Person kann den Fall nicht übernehmen. Bitte wählen Sie jemand anderen.",
        "This person cannot take the case over. Please choose somebody else.",
    ),
    "absent": (
        "Diese Person ist heute abwesend. Bitte wählen Sie jemand anderen.",
        "This person is away today. Please choose somebody else.",
    ),
    "days": (
        "Diese Tage gehen nicht: Der letzte Tag darf nicht vor dem ersten und nicht vor heute "
        "liegen, und höchstens zwei Jahre voraus.",
        "These days are not possible: the last one may not be before the first or before today, "
        "and at most two years ahead.",
    ),
    "deputy": (
        "Diese Person kann nicht vertreten. Bitte wählen Sie jemanden aus dem Team.",
        "This person cannot stand in. Please choose somebody of the team.",
    ),
    "overlap": (
        "An diesen Tagen ist schon eine Abwesenheit eingetragen. Löschen Sie sie zuerst, wenn sich "
        "etwas geändert hat.",
        "There is an absence on these days already. Delete it first if something has changed.",
    ),
    "many": (
        "Es sind schon sehr viele Abwesenheiten eingetragen. Bitte löschen Sie zuerst eine.",
        "There are very many absences already. Please delete one first.",
    ),
    "day": (
        "Diesen Tag können Sie nicht zusagen. Bitte wählen Sie einen Tag ab heute.",
        "This day cannot be promised. Please choose a day from today on.",
    ),
    "reason": (
        "Bitte wählen Sie einen Grund.",
        "Please choose a reason.",
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
    "notice": ("Im Lotse wartet etwas.", "Something waits in Lotse."),
    "notice_trial": (
        "Das ist eine Probe: So erfahren Sie, dass im Lotse etwas wartet.",
        "This is a trial: so you learn that something waits in Lotse.",
    ),
    "notice_linked": (
        "Verbunden. Hier steht von jetzt an nur, dass etwas wartet, nie was.",
        "Linked. From now on this chat only says that something waits, never what.",
    ),
    "notice_code": (
        "Dieser Code gilt nicht (mehr). Einen neuen gibt es in der Beratung unter "
        "„Benachrichtigungen“.",
        "This code is not valid (any more). There is a new one at the desk under “Notices”.",
    ),
    "email": (
        "Bitte geben Sie eine E-Mail-Adresse an, wie name@stadt.de.",
        "Please give an e-mail address, such as name@city.example.",
    ),
    "no_way": (
        "Bitte wählen Sie zuerst, wie Sie benachrichtigt werden, und speichern Sie.",
        "Please choose first how you want to be told, and save.",
    ),
    "way_away": (
        "Dieser Weg ist hier nicht eingerichtet. Bitte fragen Sie die Technik.",
        "This way is not set up here. Please ask the operators.",
    ),
    "coded": (
        "Ein Wert der Dokumentation ist nicht (mehr) in der Liste. Bitte laden Sie die Seite neu "
        "und wählen Sie ihn noch einmal.",
        "A value of the record is not (any more) in the list. Please load the page again and "
        "choose it once more.",
    ),
    "counted": (
        "Das Quartal dieses Falls ist schon gezählt. An der Statistik ändert sich nichts mehr.",
        "The quarter of this case has been counted. The statistics do not change any more.",
    ),
    "missing_setup": (
        "Die Beratungsstelle ist noch nicht eingerichtet. Der Link dafür steht im Terminal.",
        "The office is not set up yet. The link for it stands in the terminal.",
    ),
    "missing_confirm": (
        "Ein Schlüssel ist noch nicht bestätigt: Die Leitung vergleicht den Fingerabdruck laut.",
        "A key is not confirmed yet: a lead compares the fingerprint aloud.",
    ),
    "no_chat": (
        "Zu diesem Fall gibt es keinen Chat. Halten Sie unter „Notizen und Kontakte“ fest, was "
        "besprochen wurde.",
        "This case has no chat. Write down what was said under “Notes and contacts”.",
    ),
    "number": (
        "Das ist nicht die Nummer dieses Falls. Es wurde nichts gelöscht.",
        "This is not this case's number. Nothing was deleted.",
    ),
    "not_ready": (
        "Ihr Team kann noch keine Fälle öffnen. Oben auf der Seite steht, was fehlt.",
        "Your team cannot open cases yet. The top of the page says what is missing.",
    ),
    "ticket": (
        "Diese Seite ist zu lange offen. Der Fall wird neu versiegelt; versuchen Sie es noch "
        "einmal.",
        "This page was open for too long. The case is sealed again; please try once more.",
    ),
    "roster": (
        "Das Team hat sich inzwischen geändert. Der Fall wird neu versiegelt; versuchen Sie es "
        "noch einmal.",
        "The team has changed meanwhile. The case is sealed again; please try once more.",
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
    if key == "stale" and error.details.get("owner"):
        key = "stale_owner"
    values = error.details if key in ("claimed", "stale_owner") else {}
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
