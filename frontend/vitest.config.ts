import { readFile } from "node:fs/promises";
import { defineConfig } from "vitest/config";

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
  ],
  test: { environment: "happy-dom", include: ["test/**/*.test.ts", "test/**/*.test.tsx"], restoreMocks: true },
});
