import { readFile } from "node:fs/promises";
import { defineConfig } from "vitest/config";
import { alias } from "./shims/alias.js";
import { FILE, trimmed } from "./shims/markdown-it.js";

export default defineConfig({
  plugins: [
    {
      name: "css-as-text",
      enforce: "pre",
      async load(id: string) {
        const path = id.split("?")[0] ?? id;
        return path.endsWith(".css") ? `export default ${JSON.stringify(await readFile(path, "utf8"))}` : null;
      },
    },
    { name: "markdown-trimmed", enforce: "pre", transform: (source: string, id: string) => (FILE.test(id) ? trimmed(source) : null) },
  ],
  // The tests run what ships: with the same stand-ins as the build.
  resolve: { alias },
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    restoreMocks: true,
    testTimeout: 60_000, // property tests on a machine that others use, too
    server: { deps: { inline: ["markdown-it"] } },
  },
});
