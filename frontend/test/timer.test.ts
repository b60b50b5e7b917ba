import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Keep } from "../src/seat/keep";
import { REST_MS, Timer } from "../src/seat/timer";

let end = new AbortController();
beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  end = new AbortController();
});
afterEach(() => {
  end.abort();
  vi.useRealTimers();
});

function started() {
  const timer = new Timer(end.signal);
  timer.configure(new Keep("timer-test:"), 60_000);
  timer.start(0, 0);
  return timer;
}
const sign = () => void window.dispatchEvent(new window.Event("keydown"));
function show(state: "hidden" | "visible") {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new window.Event("visibilitychange"));
}

describe("the time at work", () => {
  it("counts a pause as active up to the limit, and the rest as idle", () => {
    const timer = started();
    vi.advanceTimersByTime(50_000);
    sign();
    vi.advanceTimersByTime(100_000);
    sign();
    vi.advanceTimersByTime(10_000);
    expect([timer.active, timer.idleMs]).toEqual([120_000, 40_000]);
    expect(timer.blockMs.value).toBe(120_000);
  });

  it("is idle at once while the page is hidden", () => {
    const timer = started();
    vi.advanceTimersByTime(5_000);
    show("hidden");
    vi.advanceTimersByTime(30_000);
    show("visible");
    vi.advanceTimersByTime(1_000);
    expect([timer.active, timer.idleMs]).toEqual([6_000, 30_000]);
  });

  it("goes on from a draft's time for the next task, and stands still without one", () => {
    const timer = started();
    vi.advanceTimersByTime(3_000);
    timer.start(20_000, 1_000);
    vi.advanceTimersByTime(2_000);
    expect([timer.active, timer.idleMs]).toEqual([22_000, 1_000]);
    expect(timer.blockMs.value).toBe(5_000);
    timer.stop();
    vi.advanceTimersByTime(2_000);
    expect(timer.active).toBe(22_000);
  });

  it("is shown every second", () => {
    const timer = started();
    vi.advanceTimersByTime(2_000);
    expect(timer.activeMs.value).toBe(2_000);
  });
});

describe("a block", () => {
  it("begins anew after a rest", () => {
    const timer = started();
    vi.advanceTimersByTime(30_000);
    sign();
    vi.advanceTimersByTime(REST_MS);
    sign();
    vi.advanceTimersByTime(1_000);
    expect(timer.blockMs.value).toBe(1_000);
  });

  it("goes on over a reload, but not over a rest", () => {
    started();
    vi.advanceTimersByTime(20_000);
    end.abort();
    end = new AbortController();
    expect(started().blockMs.value).toBe(20_000);
    end.abort();
    vi.setSystemTime(Date.now() + REST_MS);
    end = new AbortController();
    expect(started().blockMs.value).toBe(0);
  });
});
