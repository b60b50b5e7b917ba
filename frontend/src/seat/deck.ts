/** The next tasks, already in the browser, with their texts parsed before they are needed. */
import { signal, type ReadonlySignal } from "@preact/signals";
import type { TaskView, Ticket } from "../wire";
import type { CurrentTask } from "./types";

/** The current task and the next two. */
export const DECK_SIZE = 3;

export class Deck<Texts> {
  readonly #parse: (view: TaskView) => Texts;
  readonly #ended: AbortSignal;
  readonly #first = signal<CurrentTask<Texts> | null>(null);
  #held: Held<Texts>[] = [];

  /** The task that comes next, once the browser has had time to parse it. */
  readonly first: ReadonlySignal<CurrentTask<Texts> | null> = this.#first;

  constructor(parse: (view: TaskView) => Texts, ended: AbortSignal) {
    this.#parse = parse;
    this.#ended = ended;
  }

  get size(): number {
    return this.#held.length;
  }

  get tasks(): number[] {
    return this.#held.map((held) => held.ticket.view.task);
  }

  /** Adds tickets behind the others, and parses them when the browser has nothing better to do. */
  add(tickets: readonly Ticket[]): void {
    for (const ticket of tickets) {
      const held = new Held(ticket, this.#parse);
      this.#held.push(held);
      whenIdle(() => {
        if (!this.#ended.aborted && this.#held.includes(held)) held.prepare();
      });
    }
    whenIdle(() => (this.#first.value = this.#held[0]?.prepare() ?? null));
  }

  /** Puts a task back in front of the others. */
  putBack(task: CurrentTask<Texts>): void {
    this.#held.unshift(new Held(task.ticket, this.#parse, task));
    this.#first.value = task;
  }

  /** Takes the next task out, parsed; undefined when there is none. */
  next(): CurrentTask<Texts> | undefined {
    this.#first.value = null;
    return this.#held.shift()?.prepare();
  }

  /** Takes out `task`, wherever it is. */
  drop(task: number): void {
    this.#held = this.#held.filter((held) => held.ticket.view.task !== task);
    this.#first.value = null;
  }

  clear(): void {
    this.#held = [];
    this.#first.value = null;
  }
}

class Held<Texts> {
  readonly ticket: Ticket;
  readonly #parse: (view: TaskView) => Texts;
  #task: CurrentTask<Texts> | undefined;

  constructor(ticket: Ticket, parse: (view: TaskView) => Texts, task?: CurrentTask<Texts>) {
    this.ticket = ticket;
    this.#parse = parse;
    this.#task = task;
  }

  /** The task with its texts, which are parsed once. */
  prepare(): CurrentTask<Texts> {
    return (this.#task ??= { ticket: this.ticket, texts: this.#parse(this.ticket.view) });
  }
}

function whenIdle(work: () => void): void {
  // Safari has no requestIdleCallback.
  if (typeof requestIdleCallback === "function") requestIdleCallback(work, { timeout: 500 });
  else setTimeout(work, 50);
}
