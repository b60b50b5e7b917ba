/** Cuts leaves where highlights begin and end. */
import type { Leaf, Mark, Span } from "./model";

/** A part of a leaf with the highlights that cover it, in offsets of the response's text. */
export interface Cut extends Span {
  readonly text: string;
  readonly marks: readonly Mark[];
}

export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** The parts of a leaf; one that is not exact stays whole. */
export function cut(leaf: Leaf, base: number, marks: readonly Mark[]): Cut[] {
  const start = base + leaf.start;
  const end = base + leaf.end;
  const covering = marks.filter((mark) => overlaps(mark, { start, end }));
  if (leaf.kind !== "exact" || covering.length === 0) return [{ start, end, text: leaf.text, marks: covering }];
  const edges = new Set([start, end]);
  for (const mark of covering) {
    edges.add(Math.max(start, mark.start));
    edges.add(Math.min(end, mark.end));
  }
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(1).map((to, i) => {
    const from = sorted[i] ?? start;
    const part = { start: from, end: to };
    return { ...part, text: leaf.text.slice(from - start, to - start), marks: covering.filter((mark) => overlaps(mark, part)) };
  });
}

/** The highlights that touch a span; the same list as `before` if nothing in it changed. */
export function within(span: Span, marks: readonly Mark[], before: readonly Mark[]): readonly Mark[] {
  const now = marks.filter((mark) => overlaps(mark, span));
  const isSame = now.length === before.length && now.every((mark, i) => sameMark(mark, before[i]));
  return isSame ? before : now;
}

function sameMark(a: Mark, b: Mark | undefined): boolean {
  return a.start === b?.start && a.end === b.end && a.criterion === b.criterion && !a.current === !b.current;
}
