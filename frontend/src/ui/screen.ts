/**
 * What the screen of one view knows besides the seat: where the expert is, what is open, what was said.
 * Components read its signals; keys and buttons call its methods. It holds no answers.
 */
import { batch, computed, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Seat } from "../seat/seat";
import type { ParsedTask } from "../text/model";
import type { Answer, Settings } from "../wire";
import { advance } from "./advance";
import { afterRender, focusRow, hold } from "./focus";
import { follow } from "./follow";
import { isAnswered, questionsOf } from "./questions";
import type { Question, QuestionGroup } from "./questions";
import type { Stepping } from "./stepping";
import { words } from "./words";

export type Panel = "instructions" | "history" | "keys" | "skip" | "flag" | "remark";
export type Part = "comment" | "na" | "help";

const NOTICE_MS = 8000;
const plain: Settings = { require_comment: "rubric", block_minutes: null, idle_seconds: 60, na_reasons: [] };

export class Screen {
  /** The criterion that keys speak to. */
  readonly here = signal<string | null>(null);
  /** The one part of a row that is open beyond what its answer shows. */
  readonly open = signal<{ criterion: string; part: Part } | null>(null);
  /** What stands in a number's field while it is not (yet) a number that the criterion takes. */
  readonly typed = signal<{ criterion: string; text: string } | null>(null);
  readonly panel = signal<Panel | null>(null);
  readonly stepping = signal<Stepping | null>(null);
  /** Criteria that a submit found missing. */
  readonly marked = signal<ReadonlySet<string>>(new Set());
  /** The task whose content warning was lifted. */
  readonly lifted = signal<number | null>(null);
  /** A remark that is not sent yet; kept while its panel is closed. */
  readonly remark = signal("");
  readonly full = signal(false);
  /** What the live region says. */
  readonly said = signal("");
  /** The same, seen: problems only. */
  readonly notice = signal<string | null>(null);
  /** When the visited judgment was made, microseconds; null if it is not known. */
  readonly visitedAt = signal<number | null>(null);
  /** Whether a number key moves on by itself. */
  readonly advance = advance;

  readonly settings: ReadonlySignal<Settings>;
  /** The task's questions; the same object while the rubric asks the same, so that no row renders again. */
  readonly groups: ReadonlySignal<readonly QuestionGroup[]>;
  /** Those that are asked as long as the answers stay as they are. */
  readonly questions: ReadonlySignal<readonly Question[]>;
  readonly covered: ReadonlySignal<boolean>;

  private noticeTimer: ReturnType<typeof setTimeout> | undefined;
  private before: HTMLElement | null = null;

  constructor(
    readonly seat: Seat<ParsedTask>,
    readonly root: ShadowRoot,
    end: AbortSignal,
  ) {
    this.settings = computed(() => seat.opened.value?.settings ?? plain);
    let asked = "";
    let groups: readonly QuestionGroup[] = [];
    this.groups = computed(() => {
      const view = seat.current.value?.ticket.view;
      if (view === undefined) return groups;
      const now = `${view.kind}${view.responses.map(({ key }) => key).join()}${JSON.stringify(view.groups)}`;
      if (now !== asked) [asked, groups] = [now, questionsOf(view, this.settings.value)];
      return groups;
    });
    this.questions = computed(() => {
      const all = this.groups.value.flatMap(({ questions }) => questions);
      const left = seat.unasked.value;
      return left.size === 0 ? all : all.filter(({ id }) => !left.has(id));
    });
    this.covered = computed(() => {
      const view = seat.current.value?.ticket.view;
      return view !== undefined && view.warnings.length > 0 && this.lifted.value !== view.task;
    });
    follow(this, end);
    end.addEventListener("abort", () => clearTimeout(this.noticeTimer));
  }

  question(id: string | null): Question | undefined {
    return this.questions.peek().find((question) => question.id === id);
  }

  /** Says `text` in the live region; a problem is also shown. */
  say(text: string, problem = false): void {
    // The same words twice are news to nobody but a screen reader's user: make them differ.
    this.said.value = this.said.peek() === text ? `${text}\u00a0` : text;
    if (!problem) return;
    this.notice.value = text;
    clearTimeout(this.noticeTimer);
    this.noticeTimer = setTimeout(() => (this.notice.value = null), NOTICE_MS);
  }

  /** Makes `id` the current criterion and puts the focus on its control. */
  go(id: string): void {
    this.here.value = id;
    focusRow(this.root, id);
  }

  move(by: 1 | -1): void {
    const ids = this.questions.peek().map(({ id }) => id);
    const at = ids.indexOf(this.here.peek() ?? "");
    const next = ids[Math.min(Math.max(at + by, 0), ids.length - 1)];
    if (next !== undefined) this.go(next);
  }

  /** On to the next unanswered criterion, from the current one round to it again. */
  moveOn(): void {
    const all = this.questions.peek();
    const at = all.findIndex(({ id }) => id === this.here.peek());
    const round = [...all.slice(at + 1), ...all.slice(0, at)];
    // A comparison's reasons are optional: nobody is led through them.
    const next = round.find((question) => question.criterion !== null && !isAnswered(question, this.answerOf(question.id)));
    if (next) this.go(next.id);
    else if (this.seat.left.peek() === 0) this.say(words.say.complete(words.footer.submit));
  }

  answerOf(id: string): Answer | undefined {
    return this.seat.answerOf(id).peek();
  }

  openPart(criterion: string, part: Part): void {
    batch(() => {
      this.here.value = criterion;
      this.open.value = { criterion, part };
    });
  }

  /** Closes an open part; the focus goes back to the row it was in. */
  closePart(): void {
    const open = this.open.peek();
    if (open === null) return;
    hold(this.root);
    this.open.value = null;
    this.go(open.criterion);
  }

  openPanel(panel: Panel): void {
    const active = this.root.activeElement;
    if (this.panel.peek() === null) this.before = active instanceof HTMLElement ? active : null;
    hold(this.root);
    this.panel.value = panel;
  }

  /** Closes the panel; the focus goes where it was or, `afresh`, to the current criterion. */
  closePanel(afresh = false): void {
    hold(this.root);
    this.panel.value = null;
    const back = afresh ? null : this.before;
    this.before = null;
    queueMicrotask(() => {
      if (back?.isConnected === true && back.closest("[inert]") === null) back.focus({ preventScroll: true });
      else this.settle(!afresh);
    });
  }

  lift(): void {
    const view = this.seat.current.peek()?.ticket.view;
    if (view === undefined || !this.covered.peek()) return;
    hold(this.root);
    this.lifted.value = view.task;
    this.say(words.cover.lifted);
    this.settle();
  }

  /** Puts the focus on the current criterion once what is about to be painted is in the document. */
  settle(scroll = true): void {
    afterRender(() => {
      const id = this.here.peek();
      if (id !== null && this.panel.peek() === null && !this.covered.peek()) focusRow(this.root, id, scroll);
    });
  }

  /** Scrolls what is judged by about a page. */
  page(by: 1 | -1): void {
    const pane = this.root.querySelector("[data-scroll=item]");
    if (pane !== null) pane.scrollBy({ top: by * pane.clientHeight * 0.85 });
  }
}
