import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import loader from "../src/loader";
import { FakeComm, FakeKernel } from "./fake_kernel";

const KEY = Symbol.for("evalwidgets@abc");
const page = globalThis as unknown as Record<symbol, unknown>;

// The module counts its mounts where the test can see them; it comes as a data: URL, for node refuses blob:.
const CODE = `export const mount = (widget, rpc, host) => { host.append(document.createElement("b")); globalThis.mounted.push([widget, rpc]) }`;
const mounted: [string, unknown][] = [];

beforeEach(() => {
  vi.useFakeTimers();
  mounted.length = 0;
  vi.stubGlobal("mounted", mounted);
  Reflect.deleteProperty(page, KEY);
});
afterEach(() => void vi.useRealTimers());

function widget(kernel = new FakeKernel(1)) {
  const answer = kernel.answer.bind(kernel);
  kernel.answer = (request) => {
    const reply = answer(request);
    return request.op === "bundle" && reply.ok ? { ...reply, result: { hash: "abc", code: CODE } } : reply;
  };
  const model = new FakeComm(kernel);
  const { initialize, render } = loader();
  const lifetime = new AbortController();
  initialize({ model, signal: lifetime.signal });
  const show = (signal?: AbortSignal) => {
    const el = document.createElement("div");
    const end = render({ model, el, ...(signal ? { signal } : {}) });
    return { el, end };
  };
  return { kernel, model, lifetime, show };
}

async function settle(ms = 100) {
  await vi.advanceTimersByTimeAsync(ms);
  vi.useRealTimers();
  await vi.waitUntil(() => mounted.length > 0).catch(() => undefined);
  vi.useFakeTimers();
}

describe("the loader", () => {
  it("mounts the app in its element, and a second view and widget do not fetch it again", async () => {
    const first = widget();
    const one = first.show();
    expect(one.el.textContent).toBe("Loading…");
    await settle();
    expect(one.el.firstElementChild?.tagName).toBe("B");
    const second = widget();
    first.show();
    second.show();
    await vi.advanceTimersByTimeAsync(10);
    expect(mounted.map(([name]) => name)).toEqual(["rubric_grader", "rubric_grader", "rubric_grader"]);
    expect(mounted[0]?.[1]).toBe(mounted[1]?.[1]);
    expect(mounted[0]?.[1]).not.toBe(mounted[2]?.[1]);
    expect(first.kernel.seen).toHaveLength(1);
    expect(second.kernel.seen).toHaveLength(0);
  });

  it("says in words that the kernel does not answer, asks again and mounts when it does", async () => {
    const { model, show } = widget();
    model.fate = () => "lost";
    const { el } = show();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(el.textContent).toBe("The widget could not start: the notebook's kernel does not answer. Run this cell again.");
    model.fate = () => [1];
    await settle(10_100);
    expect(el.firstElementChild?.tagName).toBe("B");
  });

  it("says so at once when there is no kernel to send to", async () => {
    const { model, show } = widget();
    model.gone = true;
    const { el } = show();
    await vi.advanceTimersByTimeAsync(1);
    expect(el.textContent).toContain("does not answer. Run this cell again.");
  });

  it("does not wait for a first widget whose kernel is dead", async () => {
    const dead = widget();
    dead.model.fate = () => "lost";
    dead.show();
    const alive = widget();
    const { el } = alive.show();
    await settle(5_100);
    expect(el.firstElementChild?.tagName).toBe("B");
  });

  it("shows the kernel's reason, and mounts nothing in a view that has ended", async () => {
    const { kernel, show } = widget();
    kernel.refuse = () => ({ code: "version", message: "Reload the page." });
    const refused = show();
    await vi.advanceTimersByTimeAsync(20);
    expect(refused.el.textContent).toBe("The widget could not start: Reload the page.");
    kernel.refuse = () => null;
    const ended = show();
    ended.end();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(mounted).toEqual([]);
  });

  it("takes its listener off the model with the widget's lifetime", () => {
    const { model, lifetime } = widget();
    expect(model.listening).toBe(1);
    lifetime.abort();
    expect(model.listening).toBe(0);
  });
});
