import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KEPT_MS } from "../src/seat/keep";
import type { Request } from "../src/wire";
import { FakeKernel } from "./fake_kernel";
import { endAll, forgetPage, grade, keptKeys, opened, pass, stubStorage, taskOf } from "./seat_bench";

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  forgetPage();
});
afterEach(() => {
  endAll();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function ready(tasks = 9) {
  const kernel = new FakeKernel(tasks);
  const bench = opened(kernel);
  await pass(20);
  return { kernel, ...bench };
}

const judged = (kernel: FakeKernel) => kernel.seen.filter(({ op }) => op === "judge");

describe("what is said while an answer is not saved", () => {
  it("is that the notebook is busy, after a second without an answer, and how many wait", async () => {
    const { seat, comm } = await ready();
    comm.fate = () => "lost";
    grade(seat);
    await pass(999);
    expect(seat.saved.value).toEqual({ state: "saving" });
    await pass(2);
    expect(seat.saved.value).toEqual({
      state: "unsaved", waiting: 1, why: "busy",
      message: "Not saved yet: the notebook is busy. 1 answer is kept here and goes out by itself.",
    });
    grade(seat);
    expect(seat.saved.value).toMatchObject({ waiting: 2, message: expect.stringContaining("2 answers are kept here and go out by themselves.") as string });
    comm.fate = () => [5];
    await pass(10_000);
    expect(seat.saved.value).toEqual({ state: "saved" });
  });

  it("is that the kernel was stopped and what to do, at once", async () => {
    const { seat, comm } = await ready();
    comm.gone = true;
    grade(seat);
    await pass(0);
    expect(seat.saved.value).toEqual({
      state: "unsaved", waiting: 1, why: "gone",
      message: "Not saved yet: the kernel was stopped. Run this cell again; 1 answer is kept in this browser.",
    });
  });

  it("is to keep the page open where the browser keeps nothing", async () => {
    vi.stubGlobal("localStorage", { setItem: () => { throw new Error("SecurityError"); } });
    const { seat, comm } = await ready();
    comm.gone = true;
    grade(seat);
    await pass(0);
    expect(seat.saved.value).toMatchObject({ why: "gone", message: expect.stringContaining("keep this page open") as string });
  });

  it("is the store's own sentence while it is full, and the answer is tried again", async () => {
    const { seat, kernel } = await ready();
    kernel.refuse = ({ op }) => (op === "judge" ? { code: "store_full", message: "The disk is full." } : null);
    grade(seat);
    await pass(50);
    expect(seat.saved.value).toMatchObject({ why: "refused", waiting: 1, message: "Not saved yet: The disk is full. 1 answer is kept here and goes out by itself." });
    kernel.refuse = () => null;
    await pass(1_000);
    expect(seat.saved.value).toEqual({ state: "saved" });
    expect(kernel.record).toHaveLength(1);
  });

  it("is nothing when the next tasks have come late but all is saved", async () => {
    const { seat, comm } = await ready();
    comm.gone = true;
    expect(seat.saved.value).toEqual({ state: "saved" });
    grade(seat);
    grade(seat);
    grade(seat);
    expect([seat.phase.value, taskOf(seat)]).toEqual(["working", null]);
    comm.gone = false;
    await pass(10_000);
    expect([seat.phase.value, taskOf(seat)]).toEqual(["working", 4]);
    expect(seat.saved.value).toEqual({ state: "saved" });
  });
});

describe("the outbox", () => {
  it("sends again from 1 s to 10 s apart, one entry at a time, until the commit is acknowledged", async () => {
    const { seat, comm, kernel } = await ready();
    const times: number[] = [];
    const start = Date.now();
    const send = comm.send.bind(comm);
    comm.send = (content) => {
      if ((content as Request).op === "judge") times.push(Date.now() - start);
      send(content);
    };
    comm.fate = (direction) => (direction === "down" ? "lost" : [0]);
    grade(seat);
    grade(seat);
    await pass(40_000);
    expect(times).toEqual([0, 1_000, 3_000, 7_000, 15_000, 25_000, 35_000]);
    expect(new Set(judged(kernel).map(({ payload }) => payload["task"]))).toEqual(new Set([1]));
    comm.fate = () => [0];
    await pass(10_000);
    expect(kernel.record.map(({ task }) => task)).toEqual([1, 2]);
    expect(keptKeys()).toEqual([]);
  });

  it("is found by the cell that is run again on the same page, and empties there", async () => {
    const { seat, comm, kernel } = await ready();
    comm.gone = true;
    grade(seat);
    grade(seat);
    await pass(3_000);
    const again = opened(kernel);
    await pass(50);
    expect(kernel.record.map(({ task }) => task)).toEqual([1, 2]);
    expect(again.seat.saved.value).toEqual({ state: "saved" });
    expect(taskOf(again.seat)).toBe(3);
    // The dead view knows that nothing waits any more.
    expect(seat.saved.value).not.toMatchObject({ waiting: 1 });
    expect(seat.saved.value).not.toMatchObject({ waiting: 2 });
  });

  it("survives a closed tab and a killed kernel, and never offers a judged task again", async () => {
    const { seat, comm, kernel, end } = await ready();
    comm.fate = () => "lost";
    grade(seat, 0);
    grade(seat, 1);
    end();
    forgetPage();
    const next = opened(kernel, undefined, (fresh) => (fresh.fate = (direction) => (direction === "up" ? [5] : [50])));
    await pass(80);
    expect(taskOf(next.seat)).toBe(3);
    await pass(500);
    expect(kernel.record.map(({ task, answers }) => [task, answers[0]?.number])).toEqual([[1, 0], [2, 1]]);
    expect(keptKeys()).toEqual([]);
  });

  it("goes out in order, in whatever order the browser lists its keys", async () => {
    const keys = Object.keys.bind(null, localStorage);
    stubStorage({ key: (i) => keys().reverse()[i] ?? null });
    const { seat, comm, kernel, end } = await ready();
    comm.fate = () => "lost";
    const order = Array.from({ length: 3 }, (_, number) => grade(seat, (number % 2) as 0 | 1));
    end();
    forgetPage();
    opened(kernel);
    await pass(500);
    expect(kernel.record.map(({ task }) => task)).toEqual(order);
  });

  it("is never offered to another study or seat on the same origin", async () => {
    const { seat, comm, end } = await ready();
    comm.fate = () => "lost";
    grade(seat);
    end();
    forgetPage();
    const other = new FakeKernel(9);
    other.settings.idle_seconds = 60;
    const answer = other.answer.bind(other);
    other.answer = (request) => {
      const reply = answer(request);
      return request.op === "open" ? { ...reply, result: { ...(reply.result as object), seat: "seat-2" } } : reply;
    };
    const next = opened(other);
    await pass(20_000);
    expect(judged(other)).toEqual([]);
    expect(taskOf(next.seat)).toBe(1);
    expect(keptKeys()).toHaveLength(1);
  });

  it("drops what is older than a week", async () => {
    const { seat, comm, kernel, end } = await ready();
    comm.fate = () => "lost";
    grade(seat);
    end();
    forgetPage();
    await pass(KEPT_MS + 1);
    const next = opened(kernel);
    await pass(5_000);
    expect(kernel.record).toEqual([]);
    expect(keptKeys()).toEqual([]);
    expect(taskOf(next.seat)).toBe(1);
  });

  it("keeps what is refused aside, says why, and lets the rest go on; the task comes back with its answers", async () => {
    const { seat, kernel } = await ready();
    kernel.refuse = ({ op, payload }) =>
      op === "judge" && payload["task"] === 1 ? { code: "invalid_answers", message: "criterion good: needs a quote." } : null;
    grade(seat, 0);
    grade(seat, 1);
    await pass(100);
    expect(kernel.record.map(({ task }) => task)).toEqual([2]);
    expect(seat.saved.value).toEqual({
      state: "unsaved", waiting: 0, why: "refused",
      message: "An answer was not taken: criterion good: needs a quote. The task comes back, with your answers in it.",
    });
    expect(keptKeys("aside:")).toHaveLength(1);
    kernel.refuse = () => null;
    const seen: (number | null)[] = [];
    for (let i = 0; i < 4 && taskOf(seat) !== 1; i++) {
      seen.push(grade(seat));
      await pass(50);
    }
    expect(taskOf(seat)).toBe(1);
    expect(seat.answerOf("good").value?.number).toBe(0);
    grade(seat, 1);
    await pass(50);
    expect(seat.saved.value).toEqual({ state: "saved" });
    expect(kernel.current().map(({ task }) => task)).toContain(1);
  });

  it("gives up on an answer that the kernel fails on again and again, not on those behind it", async () => {
    const { seat, kernel } = await ready();
    kernel.refuse = ({ op, payload }) => (op === "judge" && payload["task"] === 1 ? { code: "internal", message: "Oh." } : null);
    grade(seat);
    grade(seat);
    await pass(20_000);
    expect(kernel.record.map(({ task }) => task)).toEqual([2]);
    expect(judged(kernel).filter(({ payload }) => payload["task"] === 1)).toHaveLength(5);
  });

  it("goes on in memory when the browser's storage is full", async () => {
    stubStorage({
      setItem: (_key, value) => {
        if (value.length > 0) throw new DOMException("full", "QuotaExceededError");
      },
    });
    const { seat, comm, kernel, end } = await ready();
    comm.gone = true;
    grade(seat);
    await pass(0);
    expect(seat.saved.value).toMatchObject({ message: expect.stringContaining("keep this page open") as string });
    vi.unstubAllGlobals();
    end();
    opened(kernel);
    await pass(50);
    expect(kernel.record.map(({ task }) => task)).toEqual([1]);
  });

  it("warns before the page is left only while something waits", async () => {
    const { seat, comm } = await ready();
    const leaving = () => {
      const event = new window.Event("beforeunload", { cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(leaving()).toBe(false);
    comm.fate = () => "lost";
    grade(seat);
    expect(leaving()).toBe(true);
    comm.fate = () => [1];
    await pass(2_000);
    expect(leaving()).toBe(false);
  });

  it("forgets what another tab has got acknowledged", async () => {
    const { seat, comm } = await ready();
    comm.gone = true;
    grade(seat);
    const [key = ""] = keptKeys();
    localStorage.removeItem(key);
    window.dispatchEvent(new StorageEvent("storage", { key, newValue: null }));
    expect(seat.saved.value).not.toMatchObject({ waiting: 1 });
  });
});
