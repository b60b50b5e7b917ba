/**
 * Requests to the kernel and their answers, over a widget's custom messages.
 *
 * Nothing here is resent: a message to a dying kernel vanishes without an error, and only the
 * caller knows whether sending again is right (see `seat/line.ts`).
 */
import type { Model } from "./model";
import { uuid } from "./uuid";
import { VERSION, type Event, type Op, type Operations, type Reply, type WireError } from "./wire";

export type Payload<O extends Op> = Operations[O]["payload"];
export type Result<O extends Op> = Operations[O]["result"];

export interface CallOptions {
  /** After this many milliseconds without an answer the call rejects with `NoAnswer`; Infinity: never. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

// The loader makes the client and the app handles its errors: two bundles with a copy of these
// classes each, so that `instanceof` has to go by name.
const named = (name: string) => (value: unknown) => value instanceof Error && value.name === name;

/** The kernel answered with an error. */
export class KernelError extends Error {
  static override readonly [Symbol.hasInstance] = named("KernelError");
  override readonly name = "KernelError";
  readonly code: string;
  readonly criterion: string | null;
  constructor(error: WireError) {
    super(error.message);
    this.code = error.code;
    this.criterion = error.criterion;
  }
}

/** Nobody answered in time: the kernel is busy, or dead and nobody knows yet. */
export class NoAnswer extends Error {
  static override readonly [Symbol.hasInstance] = named("NoAnswer");
  override readonly name = "NoAnswer";
}

/** The message could not be sent: there is no kernel behind this widget any more. */
export class KernelGone extends Error {
  static override readonly [Symbol.hasInstance] = named("KernelGone");
  override readonly name = "KernelGone";
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class Rpc {
  readonly #model: Pick<Model, "send" | "on" | "off">;
  readonly #waiting = new Map<string, Waiting>();
  readonly #listeners = new Set<(event: Event) => void>();
  #disposed = false;

  constructor(model: Pick<Model, "send" | "on" | "off">) {
    this.#model = model;
    model.on("msg:custom", this.#receive);
  }

  /** Sends one request; resolves or rejects once, whatever comes first. */
  call<O extends Op>(op: O, payload: Payload<O>, options: CallOptions = {}): Promise<Result<O>> {
    const { timeoutMs = 20_000, signal } = options;
    const id = uuid();
    return new Promise<unknown>((resolve, reject) => {
      if (signal?.aborted) return reject(aborted());
      if (this.#disposed) return reject(new KernelGone("This widget is closed."));
      let timer: ReturnType<typeof setTimeout> | undefined;
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        this.#waiting.delete(id);
      };
      const fail = (error: Error) => (end(), reject(error));
      const abort = () => fail(aborted());
      const gone = () => fail(new KernelGone("The notebook's kernel was stopped."));
      this.#waiting.set(id, { resolve: (result) => (end(), resolve(result)), reject: fail });
      signal?.addEventListener("abort", abort);
      if (timeoutMs !== Infinity)
        timer = setTimeout(() => fail(new NoAnswer("The notebook's kernel does not answer.")), timeoutMs);
      try {
        Promise.resolve(this.#model.send({ v: VERSION, id, op, payload })).catch(gone);
      } catch {
        gone();
      }
    }) as Promise<Result<O>>;
  }

  /** Calls `listener` for what the kernel says unasked; returns how to stop it. */
  onEvent(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#model.off("msg:custom", this.#receive);
    for (const waiting of [...this.#waiting.values()]) waiting.reject(new KernelGone("This widget is closed."));
    this.#listeners.clear();
  }

  readonly #receive = (content: unknown): void => {
    if (typeof content !== "object" || content === null) return;
    if ("event" in content) {
      for (const listener of [...this.#listeners]) listener(content as Event);
      return;
    }
    // Every page that shows this widget gets every reply: those to others' requests are not ours.
    const reply = content as Reply;
    const waiting = this.#waiting.get(reply.id);
    if (!waiting) return;
    if (reply.ok) waiting.resolve(reply.result);
    else waiting.reject(new KernelError(reply.error ?? { code: "internal", message: "No reason given.", criterion: null }));
  };
}

function aborted(): Error {
  return new DOMException("The call was given up.", "AbortError");
}
