/**
 * markdown-it without what we never call: 15 kB of the app's budget.
 *
 * We render its tokens ourselves, turn no bare text into links, know no HTML and change no quotation
 * marks (see `src/text/markdown.ts`). Its build marks where each of its sources begins and ends; the
 * unused ones make way for stand-ins. A version that is built in another way fails the build.
 */
const nothing = (name) => `var ${name} = () => false;\n`;

const UNUSED = {
  "src/renderer.ts": "var Renderer = class {};\n",
  "src/rules_core/normalize.ts": nothing("normalize"),
  "src/rules_core/strip_references.ts": nothing("strip_references"),
  "src/rules_core/linkify.ts": nothing("linkify$1"),
  "src/rules_core/replacements.ts": nothing("replace"),
  "src/rules_core/smartquotes.ts": nothing("smartquotes"),
  "src/rules_core/text_join.ts": nothing("text_join"),
  "src/common/html_blocks.ts": "",
  "src/common/html_re.ts": "",
  "src/rules_block/html_block.ts": nothing("html_block"),
  "src/rules_inline/linkify.ts": nothing("linkify"),
  "src/rules_inline/html_inline.ts": nothing("html_inline"),
  "src/rules_inline/fragments_join.ts": nothing("fragments_join"),
};

/** Presets that nobody asks for, the choice between them, and methods that render or set up by name. */
const CUTS = [
  [/\n\tzero: \{[\s\S]*?\n\t\}(?=\n\};)/, ""],
  [/\t\tconst \[presetNameOrOptions, options\] = args;[\s\S]*?\n\t\}(?=\n)/, "\t\tthis.options = { ...config.default.options, ...args[0] };\n\t}"],
  ...["set", "configure", "enable", "use", "render", "parseInline", "renderInline"].map((name) => [
    new RegExp(String.raw`\n\t${name}\((?=[^\n]*\{\n)(?:src|options|presets|list|plugin)[\s\S]*?\n\t\}(?=\n)`),
    "",
  ]),
];
/** A field set in the long way of old browsers: `_defineProperty(this, "map", null)`. */
const FIELD = /_defineProperty\(\s*this,\s*(?:\/\*\*[\s\S]*?\*\/\s*)?"(\w+)",\s*([\s\S]*?)\s*\);\n/g;

/** Returns the source of markdown-it, cut down. */
export function trimmed(source) {
  let cut = source;
  for (const [name, standIn] of Object.entries(UNUSED)) {
    const start = cut.indexOf(`//#region ${name}\n`);
    const end = cut.indexOf("//#endregion", start);
    if (start < 0) throw new Error(`shims/markdown-it.js: this markdown-it has no ${name}`);
    cut = cut.slice(0, start) + standIn + cut.slice(end);
  }
  const at = cut.indexOf("//#region src/markdownit.ts");
  const before = cut.slice(0, at);
  let main = cut.slice(at);
  for (const [part, standIn] of CUTS) {
    if (!part.test(main)) throw new Error(`shims/markdown-it.js: this markdown-it has no ${part}`);
    main = main.replace(part, standIn);
  }
  return (before + main).replace(FIELD, (_, name, value) => `this.${name} = ${value};\n`);
}

export const FILE = /markdown-it[\\/]dist[\\/]markdown-it\.mjs$/;
