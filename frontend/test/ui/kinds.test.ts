import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Answer } from "../../src/wire";
import { setAdvance } from "../../src/ui/advance";
import { criterion, opened, options, painted, TaskKernel, until, type View } from "./view";

const need = (of: string, when: string[]) => ({ criterion: of, when, at_least: null, at_most: null });
const rubric = [
  criterion({ id: "sure", kind: "ternary", partial: 0.5 }),
  criterion({ id: "why", kind: "text", max_length: 100, needs: [need("sure", ["partly", "unmet"])] }),
  criterion({ id: "grave", kind: "binary", needs: [{ criterion: "slips", when: [], at_least: 2, at_most: null }] }),
  criterion({ id: "deep", kind: "binary", needs: [need("grave", ["met"])] }),
  criterion({ id: "slips", kind: "count", maximum: 5 }),
];

let view: View;
let kernel: TaskKernel;
const start = async (criteria = rubric) => (view = await opened((kernel = new TaskKernel(5, criteria))));
const shown = () => [...view.root.querySelectorAll("[data-criterion]")].map((row) => row.getAttribute("data-criterion"));
const submitted = async (): Promise<readonly Answer[]> => {
  await view.press("Control+Enter");
  await until(() => kernel.record.length > 0);
  return kernel.record[0]?.answers ?? [];
};

beforeEach(() => {
  localStorage.clear();
  setAdvance(false);
});
afterEach(() => view.close());

describe("criteria that hang on other answers", () => {
  test("are shown only while those answers ask for them", async () => {
    await start();
    expect(shown()).toEqual(["sure", "slips"]);
    await view.press("2");
    expect(view.chosen("sure")).toBe("partly");
    expect(shown()).toEqual(["sure", "why", "slips"]);
    await view.press("1");
    expect(shown()).toEqual(["sure", "slips"]);
  });

  test("follow through a chain, and go with it", async () => {
    await start();
    await view.press("j", "2", "k", "1");
    expect(shown()).toEqual(["sure", "grave", "deep", "slips"]);
    await view.press("2");
    expect(shown()).toEqual(["sure", "grave", "slips"]);
    await view.press("1", "j", "j", "0");
    expect(shown()).toEqual(["sure", "slips"]);
  });

  test("block no submit, and what was answered before they went is not sent", async () => {
    await start();
    await view.press("j", "3", "k", "2", "k", "1");
    expect(shown()).toEqual(["sure", "grave", "slips"]);
    await view.press("j", "j", "1");
    expect(shown()).toEqual(["sure", "slips"]);
    expect((await submitted()).map(({ criterion: id }) => id)).toEqual(["sure", "slips"]);
  });

  test("come back with the answer they had", async () => {
    await start();
    await view.press("j", "3", "k", "2", "j", "1", "4");
    expect(view.chosen("grave")).toBe("unmet");
  });
});

const taxonomy = { Accuracy: ["Omission", "Addition"], Other: [] };
const spans = [criterion({ id: "errors", kind: "span", taxonomy, severities: { minor: 1, major: 5 }, overrides: {}, max_marks: 2 })];

describe("marks", () => {
  const quoteFirst = async () => {
    await view.press("e", "Enter");
    await painted();
  };
  const picked = (part: string) => [...view.row("errors").querySelectorAll<HTMLSelectElement>(`[data-mark=${part}]`)].map(({ value }) => value);

  test("nothing to mark is an answer of its own", async () => {
    await start(spans);
    await view.press("0");
    expect(await submitted()).toMatchObject([{ criterion: "errors", number: 0, evidence: [] }]);
  });

  test("a quote needs its category and severity, which number keys give in turn", async () => {
    await start(spans);
    await quoteFirst();
    await view.press("Control+Enter");
    expect(kernel.record).toEqual([]);
    expect(view.row("errors").querySelector(".due")?.textContent).toContain("category");
    await view.press("2", "2");
    expect([picked("category"), picked("severity")]).toEqual([["Accuracy/Addition"], ["major"]]);
    expect((await submitted())[0]?.evidence).toMatchObject([{ response: "A", category: "Accuracy/Addition", severity: "major", exact: "" }]);
  });

  test("keys in a list of categories belong to the list", async () => {
    await start(spans);
    await quoteFirst();
    const list = view.row("errors").querySelector<HTMLSelectElement>("[data-mark=category]");
    list?.focus();
    await view.press("1", "j", "u");
    expect([picked("category"), view.root.activeElement]).toEqual([[""], list]);
    await view.press("Escape");
    expect(view.focused).toBe("errors");
  });

  test("taking the only mark back leaves no answer", async () => {
    await start(spans);
    await quoteFirst();
    view.row("errors").querySelector<HTMLElement>(".quotes button")?.click();
    await painted();
    await view.press("Control+Enter");
    expect(kernel.record).toEqual([]);
    expect(view.row("errors").querySelector(".due")?.textContent).toBe("An answer is needed");
  });
});

const subjects = ["ecg", "wait"].map((id) => ({ id, label: id.toUpperCase(), anchor: "" }));
const ratings = [criterion({ id: "plan", kind: "option_ratings", subjects, options: options("good", "bad") })];

describe("ratings of options", () => {
  test("number keys rate one after the other, and all are needed", async () => {
    await start(ratings);
    await view.press("1", "Control+Enter");
    expect(kernel.record).toEqual([]);
    await view.press("2");
    expect(await submitted()).toMatchObject([{ criterion: "plan", labels: ["ecg=good", "wait=bad"] }]);
  });

  test("are taken back by one key", async () => {
    await start(ratings);
    await view.press("1", "Backspace");
    expect(view.row("plan").querySelector("input:checked")).toBeNull();
  });
});
