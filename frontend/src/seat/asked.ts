/** Which criteria a task asks: one whose needs are not met is not shown, not required and has no answer. */
import type { Answer, Criterion, Need, TaskView } from "../wire";

export type AnswerOf = (criterion: string) => Answer | undefined;

/** The criteria of a grade that are asked now, in the order shown; the kernel finds the same (evalwidgets/tasks/grade.py). */
export function askedIn({ groups }: TaskView, answerOf: AnswerOf): Criterion[] {
  const all = groups.flatMap(({ criteria }) => criteria);
  if (all.every(({ needs }) => needs.length === 0)) return all;
  const known = new Map(all.map((criterion) => [criterion.id, criterion]));
  const asked = (criterion: Criterion): boolean => criterion.needs.every((need) => isMet(need, known.get(need.criterion)));
  // A need whose criterion this task does not ask was settled when the task was made.
  const isMet = (need: Need, needed: Criterion | undefined) => !needed || (asked(needed) && holds(need, answerOf(needed.id)));
  return all.filter(asked);
}

/** An answer without a value, or "not applicable", meets no need. */
function holds({ when, at_least, at_most }: Need, answer: Answer | undefined): boolean {
  if (!answer || answer.na !== null) return false;
  const { label, labels, number } = answer;
  if (when.length > 0) return (label !== null && when.includes(label)) || labels.some((one) => when.includes(one));
  return number !== null && (at_least === null || number >= at_least) && (at_most === null || number <= at_most);
}
