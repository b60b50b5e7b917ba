/**
 * An expert's seat in the browser: the task on the screen, the ones behind it, and nothing lost.
 *
 * Every action changes the signals and writes the outbox in the same task; what the kernel says of
 * it comes later and only corrects the picture.
 */
import { batch, computed, effect, signal, untracked, type ReadonlySignal } from "@preact/signals";
import { KernelError, type Payload, type Result, type Rpc } from "../rpc";
import { uuid } from "../uuid";
import type { Answer, Event, History, JudgeRequest, OnHub, Op, Opened, Progress, Remark, TaskView } from "../wire";
import { positionsOnly } from "./answers";
import { Desk, taskOf } from "./desk";
import { Done } from "./done";
import { Line } from "./line";
import type { Entry, Outcomes, UndoEntry } from "./outbox";
import { NONE, withWaiting } from "./progress";
import { Records } from "./records";
import { Refusals } from "./refusals";
import { savedState } from "./saved";
import { Supply } from "./supply";
import type { CurrentTask, NewRemark, Phase, SavedState, Seat } from "./types";

const GONE = "The notebook's kernel was stopped. Run this cell again.";
const CALL_MS = 10_000;

export class ExpertSeat<Texts> implements Seat<Texts> {
  readonly #rpc: Rpc;
  readonly #ended: AbortSignal;
  readonly #parse: (view: TaskView) => Texts;
  readonly #line: Line;
  readonly #supply: Supply<Texts>;
  readonly #desk: Desk<Texts>;
  readonly #done = new Done<Texts>();
  readonly #refusals = new Refusals();
  readonly #records = signal<Records | null>(null);
  readonly #counted = signal<Progress>(NONE);
  /** The undo whose task only the kernel knows. */
  readonly #asked = signal<string | null>(null);
  #opening: AbortController | null = null;

