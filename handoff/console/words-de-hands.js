// German: what the audit says of changes of hands.
export const deHands = {
  'verb.wait': 'Wartet auf eine andere Stelle',
  'verb.schedule': 'Antwort bis zu einem Tag zugesagt',
  'verb.offer': 'Zur Übergabe angeboten',
  'verb.accept': 'Fall übernommen (Übergabe)',
  'verb.refuse': 'Übergabe abgelehnt',
  'verb.recall': 'Übergabe zurückgezogen',
  'verb.take_back_absent': 'Fall zurückgeholt (abwesend)',
  'verb.take_back_overload': 'Fall zurückgeholt (überlastet)',
  'verb.take_back_conflict': 'Fall zurückgeholt (Interessenkonflikt)',
  'verb.take_back_other': 'Fall zurückgeholt (anderer Grund)',
  'verb.mute': 'Als Missbrauch geschlossen, Chat stumm',
  'verb.unmute': 'Chat wird wieder gehört',
};
