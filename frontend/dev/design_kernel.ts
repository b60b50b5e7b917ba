/** The kernel's side of the rubric designer, in the browser: enough of it to look at the screen. */
import type { Model } from "../src/model";
import { fromData, text, walk } from "../src/designer/tree";
import type { Checked, Criterion, DesignDraft, DesignRemark, Group, Request } from "../src/wire";
import { groups, instructions, settings, taskOf } from "./samples";

const base = { help: "", points: 0, weight: null, weight_class: "", reverse: false, polarity: null, gate: null, needs: [], scope: null, required: true, na: { allow: true, reasons: settings.na_reasons }, require_comment: false, require_evidence: false, tags: [], options: [] };

export class DesignKernel implements Model {
  readonly #listeners = new Set<(content: unknown) => void>();
  #draft: DesignDraft;
  #saved = "";
  changedOnDisk = false;
  remarks: DesignRemark[] = [
    { id: "1", kind: "propose", expert: "dr-osei", at: Date.now() * 1000 - 3e9, text: "Says what to do if the pain comes back at night", criterion: null, item: 1 },
    { id: "2", kind: "unclear", expert: "dr-lind", at: Date.now() * 1000 - 9e9, text: "Is a dose that is merely high meant as well?", criterion: "dose", item: 0 },
  ];

  constructor(
    readonly many: number,
    readonly empty: boolean,
  ) {
    const copies = Array.from({ length: many }, (_, n) => ({ id: `c${n}`, kind: "binary", text: `Criterion ${n}: names a concrete reason for what it advises, in words that a patient knows`, points: (n % 7) - 2 }));
    const own = many > 0 ? [{ id: "many", title: "Many", criteria: copies }] : plain(groups);
    this.#draft = { data: { id: "chest", title: "Chest pain", version: "1.2.0", instructions, groups: empty ? [{ id: "general", title: "General", criteria: [] }] : own }, changes: 0, base: "b" };
    this.#saved = JSON.stringify(this.#draft.data);
  }

  get(): unknown {
    return "";
  }
  on(_name: "msg:custom", listener: (content: unknown) => void): void {
    this.#listeners.add(listener);
  }
  off(_name: "msg:custom", listener: (content: unknown) => void): void {
    this.#listeners.delete(listener);
  }
  send(content: unknown): void {
    const { id, op, payload } = content as Request;
    setTimeout(() => {
      const error = op === "design_save" && this.changedOnDisk ? { code: "changed_on_disk", message: "", criterion: null } : null;
      const reply = { v: 1, id, ok: error === null, result: error ? null : this.#result(op, payload), error };
      for (const listener of [...this.#listeners]) listener(reply);
    }, 8);
  }

  #result(op: string, payload: Record<string, unknown>): unknown {
    switch (op) {
      case "design_open":
        return { place: "dev", file: "chest_pain.yaml", draft: this.#draft, kept: null, items: this.#items(), library: [{ name: "medical_accuracy", title: "Medical accuracy" }], study: "Chest pain 1.1.0", settings, note: null };
      case "design_check":
        this.#draft = (payload["draft"] as DesignDraft | null) ?? this.#draft;
        return this.#checked();
      case "design_item":
        return { ...taskOf([7, 8, 9, 10][payload["item"] as number] ?? 7, "grade"), groups: this.#groups() };
      case "design_changes":
        return { before: "1.1.0", version: "1.3.0", bump: "minor", changes: [{ place: "criterion dose", words: "points: −5 → −10", stale: false }, { place: "criterion age", words: "added (“Takes the person’s age into account”)", stale: true }, { place: "rubric", words: "instructions reworded (3 words out, 11 in)", stale: false }] };
      case "design_save":
        this.#saved = JSON.stringify({ ...this.#draft.data, version: "1.3.0" });
        this.#draft = { ...this.#draft, data: { ...this.#draft.data, version: "1.3.0" }, changes: this.#draft.changes + 1 };
        return { file: "chest_pain.yaml", version: "1.3.0", base: "b", comments_kept: true };
      case "design_import":
        return { data: { id: "other", title: "Medical accuracy", version: "1.0.0", groups: plain(groups) }, note: "" };
      case "design_text":
        return { data: payload["data"], text: Object.entries(payload["data"] as object).map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join("\n") };
      case "design_remarks":
        return { remarks: this.remarks, items: this.#items() };
      case "design_settle":
        return { remarks: (this.remarks = this.remarks.filter(({ id }) => id !== payload["id"])), items: this.#items() };
      default:
        return { hash: "", code: "" };
    }
  }

  #items() {
    return [1, 2, 3, 4].map((n) => ({ title: taskOf(n, "grade").prompt.at(-1)?.text ?? "" }));
  }

  #groups(): Group[] {
    const places = [...walk(fromData(this.#draft.data))];
    return places.filter(({ node }) => node.sort === "group").map(({ node }) => ({
      id: text(node.fields, "id"), title: text(node.fields, "title"), description: text(node.fields, "description"), weight: 1, tags: [], groups: [],
      criteria: node.children.filter(({ sort, fields }) => sort === "criterion" && fields["text"] !== "").map(({ fields }) => ({ ...base, ...fields }) as unknown as Criterion),
    })).filter(({ criteria }) => criteria.length > 0);
  }

  #checked(): Checked {
    const { data, changes } = this.#draft;
    const criteria = [...walk(fromData(data))].filter(({ node }) => node.sort === "criterion");
    const blank = this.#groupsWithBlanks(data);
    const lint = criteria.filter(({ node }) => /and/.test(text(node.fields, "text"))).slice(0, 3).map(({ node }) => ({
      rule: "double-barrelled", warning: false, found: "Asks two things at once: “wait” and “rest”.", why: "An expert who finds one of them met and the other not can only guess.", suggestion: "Make it two criteria.", criterion: text(node.fields, "id"), group: null,
    }));
    const rows = [["seek_care", "met", "1", "8", "8", "8"], ["dose", "present", "1", "−10", "−10", "penalty"]];
    const header = ["Criterion", "Answer", "Counts as", "Times", "Gives", "Of"];
    return {
      changes, problems: blank, lint, groups: this.#groups(), instructions, examples: [], kept: true, saved: JSON.stringify(data) === this.#saved, version: "1.3.0",
      totals: [{ name: "", best: 26, worst: -20, criteria: criteria.length }, { name: "Safety", best: 8, worst: -10, criteria: 3 }, { name: "Accuracy", best: 5, worst: -5, criteria: 3 }],
      score: { value: 0.62, words: "", header, rows, steps: ["points earned over positive points: 13 of 21 = 0.619"] },
    };
  }

  #groupsWithBlanks(data: DesignDraft["data"]) {
    const problems: Checked["problems"] = [];
    (data["groups"] as { criteria?: { text: string }[] }[]).forEach((group, g) => {
      group.criteria?.forEach((criterion, c) => criterion.text === "" && problems.push({ loc: ["groups", g, "criteria", c, "text"], message: "must not be empty" }));
    });
    return problems;
  }
}

/** What a file would say: without what is at its default. */
function plain(of: Group[]): Record<string, unknown>[] {
  return of.map(({ id, title, criteria }) => ({
    id, title,
    criteria: criteria.map((criterion) => Object.fromEntries(Object.entries(criterion).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(base[name as keyof typeof base])))),
  }));
}
