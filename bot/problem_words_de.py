"""German forms of what is said about flows and facts; <slots> stand for what changes."""

from __future__ import annotations

FLOWS: dict[str, str] = {
    '"<key>" is <value>.': "„<key>“ ist <value>.",
    "Take a number from <low> to <high>.": "Nehmen Sie eine Zahl von <low> bis <high>.",
    # files
    "This file is missing.": "Diese Datei fehlt.",
    "This file is empty.": "Diese Datei ist leer.",
    "This file is too large.": "Diese Datei ist zu groß.",
    "Split it into several flows.": "Teilen Sie sie in mehrere Abläufe.",
    "This file cannot be read: <why>": "Diese Datei lässt sich nicht lesen: <why>",
    "Save it as UTF-8.": "Speichern Sie sie als UTF-8.",
    "There is no flow in this folder.": "In diesem Ordner ist kein Ablauf.",
    "Set LOTSE_FLOWS to the folder with the flows.": (
        "Geben Sie mit LOTSE_FLOWS den Ordner mit den Abläufen an."
    ),
    'The id "<id>" is also used in <file>.': "Die Kennung „<id>“ steht auch in <file>.",
    "Give each flow an id of its own.": "Geben Sie jedem Ablauf eine eigene Kennung.",
    'The fact "<id>" also stands in <file>.': "Die Angabe „<id>“ steht auch in <file>.",
    "Keep one of them.": "Behalten Sie nur eine.",
    # YAML
    "This is not valid YAML: <yaml>.": "Das ist kein gültiges YAML: <yaml>.",
    "Look at the indentation (spaces, no tabs), colons and quotes.": (
        "Prüfen Sie Einrückung (Leerzeichen, keine Tabulatoren), Doppelpunkte und "
        "Anführungszeichen."
    ),
    "A line that begins with % changes how all others are read.": (
        "Eine Zeile, die mit % beginnt, ändert, wie alle anderen gelesen werden."
    ),
    "Remove it.": "Löschen Sie sie.",
    "Anchors (&) and aliases (*) are not allowed here.": (
        "Anker (&) und Verweise (*) sind hier nicht erlaubt."
    ),
    "Write it out.": "Schreiben Sie es aus.",
    "Tags (<tag>) are not allowed here.": "Marken wie <tag> sind hier nicht erlaubt.",
    "If the text begins with !, put it in quotes.": (
        "Beginnt der Text mit !, setzen Sie ihn in Anführungszeichen."
    ),
    "This is nested too deeply.": "Das ist zu tief verschachtelt.",
    "Look at the brackets.": "Prüfen Sie die Klammern.",
    "This text has half a character in it.": "In diesem Text steht ein halbes Zeichen.",
    "Write the character itself, not \\u….": "Schreiben Sie das Zeichen selbst, nicht \\u….",
    "A list or a mapping cannot be the name of a field.": (
        "Eine Liste oder eine Zuordnung kann kein Name eines Feldes sein."
    ),
    "Is a { } or [ ] out of place?": "Steht ein { } oder [ ] an der falschen Stelle?",
    "<key> without quotation marks means something else to YAML.": (
        "<key> ohne Anführungszeichen bedeutet für YAML etwas anderes."
    ),
    'Write "<key>" instead.': 'Schreiben Sie stattdessen "<key>".',
    '"<key>" stands here twice.': "„<key>“ steht hier zweimal.",
    "Remove or rename one of them.": "Entfernen Sie eines davon oder benennen Sie es um.",
    # fields
    "<thing> must be fields with values (name: value).": (
        "<thing> muss aus Feldern mit Werten bestehen (name: wert)."
    ),
    '"<key>" is not known in <thing>.': "„<key>“ ist hier nicht bekannt (<thing>).",
    'Did you mean "<key>"?': "Meinten Sie „<key>“?",
    "Known here: <list>.": "Bekannt sind hier: <list>.",
    '<thing> needs "<key>".': "<thing> braucht „<key>“.",
    "Add a line <key>: …": "Ergänzen Sie eine Zeile <key>: …",
    '"<key>" must be a text.': "„<key>“ muss ein Text sein.",
    "Put it in quotation marks.": "Setzen Sie es in Anführungszeichen.",
    '"<key>" is empty.': "„<key>“ ist leer.",
    "Write a text.": "Schreiben Sie einen Text.",
    '"<key>" cannot be an id.': "„<key>“ kann keine Kennung sein.",
    "Use small letters a–z, digits, - and _ (at most 40).": (
        "Nehmen Sie kleine Buchstaben a–z, Ziffern, - und _ (höchstens 40)."
    ),
    '"<key>" is true or false.': "„<key>“ ist true oder false.",
    '"<key>" must be a whole number.': "„<key>“ muss eine ganze Zahl sein.",
    '"<key>" must be a list of words.': "„<key>“ muss eine Liste von Wörtern sein.",
    '"<key>" must be a list (lines with "- ").': (
        "„<key>“ muss eine Liste sein (Zeilen mit „- “)."
    ),
    '"<text>" is not a time.': "„<text>“ ist keine Dauer.",
    "Write it like 30m, 6h or 2d.": "Schreiben Sie zum Beispiel 30m, 6h oder 2d.",
    '"<text>" is not possible for <key>.': "„<text>“ ist bei <key> nicht möglich.",
    '"<text>" is not a day.': "„<text>“ ist kein Tag.",
    "Write it like 2026-11-23.": "Schreiben Sie zum Beispiel 2026-11-23.",
    # flows
    "This file is written in version <version> of the flow language.": (
        "Diese Datei ist in Version <version> der Ablaufsprache geschrieben."
    ),
    "This program reads lotse: 1.": "Dieses Programm liest lotse: 1.",
    'A flow needs "steps".': "Ein Ablauf braucht „steps“.",
    "steps: followed by at least one step.": "steps: und darunter mindestens ein Schritt.",
    "What is about <about> may not be kept with a case.": (
        "Was <about> betrifft, darf nicht bei einem Fall bleiben."
    ),
    "Use keep: session. Status and name must never stand together.": (
        "Nehmen Sie keep: session. Status und Name dürfen nie zusammen stehen."
    ),
    "There is no team.": "Es gibt kein Team.",
    # deadlines and documentation
    '"<text>" is not a length of time.': "„<text>“ ist keine Länge einer Frist.",
    "Write it like 3 weeks, 2 months or 1 year.": (
        "Schreiben Sie es wie 3 weeks, 2 months oder 1 year."
    ),
    '"<text>" is not an address.': "„<text>“ ist keine Adresse.",
    "Write the whole address, beginning with https://.": (
        "Schreiben Sie die ganze Adresse, am Anfang https://."
    ),
    'There is no set "<id>".': "Es gibt keinen Satz „<id>“.",
    'No question with options is saved as "<key>".': (
        "Keine Frage mit Antworten zum Antippen wird als „<key>“ gemerkt."
    ),
    "Write it as flow.data, like report.area, or case.channel, case.lang …": (
        "Schreiben Sie Ablauf.Angabe, wie report.area, oder case.channel, case.lang …"
    ),
    'There is no value "<id>".': "Es gibt keinen Wert „<id>“.",
    'There is no option "<id>".': "Es gibt keine Antwort „<id>“.",
    'The deadline "<id>" is not confirmed.': "Die Frist „<id>“ ist nicht bestätigt.",
    "Read the official text, then write: confirmed: true": (
        "Lesen Sie den amtlichen Text; schreiben Sie dann: confirmed: true"
    ),
    "Add the one that answers people.": "Ergänzen Sie das Team, das den Menschen antwortet.",
    "This team never works.": "Dieses Team arbeitet nie.",
    'Write for one day at least when somebody is there: mon: "9-15".': (
        'Schreiben Sie mindestens für einen Tag, wann jemand da ist: mon: "9-15".'
    ),
    '"<text>" are no hours of a day.': "„<text>“ sind keine Zeiten eines Tages.",
    'Write it like "9-15" or "9-12:30, 13:30-17", the earlier one first.': (
        'Schreiben Sie zum Beispiel "9-15" oder "9-12:30, 13:30-17", die frühere zuerst.'
    ),
    "A team is reminded twice, the second time later.": (
        "Ein Team wird zweimal erinnert, das zweite Mal später."
    ),
    "Write two numbers of hours, up to <number>: [12, 24].": (
        "Schreiben Sie zwei Zahlen von Stunden, bis <number>: [12, 24]."
    ),
    # steps
    '"<level>" says of nobody that it is urgent.': "„<level>“ sagt von niemandem, dass es eilt.",
    "Write a condition.": "Schreiben Sie eine Bedingung.",
    'How urgent it is depends on "<key>", which is sensitive.': (
        "Wie eilig es ist, hängt von „<key>“ ab, und das ist vertraulich."
    ),
    'How urgent it is depends on "<key>", which is about <about>.': (
        "Wie eilig es ist, hängt von „<key>“ ab, und das betrifft <about>."
    ),
    "Urgency is seen outside of what is sealed: ask something else.": (
        "Wie eilig es ist, steht außerhalb des Verschlossenen: Fragen Sie etwas anderes."
    ),
    'How urgent it is depends on "<key>", which is never kept.': (
        "Wie eilig es ist, hängt von „<key>“ ab, und das wird nie behalten."
    ),
    "Write keep: session.": "Schreiben Sie keep: session.",
    'Step "<step>" asks but takes no answer.': "Schritt „<step>“ fragt, nimmt aber keine Antwort.",
    "Add options: … for buttons, or accepts: [text] for an answer in own words.": (
        "Ergänzen Sie options: … für Knöpfe oder accepts: [text] für eigene Worte."
    ),
    'Step "<step>" does nothing.': "Schritt „<step>“ tut nichts.",
    "Every step has one of: <list>.": "Jeder Schritt hat eines davon: <list>.",
    "A question has 1 to <number> options.": "Eine Frage hat 1 bis <number> Antworten.",
    'The label "<label>" has <number> characters.': (
        "Die Aufschrift „<label>“ hat <number> Zeichen."
    ),
    "At most <number> fit on a button of a small phone.": (
        "Auf den Knopf eines kleinen Telefons passen höchstens <number>."
    ),
    "<number> or fewer are read at a glance.": ("Bis <number> Zeichen liest man auf einen Blick."),
    '"<kind>" cannot be accepted.': "„<kind>“ kann nicht angenommen werden.",
    "A way out of a branch needs a condition.": (
        "Ein Weg aus einer Verzweigung braucht eine Bedingung."
    ),
    "when: {answer: option}": "when: {angabe: antwort}",
    'Branch "<step>" does not say where everybody else goes.': (
        "Verzweigung „<step>“ sagt nicht, wohin alle anderen gehen."
    ),
    "Add a last line: - {else: step}": "Ergänzen Sie eine letzte Zeile: - {else: schritt}",
    "Nothing after else is ever reached.": "Nach else wird nichts mehr erreicht.",
    "Move else to the end.": "Setzen Sie else ans Ende.",
    '"tries" is a number from 1 to <number>.': "„tries“ ist eine Zahl von 1 bis <number>.",
    'A step has either "next" or "end", not both.': (
        "Ein Schritt hat entweder „next“ oder „end“, nicht beides."
    ),
    "Remove one of them.": "Entfernen Sie eines davon.",
    "Here the conversation would stop without a word.": "Hier bliebe das Gespräch wortlos stehen.",
    'Add next: with the id of a step, or "end: true".': (
        "Ergänzen Sie next: mit der Kennung eines Schritts oder „end: true“."
    ),
    # ways
    'There is no step "<step>" to start with.': "Es gibt keinen Schritt „<step>“ für den Anfang.",
    'Step "<step>" goes on to "<target>", which does not exist.': (
        "Schritt „<step>“ führt zu „<target>“. Den gibt es nicht."
    ),
    '"<old>" leads to "<target>", which does not exist.': (
        "„<old>“ führt zu „<target>“. Den Schritt gibt es nicht."
    ),
    'Nobody ever comes to step "<step>".': "Zu Schritt „<step>“ kommt nie jemand.",
    "Lead a step there, or remove it.": "Führen Sie einen Schritt dorthin oder entfernen Sie ihn.",
    'From step "<step>" no way leads to an end.': (
        "Von Schritt „<step>“ führt kein Weg zu einem Ende."
    ),
    'Let one way lead to a step with "end: true".': (
        "Führen Sie einen Weg zu einem Schritt mit „end: true“."
    ),
    'Step "<step>" comes back to itself without asking anything.': (
        "Schritt „<step>“ kommt zu sich selbst zurück, ohne etwas zu fragen."
    ),
    "Ask a question somewhere on this way.": "Stellen Sie auf diesem Weg eine Frage.",
    # data
    'The data "<key>" is never asked for.': "Nach der Angabe „<key>“ wird nie gefragt.",
    "Save an answer in it, or remove it.": (
        "Speichern Sie eine Antwort darin oder entfernen Sie sie."
    ),
    '"<key>" is not in data.': "„<key>“ steht nicht in data.",
    "Add <key> to data: at the top of the flow.": "Ergänzen Sie <key> oben im Ablauf unter data:.",
    'A branch depends on "<key>", which is sensitive.': (
        "Eine Verzweigung hängt von „<key>“ ab. Das ist vertraulich (sensitive)."
    ),
    "Nobody but the counsellors may know this answer: ask something else.": (
        "Diese Antwort darf nur die Beratung kennen: Fragen Sie etwas anderes."
    ),
    'A branch depends on "<key>", which is never kept.': (
        "Eine Verzweigung hängt von „<key>“ ab. Das wird nie gespeichert (keep: never)."
    ),
    "Let the options lead on by themselves, or write keep: session.": (
        "Führen Sie die Antworten selbst weiter oder schreiben Sie keep: session."
    ),
    '"<value>" is no option of "<key>".': "„<value>“ ist keine Antwort von „<key>“.",
    'The way on from "<step>" tells the answer, which is sensitive.': (
        "Der Weg nach „<step>“ verrät die Antwort. Sie ist vertraulich (sensitive)."
    ),
    "Let all its options lead to the same step.": "Führen Sie alle Antworten zum selben Schritt.",
    '"<key>" is about <about> and may never be handed over.': (
        "„<key>“ betrifft <about> und darf nie weitergegeben werden."
    ),
    "Take it out of consent.": "Nehmen Sie es aus consent heraus.",
    '"<key>" is handed over but not kept for the case.': (
        "„<key>“ wird weitergegeben, aber nicht für den Fall gespeichert."
    ),
    "Write keep: case in data.": "Schreiben Sie keep: case in data.",
    # texts and facts
    "This text has <number> characters.": "Dieser Text hat <number> Zeichen.",
    "At most <number>: make two steps.": "Höchstens <number>: Machen Sie zwei Schritte daraus.",
    'There is no fact "<id>".': "Es gibt keine Angabe „<id>“.",
    "People would see a curly bracket here that belongs to no fact.": (
        "Die Menschen sähen hier eine geschweifte Klammer, die zu keiner Angabe gehört."
    ),
    "Facts are written like {ads.phone}, in small letters.": (
        "Angaben schreibt man wie {ads.phone}, in kleinen Buchstaben."
    ),
    'The text "<key>" needs the fact "<id>".': "Der Text „<key>“ braucht die Angabe „<id>“.",
    "Add it to flows/facts/.": "Ergänzen Sie sie in flows/facts/.",
    'A fact cannot have facts in it: "<id>".': (
        "In einer Angabe können keine Angaben stehen: „<id>“."
    ),
    '"<id>" cannot name a fact.': "„<id>“ kann keine Angabe benennen.",
    "Write it like ads.phone: small letters, digits, _ and one dot.": (
        "Schreiben Sie wie ads.phone: kleine Buchstaben, Ziffern, _ und ein Punkt."
    ),
    'There is no team "<team>".': "Es gibt kein Team „<team>“.",
    'The deep link "<link>" also leads to <flow>.': "Der Link „<link>“ führt auch zu <flow>.",
    "Give each flow its own.": "Geben Sie jedem Ablauf einen eigenen.",
    # files and days
    'There is no file "<name>" in flows/media.': "In flows/media ist keine Datei „<name>“.",
    "Put it there.": "Legen Sie sie dort ab.",
    '"<name>" cannot be the name of a file for "<key>".': (
        "„<name>“ kann bei „<key>“ kein Dateiname sein."
    ),
    "Small letters a–z, digits, - and _, ending in <ends>.": (
        "Kleine Buchstaben a–z, Ziffern, - und _, am Ende <ends>."
    ),
    '"<text>" is not a link.': "„<text>“ ist kein Link.",
    "Begin with https://": "Beginnen Sie mit https://",
    '"until" is before "from": nobody would ever see this.': (
        "„until“ liegt vor „from“: Das sähe nie jemand."
    ),
    "Swap the two days.": "Tauschen Sie die beiden Tage.",
    "Write it like <day>.": "Schreiben Sie zum Beispiel <day>.",
    # questions
    "Where several can be chosen, an option leads nowhere by itself.": (
        "Wo man mehrere Antworten wählen kann, führt keine allein weiter."
    ),
    "Write next: below the options.": "Schreiben Sie next: unter die Antworten.",
    '"<key>" is a number from 0 to <number>, the number of options.': (
        "„<key>“ ist eine Zahl von 0 bis <number>, so viele Antworten gibt es."
    ),
    '"done" is the button that ends the choice.': "„done“ ist der Knopf, der die Auswahl beendet.",
    "Choose another id.": "Wählen Sie eine andere Kennung.",
    "Each option has its own next. Or may several be chosen? Add many: true.": (
        "Jede Antwort hat ihr eigenes next. Oder darf man mehrere wählen? Dann: many: true."
    ),
    '"<key>" belongs to a question with many: true.': (
        "„<key>“ gehört zu einer Frage mit many: true."
    ),
    '"<key>" belongs to a question that accepts a number.': (
        "„<key>“ gehört zu einer Frage, die eine Zahl annimmt."
    ),
    "Add number to accepts.": "Ergänzen Sie number in accepts.",
    "This question accepts nothing.": "Diese Frage nimmt nichts an.",
    "accepts: [text]": "accepts: [text]",
    "Nobody can answer this in the web chat: nothing can be sent there.": (
        "Das kann im Web-Chat niemand beantworten: Dort lässt sich nichts senden."
    ),
    "Add text to accepts.": "Ergänzen Sie text in accepts.",
    '"min" is larger than "max".': "„min“ ist größer als „max“.",
    "Swap them.": "Tauschen Sie sie.",
    # comparisons
    '"<key>" is compared with nothing.': "„<key>“ wird mit nichts verglichen.",
    "Write an option, or {below: 6}.": "Schreiben Sie eine Antwort oder {below: 6}.",
    "Write below, above, from or to.": "Schreiben Sie below, above, from oder to.",
    '"<text>" cannot be compared.': "„<text>“ lässt sich nicht vergleichen.",
    "Write a number such as 6, or a day such as 2026-11-23.": (
        "Schreiben Sie eine Zahl wie 6 oder einen Tag wie 2026-11-23."
    ),
    "A number cannot be compared with a day.": (
        "Eine Zahl lässt sich nicht mit einem Tag vergleichen."
    ),
    "Use two numbers or two days.": "Nehmen Sie zwei Zahlen oder zwei Tage.",
    "No answer can be both.": "Keine Antwort kann beides sein.",
    "Look at the two limits.": "Prüfen Sie die beiden Grenzen.",
    '"<key>" is compared with a <kind>, but it is not asked for as one.': (
        "„<key>“ wird mit <kind> verglichen, aber nicht so gefragt."
    ),
    '"<step>" asks for <kind>, but its data is of type <type>.': (
        "„<step>“ fragt nach <kind>, die Angabe hat aber type: <type>."
    ),
    "Write type: <kind> in data.": "Schreiben Sie type: <kind> in data.",
    # calls
    'There is no flow "<flow>".': "Es gibt keinen Ablauf „<flow>“.",
    "Take one of the calls out.": "Nehmen Sie einen der Aufrufe heraus.",
    "Write accepts: [<kind>] at its question.": "Schreiben Sie bei der Frage accepts: [<kind>].",
    "Add a step with call: <flow>.": "Fügen Sie einen Schritt mit call: <flow> hinzu.",
    "These flows call each other in a circle: <flows>.": (
        "Diese Abläufe rufen einander im Kreis auf: <flows>."
    ),
    "Here flows call each other more than <number> deep.": (
        "Hier rufen Abläufe einander mehr als <number>-mal ineinander auf."
    ),
    '"<key>" belongs to a flow that is not called here.': (
        "„<key>“ gehört zu einem Ablauf, der hier nicht aufgerufen wird."
    ),
    # notices and danger
    '"reviewed" is a name and a day.': "„reviewed“ ist ein Name und ein Tag.",
    "Write it like: NAME, 2026-11-23": "Schreiben Sie es so: NAME, 2026-11-23",
    "This notice has <number> characters.": "Dieser Hinweis hat <number> Zeichen.",
    "At most <number>: it stands over everything else.": (
        "Höchstens <number>: Er steht über allem anderen."
    ),
    'This notice ends before it begins ("until" is before "from").': (
        "Dieser Hinweis endet, bevor er beginnt („until“ liegt vor „from“)."
    ),
    "Exchange the two days.": "Tauschen Sie die beiden Tage.",
    "Add a list: [phrase, another phrase]": "Ergänzen Sie eine Liste: [wendung, andere wendung]",
    '"<phrase>" has no word in it.': "In „<phrase>“ steht kein Wort.",
    '"<phrase>" must begin with a word and not end with ….': (
        "„<phrase>“ muss mit einem Wort beginnen und darf nicht mit … enden."
    ),
}

