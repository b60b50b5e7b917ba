/**
 * Unsubmitted answers: in this browser at once, in the kernel a moment later.
 *
 * The kernel's copy is for another browser, the browser's for a dead kernel; of two drafts of one
 * task the one with more changes is the later.
 */
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { Draft, Ticket } from "../wire";
import { positionsOnly } from "./answers";
import type { Keep } from "./keep";
import type { Line } from "./line";

export const DEBOUNCE_MS = 400;

interface KeptDraft {
  readonly at: number;
  readonly draft: Draft;
}

export class Drafts {
  readonly #line: Line;
  readonly #keep: Keep;
  readonly #held: (task: number) => boolean;
  readonly #ended: AbortSignal;
  readonly #unsaved = signal<ReadonlyMap<number, Draft>>(new Map());
  readonly #sending = new Map<number, AbortController>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Some answers are not in the kernel yet. */
  readonly dirty: ReadonlySignal<boolean> = computed(() => this.#unsaved.value.size > 0);

  /** `held(task)`: the outbox still has to tell the kernel something that comes before a draft of `task`. */
  constructor(line: Line, keep: Keep, held: (task: number) => boolean, ended: AbortSignal) {
    this.#line = line;
    this.#keep = keep;
    this.#held = held;
    this.#ended = ended;
    for (const key of keep.keys("draft:")) keep.read(key); // drops what is older than a week
    ended.addEventListener("abort", () => this.flush());
  }

  /** The later of the kernel's draft and this browser's. */
  best({ view, draft }: Ticket): Draft {
    const here = (this.#keep.read(`draft:${view.task}`) as KeptDraft | null)?.draft;
    // One made by another version of the rubric may answer what is not asked so any more: the kernel's has been sifted.
    const fits = here && [undefined, "", view.asked?.rubric ?? ""].includes(here.rubric);
    return fits && here.changes > draft.changes ? here : draft;
  }

  /** Keeps the draft in this browser only. */
  remember(task: number, draft: Draft): void {
    const kept: KeptDraft = { at: Date.now(), draft: { ...draft, answers: draft.answers.map(positionsOnly) } };
    this.#keep.set(`draft:${task}`, JSON.stringify(kept));
  }

  /** Keeps the draft here, and in the kernel as soon as the expert pauses. */
  change(task: number, draft: Draft): void {
    this.remember(task, draft);
    this.#mark(task, draft);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), DEBOUNCE_MS);
  }

  /** Forgets the draft of a task: its answers are a judgment now. */
  forget(task: number): void {
    this.#keep.remove(`draft:${task}`);
    this.#mark(task, null);
    this.#sending.get(task)?.abort();
    this.#sending.delete(task);
  }

  /** Nothing goes to the kernel any more (the seat is held elsewhere); this browser's copies stay. */
  pause(): void {
    clearTimeout(this.#timer);
    for (const sending of this.#sending.values()) sending.abort();
    this.#sending.clear();
    this.#unsaved.value = new Map();
  }

  /** Sends what has changed now. */
  readonly flush = (): void => {
    clearTimeout(this.#timer);
    for (const [task, draft] of this.#unsaved.peek()) {
      if (!this.#held(task) && !this.#sending.has(task)) void this.#send(task, draft);
    }
  };

  async #send(task: number, draft: Draft): Promise<void> {
    const givenUp = new AbortController();
    this.#sending.set(task, givenUp);
    try {
      const answers = draft.answers.map(positionsOnly);
      await this.#line.ask("draft", { task, draft: { ...draft, answers } }, givenUp.signal);
    } catch {
      // Refused (judged meanwhile, say) or given up: this browser's copy is all there can be.
    }
    if (givenUp.signal.aborted || this.#ended.aborted) return;
    this.#sending.delete(task);
    const latest = this.#unsaved.peek().get(task);
    if (latest === draft) this.#mark(task, null);
    else if (latest) this.flush();
  }

  #mark(task: number, draft: Draft | null): void {
    const before = this.#unsaved.peek();
    if (!draft && !before.has(task)) return;
    const after = new Map(before);
    if (draft) after.set(task, draft);
    else after.delete(task);
    this.#unsaved.value = after;
  }
}
