"""The engine's own words, in plain German; translations/<lang>/bot.po has the others.

{name} in braces is a value or a fact. Lists of words that people type are divided by commas.
"""

from __future__ import annotations

NOTICE_VERSION = "2026-11e"
"""Version of the notice a resident agrees to at a handoff (consent_* below); kept with the case."""

WORDS: dict[str, str] = {
    # the first minute
    "welcome": (
        "Willkommen! Ich bin Lotse, ein Programm für Menschen in Hannover. Sie möchten lieber "
        "mit einem Menschen schreiben? Auch das geht hier."
    ),
    "notice": (
        "Bitte schreiben Sie keine Namen und keine Ausweis-Nummern. Sie müssen nicht sagen, ob "
        "Sie Papiere haben. Nach einem Tag ohne Nachricht löschen wir diesen Chat.\n"
        "Bei Gefahr rufen Sie an: Polizei {em.police}. Krankenwagen und Feuerwehr {em.ambulance}."
    ),
    "notice_messenger": "Wichtig: Der Messenger kann alles mitlesen, was Sie hier schreiben.",
    # the menu
    "menu": "Wobei kann ich Ihnen helfen?",
    "menu_human": "🙋 Mit einem Menschen",
    "menu_language": "🌐 Sprache / Language",
    "more": "Möchten Sie noch etwas wissen?",
    # commands, as buttons and as typed words
    "back": "↩ Zurück",
    "back_words": "zurück, einen schritt zurück, vorherige frage",
    "help": "❓ Hilfe",
    "help_words": "hilfe, ich verstehe nicht, was heißt das, erklären",
    "repeat_words": "wiederholen, frage wiederholen, bitte wiederholen, noch mal fragen",
    "menu_button": "☰ Menü",
    "menu_words": "menü, hauptmenü, übersicht, start",
    "restart": "↻ Neu anfangen",
    "restart_words": "neu anfangen, von vorne, neustart",
    "language_words": "sprache, sprache ändern, andere sprache, language",
    "human_button": "🙋 Mensch",
    "human_words": "mensch, berater, beraterin, mit einem menschen sprechen, echte person",
    "erase_words": "alles löschen, löschen, chat löschen",
    "forget_words": "schnell weg, schnell raus, telefon leeren",
    # answers that were not understood
    "not_understood": "Das habe ich nicht verstanden.",
    "choose": "Bitte tippen Sie auf eine Antwort.",
    "write_text": "Bitte schreiben Sie Ihre Antwort als Text.",
    "want_number": "Bitte schreiben Sie eine Zahl, zum Beispiel 7.",
    "want_number_between": "Bitte schreiben Sie eine Zahl von {least} bis {most}.",
    "want_number_least": "Bitte schreiben Sie eine Zahl ab {least}.",
    "want_number_most": "Bitte schreiben Sie eine Zahl bis {most}.",
    "want_date": "Bitte schreiben Sie einen Tag, zum Beispiel {example} oder „gestern“.",
    "want_phone": "Bitte schreiben Sie eine Telefonnummer, zum Beispiel 0171 3920000.",
    "want_email": "Bitte schreiben Sie eine E-Mail-Adresse, zum Beispiel name@example.org.",
    "want_district": "Bitte schreiben Sie einen Stadtteil, zum Beispiel Linden.",
    "want_voice": "Sie können eine Sprachnachricht senden.",
    "want_photo": "Sie können ein Foto senden.",
    "want_document": "Sie können eine Datei senden.",
    "want_location": "Sie können einen Standort senden.",
    "only_text": (
        "Das kann ich hier nicht annehmen. Bitte schreiben Sie es als Text. Heben Sie Fotos und "
        "Papiere gut auf."
    ),
    "file_large": (
        "Diese Datei ist zu groß. Ich kann höchstens 4 MB annehmen. Bitte senden Sie sie kleiner, "
        "zum Beispiel als Foto."
    ),
    "file_kind": (
        "Diese Art von Datei kann ich nicht annehmen. Es gehen Fotos, Sprachnachrichten und PDF."
    ),
    "file_away": ("Die Datei ist leider nicht angekommen. Bitte senden Sie sie noch einmal."),
    "sent_noted": (
        "Danke. Wir merken uns nur, dass Sie etwas gesendet haben: {what}. Weitergeben können "
        "wir es hier nicht. Bitte heben Sie es gut auf."
    ),
    "sent_voice": "Sprachnachricht",
    "sent_photo": "Foto",
    "sent_document": "Datei",
    "sent_location": "Standort",
    # several answers
    "many_hint": "Sie können mehrere Antworten antippen. Tippen Sie danach auf „Fertig“.",
    "many_done": "✔ Fertig",
    "many_done_words": "fertig, weiter, das war alles",
    "many_least": "Bitte wählen Sie mindestens {count}.",
    "many_most": "Bitte wählen Sie höchstens {count}.",
    "and_words": "und, sowie, oder",
    # days
    "date_form": "{day}.{month}.{year}",
    "month_words": (
        "januar/jänner/jan, februar/feb, märz/maerz/mrz, april/apr, mai, juni/jun, juli/jul, "
        "august/aug, september/sep/sept, oktober/okt, november/nov, dezember/dez"
    ),
    "today_words": "heute, heut",
    "yesterday_words": "gestern",
    "day_before_words": "vorgestern",
    "too_long": "Der Text ist zu lang. Bitte schicken Sie ihn in mehreren Teilen.",
    "general_help": (
        "Tippen Sie auf eine Antwort oder schreiben Sie sie. Mit „Zurück“ ändern Sie die letzte "
        "Antwort. Mit „Menü“ kommen Sie zum Anfang. Mit „Mensch“ kommen Sie zu einem Menschen "
        "aus der Beratung."
    ),
    "offer_human": "Möchten Sie lieber mit einem Menschen schreiben?",
    "long_talk": (
        "Wir schreiben schon sehr lange. Vielleicht hilft es, neu anzufangen. Oder möchten Sie "
        "mit einem Menschen schreiben?"
    ),
    "lost": "Hier geht es gerade nicht weiter. Das tut uns leid. Sie sind wieder am Anfang.",
    "moved": "Wir haben die Fragen geändert. Hier geht es weiter:",
    "answer_gone": "Ihre Antwort gibt es hier nicht mehr. Bitte antworten Sie noch einmal:",
    "old_button": "Dieser Knopf gehört zu einer alten Frage. Hier geht es weiter:",
    "change": "Möchten Sie diese Antwort ändern?\n{question}\nBisher: {old}. Neu: {new}.",
    "answered": "Ihre Antwort war: {answer}",
    "yes": "✅ Ja",
    "no": "Nein",
    # danger
    "danger_card": (
        "Sind Sie in Gefahr? Bitte rufen Sie jetzt an:\n"
        "• Polizei: {em.police}\n"
        "• Krankenwagen und Feuerwehr: {em.ambulance}\n"
        "• Sie möchten nicht mehr leben? {em.soul}\n"
        "• Gewalt gegen Frauen: {em.women}\n"
        "Dieser Chat kann keine Hilfe zu Ihnen schicken. Das Programm sagt niemandem, was Sie "
        "schreiben."
    ),
    "danger_on": "Möchten Sie hier weitermachen?",
    "go_on": "▶ Weitermachen",
    # coming back
    "welcome_back": (
        "Schön, dass Sie wieder da sind. Sie waren hier: {title}\nMöchten Sie weitermachen?"
    ),
    "start_again": "🔄 Neu anfangen",
    "reminder": "Hier ist noch eine Frage offen. Möchten Sie weitermachen?",
    # language
    "choose_language": "Welche Sprache möchten Sie? / Which language would you like?",
    "language_set": "Wir schreiben jetzt Deutsch.",
    "language_offer": "Möchten Sie in dieser Sprache schreiben?",
    "other_languages": "🌐 Mehr Sprachen / More",
    "restarted": "Gut, wir fangen neu an. Ihre Antworten sind gelöscht.",
    # erasing
    "erase_question": (
        "Möchten Sie diesen Chat löschen? Ihre Antworten sind dann weg. Niemand kann sie "
        "zurückholen."
    ),
    "erase_with_case": (
        "Ihr Anliegen {number} ist bei der Beratung. Sie können nur diesen Chat löschen. Dann "
        "kann Ihnen die Beratung hier nicht mehr antworten. Oder Sie ziehen alles zurück. Dann "
        "löschen wir auch Ihr Anliegen."
    ),
    "erase_on_safe_line": (
        "Ihr Anliegen {number} bleibt bei der Beratung. Hier löschen Sie nur diesen Chat. Mit "
        "Ihren 32 Ziffern öffnen Sie Ihr Anliegen wieder. Damit können Sie es auch zurückziehen: "
        "im Menü unter „Mein Anliegen“."
    ),
    "erase_yes": "🗑 Chat löschen",
    "erase_withdraw": "🗑 Alles zurückziehen",
    "erase_no": "Nein, nicht löschen",
    "erased": "Der Chat ist gelöscht. Alles Gute!",
    "erased_withdrawn": "Der Chat und Ihr Anliegen sind gelöscht. Alles Gute!",
    "withdrawing": (
        "Ihr Anliegen {number} ist jetzt gesperrt. Die Beratung kann es nicht mehr öffnen. "
        "In {hours} Stunden löschen wir es und diesen Chat. "
        "Bis dahin können Sie es hier zurückholen."
    ),
    "withdraw_undo": "↩ Nicht zurückziehen",
    "withdraw_undone": "Gut, Ihr Anliegen {number} bleibt bei der Beratung.",
    "kept": "Gut, es bleibt alles, wie es ist.",
    # a human
    "consent_intro": "Das geben wir weiter an: {team}.",
    "consent_added": "Das geben wir zu Ihrem offenen Anliegen {number} dazu.",
    "consent_answers": "Ihre Antworten:",
    "consent_nothing": "Sie haben noch nichts geschrieben. Das können Sie danach tun.",
    "consent_urgent": "Die Beratung sieht auch: Es eilt. Sie schaut dann zuerst auf Ihr Anliegen.",
    "consent_who": (
        "Das lesen nur Menschen, die dort beraten. Die Stelle gehört zur Stadt. Sehr selten "
        "fragt ein Gericht die Beratung. Dann muss sie vielleicht sagen, was sie weiß. Sie haben "
        "keine Papiere? Dann schreiben Sie bitte keinen Namen."
    ),
    "consent_server": (
        "Ihr Text geht jetzt noch durch den Computer der Stadt. Dort wird er sofort verschlossen."
    ),
    "consent_sealed": (
        "Ihr Browser verschließt alles und schickt es dann ab. Nur die Beratung kann es öffnen. "
        "Antworten mit 🔒 sieht das Programm nicht. Was Sie sonst angetippt haben, hat es schon "
        "gesehen. Danach bekommen Sie 32 Ziffern. Damit öffnen Sie Ihr Anliegen wieder."
    ),
    "consent_messenger": "Auch der Messenger kann mitlesen. Im Web-Chat kann er das nicht.",
    "consent_duties": (
        "Wichtig: Ihre Nachricht hält keine Frist an. Ihre Zeit läuft weiter. Wir geben keine "
        "Rechtsberatung. Bei Gefahr rufen Sie {em.police} oder {em.ambulance} an."
    ),
    "consent_question": "Möchten Sie das jetzt abschicken?",
    "consent_yes": "✅ Ja, abschicken",
    "consent_no": "Nein, nicht abschicken",
    "sealed_answer": "🔒 verschlossen",
    "sealing": (
        "🔒 Ihr Browser verschließt jetzt alles und schickt es ab. "
        "Das kann eine Minute dauern. Bitte lassen Sie diese Seite offen."
    ),
    "seal_needed": (
        "Ihr Browser muss das erst verschließen. Wir haben es nicht angenommen und nicht "
        "gespeichert. Bitte laden Sie die Seite neu. Schicken Sie es dann noch einmal."
    ),
    "not_sent": "Gut, wir haben nichts weitergegeben.",
    "handed_over": (
        "Ihr Anliegen ist angekommen. Die Nummer ist {number}.\n"
        "Ein Mensch antwortet Ihnen hier. Das kann etwas dauern. Sie können hier immer "
        "weiterschreiben. Alles geht an die Beratung."
    ),
    "urgent_danger": (
        "Wir schauen zuerst auf Ihr Anliegen. Warten Sie bei Gefahr nicht auf uns: Rufen Sie "
        "{em.police} oder {em.ambulance} an."
    ),
    "urgent_soon": "Bei Ihnen läuft bald etwas ab. Wir schauen zuerst auf Ihr Anliegen.",
    "promise": "Wir antworten bis {day}.",
    "opening_hours": "Dann sind wir da: {hours}.",
    "weekday_names": "Mo, Di, Mi, Do, Fr, Sa, So",
    "passed_on": "Das habe ich an die Beratung weitergegeben.",
    "already_human": (
        "Ihr Anliegen {number} ist schon bei der Beratung. Schreiben Sie einfach hier weiter."
    ),
    "human_again": (
        "Ihr Anliegen {number} ist zu Ende. Möchten Sie dazu noch etwas sagen? Dann schreiben "
        "Sie es jetzt hier. Ein Mensch liest es. Geht es um etwas Neues? Dann tippen Sie noch "
        "einmal auf „Mensch“."
    ),
    "program_button": "🤖 Mit dem Programm weiter",
    "program_on": (
        "Gut, das Programm hilft Ihnen wieder. Was Sie hier selbst schreiben, liest weiter die "
        "Beratung."
    ),
    "nobody_there": (
        "Im Moment ist hier noch niemand da. Wir haben nichts weitergegeben. So erreichen Sie "
        "die Antidiskriminierungsstelle: {ads.email}"
    ),
    "case_ended": "Ihr Gespräch mit der Beratung ist zu Ende. Jetzt antwortet wieder das Programm.",
    "not_received": (
        "Die Beratung hat Ihre letzte Nachricht nicht bekommen. Soll sie sie lesen? Dann tippen "
        "Sie auf „Mensch“. Danach schreiben Sie sie bitte noch einmal."
    ),
    "added": "Das haben wir zu Ihrem Anliegen {number} dazugegeben. Ein Mensch liest es.",
    "door": (
        "Das geht nur Sie und die Beratung an. Hier kann der Messenger mitlesen. Bitte erzählen "
        "Sie es auf der sicheren Seite der Stadt. Dort liest er nicht mit. Ihre Antworten sind "
        "schon da. Der Link gilt 15 Minuten und nur einmal. Geht er nicht mehr? Dann fragen Sie "
        "hier noch einmal."
    ),
    "door_first": (
        "Auf der sicheren Seite der Stadt liest der Messenger nicht mit. Dort können Sie "
        "weitermachen. Der Link gilt 15 Minuten und nur einmal. Oder Sie antworten hier."
    ),
    "door_without_url": (
        "Das geht nur Sie und die Beratung an. Hier kann der Messenger mitlesen. So erreichen "
        "Sie die Antidiskriminierungsstelle direkt: {ads.email}"
    ),
    # the safe line
    "arrived": (
        "Willkommen auf der sicheren Seite. Hier liest der Messenger nicht mit. "
        "Ihre Antworten sind noch da. Es geht hier weiter:"
    ),
    "case_found": (
        "Das ist Ihr Anliegen {number}. Hier lesen Sie, was die Beratung geschrieben hat. Sie "
        "können hier auch weiterschreiben. Ihr Browser verschließt alles."
    ),
    "case_found_closed": (
        "Das ist Ihr Anliegen {number}. Die Beratung dazu ist zu Ende. Sie können noch alles "
        "lesen, bis wir es löschen."
    ),
    "case_erased": "Ihr Anliegen ist überall gelöscht. Niemand kann es zurückholen.",
    "ping": "Es gibt etwas Neues auf der sicheren Seite.",
    # notices of the desk
    "desk_claimed": "{name} liest jetzt, was Sie geschrieben haben, und antwortet Ihnen hier.",
    "desk_closed": (
        "Das Gespräch mit der Beratung ist zu Ende (Anliegen {number}). Jetzt antwortet Ihnen "
        "wieder das Programm. Mit „Mensch“ können Sie die Beratung noch einmal fragen."
    ),
    "desk_gentle": (
        "Wir warten auf Ihre Antwort. Sie können einfach hier weiterschreiben. Hören wir nichts "
        "von Ihnen, endet das Gespräch in etwa zwei Wochen."
    ),
    "desk_expired": (
        "Wir haben lange nichts von Ihnen gehört. Darum ist das Gespräch mit der Beratung jetzt "
        "zu Ende (Anliegen {number}). Möchten Sie weitermachen? Dann schreiben Sie uns in den "
        "nächsten 30 Tagen hier."
    ),
    "desk_released": "Ab jetzt hilft Ihnen ein anderer Mensch aus der Beratung.",
    "desk_translate_ask": (
        "Die Beratung kann Ihre Sprache nicht gut lesen. Darf ein Programm der Stadt Ihre "
        "Nachrichten übersetzen?\n"
        "Der Computer der Stadt kann dann Ihre Nachrichten für kurze Zeit lesen. Danach "
        "vergisst er sie. Sagen Sie Nein, bleibt alles verschlossen. Sie können Ihre Antwort "
        "jederzeit ändern, in den Angaben zu Ihrem Anliegen."
    ),
    "desk_translate_on": (
        "Gut. Ein Programm darf jetzt für die Beratung übersetzen. Es kann Fehler machen. Die "
        "Beratung sieht immer auch, was Sie selbst geschrieben haben."
    ),
    "desk_translate_off": (
        "Gut. Kein Programm übersetzt Ihre Nachrichten. Sie bleiben verschlossen."
    ),
    "desk_interpreter_wanted": (
        "Die Beratung sucht einen Menschen, der für Sie dolmetscht. Wir können nicht "
        "versprechen, dass wir jemanden finden."
    ),
    "desk_interpreter_arranged": (
        "Wir haben einen Menschen, der für Sie dolmetscht. Die Beratung schreibt Ihnen, wann "
        "und wie das geht."
    ),
    "desk_handed_over": "{name} übernimmt jetzt Ihr Anliegen und antwortet Ihnen hier.",
    "desk_deputed": (
        "{name} vertritt jetzt den Menschen, der Ihnen bisher geantwortet hat, und antwortet "
        "Ihnen hier."
    ),
    "desk_waiting": (
        "Die Beratung wartet auf Antwort von einer anderen Stelle. Sie müssen nichts tun. Danach "
        "hören Sie wieder von uns."
    ),
    "desk_scheduled": "Sie hören bis zum {day} wieder von der Beratung.",
    "desk_reopened": (
        "Ihr Anliegen {number} ist wieder offen. Ein Mensch liest, was Sie geschrieben haben."
    ),
    "desk_muted": (
        "Die Beratung nimmt hier keine Nachrichten mehr von Ihnen an. Bei Gefahr rufen Sie "
        "{em.police} oder {em.ambulance} an."
    ),
    # what a messenger shows of the bot: its commands and its description
    "cmd_menu": "Hauptmenü",
    "cmd_back": "Einen Schritt zurück",
    "cmd_help": "Hilfe zu dieser Frage",
    "cmd_language": "Sprache / Language",
    "cmd_human": "Mit einem Menschen schreiben",
    "cmd_restart": "Neu anfangen",
    "cmd_erase": "Alles löschen",
    "profile": "Der Chat der Stadt Hannover: Ankommen, Gesundheit, Schule, Diskriminierung.",
    # reading aloud
    "read_words": "vorlesen, lies vor, bitte vorlesen, anhören",
    "read_button": "🔊 Vorlesen",
    "read_none": (
        "Dazu gibt es noch nichts zum Hören. Viele Handys können Texte selbst vorlesen. "
        "Das steht in den Einstellungen vom Handy."
    ),
    "read_on_page": (
        "Tippen Sie bei einer Nachricht auf 🔊. Sehen Sie kein 🔊? "
        "Dann kann Ihr Handy in dieser Sprache nicht vorlesen."
    ),
    # when something of ours is broken
    "aside": (
        "Entschuldigung, hier ist etwas schiefgegangen. Ihre letzte Nachricht ist nicht "
        "angekommen. Bitte schicken Sie sie noch einmal. Oder tippen Sie auf „Mensch“."
    ),
    "aside_anew": (
        "Entschuldigung, hier geht etwas nicht. Ihre letzte Nachricht ist nicht angekommen. "
        "Bitte fangen Sie neu an: Schreiben Sie „Menü“. Oder tippen Sie auf „Mensch“."
    ),
    # marks
    "unconfirmed": "(noch nicht bestätigt)",
    "as_of": "Stand: {date}",
    "machine": "🤖 Ein Programm hat das übersetzt. Niemand hat es geprüft.",
    "machine_edited": "🤖 Ein Programm hat das übersetzt. Ein Mensch hat den Text geändert.",
    "german_button": "Deutscher Text",
    "demo": "Demo: nicht für echte Fälle",
}
