/** Characters that a page would not show as what they are, directions, and code points. */
import type { Direction } from "./model";

/**
 * Control characters, bidirectional overrides, zero-width and tag characters, halves of surrogate
 * pairs: what can hide words or reorder a page. The joiners U+200C/D and the marks U+200E/F belong
 * to ordinary Persian, Hindi, Hebrew or emoji, and stay.
 */
const UNSEEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}\p{Cs}]/u;

/** A flag's tag sequence (England, Scotland, Wales) is one picture, not hidden words. */
const FLAG = /\u{1f3f4}[\u{e0061}-\u{e007a}]{2,6}\u{e007f}/u;

const FLAG_OR_UNSEEN = new RegExp(`${FLAG.source}|${UNSEEN.source}`, "gu");

/** Of more than this many in a row, only the number is shown. */
const SHOWN_IN_A_ROW = 8;

const RIGHT_TO_LEFT = /[\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}\p{sc=Adlm}]/u;

/** One piece of a text: shown as it is, or a character shown by its name. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly named: boolean;
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/** Cuts `text` so that characters which cannot be seen are pieces of their own, under their names. */
export function visible(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(FLAG_OR_UNSEEN)) {
    const start = match.index;
    const isFlag = match[0].length > 2;
    if (start < from || isFlag) continue;
    if (start > from) pieces.push({ start: from, end: start, text: text.slice(from, start), named: false });
    from = runEnd(text, start, match[0]);
    const count = (from - start) / match[0].length;
    const name = nameOf(match[0]);
    if (count > SHOWN_IN_A_ROW) pieces.push({ start, end: from, text: `${name}×${count}`, named: true });
    else for (let at = start; at < from; at += match[0].length) pieces.push({ start: at, end: at + match[0].length, text: name, named: true });
  }
  if (from < text.length) pieces.push({ start: from, end: text.length, text: text.slice(from), named: false });
  return pieces;
}

/** `text` with every character that cannot be seen under its name. */
export function spelled(text: string): string {
  return visible(text).map((piece) => piece.text).join("");
}

function runEnd(text: string, start: number, character: string): number {
  let end = start + character.length;
  while (text.codePointAt(end) === character.codePointAt(0)) end += character.length;
  return end;
}

/** The direction of the first letter, as `dir="auto"` finds it, for boxes whose parts have their own. */
export function direction(text: string): Direction {
  const letter = /\p{L}/u.exec(text);
  return letter && RIGHT_TO_LEFT.test(letter[0]) ? "rtl" : "ltr";
}

/** How many code points stand before the UTF-16 offset; one inside a pair counts as before the pair. */
export function toCodePoints(text: string, utf16: number): number {
  const end = Math.max(0, Math.min(utf16, text.length));
  let pairs = 0;
  for (let at = 1; at < text.length && at <= end; at++) if (isPair(text, at)) pairs++;
  return end - pairs;
}

/** The UTF-16 offset before which `codePoints` code points stand, at most the text's length. */
export function toUtf16(text: string, codePoints: number): number {
  let at = 0;
  for (let left = codePoints; left > 0 && at < text.length; left--) at += isPair(text, at + 1) ? 2 : 1;
  return at;
}

/** Whether the units before and at `at` are one character. */
function isPair(text: string, at: number): boolean {
  const high = text.charCodeAt(at - 1);
  const low = text.charCodeAt(at);
  return high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
}
