/** Sentences of a response, to quote by keyboard alone. */
import { leavesOf } from "./leaves";
import type { Block, Leaf, ParsedResponse, Span } from "./model";

/** So much text, in UTF-16 units, is cut into sentences at a time. */
const AT_ONCE = 50_000;

/**
 * The sentences of a response, in offsets of its text: those of the blocks that end after `from`, for
 * about 50 kB. A heading, a list item, a table's cell and a line end a sentence.
 */
export function sentences(response: ParsedResponse, from = 0): Span[] {
  const spans: Span[] = [];
  for (const { base, text } of response.messages) {
    for (const block of text.blocks) {
      if (base + block.end <= from) continue;
      if (base + block.start > from + AT_ONCE) return spans;
      for (const leaves of runsOf(block)) spans.push(...sentencesOf(leaves, base));
    }
  }
  return spans.filter((span) => span.end > from);
}

/** The leaves that are read in one go. */
function* runsOf(block: Block): Generator<Leaf[]> {
  switch (block.type) {
    case "list":
      for (const item of block.items) yield* runsOfAll(item.children);
      break;
    case "quote":
      yield* runsOfAll(block.children);
      break;
    case "table":
      for (const row of block.rows) for (const cell of row) yield cell.children.flatMap((node) => [...leavesOf(node)]);
      break;
    case "code_block":
      yield* lines(block.children);
      break;
    default:
      yield [...leavesOf(block)];
  }
}

function* runsOfAll(blocks: readonly Block[]): Generator<Leaf[]> {
  for (const block of blocks) yield* runsOf(block);
}

function* lines(leaves: readonly Leaf[]): Generator<Leaf[]> {
  let line: Leaf[] = [];
  for (const leaf of leaves) {
    if (leaf.kind !== "exact") {
      line.push(leaf);
      continue;
    }
    let start = leaf.start;
    for (const text of leaf.text.split(/(?<=\n)/)) {
      line.push({ ...leaf, text, start, end: start + text.length });
      start += text.length;
      if (!text.endsWith("\n")) continue;
      yield line;
      line = [];
    }
  }
  yield line;
}

function sentencesOf(leaves: readonly Leaf[], base: number): Span[] {
  const words = leaves.map((leaf) => leaf.text).join("");
  let index = 0;
  let before = 0;
  /** Where the character `at` of the words stands; asked for in ascending order. */
  function placeOf(at: number): Span {
    for (let leaf = leaves[index]; leaf && before + leaf.text.length <= at; leaf = leaves[index]) {
      before += leaf.text.length;
      index++;
    }
    const leaf = leaves[index];
    if (leaf?.kind !== "exact") return { start: leaf?.start ?? 0, end: leaf?.end ?? 0 };
    const start = leaf.start + at - before;
    return { start, end: start + 1 };
  }
  const spans: Span[] = [];
  for (const { start, end } of cutSentences(words)) {
    // A break inside of what stands for one character: the first sentence takes it.
    const span = { start: Math.max(base + placeOf(start).start, spans.at(-1)?.end ?? 0), end: base + placeOf(end - 1).end };
    if (span.start < span.end) spans.push(span);
  }
  return spans;
}

/** The sentences of a text without the white space around them. */
function cutSentences(text: string): Span[] {
  return parts(text)
    .map(({ start, end }) => {
      const part = text.slice(start, end);
      return { start: start + part.length - part.trimStart().length, end: start + part.trimEnd().length };
    })
    .filter(({ start, end }) => start < end);
}

function parts(text: string): Span[] {
  // Firefox knows Intl.Segmenter from version 125 on.
  const segments =
    typeof Intl.Segmenter === "function"
      ? [...new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text)].map((part) => part.segment)
      : (text.match(/[^.!?。！？؟\n]*(?:[.!?。！？؟]+["'”’)\]]*|\n|$)\s*/g) ?? []);
  let start = 0;
  return segments.map((segment) => {
    const span = { start, end: start + segment.length };
    start = span.end;
    return span;
  });
}
