/**
 * markdown-it, set up so that every inline token knows its place in its block's content: `token.map`
 * of an inline token is [from, to) there, with from = -1 where it is unknown.
 */
import MarkdownIt, { type StateBlock, type StateInline, type Token } from "markdown-it";

/** Nesting of quotes and lists (a list counts twice) beyond which lines are shown as they stand. */
const DEEPEST = 24;

/** Images within the description of images, which are parsed anew for every level. */
const IMAGES_WITHIN = 3;

const md = new MarkdownIt({ html: false, linkify: false, typographer: false, maxNesting: 2 * DEEPEST });
// Line ends are normalised by Source, which keeps the way back; tokens are joined by `append`.
md.disable(["normalize", "strip_references", "linkify", "replacements", "smartquotes", "text_join"]);
md.inline.ruler2.disable("fragments_join");
// What may be followed is decided where it is rendered (links.ts); here every link is a link.
md.validateLink = () => true;

/** Notes where each run of plain text begins, and each token where the rule that made it began. */
class PlacedInline extends md.inline.State {
  runStart = -1;

  override push(type: string, tag: string, nesting: -1 | 0 | 1): Token {
    const token = super.push(type, tag, nesting);
    token.map = [this.pos, this.pos];
    return token;
  }

  override pushPending(): Token {
    const token = super.pushPending();
    token.map = [this.runStart, this.runStart];
    this.runStart = -1;
    return token;
  }
}

md.inline.State = PlacedInline;

md.inline.ruler.before("text", "note_start", (state: StateInline, silent: boolean) => {
  if (!silent && state.pending === "" && state instanceof PlacedInline) state.runStart = state.pos;
  return false;
});

/** Before emphasis is paired, tokens stand in the order of the source and delimiters are still text. */
md.inline.ruler2.before("balance_pairs", "place", (state: StateInline) => {
  let end = 0;
  let previous: Token | undefined;
  for (const token of state.tokens) {
    token.map = place(token, previous, state.src, end);
    end = Math.max(end, token.map[1]);
    previous = token;
  }
});

function place(token: Token, previous: Token | undefined, src: string, end: number): [number, number] {
  const at = token.map?.[0] ?? -1;
  switch (token.type) {
    case "text": {
      if (previous?.type === "link_open" && previous.markup === "autolink") return [at + 1, src.indexOf(">", at)];
      // A run of delimiters is several tokens made at one position.
      const from = Math.max(at, end);
      return src.startsWith(token.content, from) ? [from, from + token.content.length] : [-1, end];
    }
    case "text_special":
      return [at, at + token.markup.length];
    case "code_inline": {
      const inner = at + token.markup.length;
      const raw = src.slice(inner, inner + token.content.length).replace(/\n/g, " ");
      const from = raw === token.content ? inner : inner + 1;
      return [from, from + token.content.length];
    }
    case "softbreak":
      return [at, at + 1];
    case "hardbreak":
      return src[at] === "\\" ? [at, at + 2] : [Math.max(end, spacesBefore(src, at)), at + 1];
    default:
      return [at, at];
  }
}

function spacesBefore(src: string, at: number): number {
  let from = at;
  while (src[from - 1] === " ") from--;
  return from;
}

let within = 0;
const parseInline = md.inline.parse.bind(md.inline);
md.inline.parse = (src, parser, env, tokens) => {
  if (within > IMAGES_WITHIN) {
    const token = new MarkdownIt.Token("text", "", 0);
    token.content = src;
    token.map = [0, src.length];
    tokens.push(token);
    return;
  }
  within++;
  try {
    parseInline(src, parser, env, tokens);
  } finally {
    within--;
  }
};

/** Notes where a table's row begins, behind the prefixes of its line. */
class PlacedBlock extends md.block.State {
  #rows = 0;

  override push(type: string, tag: string, nesting: -1 | 0 | 1): Token {
    const token = super.push(type, tag, nesting);
    if (type === "table_open") this.#rows = 0;
    if (type === "tr_open") {
      // The line of dashes stands between the first row and the second.
      const line = this.line + (this.#rows === 0 ? 0 : this.#rows + 1);
      token.meta = { start: (this.bMarks[line] ?? 0) + (this.tShift[line] ?? 0) };
      this.#rows++;
    }
    return token;
  }
}

md.block.State = PlacedBlock;

/** markdown-it would drop what is nested too deep; here its lines are shown as they stand. */
md.block.ruler.before("table", "deep", (state: StateBlock, startLine: number, endLine: number) => {
  if (state.level < DEEPEST) return false;
  let line = startLine + 1;
  while (line < endLine && (state.isEmpty(line) || (state.sCount[line] ?? 0) >= state.blkIndent)) line++;
  const token = state.push("deep", "", 0);
  token.content = state.getLines(startLine, line, state.blkIndent, false);
  token.map = [startLine, line];
  state.line = line;
  return true;
});

/** The block tokens of a text whose line ends are all `\n`. */
export function tokensOf(text: string): Token[] {
  return md.parse(text, { references: Object.create(null) as Record<string, { title: string; href: string }> });
}

/** Where the row of this token begins in the text. */
export function rowStart(token: Token): number {
  return Number(token.meta?.start);
}
