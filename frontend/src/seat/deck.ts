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
      this.#whenIdle(() => {
        if (this.#held.includes(held)) held.prepare();
      });
    }
    this.#whenIdle(() => (this.#first.value = this.#held[0]?.prepare() ?? null));
  }

  /** Puts a task back in front of the others. */
  putBack(task: CurrentTask<Texts>): void {
    this.#hold([new Held(task.ticket, this.#parse, task), ...this.#held], task);
  }

  /** Takes the next task out, parsed; undefined when there is none. */
  next(): CurrentTask<Texts> | undefined {
    const [first, ...others] = this.#held;
    this.#hold(others);
    return first?.prepare();
  }

  /** Takes out `task`, wherever it is. */
  drop(task: number): void {
    this.#hold(this.#held.filter((held) => held.ticket.view.task !== task));
  }

  clear(): void {
    this.#hold([]);
  }

  /** Holds these instead; `first` is known only if somebody has it at hand. */
  #hold(held: Held<Texts>[], first: CurrentTask<Texts> | null = null): void {
    this.#held = held;
    this.#first.value = first;
  }

  #whenIdle(work: () => void): void {
    const unlessEnded = () => {
      if (!this.#ended.aborted) work();
    };
    // Safari has no requestIdleCallback.
    if (typeof requestIdleCallback === "function") requestIdleCallback(unlessEnded, { timeout: 500 });
    else setTimeout(unlessEnded, 50);
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
