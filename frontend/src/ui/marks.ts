/** Marks of a span criterion: what is wrong with the quoted words, how gravely, and that there is nothing to mark. */
import type { Answer, Evidence } from "../wire";
import { withValue } from "./answers";
import { afterRender, focusRow } from "./focus";
import type { Question } from "./questions";
import type { Screen } from "./screen";
import { words } from "./words";

export type MarkPart = "category" | "severity";

const parts: readonly MarkPart[] = ["category", "severity"];

/** Whether the expert found nothing to mark, and said so. */
export function hasNothing(answer: Answer | undefined): boolean {
  return answer !== undefined && answer.na === null && answer.number === 0 && answer.evidence.length === 0;
}

export function markNothing(screen: Screen, question: Question): void {
  screen.here.value = question.id;
  const answer = screen.answerOf(question.id);
  screen.seat.answer(question.id, { ...withValue(question.id, answer, { number: 0 }), evidence: [] });
}

/** `answer` with these marks; the kernel weighs them, here their number only says that there are some. */
export function withMarks(question: Question, answer: Answer, evidence: Evidence[]): Answer {
  return { ...withValue(question.id, answer, { number: evidence.length === 0 ? null : evidence.length }), evidence };
}

/** A new mark of `question`; what leaves no choice is chosen. */
export function begun(question: Question, quote: Evidence): Evidence {
  const [category, severity] = parts.map((part) => {
    const names = namesOf(question, part);
    return names.length === 1 ? (names[0] ?? null) : null;
  });
  return { ...quote, category: category ?? null, severity: severity ?? null };
}

export function setMark(screen: Screen, question: Question, mark: Evidence, part: MarkPart, name: string): void {
  const answer = screen.answerOf(question.id);
  if (!answer) return;
  const evidence = answer.evidence.map((one) => (one === mark ? { ...one, [part]: name } : one));
  screen.here.value = question.id;
  screen.seat.answer(question.id, withMarks(question, answer, evidence));
}

/** A number key answers the first thing that a mark still lacks. */
export function markByDigit(screen: Screen, question: Question, n: number): void {
  const answer = screen.answerOf(question.id);
  const mark = answer?.evidence.find(({ category, severity }) => category === null || severity === null);
  const part = parts.find((one) => mark?.[one] === null);
  const name = part && namesOf(question, part)[n - 1];
  if (!mark || !part || name === undefined) return;
  setMark(screen, question, mark, part, name);
  screen.say(words.marks.set(words.marks[part], name));
  afterRender(() => focusRow(screen.root, question.id));
}

function namesOf({ marks }: Question, part: MarkPart): readonly string[] {
  return part === "category" ? (marks?.categories ?? []) : (marks?.severities ?? []);
}
