"""The web chat page's own words, in plain German; bot.po has the other languages (web/KEY)."""

from __future__ import annotations

WEB_WORDS: dict[str, str] = {
    "title": "Lotse",
    "subtitle": "Hallo! Ich helfe Ihnen in Hannover weiter.",
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
        "Dieses Gespräch ist zu Ende. Bitte beginnen Sie neu. Was Sie noch nicht gesendet haben, "
        "steht dann wieder im Textfeld."
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
        "Dieses Gespräch läuft über den Computer der Stadt. Dort liegt es verschlossen. Was Sie "
        "der Beratung schicken, kann nur die Beratung lesen."
    ),
    "skip_to_chat": "Zum Gespräch springen",
    "larger_text": "Größere Schrift",
    "more": "Mehr",
    "close": "Schließen",
    "conversation": "Gespräch",
    "too_fast": "Das war sehr schnell. Ihre Nachricht wird gleich gesendet.",
    "failed": "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
    "receipt_have": "Ich habe schon 32 Ziffern",
    "sealed_only": "🔒 Verschlossen: Nur die Beratung kann Ihre Antwort lesen.",
    "sealed_hint": "🔒 Nur die Beratung kann das lesen.",
    "sealed_answer": "🔒 Ihre verschlossene Antwort",
    "many_hint": "Sie können mehrere Antworten wählen.",
    "many_done": "Fertig",
    "many_min": "Bitte wählen Sie noch eine Antwort aus.",
    "many_max": "Das sind zu viele Antworten. Bitte nehmen Sie eine wieder weg.",
    "attach": "Etwas dazugeben",
    "attach_photo": "Foto",
    "attach_voice": "Sprachnachricht",
    "attach_document": "PDF-Datei",
    "attach_remove": "Wegnehmen",
    "attach_save": "Speichern",
    "attach_unreadable": "Dieses Bild können wir hier nicht zeigen.",
    "attach_photo_bad": (
        "Dieses Bild können wir hier nicht öffnen. Bitte nehmen Sie ein anderes Foto."
    ),
    "attach_document_bad": (
        "Das ist keine PDF-Datei, oder sie ist größer als 4 MB. Bitte nehmen Sie eine andere Datei."
    ),
    "attach_full": (
        "Mehr passt hier nicht hinein. Bitte schicken Sie erst einen Teil ab. Oder nehmen Sie "
        "etwas weg."
    ),
    "voice_stop": "Aufnahme beenden",
    "voice_full": (
        "Länger als fünf Minuten geht es nicht. Die Aufnahme ist gespeichert. Sie können danach "
        "noch eine machen."
    ),
    "voice_refused": (
        "Das Mikrofon ist gesperrt. Bitte erlauben Sie es im Browser. Oder schreiben Sie Ihren "
        "Text."
    ),
    "wait_turn": "Einen Moment bitte. Die nächste Frage kommt gleich. Ihr Text bleibt hier stehen.",
    "tap_first": "Bitte tippen Sie zuerst auf eine der Antworten. Ihr Text bleibt hier stehen.",
    "danger_kept": (
        "Ihr Text ist noch nicht gesendet. Er steht noch im Textfeld. Möchten Sie ihn der "
        "Beratung schicken? Dann gehen Sie zurück zur Frage. Tippen Sie dort noch einmal auf "
        "„Senden“."
    ),
    "opening_title": "Ihr Anliegen wird verschlossen",
    "opening_prepare": "Das Schloss wird vorbereitet. Bitte lassen Sie diese Seite offen.",
    "opening_work": "Ihr Gerät rechnet einen Moment. Das schützt vor Missbrauch.",
    "opening_send": "Alles ist verschlossen und wird geschickt.",
    "opening_waiting": (
        "Es geht gerade nicht weiter. Wir versuchen es gleich noch einmal. Ihre Antworten"
        " sind noch da."
    ),
    "opening_failed": (
        "Das hat noch nicht geklappt. Ihre Antworten sind noch da. Es ist nichts verloren."
    ),
    "opening_lost": (
        "Ihr Gerät kann eine verschlossene Antwort nicht mehr öffnen. Bitte gehen Sie einen "
        "Schritt zurück. Antworten Sie dort noch einmal."
    ),
    "receipt_title": "Ihre 32 Ziffern",
    "receipt_text": (
        "Mit diesen Ziffern öffnen Sie Ihr Anliegen wieder, auf jedem Gerät. Ohne sie geht es "
        "nicht. Niemand kann sie Ihnen noch einmal geben, auch wir nicht."
    ),
    "receipt_code": "Ein QR-Code mit den 32 Ziffern",
    "receipt_warning": (
        "Benutzen noch andere dieses Gerät? Oder sehen andere Ihre Fotos? Dann schreiben Sie die "
        "Ziffern besser auf Papier. Wer sie hat, kann alles lesen."
    ),
    "receipt_save": "Als Bild speichern",
    "receipt_saved": "Das Bild liegt bei Ihren Downloads.",
    "receipt_copy": "Ziffern kopieren",
    "receipt_copied": "Kopiert. Jetzt können Sie die Ziffern woanders einfügen.",
    "receipt_not_copied": "Kopieren geht hier nicht. Bitte schreiben Sie die Ziffern ab.",
    "receipt_kept": "Ich habe die Ziffern aufbewahrt",
    "receipt_where": (
        "Sie haben die Ziffern bekommen, als Sie Ihr Anliegen geschickt haben."
        " Leerzeichen sind egal."
    ),
    "receipt_input": "Ihre 32 Ziffern",
    "receipt_open": "Öffnen",
    "receipt_checking": "Einen Moment bitte …",
    "receipt_letters": "Hier dürfen nur Ziffern stehen.",
    "receipt_short": "Es fehlen noch Ziffern. Es müssen 32 sein.",
    "receipt_long": "Das sind zu viele Ziffern. Es müssen 32 sein.",
    "receipt_slip": (
        "Eine Ziffer stimmt nicht, vielleicht auch mehr. Bitte vergleichen Sie noch einmal."
    ),
    "receipt_unknown": (
        "Zu diesen Ziffern finden wir kein Anliegen. Vielleicht ist es schon gelöscht."
        " Bitte vergleichen Sie die Ziffern noch einmal."
    ),
    "receipt_offline": "Keine Verbindung. Bitte versuchen Sie es gleich noch einmal.",
    "receipt_busy": "Gerade versuchen es sehr viele. Bitte warten Sie eine Minute.",
    "cancel_short": "Abbrechen",
    "case_mine": "Mein Anliegen",
    "case_number": "Nummer",
    "case_status": "Stand",
    "status_unread": "Noch nicht gelesen",
    "status_read": "Gelesen",
    "status_answered": "Beantwortet",
    "status_closed": "Abgeschlossen",
    "case_team": "Liegt bei",
    "case_counsellor": "Es kümmert sich",
    "case_day": "Geschickt am",
    "case_answer_by": "Antwort bis",
    "case_delete_day": "Wird gelöscht am",
    "case_locked": (
        "Auf diesem Gerät ist Ihr Anliegen verschlossen. Mit Ihren 32 Ziffern können Sie es lesen."
    ),
    "case_receipt": "Meine 32 Ziffern zeigen",
    "case_copy": "Eine Kopie für mich",
    "case_copy_warning": (
        "Die Kopie ist nicht verschlossen. Wer die Datei findet, kann alles lesen."
    ),
    "case_copy_make": "Kopie speichern",
    "case_ping": "Im Messenger melden, wenn eine Antwort wartet",
    "case_ping_hint": "Dort steht nur, dass es etwas Neues gibt. Sonst steht dort nichts.",
    "case_translate": "Ein Programm der Stadt darf übersetzen",
    "case_translate_hint": (
        "Der Computer der Stadt kann dann Ihre Nachrichten für kurze Zeit lesen. Danach "
        "vergisst er sie."
    ),
    "case_withdraw": "Anliegen zurückziehen",
    "case_closed_text": "Ihr Anliegen ist abgeschlossen. Ihr Text steht noch im Textfeld.",
    "closed_hint": (
        "Ihr Anliegen ist abgeschlossen. Was Sie hier schreiben, liest nur noch das Programm. "
        "Die Beratung liest es nicht. Es ist nicht verschlossen."
    ),
    "closed_open": (
        "Ihr Text ist noch nicht gesendet. Die Beratung liest hier nicht mehr. Möchten Sie ihr "
        "schreiben? Dann tippen Sie auf „Ein Mensch“. Soll nur das Programm Ihren Text bekommen? "
        "Dann tippen Sie noch einmal auf „Senden“."
    ),
    "case_swapped": (
        "Hier stimmt etwas nicht. Ihr Anliegen hat auf einmal einen anderen Schlüssel. Bitte "
        "schreiben Sie hier nicht weiter. Rufen Sie die Beratung an."
    ),
    "withdraw_text": (
        "Dann löschen wir Ihr Anliegen sofort und überall. Auch die Beratung kann es nicht mehr "
        "lesen. Niemand kann es zurückholen. Bitte geben Sie dafür Ihre 32 Ziffern ein."
    ),
    "withdraw_yes": "Ja, überall löschen",
    "withdraw_no": "Nein, nicht löschen",
    "withdraw_wrong": "Das sind nicht die Ziffern dieses Anliegens. Es ist nichts gelöscht.",
    "withdrawn": "Ihr Anliegen ist überall gelöscht, und dieses Gespräch auch.",
    "clear_phone": "Dieses Gerät leeren",
    "clear_text": (
        "Ihr Anliegen bleibt bei der Beratung. Mit Ihren 32 Ziffern können Sie es immer wieder "
        "öffnen."
    ),
    "reply_closed": (
        "🔒 Eine Nachricht der Beratung. Mit Ihren 32 Ziffern können Sie sie lesen: unter"
        " „Mehr“, dann „Mein Anliegen“."
    ),
    "mark_gap": "Vor dieser Nachricht fehlt eine andere.",
    "mark_broken": "Diese Nachricht passt nicht zu der davor. Vielleicht wurde etwas verändert.",
    "mark_repeat": "Diese Nachricht kam schon einmal.",
    "mark_wrong_case": "Diese Nachricht gehört zu einem anderen Anliegen. Sie wird nicht gezeigt.",
    "mark_wrong_label": (
        "Außen steht auf dieser Nachricht etwas anderes als innen. Vielleicht ist sie nicht echt."
    ),
    "mark_unopened": "Diese Nachricht können wir nicht öffnen.",
    "mark_malformed": "Diese Nachricht ist beschädigt.",
    "case_unlock_first": (
        "Bitte geben Sie zuerst Ihre 32 Ziffern ein: unter „Mehr“, dann „Mein Anliegen“."
        " Ihre Antworten sind noch da."
    ),
    "read_aloud": "Vorlesen",
    "read_options": "Sie können wählen:",
    "read_failed": "Das Vorlesen geht gerade nicht.",
}
