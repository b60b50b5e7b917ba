/** The answers to the task on the screen: one signal a criterion, so that one row re-renders. */
import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Answer, Draft, Settings, TaskView } from "../wire";
import { askedIn } from "./asked";
import { missingOf } from "./required";

export class Form {
  readonly #view = signal<TaskView | null>(null);
  readonly #rule: () => Settings["require_comment"];
  // Kept over tasks: a row that shows the same criterion of the next task keeps its signal.
  readonly #answers = new Map<string, Signal<Answer | undefined>>();
  #asked: readonly string[] = [];
  readonly note = signal("");
  changes = 0;

  readonly left: ReadonlySignal<number> = computed(() => this.missing().length);

  constructor(rule: () => Settings["require_comment"]) {
    this.#rule = rule;
  }

  /** Shows another task with the answers of `draft`; null: no task. */
  show(view: TaskView | null, draft: Draft | null): void {
    batch(() => {
      const given = new Map((draft?.answers ?? []).map((answer) => [answer.criterion, answer]));
      for (const id of given.keys()) this.answerOf(id);
      for (const [id, answer] of this.#answers) answer.value = given.get(id);
      this.#asked = [...new Set([...(view ? criteriaOf(view) : []), ...given.keys()])];
      this.note.value = draft?.note ?? "";
      this.changes = draft?.changes ?? 0;
      this.#view.value = view;
    });
  }

  answerOf(criterion: string): Signal<Answer | undefined> {
    let found = this.#answers.get(criterion);
    if (!found) this.#answers.set(criterion, (found = signal<Answer | undefined>(undefined)));
    return found;
  }

  set(criterion: string, answer: Answer | null): void {
    this.changes += 1;
    if (!this.#asked.includes(criterion)) this.#asked = [...this.#asked, criterion];
    this.answerOf(criterion).value = answer ? { ...answer, criterion } : undefined;
  }

  setNote(text: string): void {
    this.changes += 1;
    this.note.value = text;
  }

  /** All answers, in the order asked. */
  answers(): Answer[] {
    return this.#asked.map((id) => this.answerOf(id).peek()).filter((answer) => answer !== undefined);
  }

  /** Criteria of a grade that the answers so far leave unasked; their answers stay in the draft, for who changes their mind. */
  readonly unasked: ReadonlySignal<ReadonlySet<string>> = computed(() => {
    const view = this.#view.value;
    if (view?.kind !== "grade") return NONE;
    const asked = new Set(askedIn(view, (id) => this.answerOf(id).value).map(({ id }) => id));
    const left = criteriaOf(view).filter((id) => !asked.has(id));
    return left.length === 0 ? NONE : new Set(left);
  });

  /** The answers to submit: all but those to criteria that are not asked. */
  judged(): Answer[] {
    return this.answers().filter(({ criterion }) => !this.unasked.peek().has(criterion));
  }

  missing(): string[] {
    const view = this.#view.value;
    return view ? missingOf(view, (id) => this.answerOf(id).value, this.#rule()) : [];
  }
}

const NONE: ReadonlySet<string> = new Set();

function criteriaOf(view: TaskView): string[] {
  const own = view.groups.flatMap((group) => group.criteria.map((criterion) => criterion.id));
  return view.kind === "compare" ? ["preference", ...own] : own;
}
