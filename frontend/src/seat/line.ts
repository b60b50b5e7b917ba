/**
 * The line to the kernel: asks until there is an answer, and knows why there is none.
 *
 * What is sent to a dying kernel vanishes without an error, and a busy kernel answers after all, so
 * a question is asked again and again, and the first answer to any asking is the answer. Every
 * operation may be sent again (see the table in wire.py).
 */
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import { KernelError, KernelGone, type Payload, type Result, type Rpc } from "../rpc";
import type { Op } from "../wire";

export const FIRST_MS = 1_000;
export const LAST_MS = 10_000;

/** Why an answer is overdue; `message` is the kernel's own sentence: a busy one may have none. */
export type Trouble = { why: "busy"; message?: string } | { why: "gone" } | { why: "refused"; message: string };

// The same question may be answered well in a moment, when the disk or the lock is free again.
const PASSING = new Set(["store", "store_busy", "store_full", "store_read_only", "store_corrupt", "store_too_new", "version"]);
const INTERNAL_TRIES = 5;

export class Line {
  readonly #rpc: Rpc;
  readonly #ended: AbortSignal;
  readonly #again = new Set<() => void>();
  readonly #troubles = signal<ReadonlyMap<object, Trouble>>(new Map());
  readonly #elsewhere: () => void;

  /** The trouble of the oldest question that has one. */
  readonly trouble: ReadonlySignal<Trouble | null> = computed(() => {
    for (const trouble of this.#troubles.value.values()) return trouble;
    return null;
  });

  /** `elsewhere` is called when the kernel says that another widget holds the seat. */
  constructor(rpc: Rpc, ended: AbortSignal, elsewhere: () => void) {
    this.#rpc = rpc;
    this.#ended = ended;
    this.#elsewhere = elsewhere;
  }

  /**
   * Asks until answered. Rejects with `KernelError` only for an answer that asking again would not
   * change, else with an AbortError when `given_up` or the seat's own signal says so.
   */
  ask<O extends Op>(op: O, payload: Payload<O>, givenUp?: AbortSignal): Promise<Result<O>> {
    const calls = new AbortController();
    const question = {};
    let wait = FIRST_MS;
    let internal = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    return new Promise<Result<O>>((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#again.delete(again);
        this.#ended.removeEventListener("abort", stop);
        givenUp?.removeEventListener("abort", stop);
        calls.abort();
        this.#report(question, null);
      };
      const stop = () => {
        end();
        reject(new DOMException("The question was given up.", "AbortError"));
      };
      const failed = (error: unknown) => {
        if (calls.signal.aborted) return;
        if (error instanceof KernelGone) return this.#report(question, { why: "gone" });
        if (!(error instanceof KernelError)) return;
        if (error.code === "continued_elsewhere") this.#elsewhere();
        if (!passing(error.code, op) && !(error.code === "internal" && ++internal < INTERNAL_TRIES)) {
          end();
          return reject(error);
        }
        const { code, message } = error;
        this.#report(question, { why: code === "store_busy" ? "busy" : "refused", message });
      };
      const send = () => {
        timer = setTimeout(overdue, wait);
        wait = Math.min(wait * 2, LAST_MS);
        this.#rpc.call(op, payload, { timeoutMs: Infinity, signal: calls.signal }).then((result) => {
          end();
          resolve(result);
        }, failed);
      };
      const overdue = () => {
        if (!this.#troubles.value.has(question)) this.#report(question, { why: "busy" });
        send();
      };
      const again = () => {
        clearTimeout(timer);
        wait = FIRST_MS;
        send();
      };
      if (this.#ended.aborted || givenUp?.aborted) return stop();
      this.#again.add(again);
      this.#ended.addEventListener("abort", stop);
      givenUp?.addEventListener("abort", stop);
      send();
    });
  }

  /** Asks everything open again at once: something has happened that may have mended the line. */
  wake(): void {
    for (const again of [...this.#again]) again();
  }

  #report(question: object, trouble: Trouble | null): void {
    const before = this.#troubles.peek();
    if (!trouble && !before.has(question)) return;
    const after = new Map(before);
    if (trouble) after.set(question, trouble);
    else after.delete(question);
    this.#troubles.value = after;
  }
}

function passing(code: string, op: Op): boolean {
  // A judgment with its own id is taken from a seat that is held elsewhere, too: it only has to arrive.
  return PASSING.has(code) || (code === "continued_elsewhere" && op === "judge");
}
