/** The next tasks, already in the browser, with their texts parsed before they are needed. */
import type { TaskView, Ticket } from "../wire";
import type { CurrentTask } from "./types";

/** The current task and the next two. */
export const DECK_SIZE = 3;

export class Deck<Texts> {
  readonly #parse: (view: TaskView) => Texts;
  readonly #ended: AbortSignal;
  #held: Held<Texts>[] = [];

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
  }

  /** Puts a task back in front of the others. */
  putBack(task: CurrentTask<Texts>): void {
    this.#held.unshift(new Held(task.ticket, this.#parse, task.texts));
  }

  /** Takes the next task out, parsed; undefined when there is none. */
  next(): CurrentTask<Texts> | undefined {
    const held = this.#held.shift();
    return held && { ticket: held.ticket, texts: held.texts };
  }

  /** Takes out `task`, wherever it is. */
  drop(task: number): void {
    this.#held = this.#held.filter((held) => held.ticket.view.task !== task);
  }

  clear(): void {
    this.#held = [];
  }
}

class Held<Texts> {
  readonly ticket: Ticket;
  readonly #parse: (view: TaskView) => Texts;
  #texts: { value: Texts } | undefined;

  constructor(ticket: Ticket, parse: (view: TaskView) => Texts, texts?: Texts) {
    this.ticket = ticket;
    this.#parse = parse;
    if (texts !== undefined) this.#texts = { value: texts };
  }

  prepare(): void {
    this.#texts ??= { value: this.#parse(this.ticket.view) };
  }

  get texts(): Texts {
    return (this.#texts ??= { value: this.#parse(this.ticket.view) }).value;
  }
}

function whenIdle(work: () => void): void {
  // Safari has no requestIdleCallback.
  if (typeof requestIdleCallback === "function") requestIdleCallback(work, { timeout: 500 });
  else setTimeout(work, 50);
}
