import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Mark } from "../../src/text/model";
import { parseMarkdown, parseTask } from "../../src/text/parse";
import { Rendered, ResponseText } from "../../src/text/render";

let host: HTMLElement;

beforeEach(() => {
  host = document.createElement("div");
  document.body.append(host);
});

afterEach(() => {
  render(null, host);
  host.remove();
});

function show(source: string, marks: readonly Mark[] = []): HTMLElement {
  void act(() => render(<Rendered text={parseMarkdown(source)} marks={marks} />, host));
  return host;
}

function press(name: RegExp | string): void {
  const button = [...host.querySelectorAll("button")].find(({ textContent }) => new RegExp(name).test(textContent));
  if (!button) throw new Error(`no button ${String(name)} in ${host.textContent}`);
  void act(() => button.click());
}

const words = () => host.textContent.trim();

describe("a link", () => {
  test("opens in a new tab and names its host", () => {
    const link = show("[the study](https://journal.example/a?b#c)").querySelector("a");
    expect(link?.getAttribute("href")).toBe("https://journal.example/a?b#c");
    expect([link?.target, link?.rel, link?.title]).toEqual(["_blank", "noopener noreferrer", "https://journal.example/a?b#c"]);
    expect(words()).toBe("the study (journal.example)");
  });

  test("that says one address and leads to another names the other", () => {
    show("[https://bank.example/](https://evil.example/)");
    expect(words()).toBe("https://bank.example/ (evil.example)");
  });

  test("that is its own address is not named twice", () => {
    show("<https://bank.example/>");
    expect(words()).toBe("https://bank.example/");
  });

  test("to a look-alike host shows the host's ASCII form", () => {
    show("[аpple](https://аpple.example)");
    expect(words()).toMatch(/\(xn--[a-z0-9-]+\.example\)$/);
  });

  test.each(["javascript:x", "data:text/html,x", "/lab", "//evil.example", "file:///x", "JAVASCRIPT&#58;x", "#top"])("to %s is words, and says where it would lead", (target) => {
    show(`[words](${target})`);
    expect(host.querySelector("a")).toBeNull();
    expect(words()).toMatch(/^words \(.+\)$/);
  });

  test("around an image does not swallow the image's button", () => {
    show("[![alt](https://a.example/i.png)](https://b.example)");
    expect(host.querySelector("a button")).toBeNull();
    expect(host.querySelector("a")?.textContent).toBe("(b.example)");
  });
});

describe("an image", () => {
  test("is loaded only when asked for, without a referrer, and can be hidden again", () => {
    show("![a chart](https://a.example/i.png)");
    expect(host.querySelector("img")).toBeNull();
    expect(words()).toContain("a chart");
    press("Show image from a.example");
    const image = host.querySelector("img");
    expect(image?.getAttribute("src")).toBe("https://a.example/i.png");
    expect(image?.getAttribute("referrerpolicy") ?? image?.referrerPolicy).toBe("no-referrer");
    expect(image?.getAttribute("loading") ?? image?.loading).toBe("lazy");
    expect(image?.alt).toBe("a chart");
    press("Hide");
    expect(host.querySelector("img")).toBeNull();
  });

  test.each(["data:image/svg+xml,x", "javascript:x", "x.png", "ftp://a.example/x"])("at %s cannot be loaded", (src) => {
    show(`![alt](${src})`);
    expect(host.querySelector("button, img")).toBeNull();
    expect(words()).toContain("image not shown");
  });

  test("that comes with the text can be shown", () => {
    show("![dot](data:image/png;base64,iVBORw0KGgo=)");
    press("Show image inside this text");
    expect(host.querySelector("img")?.src).toMatch(/^data:image\/png/);
  });
});

