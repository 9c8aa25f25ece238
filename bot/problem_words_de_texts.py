"""German forms of what is said about translations, releases, sheets and tests."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # catalogues
    'The folder "<name>" cannot name a language.': (
        "Der Ordner „<name>“ kann keine Sprache benennen."
    ),
    "Use small letters a–z and -, like en or de-simple.": (
        "Nehmen Sie kleine Buchstaben a–z und -, wie en oder de-simple."
    ),
    "This catalogue cannot be read: <why>": "Diese Übersetzungsdatei lässt sich nicht lesen: <why>",
    "Check the quotation marks.": "Prüfen Sie die Anführungszeichen.",
    "Save it as UTF-8 with a tool for PO files.": (
        "Speichern Sie sie als UTF-8, mit einem Programm für PO-Dateien."
    ),
    'The header says Language: "<lang>".': "Im Kopf steht Language: „<lang>“.",
    "Write Language: <lang>, or move the file to its folder.": (
        "Schreiben Sie Language: <lang> oder verschieben Sie die Datei in ihren Ordner."
    ),
    'Nothing is said at "<place>" any more.': "An der Stelle „<place>“ wird nichts mehr gesagt.",
    "Call: lotse translations update": "Rufen Sie auf: lotse translations update",
    "This translation has a character that turns the direction of writing.": (
        "Diese Übersetzung enthält ein Zeichen, das die Schreibrichtung umkehrt."
    ),
    "Remove it; Latin words in a text from right to left stand in isolates.": (
        "Entfernen Sie es; lateinische Wörter in Text von rechts nach links stehen in Isolaten."
    ),
    "The translation lost <value>.": "In der Übersetzung fehlt <value>.",
    "Put <value> where it belongs in this text.": (
        "Setzen Sie <value> an die richtige Stelle in diesem Text."
    ),
    "The translation has <value>, the German text has not.": (
        "In der Übersetzung steht <value>, im deutschen Text nicht."
    ),
    "Take it out.": "Nehmen Sie es heraus.",
    "The links are not the same: <here> here, <there> in German.": (
        "Die Links sind nicht gleich: hier <here>, deutsch <there>."
    ),
    "The numbers are not the same: <here> here, <there> in German.": (
        "Die Zahlen sind nicht gleich: hier <here>, deutsch <there>."
    ),
    "The § signs are not the same on both sides.": "Die §-Zeichen sind nicht gleich.",
    "Compare the two texts.": "Vergleichen Sie die beiden Texte.",
    "Only one of the two texts begins or ends with a new line.": (
        "Nur einer der beiden Texte beginnt oder endet mit einer neuen Zeile."
    ),
    "Make it alike.": "Machen Sie es gleich.",
    "An isolate (U+2066 … U+2069) is opened or closed alone.": (
        "Ein Isolat (U+2066 … U+2069) ist nur geöffnet oder nur geschlossen."
    ),
    "Each needs both characters, and none stands within another.": (
        "Jedes braucht beide Zeichen, und keines steht in einem anderen."
    ),
    '"<text>" stands in a text from right to left without isolates.': (
        "„<text>“ steht ohne Isolat in einem Text von rechts nach links."
    ),
    "Put U+2066 before it and U+2069 after it.": "Setzen Sie U+2066 davor und U+2069 dahinter.",
    # what a release lacks
    'The fact "<id>" has no value yet.': "Die Angabe „<id>“ hat noch keinen Wert.",
    'Nobody has reviewed the words of danger in "<lang>" yet.': (
        "Die Wörter der Gefahr auf „<lang>“ hat noch niemand geprüft."
    ),
    "See docs/for-the-office.md, then write: reviewed: NAME, DAY": (
        "Siehe docs/for-the-office.md; danach schreiben Sie: reviewed: NAME, TAG"
    ),
    'There are no words of danger in "<lang>".': "Auf „<lang>“ gibt es keine Wörter der Gefahr.",
    "Let somebody who grew up with the language write them.": (
        "Lassen Sie sie von jemandem schreiben, der mit der Sprache aufgewachsen ist."
    ),
    'The fact "<id>" is not confirmed.': "Die Angabe „<id>“ ist nicht bestätigt.",
    'The fact "<id>" was last checked on <day>.': (
        "Die Angabe „<id>“ wurde zuletzt am <day> geprüft."
    ),
    "Ask <who>; see docs/for-the-office.md.": "Fragen Sie <who>; siehe docs/for-the-office.md.",
    '"<place>" is as hard to read as a book for school year <number>.': (
        "„<place>“ ist so schwer zu lesen wie ein Buch für die Klasse <number>."
    ),
    '"<place>" with its screen is a text for school year <number>.': (
        "„<place>“ und was dazu auf dem Bildschirm steht: ein Text für die Klasse <number>."
    ),
    '"<place>": school year <number> with the names of offices.': (
        "„<place>“: mit den Namen von Stellen ein Text für die Klasse <number>."
    ),
    "Nothing, if people meet these names on doors and letters.": (
        "Nichts, wenn die Menschen diese Namen auf Türen und Briefen lesen."
    ),
    "At most <number>: shorter sentences, shorter words.": (
        "Höchstens <number>: kürzere Sätze, kürzere Wörter."
    ),
    'There is no catalogue "<name>" in this language.': (
        "In dieser Sprache fehlt die Übersetzungsdatei „<name>“."
    ),
    '"<place>" is not translated.': "„<place>“ ist nicht übersetzt.",
    "Translate it.": "Übersetzen Sie es.",
    'The German text of "<place>" has changed.': "Der deutsche Text von „<place>“ ist neu.",
    'The translation of "<place>" has to be looked at again.': (
        "Die Übersetzung von „<place>“ muss noch einmal angesehen werden."
    ),
    "Correct it and take the mark fuzzy away.": (
        "Berichtigen Sie sie und entfernen Sie die Marke fuzzy."
    ),
    'Nobody has reviewed "<place>" yet.': "Noch niemand hat „<place>“ geprüft.",
    "Add a comment: # reviewed: NAME, DAY": "Ergänzen Sie einen Kommentar: # reviewed: NAME, TAG",
    # sheets
    # recordings
    "This recording has <size> MB, at most 2 are possible.": (
        "Diese Aufnahme hat <size> MB, höchstens 2 sind möglich."
    ),
    "This is not what its name says: no <ending> file.": (
        "Das ist nicht, was der Name sagt: keine <ending>-Datei."
    ),
    "Save it as a short MP3 with 64 kbit/s or less, one channel.": (
        "Speichern Sie sie als kurze MP3 mit höchstens 64 kbit/s und einem Kanal (mono)."
    ),
    'There is no language "<lang>" here.': "Die Sprache „<lang>“ gibt es hier nicht.",
    "The sheet's name is the language. Or call: lotse translations update <lang>": (
        "Das Blatt heißt wie die Sprache. Oder rufen Sie auf: lotse translations update <lang>"
    ),
    "This cell is a formula.": "In dieser Zelle steht eine Formel.",
    "Write text.": "Schreiben Sie Text.",
    'The German text of "<place>" has changed since the export.': (
        "Der deutsche Text von „<place>“ hat sich seit dem Export geändert."
    ),
    "Call: lotse translations update; then export again and compare.": (
        "Rufen Sie auf: lotse translations update; dann neu exportieren und vergleichen."
    ),
    "Save it as XLSX.": "Speichern Sie sie als XLSX.",
    "The columns are not those of an exported sheet.": (
        "Die Spalten sind nicht die eines exportierten Blatts."
    ),
    # conversations of tests/flows
    "This test is for languages that are not there: <list>.": (
        "Dieser Test ist für Sprachen, die es nicht gibt: <list>."
    ),
    "Write in: all, or add the language.": "Schreiben Sie in: all oder ergänzen Sie die Sprache.",
    '"play" is a list of what happens.': "„play“ ist eine Liste von dem, was geschieht.",
    "- start: flow": "- start: ablauf",
    "A line of play is one move.": "Eine Zeile in play ist ein Zug.",
    "<test>: expected <what> <wanted>, found <found>. "
    "At <at>, options: <options>; last said: <said>": (
        "<test>: erwartet war <what> <wanted>, gefunden <found>. "
        "Jetzt bei <at>, Knöpfe: <options>; zuletzt gesagt: <said>"
    ),
    '<test>: "<option>" cannot be tapped here. At <at>, options: <options>; last said: <said>': (
        "<test>: „<option>“ kann man hier nicht antippen. "
        "Jetzt bei <at>, Knöpfe: <options>; zuletzt gesagt: <said>"
    ),
    '<test>: there is no flow "<flow>".': "<test>: Es gibt keinen Ablauf „<flow>“.",
    "<test>: an empty message was sent.": "<test>: Eine leere Nachricht wurde gesendet.",
    "<test>: a button cannot be sent: <button>.": (
        "<test>: Ein Knopf lässt sich nicht senden: <button>."
    ),
    "<test>: nothing is asked any more: a dead end.": (
        "<test>: Es wird nichts mehr gefragt: eine Sackgasse."
    ),
    'The line "Plural-Forms" in the header is broken.': (
        "Die Zeile „Plural-Forms“ im Kopf der Datei ist fehlerhaft."
    ),
    "Remove it: these texts have no plural forms.": (
        "Entfernen Sie sie: Diese Texte haben keine Mehrzahl-Formen."
    ),
    # glossary
    'The glossary has nothing for "<word>" in this language.': (
        "In dieser Sprache hat das Glossar noch nichts für „<word>“."
    ),
    "Write what people call it.": "Schreiben Sie, wie die Menschen es nennen.",
    'The German word "<word>" is missing here.': "Hier fehlt das deutsche Wort „<word>“.",
    "People meet it on doors and letters: put it in brackets.": (
        "Menschen lesen es auf Türen und Briefen: Setzen Sie es in Klammern dazu."
    ),
    # canned replies
    'There is no field "<name>".': "Es gibt kein Feld „<name>“.",
    '"<key>" has <number> characters.': "„<key>“ hat <number> Zeichen.",
    "At most <number>.": "Höchstens <number>.",
    # places
    'No text stands at "<place>".': "An „<place>“ steht kein Text.",
}
