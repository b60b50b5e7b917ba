/** Random markdown documents, built from what breaks position-keeping. Every `W` becomes a word of its own. */
import fc from "fast-check";

const INLINE = [
  "W", "W ", " W", "*W*", "**W**", "***W** W*", "_W_", "__W W__", "~~W~~", "~~~W~~~", "~W~", "*", "**", "_", "`", "``", "~~",
  "`W`", "`` ` W ``", "` W `", "`  `", "`W\nW`", "\\*W", "\\W", "\\\\", "\\", "&amp;", "&lt;W", "&#x41;", "&#0;", "&nosuch;", "&copy;W&nbsp;",
  "[W](https://a.example/W)", "[W](<x y> 'W')", "[*W* W](W)W", "[W][r]", "[r]", "[W][]", "[r][nosuch]", "[W", "](", "![W](W)", "![*W* [W](W)](W \"W\")",
  "![](W)", "<https://a.example/W>", "<https://a.example/%20%C3%A4W>", "<W@a.example>", "<javascript:W>", "<b>W</b>", "<!-- W -->",
  "  \n", "\\\n", "\n", " \n  ", "\t", "\u0000", "\u202eW", "\u200b", "😀W", "\ud83d", "éW", "مرحبا ", "|", "\\|", "!", "[", "]", "(", ")", "<", ">", "#", "+ ", "- ", "1. ",
];

const BLOCK = [
  "W\nW\n", "\n", "\n\n", "# W\n", "## W #\n", "#\n", "W\n===\n", "W\n---\n", "---\n", "> W\n", ">W\n> W\n", ">> W\nW\n", ">\tW\n", "> ```\n> W\n> ```\n",
  "- W\n", "- W\n  W\n", "* W\n\n  W\n", "1. W\n2. W\n", "7) W\n", "-\n  W\n", "- - W\n", "- > W\n", "-\tW\n\n\tW\n", "    W\n\n      W\n", "\tW\n", "  \tW\n",
  "```\nW\n```\n", "```W W\nW\n\n  W\n```\n", "~~~ W ~~~\nW\n~~~\n", "```\nW", "  ```\n  W\n W\n```\n", "- ```W\n  W\n\tW\n  ```\n",
  "|W|W|\n|-|:-:|\n|W|W|\n", "W | W\n--|--\nW \\| W | `W\\|W`\nW\n", "> |W|\n> |-|\n> | *W* |W|\n", "- |W|W|\n  |-|-|\n  |W\n", "|W|\n|-|\n| \\\\| W|\n",
  "[r]: https://r.example/W 'W'\n", "[W]:\n  W\n", "> [W]: W\n", "<div>W</div>\n\n", "<pre>\nW\n", "***W*\n", "\r", "   W\n",
];

const inline = fc.array(fc.constantFrom(...INLINE), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(""));
const block = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...BLOCK) }, { weight: 1, arbitrary: inline.map((text) => `${text}\n`) });

/** Fragments one after the other, in no order that anybody would write. */
const chaos = fc.array(block, { maxLength: 12 }).map((parts) => parts.join(""));

/** Documents within quotes and lists, lines prefixed as they should be. */
const nested = fc.tuple(chaos, fc.array(fc.constantFrom("> ", ">", "- ", "3. ", "  ", "\t", "> - "), { maxLength: 4 })).map(([text, prefixes]) =>
  prefixes.reduce((inner, prefix) => {
    const rest = /[->]/.test(prefix) && prefix.startsWith(">") ? prefix : " ".repeat(prefix.length);
    return inner.split("\n").map((line, i) => (i === 0 || prefix.startsWith(">") ? prefix : rest) + line).join("\n");
  }, text),
);

/** A markdown source with any kind of line end. */
export const documents = fc.tuple(fc.oneof(chaos, nested), fc.constantFrom("\n", "\n", "\r\n", "\r")).map(([text, lineEnd]) => {
  let words = 0;
  return text.replace(/W/g, () => `w${words++}w`).replace(/\n/g, lineEnd);
});
