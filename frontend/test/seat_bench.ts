/** A seat on a fake kernel, and what the tests do with it. */
import { vi } from "vitest";
import { Rpc } from "../src/rpc";
import { blank } from "../src/seat/answers";
import { createSeat, type Seat } from "../src/seat/seat";
import { FakeComm, type FakeKernel } from "./fake_kernel";

export interface Bench {
  readonly seat: Seat<string>;
  readonly comm: FakeComm;
  /** Closes the view as a page that goes away does; the storage stays. */
  readonly end: () => void;
}

type Create = typeof createSeat;

export function opened(kernel: FakeKernel, create: Create = createSeat, prepare?: (comm: FakeComm) => void): Bench {
  const comm = new FakeComm(kernel);
  prepare?.(comm);
  const view = new AbortController();
  const seat = create(new Rpc(comm), view.signal, (task) => `texts of ${task.task}`);
  views.push(view);
  return { seat, comm, end: () => view.abort() };
}

const views: AbortController[] = [];

/** Ends what the tests have left open; for `afterEach`. */
export function endAll(): void {
  for (const view of views.splice(0)) view.abort();
}

export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

export const taskOf = (seat: Seat<string>) => seat.current.value?.ticket.view.task ?? null;

export function tick(seat: Seat<string>, number: 0 | 1 = 1, criterion = "good"): void {
  seat.answer(criterion, { ...blank(criterion), number, label: number ? "met" : "unmet" });
}

export function grade(seat: Seat<string>, number: 0 | 1 = 1): number | null {
  const task = taskOf(seat);
  tick(seat, number);
  seat.submit();
  return task;
}

const browser = localStorage;

/** The browser's storage with other manners: full, or with its keys in another order. */
export function stubStorage(manners: Partial<Pick<Storage, "key" | "setItem">>): void {
  vi.stubGlobal("localStorage", {
    get length() {
      return browser.length;
    },
    key: (i: number) => browser.key(i),
    getItem: (key: string) => browser.getItem(key),
    setItem: (key: string, value: string) => browser.setItem(key, value),
    removeItem: (key: string) => browser.removeItem(key),
    ...manners,
  });
}

/** What is kept of entries in this browser. */
export function keptKeys(part = "entry:"): string[] {
  return Object.keys(browser).filter((key) => key.startsWith("evalwidgets:1:") && key.includes(part));
}

const page = globalThis as unknown as Record<symbol, unknown>;

/** The page's own memory goes, as with a closed tab; storage stays. */
export function forgetPage(): void {
  (page[Symbol.for("evalwidgets.kept")] as Map<string, string> | undefined)?.clear();
  (page[Symbol.for("evalwidgets.settled")] as { ids: Set<string> } | undefined)?.ids.clear();
}
