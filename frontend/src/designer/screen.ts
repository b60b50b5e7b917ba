/** What the designer's screen knows besides the draft: which line is at hand, what is open, what was said. */
import { batch, computed, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Payload } from "../rpc";
import { afterRender, hold, reveal } from "../ui/focus";
import { timeOfDay } from "../ui/words";
import type { DesignRemark } from "../wire";
import type { Came, Design } from "./design";
import { duplicated, freeId, nested, spotFor, stepped } from "./edits";
import type { Edit } from "./edits";
import { PreviewPane } from "./preview_pane";
import { find, node, text, walk, type Key, type Node } from "./tree";
import { words } from "./words";

export type Panel = "import" | "changes" | "inbox" | "keys" | "conflict";

const NOTICE_MS = 8000;

export class DesignScreen {
  /** The line that keys speak to. */
  readonly here = signal<Key>(0);
  /** The line whose fields are open. */
  readonly editing = signal<Key | null>(null);
  readonly panel = signal<Panel | null>(null);
  /** Of the two panes, where there is room for one. */
  readonly pane = signal<"outline" | "preview">("outline");
  readonly full = signal(false);
  readonly said = signal("");
  readonly notice = signal<string | null>(null);
  /** The draft is one that was found again, kept at this time of day. */
  readonly found = signal<string | null>(null);
  /** What experts said that waits for an answer. */
  readonly remarks = signal<readonly DesignRemark[]>([]);
  /** The lines from top to bottom. */
  readonly lines = computed(() => [...walk(this.design.root.value)]);
  readonly preview: PreviewPane;
  #notices: ReturnType<typeof setTimeout> | undefined;
  #before: HTMLElement | null = null;

