/** A kernel in the browser: answers what the real one answers, so that the real app can be looked at. */
import type { Model } from "../src/model";
import type { Answer, Draft, History, HistoryEntry, JudgeRequest, Op, Request, Ticket } from "../src/wire";
import { opened, remarks, settings, taskOf } from "./samples";

export interface Options {
  kind: "grade" | "compare";
  total: number;
  /** The first task handed out; those before it are judged. */
  from: number;
  answers: Answer[];
  silent: boolean;
  failing: boolean;
  requireComment: "rubric" | "exceptions" | "all";
  latencyMs: number;
}

const empty: Draft = { answers: [], note: "", changes: 0, active_ms: 0, idle_ms: 0 };

export class FakeKernel implements Model {
  readonly judged = new Map<number, JudgeRequest>();
  readonly log: JudgeRequest[] = [];
  readonly #listeners = new Set<(content: unknown) => void>();
  readonly #drafts = new Map<number, Draft>();
  constructor(readonly options: Options) {
    for (let task = 1; task < options.from; task++) this.#judge({ judgment: `j${task}`, task, status: task % 4 === 0 ? "skipped" : "submitted", answers: [], reason: null, note: null, supersedes: null, active_ms: 0, idle_ms: 0, changes: 0 });
    if (options.answers.length > 0) this.#drafts.set(options.from, { ...empty, answers: options.answers, changes: 1 });
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
  event(event: "continued_elsewhere" | "closed"): void {
    for (const listener of this.#listeners) listener({ v: 1, event });
  }
  send(content: unknown): void {
    const { id, op, payload } = content as Request;
    if (this.options.silent && op !== "open") throw new Error("Cannot send");
    setTimeout(() => {
      if (this.options.failing) return this.#reply({ v: 1, id, ok: false, result: null, error: { code: "study", message: "The study chest.db cannot be opened: the folder is read-only.", criterion: null } });
      this.#reply({ v: 1, id, ok: true, result: this.#result(op, payload), error: null });
    }, this.options.latencyMs);
  }
  #reply(content: unknown): void {
    for (const listener of [...this.#listeners]) listener(content);
  }
  #judge(request: JudgeRequest): void {
    this.judged.set(request.task, request);
    this.log.push(request);
  }
  #progress() {
    const count = (status: string) => [...this.judged.values()].filter((one) => one.status === status).length;
    return { submitted: count("submitted"), skipped: count("skipped"), flagged: count("flagged"), total: this.options.total };
  }
  #ticket(task: number): Ticket {
    const done = this.judged.get(task);
    const draft = done ? { ...empty, answers: done.answers } : (this.#drafts.get(task) ?? empty);
    return { view: taskOf(task, this.options.kind), position: task, draft, judgment: done?.judgment ?? null, status: done?.status ?? null };
  }
  #deck(n: number, holding: readonly number[]) {
    const tickets: Ticket[] = [];
    for (let task = 1; task <= this.options.total && tickets.length + holding.length < n; task++)
      if (!this.judged.has(task) && !holding.includes(task)) tickets.push(this.#ticket(task));
    return { tickets, progress: this.#progress() };
  }
  #result(op: Op, payload: Record<string, unknown>): unknown {
    switch (op) {
      case "open":
        return { ...opened, kind: this.options.kind, settings: { ...settings, require_comment: this.options.requireComment }, deck: this.#deck(3, []) };
      case "deck":
        return this.#deck(payload["n"] as number, payload["holding"] as number[]);
      case "judge": {
        const request = payload as unknown as JudgeRequest;
        const amended = this.judged.has(request.task);
        this.#judge(request);
        return { judgment: request.judgment, amended, progress: this.#progress() };
      }
      case "undo": {
        const last = [...this.judged.values()].find((one) => one.judgment === payload["target"]) ?? [...this.judged.values()].at(-1);
        const task = last?.task ?? 1;
        this.judged.delete(task);
        this.#drafts.set(task, { ...empty, answers: last?.answers ?? [], changes: 1 });
        return { ticket: this.#ticket(task), progress: this.#progress() };
      }
      case "draft":
        this.#drafts.set(payload["task"] as number, payload["draft"] as Draft);
        return { changes: (payload["draft"] as Draft).changes };
      case "list": {
        const entries = [...this.judged.values()].reverse().map((one): HistoryEntry => ({ seq: one.task, judgment: one.judgment, task: one.task, position: one.task, status: one.status, title: taskOf(one.task, "grade").prompt.at(-1)?.text ?? "", at: Date.now() * 1000 - one.task * 3e8, amended: one.supersedes !== null }));
        return { entries, more: false } satisfies History;
      }
      case "visit":
        return this.#ticket(payload["task"] as number);
      case "remark":
        return { ...payload, at: Date.now() * 1000, verdict: null, reason: null };
      case "remarks":
        return { remarks };
      case "bundle":
        return { hash: "", code: "" };
    }
  }
}