describe("a block", () => {
  test.each([["p", "a"], ["h4", "# a"], ["li", "- a"], ["pre", "    a"], ["td, th", "|a|\n|-|"]])("%s finds its own direction", (selector, source) => {
    expect(show(source).querySelector(selector)?.getAttribute("dir")).toBe("auto");
  });

  test("that holds others has the direction of its first letter", () => {
    show("> مرحبا\n\n1. שלום\n\n   a\n\n> a");
    expect([...host.querySelectorAll("blockquote, ol, li")].map((box) => box.getAttribute("dir"))).toEqual(["rtl", "rtl", "rtl", "ltr"]);
  });

  test.each(["```\nx\n```", "|a|\n|-|"])("that is wide scrolls by keyboard in its own box", (source) => {
    const box = show(source).querySelector<HTMLElement>(".tx-scroll");
    expect([box?.tabIndex, box?.getAttribute("role")]).toEqual([0, "group"]);
    expect(box?.getAttribute("aria-label")).not.toBeNull();
  });
});

describe("highlights", () => {
  const marked = () => [...host.querySelectorAll("mark")].map((mark) => [mark.textContent, mark.dataset["criteria"]]);

  test("cut leaves where they begin and end, and may overlap", () => {
    show("one **two** three", [
      { start: 2, end: 7, criterion: "a" },
      { start: 6, end: 9, criterion: "b", current: true },
    ]);
    expect(marked()).toEqual([["e ", "a"], ["t", "a b"], ["wo", "b"]]);
    expect(host.querySelectorAll("mark[data-current]").length).toBe(2);
    expect(words()).toBe("one two three");
  });

  test("take an entity whole", () => {
    show("a &amp; b", [{ start: 4, end: 5, criterion: "a" }]);
    expect(marked()).toEqual([["&", "a"]]);
  });

  test("change only the block they are in", () => {
    const text = parseMarkdown("one\n\ntwo");
    void act(() => render(<Rendered text={text} />, host));
    const [first, second] = [...host.querySelectorAll("p > span")];
    void act(() => render(<Rendered text={text} marks={[{ start: 5, end: 6, criterion: "a" }]} />, host));
    expect(host.querySelector("p > span")).toBe(first);
    expect(second?.isConnected && second.textContent === "two").toBe(false);
    expect(marked()).toEqual([["t", "a"]]);
  });

  test("of a later message count in the whole response", () => {
    const view = { task: 1, kind: "grade", prompt: [], reference: null, context: [], details: {}, warnings: [], groups: [], asked: null };
    const messages = [{ role: "assistant", text: "ab" }, { role: "tool", text: "cd" }];
    const [response] = parseTask({ ...view, responses: [{ key: "B", messages, model: null }] }).responses;
    if (!response) throw new Error("no response");
    void act(() => render(<ResponseText response={response} marks={[{ start: 5, end: 6, criterion: "a" }]} />, host));
    expect(marked()).toEqual([["d", "a"]]);
    expect(host.querySelector("[data-response=B] [data-base='4'] [data-s='4']")?.textContent).toBe("c");
    expect(words()).toBe("assistantabtoolcd");
  });
});

describe("a long text", () => {
  const long = `A *line* of text ${"that goes on and on ".repeat(10)}\n\n`.repeat(1_000);

  test("is shown in parts, without formatting until asked for", () => {
    show(long);
    expect(host.querySelector("em")).toBeNull();
    const before = host.textContent.length;
    expect(before).toBeLessThan(110_000);
    press("Show more");
    expect(host.textContent.length).toBeGreaterThan(before + 80_000);
    press("Show formatted");
    expect(host.querySelector("em")?.textContent).toBe("line");
    press("Show without formatting");
    expect(host.querySelector("em")).toBeNull();
  });

  test("keeps the focus inside when its last part is shown", () => {
    show(long);
    while (/Show more/.test(host.textContent)) press("Show more");
    expect(document.activeElement).toBe(host.querySelector(".tx"));
    expect(host.textContent).toContain(long.slice(-40).trim());
  });

  test("shows as much as the current highlight needs", () => {
    show(long, [{ start: 200_000, end: 200_010, criterion: "a", current: true }]);
    expect(host.querySelector("mark[data-current]")).not.toBeNull();
  });

  test("of over 1 MB stays plain", () => {
    show("word ".repeat(250_000));
    expect(words()).not.toContain("Show formatted");
  });
});
