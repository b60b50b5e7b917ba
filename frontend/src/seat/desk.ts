/** The task on the screen with its answers and its time, and the one a visit has taken off it. */
import { batch, signal, type ReadonlySignal } from "@preact/signals";
import type { Answer, Draft, Settings } from "../wire";
import type { Drafts } from "./drafts";
import { Form } from "./form";
import { Timer } from "./timer";
import type { CurrentTask } from "./types";

export const taskOf = (task: CurrentTask<unknown>): number => task.ticket.view.task;

export class Desk<Texts> {
  readonly current = signal<CurrentTask<Texts> | null>(null);
  readonly visiting = signal(false);
  readonly form: Form;
  readonly clock: Timer;
  readonly #drafts: () => Drafts | null;
  /** The open task that a visit has taken off the screen. */
  #base: CurrentTask<Texts> | null = null;

  constructor(rule: () => Settings["require_comment"], drafts: () => Drafts | null, ended: AbortSignal) {
    this.form = new Form(rule);
    this.clock = new Timer(ended);
    this.#drafts = drafts;
  }

  /** Open tasks that are here. */
  get tasks(): number[] {
    return [this.current.peek(), this.#base].filter((task) => task !== null).map(taskOf);
  }

  answerOf(criterion: string): ReadonlySignal<Answer | undefined> {
    return this.form.answerOf(criterion);
  }

  /** Changes the answers, and keeps them as a draft. */
  change(act: (form: Form) => void): void {
    const task = this.current.peek();
    const drafts = this.#drafts();
    if (!task || !drafts) return;
    batch(() => {
      act(this.form);
      drafts.change(taskOf(task), this.draft());
    });
  }

  /** What is answered now, with the time it took. */
  draft(): Draft {
    const timing = { active_ms: this.clock.active, idle_ms: this.clock.idleMs };
    const rubric = this.current.peek()?.ticket.view.asked?.rubric ?? "";
    return { answers: this.form.answers(), note: this.form.note.peek(), changes: this.form.changes, rubric, ...timing };
  }

  show(task: CurrentTask<Texts> | null): void {
    const drafts = this.#drafts();
    const draft = task && (drafts?.best(task.ticket) ?? task.ticket.draft);
    this.current.value = task;
    this.form.show(task?.ticket.view ?? null, draft);
    if (!task || !draft) return this.clock.stop();
    this.clock.start(draft.active_ms, draft.idle_ms);
    // This browser knows more than the kernel: typed while that was dead, or before a reload.
    if (draft !== task.ticket.draft) drafts?.change(taskOf(task), draft);
  }

  /** The task is about to leave the screen unsubmitted: its answers and its time are kept. */
  park(): void {
    const task = this.current.peek();
    if (task && this.form.changes > task.ticket.draft.changes) this.#drafts()?.remember(taskOf(task), this.draft());
    this.#drafts()?.flush();
  }

  visit(task: CurrentTask<Texts>): void {
    this.park();
    if (!this.visiting.peek()) this.#base = this.current.peek();
    this.visiting.value = true;
    this.show(task);
  }

  /** Ends a visit; false if there is no task to come back to. */
  endVisit(): boolean {
    const base = this.#base;
    this.#base = null;
    this.visiting.value = false;
    if (base) this.show(base);
    return base !== null;
  }

  clear(): void {
    this.#base = this.current.value = null;
    this.visiting.value = false;
  }
}
