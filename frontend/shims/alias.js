/** What of markdown-it's dependencies the browser has already, or nobody calls: 42 kB of the app's budget. */
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export const alias = {
  "linkify-it": here("linkify-it.js"),
  entities: here("entities.js"),
  "uc.micro": here("uc.micro.js"),
  "punycode.js": here("punycode.js"),
};
