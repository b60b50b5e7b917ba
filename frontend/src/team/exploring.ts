/** What the agreement explorer shows: the figures, the cell that is chosen, and the answers behind it. */
import { batch, computed, signal } from "@preact/signals";
import type { Rpc } from "../rpc";
import type { Agreement, Case, Evidence } from "../wire";
import { Asking } from "./asking";
import { Reader } from "./reader";
import { words } from "./words";

const PAGE = 30;

/** A cell: a criterion or all, and two experts or all. */
export interface Cell {
  readonly criterion: string | null;
  readonly raters: readonly string[];
}

export class Exploring extends Asking {
  readonly found = signal<Agreement | null>(null);
  readonly byAgreement = signal(true);
  readonly cell = signal<Cell | null>(null);
  readonly only = signal(true);
  readonly cases = signal<readonly Case[]>([]);
  readonly total = signal(0);
  readonly open = signal<Case | null>(null);
  readonly reader: Reader;
  readonly criteria = computed(() => {
    const rows = [...(this.found.value?.criteria ?? [])];
    // What is not defined has nothing to be sorted by: it goes last.
    return this.byAgreement.value ? rows.sort((a, b) => (a.figure.value ?? 2) - (b.figure.value ?? 2)) : rows;
  });

  constructor(rpc: Rpc, ended: AbortSignal) {
    super(rpc, ended);
    this.reader = new Reader(ended);
    void this.read();
  }

  async read(): Promise<void> {
    this.phase.value = "opening";
    const found = await this.attempt(this.line.ask("agreement_open", {}));
    if (!found) return;
    batch(() => {
      this.found.value = found;
      this.phase.value = "working";
      this.cell.value = null;
      this.open.value = null;
    });
  }

  choose(cell: Cell): void {
    batch(() => {
      this.cell.value = cell;
      this.cases.value = [];
      this.open.value = null;
    });
    void this.more();
  }

  show(only: boolean): void {
    this.only.value = only;
    const cell = this.cell.peek();
    if (cell) this.choose(cell);
  }

  async more(): Promise<void> {
    const cell = this.cell.peek();
    if (!cell) return;
    const start = this.cases.peek().length;
    const payload = { criterion: cell.criterion, raters: [...cell.raters], agreed: this.only.peek() ? false : null, start, limit: PAGE };
    const page = await this.attempt(this.line.ask("agreement_cases", payload));
    if (!page || this.cell.peek() !== cell || this.cases.peek().length !== start) return; // another cell was chosen
    batch(() => {
      this.cases.value = [...this.cases.peek(), ...page.cases];
      this.total.value = page.total;
    });
    this.say(words.agreement.cases(page.total));
  }

  async visit(one: Case): Promise<void> {
    const view = await this.attempt(this.line.ask("agreement_case", { task: one.task, criterion: one.criterion }));
    if (!view) return;
    const quotes: Evidence[] = one.marks.flatMap(({ evidence }) => evidence);
    batch(() => {
      this.open.value = one;
      this.reader.show(view, one.criterion, quotes);
    });
  }

  /** Shows the case after or before the one that is open. */
  step(by: 1 | -1): void {
    const all = this.cases.peek();
    const at = all.indexOf(this.open.peek() as Case);
    const next = all[at < 0 ? 0 : at + by];
    if (next) void this.visit(next);
  }
}
