/** The adjudicator's bench: one dispute at a time; the next is shown when the decision is on the disk. */
import { batch, computed, signal } from "@preact/signals";
import type { Rpc } from "../rpc";
import { blank } from "../seat/answers";
import { questionsOf, type Question } from "../ui/questions";
import { uuid } from "../uuid";
import type { Answer, Docket, Settings } from "../wire";
import { Asking } from "./asking";
import { Reader } from "./reader";
import { words } from "./words";

const RULES: Settings = { require_comment: "rubric", block_minutes: null, idle_seconds: 60, na_reasons: [] };

export class Bench extends Asking {
  readonly docket = signal<Docket | null>(null);
  readonly saving = signal(false);
  /** The form for "neither" is open. */
  readonly neither = signal(false);
  readonly reason = signal("");
  /** The place of the answer that holds instead, among the choices; -1: it is contested. */
  readonly instead = signal(-1);
  readonly reader: Reader;
  readonly question = computed<Question | null>(() => {
    const dispute = this.docket.value?.dispute;
    return dispute ? (questionsOf(dispute.view, RULES).flatMap(({ questions }) => questions)[0] ?? null) : null;
  });

  constructor(rpc: Rpc, ended: AbortSignal) {
    super(rpc, ended);
    this.reader = new Reader(ended);
    void this.open();
  }

  async open(): Promise<void> {
    this.phase.value = "opening";
    this.#show(await this.attempt(this.line.ask("adjudicate_open", {})));
  }

  /** Sides with a letter; null: neither, as the form says. */
  async settle(side: string | null): Promise<void> {
    const dispute = this.docket.peek()?.dispute;
    if (!dispute || this.saving.peek() || (side === null && this.reason.peek().trim() === "")) return;
    const choice = side === null ? this.question.peek()?.choices[this.instead.peek()] : undefined;
    const criterion = this.question.peek()?.id ?? "";
    const answer: Answer | null = choice ? { ...blank(criterion), ...choice.value } : null;
    this.saving.value = true;
    const decision = { decision: uuid(), key: dispute.key, side, answer, reason: this.reason.peek().trim() };
    const next = await this.attempt(this.line.ask("adjudicate_settle", decision));
    this.saving.value = false;
    if (next) this.say(words.adjudicate.said(side, next.left));
    this.#show(next);
  }

  /** What a letter key means; false if it is none of the sides. */
  letter(key: string): boolean {
    const side = this.docket.peek()?.dispute?.sides.find(({ letter }) => letter.toLowerCase() === key.toLowerCase());
    if (side) void this.settle(side.letter);
    return side !== undefined;
  }

  #show(docket: Docket | null): void {
    if (!docket) return;
    batch(() => {
      this.docket.value = docket;
      this.phase.value = "working";
      this.neither.value = false;
      this.reason.value = "";
      this.instead.value = -1;
      const { dispute } = docket;
      if (!dispute) return;
      const quotes = dispute.sides.flatMap(({ given }) => given.flatMap(({ evidence }) => evidence));
      this.reader.show(dispute.view, this.question.peek()?.id ?? "", quotes);
    });
  }
}
