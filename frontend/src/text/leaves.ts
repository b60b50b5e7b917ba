/** Walks over what is shown. */
import type { Block, Inline, Leaf, ParsedText } from "./model";

/** The leaves of a node, in the order shown. */
export function* leavesOf(node: Block | Inline): Generator<Leaf> {
  switch (node.type) {
    case "leaf":
      yield node;
      break;
    case "rule":
      break;
    case "list":
      for (const item of node.items) for (const child of item.children) yield* leavesOf(child);
      break;
    case "table":
      for (const row of node.rows) for (const cell of row) for (const child of cell.children) yield* leavesOf(child);
      break;
    case "code_block":
      yield* node.info;
      yield* node.children;
      break;
    default:
      for (const child of node.children) yield* leavesOf(child);
  }
}

/** All leaves of a text. */
export function* leavesOfText(text: ParsedText): Generator<Leaf> {
  for (const block of text.blocks) yield* leavesOf(block);
}

/** What a node says, without its marks of style. */
export function wordsOf(node: Block | Inline): string {
  let words = "";
  for (const leaf of leavesOf(node)) words += leaf.text;
  return words;
}
