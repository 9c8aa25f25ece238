// German: a case leaves the desk.
export const deExport = {
  'export.title': 'Drucken und mitgeben',
  'export.why':
    'Alles entsteht in diesem Browser. Der Server erfährt nur, dass und wie der Fall ausgegeben wurde; das steht im Protokoll.',
  'export.print': 'Drucken',
  'export.to_print': 'Druckansicht öffnen',
  'export.to_case': 'Zurück zum Fall',
  'export.print_why':
    'So wird der Fall gedruckt. Papier ist nicht versiegelt: Legen Sie es weg, bevor Sie gehen.',
  'export.print_go': 'Drucken …',
  'export.not_open': 'Dieser Fall lässt sich gerade nicht öffnen.',
  'export.bundle': 'Zum Mitnehmen für die Person',
  'export.bundle_why':
    'Das Gespräch und die Anhänge, ohne interne Notizen, als verschlossene Datei. Die Person kann sie zu einer anderen Stelle mitnehmen.',
  'export.bundle_go': 'Datei zum Mitnehmen erstellen',
  'export.bundle_told':
    'Die Datei ist gespeichert. Sagen Sie der Person diese sieben Wörter mündlich, oder schreiben Sie sie auf einen Zettel, der nicht bei der Datei liegt:',
  'export.archive': 'Verschlossenes Archiv',
  'export.archive_why':
    'Der ganze Fall mit Anhängen, zum Beispiel für eine Stelle, die ihn übernimmt.',
  'export.opens': 'Wer kann es öffnen?',
  'export.for_passphrase': 'Wer sieben Wörter kennt, die Sie weitersagen',
  'export.for_recipient': 'Wer einen bestimmten age-Schlüssel hat',
  'export.recipient': 'Öffentlicher Schlüssel',
  'export.recipient_hint': 'Beginnt mit age1. Vergleichen Sie ihn am Telefon.',
  'export.recipient_wrong': 'Das ist kein öffentlicher age-Schlüssel.',
  'export.with_notes': 'Interne Notizen, Fristen und Dokumentation mitnehmen',
  'export.archive_go': 'Archiv erstellen',
  'export.archive_told':
    'Das Archiv ist gespeichert. Diese sieben Wörter öffnen es. Sie stehen nirgends sonst:',
  'export.opened_by':
    'Die Datei öffnet jedes Programm, das age kann. Darin liegt ein ZIP mit case.html zum Lesen.',
  'export.phrase_gone': 'Notiert, Wörter ausblenden',
  'export.sealing': 'Wird versiegelt …',
  'export.saved': 'Die Datei ist gespeichert.',
  'export.confidential': 'Vertraulich.',
  'export.as_of': 'Stand: {day}.',
  'export.facts': 'Aufgenommen am {day}. Weg: {channel}. Sprache: {language}.',
  'export.by_resident': 'Person',
  'export.by_bot': 'Lotse (Programm)',
  'export.by_office': 'Beratungsstelle',
  'export.internal': 'nur für die Beratungsstelle',
  'export.unreadable': 'Diese Nachricht lässt sich nicht lesen.',
  'export.earlier': 'Frühere Fassung:',
  'verb.export_print': 'Gedruckt',
  'verb.export_archive': 'Als Archiv ausgegeben',
  'verb.export_bundle': 'Zum Mitnehmen ausgegeben',
};
