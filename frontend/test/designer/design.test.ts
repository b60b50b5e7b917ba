import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Design } from "../../src/designer/design";
import { toData, type Fields } from "../../src/designer/tree";
import type { Model } from "../../src/model";
import { Rpc } from "../../src/rpc";
import type { Checked, DesignDraft, DesignOpened, Request } from "../../src/wire";
import { until } from "../ui/view";

const settings: DesignOpened["settings"] = { require_comment: "rubric", block_minutes: null, idle_seconds: 60, na_reasons: [] };

/** The kernel's side, which answers when it is let; `gone` is a kernel that died. */
class Kernel implements Model {
  draft: DesignDraft = { data: { id: "r", title: "First", groups: [] }, changes: 0, base: "b" };
  saved = "";
  checks: (DesignDraft | null)[] = [];
  held: (() => void)[] | null = null;
  gone = false;
  readonly #listeners = new Set<(content: unknown) => void>();

  get(): unknown {
    return "";
  }
  on(_: "msg:custom", listener: (content: unknown) => void): void {
    this.#listeners.add(listener);
  }
  off(_: "msg:custom", listener: (content: unknown) => void): void {
    this.#listeners.delete(listener);
  }
  tell(content: unknown): void {
    for (const listener of [...this.#listeners]) listener(content);
  }
  send(content: unknown): void {
    if (this.gone) throw new Error("Cannot send");
    const { id, op, payload } = content as Request;
    const answer = () => this.tell(this.#answer(id, op, payload));
    if (this.held && op === "design_check") this.held.push(answer);
    else queueMicrotask(answer);
  }
  /** As if a cell had assigned `designer.rubric`. */
  assign(title: string): void {
    this.draft = { ...this.draft, data: { ...this.draft.data, title }, changes: this.draft.changes + 1 };
    this.tell({ v: 1, event: "rubric_changed" });
  }
  release(): void {
    const { held } = this;
    this.held = null;
    for (const answer of held ?? []) answer();
  }

  #answer(id: string, op: string, payload: Record<string, unknown>): unknown {
    const sent = payload["draft"] as DesignDraft | null | undefined;
    if (op === "design_check") this.checks.push(sent ?? null);
    if (sent && (sent.base !== this.draft.base || sent.changes <= this.draft.changes))
      return { v: 1, id, ok: false, result: null, error: { code: "stale_draft", message: "changed elsewhere", criterion: null } };
    if (sent) this.draft = sent;
    return { v: 1, id, ok: true, result: this.#result(op), error: null };
  }

  #result(op: string): unknown {
    const { data, changes } = this.draft;
    if (op === "design_open") return { place: "p", file: "r.yaml", draft: this.draft, kept: null, items: [], library: [], study: null, settings, note: null } satisfies DesignOpened;
    if (op === "design_save") {
      this.saved = String(data["title"]);
      this.draft = { data: { ...data, version: "1.1.0" }, changes: changes + 1, base: "c" };
      return { file: "r.yaml", version: "1.1.0", base: "c", comments_kept: true };
    }
    return { changes, problems: [{ loc: ["title"], message: "must not be empty" }], lint: [], groups: [], instructions: "", examples: [], totals: [], score: null, version: "1.1.0", saved: false, kept: true } satisfies Checked;
  }
}

let ends: AbortController[] = [];
let came: string[] = [];

/** A page of the designer on `kernel`, as far as it gets without an answer to its first check. */
async function page(kernel: Kernel): Promise<Design> {
  const end = new AbortController();
  ends.push(end);
  const design = new Design(new Rpc(kernel), end.signal);
  design.heard = { came: (why) => came.push(why), note: () => undefined, checked: () => undefined, problem: (words) => came.push(words) };
  await until(() => design.opened.peek() !== null);
  return design;
}

const title = (design: Design) => (toData(design.root.peek()) as Fields & { title: string }).title;
const type = (design: Design, value: string) => design.edit({ do: "set", key: design.root.peek().key, field: "title", value }, "title");
const settled = (design: Design) => until(() => design.acknowledged.peek() === design.history.peek().changes);

beforeEach(() => {
  localStorage.clear();
  [ends, came] = [[], []];
});
afterEach(() => ends.forEach((end) => end.abort()));

describe("a draft on its way to the kernel", () => {
  test("goes out once typing pauses, as it then is", async () => {
    const kernel = new Kernel();
    const design = await page(kernel);
    await until(() => kernel.checks.length === 1);
    for (const text of ["S", "Se", "Sec"]) type(design, text);
    await settled(design);
    expect(kernel.checks.map((draft) => draft?.data["title"])).toEqual([undefined, "Sec"]);
    expect(kernel.draft.changes).toBe(3);
    expect(design.notes.peek().get(design.root.peek().key)).toEqual([{ problem: "must not be empty", field: "title" }]);
  });

  test("is saved as it is on the screen, though an older one is still being looked at", async () => {
    const kernel = new Kernel();
    const design = await page(kernel);
    await until(() => kernel.checks.length === 1);
    kernel.held = [];
    type(design, "Old");
    void design.check();
    type(design, "New");
    const saving = design.save();
    kernel.release();
    expect(await saving).toMatchObject({ version: "1.1.0" });
    expect(kernel.saved).toBe("New");
    expect(toData(design.root.peek())).toMatchObject({ title: "New", version: "1.1.0" });
    await settled(design);
    expect(came).toEqual([]);
  });

  test("is kept in this browser until the kernel has it, and is there again on the next page", async () => {
    const kernel = new Kernel();
    const design = await page(kernel);
    await settled(design);
    kernel.gone = true;
    type(design, "Nearly lost");
    await until(() => localStorage.length > 0 && design.line.trouble.peek()?.why === "gone");
    ends[0]?.abort();
    kernel.gone = false;
    const again = await page(kernel);
    expect(title(again)).toBe("Nearly lost");
    expect(came).toEqual(["recovered"]);
    await settled(again);
    expect(kernel.draft.data["title"]).toBe("Nearly lost");
    expect(Object.keys(localStorage).filter((key) => key.includes("design"))).toEqual([]);
    again.undo();
    expect(title(again)).toBe("First");
  });

  test("that began from another file is not offered again", async () => {
    const kernel = new Kernel();
    localStorage.setItem("evalwidgets:1:design:p:draft", JSON.stringify({ at: Date.now(), draft: { data: { title: "Other" }, changes: 9, base: "other" } }));
    expect(title(await page(kernel))).toBe("First");
  });
});

describe("a draft that was changed elsewhere", () => {
  test("by a cell, is shown as one step that can be undone", async () => {
    const kernel = new Kernel();
    const design = await page(kernel);
    const { key } = design.root.peek();
    kernel.assign("From Python");
    await until(() => title(design) === "From Python");
    expect([came, design.root.peek().key]).toEqual([["elsewhere"], key]);
    design.undo();
    expect(title(design)).toBe("First");
    await settled(design);
    expect(kernel.draft.data["title"]).toBe("First");
  });

  test("wins over what was typed meanwhile, which is one step back", async () => {
    const kernel = new Kernel();
    const [one, other] = [await page(kernel), await page(kernel)];
    type(one, "One");
    await settled(one);
    type(other, "Other");
    await until(() => title(other) === "One");
    expect(came).toEqual(["elsewhere"]);
    other.undo();
    expect(title(other)).toBe("Other");
    await settled(other);
    expect(kernel.draft.data["title"]).toBe("Other");
  });
});
