/** The cells of a table's row in their line. */
import type { Segment } from "./places";

/** Where the cells of a row stand, as markdown-it cuts them: at each pipe without a backslash. */
export function cellSegments(row: string, from: number): Segment[][] {
  const cells: Segment[][] = [];
  const lead = row.length - row.trimStart().length;
  const text = row.trim();
  let parts: { start: number; end: number }[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && text[at] !== "|") continue;
    const isEscaped = at < text.length && text[at - 1] === "\\";
    parts.push({ start, end: isEscaped ? at - 1 : at });
    start = at + (isEscaped ? 0 : 1);
    if (isEscaped) continue;
    cells.push(trimmed(parts, text, from + lead));
    parts = [];
  }
  if (text.startsWith("|")) cells.shift();
  return cells;
}

function trimmed(parts: { start: number; end: number }[], text: string, from: number): Segment[] {
  const cell = parts.map((part) => text.slice(part.start, part.end)).join("");
  const before = cell.length - cell.trimStart().length;
  const segments: Segment[] = [];
  let at = -before;
  for (const { start, end } of parts) {
    const skip = Math.min(Math.max(0, -at), end - start);
    segments.push({ at: at + skip, from: from + start + skip, length: end - start - skip });
    at += end - start;
  }
  return segments;
}
