// English: a case leaves the desk.
export const enExport = {
  'export.title': 'Print and hand over',
  'export.why':
    'Everything is made in this browser. The server only learns that the case was exported and how; that stands in the audit.',
  'export.print': 'Print',
  'export.to_print': 'Open the print view',
  'export.to_case': 'Back to the case',
  'export.print_why':
    'This is how the case is printed. Paper is not sealed: put it away before you leave.',
  'export.print_go': 'Print …',
  'export.not_open': 'This case cannot be opened at the moment.',
  'export.bundle': 'For the person to carry along',
  'export.bundle_why':
    'The conversation and its attachments, without internal notes, as a locked file. The person can take it to another office.',
  'export.bundle_go': 'Make the file to carry along',
  'export.bundle_told':
    'The file is saved. Tell the person these seven words by mouth, or write them on a paper that is not kept with the file:',
  'export.archive': 'Locked archive',
  'export.archive_why':
    'The whole case with its attachments, for instance for an office that takes it over.',
  'export.opens': 'Who can open it?',
  'export.for_passphrase': 'Whoever knows seven words that you pass on',
  'export.for_recipient': 'Whoever has a certain age key',
  'export.recipient': 'Public key',
  'export.recipient_hint': 'Begins with age1. Compare it on the phone.',
  'export.recipient_wrong': 'This is no public age key.',
  'export.with_notes': 'Take internal notes, deadlines and documentation along',
  'export.archive_go': 'Make the archive',
  'export.archive_told':
    'The archive is saved. These seven words open it. They stand nowhere else:',
  'export.opened_by':
    'Any program that knows age opens the file. Inside is a ZIP with case.html to read.',
  'export.phrase_gone': 'Written down, hide the words',
  'export.sealing': 'Being sealed …',
  'export.saved': 'The file is saved.',
  'export.confidential': 'Confidential.',
  'export.as_of': 'As of {day}.',
  'export.facts': 'Taken in on {day}. Channel: {channel}. Language: {language}.',
  'export.by_resident': 'Person',
  'export.by_bot': 'Lotse (program)',
  'export.by_office': 'Advice office',
  'export.internal': 'for the advice office only',
  'export.unreadable': 'This message cannot be read.',
  'export.earlier': 'Earlier version:',
  'verb.export_print': 'Printed',
  'verb.export_archive': 'Exported as an archive',
  'verb.export_bundle': 'Exported to carry along',
};
