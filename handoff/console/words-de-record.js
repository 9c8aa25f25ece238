// German: the documentation.
export const deRecord = {
  'record.title': 'Dokumentation',
  'record.lacks.one': '{n} offen',
  'record.lacks.other': '{n} offen',
  'record.whole': 'vollständig',
  'record.take_over.one': '{n} Vorschlag aus den Antworten übernehmen',
  'record.take_over.other': '{n} Vorschläge aus den Antworten übernehmen',
  'record.optional': 'Freiwillig',
  'record.optional_why': 'Nur, wenn die Person es gesagt hat. Bitte nicht schätzen.',
  'record.not_chosen': 'Noch nicht gewählt',
  'record.suggested': 'Vorschlag aus den Antworten, noch nicht bestätigt.',
  'record.right': 'Stimmt',
  'record.waiting': 'Wird gleich gespeichert …',
  'record.saving': 'Wird versiegelt und gespeichert …',
  'record.saved': 'Dokumentation gespeichert.',
  'record.trouble': 'Noch nicht gespeichert: {why}',
  'record.closing_lacks':
    'In der Dokumentation fehlt noch: {fields}. Sie können trotzdem schließen; was fehlt, wird nicht gezählt.',
  'record.closing_deadline':
    'Eine Frist ist noch offen: {day}. Nach dem Schließen wird nicht mehr daran erinnert.',
};
