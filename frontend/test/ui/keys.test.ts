import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { setAdvance } from "../../src/ui/advance";
import { keyOf } from "../../src/ui/key_names";
import { criterion, opened, options, painted, TaskKernel, until, type View } from "./view";

const rubric = [
  criterion({ id: "care", kind: "binary", points: 8 }),
  criterion({ id: "dose", kind: "binary", points: -10 }),
  criterion({ id: "harm", kind: "ordinal", options: options("none", "mild", "severe") }),
  criterion({ id: "slips", kind: "count", points: -1, maximum: 5 }),
  criterion({ id: "sure", kind: "numeric", minimum: 0, maximum: 20, step: 1, unit: "%" }),
  criterion({ id: "flaws", kind: "multi_choice", options: options("long", "vague") }),
  criterion({ id: "lacks", kind: "text", required: false, max_length: 100 }),
];

let view: View;

beforeEach(() => {
  localStorage.clear();
  setAdvance(true);
});
afterEach(() => view.close());

const start = async () => (view = await opened(new TaskKernel(5, rubric)));

describe("answering by keyboard", () => {
  test("a number key chooses and moves on to the next unanswered criterion", async () => {
    await start();
    await view.press("1");
    expect(view.chosen("care")).toBe("met");
    expect([view.here, view.focused]).toEqual(["dose", "dose"]);
    await view.press("2", "3");
    expect([view.chosen("dose"), view.chosen("harm")]).toEqual(["unmet", "severe"]);
    expect(view.here).toBe("slips");
  });

  test("without moving on, the focus stays on what was chosen", async () => {
    await start();
    setAdvance(false);
    await view.press("2");
    expect([view.here, view.focused]).toEqual(["care", "care"]);
    expect((view.root.activeElement as HTMLInputElement).value).toBe("unmet");
  });

  test("j, k and the arrows move, and stop at the ends", async () => {
    await start();
    await view.press("j", "ArrowDown");
    expect(view.here).toBe("harm");
    await view.press("k", "ArrowUp", "k", "k");
    expect([view.here, view.focused]).toEqual(["care", "care"]);
  });

  test("a key for an option that is not there does nothing", async () => {
    await start();
    await view.press("7");
    expect([view.chosen("care"), view.here]).toEqual([null, "care"]);
  });

  test("digits count, open a number's field, and toggle one of several", async () => {
    await start();
    await view.press("j", "j", "j", "3");
    expect(view.row("slips").querySelector<HTMLInputElement>("input[type=number]")?.value).toBe("3");
    expect(view.here).toBe("sure");
    await view.press("1");
    const field = view.root.activeElement as HTMLInputElement;
    expect([field.type, field.value]).toEqual(["number", "1"]);
    await view.type("15");
    await view.press("Enter");
    expect(view.here).toBe("flaws");
    await view.press("1", "2", "1");
    const boxes = [...view.row("flaws").querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
    expect(boxes.map((box) => box.checked)).toEqual([false, true]);
  });

  test("a number outside its bounds is named and is no answer", async () => {
    await start();
    await view.press("j", "j", "j", "j", "2");
    await view.type("21");
    expect(view.row("sure").textContent).toContain("from 0 to 20");
    await view.press("Control+Enter");
    expect(view.kernel.record).toHaveLength(0);
    view.row("sure").querySelector<HTMLElement>("input[type=number]")?.focus();
    await view.type("20");
    expect(view.row("sure").textContent).not.toContain("from 0 to 20");
  });

  test("plus and minus step a count, from none to its most", async () => {
    await start();
    await view.press("j", "j", "j", "+", "+", "-");
    expect(view.row("slips").querySelector("input")?.value).toBe("1");
    await view.press("+", "+", "+", "+", "+", "+");
    expect(view.row("slips").querySelector("input")?.value).toBe("5");
  });

  test("none of several is an answer of its own", async () => {
    await start();
    await view.press("j", "j", "j", "j", "j", "0");
    expect(view.row("flaws").querySelector("[aria-pressed=true]")?.textContent).toContain("None of these");
  });

  test("backspace takes an answer back", async () => {
    await start();
    await view.press("1", "k", "Backspace");
    expect(view.chosen("care")).toBeNull();
    expect(view.said).toContain("cleared");
  });

  test("n asks for a reason, and a digit gives it", async () => {
    await start();
    await view.press("n");
    expect(view.root.activeElement?.getAttribute("role")).toBe("listbox");
    await view.press("2");
    expect(view.row("care").textContent).toContain("N/A: context is missing");
    expect([view.here, view.focused]).toEqual(["dose", "dose"]);
  });

  test("Escape leaves the reasons and changes nothing", async () => {
    await start();
    await view.press("n", "Escape");
    expect(view.root.querySelector("[role=listbox]")).toBeNull();
    expect(view.focused).toBe("care");
    expect(view.row("care").querySelector("[data-na]")?.getAttribute("aria-pressed")).toBe("false");
  });

  test("keys are letters while a comment is typed, and Escape goes back to the row", async () => {
    await start();
    await view.press("c");
    await view.type("why");
    await view.press("2", "j", "s", "u");
    expect([view.here, view.chosen("care")]).toEqual(["care", null]);
    expect(view.root.querySelector("[role=dialog]")).toBeNull();
    await view.press("Escape");
    expect(view.focused).toBe("care");
    expect((view.find("[data-comment]") as HTMLTextAreaElement).value).toBe("why");
  });

  test("a held key does not answer one criterion after the other", async () => {
    await start();
    for (let n = 0; n < 4; n++)
      view.find("[part=surface]").dispatchEvent(new KeyboardEvent("keydown", { key: "1", repeat: n > 0, bubbles: true, composed: true }));
    await painted();
    expect(view.chosen("dose")).toBeNull();
  });
});

describe("what reaches the notebook", () => {
  const outside = vi.fn();
  beforeEach(() => document.addEventListener("keydown", outside));
  afterEach(() => {
    document.removeEventListener("keydown", outside);
    outside.mockClear();
  });

  test("no key press does, and JupyterLab is told to look away", async () => {
    await start();
    await view.press("d", "d", "b", "Shift+Enter", "Control+s", "Tab");
    expect(outside).not.toHaveBeenCalled();
    expect((view.carrier as HTMLElement).dataset["lmSuppressShortcuts"]).toBe("true");
    expect(view.carrier.shadowRoot).toBe(view.root);
  });

  test("the browser keeps copying and zooming, but does not offer to save the page", async () => {
    await start();
    const pressed = (key: string) => {
      const event = new KeyboardEvent("keydown", { key, ctrlKey: true, bubbles: true, composed: true, cancelable: true });
      view.find("[part=surface]").dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(["c", "v", "+", "0", "s"].map(pressed)).toEqual([false, false, false, false, true]);
  });
});

describe("other keyboards", () => {
  const key = (init: KeyboardEventInit) => keyOf(new KeyboardEvent("keydown", init));
  test("letters by their place where the layout has none", () => {
    expect(key({ key: "о", code: "KeyJ" })).toBe("j");
    expect(key({ key: "ن", code: "KeyK" })).toBe("k");
  });
  test("digits without Shift on a French keyboard, and in Arabic", () => {
    expect(key({ key: "&", code: "Digit1" })).toBe("1");
    expect(key({ key: "٣", code: "Digit3" })).toBe("3");
  });
  test("Shift makes another key of it, but not of a question mark", () => {
    expect(key({ key: "J", code: "KeyJ", shiftKey: true })).toBe("");
    expect(key({ key: "!", code: "Digit1", shiftKey: true })).toBe("");
    expect(key({ key: "?", code: "Slash", shiftKey: true })).toBe("?");
  });
});

test("three tasks are graded by keyboard alone, and land as pressed", async () => {
  view = await opened(new TaskKernel(3, rubric.slice(0, 3)));
  await view.press("1", "2", "1", "Control+Enter");
  await view.press("2", "1", "2", "Control+Enter");
  await view.press("n", "1", "2", "3", "Control+Enter");
  await until(() => view.kernel.record.length === 3);
  const labels = view.kernel.record.map(({ answers }) => answers.map(({ label, na }) => label ?? na));
  expect(labels).toEqual([["met", "unmet", "none"], ["unmet", "met", "mild"], ["not_applicable", "unmet", "severe"]]);
  await until(() => view.root.textContent.includes("All 3 done"));
});
