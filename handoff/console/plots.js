// Plots as SVG. Each stands beside a table that says the same: the drawing itself is left out for
// screen readers where the table is right there. What is hidden is hatched, not only coloured.
import { html } from './vendor/ui.min.js';

const HATCH = 'hatch';
/** Pixels. */
const [WIDTH, HEIGHT, FOOT, HEAD] = [76, 120, 20, 18];
const SMALL = 4;
/** What a drawing of small numbers only is measured by. */
const LEAST = 12;

/**
 * A bar in a table's row.
 * @param n a number, "<5" or "." (hidden)
 * @param max what fills the whole width
 */
export function Bar({ n, max }) {
  const hidden = typeof n !== 'number';
  const share = n === '.' ? 0 : ((hidden ? SMALL : n) / Math.max(max, LEAST)) * 100;
  return html`<svg class="bar" aria-hidden="true" focusable="false">
    ${hidden && html`<${Hatch} />`}
    <rect
      class=${hidden ? 'hidden' : 'shown'}
      width=${`${share}%`}
      height="100%"
      fill=${hidden ? `url(#${HATCH})` : undefined}
    />
  </svg>`;
}

/**
 * Columns over time.
 * @param points [{label, n, text}] in the order of time; `n` as in Bar
 * @param label what a screen reader says of the whole
 */
export function Columns({ points, label, max }) {
  const wide = WIDTH * points.length;
  return html`<svg
    class="columns"
    role="img"
    aria-label=${label}
    viewBox=${`0 0 ${wide} ${HEAD + HEIGHT + FOOT}`}
    width=${wide}
    height=${HEAD + HEIGHT + FOOT}
  >
    <${Hatch} />
    ${points.map((point, at) => html`<${Column} key=${point.label} ...${point} at=${at} max=${max} />`)}
    <line class="axis" x1="0" x2=${wide} y1=${HEAD + HEIGHT} y2=${HEAD + HEIGHT} />
  </svg>`;
}

function Column({ label, n, text, at, max }) {
  const hidden = typeof n !== 'number';
  const tall = n === '.' ? 0 : ((hidden ? SMALL : n) / Math.max(max, LEAST)) * HEIGHT;
  const middle = at * WIDTH + WIDTH / 2;
  return html`<g>
    <rect
      class=${hidden ? 'hidden' : 'shown'}
      x=${at * WIDTH + WIDTH * 0.2}
      width=${WIDTH * 0.6}
      y=${HEAD + HEIGHT - tall}
      height=${tall}
      fill=${hidden ? `url(#${HATCH})` : undefined}
    />
    <text x=${middle} y=${HEAD + HEIGHT - tall - 4}>${text}</text>
    <text class="quiet" x=${middle} y=${HEAD + HEIGHT + FOOT - 5}>${label}</text>
  </g>`;
}

/** The same pattern under the same name in each drawing: whichever the browser takes is right. */
function Hatch() {
  return html`<defs>
    <pattern id=${HATCH} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <line class="hatch" x1="0" y1="0" x2="0" y2="6" />
    </pattern>
  </defs>`;
}
