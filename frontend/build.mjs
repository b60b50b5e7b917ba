/**
 * Builds the files that the wheel carries: `loader.js`, the `_esm` of every widget, and the apps,
 * each of which a page loads once: `app.js` for those who judge, `designer.js` for who makes rubrics, `team.js` for who runs the study. The output depends on the sources only (no time, no path, no source map),
 * so that `--check` can compare a fresh build with the files that are checked in.
 */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { alias } from "./shims/alias.js";
import { FILE, trimmed } from "./shims/markdown-it.js";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "evalwidgets", "widgets", "static");

/** The budgets in bytes: nobody waits for more than the app of their own widget. */
const outputs = [
  { name: "loader.js", entry: "src/loader.ts", raw: 8_000, gzip: 8_000 },
  { name: "app.js", entry: "src/app.ts", raw: 230_000, gzip: 90_000 },
  { name: "designer.js", entry: "src/designer_app.ts", raw: 230_000, gzip: 90_000 },
  { name: "team.js", entry: "src/team_app.ts", raw: 230_000, gzip: 90_000 },
];

/** A stylesheet is imported as its minified text; the app puts it into each shadow root. */
const cssAsText = {
  name: "css-as-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code } = await esbuild.transform(source, { loader: "css", minify: true, target: "es2022" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

const markdownTrimmed = {
  name: "markdown-trimmed",
  setup(build) {
    build.onLoad({ filter: FILE }, async ({ path }) => ({ contents: trimmed(await readFile(path, "utf8")), loader: "js" }));
  },
};

async function bundle(entry) {
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    legalComments: "none",
    charset: "utf8",
    jsx: "automatic",
    jsxImportSource: "preact",
    alias,
    plugins: [cssAsText, markdownTrimmed],
    logLevel: "error",
    metafile: true,
  });
  const inputs = Object.values(metafile.outputs)[0].inputs;
  const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const packages = used.map(([path]) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean);
  return { code: Buffer.from(outputFiles[0].contents), packages };
}

/** The licences of what the bundle carries, which ask to come along. */
async function notices(packages) {
  const texts = [...new Set(packages)].sort().map(async (name) => {
    const folder = join(here, "node_modules", name);
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version}\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`;
  });
  return Buffer.from((await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`));
}

const kB = (bytes) => `${(bytes / 1000).toFixed(1).padStart(6)} kB`;

/** Writes a file, or compares it with the one that is checked in; tells whether it differed. */
async function settle(name, content, { check }) {
  const path = join(target, name);
  if (!check) {
    await writeFile(path, content);
    return false;
  }
  const differs = !content.equals(await readFile(path).catch(() => Buffer.alloc(0)));
  if (differs) console.error(`${relative(join(here, ".."), path)} is not what the sources give: run "make build"`);
  return differs;
}

async function build(options) {
  let failed = false;
  const carried = [];
  await mkdir(target, { recursive: true });
  for (const { name, entry, raw, gzip } of outputs) {
    const { code, packages } = await bundle(entry);
    carried.push(...packages);
    const zipped = gzipSync(code, { level: 9 }).length;
    console.log(`${name.padEnd(12)} ${kB(code.length)} raw ${kB(zipped)} gzip`);
    if (code.length > raw || zipped > gzip) {
      console.error(`${name} is over its budget of ${kB(raw).trim()} raw, ${kB(gzip).trim()} gzip`);
      failed = true;
    }
    failed = (await settle(name, code, options)) || failed;
  }
  return (await settle("NOTICES.txt", await notices(carried), options)) || failed;
}

process.exitCode = (await build({ check: process.argv.includes("--check") })) ? 1 : 0;
