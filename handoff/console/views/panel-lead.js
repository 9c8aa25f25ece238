// What only leads may do with a case: keep it from named people.
import { html } from '../vendor/ui.min.js';
import { isLead } from '../state.js';
import { t } from '../words.js';
import { EraseCase } from './erase-case.js';
import { Exclusions } from './exclusions.js';
import { Panel } from './panel.js';

export function PanelLead({ book }) {
  if (!isLead.value || !book.facts.value) return null;
  return html`<${Panel} name="lead" title=${t('panel.lead')}>
    <${Exclusions} facts=${book.facts.value} />
    <${EraseCase} facts=${book.facts.value} />
  <//>`;
}
