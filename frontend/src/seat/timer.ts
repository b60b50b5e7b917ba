/**
 * Time at work, measured as durations: a pause counts as active up to the protocol's limit, the rest
 * of it as idle; a hidden page is idle at once.
 */
import { signal } from "@preact/signals";
import type { Keep } from "./keep";
import type { Clock } from "./types";

/** A pause this long is a rest: the next block begins. */
export const REST_MS = 5 * 60_000;
const TICK_MS = 1_000;
const KEEP_EVERY_MS = 10_000;
const ACTIVITY = ["pointermove", "pointerdown", "keydown", "wheel", "scroll", "input"] as const;

interface KeptBlock {
  readonly at: number;
  readonly ms: number;
}

export class Timer implements Clock {
  readonly activeMs = signal(0);
  readonly blockMs = signal(0);
  #keep: Keep | null = null;
  #idleAfterMs = 60_000;
  /** Until here time is counted already, and the last time that the expert did anything. */
  #counted = performance.now();
  #lastSign = performance.now();
  #idleMs = 0;
  #hiddenAt: number | null = null;
  #running = false;
  #keptMs = 0;

  constructor(ended: AbortSignal) {
    for (const name of ACTIVITY)
      window.addEventListener(name, this.#sign, { signal: ended, capture: true, passive: true });
    document.addEventListener("visibilitychange", this.#visibility, { signal: ended });
    const tick = setInterval(() => this.#count(), TICK_MS);
    ended.addEventListener("abort", () => {
      this.#count();
      this.#keepBlock(Math.round(this.blockMs.peek()));
      clearInterval(tick);
    });
  }

  /** A pause longer than `idleAfterMs` is idle; a block goes on where the page was left a moment ago. */
  configure(keep: Keep, idleAfterMs: number): void {
    this.#idleAfterMs = idleAfterMs;
    if (this.#keep) return;
    this.#keep = keep;
    const block = keep.read("block") as KeptBlock | null;
    if (block && Date.now() - block.at < REST_MS) this.blockMs.value = block.ms;
  }

  get idleMs(): number {
    this.#count();
    return Math.round(this.#idleMs);
  }

  /** The active time until now, not only until the last tick. */
  get active(): number {
    this.#count();
    return Math.round(this.activeMs.peek());
  }

  /** Goes on from a draft's time, for another task. */
  start(activeMs: number, idleMs: number): void {
    this.#count();
    this.activeMs.value = activeMs;
    this.#idleMs = idleMs;
    this.#running = true;
    this.#lastSign = performance.now();
  }

  /** There is no task: time passes uncounted. */
  stop(): void {
    this.#count();
    this.#running = false;
  }

  readonly #sign = (): void => {
    const now = performance.now();
    if (now - this.#lastSign > TICK_MS) this.#count();
    if (now - this.#lastSign >= REST_MS) this.blockMs.value = 0;
    this.#lastSign = now;
  };

  readonly #visibility = (): void => {
    if (document.visibilityState === "hidden") {
      this.#count();
      this.#hiddenAt = performance.now();
    } else {
      this.#count();
      this.#hiddenAt = null;
      this.#sign();
    }
  };

  /** Divides the time since the last count into active and idle. */
  #count(): void {
    const now = performance.now();
    const from = this.#counted;
    this.#counted = now;
    if (!this.#running) return;
    const activeUntil = Math.min(now, this.#lastSign + this.#idleAfterMs, this.#hiddenAt ?? Infinity);
    const active = Math.max(0, activeUntil - from);
    this.#idleMs += now - from - active;
    if (active === 0) return;
    this.activeMs.value += active;
    this.blockMs.value += active;
    const ms = Math.round(this.blockMs.peek());
    if (Math.abs(ms - this.#keptMs) >= KEEP_EVERY_MS) this.#keepBlock(ms);
  }

  #keepBlock(ms: number): void {
    this.#keptMs = ms;
    this.#keep?.set("block", JSON.stringify({ at: Date.now(), ms } satisfies KeptBlock));
  }
}
