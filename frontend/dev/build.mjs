/** Builds the dev page into a folder: `node dev/build.mjs DIR`, then open DIR/index.html through any static server. */
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "..", "..", "build", "dev");

await mkdir(target, { recursive: true });
await esbuild.build({
  entryPoints: [join(here, "main.ts")],
  outfile: join(target, "main.js"),
  bundle: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".css": "text" },
  logLevel: "warning",
});
await copyFile(join(here, "index.html"), join(target, "index.html"));
