// German: absences, and what the clock does, as the audit says it.
export const deAbsences = {
  'verb.absent': 'Abwesenheit eingetragen',
  'verb.present': 'Abwesenheit gelöscht',
  'verb.depute': 'An die Vertretung gegeben',
  'verb.remind': 'Erinnert',
  'verb.due': 'Zugesagter Tag ist da',
  'verb.return': 'Übergabe zurückgegangen',
  'verb.close_silent': 'Beendet: 30 Tage keine Antwort',
};
