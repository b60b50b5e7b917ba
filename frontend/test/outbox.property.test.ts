/** Whatever is lost, doubled, delayed, killed or reloaded: every judgment lands, once, in order. */
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { createSeat } from "../src/seat/seat";
import { FakeComm, FakeKernel, type Fate } from "./fake_kernel";
import { endAll, grade, keptKeys, opened, pass, stubStorage, type Bench } from "./seat_bench";

const KEPT = Symbol.for("evalwidgets.kept");
const SETTLED = Symbol.for("evalwidgets.settled");
const globals = globalThis as unknown as Record<symbol, unknown>;

const browser = localStorage;

interface Tab {
  readonly create: typeof createSeat;
  readonly kept: Map<string, string>;
  readonly settled: { ids: Set<string> };
}

/** A tab has its own modules and its own page-wide memory; only localStorage is shared. */
async function newTab(): Promise<Tab> {
  Reflect.deleteProperty(globals, KEPT);
  Reflect.deleteProperty(globals, SETTLED);
  vi.resetModules();
  const { createSeat: create } = await import("../src/seat/seat");
  return { create, kept: globals[KEPT] as Map<string, string>, settled: globals[SETTLED] as { ids: Set<string> } };
}

/** What a page that goes away forgets. */
function forget(gone: Tab | undefined): void {
  gone?.kept.clear();
  gone?.settled.ids.clear();
}

const tab = fc.constantFrom(0, 1);
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("grade" as const), tab, number: fc.constantFrom(0 as const, 1 as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("skip" as const), tab }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("undo" as const), tab }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("wait" as const), tab, ms: fc.integer({ min: 1, max: 15_000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("kill" as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reload" as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rerun" as const), tab }) },
);
const network = fc.array(fc.oneof(fc.constant("lost" as const), fc.array(fc.nat(3_000), { minLength: 1, maxLength: 2 })), {
  minLength: 5,
  maxLength: 40,
});

beforeEach(() => {
  vi.useFakeTimers();
  // No browser promises an order of its keys.
  stubStorage({ key: (i) => Object.keys(browser).reverse()[i] ?? null });
});
afterEach(() => {
  endAll();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("every submitted judgment reaches the store, is applied once and in the order of its task", async () => {
  const tabs = [await newTab(), await newTab()];
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 30 }), network, async (actions, fates) => {
      endAll();
      browser.clear();
      tabs.forEach(forget);
      const kernel = new FakeKernel(200);
      let message = 0;
      let calm = false;
      const fate = (): Fate => (calm ? [1] : (fates[message++ % fates.length] ?? [1]));
      const open = (which: number): Bench => opened(kernel, tabs[which]?.create, (comm) => (comm.fate = fate));
      const benches = tabs.map((_, which) => open(which));
      const made: { id: string; tab: number }[] = [];
      const note = (which: number, act: () => void) => {
        const before = new Set(keptKeys());
        act();
        for (const key of keptKeys()) {
          if (before.has(key)) continue;
          const entry = JSON.parse(browser.getItem(key) ?? "") as { op: string; payload: { judgment: string } };
          if (entry.op === "judge") made.push({ id: entry.payload.judgment, tab: which });
        }
      };
      for (const step of actions) {
        const bench = benches[step.tab];
        if (!bench) throw new Error("no such tab");
        if (step.do === "grade") note(step.tab, () => void grade(bench.seat, step.number));
        if (step.do === "skip") note(step.tab, () => bench.seat.skip("no time"));
        if (step.do === "undo") bench.seat.undo();
        if (step.do === "wait") await pass(step.ms);
        if (step.do === "kill") bench.comm.fate = () => "lost"; // dead, and the page does not know yet
        if (step.do === "restart") for (const each of benches) each.comm.gone = true;
        if (step.do === "reload" || step.do === "rerun") {
          bench.end();
          if (step.do === "reload") forget(tabs[step.tab]);
          benches[step.tab] = open(step.tab);
        }
      }
      // At last the cell is run again in a calm world, in one of the tabs.
      calm = true;
      for (const each of benches) each.end();
      const last = open(0);
      await pass(60_000);

      const order = kernel.record.map(({ id }) => id);
      expect(new Set(order).size).toBe(order.length);
      for (const { id } of made) expect(order).toContain(id);
      for (const task of kernel.assignments.keys()) {
        const stored = kernel.record.filter((entry) => entry.task === task).map(({ id }) => id);
        for (const which of tabs.keys()) {
          const mine = made.filter((entry) => entry.tab === which && stored.includes(entry.id)).map(({ id }) => id);
          expect(stored.filter((id) => mine.includes(id))).toEqual(mine);
        }
      }
      expect(keptKeys()).toEqual([]);
      expect(last.seat.saved.value).toEqual({ state: "saved" });
      expect(last.seat.phase.value).toBe("working");
      expect(kernel.current().map(({ task }) => task)).not.toContain(last.seat.current.value?.ticket.view.task);
    }),
    { numRuns: 120 },
  );
}, 60_000);

it("the comm of these tests does lose and double messages", async () => {
  const kernel = new FakeKernel(1);
  const comm = new FakeComm(kernel);
  comm.fate = () => [1, 2];
  comm.send({ v: 1, id: "a", op: "open", payload: { take: false } });
  await pass(10);
  comm.fate = () => "lost";
  comm.send({ v: 1, id: "b", op: "open", payload: { take: false } });
  await pass(10);
  expect(kernel.seen.map(({ id }) => id)).toEqual(["a", "a"]);
});