  constructor(
    readonly design: Design,
    readonly root: ShadowRoot,
    end: AbortSignal,
  ) {
    this.preview = new PreviewPane(design, this, end);
    design.heard = {
      came: (why, at) => this.#came(why, at),
      note: (said) => this.say(said, true),
      checked: (checked) => {
        if (design.checked.peek() === null && design.opened.peek()?.study !== null) void this.askRemarks();
        this.preview.checked(checked);
      },
      problem: (said) => this.say(said, true),
    };
    end.addEventListener("abort", () => clearTimeout(this.#notices));
  }

  /** Says `words` in the live region; a problem is also shown. */
  say(words: string, problem = false): void {
    this.said.value = this.said.peek() === words ? `${words}\u00a0` : words;
    if (!problem) return;
    this.notice.value = words;
    clearTimeout(this.#notices);
    this.#notices = setTimeout(() => (this.notice.value = null), NOTICE_MS);
  }

  get place() {
    return find(this.design.root.peek(), this.here.peek()) ?? { node: this.design.root.peek(), parent: null, at: 0, depth: 0 };
  }

  /** Makes a line the one at hand, with the focus on it. */
  go(key: Key): void {
    this.here.value = key;
    this.pane.value = "outline";
    afterRender(() => this.focusLine(key));
  }

  toPreview(): void {
    this.pane.value = "preview";
    afterRender(() => this.preview.enter());
  }

  move(by: number): void {
    const lines = this.lines.peek();
    const at = lines.findIndex(({ node }) => node.key === this.place.node.key);
    const next = lines[Math.min(Math.max(at + by, 0), lines.length - 1)];
    if (next) this.go(next.node.key);
  }

  /** On to the next line that something is said about. */
  nextNote(): void {
    const lines = this.lines.peek();
    const at = lines.findIndex(({ node }) => node.key === this.place.node.key);
    const round = [...lines.slice(at + 1), ...lines.slice(0, at + 1)];
    const next = round.find(({ node }) => this.design.notes.peek().has(node.key));
    if (next) this.open(next.node.key);
    else this.say(words.outline.fine);
  }

  /** Opens the fields of a line, with the focus in the first. */
  open(key: Key): void {
    batch(() => {
      this.pane.value = "outline";
      this.here.value = key;
      this.editing.value = key;
    });
    afterRender(() => {
      const first = this.lineOf(key)?.querySelector<HTMLElement>("[data-fields] :is(textarea, input, select)");
      first?.focus({ preventScroll: true });
      const whole = this.lineOf(key);
      if (whole) reveal(whole);
    });
  }

  close(): void {
    const key = this.editing.peek();
    if (key === null) return;
    hold(this.root);
    this.editing.value = null;
    this.design.pause();
    this.go(key);
  }

  add(sort: "group" | "criterion"): void {
    const root = this.design.root.peek();
    const spot = spotFor(root, sort, this.place);
    if (!spot) return this.say(words.say.needsGroup, true);
    const fields = sort === "group" ? { id: freeId(root, "group"), title: "" } : { id: freeId(root, "criterion"), kind: "binary", text: "", points: 1 };
    const made = node(sort, fields, [], true);
    this.design.edit({ do: "add", node: made, ...spot });
    this.say(words.say.added(sort));
    this.open(made.key);
  }

  duplicate(): void {
    const copy = duplicated(this.design.root.peek(), this.place.node.key);
    if (!copy) return;
    this.design.edit(copy);
    if (this.editing.peek() === null) this.go(copy.node.key);
    else this.open(copy.node.key);
  }

  remove(): void {
    const { node, parent } = this.place;
    if (!parent) return;
    const lines = this.lines.peek();
    const at = lines.findIndex((line) => line.node.key === node.key);
    const gone = [...walk(node)].length;
    const next = lines[at + gone] ?? lines[at - 1];
    hold(this.root);
    batch(() => {
      this.design.edit({ do: "remove", key: node.key });
      this.editing.value = null;
    });
    this.say(words.say.removed(nameOf(node)));
    if (next) this.go(next.node.key);
  }

  step(by: 1 | -1): void {
    this.#move(stepped(this.design.root.peek(), this.place.node.key, by));
  }

  nest(by: 1 | -1): void {
    this.#move(nested(this.design.root.peek(), this.place.node.key, by));
  }

  /** Moves a line by an edit, and says where it is now; the focus stays on what it was on. */
  #move(edit: Edit | null): void {
    if (!edit) return this.say(words.say.stays);
    this.#keepFocus();
    this.design.edit(edit);
    const { node, parent, at } = this.place;
    if (parent) this.say(words.say.moved(nameOf(node), at + 1, parent.children.length, nameOf(parent)));
    afterRender(() => {
      const line = this.lineOf(node.key);
      if (line) reveal(line);
    });
  }

  back(by: "undo" | "redo"): void {
    const { design } = this;
    const { past, future } = design.history.peek();
    if ((by === "undo" ? past : future) === null) return this.say(by === "undo" ? words.say.nothing : words.say.nothingMore);
    const active = this.root.activeElement;
    hold(this.root);
    const at = by === "undo" ? design.undo() : design.redo();
    this.say(by === "undo" ? words.say.undone : words.say.redone);
    const root = design.root.peek();
    const there = at === null ? undefined : find(root, at);
    if (!find(root, this.editing.peek() ?? -1)) this.editing.value = null;
    if (there && this.editing.peek() !== at) this.editing.value = null;
    this.here.value = there?.node.key ?? root.key;
    afterRender(() => {
      if (active instanceof HTMLElement && active.isConnected && active.closest("[data-key]")?.getAttribute("data-key") === String(at))
        active.focus({ preventScroll: true });
      else this.focusLine(this.here.peek());
    });
  }

  async save(beside = false): Promise<void> {
    const { design } = this;
    if (design.phase.peek() !== "working") return;
    await design.check();
    const problems = design.checked.peek()?.problems.length ?? 0;
    if (problems > 0) {
      this.say(words.say.invalid(problems), true);
      const first = this.lines.peek().find(({ node }) => design.notes.peek().get(node.key)?.some((note) => "problem" in note));
      if (first) this.open(first.node.key);
      return;
    }
    await this.attempt(async () => {
      const saved = await design.save(beside);
      if (!saved) return this.openPanel("conflict");
      this.found.value = null;
      this.say(saved.comments_kept ? words.say.saved(saved.file, saved.version) : words.say.whole(saved.file), !saved.comments_kept);
    });
  }

  /** Does what may be refused; then it says why. */
  async attempt(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error), true);
      return false;
    }
  }

  /** Looks into the inbox, or settles a remark in it; false if that did not work. */
  askRemarks(settle?: Payload<"design_settle">): Promise<boolean> {
    const { line, opened } = this.design;
    return this.attempt(async () => {
      const { remarks, items } = await (settle ? line.ask("design_settle", settle) : line.ask("design_remarks", {}));
      this.remarks.value = remarks;
      const now = opened.peek();
      if (now) opened.value = { ...now, items };
    });
  }

  openPanel(panel: Panel): void {
    const active = this.root.activeElement;
    if (this.panel.peek() === null) this.#before = active instanceof HTMLElement ? active : null;
    hold(this.root);
    this.panel.value = panel;
  }

  closePanel(): void {
    hold(this.root);
    this.panel.value = null;
    const back = this.#before;
    this.#before = null;
    queueMicrotask(() => {
      if (back?.isConnected === true && back.closest("[inert]") === null) back.focus({ preventScroll: true });
      else this.focusLine(this.here.peek());
    });
  }

  /** Another rubric's groups at the end of this one, or in place of it. */
  take(data: Node, append: boolean): void {
    const root = this.design.root.peek();
    const taken = new Set([...walk(root)].map(({ node }) => text(node.fields, "id")));
    const named = (one: Node): Node => {
      let id = text(one.fields, "id");
      for (let n = 2; taken.has(id); n++) id = `${text(one.fields, "id")}_${n}`;
      taken.add(id);
      return { ...one, fields: { ...one.fields, id }, children: one.children.map(named) };
    };
    const groups = data.children.filter(({ sort }) => sort === "group");
    const asked = root.children.filter(({ sort }) => sort === "criterion");
    const kept = root.children.filter((child) => child.sort === "group" && child.children.length > 0);
    const next = append ? { ...root, children: [...kept, ...groups.map(named), ...asked] } : { ...data, key: root.key };
    this.design.edit({ do: "replace", root: next });
    this.say(words.say.imported([...walk(data)].filter(({ node }) => node.sort === "criterion").length));
    const first = append ? next.children[kept.length] : next;
    this.closePanel();
    if (first) this.go(first.key);
  }

  lineOf(key: Key): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(`[data-key="${key}"]`);
  }

  focusLine(key: Key): void {
    const line = this.lineOf(key)?.querySelector<HTMLElement>("[data-line]");
    line?.focus({ preventScroll: true });
    if (line) reveal(line);
  }

  /** What has the focus may go with what has come: then the line at hand gets it. */
  #keepFocus(): void {
    const active = this.root.activeElement;
    if (active === null) return;
    hold(this.root);
    afterRender(() => {
      if (active instanceof HTMLElement && active.isConnected) active.focus({ preventScroll: true });
      else this.focusLine(this.here.peek());
    });
  }

  #came(why: Came, at: number | null): void {
    this.#keepFocus();
    if (this.here.peek() === 0 || !find(this.design.root.peek(), this.here.peek())) this.here.value = this.design.root.peek().key;
    if (why === "kept" && at !== null) this.found.value = timeOfDay(at * 1000);
    else this.say(why === "reloaded" ? words.say.reloaded : why === "recovered" ? words.say.recovered : words.say.elsewhere, true);
    if (why === "reloaded") this.found.value = null;
  }
}

export function nameOf({ sort, fields }: Node): string {
  return text(fields, sort === "criterion" ? "text" : "title") || words.empty[sort];
}

const Context = createContext<DesignScreen | null>(null);

export const DesignProvider = Context.Provider;

export function useDesign(): DesignScreen {
  const screen = useContext(Context);
  if (screen === null) throw new Error("a component of the designer was rendered outside a view");
  return screen;
}