  readonly phase = signal<Phase>("opening");
  readonly failure = signal<string | null>(null);
  readonly opened = signal<Opened | null>(null);
  readonly onHub = signal<OnHub | null>(null);
  readonly current;
  readonly upcoming;
  readonly visiting;
  readonly note;
  readonly left;
  readonly unasked;
  readonly clock;
  readonly progress = computed(() => withWaiting(this.#counted.value, this.#records.value?.outbox.entries.value ?? []));
  readonly canUndo = computed(() => {
    const { submitted, skipped, flagged } = this.progress.value;
    const earlier = submitted + skipped + flagged > 0 && this.#asked.value === null;
    const atWork = this.phase.value === "working" || this.phase.value === "finished";
    return atWork && !this.#desk.visiting.value && (this.#done.any.value || earlier);
  });
  readonly saved = computed<SavedState>(() => {
    const records = this.#records.value;
    const phase = this.phase.value;
    return savedState({
      waiting: records?.outbox.entries.value.length ?? 0,
      draft: records?.drafts.dirty.value ?? false,
      starved: phase === "opening" || (phase === "working" && this.#desk.current.value === null),
      trouble: this.#line.trouble.value,
      refused: this.#refusals.sentence.value,
      durable: records?.keep.durable ?? true,
    });
  });

  constructor(rpc: Rpc, ended: AbortSignal, parse: (view: TaskView) => Texts) {
    this.#rpc = rpc;
    this.#ended = ended;
    this.#parse = parse;
    this.#line = new Line(rpc, ended, () => this.#continuedElsewhere());
    const rule = () => this.opened.value?.settings.require_comment ?? "rubric";
    const desk = (this.#desk = new Desk(rule, () => this.#records.peek()?.drafts ?? null, ended));
    this.current = desk.current;
    this.visiting = desk.visiting;
    this.note = desk.form.note;
    this.left = desk.form.left;
    this.unasked = desk.form.unasked;
    this.clock = desk.clock;
    const around = {
      shown: () => desk.tasks,
      waiting: () => this.#records.peek()?.outbox.tasks() ?? new Set<number>(),
      arrived: (progress: Progress) => this.#arrived(progress),
      refused: (error: unknown) => this.#failed(error),
    };
    this.#supply = new Supply(this.#line, parse, around, ended);
    this.upcoming = this.#supply.first;
    this.#listen();
    this.#open(false);
  }

  answerOf(criterion: string): ReadonlySignal<Answer | undefined> {
    return this.#desk.answerOf(criterion);
  }

  answer(criterion: string, answer: Answer | null): void {
    this.#desk.change((form) => form.set(criterion, answer));
  }

  setNote(text: string): void {
    this.#desk.change((form) => form.setNote(text));
  }

  missing(): string[] {
    return this.#desk.form.missing();
  }

  submit(): string[] {
    const missing = this.missing();
    if (missing.length === 0) this.#judge("submitted", null, this.note.peek());
    return missing;
  }

  skip(reason: string): void {
    this.#judge("skipped", reason, this.note.peek());
  }

  flag(category: string, note: string): void {
    this.#judge("flagged", category, note);
  }

  undo(): void {
    const records = this.#records.peek();
    if (!records || !this.canUndo.peek()) return;
    const last = this.#done.pop();
    const judgment = uuid();
    const undoes = last?.request ?? null;
    batch(() => {
      records.outbox.add({ op: "undo", payload: { judgment, target: undoes?.judgment ?? null }, undoes });
      if (!last) {
        this.#asked.value = judgment;
        return;
      }
      records.drafts.remember(taskOf(last.task), last.draft);
      const ticket = { ...last.task.ticket, draft: last.draft, judgment: null, status: null };
      this.#bringBack({ ticket, texts: last.task.texts });
    });
  }

  history(before?: number): Promise<History> {
    return this.#call("list", { before: before ?? null, limit: 50 });
  }

  async visit(task: number): Promise<void> {
    const ticket = await this.#call("visit", { task });
    if (this.#ended.aborted || !this.#atWork()) return;
    const visited = { ticket, texts: this.#parse(ticket.view) };
    batch(() => {
      this.#desk.visit(visited);
      this.phase.value = "working";
    });
  }

  remark(remark: NewRemark): Promise<Remark> {
    const task = this.current.peek();
    return this.#call("remark", { ...remark, task: task && taskOf(task) });
  }

  async remarks(): Promise<readonly Remark[]> {
    return (await this.#call("remarks", {})).remarks;
  }

  leaveVisit(): void {
    if (!this.visiting.peek()) return;
    batch(() => {
      this.#desk.park();
      if (!this.#desk.endVisit()) this.#advance();
    });
  }

  takeBack(): void {
    const phase = this.phase.peek();
    if (phase === "finished") this.#lookAgain();
    else if (phase === "elsewhere" || phase === "failed") this.#open(true);
  }

  /** The last view is about to go: what the kernel does not have yet is sent a last time. */
  leave(): void {
    this.#records.peek()?.drafts.flush();
  }

  #listen(): void {
    const signal = this.#ended;
    const deaf = this.#rpc.onEvent((event) => this.#heard(event));
    // A dead kernel shows before anything else could: say so at once, and go on asking.
    const watch = effect(() => {
      if (this.#line.trouble.value?.why === "gone" && this.phase.peek() === "opening") this.#fail(GONE);
    });
    // By whatever way: acknowledged here or in another view of the seat, or refused.
    let before = 0;
    const behind = effect(() => {
      const waiting = this.#records.value?.outbox.entries.value.length ?? 0;
      if (waiting < before) untracked(() => this.#caughtUp(waiting));
      before = waiting;
    });
    signal.addEventListener("abort", () => {
      deaf();
      watch();
      behind();
    });
    const seen = () => (document.visibilityState === "hidden" ? this.leave() : this.#lookAgain());
    document.addEventListener("visibilitychange", seen, { signal });
    window.addEventListener("pagehide", () => this.leave(), { signal });
    window.addEventListener("online", () => this.#line.wake(), { signal });
  }

  /** `take`: from whichever widget holds the seat. A page that is only loaded again takes nothing. */
  #open(take: boolean): void {
    this.#opening?.abort();
    const opening = (this.#opening = new AbortController());
    batch(() => {
      this.phase.value = "opening";
      this.failure.value = null;
    });
    this.#line.wake();
    this.#line.ask("open", { take }, opening.signal).then(
      (opened) => this.#begin(opened),
      (error: unknown) => this.#failed(error),
    );
  }

  #begin(opened: Opened): void {
    const outcomes: Outcomes = {
      judged: ({ payload }, { progress }) => {
        this.#refusals.forget(payload.task);
        this.#counted.value = progress;
      },
      undone: (entry, result) => this.#undone(entry, result),
      refused: (entry, error) => this.#refused(entry, error),
    };
    batch(() => {
      this.opened.value = opened;
      this.onHub.value = opened.on_hub;
      const records = (this.#records.value ??= new Records(this.#line, opened, outcomes, this.#ended));
      this.clock.configure(records.keep, opened.settings.idle_seconds * 1000);
      this.#desk.clear();
      this.#done.clear();
      this.#asked.value = null;
      this.#counted.value = opened.deck.progress;
      this.failure.value = null;
      this.phase.value = "working";
      this.#supply.begin(opened.deck.tickets);
      this.#advance();
    });
    this.#refill();
  }

  #judge(status: JudgeRequest["status"], reason: string | null, words: string): void {
    const task = this.current.peek();
    const records = this.#records.peek();
    if (!task || !records || this.phase.peek() !== "working") return;
    const draft = this.#desk.draft();
    const { active_ms, idle_ms, changes } = draft;
    const answers = status === "submitted" ? this.#desk.form.judged().map(positionsOnly) : [];
    const supersedes = this.visiting.peek() ? task.ticket.judgment : null;
    const made = { judgment: uuid(), task: taskOf(task), status, supersedes, asked: task.ticket.view.asked };
    const request = { ...made, answers, reason, note: words.trim() || null, active_ms, idle_ms, changes };
    batch(() => {
      records.outbox.add({ op: "judge", payload: request });
      records.drafts.forget(request.task);
      this.#done.push({ request, task, draft });
      if (!this.visiting.peek() || !this.#desk.endVisit()) this.#advance();
    });
  }

  /** Entries have left the outbox: drafts behind them may go, and the deck be filled when none is left. */
  #caughtUp(waiting: number): void {
    this.#records.peek()?.drafts.flush();
    if (waiting === 0 && this.#atWork()) this.#supply.refillSoon();
  }

  #undone({ payload }: UndoEntry, { ticket, progress }: Result<"undo">): void {
    if (this.#asked.peek() === payload.judgment) {
      this.#asked.value = null;
      if (this.visiting.peek()) this.#desk.endVisit();
      this.#bringBack({ ticket: { ...ticket, judgment: null, status: null }, texts: this.#parse(ticket.view) });
    }
    this.#counted.value = progress;
  }

  #refused(entry: Entry, error: KernelError): void {
    if (entry.op === "undo") {
      // The judgment stands; if its task is on the screen again, submitting it amends.
      if (this.#asked.peek() === entry.payload.judgment) this.#asked.value = null;
      return;
    }
    const { task, judgment, answers, note, active_ms, idle_ms, changes, asked } = entry.payload;
    const draft = { answers, note: note ?? "", active_ms, idle_ms, changes: changes + 1, rubric: asked?.rubric ?? "" };
    this.#done.drop(judgment);
    if (!this.#desk.tasks.includes(task)) this.#records.peek()?.drafts.remember(task, draft);
    this.#refusals.add(entry.payload, error);
  }

  /** Shows `task` now; the task on the screen comes after it. */
  #bringBack(task: CurrentTask<Texts>): void {
    this.#desk.park();
    const current = this.current.peek();
    this.#supply.drop(taskOf(task));
    if (current && taskOf(current) !== taskOf(task)) this.#supply.putBack(current);
    this.phase.value = "working";
    this.#desk.show(task);
  }

  #advance(): void {
    this.#desk.show(this.#supply.next() ?? null);
    this.#keepUp();
    // What was left over may be all there is: the kernel says so.
    if (!this.current.peek()) this.#refill();
  }

  #refill(): void {
    if (this.#atWork()) this.#supply.refill();
  }

  #arrived(progress: Progress): void {
    batch(() => {
      this.#counted.value = progress;
      if (this.current.peek() || !this.#atWork()) return;
      const next = this.#supply.next() ?? null;
      this.#desk.show(next);
      this.phase.value = next ? "working" : "finished";
    });
    this.#keepUp();
  }

  /** Where the task is of another version of the rubric than the screen's title and instructions, asks for these. */
  #keepUp(): void {
    const asked = this.current.peek()?.ticket.view.asked;
    if (!asked || asked.rubric === this.opened.peek()?.rubric_hash) return;
    this.#line.ask("open", { take: false }, this.#ended).then(
      (opened) => (this.opened.value = opened),
      () => undefined, // the old ones stay; the next task asks again
    );
  }

  #atWork(): boolean {
    return this.phase.peek() === "working" || this.phase.peek() === "finished";
  }

  #lookAgain(): void {
    this.#line.wake();
    if (this.phase.peek() === "finished") this.#refill();
  }

  #heard({ event, on_hub }: Event): void {
    if (event === "on_hub") this.onHub.value = on_hub;
    else if (event === "continued_elsewhere") this.#continuedElsewhere();
    else this.#leaveSeat("closed");
  }

  #continuedElsewhere(): void {
    if (this.phase.peek() !== "closed") this.#leaveSeat("elsewhere");
  }

  /** The work goes on in another widget, or nowhere; what waits in the outbox is sent all the same. */
  #leaveSeat(phase: "elsewhere" | "closed"): void {
    batch(() => {
      this.#opening?.abort();
      this.#supply.stop();
      this.#records.peek()?.drafts.pause();
      this.phase.value = phase;
    });
  }

  #failed(error: unknown): void {
    // Given up, or said by the phase already.
    if (error instanceof KernelError && error.code !== "continued_elsewhere") this.#fail(error.message);
  }

  #fail(message: string): void {
    batch(() => {
      this.failure.value = message;
      this.phase.value = "failed";
    });
  }

  async #call<O extends Op>(op: O, payload: Payload<O>): Promise<Result<O>> {
    try {
      return await this.#rpc.call(op, payload, { signal: this.#ended, timeoutMs: CALL_MS });
    } catch (error) {
      if (error instanceof KernelError && error.code === "continued_elsewhere") this.#continuedElsewhere();
      throw error;
    }
  }
}
