/**
 * From the parser's positions back to the source. The parser works on a normalised text (one kind of
 * line end) and on each block's own content (prefixes of quotes and lists taken off); a leaf needs
 * offsets of the source as it was given.
 */
import { spelled, visible } from "./characters";
import type { Inline, Leaf, Span } from "./model";

/** A source with its line ends made one kind, and the way back. */
export class Source {
  readonly raw: string;
  /** The source with `\r\n` and `\r` as `\n`. */
  readonly text: string;
  /** The same for the parser, which takes a NUL for U+FFFD. */
  readonly parsed: string;
  readonly #lines: number[] = [0];
  /** Positions in `text` of line ends that are two characters in `raw`. */
  readonly #pairs: number[] = [];

  constructor(raw: string) {
    this.raw = raw;
    this.text = raw.includes("\r") ? raw.replace(/\r\n?/g, "\n") : raw;
    this.parsed = this.text.replaceAll("\0", "\ufffd");
    let shift = 0;
    for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1)) {
      this.#lines.push(at + 1);
      if (this.text !== raw && raw.startsWith("\r\n", at + shift)) {
        this.#pairs.push(at);
        shift++;
      }
    }
  }

  /** Where line `index` begins and ends in `text`, without its line end. */
  line(index: number): Span {
    const start = this.#lines[index] ?? this.text.length;
    const next = this.#lines[index + 1];
    return { start, end: next === undefined ? this.text.length : next - 1 };
  }

  /** The offset in `raw` of a position in `text`. */
  toRaw(position: number): number {
    return position + below(this.#pairs, position);
  }

  /** The lines [first, last) in `raw`. */
  lines(first: number, last: number): Span {
    return { start: this.toRaw(this.line(first).start), end: this.toRaw(this.line(Math.max(first, last - 1)).end) };
  }
}

/** `length` characters of a content from `at` on are the source's text from `from` on; a tab may be several. */
export interface Segment {
  readonly at: number;
  readonly from: number;
  readonly length: number;
  readonly tab?: boolean;
}

/**
 * Finds each line of `content` at the end of its line of the source: what the parser takes off (the
 * prefixes of quotes and lists, indents) stands before it. Null if some line is not there.
 */
export function lineSegments(source: Source, first: number, content: string): Segment[] | null {
  const segments: Segment[] = [];
  let at = 0;
  let index = first;
  for (const line of content.split("\n")) {
    const { start, end } = source.line(index);
    const inner = line.trimStart();
    const isLast = at + line.length === content.length;
    let stop = end;
    // The end of a paragraph or heading is trimmed, that of code is not.
    if (isLast && !/[ \t]$/.test(line)) while (stop > start && " \t".includes(source.parsed.charAt(stop - 1))) stop--;
    let from = stop;
    while (from > start && stop - from < line.length && source.parsed[from - 1] === line[line.length - (stop - from) - 1]) from--;
    const missing = line.length - (stop - from);
    if (missing > line.length - inner.length) return null;
    // A tab that is partly taken off leaves spaces which the source does not have.
    if (missing > 0) segments.push({ at, from: Math.max(start, from - 1), length: missing, tab: true });
    segments.push({ at: at + missing, from, length: line.length - missing + (isLast ? 0 : 1) });
    at += line.length + 1;
    index++;
  }
  return segments;
}

/** The content of one block, and where its characters stand. */
export class Placed {
  readonly #source: Source;
  readonly #content: string;
  readonly #segments: readonly Segment[] | null;
  readonly #starts: readonly number[];
  readonly #block: Span;

  constructor(source: Source, content: string, segments: readonly Segment[] | null, block: Span) {
    this.#source = source;
    this.#content = content;
    this.#segments = segments;
    this.#starts = segments?.map((segment) => segment.at) ?? [];
    this.#block = block;
  }

  /** The content's characters [first, to); `lineEnd` is what its line ends look like. */
  leaves(first: number, to: number, lineEnd = "\n"): Leaf[] {
    if (this.#segments === null) return this.unplaced(this.#content.slice(first, to));
    const leaves: Leaf[] = [];
    for (let i = Math.max(0, below(this.#starts, first + 1) - 1); i < this.#segments.length; i++) {
      const segment = this.#segments[i];
      if (!segment || segment.at >= to) break;
      const start = Math.max(first, segment.at);
      const length = Math.min(to, segment.at + segment.length) - start;
      if (length <= 0) continue;
      const from = segment.from + start - segment.at;
      if (segment.tab) leaves.push(this.#leaf(segment.from, segment.from + 1, " ".repeat(length)));
      else leaves.push(...this.#run(from, this.#source.text.slice(from, from + length), lineEnd));
    }
    return leaves;
  }

  /** A text that stands for the content's characters [from, to), such as an entity. */
  atomic(from: number, to: number, text: string): Leaf[] {
    const start = this.#find(from);
    const last = this.#find(to - 1);
    const shown = spelled(text);
    return start === null || last === null ? this.unplaced(shown) : [this.#leaf(start, last + 1, shown)];
  }

  /** A text that is in the block, nobody can say where. */
  unplaced(text: string): Leaf[] {
    const shown = spelled(text);
    return [{ type: "leaf", text: shown, kind: "block", start: this.#block.start, end: this.#block.end }];
  }

  #find(offset: number): number | null {
    const segment = this.#segments?.[below(this.#starts, offset + 1) - 1];
    if (!segment) return null;
    return segment.tab ? segment.from : segment.from + offset - segment.at;
  }

  #run(from: number, text: string, lineEnd: string): Leaf[] {
    const leaves: Leaf[] = [];
    for (const { start, end, text: part, named } of visible(text)) {
      if (named) {
        leaves.push(this.#leaf(from + start, from + end, part));
        continue;
      }
      let at = from + start;
      const whole = lineEnd === "\n" && this.#source.text === this.#source.raw;
      for (const line of whole ? [part] : part.split(/(\n)/)) {
        if (line !== "") leaves.push(this.#leaf(at, at + line.length, line === "\n" ? lineEnd : line));
        at += line.length;
      }
    }
    return leaves;
  }

  #leaf(from: number, to: number, text: string): Leaf {
    const start = this.#source.toRaw(from);
    const end = this.#source.toRaw(to);
    const kind = this.#source.raw.slice(start, end) === text ? "exact" : "atomic";
    return { type: "leaf", text, kind, start, end };
  }
}

/** Adds leaves to a list; neighbours that are one piece of the source become one leaf. */
export function append(nodes: Inline[], leaves: readonly Leaf[]): void {
  for (const leaf of leaves) {
    const last = nodes.at(-1);
    if (last?.type === "leaf" && last.kind === "exact" && leaf.kind === "exact" && last.end === leaf.start) {
      nodes[nodes.length - 1] = { ...last, text: last.text + leaf.text, end: leaf.end };
    } else {
      nodes.push(leaf);
    }
  }
}

/** How many of the ascending numbers are less than `limit`. */
function below(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? Infinity) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
