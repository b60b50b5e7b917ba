/**
 * The draft in the browser and its way to the kernel: every edit shows at once, is kept in this browser
 * a moment later, and goes to the kernel behind it, which keeps it on disk and says what it thinks of it.
 */
import { batch, computed, signal } from "@preact/signals";
import { KernelError, type Rpc } from "../rpc";
import { Keep } from "../seat/keep";
import { Line } from "../seat/line";
import type { Answer, Checked, DesignDraft, DesignOpened, Lint, TaskView } from "../wire";
import { settled, type Edit } from "./edits";
import { after, begun, paused, redone, undone, type History } from "./history";
import { fromData, locate, text, toData, walk, withKeysOf, type Key, type Node } from "./tree";

/** Longer than between two letters: what the kernel sends back would be in the way of the next one. */
const DEBOUNCE_MS = 500;

/** What there is to say about one line of the outline. */
export type Note = { readonly problem: string; readonly field: string } | { readonly lint: Lint };

export type Phase = "opening" | "working" | "elsewhere" | "closed" | "failed";
export type Came = "recovered" | "elsewhere" | "reloaded" | "kept";

/** What the screen does when something comes by itself. */
export interface Heard {
  /** Another draft has come: why, and when it was kept (milliseconds). */
  came(why: Came, at: number | null): void;
  note(words: string): void;
  checked(checked: Checked): void;
  problem(words: string): void;
}

export class Design {
  readonly phase = signal<Phase>("opening");
  readonly failure = signal<string | null>(null);
  readonly opened = signal<DesignOpened | null>(null);
  readonly history = signal<History>(begun(fromData({})));
  readonly root = computed(() => this.history.value.now);
  readonly checked = signal<Checked | null>(null);
  readonly notes = signal<ReadonlyMap<Key, readonly Note[]>>(new Map());
  readonly file = signal("");
  /** How many changes the kernel knows of. */
  readonly acknowledged = signal(-1);
  readonly line: Line;
  /** The item of the preview and the answers given to it. */
  preview: () => { item: number; answers: Answer[] } = () => ({ item: 0, answers: [] });
  heard: Heard | null = null;
  #keep: Keep | null = null;
  #base = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: Promise<void> | null = null;
  #again = false;
  readonly #ended: AbortSignal;

  constructor(rpc: Rpc, ended: AbortSignal) {
    this.#ended = ended;
    this.line = new Line(rpc, ended, () => (this.phase.value = "elsewhere"));
    const deaf = rpc.onEvent(({ event }) => {
      if (event === "rubric_changed") void this.#open();
      else this.phase.value = event === "closed" ? "closed" : "elsewhere";
    });
    ended.addEventListener("abort", () => (deaf(), clearTimeout(this.#timer)));
    const leave = () => document.visibilityState === "hidden" && this.flush();
    document.addEventListener("visibilitychange", leave, { signal: ended });
    window.addEventListener("pagehide", () => this.flush(), { signal: ended });
    window.addEventListener("online", () => this.line.wake(), { signal: ended });
    void this.#open();
  }

  edit(edit: Edit, run: string | null = null): void {
    this.#go(after(this.history.peek(), edit, run));
  }

  /** The next edit is a step of its own. */
  pause(): void {
    this.history.value = paused(this.history.peek());
  }

  /** Takes a step back, or forth again; gives the key of what it changed, or null if there is none. */
  undo(): Key | null {
    const { past } = this.history.peek();
    this.#go(undone(this.history.peek()));
    return past?.at ?? null;
  }

  redo(): Key | null {
    const { future } = this.history.peek();
    this.#go(redone(this.history.peek()));
    return future?.at ?? null;
  }

  /** Has the kernel look again soon: the draft or the preview's answers have changed. */
  soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), DEBOUNCE_MS);
  }

  /** Keeps the draft in this browser and sends it now. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.opened.peek() !== null && this.history.peek().changes !== this.acknowledged.peek()) void this.check();
  }

  /** Has the kernel know the draft and say what it thinks of it; one question at a time, until nothing is new. */
  check(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.opened.peek() === null || this.phase.peek() !== "working") return Promise.resolve();
    this.#remember();
    this.#again = true;
    return (this.#asking ??= this.#ask().finally(() => (this.#asking = null)));
  }

