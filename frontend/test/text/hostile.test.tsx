import { render } from "preact";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parseMarkdown } from "../../src/text/parse";
import { Rendered } from "../../src/text/render";
import { payloads } from "./corpus";

const ELEMENTS = new Set(
  "a bdi blockquote button code del div em h4 h5 h6 hr li mark ol p pre span strong table tbody td th thead tr ul".split(" "),
);
const ATTRIBUTES = new Set(
  "aria-label class data-align data-atomic data-e data-level data-s dir href rel role scope start tabindex target title type".split(" "),
);
const CLASSES = new Set("tx tx-button tx-caption tx-code tx-image tx-info tx-notice tx-plain tx-scroll tx-target".split(" "));

/** Generous for a busy machine: the worst of the corpus takes a tenth of it. */
const PARSED_MS = 8_000;

/** What the time to show a text hangs on. */
const MOST_ELEMENTS = 15_000;

let host: HTMLElement;

beforeEach(() => {
  host = document.createElement("div");
  document.body.append(host);
});

afterEach(() => {
  render(null, host);
  host.remove();
});

function show(source: string): void {
  render(<Rendered text={parseMarkdown(source)} />, host);
}

function check(): void {
  const elements = host.querySelectorAll("*");
  expect(elements.length).toBeLessThan(MOST_ELEMENTS);
  for (const element of elements) {
    const name = element.localName;
    if (!ELEMENTS.has(name)) expect.fail(`<${name}> in ${host.textContent.slice(0, 2000)}`);
    if (element.namespaceURI !== "http://www.w3.org/1999/xhtml") expect.fail(`<${name}> is of ${String(element.namespaceURI)}`);
    for (const { name: attribute, value } of element.attributes) {
      if (!ATTRIBUTES.has(attribute)) expect.fail(`<${name} ${attribute}>`);
      if (attribute === "href" && !/^(https?:\/\/|mailto:)/.test(value)) expect.fail(`href ${value}`);
      if (attribute === "class" && !value.split(" ").every((one) => CLASSES.has(one))) expect.fail(`class ${value}`);
    }
    if (name === "a") {
      expect(element.getAttribute("rel")).toBe("noopener noreferrer");
      expect(element.getAttribute("target")).toBe("_blank");
      expect(element.querySelector("button, a")).toBeNull();
    }
  }
  expect(host.textContent).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]/);
}

describe.each(payloads)("$group: $id", ({ text }) => {
  test("shows words in known elements only, not too many", () => {
    const begun = performance.now();
    const parsed = parseMarkdown(text);
    expect(performance.now() - begun).toBeLessThan(PARSED_MS);
    render(<Rendered text={parsed} />, host);
    check();
    expect(host.textContent.length).toBeGreaterThan(0);
  }, 60_000);
});

test("nothing is requested while a payload is shown, and nothing runs", () => {
  const ran = vi.fn();
  const fetched = vi.spyOn(globalThis, "fetch");
  Object.assign(globalThis, { hostile: ran });
  for (const { group, text } of payloads) if (group !== "size") show(text);
  expect(host.querySelectorAll("img, script, link, iframe, style").length).toBe(0);
  expect(ran).not.toHaveBeenCalled();
  expect(fetched).not.toHaveBeenCalled();
});

test("every link of the corpus that is followed names its host in words", () => {
  for (const { text, group } of payloads) {
    if (group === "size") continue;
    show(text);
    for (const link of host.querySelectorAll("a")) {
      const url = new URL(link.href);
      const named = `${link.textContent}${link.nextElementSibling?.textContent ?? ""}`;
      expect(decodeURIComponent(named)).toContain(url.protocol === "mailto:" ? url.pathname : url.host);
    }
  }
});
