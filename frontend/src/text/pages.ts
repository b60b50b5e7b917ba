/** How much of a text is put on the page at a time, so that it stays usable whatever a model wrote. */
import type { Block, Inline } from "./model";

/** UTF-16 units shown at a time. */
export const PAGE = 100_000;

/** Elements shown at a time, about: a text of single stars or empty cells has one for each letter. */
const ELEMENTS = 6_000;

/** Beyond this many UTF-16 units markdown is not read at all. */
export const FORMATTED_AT_MOST = 1_000_000;

/** Whether the blocks can be shown at once. */
export function isOnePage(blocks: readonly Block[]): boolean {
  let elements = 0;
  return blocks.every((block) => (elements += elementsOf(block)) < ELEMENTS);
}

/** The end of the page that begins at offset `from`: at least one block. */
export function pageEnd(blocks: readonly Block[], from: number): number {
  let end = from;
  let elements = 0;
  for (const block of blocks) {
    if (block.start < from) continue;
    if (end > from && (block.end - from > PAGE || elements >= ELEMENTS)) return end;
    elements += elementsOf(block);
    end = Math.max(end, block.end);
  }
  return Infinity;
}

function elementsOf(node: Block | Inline): number {
  switch (node.type) {
    case "leaf":
    case "rule":
      return 1;
    case "list":
      return sum(node.items.map((item) => 1 + sum(item.children.map(elementsOf))));
    case "table":
      return sum(node.rows.map((row) => 1 + sum(row.map((cell) => 1 + sum(cell.children.map(elementsOf))))));
    default:
      return 2 + sum(node.children.map(elementsOf));
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
