/**
 * A model's text as a small tree of our own. Every word shown is a leaf that knows where it stands
 * in the source, in UTF-16 offsets, so that what an expert selects can be quoted from the source.
 */

export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * - `exact`: `source.slice(start, end)` is the leaf's text;
 * - `atomic`: the text stands for the markup at [start, end), an escape, an entity, a control
 *   character made visible, and can only be quoted whole;
 * - `block`: the text could not be placed, so that it answers for all the lines of its block.
 */
export type Placing = "exact" | "atomic" | "block";

export interface Leaf extends Span {
  readonly type: "leaf";
  readonly text: string;
  readonly kind: Placing;
}

export interface Styled {
  readonly type: "em" | "strong" | "del" | "code";
  readonly children: readonly Inline[];
}

/** `target` is what the source points at, in words; `href` is null unless it is safe to follow. */
export interface Link {
  readonly type: "link";
  readonly href: string | null;
  readonly target: string;
  readonly children: readonly Inline[];
}

/** `src` is null unless it may be loaded when the expert asks; the children are its description. */
export interface Image {
  readonly type: "image";
  readonly src: string | null;
  readonly target: string;
  readonly children: readonly Inline[];
}

export type Inline = Leaf | Styled | Link | Image;

export type Direction = "ltr" | "rtl";
export type Align = "left" | "center" | "right" | null;

/** A paragraph; `tight` ones belong to a list item without blank lines. */
export interface Paragraph extends Span {
  readonly type: "paragraph";
  readonly tight: boolean;
  readonly children: readonly Inline[];
}

/** `level` is the source's (1 to 6), `depth` the level in the page's outline, without gaps. */
export interface Heading extends Span {
  readonly type: "heading";
  readonly level: number;
  readonly depth: number;
  readonly children: readonly Inline[];
}

/** A code block; `info` is what stands behind a fence's opening, usually the language. */
export interface Code extends Span {
  readonly type: "code_block";
  readonly info: readonly Leaf[];
  readonly children: readonly Leaf[];
}

/** Lines as they stand: plain text, nesting that is too deep, definitions of links. */
export interface Plain extends Span {
  readonly type: "plain";
  readonly children: readonly Leaf[];
}

export interface Rule extends Span {
  readonly type: "rule";
}

export interface Quote extends Span {
  readonly type: "quote";
  readonly dir: Direction;
  readonly children: readonly Block[];
}

export interface ListItem extends Span {
  readonly dir: Direction;
  readonly children: readonly Block[];
}

/** A list; `first` is the number of its first item, null for bullets. */
export interface List extends Span {
  readonly type: "list";
  readonly dir: Direction;
  readonly first: number | null;
  readonly items: readonly ListItem[];
}

export interface Cell {
  readonly align: Align;
  readonly children: readonly Inline[];
}

/** A table; the first row is its head. */
export interface Table extends Span {
  readonly type: "table";
  readonly dir: Direction;
  readonly rows: readonly (readonly Cell[])[];
}

export type Block = Paragraph | Heading | Code | Plain | Rule | Quote | List | Table;

/** A text taken apart; `formatted` says whether it was read as markdown. */
export interface ParsedText {
  readonly source: string;
  readonly formatted: boolean;
  readonly blocks: readonly Block[];
}

/** One turn of a chat; `base` is where its text begins in the text of the whole response. */
export interface ParsedMessage {
  readonly role: string;
  readonly base: number;
  readonly text: ParsedText;
}

/** A response under its letter; `text` is what evidence positions count in. */
export interface ParsedResponse {
  readonly key: string;
  readonly model: string | null;
  readonly text: string;
  readonly messages: readonly ParsedMessage[];
}

export interface ParsedDocument {
  readonly title: string;
  readonly text: ParsedText;
}

/** All texts of a task, ready to be shown. */
export interface ParsedTask {
  readonly prompt: readonly ParsedMessage[];
  readonly responses: readonly ParsedResponse[];
  readonly reference: ParsedText | null;
  readonly context: readonly ParsedDocument[];
}

/** A place to highlight, in UTF-16 offsets of the response's text. */
export interface Mark extends Span {
  readonly criterion: string;
  /** The one the expert is working on: a selection by keyboard, or the criterion in focus. */
  readonly current?: boolean;
}
