/** Giving, changing and clearing the answer to one criterion; a new value keeps the comment and the quotes that were there. */
import { blank, hasValue } from "../seat/answers";
import type { Answer } from "../wire";
import { afterRender, focusRow } from "./focus";
import { isAnswered } from "./questions";
import type { Choice, Question, Value } from "./questions";
import type { Screen } from "./screen";
import { words } from "./words";

/** `answer` with another value in place of its old one. */
export function withValue(criterion: string, answer: Answer | undefined, value: Value): Answer {
  return { ...blank(criterion), comment: answer?.comment ?? null, evidence: answer?.evidence ?? [], ...value };
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

/** Which option a subject is rated by; null: none yet. */
export function ratingOf(answer: Answer | undefined, subject: string): string | null {
  return answer?.labels.find((label) => label.startsWith(`${subject}=`))?.slice(subject.length + 1) ?? null;
}

/** Rates one subject; the others stay as they are, in the order asked. */
export function rate(screen: Screen, question: Question, subject: string, option: string): void {
  const answer = screen.answerOf(question.id);
  const rated = question.subjects.map(({ id }) => [id, id === subject ? option : ratingOf(answer, id)] as const);
  setLabels(screen, question, rated.filter(([, chosen]) => chosen !== null).map(([id, chosen]) => `${id}=${chosen ?? ""}`));
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
export function step(screen: Screen, by: 1 | -1, question: Question | undefined): void {
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

/** Takes the answer back, by key. */
export function clear(screen: Screen, question: Question | undefined): void {
  const answer = question && screen.answerOf(question.id);
  if (!question || !answer || !(isAnswered(question, answer) || hasValue(answer))) return;
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
