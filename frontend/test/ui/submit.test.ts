import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { missingOf } from "../../src/seat/required";
import { blank } from "../../src/seat/answers";
import { dueOf, questionsOf } from "../../src/ui/questions";
import type { Answer, Settings } from "../../src/wire";
import { criterion, opened, options, painted, TaskKernel, until, type View } from "./view";

const pair = [criterion({ id: "one", kind: "binary" }), criterion({ id: "two", kind: "binary" })];
let view: View;
beforeEach(() => localStorage.clear());
afterEach(() => view.close());

describe("submitting", () => {
  test("names what is missing, marks it and goes to it", async () => {
    view = await opened(new TaskKernel(3, pair));
    await view.press("1", "k", "Control+Enter");
    expect(view.said).toBe("Still missing: Text of two");
    expect(view.find(".notice").textContent).toBe("Still missing: Text of two");
    expect([view.here, view.focused]).toEqual(["two", "two"]);
    expect(view.row("two").textContent).toContain("An answer is needed");
    expect(view.row("one").textContent).not.toContain("needed");
    await view.press("1");
    expect(view.row("two").textContent).not.toContain("needed");
    expect(view.kernel.record).toHaveLength(0);
  });

  test("opens the comment that is missing", async () => {
    const kernel = new TaskKernel(3, [criterion({ id: "one", kind: "binary", require_comment: true })]);
    view = await opened(kernel);
    await view.press("1");
    const field = view.root.activeElement;
    expect(field?.getAttribute("placeholder")).toBe("A comment is needed");
    await view.press("Escape", "Control+Enter");
    expect(view.root.activeElement?.hasAttribute("data-comment")).toBe(true);
    await view.type("because");
    await view.press("Control+Enter");
    await until(() => kernel.record.length === 1);
    expect(kernel.record[0]?.answers[0]?.comment).toBe("because");
  });

  test("shows the next task and focuses its first criterion, with the rows kept", async () => {
    view = await opened(new TaskKernel(3, pair));
    const row = view.row("two");
    await view.press("1", "1", "Control+Enter");
    expect(view.find(".answer").textContent).toContain("response 2");
    expect([view.here, view.focused]).toEqual(["one", "one"]);
    expect(view.row("two")).toBe(row);
    expect([view.chosen("one"), view.chosen("two")]).toEqual([null, null]);
    expect(view.said).toBe("Task 2 of 3");
  });

  test("the next text waits in the page, out of sight; a submit only shows it", async () => {
    const warned = (task: number) => ({ warnings: task === 3 ? ["violence"] : [] });
    view = await opened(new TaskKernel(4, pair, warned));
    await until(() => view.root.querySelector(".ahead") !== null);
    const ahead = view.find(".ahead .tx-response");
    expect(ahead.textContent).toContain("response 2");
    expect(view.root.querySelectorAll("[data-response]")).toHaveLength(1);
    await view.press("e", "Enter");
    expect([...view.root.querySelectorAll("mark")].map((mark) => mark.closest(".ahead"))).toEqual([null]);
    await view.press("1", "1", "Control+Enter");
    expect(view.find("[data-response]")).toBe(ahead);
    expect(view.root.querySelector("mark")).toBeNull();
    // What must be warned of first is in no part of the page.
    await until(() => view.kernel.record.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(view.root.querySelector(".ahead")).toBeNull();
  });

  test("a judged task that is visited twice shows its quotes both times", async () => {
    view = await opened(new TaskKernel(3, pair));
    await view.press("e", "Enter", "1", "1", "Control+Enter");
    await until(() => view.kernel.record.length === 1);
    for (const time of ["once", "again"]) {
      await view.press("h");
      await until(() => view.root.querySelector(".entry") !== null);
      view.find(".entry").click();
      await until(() => view.root.querySelector(".entry") === null);
      await painted();
      expect([time, view.root.querySelectorAll(".banner.visit").length, view.root.querySelectorAll("mark").length]).toEqual([time, 1, 1]);
    }
  });

  test("undo brings the last one back with its answers, and keeps the focus inside", async () => {
    view = await opened(new TaskKernel(3, pair));
    await view.press("1", "2", "Control+Enter", "u");
    await until(() => view.find(".answer").textContent.includes("response 1"));
    await until(() => view.chosen("two") === "unmet");
    expect(view.root.activeElement).not.toBeNull();
  });

  test("undo with nothing to undo says so", async () => {
    view = await opened(new TaskKernel(3, pair));
    await view.press("u");
    expect(view.find(".notice").textContent).toContain("nothing to undo");
  });
});

describe("the focus never falls out", () => {
  test.each([["?"], ["i"], ["h"], ["s"], ["f"]])("%s opens a dialog that takes it, and Escape gives it back", async (key) => {
    view = await opened(new TaskKernel(3, pair));
    await view.press("j", key);
    const dialog = view.find("[role=dialog]");
    expect(dialog.contains(view.root.activeElement)).toBe(true);
    expect(view.find(".layout").inert).toBe(true);
    await view.press("Escape");
    expect(view.root.querySelector("[role=dialog]")).toBeNull();
    expect(view.focused).toBe("two");
  });

  test("when the task ends elsewhere", async () => {
    const kernel = new TaskKernel(1, pair);
    view = await opened(kernel);
    await view.press("1", "1", "Control+Enter");
    await until(() => view.root.textContent.includes("All 1 done"));
    expect(view.root.activeElement).not.toBeNull();
  });

  test("when a quote or an answer is removed", async () => {
    view = await opened(new TaskKernel(3, pair));
    await view.press("e", "Enter");
    expect(view.row("one").querySelectorAll(".quote")).toHaveLength(1);
    expect(view.find("mark").textContent).toBe("response 1");
    view.row("one").querySelector<HTMLElement>(".quote button")?.click();
    await painted();
    expect(view.row("one").querySelector(".quote")).toBeNull();
    expect(view.focused).toBe("one");
  });
});

describe("skipping and flagging by keyboard", () => {
  test("a digit and Enter skip", async () => {
    const kernel = new TaskKernel(3, pair);
    view = await opened(kernel);
    await view.press("j", "s", "2", "Enter");
    await until(() => kernel.record.length === 1);
    expect(kernel.record[0]?.status).toBe("skipped");
    expect(view.find(".answer").textContent).toContain("response 2");
    expect([view.here, view.focused]).toEqual(["one", "one"]);
  });

  test("a category, a note and Ctrl+Enter flag", async () => {
    const kernel = new TaskKernel(3, pair);
    view = await opened(kernel);
    await view.press("f", "2");
    view.find("[role=dialog] textarea").focus();
    await view.type("a name in the text");
    await view.press("Control+Enter");
    await until(() => kernel.record.length === 1);
    const sent = kernel.seen.find(({ op }) => op === "judge")?.payload;
    expect(sent).toMatchObject({ status: "flagged", reason: "personal_data", note: "a name in the text" });
  });
});

test("a content warning keeps the item out of the page until it is lifted, and blocks answers", async () => {
  view = await opened(new TaskKernel(2, pair, () => ({ warnings: ["violence"] })));
  expect(view.root.textContent).not.toContain("response 1");
  await view.press("1", "Control+Enter");
  expect(view.chosen("one")).toBeNull();
  expect(view.find(".notice").textContent).toContain("Lift the content warning");
  await view.press("w");
  expect(view.root.textContent).toContain("response 1");
  expect(view.focused).toBe("one");
  await view.press("1");
  expect(view.chosen("one")).toBe("met");
});

test("sentences are stepped through, extended and quoted by keyboard", async () => {
  const text = "First one. Second one. Third one.";
  const kernel = new TaskKernel(2, pair, () => ({ responses: [{ key: "A", messages: [{ role: "assistant", text }], model: null }] }));
  view = await opened(kernel);
  await view.press("e", "ArrowDown", "Shift+ArrowDown");
  expect([...view.root.querySelectorAll("mark")].map((mark) => mark.textContent).join("")).toContain("Second one. Third one.");
  await view.press("Enter", "1", "1", "Control+Enter");
  await until(() => kernel.record.length === 1);
  expect(kernel.record[0]?.answers[0]?.evidence).toMatchObject([{ response: "A", start: 11, end: 33 }]);
});

test("a comparison is answered in letters, with strength and reasons", async () => {
  const responses = ["A", "B"].map((key) => ({ key, messages: [{ role: "assistant", text: `text ${key}` }], model: null }));
  const kernel = new TaskKernel(2, pair, () => ({ kind: "compare", responses }));
  kernel.kind = "compare";
  view = await opened(kernel, "pairwise_comparison");
  await view.press("6", "j", "1", "j", "2", "Control+Enter");
  await until(() => kernel.record.length === 1);
  expect(kernel.record[0]?.answers.map(({ criterion: id, label, number }) => [id, label, number])).toEqual([
    ["preference", "B", 2],
    ["one", "A", null],
    ["two", "tie", null],
  ]);
});

test("a judged task is visited under a banner, and left again", async () => {
  const kernel = new TaskKernel(3, pair);
  view = await opened(kernel);
  await view.press("1", "2", "Control+Enter");
  await until(() => kernel.record.length === 1);
  await view.press("h");
  await until(() => view.root.querySelector(".entry") !== null);
  view.find(".entry").click();
  await until(() => view.root.querySelector(".banner.visit") !== null);
  expect(view.find(".banner.visit").textContent).toContain("You are looking at task 1, submitted");
  expect(view.chosen("two")).toBe("unmet");
  view.find(".banner.visit button").click();
  await until(() => view.root.querySelector(".banner.visit") === null);
  expect(view.find(".answer").textContent).toContain("response 2");
});

test("what is asked again says so", async () => {
  const asked = (task: number) => ({ asked: { rubric: "r1", criteria: task === 1 ? ["one"] : null } });
  view = await opened(new TaskKernel(2, [criterion({ id: "one", kind: "binary" })], asked));
  expect(view.find(".rubric").textContent).toContain("only what has changed is asked again");
  await view.press("1", "Control+Enter");
  expect(view.find(".rubric").textContent).not.toContain("asked again");
});

test("what a row says is due is what the seat asks for", () => {
  const kinds = [
    criterion({ id: "binary", kind: "binary", points: -2, require_evidence: true }),
    criterion({ id: "ternary", kind: "ternary", points: -2, partial: 0.5, require_evidence: true }),
    criterion({ id: "bad", kind: "binary", polarity: "bad" }),
    criterion({ id: "count", kind: "count", points: -1, maximum: 3, required: false }),
    criterion({ id: "ordinal", kind: "ordinal", options: options("a", "b"), require_comment: true }),
    criterion({ id: "several", kind: "multi_choice", options: options("a", "b") }),
    criterion({ id: "text", kind: "text", required: false, max_length: 10 }),
  ];
  const view = new TaskKernel(1, kinds).view(1);
  const quote = [{ response: "A", start: 0, end: 1, exact: "", prefix: "", suffix: "", category: null, severity: null }];
  const parts: Partial<Answer>[] = [
    {}, { number: 1, label: "met" }, { number: 0, label: "unmet" }, { na: "not_applicable" }, { labels: ["a"] }, { text: "t" }, { label: "a", number: 0 },
  ];
  const extras: Partial<Answer>[] = [{}, { comment: "c" }, { evidence: quote }, { comment: "c", evidence: quote }];
  for (const rule of ["rubric", "exceptions", "all"] as const) {
    const settings: Settings = { require_comment: rule, block_minutes: null, idle_seconds: 60, na_reasons: [] };
    const questions = questionsOf(view, settings).flatMap((group) => group.questions);
    for (const given of [undefined, ...parts.flatMap((part) => extras.map((extra) => ({ ...part, ...extra })))]) {
      const answerOf = (id: string) => (given === undefined ? undefined : { ...blank(id), ...given });
      const due = questions.filter((question) => dueOf(question, answerOf(question.id), settings) !== null).map(({ id }) => id);
      expect(due, JSON.stringify([rule, given])).toEqual(missingOf(view, answerOf, rule));
    }
  }
});
