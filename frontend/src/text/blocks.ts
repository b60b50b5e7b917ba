/** From markdown-it's block tokens to our nodes. */
import type { Token } from "markdown-it";
import { cellSegments } from "./cells";
import { direction } from "./characters";
import { inlineNodes } from "./inline";
import type { Align, Block, Cell, Code, Heading, Inline, Leaf, List, ListItem, Plain, Quote, Span, Table } from "./model";
import { rowStart, tokensOf } from "./markdown";
import { append, lineSegments, Placed, type Segment, type Source } from "./places";

/** The blocks of a markdown source. */
export function blocksOf(source: Source): Block[] {
  return new Builder(source, tokensOf(source.parsed)).blocks();
}

class Builder {
  readonly #source: Source;
  readonly #tokens: readonly Token[];
  #at = 0;
  #outline: number[] = [];

  constructor(source: Source, tokens: readonly Token[]) {
    this.#source = source;
    this.#tokens = tokens;
  }

  /** The blocks up to the token that closes their container. */
  blocks(): Block[] {
    const blocks: Block[] = [];
    for (let token = this.#next(); token && token.nesting !== -1; token = this.#next()) {
      const block = this.#block(token);
      if (block) blocks.push(block);
    }
    return blocks;
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #block(token: Token): Block | null {
    switch (token.type) {
      case "paragraph_open":
        return { type: "paragraph", tight: token.hidden, ...this.#span(token), children: this.#inline() };
      case "heading_open":
        return this.#heading(token);
      case "blockquote_open":
        return this.#quote(token);
      case "bullet_list_open":
      case "ordered_list_open":
        return this.#list(token);
      case "table_open":
        return this.#table(token);
      case "hr":
        return { type: "rule", ...this.#span(token) };
      case "fence":
      case "code_block":
        return this.#code(token);
      case "deep":
        return this.#lines(token, token.content, lineSegments(this.#source, token.map?.[0] ?? 0, token.content));
      case "reference_definition":
        return this.#definition(token);
      default:
        return null;
    }
  }

  #span(token: Token): Span {
    const [first, last] = token.map ?? [0, 0];
    return this.#source.lines(first, last);
  }

  /** The inline token and the closing one behind it. */
  #inline(): Inline[] {
    const token = this.#next();
    this.#at++;
    if (!token) return [];
    const segments = lineSegments(this.#source, token.map?.[0] ?? 0, token.content);
    return inlineNodes(token.children ?? [], new Placed(this.#source, token.content, segments, this.#span(token)));
  }

  #heading(token: Token): Heading {
    const level = Number(token.tag.slice(1));
    while (this.#outline.length > 0 && (this.#outline.at(-1) ?? 0) >= level) this.#outline.pop();
    this.#outline.push(level);
    const span = this.#span(token);
    const shared = { type: "heading", level, depth: this.#outline.length, ...span } as const;
    if (!token.markup.startsWith("#")) return { ...shared, children: this.#inline() };
    const inline = this.#next();
    this.#at++;
    const line = this.#source.line(token.map?.[0] ?? 0);
    // The prefixes of quotes and lists have no number sign, so that the first one opens the heading.
    const opening = /^[^#]*#{1,6}[ \t]*/.exec(this.#source.text.slice(line.start, line.end))?.[0] ?? "";
    const content = inline?.content ?? "";
    const segments = [{ at: 0, from: line.start + opening.length, length: content.length }];
    return { ...shared, children: inlineNodes(inline?.children ?? [], new Placed(this.#source, content, segments, span)) };
  }

  #quote(token: Token): Quote {
    const children = this.blocks();
    return { type: "quote", ...this.#span(token), dir: this.#direction(token), children };
  }

  #list(token: Token): List {
    const items: ListItem[] = [];
    for (let item = this.#next(); item?.type === "list_item_open"; item = this.#next()) {
      items.push({ ...this.#span(item), dir: this.#direction(item), children: this.blocks() });
    }
    const first = token.type === "ordered_list_open" ? Number(token.attrGet("start") ?? 1) : null;
    return { type: "list", ...this.#span(token), dir: this.#direction(token), first, items };
  }

  #table(token: Token): Table {
    const rows: Cell[][] = [];
    for (let part = this.#next(); part && part.type !== "table_close"; part = this.#next()) {
      if (part.type === "tr_open") rows.push(this.#row(part));
    }
    return { type: "table", ...this.#span(token), dir: this.#direction(token), rows };
  }

  #row(token: Token): Cell[] {
    const cells: Cell[] = [];
    const { end } = this.#source.line(token.map?.[0] ?? 0);
    const places = cellSegments(this.#source.text.slice(rowStart(token), end), rowStart(token));
    for (let part = this.#next(); part && part.type !== "tr_close"; part = this.#next()) {
      if (part.type !== "th_open" && part.type !== "td_open") continue;
      const inline = this.#next();
      const content = inline?.content ?? "";
      const placed = new Placed(this.#source, content, places[cells.length] ?? null, this.#span(token));
      cells.push({ align: alignOf(part), children: inlineNodes(inline?.children ?? [], placed) });
    }
    return cells;
  }

  #code(token: Token): Code {
    const first = token.map?.[0] ?? 0;
    const content = token.content.replace(/\n$/, "");
    const isFence = token.type === "fence";
    const segments = content === "" ? [] : lineSegments(this.#source, isFence ? first + 1 : first, content);
    const span = this.#span(token);
    const children: Leaf[] = [];
    append(children, new Placed(this.#source, content, segments, span).leaves(0, content.length));
    const info = token.info.trim();
    const line = this.#source.line(first);
    const from = line.start + this.#source.parsed.slice(line.start, line.end).lastIndexOf(info);
    const place = [{ at: 0, from, length: info.length }];
    return { type: "code_block", ...span, info: new Placed(this.#source, info, place, span).leaves(0, info.length), children };
  }

  /** A link's definition is shown too: nothing that a model wrote is hidden from whom it is judged by. */
  #definition(token: Token): Plain {
    const [first, last] = token.map ?? [0, 0];
    const segments: Segment[] = [];
    let content = "";
    for (let index = first; index < last; index++) {
      const line = this.#source.line(index);
      const text = this.#source.text.slice(line.start, line.end);
      const prefix = index === first ? text.indexOf("[") : text.search(/[^\s>]/);
      const length = text.length - prefix + (index < last - 1 ? 1 : 0);
      segments.push({ at: content.length, from: line.start + prefix, length });
      content += this.#source.text.slice(line.start + prefix, line.start + prefix + length);
    }
    return this.#lines(token, content, segments);
  }

  #lines(token: Token, content: string, segments: readonly Segment[] | null): Plain {
    const span = this.#span(token);
    const children: Leaf[] = [];
    append(children, new Placed(this.#source, content, segments, span).leaves(0, content.length));
    return { type: "plain", ...span, children };
  }

  #direction(token: Token): "ltr" | "rtl" {
    const { start, end } = this.#span(token);
    return direction(this.#source.raw.slice(start, Math.min(end, start + 2000)));
  }
}

function alignOf(token: Token): Align {
  const style = String(token.attrGet("style") ?? "");
  return style.endsWith("right") ? "right" : style.endsWith("center") ? "center" : style.endsWith("left") ? "left" : null;
}
