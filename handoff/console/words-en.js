// English. The same keys as in words-de.js.
import { enAbsences } from './words-en-absences.js';
import { enDeadlines } from './words-en-deadlines.js';
import { enExport } from './words-en-export.js';
import { enRecord } from './words-en-record.js';
import { enFigures } from './words-en-figures.js';
import { enHands } from './words-en-hands.js';
import { enKeys } from './words-en-keys.js';
import { enNotes } from './words-en-notes.js';
import { enQueue } from './words-en-queue.js';
import { enTranslate } from './words-en-translate.js';

export const en = {
  ...enAbsences,
  ...enDeadlines,
  ...enExport,
  ...enRecord,
  ...enFigures,
  ...enHands,
  ...enKeys,
  ...enNotes,
  ...enQueue,
  ...enTranslate,
  title: 'Lotse: advice desk',
  desk: 'Advice desk',
  demo: 'Demo: not for real cases',
  'language.other': 'Deutsch',
  skip: 'Skip to content',
  nav: 'Areas',
  'nav.cases': 'Cases',
  'nav.staff': 'Team',
  'nav.recovery': 'Recovery',
  'nav.audit': 'Audit',
  'nav.counts': 'Counts',
  'nav.system': 'System',
  lock: 'Lock',
  sign_out: 'Sign out',
  'sign_out.ask': 'Some texts have not been sent yet. Signing out loses them.',
  'sign_out.anyway': 'Sign out anyway',
  signed_in_as: 'Signed in: {name}',
  loading: 'One moment …',
  again: 'Try again',
  cancel: 'Cancel',
  back: 'Back',
  next: 'Next',
  offline: 'No connection to the server. The page reconnects by itself.',
  locks_soon: 'The desk locks in one minute. Press any key or click to go on working.',

  'error.offline': 'The server does not answer. Please check the connection and try again.',
  'error.server': 'Something went wrong on the server. Please try again in a minute.',
  'error.refused': 'The server refused this ({status}). Please reload the page.',
  'error.signed_out': 'Your session has ended. Please sign in again.',
  'error.wrong':
    'Name or passphrase is not right. Please check both: seven words with spaces between them.',
  'error.unlock':
    'The key could not be opened: {why}. Please reload the page; if that does not help, ask your lead.',

  'signin.title': 'Sign in',
  'signin.unlock': 'Unlock',
  'signin.why': 'Your key was wiped from memory. A passkey or the passphrase opens it again.',
  'signin.kept': 'Your drafts are kept, sealed.',
  'signin.name': 'Name',
  'signin.passphrase': 'Passphrase',
  'signin.passphrase_hint': 'Seven words. They never leave this browser.',
  'signin.show': 'Show passphrase',
  'signin.working': 'Opening your key. This takes a few seconds …',
  'signin.setup':
    'Lotse has not been set up yet. The program wrote the set-up link to its terminal when it started; open it in this browser.',

  'setup.title': 'Set up Lotse',
  'join.title': 'Create your account',
  'setup.step': 'Step {n} of {of}',
  'setup.gone': 'This link is no longer valid',
  'setup.gone_hint':
    'A link works once and for a short time only. Ask your lead for a new one. Have you just created an account with it? Then simply sign in.',
  'setup.to_signin': 'To the sign-in',
  'setup.name_title': 'Who are you?',
  'setup.name_label': 'Name for signing in',
  'setup.name_hint': 'Only for you and your team, for example a.berg',
  'setup.shown_label': 'Name that residents read',
  'setup.shown_hint': 'For example “Anna B.” or “Anna from the advice desk”',
  'setup.phrase_title': 'Your passphrase',
  'setup.phrase_why':
    'Write these seven words on paper. They open your key. Nobody else knows them, not even the server, and nobody can give them back to you.',
  'setup.phrase_new': 'Other words',
  'setup.again_title': 'Repeat the passphrase',
  'setup.again_why':
    'Type the seven words from your paper. This shows that they stand there correctly.',
  'setup.again_label': 'The seven words',
  'setup.again_wrong':
    'These are not the same words. Compare with your paper, or go back and look at the words again.',
  'setup.making': 'Your key is being made in this browser. This takes a few seconds …',
  'setup.paper_title': 'Recovery key, paper {n} of 2',
  'setup.paper_why':
    'If every passphrase is lost, both papers together open the cases. One alone opens nothing.',
  'setup.paper_once':
    'This paper is shown only now. Print it or copy it by hand, and keep it in a different place from paper {other}.',
  'setup.paper_print': 'Print paper {n}',
  'setup.paper_done': 'I have put paper {n} away',
  'setup.finish_title': 'Ready?',
  'setup.finish_why': 'Your account will now be created. After that you are signed in.',
  'setup.finish': 'Create account',

  'paper.heading': 'Lotse: recovery key, paper {n} of 2',
  'paper.keep': 'Keep it locked away, apart from the other paper. Do not photograph or scan it.',
  'paper.key': 'Secret key',
  'paper.public': 'Belongs to',
  'paper.made': 'Made on {day}',
  'paper.where': 'Kept by',

  'notready.title': 'Cases cannot be taken in yet',
  'notready.meanwhile':
    'Until then residents are told that nobody can be reached here yet, and are given the other contacts.',
  'notready.second': 'A second person in the team',
  'notready.second_do': 'Invite them under “Team”.',
  'notready.confirm': 'Confirmed fingerprints',
  'notready.confirm_do': 'Compare and confirm them under “Team”.',
  'notready.recovery': 'Recovery key on two papers',
  'notready.recovery_do': 'Made during set-up. If it is missing, Lotse has to be set up again.',
  'notready.done': 'done',
  'notready.missing': 'still missing',
  'notready.me': 'Your key has not been confirmed yet',
  'notready.me_why':
    'Call your lead and read these five blocks aloud. Once they are confirmed, new cases are sealed for you too.',

  'queue.title': 'Cases',
  'queue.open': 'Open',
  'queue.closed': 'Closed',
  'queue.list': 'List of cases',
  'queue.number': 'Number',
  'queue.state': 'State',
  'queue.language': 'Language',
  'queue.channel': 'Channel',
  'queue.age': 'Age',
  'queue.unread': 'Unread',
  'queue.owner': 'With',
  'queue.nobody': 'nobody',
  'queue.me': 'me',
  'queue.new.one': '{n} new',
  'queue.new.other': '{n} new',
  'queue.failed': 'The list may be out of date. {why}',
  'age.today': 'today',
  'age.one': '{n} day',
  'age.other': '{n} days',

  'state.NEW': 'New',
  'state.ACTIVE': 'In progress',
  'state.WAITING': 'Waiting for the resident',
  'state.CLOSED': 'Closed',
  'state.ERASED': 'Erased',
  'channel.telegram': 'Telegram',
  'channel.web': 'Web chat',
  'line.safe': 'Safe line',

  'case.title': 'Case {number}',
  'case.to_queue': 'All cases',
  'case.claim': 'Claim this case',
  'case.claim_why': 'Whoever has claimed a case can answer.',
  'case.won': '{name} was faster and has claimed this case.',
  'case.won_somebody': 'Somebody else was faster and has claimed this case.',
  'case.claimed': 'You have claimed the case.',
  'case.release': 'Release',
  'case.released': 'The case is free again.',
  'case.close': 'Close case',
  'case.close_title': 'Close case {number}?',
  'case.close_why': 'The person is told, and the bot answers again. You can no longer write then.',
  'case.close_draft': 'There is still a text in the reply box. It will not be sent.',
  'case.closed': 'This case is closed.',
  'case.since': 'Since',
  'case.loading': 'Fetching and opening the case …',
  'case.team': 'Team',
  'case.no_wrap':
    'This case is not yet sealed for your key. As soon as somebody of the team who can open it is signed in, that happens by itself.',
  'case.bad_wrap':
    'Your key does not open this case: its lock is damaged or has been changed. Report it, and the browsers of the others in the team make a new one.',
  'case.report_wrap': 'Report it',
  'case.bad_wrap_others.one':
    'Your key does not open this case: its lock was damaged. {n} other person can open it; their browser makes you a new one by itself as soon as they are signed in.',
  'case.bad_wrap_others.other':
    'Your key does not open this case: its lock was damaged. {n} other people can open it; one of their browsers makes you a new one by itself.',
  'case.bad_wrap_nobody':
    'Nobody in the team can open this case any more. A lead can open it with the two recovery papers. Otherwise the person has to send it again.',
  'case.withdrawing':
    'The person has withdrawn this case. They can still change their mind; until then it stays closed, after that it is erased.',
  'case.withdraws': 'Being withdrawn',
  'case.gone': 'This case no longer exists. The person has withdrawn it, or its time was over.',
  'case.unread': 'The case may be out of date. {why}',
  'case.failed': 'That did not work. {why}',

  'talk.title': 'Conversation',
  'author.resident': 'Resident',
  'author.bot': 'Bot',
  'author.me': 'You',
  'author.staff': 'Counsellor',
  'answers.none': 'No questions were answered before.',
  'answers.question': 'Question',
  'answers.answer': 'Answer',
  'answers.notice': 'Agreed to notice {version} on {day} ({lang})',
  note: 'Note',
  day_only: 'received {day}',

  'file.photo_alt': 'Photo from the resident',
  'file.voice': 'Voice message',
  'file.download': 'Download the document',
  'file.download_why':
    'Open it only with an up-to-date program. The file comes from outside and then lies unsealed on this device.',
  'file.size': '{kib} KiB',
  'file.odd_photo':
    'This photo is none or damaged and is not shown. Ask the person to send it again.',
  'file.odd_voice':
    'This recording is none or damaged and is not played. Ask the person to send it again.',
  'file.odd_document':
    'This document is no PDF and is not offered. Ask the person to send it as a PDF or a photo.',

  'mark.unopened':
    'This message cannot be opened: wrong key, or it was changed. Ask the person to send it again.',
  'mark.malformed': 'This message has no valid form and is not shown.',
  'mark.wrong_case': 'This message belongs to another case and is not shown. Tell your lead.',
  'mark.wrong_label':
    'Sender or number inside and outside do not agree. Do not rely on who it is from.',
  'mark.gap': 'At least one message before this one is missing. Tell your lead.',
  'mark.repeat': 'This message was here before. It is a repeat.',
  'mark.broken':
    'The chain is broken: the message before was changed or exchanged. Tell your lead.',

  'delivery.stored': 'stored, not on its way yet',
  'delivery.sent': 'on its way',
  'delivery.delivered': 'delivered',
  'delivery.restored':
    'Uncertain: this reply was on its way when the data came from a backup. It was not sent again. Ask whether it arrived, or write it anew.',

  'reply.title': 'Reply',
  'reply.label': 'Your reply',
  'reply.hint': 'Ctrl + Enter sends.',
  'reply.through': 'On its way to the person the text passes through the server.',
  'reply.sealed': 'The text is sealed here; only the person and the team can read it.',
  'reply.translated':
    'The translation passed through the server, which does not keep it. What is sent is sealed.',
  'reply.other_resident':
    'The server names another key or another way for this person than their own browser wrote. Your text was not sent, so that nobody reads along. Tell your lead and your technical staff.',
  'reply.lang': 'Language of the reply',
  'reply.send': 'Send',
  'reply.sending': 'sending …',
  'reply.retrying': 'Not there yet, trying again. {why}',
  'reply.unsent': 'Not sent. {why}',
  'reply.accepted': 'sent',
  'reply.take_back': 'Back into the box',
  'reply.left.one': '{n} character left',
  'reply.left.other': '{n} characters left',
  'reply.too_long.one': '{n} character too long. Please shorten it or send two replies.',
  'reply.too_long.other': '{n} characters too long. Please shorten it or send two replies.',
  'reply.refused': 'Not sent, the text is back here. {why}',
  'reply.leftover': 'Your text, not sent',
  'reply.discard': 'Discard text',
  'reply.lost_to': '{name} has taken the case meanwhile.',
  'reply.lost': 'The case is no longer yours.',

  'staff.title': 'Team',
  'staff.only_lead': 'Only leads see this area.',
  'staff.signin_name': 'Signs in as {name}',
  'staff.fingerprint': 'Fingerprint',
  'staff.confirmed': 'confirmed',
  'staff.unconfirmed': 'not confirmed yet',
  'staff.how':
    'Call {name} and have the five blocks read to you. Only if all are the same: confirm.',
  'staff.confirm': 'All five blocks match: confirm',
  'staff.mismatch':
    'The fingerprint does not fit this person (any more). Do not confirm; reload and compare again.',
  'staff.forged':
    'The server names another fingerprint than the key has. Do not confirm. Tell your technical staff.',
  'staff.confirmed_now': '{name} is confirmed.',
  'staff.invite_title': 'Invite somebody',
  'staff.invite_why': 'This makes a link that works once. Hand it over in person or in a safe way.',
  'staff.invite': 'Make an invitation',
  'staff.link_once': 'It is shown only now and works until {until}.',
  'staff.copy': 'Copy',
  'staff.copied': 'Copied.',
  'staff.copy_by_hand': 'Please copy the marked link by hand.',

  'announce.message': 'New message. {text}',
  'announce.sent': 'Reply sent.',
};
