/** From markdown-it's inline tokens to our nodes. */
import type { Token } from "markdown-it";
import { loadable, followable } from "./links";
import type { Inline, Link } from "./model";
import { append, type Placed } from "./places";

/** Emphasis within emphasis beyond which the markup is shown instead of the style. */
const DEEPEST = 12;

interface Open {
  readonly children: Inline[];
  /** Null where the nesting is too deep, so that the node was not made. */
  readonly node: { readonly type: "em" | "strong" | "del" } | Omit<Link, "children"> | null;
}

/** The nodes of one block's inline tokens; `offset` is where their text begins in the block's content. */
export function inlineNodes(tokens: readonly Token[], placed: Placed, offset = 0, depth = 0): Inline[] {
  const root: Inline[] = [];
  const open: Open[] = [];
  let nodes = root;
  for (const token of tokens) {
    const [from, to] = token.map ?? [-1, -1];
    if (token.nesting === 1) {
      const tooDeep = depth + open.length >= DEEPEST;
      const markup = tooDeep ? markupOf(token) : null;
      if (markup) append(nodes, placed.leaves(offset + markup.from, offset + markup.to));
      const children: Inline[] = tooDeep ? nodes : [];
      open.push({ children: nodes, node: tooDeep ? null : opened(token) });
      nodes = children;
    } else if (token.nesting === -1) {
      const last = open.pop();
      if (!last) continue;
      if (last.node) last.children.push({ ...last.node, children: nodes });
      const markup = last.node ? null : markupOf(token);
      if (markup) append(last.children, placed.leaves(offset + markup.from, offset + markup.to));
      nodes = last.children;
    } else if (from < 0) {
      append(nodes, placed.unplaced(token.content));
    } else {
      leaf(token, nodes, placed, offset + from, offset + to, depth + open.length);
    }
  }
  return root;
}

function leaf(token: Token, nodes: Inline[], placed: Placed, from: number, to: number, depth: number): void {
  switch (token.type) {
    case "text":
      // An autolink's words may be decoded; then they stand for what is between its brackets.
      if (token.content.length === to - from) append(nodes, placed.leaves(from, to));
      else if (token.content !== "") append(nodes, placed.atomic(from, to, token.content));
      break;
    case "text_special":
      if (token.content === token.markup) append(nodes, placed.leaves(from, to));
      else append(nodes, placed.atomic(from, to, token.content));
      break;
    case "code_inline":
      nodes.push({ type: "code", children: placed.leaves(from, to, " ") });
      break;
    case "softbreak":
      append(nodes, placed.leaves(from, to));
      break;
    case "hardbreak":
      append(nodes, placed.atomic(from, to, "\n"));
      break;
    case "image": {
      const target = String(token.attrGet("src") ?? "");
      const children = inlineNodes(token.children ?? [], placed, from + 2, depth + 1);
      nodes.push({ type: "image", src: loadable(target), target, children });
      break;
    }
  }
}

function opened(token: Token): Open["node"] {
  switch (token.type) {
    case "strong_open":
      return { type: "strong" };
    case "s_open":
      return { type: "del" };
    case "link_open": {
      const target = String(token.attrGet("href") ?? "");
      return { type: "link", href: followable(target), target };
    }
    default:
      return { type: "em" };
  }
}

/** Where emphasis has its stars; the outer star of two belongs to a token that markdown-it empties. */
function markupOf(token: Token): { from: number; to: number } | null {
  const at = token.map?.[0] ?? -1;
  if (at < 0 || token.type.startsWith("link")) return null;
  const from = token.type === "strong_open" ? at - 1 : at;
  return { from, to: from + token.markup.length };
}
