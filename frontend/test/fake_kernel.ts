/**
 * A kernel in memory for the tests of the seat: a store that survives restarts, and comms that lose,
 * delay and double messages, or die, as the test says. The rules are those of wire.py and Session.
 */
import type { Model } from "../src/model";
import type {
  Criterion, Deck, Draft, Event, History, JudgeRequest, OnHub, Opened, Progress, Remark, RemarkRequest, Reply, Request, TaskView, Ticket, UndoRequest,
} from "../src/wire";

export interface Stored {
  id: string;
  task: number;
  status: string;
  answers: JudgeRequest["answers"];
  supersedes: string | null;
}
interface Assignment {
  position: number;
  draft: Draft;
  /** The current judgment; null while the task is open. */
  judgment: string | null;
}

const EMPTY: Draft = { answers: [], note: "", changes: 0, active_ms: 0, idle_ms: 0, rubric: "" };

export function binary(id: string, more: Partial<Criterion> = {}): Criterion {
  return {
    kind: "binary", id, text: id, help: "", points: 1, required: true, na: { allow: true, reasons: ["not_applicable"] },
    require_comment: false, require_evidence: false, tags: [], polarity: null, needs: [], ...more,
  } as Criterion;
}

export class FakeKernel {
  /** The record, in the order of commit. */
  readonly record: Stored[] = [];
  readonly remarks: Remark[] = [];
  readonly assignments = new Map<number, Assignment>();
  readonly settings: Opened["settings"] = { require_comment: "rubric", block_minutes: 45, idle_seconds: 60, na_reasons: ["not_applicable"] };
  criteria: Criterion[] = [binary("good")];
  kind = "grade";
  onHub: OnHub | null = null;
  rubric = "r1";
  tasks: number;
  /** The error to answer an operation with, instead of doing it. */
  refuse: (request: Request) => { code: string; message: string } | null = () => null;
  readonly seen: Request[] = [];

  constructor(tasks: number) {
    this.tasks = tasks;
  }

  answer(request: Request): Reply {
    this.seen.push(request);
    const refusal = this.refuse(request);
    const reply = { v: 1, id: request.id, result: null, error: null };
    if (refusal) return { ...reply, ok: false, error: { ...refusal, criterion: null } };
    try {
      // Through JSON, as on the wire: nothing is shared with the page.
      const result: unknown = JSON.parse(JSON.stringify(this.#operate(request.op, request.payload)));
      return { ...reply, ok: true, result };
    } catch (error) {
      return { ...reply, ok: false, error: { code: error instanceof Refusal ? error.code : "internal", message: String(error), criterion: null } };
    }
  }

  /** The judgments in force: what no later record supersedes. */
  current(): Stored[] {
    const gone = new Set(this.record.map((stored) => stored.supersedes));
    return this.record.filter((stored) => !gone.has(stored.id) && stored.status !== "withdrawn");
  }

  progress(): Progress {
    const count = (status: string) => this.current().filter((stored) => stored.status === status).length;
    return { submitted: count("submitted"), skipped: count("skipped"), flagged: count("flagged"), total: this.tasks };
  }

  view(task: number): TaskView {
    const text = (words: string) => [{ role: "user", text: words }];
    return {
      task, kind: this.kind, prompt: text(`prompt ${task}`), reference: null, context: [], details: {}, warnings: [], asked: null,
      responses: [{ key: "A", messages: text(`response ${task}`), model: null }],
      groups: [{ id: "g", title: "G", description: "", weight: 1, tags: [], criteria: this.criteria, groups: [], extra: {} }],
    };
  }

  #operate(op: Request["op"], payload: Record<string, unknown>): unknown {
    switch (op) {
      case "bundle": return { hash: payload["hash"], code: "export const mount = () => undefined" };
      case "open": return this.#open();
      case "deck": return this.#deck(payload["n"] as number, payload["holding"] as number[]);
      case "judge": return this.#judge(payload as unknown as JudgeRequest);
      case "undo": return this.#undo(payload as unknown as UndoRequest);
      case "draft": return this.#draft(payload["task"] as number, payload["draft"] as Draft);
      case "list": return this.#list();
      case "remark": return this.#remark(payload as unknown as RemarkRequest);
      case "remarks": return { remarks: this.remarks };
      case "visit": return this.#ticket(payload["task"] as number);
      default: throw new Error(`the fake kernel does not answer ${op}`);
    }
  }

  #open(): Opened {
    return {
      study: "study-1", seat: "seat-1", kind: this.kind, title: "T", rubric: "R", rubric_version: "1", rubric_hash: this.rubric, instructions: "", examples: [],
      settings: this.settings, deck: this.#deck(3, []), on_hub: this.onHub,
    };
  }

