/** Keeps the deck filled: one question at a time, and no task twice. */
import type { ReadonlySignal } from "@preact/signals";
import type { Deck as DeckReply, Progress, TaskView, Ticket } from "../wire";
import { Deck, DECK_SIZE } from "./deck";
import type { Line } from "./line";
import type { CurrentTask } from "./types";

const MOST = 20; // of DeckRequest.n

/** Longer than TCP takes two messages for a conversation (40 ms), shorter than any task takes. */
export const LULL_MS = 150;

export interface Surroundings {
  /** Open tasks on the screen or set aside for a visit. */
  shown(): number[];
  /** Tasks whose judgment (or undo) the kernel may not know yet. */
  waiting(): Set<number>;
  /** An answer has come: the deck has what there is to have. */
  arrived(progress: Progress): void;
  refused(error: unknown): void;
}

export class Supply<Texts> {
  readonly #line: Line;
  readonly #deck: Deck<Texts>;
  readonly #around: Surroundings;
  #asking: AbortController | null = null;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(line: Line, parse: (view: TaskView) => Texts, around: Surroundings, ended: AbortSignal) {
    this.#line = line;
    this.#deck = new Deck(parse, ended);
    this.#around = around;
    ended.addEventListener("abort", () => this.stop());
  }

  /** Begins anew with what the kernel has handed out. */
  begin(tickets: readonly Ticket[]): void {
    this.stop();
    this.#deck.clear();
    this.#accept(tickets);
  }

  get first(): ReadonlySignal<CurrentTask<Texts> | null> {
    return this.#deck.first;
  }

  next(): CurrentTask<Texts> | undefined {
    return this.#deck.next();
  }

  putBack(task: CurrentTask<Texts>): void {
    this.#deck.putBack(task);
  }

  drop(task: number): void {
    this.#deck.drop(task);
  }

  /**
   * Asks for what is missing once the line is quiet; the tasks held last until then.
   *
   * Asked beside a judgment, the deck would take the judgment's answer with it into the second of two
   * frames. Asked right behind that answer, it makes the browser's TCP expect a conversation and
   * delay its acknowledgements, and the server holds back each small frame behind an unacknowledged
   * one (Nagle's algorithm): the next judgment would be answered 40 ms late.
   */
  refillSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // What has been judged meanwhile asks again when it is answered.
      if (this.#around.waiting().size === 0) this.refill();
    }, LULL_MS);
  }

  /** Asks for what is missing now; called while a question is open, asks once more after it. */
  refill(): void {
    clearTimeout(this.#timer);
    const holding = new Set([...this.#around.shown(), ...this.#deck.tasks]);
    if (holding.size >= DECK_SIZE) return;
    if (this.#asking) {
      this.#again = true;
      return;
    }
    // To the kernel an unacknowledged task is still open: named among those held, it is not sent again.
    const held = [...new Set([...holding, ...this.#around.waiting()])].slice(0, MOST);
    const n = Math.min(MOST, DECK_SIZE - holding.size + held.length);
    const asking = (this.#asking = new AbortController());
    this.#line.ask("deck", { n, holding: held }, asking.signal).then(
      (reply) => this.#answered(asking, () => this.#arrived(reply)),
      (error: unknown) => this.#answered(asking, () => this.#around.refused(error)),
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = null;
    this.#again = false;
  }

  #answered(asking: AbortController, act: () => void): void {
    if (this.#asking !== asking) return; // stopped meanwhile
    this.#asking = null;
    const again = this.#again;
    this.#again = false;
    act();
    if (again) this.refill();
  }

  #arrived({ tickets, progress }: DeckReply): void {
    this.#accept(tickets);
    this.#around.arrived(progress);
  }

  #accept(tickets: readonly Ticket[]): void {
    const known = new Set([...this.#deck.tasks, ...this.#around.shown(), ...this.#around.waiting()]);
    this.#deck.add(tickets.filter((ticket) => !known.has(ticket.view.task)));
  }
}
