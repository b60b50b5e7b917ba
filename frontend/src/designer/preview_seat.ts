/**
 * A seat for the designer's preview: the grader's own screen works on it as on any other, but what is
 * answered here is nobody's judgment. Submitted answers go to a try-out, if there is one, or nowhere.
 */
import { batch, signal } from "@preact/signals";
import { Form } from "../seat/form";
import { Timer } from "../seat/timer";
import type { CurrentTask, Phase, SavedState, Seat } from "../seat/seat";
import type { ParsedTask } from "../text/model";
import { parseTask } from "../text/parse";
import type { Answer, Checked, Draft, Group, History, Opened, Settings, TaskView } from "../wire";

/** One answer graded in a try-out; `spent` is the time in milliseconds by criterion. */
export interface Tried {
  readonly answers: readonly Answer[];
  readonly ms: number;
  readonly spent: ReadonlyMap<string, number>;
}

const NOTHING: Draft = { answers: [], note: "", changes: 0, active_ms: 0, idle_ms: 0, rubric: "" };
const NONE = { submitted: 0, skipped: 0, flagged: 0, total: null };

export class PreviewSeat implements Seat<ParsedTask> {
  readonly phase = signal<Phase>("working");
  readonly failure = signal<string | null>(null);
  readonly opened = signal<Opened | null>(null);
  readonly onHub = signal(null);
  readonly current = signal<CurrentTask<ParsedTask> | null>(null);
  readonly upcoming = signal(null);
  readonly progress = signal(NONE);
  readonly saved = signal<SavedState>({ state: "saved" });
  readonly canUndo = signal(false);
  readonly visiting = signal(false);
  readonly clock: Timer;
  readonly #form = new Form(() => this.opened.peek()?.settings.require_comment ?? "rubric");
  readonly left = this.#form.left;
  readonly unasked = this.#form.unasked;
  readonly note = this.#form.note;
  /** What happens to a submitted answer; and that any answer has changed. */
  done: (tried: Tried) => void = () => undefined;
  changed: () => void = () => undefined;
  #shown = 0;
  #spent = new Map<string, number>();
  #counted = 0;

  constructor(ended: AbortSignal) {
    this.clock = new Timer(ended);
  }

  /** What the instructions panel and the rules of the screen need. */
  about({ instructions, examples }: Pick<Checked, "instructions" | "examples">, settings: Settings): void {
    const names = { study: "", seat: "", kind: "grade", title: "", rubric: "", rubric_version: "", rubric_hash: "" };
    this.opened.value = { ...names, instructions, examples, settings, deck: { tickets: [], progress: NONE }, on_hub: null };
  }

  /** Shows an answer afresh, with nothing said about it yet. */
  show(view: TaskView): void {
    // A number of its own: the screen begins anew, though the same answer may have been there before.
    const task = { ...view, task: ++this.#shown };
    batch(() => {
      this.current.value = { ticket: { view: task, position: 1, draft: NOTHING, judgment: null, status: null }, texts: parseTask(task) };
      this.#form.show(task, NOTHING);
    });
    this.#spent = new Map();
    this.#counted = 0;
    this.clock.start(0, 0);
  }

  /** Asks something else about the answer that is shown; what was answered stays where it still has a place. */
  ask(groups: Group[]): void {
    const now = this.current.peek();
    if (!now) return;
    const before = now.ticket.view.groups;
    const view = { ...now.ticket.view, groups: groups.map((group, n) => likeBefore(group, before[n])) };
    batch(() => {
      this.current.value = { ...now, ticket: { ...now.ticket, view } };
      this.#form.show(view, { ...NOTHING, answers: this.answers() });
    });
  }

  answers(): Answer[] {
    return this.#form.answers();
  }

  answerOf(criterion: string) {
    return this.#form.answerOf(criterion);
  }

  answer(criterion: string, answer: Answer | null): void {
    const now = this.clock.active;
    this.#spent.set(criterion, (this.#spent.get(criterion) ?? 0) + now - this.#counted);
    this.#counted = now;
    this.#form.set(criterion, answer);
    this.changed();
  }

  setNote(text: string): void {
    this.#form.setNote(text);
  }

  missing(): string[] {
    return this.#form.missing();
  }

  submit(): string[] {
    const missing = this.missing();
    if (missing.length === 0) this.done({ answers: this.#form.judged(), ms: this.clock.active, spent: this.#spent });
    return missing;
  }

  skip(): void {
    this.done({ answers: [], ms: this.clock.active, spent: this.#spent });
  }

  flag(): void {
    this.skip();
  }

  history(): Promise<History> {
    return Promise.resolve({ entries: [], more: false });
  }

  remarks() {
    return Promise.resolve([]);
  }

  remark() {
    return Promise.reject(new Error());
  }

  // There is nothing to take back, to visit or to take over.
  undo(): void {}
  visit(): Promise<void> {
    return Promise.resolve();
  }
  leaveVisit(): void {}
  takeBack(): void {}
}

/** The group with the very criteria that were there before, where they say the same: their rows need not render. */
function likeBefore(group: Group, before: Group | undefined): Group {
  const known = new Map(before?.criteria.map((criterion) => [criterion.id, criterion]));
  const criteria = group.criteria.map((criterion) => {
    const was = known.get(criterion.id);
    return was && JSON.stringify(was) === JSON.stringify(criterion) ? was : criterion;
  });
  return { ...group, criteria };
}
