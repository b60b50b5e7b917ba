/**
 * An expert's seat in the browser: the task on the screen, the ones behind it, and nothing lost.
 *
 * Every action changes the signals and writes the outbox in the same task; what the kernel says of
 * it comes later and only corrects the picture.
 */
import { batch, computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import { KernelError, type EventName, type Payload, type Result, type Rpc } from "../rpc";
import { uuid } from "../uuid";
import type { Answer, Draft, History, JudgeRequest, Op, Opened, Progress, TaskView } from "../wire";
import { positionsOnly } from "./answers";
import { Form } from "./form";
import { Line } from "./line";
import type { Entry, JudgeEntry, Outcomes, UndoEntry } from "./outbox";
import { NONE, withWaiting } from "./progress";
import { Records } from "./records";
import { savedState } from "./saved";
import { Supply } from "./supply";
import { Timer } from "./timer";
import type { CurrentTask, Phase, SavedState, Seat } from "./types";

const GONE = "The notebook's kernel was stopped. Run this cell again.";

/** A judgment of this page's session, as undo needs it. */
interface Done<Texts> {
  readonly request: JudgeRequest;
  readonly task: CurrentTask<Texts>;
  readonly draft: Draft;
}

const taskOf = (task: CurrentTask<unknown>) => task.ticket.view.task;

export class ExpertSeat<Texts> implements Seat<Texts> {
  readonly phase = signal<Phase>("opening");
  readonly failure = signal<string | null>(null);
  readonly opened = signal<Opened | null>(null);
  readonly current = signal<CurrentTask<Texts> | null>(null);
  readonly visiting = signal(false);
  readonly clock: Timer;

  readonly #rpc: Rpc;
  readonly #ended: AbortSignal;
  readonly #parse: (view: TaskView) => Texts;
  readonly #line: Line;
  readonly #supply: Supply<Texts>;
  readonly #form = new Form(() => this.opened.value?.settings.require_comment ?? "rubric");
  readonly #records = signal<Records | null>(null);
  readonly #counted = signal<Progress>(NONE);
  readonly #refusals = signal<ReadonlyMap<number, string>>(new Map());
  /** The last judgment on top, one a task: what undo walks back through. */
  readonly #done = signal<readonly Done<Texts>[]>([]);
  /** The undo whose task only the kernel knows. */
  readonly #asked = signal<string | null>(null);
  /** The open task that a visit has taken off the screen. */
  #base: CurrentTask<Texts> | null = null;
  #opening: AbortController | null = null;

  readonly note: ReadonlySignal<string> = this.#form.note;
  readonly left = this.#form.left;
  readonly progress = computed(() => withWaiting(this.#counted.value, this.#records.value?.outbox.entries.value ?? []));
  readonly canUndo = computed(() => {
    const { submitted, skipped, flagged } = this.progress.value;
    const atWork = this.phase.value === "working" || this.phase.value === "finished";
    const earlier = submitted + skipped + flagged > 0 && this.#asked.value === null;
    return atWork && !this.visiting.value && (this.#done.value.length > 0 || earlier);
  });
  readonly saved = computed<SavedState>(() => {
    const records = this.#records.value;
    const phase = this.phase.value;
    return savedState({
      waiting: records?.outbox.entries.value.length ?? 0,
      draft: records?.drafts.dirty.value ?? false,
      starved: phase === "opening" || (phase === "working" && this.current.value === null),
      trouble: this.#line.trouble.value,
      refused: [...this.#refusals.value.values()].at(-1) ?? null,
      durable: records?.keep.durable ?? true,
    });
  });

  constructor(rpc: Rpc, ended: AbortSignal, parse: (view: TaskView) => Texts) {
    this.#rpc = rpc;
    this.#ended = ended;
    this.#parse = parse;
    this.clock = new Timer(ended);
    this.#line = new Line(rpc, ended, () => this.#continuedElsewhere());
    this.#supply = new Supply(this.#line, parse, {
      shown: () => [this.current.peek(), this.#base].filter((task) => task !== null).map(taskOf),
      waiting: () => this.#records.peek()?.outbox.tasks() ?? new Set(),
      arrived: (progress) => this.#arrived(progress),
      refused: (error) => this.#failed(error),
    }, ended);
    const deaf = rpc.onEvent((event) => this.#heard(event));
    // A dead kernel shows before anything else could: say so at once, and go on asking.
    const watch = effect(() => {
      const gone = this.#line.trouble.value?.why === "gone";
      if (gone && this.phase.peek() === "opening") this.#fail(GONE);
    });
    ended.addEventListener("abort", () => (deaf(), watch()));
    const seen = () => (document.visibilityState === "hidden" ? this.#flush() : this.#lookAgain());
    document.addEventListener("visibilitychange", seen, { signal: ended });
    window.addEventListener("pagehide", () => this.#flush(), { signal: ended });
    window.addEventListener("online", () => this.#line.wake(), { signal: ended });
    this.#open(false);
  }

  answerOf(criterion: string): ReadonlySignal<Answer | undefined> {
    return this.#form.answerOf(criterion);
  }

  answer(criterion: string, answer: Answer | null): void {
    if (!this.current.peek()) return;
    batch(() => (this.#form.set(criterion, answer), this.#keepDraft()));
  }

  setNote(text: string): void {
    if (!this.current.peek()) return;
    batch(() => (this.#form.setNote(text), this.#keepDraft()));
  }

  missing(): string[] {
    return this.#form.missing();
  }

  submit(): string[] {
    const missing = this.missing();
    if (missing.length === 0) this.#judge("submitted", null, this.note.peek() || null);
    return missing;
  }

  skip(reason: string): void {
    this.#judge("skipped", reason, this.note.peek() || null);
  }

  flag(category: string, note: string): void {
    this.#judge("flagged", category, note || null);
  }

  undo(): void {
    const outbox = this.#records.peek()?.outbox;
    if (!outbox || !this.canUndo.peek()) return;
    const last = this.#done.peek().at(-1);
    const judgment = uuid();
    batch(() => {
      const target = last?.request.judgment ?? null;
      outbox.add({ op: "undo", payload: { judgment, target }, undoes: last?.request ?? null });
      if (!last) {
        this.#asked.value = judgment;
        return;
      }
      this.#done.value = this.#done.peek().slice(0, -1);
      this.#records.peek()?.drafts.remember(taskOf(last.task), last.draft);
      this.#bringBack({ ...last.task, ticket: { ...last.task.ticket, draft: last.draft, judgment: null, status: null } });
    });
  }

  history(before?: number): Promise<History> {
    return this.#call("list", { before: before ?? null, limit: 50 });
  }

  async visit(task: number): Promise<void> {
    const ticket = await this.#call("visit", { task });
    if (this.#ended.aborted || (this.phase.peek() !== "working" && this.phase.peek() !== "finished")) return;
    const visited = { ticket, texts: this.#parse(ticket.view) };
    batch(() => {
      this.#park();
      if (!this.visiting.peek()) this.#base = this.current.peek();
      this.visiting.value = true;
      this.phase.value = "working";
      this.#show(visited);
    });
  }

  leaveVisit(): void {
    if (!this.visiting.peek()) return;
    batch(() => {
      this.#park();
      this.#endVisit();
    });
  }

  takeBack(): void {
    const phase = this.phase.peek();
    if (phase === "finished") this.#lookAgain();
    else if (phase === "elsewhere" || phase === "failed") this.#open(true);
  }

  /** The last view is about to go: what the kernel does not have yet is sent a last time. */
  leave(): void {
    this.#flush();
  }

  #open(take: boolean): void {
    this.#opening?.abort();
    const opening = (this.#opening = new AbortController());
    batch(() => {
      this.phase.value = "opening";
      this.failure.value = null;
    });
    this.#line.ask("open", { take }, opening.signal).then(
      (opened) => this.#begin(opened),
      (error: unknown) => this.#failed(error),
    );
    this.#line.wake();
  }

  #begin(opened: Opened): void {
    const outcomes: Outcomes = {
      judged: (entry, result) => this.#judged(entry, result.progress),
      undone: (entry, result) => this.#undone(entry, result),
      refused: (entry, error) => this.#refused(entry, error),
    };
    batch(() => {
      this.opened.value = opened;
      const records = (this.#records.value ??= new Records(this.#line, opened, outcomes, this.#ended));
      this.clock.configure(records.keep, opened.settings.idle_seconds * 1000);
      this.#base = this.current.value = null;
      this.visiting.value = false;
      this.#done.value = [];
      this.#asked.value = null;
      this.#counted.value = opened.deck.progress;
      this.failure.value = null;
      this.phase.value = "working";
      this.#supply.begin(opened.deck.tickets);
      this.#advance();
    });
    this.#refill();
  }

  #judge(status: JudgeRequest["status"], reason: string | null, note: string | null): void {
    const task = this.current.peek();
    const records = this.#records.peek();
    if (!task || !records || this.phase.peek() !== "working") return;
    const draft = this.#draft();
    const { active_ms, idle_ms, changes } = draft;
    const answers = status === "submitted" ? draft.answers.map(positionsOnly) : [];
    const supersedes = this.visiting.peek() ? task.ticket.judgment : null;
    const timing = { active_ms, idle_ms, changes };
    const request = { judgment: uuid(), task: taskOf(task), status, answers, reason, note, supersedes, ...timing };
    batch(() => {
      records.outbox.add({ op: "judge", payload: request });
      records.drafts.forget(request.task);
      const others = this.#done.peek().filter((done) => done.request.task !== request.task);
      this.#done.value = [...others, { request, task, draft }];
      if (this.visiting.peek()) this.#endVisit();
      else this.#advance();
    });
    this.#refill();
  }

  #judged(entry: JudgeEntry, progress: Progress): void {
    this.#counted.value = progress;
    this.#forgive(entry.payload.task);
    this.#records.peek()?.drafts.flush();
    this.#refill();
  }

  #undone(entry: UndoEntry, { ticket, progress }: Result<"undo">): void {
    this.#counted.value = progress;
    if (this.#asked.peek() === entry.payload.judgment) {
      this.#asked.value = null;
      if (this.visiting.peek()) this.#endVisit();
      this.#bringBack({ ticket: { ...ticket, judgment: null, status: null }, texts: this.#parse(ticket.view) });
    } else {
      this.#records.peek()?.drafts.flush();
      this.#refill();
    }
  }

  #refused(entry: Entry, error: KernelError): void {
    if (entry.op === "undo") {
      // The judgment stands; if its task is on the screen again, submitting it amends.
      if (this.#asked.peek() === entry.payload.judgment) this.#asked.value = null;
      return;
    }
    const { task, judgment, answers, note, active_ms, idle_ms, changes, supersedes } = entry.payload;
    this.#done.value = this.#done.peek().filter((done) => done.request.judgment !== judgment);
    if (this.current.peek()?.ticket.view.task !== task)
      this.#records.peek()?.drafts.remember(task, { answers, note: note ?? "", active_ms, idle_ms, changes: changes + 1 });
    const comesBack = error.code === "invalid_answers" && supersedes === null;
    const what = comesBack ? "The task comes back, with your answers in it." : "It is kept aside in this browser.";
    this.#refusals.value = new Map(this.#refusals.peek()).set(task, `An answer was not taken: ${error.message} ${what}`);
    this.#refill();
  }

  #forgive(task: number): void {
    if (!this.#refusals.peek().has(task)) return;
    const left = new Map(this.#refusals.peek());
    left.delete(task);
    this.#refusals.value = left;
  }

  /** Shows `task` now; the task on the screen comes after it. */
  #bringBack(task: CurrentTask<Texts>): void {
    this.#park();
    const current = this.current.peek();
    this.#supply.drop(taskOf(task));
    if (current && taskOf(current) !== taskOf(task)) this.#supply.putBack(current);
    this.phase.value = "working";
    this.#show(task);
  }

  #endVisit(): void {
    const base = this.#base;
    this.#base = null;
    this.visiting.value = false;
    if (base) this.#show(base);
    else this.#advance();
  }

  #advance(): void {
    this.#show(this.#supply.next() ?? null);
    // What was left over may be all there is: the kernel says so.
    if (!this.current.peek()) this.#refill();
  }

  #refill(): void {
    if (this.phase.peek() === "working" || this.phase.peek() === "finished") this.#supply.refill();
  }

  #arrived(progress: Progress): void {
    batch(() => {
      this.#counted.value = progress;
      if (this.current.peek() || (this.phase.peek() !== "working" && this.phase.peek() !== "finished")) return;
      const next = this.#supply.next() ?? null;
      this.#show(next);
      this.phase.value = next ? "working" : "finished";
    });
  }

  #show(task: CurrentTask<Texts> | null): void {
    const drafts = this.#records.peek()?.drafts;
    const draft = task && (drafts?.best(task.ticket) ?? task.ticket.draft);
    this.current.value = task;
    this.#form.show(task?.ticket.view ?? null, draft);
    if (!task || !draft) return this.clock.stop();
    this.clock.start(draft.active_ms, draft.idle_ms);
    // This browser knows more than the kernel: typed while that was dead, or before a reload.
    if (draft !== task.ticket.draft && !this.visiting.peek()) drafts?.change(taskOf(task), draft);
  }

  #draft(): Draft {
    const timing = { active_ms: this.clock.active, idle_ms: this.clock.idleMs };
    return { answers: this.#form.answers(), note: this.note.peek(), changes: this.#form.changes, ...timing };
  }

  #keepDraft(): void {
    const task = this.current.peek();
    const drafts = this.#records.peek()?.drafts;
    if (!task || !drafts) return;
    // The kernel keeps drafts of open tasks only; what is changed in a visit stays in this browser.
    if (this.visiting.peek()) drafts.remember(taskOf(task), this.#draft());
    else drafts.change(taskOf(task), this.#draft());
  }

  /** The task leaves the screen unsubmitted: its answers and its time are kept. */
  #park(): void {
    const task = this.current.peek();
    if (task && this.#form.changes > task.ticket.draft.changes)
      this.#records.peek()?.drafts.remember(taskOf(task), this.#draft());
    this.#flush();
  }

  #flush(): void {
    this.#records.peek()?.drafts.flush();
  }

  #lookAgain(): void {
    this.#line.wake();
    if (this.phase.peek() === "finished") this.#refill();
  }

  #heard(event: EventName): void {
    if (event === "continued_elsewhere") this.#continuedElsewhere();
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
    if (!(error instanceof KernelError) || error.code === "continued_elsewhere") return;
    this.#fail(error.message);
  }

  #fail(message: string): void {
    batch(() => {
      this.failure.value = message;
      this.phase.value = "failed";
    });
  }

  async #call<O extends Op>(op: O, payload: Payload<O>): Promise<Result<O>> {
    try {
      return await this.#rpc.call(op, payload, { signal: this.#ended, timeoutMs: 10_000 });
    } catch (error) {
      if (error instanceof KernelError && error.code === "continued_elsewhere") this.#continuedElsewhere();
      throw error;
    }
  }
}