THINGS: dict[str, str] = {
    "a flow": "ein Ablauf",
    "the teams file": "die Datei der Teams",
    "the danger file": "die Datei der Notworte",
    "the notices file": "die Datei der Hinweise",
    'language "<id>"': "Sprache „<id>“",
    'notice "<id>"': "Hinweis „<id>“",
    "the deadlines file": "die Datei der Fristen",
    "the documentation file": "die Datei der Dokumentation",
    'deadline "<id>"': "Frist „<id>“",
    'field "<id>"': "Feld „<id>“",
    "a file of facts": "eine Datei mit Angaben",
    "the glossary": "das Glossar",
    "a language's glossary": "das Glossar einer Sprache",
    'word "<id>"': "Wort „<id>“",
    "a test": "ein Test",
    'steps "<id>"': "Schritt „<id>“",
    'options "<id>"': "Antwort „<id>“",
    'data "<id>"': "Angabe „<id>“",
    'fact "<id>"': "Angabe „<id>“",
    'team "<id>"': "Team „<id>“",
    '"<id>"': "„<id>“",
}

YAML_SENTENCES: dict[str, str] = {
    "mapping values are not allowed here": "hier darf kein Doppelpunkt stehen",
    "found character '\\t' that cannot start any token": "hier steht ein Tabulator",
    "found unexpected end of stream": "die Datei endet mitten in einem Text",
    "could not find expected ':'": "hier fehlt ein Doppelpunkt",
    "expected <one>, but found <other>": "die Einrückung oder eine Klammer stimmt nicht",
    "while parsing a <what>": "ein Teil ist nicht zu Ende geschrieben",
    "expected ',' or '<bracket>', but got <found>": "hier fehlt ein Komma oder eine Klammer",
    "did not find expected <what>": "hier fehlt etwas",
}
