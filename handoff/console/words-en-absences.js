// English: absences, and what the clock does, as the audit says it.
export const enAbsences = {
  'verb.absent': 'Absence entered',
  'verb.present': 'Absence deleted',
  'verb.depute': 'Given to the deputy',
  'verb.remind': 'Reminded',
  'verb.due': 'The promised day has come',
  'verb.return': 'Handing over went back',
  'verb.close_silent': 'Ended: no answer for 30 days',
};
