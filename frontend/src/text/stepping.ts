/** Choosing sentences by keyboard: one after the other, or several in a row. */
import { quoteOf, type SelectedSpan } from "./evidence";
import type { ParsedResponse, Span } from "./model";
import { sentences } from "./sentences";

/** The sentences from `anchor` to `head` (indices into `spans`) are chosen. */
export interface Stepping {
  readonly response: ParsedResponse;
  readonly spans: readonly Span[];
  readonly anchor: number;
  readonly head: number;
}

/** Begins at the first sentence; null if the response has none. */
export function startStepping(response: ParsedResponse): Stepping | null {
  const spans = sentences(response);
  return spans.length > 0 ? { response, spans, anchor: 0, head: 0 } : null;
}

/** On to the next or previous sentence; with `extend` those on the way stay chosen. */
export function step(stepping: Stepping, by: 1 | -1, extend = false): Stepping {
  let { spans } = stepping;
  const wanted = stepping.head + by;
  const last = spans.at(-1);
  if (wanted >= spans.length && last) spans = [...spans, ...sentences(stepping.response, last.end).filter(({ start }) => start >= last.end)];
  const head = Math.min(Math.max(wanted, 0), spans.length - 1);
  return { ...stepping, spans, head, anchor: extend ? stepping.anchor : head };
}

/** What is chosen, in UTF-16 offsets of the response's text: to highlight. */
export function steppedSpan({ spans, anchor, head }: Stepping): Span {
  const first = spans[Math.min(anchor, head)];
  const last = spans[Math.max(anchor, head)];
  return { start: first?.start ?? 0, end: last?.end ?? 0 };
}

/** What is chosen, as the wire carries it. */
export function steppedQuote(stepping: Stepping): SelectedSpan {
  return quoteOf(stepping.response, steppedSpan(stepping));
}
