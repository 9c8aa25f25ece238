// English: notes and contacts, cases made by hand, files, delivery, earlier versions.
export const enNotes = {
  'notes.title': 'Notes and contacts',
  'notes.why':
    'For the office only: everybody in the team can read it, the resident sees nothing of it.',
  'notes.by_hand':
    'This case has no chat. Write down here what was said on the phone, in person or in letters.',
  'notes.inside': 'For the office only',
  'notes.kind': 'What do you write down?',
  'notes.note': 'Note',
  'notes.call': 'Call',
  'notes.meeting': 'Meeting',
  'notes.letter': 'Letter',
  'notes.record': 'Documentation saved. It stands under “Documentation”.',
  'notes.at': 'When',
  'notes.with': 'With whom',
  'notes.what': 'What was it about?',
  'notes.text': 'Note',
  'notes.add': 'Save sealed',
  'notes.added': 'Saved.',
  'notes.list': 'Notes and contacts so far, newest first',

  'talk.edited': 'edited',
  'talk.earlier.one': 'Show the earlier version',
  'talk.earlier.other': 'Show {n} earlier versions',

  'delivery.again': 'Try again',
  'delivery.again_said': 'The reply is on its way once more.',
  'delivery.undeliverable': 'Not delivered: {why} The person has not read this.',
  'delivery.why_blocked':
    'The person has blocked the bot in Telegram. Nothing arrives until they allow it again; perhaps you can reach them in another way.',
  'delivery.why_gone': 'This chat does not exist at Telegram any more.',
  'delivery.why_long': 'The text is too long for one message. Write it in two parts.',
  'delivery.why_away': 'The messenger could not be reached for a long time. Try again.',
  'delivery.why_other': 'The messenger did not take the message (“{why}”).',

  'reply.drop_file': 'Do not send',
  'attach.button': 'Attach a photo or PDF',
  'attach.hint': 'Sealed here and sent at once, at most 4 MB. Photos without place and time.',
  'attach.not_here': 'Files can only be sent in the protected web chat. To Telegram goes text only.',
  'attach.large': 'This file is too large. At most 4 MB will do; split the PDF.',
  'attach.odd':
    'This does not work: only photos (JPEG, PNG, WebP) and PDF. Convert the file and try again.',

  'new.title': 'New case',
  'new.why':
    'For people who phone, write or come in. The case is sealed in this browser and is yours then.',
  'new.channel': 'How did the person come?',
  'new.lang': 'The person’s language',
  'new.text': 'What is it about?',
  'new.text_hint': 'The first note. Write down names and phone numbers only where needed.',
  'new.agreed': 'What was agreed?',
  'new.agreed_hint':
    'What the person agrees to: what you write down, who reads it, how you reach them.',
  'new.make': 'Open the case',
  'new.after':
    'The case gets a number. Tell it to the person: with it the team finds the case again, and deletes it if they wish.',

  'erase.title': 'Delete at the person’s wish',
  'erase.why':
    'When the person asks for it. Everything of this case is deleted everywhere, for the team as well. The audit says that it was you.',
  'erase.ask': 'Delete the case …',
  'erase.gone': 'This cannot be undone.',
  'erase.number': 'Type the number {number} to confirm',
  'erase.yes': 'Delete for good',

  'verb.note': 'Note or contact written down',
  'verb.make': 'Case made by hand',
  'verb.erase': 'Case deleted at the person’s wish',
  'verb.send_again': 'Reply sent again',
};
