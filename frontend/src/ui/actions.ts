/** What the expert can do, by key or by pointer; each says in the live region what does not show by itself. */
import { selectedSpan } from "../text/evidence";
import type { NaReason } from "../wire";
import { choose, clear, rate, ratingOf, setLabels, setNumber, step, toggle, withValue } from "./answers";
import { addQuote } from "./evidence";
import { afterRender, focusRow, hold, isTyping, reveal, rowOf } from "./focus";
import { markByDigit, markNothing } from "./marks";
import { dueOf } from "./questions";
import type { Question } from "./questions";
import type { Screen } from "./screen";
import { beginStepping } from "./stepping";
import { words } from "./words";

/** Submits, or names what is missing, marks it and goes to the first of it. */
export function submit(screen: Screen): void {
  const { seat } = screen;
  if (seat.phase.peek() !== "working" || seat.current.peek() === null) return;
  if (screen.covered.peek()) return screen.say(words.say.covered, true);
  hold(screen.root);
  const missing = seat.submit();
  const first = missing[0];
  if (first === undefined) return;
  screen.marked.value = new Set(missing);
  screen.say(words.say.missing(missing.map((id) => screen.question(id)?.text ?? id)), true);
  screen.here.value = first;
  const question = screen.question(first);
  const due = question && dueOf(question, screen.answerOf(first), screen.settings.peek());
  if (due === "comment") comment(screen);
  else afterRender(() => focusRow(screen.root, first));
}

export function skip(screen: Screen, reason: string, note: string): void {
  screen.closePanel(true);
  if (note !== "") screen.seat.setNote(note);
  screen.seat.skip(reason);
}

export function flag(screen: Screen, category: string, note: string): void {
  screen.closePanel(true);
  screen.seat.flag(category, note);
}

export function undo(screen: Screen): void {
  if (!screen.seat.canUndo.peek()) return screen.say(words.say.nothingToUndo, true);
  hold(screen.root);
  screen.seat.undo();
}

export function setNa(screen: Screen, id: string, reason: NaReason): void {
  screen.seat.answer(id, withValue(id, screen.answerOf(id), { na: reason }));
  screen.closePart();
  const question = screen.question(id);
  if (question) answered(screen, question);
}

/** What a number key does to the current criterion. */
export function digit(screen: Screen, n: number): void {
  const question = hereOf(screen);
  if (!question) return;
  const choice = question.choices[n - 1];
  switch (question.form) {
    case "segments":
    case "preference":
      if (!choice) return;
      choose(screen, question, choice);
      return answered(screen, question);
    case "checks":
      if (n > 0) return choice && toggle(screen, question, choice.id);
      setLabels(screen, question, []);
      return answered(screen, question);
    case "number":
      if (question.bounds?.count !== true) return startTyping(screen, question, String(n));
      setNumber(screen, question, n);
      return answered(screen, question);
    case "ratings": {
      const due = question.subjects.find(({ id }) => ratingOf(screen.answerOf(question.id), id) === null);
      if (!due || !choice) return;
      rate(screen, question, due.id, choice.id);
      return isUnrated(screen, question) ? undefined : answered(screen, question);
    }
    case "marks":
      if (n > 0) return markByDigit(screen, question, n);
      markNothing(screen, question);
      return answered(screen, question);
    case "text":
      return;
  }
}

function isUnrated(screen: Screen, question: Question): boolean {
  return question.subjects.some(({ id }) => ratingOf(screen.answerOf(question.id), id) === null);
}

export function notApplicable(screen: Screen): void {
  const question = hereOf(screen);
  const [only, ...more] = question?.naReasons ?? [];
  if (!question || only === undefined) return;
  if (more.length === 0) setNa(screen, question.id, only);
  else screen.openPart(question.id, "na");
}

export function comment(screen: Screen): void {
  const question = hereOf(screen);
  if (!question) return;
  screen.openPart(question.id, "comment");
  afterRender(() => {
    const field = rowOf(screen.root, question.id)?.querySelector<HTMLElement>("[data-comment]");
    field?.focus({ preventScroll: true });
    if (field) reveal(field);
  });
}

/** Quotes the selected words; without any, begins to step through sentences. */
export function quote(screen: Screen): void {
  const question = hereOf(screen);
  if (!question) return screen.say(words.evidence.noTask, true);
  const selected = selectedSpan(screen.root);
  if (!("problem" in selected)) addQuote(screen, question, selected);
  else if (selected.problem === "empty") beginStepping(screen);
  else screen.say(words.evidence[selected.problem], true);
}

/** One step of a number, or back to no answer at all. */
export const more = (screen: Screen): void => step(screen, 1, hereOf(screen));
export const less = (screen: Screen): void => step(screen, -1, hereOf(screen));
export const clearHere = (screen: Screen): void => clear(screen, hereOf(screen));

/** Enter on a criterion opens what is typed; on any other it moves on. */
export function enter(screen: Screen): void {
  const question = hereOf(screen);
  if (question?.form === "text" || question?.form === "number") field(screen, question)?.focus();
  else screen.moveOn();
}

/** Leaves the innermost thing that is open. */
export function escape(screen: Screen, target: EventTarget | null): boolean {
  if (screen.panel.peek() !== null) screen.closePanel();
  else if (screen.stepping.peek() !== null) {
    screen.stepping.value = null;
    screen.say(words.evidence.left);
  } else if (screen.open.peek() !== null) screen.closePart();
  else if (isTyping(target)) {
    const id = screen.here.peek();
    if (id !== null) focusSelf(screen, id);
  } else if (screen.full.peek()) toggleFull(screen);
  else return false;
  return true;
}

export function toggleFull(screen: Screen): void {
  screen.full.value = !screen.full.peek();
}

/** After an answer by key: what is still due first, then on to the next. */
function answered(screen: Screen, question: Question): void {
  const due = dueOf(question, screen.answerOf(question.id), screen.settings.peek());
  if (due === "comment") return comment(screen);
  if (due === "evidence") screen.say(words.rubric.missing.evidence, true);
  afterRender(() => {
    if (due === null && screen.advance.peek()) screen.moveOn();
    else focusRow(screen.root, question.id);
  });
}

function startTyping(screen: Screen, question: Question, text: string): void {
  const input = field(screen, question);
  if (!input) return;
  input.focus();
  input.value = text;
  input.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function field(screen: Screen, question: Question): HTMLInputElement | HTMLTextAreaElement | null {
  return rowOf(screen.root, question.id)?.querySelector<HTMLInputElement>("[data-control] :is(input, textarea)") ?? null;
}

function focusSelf(screen: Screen, id: string): void {
  rowOf(screen.root, id)?.focus({ preventScroll: true });
}

function hereOf(screen: Screen): Question | undefined {
  return screen.question(screen.here.peek());
}
