// German, the desk's source language. {name} is filled in; .one/.other follow the number n.
import { deAbsences } from './words-de-absences.js';
import { deDeadlines } from './words-de-deadlines.js';
import { deExport } from './words-de-export.js';
import { deRecord } from './words-de-record.js';
import { deFigures } from './words-de-figures.js';
import { deHands } from './words-de-hands.js';
import { deKeys } from './words-de-keys.js';
import { deNotes } from './words-de-notes.js';
import { deQueue } from './words-de-queue.js';
import { deTranslate } from './words-de-translate.js';

export const de = {
  ...deAbsences,
  ...deDeadlines,
  ...deExport,
  ...deRecord,
  ...deFigures,
  ...deHands,
  ...deKeys,
  ...deNotes,
  ...deQueue,
  ...deTranslate,
  title: 'Lotse: Beratung',
  desk: 'Beratung',
  demo: 'Demo: nicht für echte Fälle',
  'language.other': 'English',
  skip: 'Zum Inhalt',
  nav: 'Bereiche',
  'nav.cases': 'Fälle',
  'nav.staff': 'Team',
  'nav.recovery': 'Notschlüssel',
  'nav.audit': 'Protokoll',
  'nav.counts': 'Zahlen',
  'nav.system': 'Technik',
  lock: 'Sperren',
  sign_out: 'Abmelden',
  'sign_out.ask': 'Es gibt Texte, die noch nicht gesendet sind. Sie gehen beim Abmelden verloren.',
  'sign_out.anyway': 'Trotzdem abmelden',
  signed_in_as: 'Angemeldet: {name}',
  loading: 'Einen Moment …',
  again: 'Noch einmal versuchen',
  cancel: 'Abbrechen',
  back: 'Zurück',
  next: 'Weiter',
  offline: 'Keine Verbindung zum Server. Die Seite verbindet sich von selbst wieder.',
  locks_soon:
    'In einer Minute wird gesperrt. Eine Taste oder ein Klick genügt, um weiterzuarbeiten.',

  'error.offline':
    'Der Server antwortet nicht. Bitte die Verbindung prüfen und noch einmal versuchen.',
  'error.server':
    'Auf dem Server ist ein Fehler aufgetreten. Bitte in einer Minute noch einmal versuchen.',
  'error.refused': 'Der Server hat das abgelehnt ({status}). Bitte die Seite neu laden.',
  'error.signed_out': 'Die Anmeldung ist abgelaufen. Bitte neu anmelden.',
  'error.wrong':
    'Name oder Passphrase stimmt nicht. Bitte beides prüfen: sieben Wörter, durch Leerzeichen getrennt.',
  'error.unlock':
    'Der Schlüssel ließ sich nicht öffnen: {why}. Bitte die Seite neu laden; hilft das nicht, an die Leitung wenden.',

  'signin.title': 'Anmelden',
  'signin.unlock': 'Entsperren',
  'signin.why':
    'Ihr Schlüssel wurde aus dem Speicher gelöscht. Ein Passkey oder die Passphrase öffnet ihn wieder.',
  'signin.kept': 'Ihre Entwürfe sind versiegelt aufgehoben.',
  'signin.name': 'Name',
  'signin.passphrase': 'Passphrase',
  'signin.passphrase_hint': 'Sieben Wörter. Sie verlassen diesen Browser nicht.',
  'signin.show': 'Passphrase zeigen',
  'signin.working': 'Der Schlüssel wird geöffnet. Das dauert einige Sekunden …',
  'signin.setup':
    'Lotse ist noch nicht eingerichtet. Den Link zum Einrichten hat das Programm beim Start in sein Terminal geschrieben; öffnen Sie ihn in diesem Browser.',

  'setup.title': 'Lotse einrichten',
  'join.title': 'Konto anlegen',
  'setup.step': 'Schritt {n} von {of}',
  'setup.gone': 'Dieser Link gilt nicht mehr',
  'setup.gone_hint':
    'Ein Link gilt nur einmal und nur kurze Zeit. Bitten Sie die Leitung um einen neuen. Haben Sie damit gerade ein Konto angelegt? Dann melden Sie sich einfach an.',
  'setup.to_signin': 'Zur Anmeldung',
  'setup.name_title': 'Wer sind Sie?',
  'setup.name_label': 'Name zum Anmelden',
  'setup.name_hint': 'Nur für Sie und Ihr Team, zum Beispiel a.berg',
  'setup.shown_label': 'Name, den Ratsuchende lesen',
  'setup.shown_hint': 'Zum Beispiel „Anna B.“ oder „Anna von der Beratung“',
  'setup.phrase_title': 'Ihre Passphrase',
  'setup.phrase_why':
    'Schreiben Sie diese sieben Wörter auf Papier. Sie öffnen Ihren Schlüssel. Niemand sonst kennt sie, auch der Server nicht, und niemand kann sie Ihnen zurückgeben.',
  'setup.phrase_new': 'Andere Wörter',
  'setup.again_title': 'Passphrase wiederholen',
  'setup.again_why':
    'Tippen Sie die sieben Wörter von Ihrem Papier ab. So zeigt sich, dass sie richtig dort stehen.',
  'setup.again_label': 'Die sieben Wörter',
  'setup.again_wrong':
    'Das sind nicht dieselben Wörter. Vergleichen Sie mit Ihrem Papier, oder gehen Sie zurück und sehen Sie die Wörter noch einmal an.',
  'setup.making': 'Ihr Schlüssel entsteht in diesem Browser. Das dauert einige Sekunden …',
  'setup.paper_title': 'Notschlüssel, Blatt {n} von 2',
  'setup.paper_why':
    'Wenn alle Passphrasen verloren sind, öffnen beide Blätter zusammen die Fälle. Eines allein öffnet nichts.',
  'setup.paper_once':
    'Dieses Blatt wird nur jetzt gezeigt. Drucken Sie es oder schreiben Sie es ab, und bewahren Sie es an einem anderen Ort auf als Blatt {other}.',
  'setup.paper_print': 'Blatt {n} drucken',
  'setup.paper_done': 'Blatt {n} ist sicher weggelegt',
  'setup.finish_title': 'Fertig?',
  'setup.finish_why': 'Jetzt wird Ihr Konto angelegt. Danach sind Sie angemeldet.',
  'setup.finish': 'Konto anlegen',

  'paper.heading': 'Lotse: Notschlüssel, Blatt {n} von 2',
  'paper.keep':
    'Verschlossen aufbewahren, getrennt vom anderen Blatt. Nicht fotografieren, nicht scannen.',
  'paper.key': 'Geheimer Schlüssel',
  'paper.public': 'Gehört zu',
  'paper.made': 'Erstellt am {day}',
  'paper.where': 'Aufbewahrt bei',

  'notready.title': 'Es können noch keine Fälle aufgenommen werden',
  'notready.meanwhile':
    'Bis dahin erfahren Ratsuchende, dass hier noch niemand erreichbar ist, und bekommen die anderen Kontakte.',
  'notready.second': 'Eine zweite Person im Team',
  'notready.second_do': 'Laden Sie sie unter „Team“ ein.',
  'notready.confirm': 'Bestätigte Fingerabdrücke',
  'notready.confirm_do': 'Vergleichen und bestätigen Sie sie unter „Team“.',
  'notready.recovery': 'Notschlüssel auf zwei Blättern',
  'notready.recovery_do':
    'Entstehen beim Einrichten. Fehlen sie, muss Lotse neu eingerichtet werden.',
  'notready.done': 'erledigt',
  'notready.missing': 'fehlt noch',
  'notready.me': 'Ihr Schlüssel ist noch nicht bestätigt',
  'notready.me_why':
    'Rufen Sie die Leitung an und lesen Sie diese fünf Blöcke vor. Sobald sie bestätigt sind, werden neue Fälle auch für Sie versiegelt.',

  'queue.title': 'Fälle',
  'queue.open': 'Offen',
  'queue.closed': 'Geschlossen',
  'queue.list': 'Liste der Fälle',
  'queue.number': 'Nummer',
  'queue.state': 'Stand',
  'queue.language': 'Sprache',
  'queue.channel': 'Weg',
  'queue.age': 'Alter',
  'queue.unread': 'Ungelesen',
  'queue.owner': 'Bei',
  'queue.nobody': 'niemand',
  'queue.me': 'mir',
  'queue.new.one': '{n} neu',
  'queue.new.other': '{n} neu',
  'queue.failed': 'Die Liste ist vielleicht nicht aktuell. {why}',
  'age.today': 'heute',
  'age.one': '{n} Tag',
  'age.other': '{n} Tage',

  'state.NEW': 'Neu',
  'state.ACTIVE': 'In Arbeit',
  'state.WAITING': 'Wartet auf die Person',
  'state.CLOSED': 'Geschlossen',
  'state.ERASED': 'Gelöscht',
  'channel.telegram': 'Telegram',
  'channel.web': 'Web-Chat',
  'line.safe': 'Sichere Leitung',

  'case.title': 'Fall {number}',
  'case.to_queue': 'Alle Fälle',
  'case.claim': 'Fall übernehmen',
  'case.claim_why': 'Antworten kann, wer den Fall übernommen hat.',
  'case.won': '{name} war schneller und hat diesen Fall übernommen.',
  'case.won_somebody': 'Jemand anderes war schneller und hat diesen Fall übernommen.',
  'case.claimed': 'Sie haben den Fall übernommen.',
  'case.release': 'Freigeben',
  'case.released': 'Der Fall ist wieder frei.',
  'case.close': 'Fall schließen',
  'case.close_title': 'Fall {number} schließen?',
  'case.close_why':
    'Die Person bekommt Bescheid, und der Bot antwortet wieder. Schreiben können Sie dann nicht mehr.',
  'case.close_draft': 'Im Antwortfeld steht noch ein Text. Er wird nicht gesendet.',
  'case.closed': 'Dieser Fall ist geschlossen.',
  'case.since': 'Seit',
  'case.loading': 'Der Fall wird geholt und geöffnet …',
  'case.team': 'Team',
  'case.no_wrap':
    'Dieser Fall ist noch nicht für Ihren Schlüssel verschlossen. Sobald jemand aus dem Team angemeldet ist, der ihn öffnen kann, geschieht das von selbst.',
  'case.bad_wrap':
    'Dieser Fall lässt sich mit Ihrem Schlüssel nicht öffnen: Sein Schloss ist beschädigt oder verändert worden. Melden Sie es, dann machen die Browser der anderen im Team ein neues.',
  'case.report_wrap': 'Melden',
  'case.bad_wrap_others.one':
    'Dieser Fall lässt sich mit Ihrem Schlüssel nicht öffnen: Sein Schloss war beschädigt. {n} andere Person kann ihn öffnen; ihr Browser macht Ihnen von selbst ein neues, sobald sie angemeldet ist.',
  'case.bad_wrap_others.other':
    'Dieser Fall lässt sich mit Ihrem Schlüssel nicht öffnen: Sein Schloss war beschädigt. {n} andere Personen können ihn öffnen; ein Browser von ihnen macht Ihnen von selbst ein neues.',
  'case.bad_wrap_nobody':
    'Diesen Fall kann im Team niemand mehr öffnen. Die Leitung kann ihn mit den beiden Notschlüsseln öffnen. Sonst muss die Person ihn noch einmal schicken.',
  'case.withdrawing':
    'Die Person hat dieses Anliegen zurückgezogen. Sie kann es sich noch anders überlegen; bis dahin bleibt es verschlossen, danach wird es gelöscht.',
  'case.withdraws': 'Wird zurückgezogen',
  'case.gone':
    'Diesen Fall gibt es nicht mehr. Die Person hat ihn zurückgezogen, oder seine Zeit war abgelaufen.',
  'case.unread': 'Der Fall ist vielleicht nicht aktuell. {why}',
  'case.failed': 'Das hat nicht geklappt. {why}',

  'talk.title': 'Gespräch',
  'author.resident': 'Ratsuchende Person',
  'author.bot': 'Bot',
  'author.me': 'Sie',
  'author.staff': 'Beratung',
  'answers.none': 'Vorher wurden keine Fragen beantwortet.',
  'answers.question': 'Frage',
  'answers.answer': 'Antwort',
  'answers.notice': 'Einverstanden mit Hinweis {version} am {day} ({lang})',
  note: 'Notiz',
  day_only: 'eingegangen {day}',

  'file.photo_alt': 'Foto von der ratsuchenden Person',
  'file.voice': 'Sprachnachricht',
  'file.download': 'Dokument herunterladen',
  'file.download_why':
    'Öffnen Sie es nur mit einem aktuellen Programm. Die Datei kommt von außen und liegt danach unversiegelt auf diesem Gerät.',
  'file.size': '{kib} KiB',
  'file.odd_photo':
    'Dieses Foto ist keines oder beschädigt und wird nicht gezeigt. Bitten Sie die Person, es noch einmal zu schicken.',
  'file.odd_voice':
    'Diese Aufnahme ist keine oder beschädigt und wird nicht abgespielt. Bitten Sie die Person, sie noch einmal zu schicken.',
  'file.odd_document':
    'Dieses Dokument ist kein PDF und wird nicht angeboten. Bitten Sie die Person, es als PDF oder Foto zu schicken.',

  'mark.unopened':
    'Diese Nachricht lässt sich nicht öffnen: falscher Schlüssel oder verändert. Bitten Sie die Person, sie noch einmal zu schicken.',
  'mark.malformed': 'Diese Nachricht hat keine gültige Form und wird nicht gezeigt.',
  'mark.wrong_case':
    'Diese Nachricht gehört zu einem anderen Fall und wird nicht gezeigt. Sagen Sie der Leitung Bescheid.',
  'mark.wrong_label':
    'Absender oder Nummer innen und außen stimmen nicht überein. Verlassen Sie sich nicht darauf, von wem sie ist.',
  'mark.gap': 'Vor dieser Nachricht fehlt mindestens eine. Sagen Sie der Leitung Bescheid.',
  'mark.repeat': 'Diese Nachricht war schon einmal da. Sie ist eine Wiederholung.',
  'mark.broken':
    'Die Kette ist gerissen: Die Nachricht davor wurde verändert oder ausgetauscht. Sagen Sie der Leitung Bescheid.',

  'delivery.stored': 'gespeichert, noch nicht unterwegs',
  'delivery.sent': 'unterwegs',
  'delivery.delivered': 'zugestellt',
  'delivery.restored':
    'Ungewiss: Diese Antwort war unterwegs, als die Daten aus einer Sicherung kamen. Sie wurde nicht noch einmal geschickt. Fragen Sie nach, ob sie ankam, oder schreiben Sie sie neu.',

  'reply.title': 'Antwort',
  'reply.label': 'Ihre Antwort',
  'reply.hint': 'Strg + Enter sendet.',
  'reply.through': 'Der Text läuft auf dem Weg zur Person durch den Server.',
  'reply.sealed': 'Der Text wird hier versiegelt; nur die Person und das Team können ihn lesen.',
  'reply.translated':
    'Die Übersetzung lief durch den Server, er behält sie nicht. Gesendet wird versiegelt.',
  'reply.other_resident':
    'Der Server nennt für diese Person einen anderen Schlüssel oder einen anderen Weg, als ihr eigener Browser geschrieben hat. Ihr Text wurde nicht gesendet, damit ihn niemand mitliest. Sagen Sie der Leitung und der Technik Bescheid.',
  'reply.lang': 'Sprache der Antwort',
  'reply.send': 'Senden',
  'reply.sending': 'wird gesendet …',
  'reply.retrying': 'Noch nicht angekommen, wird wieder versucht. {why}',
  'reply.unsent': 'Nicht gesendet. {why}',
  'reply.accepted': 'gesendet',
  'reply.take_back': 'Zurück ins Textfeld',
  'reply.left.one': 'Noch {n} Zeichen',
  'reply.left.other': 'Noch {n} Zeichen',
  'reply.too_long.one': '{n} Zeichen zu lang. Bitte kürzen oder auf zwei Antworten verteilen.',
  'reply.too_long.other': '{n} Zeichen zu lang. Bitte kürzen oder auf zwei Antworten verteilen.',
  'reply.refused': 'Nicht gesendet, der Text steht wieder hier. {why}',
  'reply.leftover': 'Ihr Text, nicht gesendet',
  'reply.discard': 'Text verwerfen',
  'reply.lost_to': '{name} hat den Fall inzwischen übernommen.',
  'reply.lost': 'Der Fall ist inzwischen nicht mehr bei Ihnen.',

  'staff.title': 'Team',
  'staff.only_lead': 'Diesen Bereich sieht nur die Leitung.',
  'staff.signin_name': 'Anmeldename {name}',
  'staff.fingerprint': 'Fingerabdruck',
  'staff.confirmed': 'bestätigt',
  'staff.unconfirmed': 'noch nicht bestätigt',
  'staff.how':
    'Rufen Sie {name} an und lassen Sie sich die fünf Blöcke vorlesen. Nur wenn alle gleich sind: bestätigen.',
  'staff.confirm': 'Alle fünf Blöcke stimmen: bestätigen',
  'staff.mismatch':
    'Der Fingerabdruck passt nicht (mehr) zu dieser Person. Nicht bestätigen; laden Sie neu und vergleichen Sie noch einmal.',
  'staff.forged':
    'Der Server nennt einen anderen Fingerabdruck, als der Schlüssel hat. Nicht bestätigen. Sagen Sie der Technik Bescheid.',
  'staff.confirmed_now': '{name} ist bestätigt.',
  'staff.invite_title': 'Jemanden einladen',
  'staff.invite_why':
    'Es entsteht ein Link, der einmal gilt. Geben Sie ihn persönlich oder über einen sicheren Weg weiter.',
  'staff.invite': 'Einladung erstellen',
  'staff.link_once': 'Er wird nur jetzt gezeigt und gilt bis {until}.',
  'staff.copy': 'Kopieren',
  'staff.copied': 'Kopiert.',
  'staff.copy_by_hand': 'Bitte den markierten Link von Hand kopieren.',

  'announce.message': 'Neue Nachricht. {text}',
  'announce.sent': 'Antwort gesendet.',
};
