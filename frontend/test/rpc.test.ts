import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KernelError, KernelGone, NoAnswer, Rpc } from "../src/rpc";
import { uuid } from "../src/uuid";
import { FakeComm, FakeKernel } from "./fake_kernel";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function connected() {
  const kernel = new FakeKernel(5);
  const comm = new FakeComm(kernel);
  return { kernel, comm, rpc: new Rpc(comm) };
}

describe("a call", () => {
  it("gets its own answer, whatever the order of the answers", async () => {
    const { comm, rpc } = connected();
    const delays = [50, 10];
    comm.fate = (direction) => (direction === "up" ? [delays.shift() ?? 0] : [0]);
    const slow = rpc.call("bundle", { hash: "slow" });
    const quick = rpc.call("bundle", { hash: "quick" });
    await vi.advanceTimersByTimeAsync(60);
    expect((await slow).hash).toBe("slow");
    expect((await quick).hash).toBe("quick");
  });

  it("rejects with the kernel's code and sentence", async () => {
    const { kernel, rpc } = connected();
    kernel.refuse = () => ({ code: "store_full", message: "The disk is full." });
    const failed = rpc.call("open", { take: false }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(10);
    const error = await failed;
    expect(error).toBeInstanceOf(KernelError);
    expect(error).toMatchObject({ code: "store_full", message: "The disk is full." });
  });

  it("rejects with NoAnswer when nobody answers in time, and ignores the late answer", async () => {
    const { comm, rpc } = connected();
    comm.fate = (direction) => (direction === "up" ? [5_000] : [0]);
    const failed = rpc.call("open", { take: false }, { timeoutMs: 1_000 }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await failed).toBeInstanceOf(NoAnswer);
    await vi.advanceTimersByTimeAsync(10_000);
  });

  it("rejects with KernelGone when sending throws, and when it rejects as in marimo", async () => {
    const { comm, rpc } = connected();
    comm.gone = true;
    await expect(rpc.call("open", { take: false })).rejects.toBeInstanceOf(KernelGone);
    const marimo = new Rpc({ send: () => Promise.reject(new Error("no kernel")), on: () => undefined, off: () => undefined });
    await expect(marimo.call("open", { take: false })).rejects.toBeInstanceOf(KernelGone);
  });

  it("takes the first of two answers and is given up by its signal", async () => {
    const { comm, rpc } = connected();
    comm.fate = () => [1, 2];
    const answered = rpc.call("bundle", { hash: "a" });
    await vi.advanceTimersByTimeAsync(10);
    expect((await answered).hash).toBe("a");
    const abort = new AbortController();
    const given = rpc.call("bundle", { hash: "b" }, { signal: abort.signal });
    abort.abort();
    await expect(given).rejects.toMatchObject({ name: "AbortError" });
  });

  it("knows its errors from another bundle's copy by their name", () => {
    const foreign = Object.assign(new Error("gone"), { name: "KernelGone" });
    expect(foreign instanceof KernelGone).toBe(true);
    expect(foreign instanceof NoAnswer).toBe(false);
  });
});

describe("the client", () => {
  it("passes events on, and replies to nobody's request to nobody", () => {
    const { comm, rpc } = connected();
    const heard: string[] = [];
    const stop = rpc.onEvent(({ event }) => heard.push(event));
    comm.event("continued_elsewhere");
    stop();
    comm.event("closed");
    expect(heard).toEqual(["continued_elsewhere"]);
  });

  it("takes its listener off and ends open calls when it is disposed", async () => {
    const { comm, rpc } = connected();
    const open = rpc.call("open", { take: false }, { timeoutMs: Infinity });
    rpc.dispose();
    await expect(open).rejects.toBeInstanceOf(KernelGone);
    await expect(rpc.call("open", { take: false })).rejects.toBeInstanceOf(KernelGone);
    expect(comm.listening).toBe(0);
  });
});

it("makes UUIDs where crypto.randomUUID is missing", () => {
  vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array) => bytes.fill(255) });
  expect(uuid()).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
  vi.unstubAllGlobals();
  expect(uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
