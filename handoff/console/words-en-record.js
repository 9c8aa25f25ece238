// English: the documentation.
export const enRecord = {
  'record.title': 'Documentation',
  'record.lacks.one': '{n} open',
  'record.lacks.other': '{n} open',
  'record.whole': 'complete',
  'record.take_over.one': 'Take over {n} suggestion from the answers',
  'record.take_over.other': 'Take over {n} suggestions from the answers',
  'record.optional': 'Optional',
  'record.optional_why': 'Only if the person said so. Please do not guess.',
  'record.not_chosen': 'Not chosen yet',
  'record.suggested': 'Suggested by the answers, not confirmed yet.',
  'record.right': 'Correct',
  'record.waiting': 'Will be saved in a moment …',
  'record.saving': 'Being sealed and saved …',
  'record.saved': 'Documentation saved.',
  'record.trouble': 'Not saved yet: {why}',
  'record.closing_lacks':
    'Still missing in the documentation: {fields}. You can close the case all the same; what is missing is not counted.',
  'record.closing_deadline':
    'A deadline is still open: {day}. Nobody is reminded of it after closing.',
};
