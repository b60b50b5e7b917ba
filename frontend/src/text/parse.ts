/** Takes the texts of a task apart, once, when the task enters the deck. */
import type { TaskView } from "../wire";
import { blocksOf } from "./blocks";
import type { Block, Leaf, ParsedMessage, ParsedTask, ParsedText, Plain } from "./model";
import { isOnePage, PAGE } from "./pages";
import { append, Placed, Source } from "./places";

/** Between the messages of a response in its text, as `Response.text` has it in Python. */
const BETWEEN_MESSAGES = "\n\n";

/** Reads a text as markdown; one that is too much for one page as plain lines. */
export function parseMarkdown(source: string): ParsedText {
  if (source.length > PAGE) return parsePlain(source);
  const text = parseFormatted(source);
  return isOnePage(text.blocks) ? text : parsePlain(source);
}

/** Reads a text as markdown whatever its length. */
export function parseFormatted(source: string): ParsedText {
  return { source, formatted: true, blocks: blocksOf(new Source(source)) };
}

/** Cuts a text into blocks of whole lines, about 2 kB each, so that parts of it can be shown. */
export function parsePlain(raw: string): ParsedText {
  const source = new Source(raw);
  const blocks: Block[] = [];
  const { text } = source;
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = chunkEnd(text, start);
    blocks.push(new Chunk(source, start, end));
  }
  return { source: raw, formatted: false, blocks };
}

/** Lines of a long text, taken apart when they are first shown. */
class Chunk implements Plain {
  readonly type = "plain";
  readonly start: number;
  readonly end: number;
  readonly #source: Source;
  readonly #from: number;
  readonly #content: string;
  #children: Leaf[] | null = null;

  constructor(source: Source, from: number, to: number) {
    this.start = source.toRaw(from);
    this.end = source.toRaw(to);
    this.#source = source;
    this.#from = from;
    this.#content = source.text.slice(from, to).replace(/\n$/, "");
  }

  get children(): readonly Leaf[] {
    if (this.#children === null) {
      this.#children = [];
      const { length } = this.#content;
      const placed = new Placed(this.#source, this.#content, [{ at: 0, from: this.#from, length }], this);
      append(this.#children, placed.leaves(0, length));
    }
    return this.#children;
  }
}

/** After the first line end beyond 2 kB, or at 4 kB, but never inside a character. */
function chunkEnd(text: string, start: number): number {
  const atMost = start + 4_000;
  const lineEnd = text.indexOf("\n", start + 2_000);
  if (lineEnd >= 0 && lineEnd < atMost) return lineEnd + 1;
  if (atMost >= text.length) return text.length;
  const isPair = (text.codePointAt(atMost - 1) ?? 0) > 0xffff;
  return isPair ? atMost + 1 : atMost;
}

/** All texts of a task; the bases of a response's messages count in the response's whole text. */
export function parseTask(view: TaskView): ParsedTask {
  return {
    prompt: messages(view.prompt),
    responses: view.responses.map((response) => ({
      key: response.key,
      model: response.model,
      text: response.messages.map((message) => message.text).join(BETWEEN_MESSAGES),
      messages: messages(response.messages),
    })),
    reference: view.reference === null ? null : parseMarkdown(view.reference),
    context: view.context.map(({ title, text }) => ({ title, text: parseMarkdown(text) })),
  };
}

function messages(turns: readonly { role: string; text: string }[]): ParsedMessage[] {
  let base = 0;
  return turns.map(({ role, text }) => {
    const message = { role, base, text: parseMarkdown(text) };
    base += text.length + BETWEEN_MESSAGES.length;
    return message;
  });
}
