import fc from "fast-check";
import MarkdownIt, { type Token } from "markdown-it/browser";
import { describe, expect, test } from "vitest";
import { spelled } from "../../src/text/characters";
import { leavesOf, leavesOfText } from "../../src/text/leaves";
import type { Block, Leaf, ParsedText } from "../../src/text/model";
import { parseFormatted, parseMarkdown, parsePlain, parseTask } from "../../src/text/parse";
import { documents } from "./documents";

const leaves = (source: string): Leaf[] => [...leavesOfText(parseMarkdown(source))];
const told = (source: string) => leaves(source).map(({ kind, start, end, text }) => [kind, source.slice(start, end), text]);
const exact = (...texts: string[]) => texts.map((text) => ["exact", text, text]);

function expectPlaced(text: ParsedText): void {
  let end = 0;
  for (const leaf of leavesOfText(text)) {
    const source = text.source.slice(leaf.start, leaf.end);
    if (leaf.kind === "exact") expect(source).toBe(leaf.text);
    else expect(source).not.toBe("");
    expect(leaf.kind).not.toBe("block");
    expect(leaf.start).toBeGreaterThanOrEqual(end);
    end = leaf.end;
  }
  for (const block of text.blocks) {
    for (const leaf of leavesOf(block)) {
      expect(leaf.start).toBeGreaterThanOrEqual(block.start);
      expect(leaf.end).toBeLessThanOrEqual(block.end);
    }
  }
}

describe("every leaf of a random document", () => {
  test("is where it says, in order, without overlaps", () => {
    fc.assert(fc.property(documents, (source) => expectPlaced(parseFormatted(source))), { numRuns: 1500 });
  });

  test("is where it says in plain text", () => {
    fc.assert(fc.property(documents, (source) => expectPlaced(parsePlain(source))), { numRuns: 300 });
  });

  test("together they say what markdown-it shows by itself", () => {
    const plain = new MarkdownIt({ html: false });
    plain.validateLink = () => true;
    fc.assert(
      fc.property(documents, (source) => {
        const shown = shownBy(parseFormatted(source).blocks).replaceAll("␀", "\ufffd");
        expect(bare(shown)).toBe(bare(spelled(wordsOf(plain.parse(source, {})))));
      }),
      { numRuns: 1000 },
    );
  });
});

/** Our words without what markdown-it hides: definitions and the words behind a fence. */
function shownBy(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.type === "plain") return "";
      if (block.type === "quote") return shownBy(block.children);
      if (block.type === "list") return block.items.map((item) => shownBy(item.children)).join("");
      const nodes = block.type === "code_block" ? block.children : [...leavesOf(block)];
      return nodes.map((leaf) => leaf.text).join("");
    })
    .join("");
}

function wordsOf(tokens: readonly Token[]): string {
  return tokens.map((token) => (token.children ? wordsOf(token.children) : token.content)).join("");
}

function bare(text: string): string {
  return text.replace(/[\s\u200b]/g, "");
}

