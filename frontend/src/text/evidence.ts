/** What the expert selected, as a place in one response's text. */
import { toCodePoints, toUtf16 } from "./characters";
import type { ParsedResponse, Span } from "./model";
import { shown } from "./shown";

/** A quote as the wire carries it: the response's key and code points of its text. */
export interface SelectedSpan {
  readonly response: string;
  readonly start: number;
  readonly end: number;
}

export interface SelectionProblem {
  readonly problem: "empty" | "two_responses" | "outside";
}

/** The quote of a span of the response's text in UTF-16 offsets. */
export function quoteOf(response: ParsedResponse, span: Span): SelectedSpan {
  const { key, text } = response;
  return { response: key, start: toCodePoints(text, span.start), end: toCodePoints(text, span.end) };
}

/** The UTF-16 offsets of a quote in its response's text, to highlight it. */
export function spanOf(response: ParsedResponse, quote: SelectedSpan): Span {
  return { start: toUtf16(response.text, quote.start), end: toUtf16(response.text, quote.end) };
}

/**
 * The selection, cut to the leaves of one response inside `root`. End points that stand on elements,
 * in labels and buttons or outside of `root` move to the next leaf inside; a character shown for its
 * markup is taken whole; white space at the ends is not quoted.
 */
export function selectedSpan(root: ShadowRoot): SelectedSpan | SelectionProblem {
  const range = selectedRange(root);
  if (!range) return { problem: "empty" };
  const leaves = [...root.querySelectorAll<HTMLElement>("[data-response] [data-s]")];
  const firstAt = firstIndex(leaves, (leaf) => order(range.start, endOf(leaf)) < 0);
  const lastAt = firstIndex(leaves, (leaf) => order(range.end, startOf(leaf)) <= 0) - 1;
  const first = leaves[firstAt];
  const last = leaves[lastAt];
  // What is selected elsewhere on the page is none of ours: to step through sentences stays possible.
  if (!first || !last || firstAt > lastAt) return { problem: within(root, range.start) || within(root, range.end) ? "outside" : "empty" };
  const container = first.closest("[data-response]");
  const response = container && shown.get(container);
  if (!response) return { problem: "outside" };
  if (last.closest("[data-response]") !== container) return { problem: "two_responses" };
  const span = trimmed(response.text, { start: placeIn(first, range.start, "start"), end: placeIn(last, range.end, "end") });
  return span ? quoteOf(response, span) : { problem: "empty" };
}

function within(root: ShadowRoot, { node }: Point): boolean {
  return node.getRootNode() === root;
}

interface Point {
  readonly node: Node;
  readonly offset: number;
}

interface Selected {
  readonly start: Point;
  readonly end: Point;
}

/** Chromium before version 137 answers for a shadow root by itself. */
interface SelectingRoot {
  getSelection?: () => Selection | null;
}

/** The selected range; `isCollapsed` and `anchorNode` are not to be trusted inside shadow roots. */
function selectedRange(root: ShadowRoot): Selected | null {
  const selection = document.getSelection() as (Partial<Selection> & Pick<Selection, "rangeCount" | "getRangeAt">) | null;
  let range: AbstractRange | undefined;
  if (selection?.getComposedRanges) {
    range = selection.getComposedRanges({ shadowRoots: rootsAround(root) })[0];
  } else {
    const own = (root as ShadowRoot & SelectingRoot).getSelection?.() ?? selection;
    range = own && own.rangeCount > 0 ? own.getRangeAt(0) : undefined;
  }
  if (!range || (range.startContainer === range.endContainer && range.startOffset === range.endOffset)) return null;
  return {
    start: { node: range.startContainer, offset: range.startOffset },
    end: { node: range.endContainer, offset: range.endOffset },
  };
}

/** A host such as marimo puts our root into one of its own; all of them must be named. */
function rootsAround(root: ShadowRoot): ShadowRoot[] {
  const roots: ShadowRoot[] = [];
  for (let node: Node = root; node instanceof ShadowRoot; node = node.host.getRootNode()) roots.push(node);
  return roots;
}

/** Negative if `a` stands before `b`, 0 if they are the same place; `a` may be in a tree around `b`'s. */
function order(a: Point, b: Point): number {
  const tree = a.node.getRootNode();
  let node = b.node;
  for (let own = node.getRootNode(); own !== tree; own = node.getRootNode()) {
    if (!(own instanceof ShadowRoot)) return -1;
    node = own.host;
  }
  if (node === b.node) return compare(a, b);
  // A host stands for all that is inside of it: there is before and after, nothing between.
  const parent = node.parentNode ?? node;
  return compare(a, { node: parent, offset: [...parent.childNodes].indexOf(node as ChildNode) }) <= 0 ? -1 : 1;
}

function compare(a: Point, b: Point): number {
  const range = document.createRange();
  range.setStart(b.node, b.offset);
  range.collapse(true);
  return range.comparePoint(a.node, a.offset);
}

function startOf(leaf: HTMLElement): Point {
  return { node: leaf.firstChild ?? leaf, offset: 0 };
}

function endOf(leaf: HTMLElement): Point {
  return { node: leaf.firstChild ?? leaf, offset: leaf.textContent.length };
}

/** The index of the first leaf for which `test` holds, where it holds for all later ones. */
function firstIndex(leaves: readonly HTMLElement[], test: (leaf: HTMLElement) => boolean): number {
  let low = 0;
  let high = leaves.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const leaf = leaves[middle];
    if (leaf && !test(leaf)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where in the response's text the selection begins or ends, by the first or last leaf that it touches. */
function placeIn(leaf: HTMLElement, point: Point, side: "start" | "end"): number {
  const start = Number(leaf.dataset["s"]);
  const isInside = point.node === leaf.firstChild && leaf.dataset["atomic"] === undefined;
  if (isInside) return start + point.offset;
  return side === "start" ? start : Number(leaf.dataset["e"]);
}

function trimmed(text: string, { start, end }: Span): Span | null {
  let from = start;
  let to = end;
  while (from < to && /\s/.test(text.charAt(from))) from++;
  while (to > from && /\s/.test(text.charAt(to - 1))) to--;
  return from < to ? { start: from, end: to } : null;
}
