/**
 * Judgments on their way to the store: an ordered queue that outlives the page.
 *
 * An entry is written down before anything is sent, goes out alone and in order until the kernel
 * acknowledges its commit, and is forgotten only then. Tabs that share a seat share the entries, one
 * storage key each, so that none writes over another's; sending one twice is harmless (its UUID).
 */
import { batch, signal, type ReadonlySignal } from "@preact/signals";
import { KernelError } from "../rpc";
import type { JudgeRequest, Judged, Undone, UndoRequest } from "../wire";
import type { Keep } from "./keep";
import type { Line } from "./line";

/** `at` is wall-clock ms; `order` decides what goes out first. */
interface Kept {
  readonly at: number;
  readonly order: number;
}
export type JudgeEntry = Kept & { readonly op: "judge"; readonly payload: JudgeRequest };
export type UndoEntry = Kept & { readonly op: "undo"; readonly payload: UndoRequest; readonly undoes: JudgeRequest | null };
export type Entry = JudgeEntry | UndoEntry;
type New = Omit<JudgeEntry, keyof Kept> | Omit<UndoEntry, keyof Kept>;

export interface Outcomes {
  judged(entry: JudgeEntry, result: Judged): void;
  undone(entry: UndoEntry, result: Undone): void;
  /** The kernel will not take it; it is kept aside and the rest goes on. */
  refused(entry: Entry, error: KernelError): void;
}

interface Settled {
  readonly ids: Set<string>;
  readonly news: EventTarget;
}
const page = globalThis as unknown as Record<symbol, Settled | undefined>;
// Two widgets on one page may hold the same entry: what one got acknowledged the other forgets.
const settled = (page[Symbol.for("evalwidgets.settled")] ??= { ids: new Set(), news: new EventTarget() });

const idOf = (entry: { payload: { judgment: string } }) => entry.payload.judgment;
const taskOf = (entry: Entry) => (entry.op === "judge" ? entry.payload.task : (entry.undoes?.task ?? null));

export class Outbox {
  readonly #keep: Keep;
  readonly #line: Line;
  readonly #outcomes: Outcomes;
  readonly #own = new Map<string, Entry>();
  readonly #entries = signal<readonly Entry[]>([]);
  readonly #ended: AbortSignal;
  #sending: { id: string; givenUp: AbortController } | null = null;

  /** What is not acknowledged yet, in order. */
  readonly entries: ReadonlySignal<readonly Entry[]> = this.#entries;

  constructor(line: Line, keep: Keep, outcomes: Outcomes, ended: AbortSignal) {
    this.#line = line;
    this.#keep = keep;
    this.#outcomes = outcomes;
    this.#ended = ended;
    for (const key of keep.keys("aside:")) keep.read(key); // drops what is older than a week
    keep.onOtherTab((key, removed) => {
      if (!key.startsWith("entry:")) return;
      if (removed) this.#own.delete(key.slice("entry:".length));
      this.#refresh();
    }, ended);
    settled.news.addEventListener("settled", this.#refresh, { signal: ended });
    window.addEventListener(
      "beforeunload",
      (event) => {
        if (this.#entries.peek().length) event.preventDefault();
      },
      { signal: ended },
    );
    this.#refresh();
  }

  /** Writes the entry down, then sends it when its turn comes. */
  add(entry: New): void {
    const last = this.#entries.peek().at(-1)?.order ?? 0;
    const at = Date.now();
    const whole: Entry = { ...entry, at, order: Math.max(at, last + 1) };
    this.#own.set(idOf(whole), whole);
    this.#keep.set(`entry:${idOf(whole)}`, JSON.stringify(whole));
    this.#refresh();
  }

  /** Tasks that the kernel may still see as they were before. */
  tasks(): Set<number> {
    return new Set(this.#entries.peek().map(taskOf).filter((task) => task !== null));
  }

  /** Looks for what other tabs have left, and sends the first one, if none is on its way. */
  readonly #refresh = (): void => {
    const found = new Map(this.#own);
    for (const key of this.#keep.keys("entry:")) {
      const id = key.slice("entry:".length);
      const entry = found.has(id) ? null : (this.#keep.read(key) as Entry | null);
      if (entry) found.set(id, entry);
    }
    const left = [...found.values()].filter((entry) => !settled.ids.has(idOf(entry)));
    left.sort((a, b) => a.order - b.order || (idOf(a) < idOf(b) ? -1 : 1));
    this.#entries.value = left;
    if (this.#sending && !left.some((entry) => idOf(entry) === this.#sending?.id)) this.#sending.givenUp.abort();
    this.#next();
  };

  #next(): void {
    const entry = this.#entries.peek()[0];
    if (!entry || this.#sending || this.#ended.aborted) return;
    const givenUp = new AbortController();
    this.#sending = { id: idOf(entry), givenUp };
    const sent =
      entry.op === "judge"
        ? this.#line.ask("judge", entry.payload, givenUp.signal).then((result) => () => this.#outcomes.judged(entry, result))
        : this.#line.ask("undo", entry.payload, givenUp.signal).then((result) => () => this.#outcomes.undone(entry, result));
    void sent
      .catch((error: unknown) => {
        if (!(error instanceof KernelError)) return null; // given up: settled elsewhere, or the view is closed
        this.#keep.set(`aside:${idOf(entry)}`, JSON.stringify({ ...entry, message: error.message }));
        return () => this.#outcomes.refused(entry, error);
      })
      .then((outcome) => {
        this.#sending = null;
        if (outcome) batch(() => (this.#settle(entry), outcome()));
        this.#next();
      });
  }

  #settle(entry: Entry): void {
    settled.ids.add(idOf(entry));
    this.#own.delete(idOf(entry));
    this.#keep.remove(`entry:${idOf(entry)}`);
    settled.news.dispatchEvent(new Event("settled"));
  }
}
