import { afterEach, expect, test } from "vitest";
import { said } from "../../src/ui/on_hub";
import { timeOfDay } from "../../src/ui/words";
import type { OnHub } from "../../src/wire";
import { criterion, opened, painted, TaskKernel, until, type View } from "./view";

const AT = Date.UTC(2026, 4, 4, 12, 4) * 1000;
const state = (word: OnHub["word"], more: Partial<OnHub> = {}): OnHub => ({ word, at: null, passing: null, ...more });

let view: View;
let kernel: TaskKernel;
const start = async (onHub: OnHub | null) => {
  kernel = new TaskKernel(3, [criterion({ id: "care", kind: "binary" })]);
  kernel.onHub = onHub;
  view = await opened(kernel);
};
const shown = () => {
  const parts = view.root.querySelectorAll(".on-hub :is(.short, .more)");
  return parts.length === 0 ? null : [...parts].map(({ textContent }) => textContent).join("");
};

afterEach(() => view.close());

test("without a background push the header says nothing of the Hub", async () => {
  await start(null);
  expect(shown()).toBeNull();
});

test("what stands when the screen opens is shown, and what changes later", async () => {
  await start(state("waiting", { at: AT }));
  expect(shown()).toBe(`on the Hub: ${timeOfDay(AT)}`);
  view.comm.event("on_hub", state("pushing", { at: AT }));
  await painted();
  expect(shown()).toBe("pushing…");
  view.comm.event("on_hub", state("failing", { at: AT, passing: "network" }));
  await painted();
  expect(shown()).toBe("not on the Hub yet: no network; tries again");
});

test("what the Hub does changes nothing of what is saved, nor what the expert does", async () => {
  await start(null);
  view.comm.event("on_hub", state("failing"));
  await view.press("1", "Control+Enter");
  await until(() => view.find("[data-saved]").dataset["saved"] === "saved");
  expect(kernel.record).toHaveLength(1);
  expect(view.said).not.toContain("Hub");
  expect(view.root.querySelector(".banner, .notice")).toBeNull();
});

test("whatever stands in the way is said in words, with what is certain", async () => {
  await start(null);
  const all = [state("starting"), state("waiting"), state("pushing"), state("held"), state("failing"), state("failing", { passing: "hub" }), state("stopped", { at: AT })];
  for (const one of all) expect(said(one).whole).toContain("What is saved stays saved in the study.");
  expect(said(state("held")).more).toBe(": the team has to look first");
  expect(said(state("failing", { passing: "hub" })).more).toBe(": Hub busy; tries again");
  expect(said(state("stopped", { at: AT })).whole).toContain(timeOfDay(AT));
});
