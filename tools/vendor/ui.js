// What the desk's views are made of. `html` is htm bound to preact, so no build step is needed.
import { h } from "preact";
import htm from "htm";

export { Fragment, h, render } from "preact";
export { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
export { batch, computed, effect, signal, untracked, useSignal } from "@preact/signals";
export const html = htm.bind(h);
