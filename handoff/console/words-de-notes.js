// German: notes and contacts, cases made by hand, files, delivery, earlier versions.
export const deNotes = {
  'notes.title': 'Notizen und Kontakte',
  'notes.why':
    'Nur für die Beratungsstelle: Alle im Team können es lesen, die ratsuchende Person sieht nichts davon.',
  'notes.by_hand':
    'Zu diesem Fall gibt es keinen Chat. Halten Sie hier fest, was am Telefon, im Gespräch oder in Briefen gesagt wurde.',
  'notes.inside': 'Nur für die Beratungsstelle',
  'notes.kind': 'Was halten Sie fest?',
  'notes.note': 'Notiz',
  'notes.call': 'Anruf',
  'notes.meeting': 'Treffen',
  'notes.letter': 'Brief',
  'notes.record': 'Dokumentation gespeichert. Sie steht im Bereich „Dokumentation“.',
  'notes.at': 'Wann',
  'notes.with': 'Mit wem',
  'notes.what': 'Worum ging es?',
  'notes.text': 'Notiz',
  'notes.add': 'Versiegelt speichern',
  'notes.added': 'Gespeichert.',
  'notes.list': 'Bisherige Notizen und Kontakte, neueste zuerst',

  'talk.edited': 'bearbeitet',
  'talk.earlier.one': 'Frühere Fassung zeigen',
  'talk.earlier.other': '{n} frühere Fassungen zeigen',

  'delivery.again': 'Noch einmal versuchen',
  'delivery.again_said': 'Die Antwort ist noch einmal unterwegs.',
  'delivery.undeliverable': 'Nicht zugestellt: {why} Die Person hat das nicht gelesen.',
  'delivery.why_blocked':
    'Die Person hat den Bot in Telegram blockiert. Erst wenn sie ihn wieder zulässt, kommt etwas an; vielleicht erreichen Sie sie anders.',
  'delivery.why_gone': 'Diesen Chat gibt es bei Telegram nicht mehr.',
  'delivery.why_long': 'Der Text ist für eine Nachricht zu lang. Schreiben Sie ihn in zwei Teilen.',
  'delivery.why_away':
    'Der Messenger war lange nicht erreichbar. Versuchen Sie es noch einmal.',
  'delivery.why_other': 'Der Messenger hat die Nachricht nicht angenommen („{why}“).',

  'reply.drop_file': 'Nicht senden',
  'attach.button': 'Foto oder PDF anhängen',
  'attach.hint': 'Wird hier versiegelt und gleich gesendet, höchstens 4 MB. Fotos ohne Ort und Zeit.',
  'attach.not_here':
    'Dateien lassen sich nur im geschützten Web-Chat schicken. Nach Telegram geht nur Text.',
  'attach.large': 'Diese Datei ist zu groß. Höchstens 4 MB gehen; teilen Sie das PDF auf.',
  'attach.odd':
    'Das geht nicht: nur Fotos (JPEG, PNG, WebP) und PDF. Wandeln Sie die Datei um und versuchen Sie es noch einmal.',

  'new.title': 'Neuer Fall',
  'new.why':
    'Für Menschen, die anrufen, schreiben oder vorbeikommen. Der Fall wird in diesem Browser versiegelt und gehört dann Ihnen.',
  'new.channel': 'Wie kam die Person?',
  'new.lang': 'Sprache der Person',
  'new.text': 'Worum geht es?',
  'new.text_hint': 'Die erste Notiz. Schreiben Sie Namen und Telefonnummer nur auf, wenn es nötig ist.',
  'new.agreed': 'Was wurde vereinbart?',
  'new.agreed_hint':
    'Womit die Person einverstanden ist: was Sie aufschreiben, wer es liest, wie Sie sie erreichen.',
  'new.make': 'Fall anlegen',
  'new.after':
    'Der Fall bekommt eine Nummer. Nennen Sie sie der Person: Mit ihr findet das Team den Fall wieder, und auf Wunsch wird er gelöscht.',

  'erase.title': 'Auf Wunsch der Person löschen',
  'erase.why':
    'Wenn die Person darum bittet. Alles zu diesem Fall wird überall gelöscht, auch für das Team. Es steht im Protokoll, dass Sie es waren.',
  'erase.ask': 'Fall löschen …',
  'erase.gone': 'Das lässt sich nicht rückgängig machen.',
  'erase.number': 'Zur Bestätigung die Nummer {number} eintippen',
  'erase.yes': 'Endgültig löschen',

  'verb.note': 'Notiz oder Kontakt festgehalten',
  'verb.make': 'Fall von Hand angelegt',
  'verb.erase': 'Fall auf Wunsch der Person gelöscht',
  'verb.send_again': 'Antwort noch einmal geschickt',
};