  #deck(n: number, holding: number[]): Deck {
    const open = [...this.assignments].filter(([task, a]) => a.judgment === null && !holding.includes(task));
    open.sort(([, a], [, b]) => Number(b.draft.changes > 0) - Number(a.draft.changes > 0) || a.position - b.position);
    const tasks = open.map(([task]) => task).slice(0, Math.max(0, n - holding.length));
    while (tasks.length + holding.length < n && this.assignments.size < this.tasks) {
      const task = this.assignments.size + 1;
      this.assignments.set(task, { position: task, draft: EMPTY, judgment: null });
      tasks.push(task);
    }
    return { tickets: tasks.map((task) => this.#ticket(task)), progress: this.progress() };
  }

  #ticket(task: number): Ticket {
    const assignment = this.#assignment(task);
    const judged = this.record.find((stored) => stored.id === assignment.judgment);
    const draft = judged && !assignment.draft.changes ? { ...EMPTY, answers: judged.answers } : assignment.draft;
    return { view: this.view(task), position: assignment.position, draft, judgment: assignment.judgment, status: judged?.status ?? null };
  }

  #assignment(task: number): Assignment {
    const assignment = this.assignments.get(task);
    if (!assignment) throw new Refusal("study", `there is no task ${task}`);
    return assignment;
  }

  #judge(request: JudgeRequest): unknown {
    const assignment = this.#assignment(request.task);
    const before = this.record.find((stored) => stored.id === request.judgment);
    if (!before) {
      const { judgment: id, task, status, answers } = request;
      this.record.push({ id, task, status, answers, supersedes: assignment.judgment });
      assignment.judgment = id;
      assignment.draft = EMPTY;
    }
    return { judgment: request.judgment, amended: false, progress: this.progress() };
  }

  #undo({ judgment, target }: UndoRequest): unknown {
    const before = this.record.find((stored) => stored.id === judgment);
    const undone = before ?? this.current().filter((stored) => target === null || stored.id === target).at(-1);
    if (!undone) throw new Refusal("nothing_to_undo", "nothing to undo");
    if (!before) {
      this.record.push({ id: judgment, task: undone.task, status: "withdrawn", answers: [], supersedes: undone.id });
      const assignment = this.#assignment(undone.task);
      assignment.judgment = null;
      assignment.draft = { ...EMPTY, answers: undone.answers, changes: 1 };
    }
    return { ticket: this.#ticket(undone.task), progress: this.progress() };
  }

  #remark({ remark, kind, text, criterion, task }: RemarkRequest): Remark {
    const stored: Remark = { remark, kind, text, criterion, task, at: 0, verdict: null, reason: null };
    if (!this.remarks.some((known) => known.remark === remark)) this.remarks.unshift(stored);
    return stored;
  }

  #draft(task: number, draft: Draft): unknown {
    const assignment = this.#assignment(task);
    if (draft.changes > assignment.draft.changes) assignment.draft = draft;
    return { changes: assignment.draft.changes };
  }

  #list(): History {
    const entries = this.current().reverse().map((stored, seq) => ({
      seq, judgment: stored.id, task: stored.task, position: stored.task, status: stored.status, title: "", at: 0, amended: false,
    }));
    return { entries, more: false };
  }
}

class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What becomes of one message: lost, or arriving after each of these delays (ms). */
export type Fate = "lost" | readonly number[];

/** One widget's comm. `fate` decides over each message of either direction. */
export class FakeComm implements Model {
  readonly #kernel: FakeKernel;
  readonly #listeners = new Set<(content: unknown) => void>();
  /** The page knows that there is no kernel: `send` throws. */
  gone = false;
  fate: (direction: "up" | "down") => Fate = () => [5];

  constructor(kernel: FakeKernel) {
    this.#kernel = kernel;
  }

  get(name: string): unknown {
    return { _app: "abc", _widget: "rubric_grader" }[name];
  }

  send(content: unknown): void {
    if (this.gone) throw new Error("Cannot send");
    this.#carry("up", () => {
      const reply = this.#kernel.answer(JSON.parse(JSON.stringify(content)) as Request);
      this.#carry("down", () => this.#emit(reply));
    });
  }

  event(event: Event["event"], on_hub: OnHub | null = null): void {
    this.#emit({ v: 1, event, on_hub });
  }

  on(_name: string, listener: (content: unknown) => void): void {
    this.#listeners.add(listener);
  }

  off(_name: string, listener: (content: unknown) => void): void {
    this.#listeners.delete(listener);
  }

  get listening(): number {
    return this.#listeners.size;
  }

  #carry(direction: "up" | "down", arrive: () => void): void {
    const fate = this.fate(direction);
    if (fate === "lost") return;
    for (const delay of fate)
      setTimeout(() => {
        if (!this.gone) arrive();
      }, delay);
  }

  #emit(content: unknown): void {
    for (const listener of [...this.#listeners]) listener(content);
  }
}
