"""The web chat page's own words, in plain German; bot.po has the other languages (web/KEY)."""

from __future__ import annotations

WEB_WORDS: dict[str, str] = {
    "title": "Lotse",
    "subtitle": "Hallo! Ich helfe Ihnen, sich in Hannover zurechtzufinden.",
    "demo": "Demo: nicht für echte Fälle",
    "start": "Neu beginnen",
    "input_label": "Ihre Nachricht",
    "input_placeholder": "Nachricht schreiben",
    "send": "Senden",
    "menu": "Menü",
    "back": "Zurück",
    "restart": "Von vorn anfangen",
    "language": "Sprache ändern",
    "human": "Ein Mensch",
    "erase": "Alles löschen",
    "erase_confirm": "Möchten Sie dieses Gespräch löschen? Danach kann es niemand zurückholen.",
    "erase_yes": "Ja, alles löschen",
    "cancel": "Nein, zurück zum Gespräch",
    "leave": "Schnell weg",
    "leave_hint": (
        "„Schnell weg“ löscht dieses Gespräch und öffnet sofort eine andere Seite. Sie können"
        " auch zweimal schnell die Taste Esc drücken."
    ),
    "help": "Hilfe zu dieser Frage",
    "offline": "Keine Verbindung. Ihr Text bleibt hier. Wir versuchen es weiter.",
    "online_again": "Die Verbindung ist wieder da.",
    "sending": "Wird gesendet …",
    "not_sent": "Noch nicht gesendet.",
    "try_again": "Noch einmal versuchen",
    "expired": (
        "Dieses Gespräch ist abgelaufen. Was Sie noch nicht gesendet haben, steht gleich "
        "wieder im Textfeld. Bitte beginnen Sie neu."
    ),
    "erased": "Ihr Gespräch ist gelöscht. Sie können jederzeit neu beginnen.",
    "new_message": "Neue Nachricht",
    "you": "Sie",
    "bot": "Lotse",
    "counsellor": "Beratung",
    "old_question": "Frühere Frage",
    "privacy": "Datenschutz",
    "imprint": "Impressum",
    "accessibility": "Barrierefreiheit",
    "too_long": (
        "Ihr Text ist zu lang. Er steht wieder im Textfeld. Bitte schicken Sie ihn in "
        "mehreren Teilen."
    ),
    "notice_line": (
        "Dieses Gespräch läuft über den Server der Stadt. Dort liegt es verschlossen. Was Sie"
        " an die Beratung weitergeben, können nur die Beraterinnen und Berater lesen."
    ),
    "skip_to_chat": "Zum Gespräch springen",
    "larger_text": "Größere Schrift",
    "more": "Mehr",
    "close": "Schließen",
    "conversation": "Gespräch",
    "too_fast": "Das war sehr schnell. Ihre Nachricht wird gleich gesendet.",
    "failed": "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
}
