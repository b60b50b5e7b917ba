/** What the screen knows of an expert's seat: signals to read, and what the expert can do. */
import type { ReadonlySignal } from "@preact/signals";
import type { Answer, History, OnHub, Opened, Progress, Remark, RemarkRequest, Ticket } from "../wire";

export type Phase = "opening" | "working" | "finished" | "elsewhere" | "closed" | "failed";

/** Whether what the expert did is committed in the store, and if not, why, in words to show as they are. */
export type SavedState =
  | { state: "saved" }
  | { state: "saving" }
  | { state: "unsaved"; waiting: number; why: "busy" | "gone" | "refused"; message: string };

/** A remark on the task that is shown. */
export type NewRemark = Pick<RemarkRequest, "remark" | "kind" | "text" | "criterion">;

/** A task as it is shown; `texts` was made by `parse` when the ticket entered the deck. */
export interface CurrentTask<Texts> {
  readonly ticket: Ticket;
  readonly texts: Texts;
}

export interface Clock {
  /** Active milliseconds on the current task. */
  readonly activeMs: ReadonlySignal<number>;
  /** Active milliseconds in this block; a pause of five minutes begins a new one. */
  readonly blockMs: ReadonlySignal<number>;
}

/** All state is in signals; every action shows its effect in the same task, before any message is sent. */
export interface Seat<Texts> {
  readonly phase: ReadonlySignal<Phase>;
  /** Why the phase is "failed", in plain words. */
  readonly failure: ReadonlySignal<string | null>;
  readonly opened: ReadonlySignal<Opened | null>;
  /** Null in phase "working" means: the next task is on its way (or the kernel does not answer; see `saved`). */
  readonly current: ReadonlySignal<CurrentTask<Texts> | null>;
  /** What will be current after it, if that is here already: time enough to lay out its text. */
  readonly upcoming: ReadonlySignal<CurrentTask<Texts> | null>;
  readonly progress: ReadonlySignal<Progress>;
  readonly saved: ReadonlySignal<SavedState>;
  /** How the study's background push stands, if there is one: what is saved is saved in any case. */
  readonly onHub: ReadonlySignal<OnHub | null>;
  readonly canUndo: ReadonlySignal<boolean>;
  /** An earlier, judged task is shown; `submit` amends it. */
  readonly visiting: ReadonlySignal<boolean>;
  /** How many criteria `missing()` names. */
  readonly left: ReadonlySignal<number>;
  /** A word on the task as a whole, kept with the draft and the judgment. */
  readonly note: ReadonlySignal<string>;
  readonly clock: Clock;

  /** The answer to one criterion of the current task: its own signal, so that one row re-renders. */
  answerOf(criterion: string): ReadonlySignal<Answer | undefined>;
  /** Sets an answer; null clears it. Start from `answerOf(id).value ?? blank(id)` (seat/answers). */
  answer(criterion: string, answer: Answer | null): void;
  setNote(text: string): void;
  /** Criteria of the current task that its answers leave unasked: not shown, not required, not submitted. */
  readonly unasked: ReadonlySignal<ReadonlySet<string>>;
  /** Criteria that still block the submit, in the order shown: answer, comment or quote missing. */
  missing(): string[];
  /** Hands the judgment to the outbox and shows the next task; or returns what is missing and does nothing. */
  submit(): string[];
  skip(reason: string): void;
  flag(category: string, note: string): void;
  /** Brings the last judged task back with its answers; repeated, the one before. */
  undo(): void;
  /** Judged tasks, latest first, older than the sequence number `before`; rejects as `Rpc.call` does. */
  history(before?: number): Promise<History>;
  /** Shows a judged task with its answers; rejects as `Rpc.call` does. */
  visit(task: number): Promise<void>;
  /** Says something about the rubric; the same `id` again changes nothing. Rejects as `Rpc.call` does. */
  remark(remark: NewRemark): Promise<Remark>;
  /** What this expert has said about the rubric, latest first, with what became of it; rejects as `Rpc.call` does. */
  remarks(): Promise<readonly Remark[]>;
  /** Back to the task that was current. */
  leaveVisit(): void;
  /** In phase "elsewhere", "failed" or "finished": opens again here. */
  takeBack(): void;
}