describe("a leaf's place", () => {
  test("is exact inside emphasis, strike-through and links", () => {
    expect(told("a *b **c*** ~~d~~ [e](http://x 'e')e")).toEqual(exact("a ", "b ", "c", " ", "d", " ", "e", "e"));
  });

  test("is the markup of an escape or an entity, taken whole", () => {
    expect(told("1 \\* 2 &amp; &#65;")).toEqual([
      ["exact", "1 ", "1 "],
      ["atomic", "\\*", "*"],
      ["exact", " 2 ", " 2 "],
      ["atomic", "&amp;", "&"],
      ["exact", " ", " "],
      ["atomic", "&#65;", "A"],
    ]);
  });

  test("skips the prefixes of quotes and lists", () => {
    expect(told("> - a\n>   b\n>\n> 1. c")).toEqual([...exact("a\n", "b", "c")]);
  });

  test("is not fooled by the same words in a link's address", () => {
    const source = "[b](b)b";
    expect(leaves(source).map(({ start }) => start)).toEqual([1, 6]);
  });

  test("keeps a line end of two characters as one", () => {
    expect(told("a\r\nb\r\n\r\n> c\r\n> d")).toEqual([["exact", "a", "a"], ["atomic", "\r\n", "\n"], ["exact", "b", "b"], ["exact", "c", "c"], ["atomic", "\r\n", "\n"], ["exact", "d", "d"]]);
  });

  test("is in its cell, escaped pipes or not", () => {
    expect(told("> | a \\| b | `c\\|d` |\n> |-|-|\n> | e |")).toEqual(exact("a ", "| b", "c", "|d", "e"));
  });

  test("is the inside of a code span without the spaces taken off", () => {
    expect(told("`` ` a ``")).toEqual(exact("` a"));
  });

  test("is the characters of an address that is shown decoded", () => {
    expect(told("<https://a.example/%20>")).toEqual([["atomic", "https://a.example/%20", "https://a.example/ "]]);
  });

  test("is one for a character that cannot be seen, shown by its name", () => {
    expect(told("a\u0000b\u202ec\ud800")).toEqual([
      ["exact", "a", "a"],
      ["atomic", "\u0000", "␀"],
      ["exact", "b", "b"],
      ["atomic", "\u202e", "⟨U+202E⟩"],
      ["exact", "c", "c"],
      ["atomic", "\ud800", "⟨U+D800⟩"],
    ]);
  });

  test("is the tab of code that keeps some of its columns", () => {
    expect(told("-\ta\n\n\t\t\tb").at(-1)).toEqual(["exact", "\tb", "\tb"]);
    expect(told("- ```\n\ta\n  ```")).toContainEqual(["atomic", "\t", "  "]);
  });
});

describe("a text", () => {
  test("hides no definition of a link and no words behind a fence", () => {
    expect(told("[//]: # (hidden)\n\n```js hidden\nx\n```")).toEqual(exact("[//]: # (hidden)", "js hidden", "x"));
  });

  test("nested too deep is shown as it stands", () => {
    const source = `${"> ".repeat(200)}deep`;
    expect(leaves(source).at(-1)?.text).toMatch(/^> > .*deep$/);
  });

  test("with emphasis too deep shows the rest of its stars", () => {
    const source = `${"*a _b ".repeat(20)}x${"_ *".repeat(20)}`;
    const text = leaves(source).map((leaf) => leaf.text).join("");
    expect(text).toContain("*a _b *a _b");
    expectPlaced(parseMarkdown(source));
  });

  test("of over 100 kB is not read as markdown", () => {
    const source = "*word* ".repeat(15_000);
    const text = parseMarkdown(source);
    expect(text.formatted).toBe(false);
    expect([...leavesOfText(text)].map((leaf) => leaf.text).join("")).toBe(source);
    expect(parseFormatted(source).formatted).toBe(true);
  });

  test("cut into chunks is never cut inside a character", () => {
    const source = `a${"😀".repeat(60_000)}`;
    expect([...leavesOfText(parseMarkdown(source))].map((leaf) => leaf.text).join("")).toBe(source);
  });

  test("has headings without gaps in their outline", () => {
    const depths = parseMarkdown("### a\n# b\n#### c\n## d").blocks.map((block) => block.type === "heading" && block.depth);
    expect(depths).toEqual([1, 1, 2, 2]);
  });
});

test("the messages of a response have their places in its whole text", () => {
  const turns = [{ role: "assistant", text: "Hé 😀" }, { role: "tool", text: "" }, { role: "assistant", text: "b" }];
  const task = parseTask({
    task: 1, kind: "grade", prompt: [{ role: "user", text: "Q" }], responses: [{ key: "A", messages: turns, model: null }],
    reference: null, context: [{ title: "t", text: "c" }], details: {}, warnings: [], groups: [], asked: null,
  });
  const [response] = task.responses;
  expect(response?.text).toBe("Hé 😀\n\n\n\nb");
  expect(response?.messages.map(({ base }) => base)).toEqual([0, 7, 9]);
  expect(task.context[0]?.text.source).toBe("c");
});
