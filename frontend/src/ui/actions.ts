/** What the expert can do, by key or by pointer; each says in the live region what does not show by itself. */
import { blank } from "../seat/answers";
import { selectedSpan } from "../text/evidence";
import type { NaReason } from "../wire";
import { withValue } from "./answers";
import { addQuote } from "./evidence";
import { afterRender, focusRow, hold, isTyping, rowOf } from "./focus";
import { dueOf, isAnswered } from "./questions";
import type { Choice, Question } from "./questions";
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
  screen.closePanel();
  if (note !== "") screen.seat.setNote(note);
  screen.seat.skip(reason);
}

export function flag(screen: Screen, category: string, note: string): void {
  screen.closePanel();
  screen.seat.flag(category, note);
}

export function undo(screen: Screen): void {
  if (!screen.seat.canUndo.peek()) return screen.say(words.say.nothingToUndo, true);
  hold(screen.root);
  screen.seat.undo();
  screen.settle();
}

/** Chooses an option by pointer or key; a key moves on by itself, if the expert wants that. */
export function choose(screen: Screen, question: Question, choice: Choice): void {
  screen.here.value = question.id;
  screen.seat.answer(question.id, withValue(question.id, screen.answerOf(question.id), choice.value));
}

/** Adds or removes one of several options; what is left may be none, on purpose. */
export function toggle(screen: Screen, question: Question, id: string): void {
  const answer = screen.answerOf(question.id);
  const chosen = new Set(answer?.labels);
  if (!chosen.delete(id)) chosen.add(id);
  setLabels(screen, question, question.choices.map((choice) => choice.id).filter((option) => chosen.has(option)));
}

export function setLabels(screen: Screen, question: Question, labels: string[]): void {
  screen.here.value = question.id;
  screen.seat.answer(question.id, withValue(question.id, screen.answerOf(question.id), { labels }));
}

/** Sets a number, held within its bounds; null empties the field. */
export function setNumber(screen: Screen, question: Question, value: number | null): void {
  const { bounds } = question;
  if (bounds === null) return;
  screen.here.value = question.id;
  if (value === null) return dropValue(screen, question.id);
  const number = Math.min(Math.max(value, bounds.minimum), bounds.maximum);
  screen.seat.answer(question.id, withValue(question.id, screen.answerOf(question.id), { number }));
}

/** One step up or down; from nothing, a count starts at 0 or 1 and a number at its nearer end. */
export function step(screen: Screen, by: 1 | -1, question: Question | undefined = hereOf(screen)): void {
  if (!question?.bounds) return;
  const { minimum, maximum, step, count } = question.bounds;
  const now = screen.answerOf(question.id)?.number ?? null;
  const start = count ? (by > 0 ? 1 : 0) : by > 0 ? minimum : maximum;
  // Sums of 0.1 drift: what is kept has the digits of the step.
  const next = now === null ? start : Number((now + by * step).toFixed(6));
  screen.typed.value = null;
  setNumber(screen, question, next);
}

/** Takes the value back; a comment and quotes stay. */
export function dropValue(screen: Screen, id: string): void {
  const answer = screen.answerOf(id);
  const kept = answer !== undefined && ((answer.comment ?? "") !== "" || answer.evidence.length > 0);
  screen.seat.answer(id, kept ? withValue(id, answer, {}) : null);
}

export function clear(screen: Screen): void {
  const question = hereOf(screen);
  if (!question || !isAnswered(question, screen.answerOf(question.id))) return;
  screen.typed.value = null;
  if (question.form === "checks") screen.seat.answer(question.id, null);
  else dropValue(screen, question.id);
  screen.say(words.say.cleared);
  afterRender(() => focusRow(screen.root, question.id));
}

export function setComment(screen: Screen, id: string, text: string): void {
  const answer = screen.answerOf(id) ?? blank(id);
  const question = screen.question(id);
  const empty = text === "" && answer.evidence.length === 0 && question !== undefined && question.form !== "checks";
  const nothing = empty && !isAnswered(question, answer);
  screen.seat.answer(id, nothing ? null : { ...answer, comment: text === "" ? null : text });
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
      if (n === 0) setLabels(screen, question, []);
      else if (choice) toggle(screen, question, choice.id);
      return;
    case "number":
      if (question.bounds?.count !== true) return startTyping(screen, question, String(n));
      setNumber(screen, question, n);
      return answered(screen, question);
    case "text":
      return;
  }
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
  afterRender(() => rowOf(screen.root, question.id)?.querySelector<HTMLElement>("[data-comment]")?.focus());
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
