// What stands beside (on narrow screens below) the conversation, in this order. Every panel is a
// component of its own file, views/panel-TOPIC.js, `export function PanelTopic({ book })`, and
// draws its frame with views/panel.js. Those of `opened` stand only while the case can be read.
import { html } from '../vendor/ui.min.js';
import { t } from '../words.js';
import { PanelExport } from './export-panel.js';
import { PanelDeadlines } from './panel-deadlines.js';
import { PanelAnswers } from './panel-answers.js';
import { PanelLanguage } from './panel-language.js';
import { PanelLead } from './panel-lead.js';
import { PanelNotes } from './panel-notes.js';
import { PanelRecord } from './panel-record.js';

/** Answers, notes, deadlines, record, path: in this order. */
const OPENED = [PanelAnswers, PanelLanguage, PanelNotes, PanelDeadlines, PanelRecord, PanelExport];

const ALWAYS = [PanelLead];

export function Panels({ book }) {
  const opened = book.facts.value && book.entries.value.length > 0;
  return html`<aside class="side" aria-label=${t('panels')}>
    ${opened && OPENED.map((View) => html`<${View} key=${View.name} book=${book} />`)}
    ${ALWAYS.map((View) => html`<${View} key=${View.name} book=${book} />`)}
  </aside>`;
}
