// English: what the audit says of changes of hands.
export const enHands = {
  'verb.wait': 'waits for another office',
  'verb.schedule': 'answer promised by a day',
  'verb.offer': 'offered for handing over',
  'verb.accept': 'case taken over (handover)',
  'verb.refuse': 'handover refused',
  'verb.recall': 'handover called back',
  'verb.take_back_absent': 'case taken back (absent)',
  'verb.take_back_overload': 'case taken back (overload)',
  'verb.take_back_conflict': 'case taken back (conflict of interest)',
  'verb.take_back_other': 'case taken back (another reason)',
  'verb.mute': 'closed as abuse, chat muted',
  'verb.unmute': 'chat is heard again',
};