  async #ask(): Promise<void> {
    while (this.#again && !this.#ended.aborted) {
      this.#again = false;
      const { now, changes } = this.history.peek();
      const draft = changes === this.acknowledged.peek() ? null : this.#draft();
      try {
        this.#checked(now, changes, await this.line.ask("design_check", { draft, ...this.preview() }));
      } catch (error) {
        if (error instanceof KernelError && error.code === "stale_draft") await this.#open();
        else this.#failed(error);
      }
    }
  }

  /** Saves what is on the screen; gives the file and the version, or null if the file was changed meanwhile. */
  async save(beside = false): Promise<{ file: string; version: string; comments_kept: boolean } | null> {
    await this.check();
    const sent = this.history.peek().changes;
    try {
      const saved = await this.line.ask("design_save", { changes: this.acknowledged.peek(), beside });
      batch(() => {
        this.#base = saved.base;
        this.file.value = saved.file;
        const isLatest = this.history.peek().changes === sent;
        const { now } = this.history.peek();
        if (text(now.fields, "version") !== saved.version) this.edit({ do: "set", key: now.key, field: "version", value: saved.version });
        const history = this.history.peek();
        this.history.value = { ...history, now: settled(history.now) };
        // The kernel has set the version, too: what it has now is what is here.
        if (isLatest) this.acknowledged.value = this.history.peek().changes;
      });
      await this.check();
      return saved;
    } catch (error) {
      if (error instanceof KernelError && error.code === "changed_on_disk") return null;
      throw error;
    }
  }

  async reload(): Promise<void> {
    this.#take(await this.line.ask("design_reload", {}), "reloaded");
  }

  item(item: number): Promise<TaskView> {
    return this.line.ask("design_item", { item });
  }

  takeBack(): void {
    void this.#open();
  }

  async #open(): Promise<void> {
    const first = this.opened.peek() === null;
    try {
      const opened = await this.line.ask("design_open", {});
      if (first) this.#begin(opened);
      else this.#take(opened, "elsewhere");
    } catch (error) {
      this.#failed(error);
    }
  }

  #begin(opened: DesignOpened): void {
    const keep = (this.#keep = new Keep(`evalwidgets:1:design:${opened.place}:`));
    const here = (keep.read("draft") as { draft: DesignDraft; at: number } | null)?.draft;
    batch(() => {
      this.#know(opened);
      this.history.value = begun(fromData(opened.draft.data), opened.draft.changes);
      if (here && here.base === opened.draft.base && here.changes > opened.draft.changes) {
        this.edit({ do: "replace", root: withKeysOf(this.root.peek(), fromData(here.data)) });
        this.history.value = { ...this.history.peek(), changes: here.changes };
        this.heard?.came("recovered", null);
      } else if (opened.kept !== null) this.heard?.came("kept", opened.kept);
      else if (opened.note !== null) this.heard?.note(opened.note);
    });
    void this.check();
  }

  /** Takes the kernel's draft in place of the one here, as one step that can be undone. */
  #take(opened: DesignOpened, why: Came): void {
    batch(() => {
      this.#know(opened);
      const { now, changes } = this.history.peek();
      const { data } = opened.draft;
      if (changes === opened.draft.changes && JSON.stringify(toData(now)) === JSON.stringify(data)) return;
      this.edit({ do: "replace", root: withKeysOf(now, fromData(data)) });
      this.history.value = { ...this.history.peek(), changes: opened.draft.changes };
      this.heard?.came(why, null);
    });
    void this.check();
  }

  #know(opened: DesignOpened): void {
    this.opened.value = opened;
    this.file.value = opened.file;
    this.#base = opened.draft.base;
    this.acknowledged.value = opened.draft.changes;
    this.phase.value = "working";
  }

  #go(next: History | null): void {
    if (next === null || next === this.history.peek()) return;
    this.history.value = next;
    this.soon();
  }

  /** Keeps what the kernel does not have yet in this browser. */
  #remember(): void {
    if (this.history.peek().changes === this.acknowledged.peek()) return;
    this.#keep?.set("draft", JSON.stringify({ at: Date.now(), draft: this.#draft() }));
  }

  #draft(): DesignDraft {
    const { now, changes } = this.history.peek();
    return { data: { ...toData(now) }, changes, base: this.#base };
  }

  #checked(root: Node, changes: number, checked: Checked): void {
    if (this.#ended.aborted) return;
    batch(() => {
      this.heard?.checked(checked);
      this.acknowledged.value = changes;
      this.checked.value = checked;
      this.notes.value = likeBefore(notesOf(root, checked), this.notes.peek());
    });
    if (this.history.peek().changes === changes && checked.kept) this.#keep?.remove("draft");
  }

  #failed(error: unknown): void {
    if (!(error instanceof KernelError)) return; // given up
    if (this.opened.peek() !== null) return this.heard?.problem(error.message);
    this.failure.value = error.message;
    this.phase.value = "failed";
  }
}

/** What was said about a draft, by the lines that it is about. */
function notesOf(root: Node, { problems, lint }: Checked): Map<Key, readonly Note[]> {
  const notes = new Map<Key, readonly Note[]>();
  const add = (key: Key, note: Note) => notes.set(key, [...(notes.get(key) ?? []), note]);
  for (const { loc, message } of problems) {
    const [node, rest] = locate(root, loc);
    add(node.key, { problem: message, field: rest.join(" ") });
  }
  const byId = new Map([...walk(root)].map(({ node }) => [`${node.sort} ${text(node.fields, "id")}`, node.key]));
  for (const one of lint) {
    const id = one.criterion !== null ? `criterion ${one.criterion}` : `group ${one.group ?? ""}`;
    add(byId.get(id) ?? root.key, { lint: one });
  }
  return notes;
}

/** The notes, those that say the same as before being the same: their lines need not render. */
function likeBefore(notes: Map<Key, readonly Note[]>, before: ReadonlyMap<Key, readonly Note[]>): Map<Key, readonly Note[]> {
  for (const [key, now] of notes) {
    const was = before.get(key);
    if (was && JSON.stringify(was) === JSON.stringify(now)) notes.set(key, was);
  }
  return notes;
}
